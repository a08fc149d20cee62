"""The words of the record that stand in closed lists, which the form, its readers and the record share."""

from __future__ import annotations

from typing import Literal, get_args

SCHEMA = "dtmforms/agreement/1"

Classification = Literal["public", "confidential", "secret"]
Level = Literal["national", "admin1", "admin2", "admin3", "site", "household", "individual"]
Urgency = Literal["low", "medium"]
Side = Literal["iom", "requesting_organization"]
Post = Literal["primary", "secondary"]
Method = Literal[
    "password_protected_web_portal",
    "password_protected_excel_email",
    "password_protected_document",
    "password_protected_email",
    "telephone_call",
]
Destination = Literal[
    "requesting_organization.primary", "requesting_organization.secondary", "requesting_organization.field"
]
Role = Literal["dtm_coordinator", "sectoral_expert"]
Gravity = Literal["none", "low", "moderate", "severe"]

LEVELS: tuple[Level, ...] = get_args(Level)
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
SIDES: tuple[Side, ...] = get_args(Side)
POSTS: tuple[Post, ...] = get_args(Post)
METHODS: tuple[Method, ...] = get_args(Method)
DESTINATIONS: tuple[Destination, ...] = get_args(Destination)
ANNEX: Destination = "requesting_organization.field"
"""The field focal points, who stand in an annex: a destination of Medium alone (rules C4, D11)."""
DESTINATION_POSTS = tuple(one for one in DESTINATIONS if one != ANNEX)
"""The destinations that are a post, whose holder is printed."""
MOST_AREAS = 60
"""How many areas each side may have field focal points for."""
GRAVITIES: tuple[Gravity, ...] = get_args(Gravity)
"""How grave disclosure of a dataset would be, the least first (rule B5)."""
AFFECTED = ("individuals", "vulnerable_groups", "communities", "stakeholders")
"""For whom it would be."""
ON_FILE = tuple(f"{side}.{post}" for side in SIDES for post in (*POSTS, "signatory"))
"""Who is known by a record, by what they are in it."""
COUNTERPARTS = tuple(place for place in ON_FILE if place.startswith("requesting_organization."))
"""Who can confirm a new focal point of the requesting organization, by what they are in the record on file."""
FOCAL_POINT = ("name", "title", "mobile", "email")
"""The attributes of a focal point, in the order of Table C."""
