"""What a notice of focal points says, as values that can be read back exactly, and the fingerprint of them.

A notice names the one before it by its fingerprint, the first one the terms that were signed: so the notices of an
agreement are a chain that anybody can follow who has them. All of it is contact data (rule D1).
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from dtmforms.agreement.areas import area_of, place_of_area
from dtmforms.agreement.closed_lists import FOCAL_POINT, MOST_AREAS, POSTS, SIDES
from dtmforms.agreement.confusables import deceiving
from dtmforms.agreement.keys import email_problem
from dtmforms.language import LANGUAGES

SCHEMA = "dtmforms/notice/1"
"""Of what a notice says and of how it is drawn: a notice that was signed is drawn once more when it is read."""
_LONGEST, _LONGEST_NAME = 200_000, 1_000
_FINGERPRINT = re.compile("[0-9a-f]{64}")

Person: TypeAlias = "dict[str, str] | None"
"""Who holds a post, by `FOCAL_POINT`; `None` for nobody."""


@dataclass(frozen=True, slots=True)
class PostChange:
    """A post of Table C, or an area by its agreed name, as it was and as it is from then on."""

    place: str
    area: str = ""
    before: Person = field(default=None, repr=False)
    after: Person = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """One notice, of one `side`, which signs it. `organization` and `country` are the parties as they are printed,
    `terms` those of the agreement, which stay, `effective` the first day. `follows` is the fingerprint of the notice
    before it, or the terms for the first."""

    reference: str
    terms: str
    language: str
    country: str
    organization: str
    side: str
    effective: str
    follows: str
    posts: tuple[PostChange, ...]

    @property
    def is_first(self) -> bool:
        return self.follows == self.terms

    def text(self) -> str:
        """The one JSON text of it."""
        posts = [
            {"place": one.place, "before": one.before, "after": one.after} | ({"area": one.area} if one.area else {})
            for one in self.posts
        ]
        values = {name: getattr(self, name) for name in _TEXTS} | {"schema": SCHEMA, "posts": posts}
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.text().encode(errors="surrogatepass")).hexdigest()


_TEXTS = ("reference", "terms", "language", "country", "organization", "side", "effective", "follows")


def read_notice(text: str) -> NoticeContent:
    """The notice in a text. Raises `ValueError` where it is none, or not written as we write it: one notice has one
    text, and so one fingerprint."""
    if len(text) > _LONGEST:
        raise ValueError("longer than any notice")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("no notice") from None
    if not isinstance(values, dict) or values.pop("schema", None) != SCHEMA:
        raise ValueError("no notice of this edition")
    posts = values.pop("posts", None)
    if not isinstance(posts, list) or values.keys() != {*_TEXTS} or not all(map(_is_name, values.values())):
        raise ValueError("not the values of a notice")
    notice = NoticeContent(**values, posts=tuple(map(_post, posts)))
    if not _is_sound(notice) or notice.text() != text:
        raise ValueError("not a notice of ours")
    return notice


def _post(values: Any) -> PostChange:
    match values:
        case {"place": str(), "before": before, "after": after} if values.keys() <= {
            "place",
            "before",
            "after",
            "area",
        }:
            if all(map(_is_person, (before, after))) and isinstance(values.get("area", ""), str):
                return PostChange(**values)
    raise ValueError("not a post of a notice")


def _is_person(values: Any) -> bool:
    if values is None:
        return True
    is_whole = isinstance(values, Mapping) and values.keys() == {*FOCAL_POINT} and all(map(_is_said, values.values()))
    return is_whole and email_problem(values["email"]) is None


def _is_said(value: Any) -> bool:
    """Whether it is text of which everything is seen: nothing else is compared with what is shown."""
    return isinstance(value, str) and bool(value.strip()) and not deceiving(value)


def _is_name(value: Any) -> bool:
    return _is_said(value) and len(value) <= _LONGEST_NAME


def _is_sound(notice: NoticeContent) -> bool:
    places = [one.place for one in notice.posts]
    return (
        notice.language in LANGUAGES
        and notice.side in SIDES
        and _is_day(notice.effective)
        and bool(notice.is_first or _FINGERPRINT.fullmatch(notice.follows))
        and 0 < len(places) <= len(POSTS) + MOST_AREAS
        and len(places) == len({*places})
        and all(_is_of_side(one, notice.side) and one.before != one.after for one in notice.posts)
    )


def _is_of_side(one: PostChange, side: str) -> bool:
    if area_of(one.place) is not None:
        return _is_name(one.area) and one.place == place_of_area(side, one.area)
    return not one.area and one.place in [f"{side}.{post}" for post in POSTS]


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
