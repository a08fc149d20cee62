"""What a workbook of agreements holds: one table of sheets and columns.

Writing, reading, the drop-down lists and the sheet "Read me" all follow from it. A list of the record is a sheet with a
row for each item, or columns that are numbered (`Method 1`, `Method 2`, …): so every value has a cell of its own.
Whoever has a single agreement may write it upright instead, on one sheet in the order of the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from dtmforms.agreement.closed_lists import (
    AFFECTED,
    DESTINATIONS,
    FOCAL_POINT,
    GRAVITIES,
    LEVELS,
    METHODS,
    POSTS,
    SIDES,
    URGENCIES,
    Classification,
    Role,
)
from dtmforms.agreement.places import country_codes
from dtmforms.form.fields import OTHER_TERMS
from dtmforms.language import LANGUAGES

Kind = Literal["text", "day", "number"]

CLOSED: dict[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "country": country_codes(),
    "urgency": URGENCIES,
    "level": LEVELS,
    "classification": get_args(Classification),
    "destination": DESTINATIONS,
    "method": METHODS,
    "side": SIDES,
    "post": POSTS,
    "role": get_args(Role),
    "gravity": GRAVITIES,
}
"""The record's closed lists, by name."""

MOST_ROWS = 200_000
MOST_COLUMNS = 500
"""More than this, no sheet of ours has."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet, or several that are numbered: `many` of them, or as many as a record has items.

    `path` leads from the place of the sheet's rows to the value, by default the key itself. `closed` names a closed
    list; with `free`, any other text may stand in its place. `needed`: a row without it is no whole one.
    """

    key: str
    path: tuple[str, ...] = ()
    kind: Kind = "text"
    closed: str = ""
    free: bool = False
    many: int = 0
    needed: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        return self.path or (self.key,)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One sheet. `place` is where in the record a row stands: `<urgency>` is what the row's column of that name says,
    `*` the next item of a list. One that no record needs may be missing: workbooks are out that were made before there
    was one (`needed`)."""

    key: str
    place: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    needed: bool = True

    @property
    def is_list(self) -> bool:
        return self.place[-1:] == ("*",)

    @property
    def leading(self) -> tuple[str, ...]:
        """The columns, and their closed lists, that say where a row belongs."""
        return tuple(step.strip("<>") for step in self.place if step.startswith("<"))

    def leads(self, column: SheetColumn) -> bool:
        """Whether what stands in the column is no value of the record but a part of the row's place."""
        return f"<{column.key}>" in self.place or (column == REFERENCE and bool(self.place))


REFERENCE = SheetColumn("reference", needed=True)
"""The first column of every sheet: the agreement that a row belongs to."""
_URGENCY = SheetColumn("urgency", closed="urgency", needed=True)
_SIDE = SheetColumn("side", closed="side", needed=True)

LAYOUTS = (
    SheetLayout(
        "agreements",
        (),
        (
            REFERENCE,
            SheetColumn("language", closed="language", needed=True),
            SheetColumn("country", closed="country", free=True, needed=True),
            SheetColumn("operation", needed=True),
            SheetColumn("subject", needed=True),
            SheetColumn("requesting_organization", ("requesting_organization", "name"), needed=True),
            SheetColumn("email_domain", ("requesting_organization", "email_domains"), many=2),
            SheetColumn("data_access_request"),
            SheetColumn("humanitarian_need", needed=True),
            SheetColumn("purpose", needed=True),
            SheetColumn("benefit_of_sharing"),
            SheetColumn("risk_of_sharing"),
            SheetColumn("risk_of_not_sharing"),
            SheetColumn("password_change_plan", ("table_b", "password_change_plan")),
            SheetColumn("assessed_on", ("risk_assessment", "assessed_on"), kind="day", needed=True),
            SheetColumn("reassess_by", ("risk_assessment", "reassess_by"), kind="day"),
            SheetColumn("country_name"),
            SheetColumn("collection_begins", ("risk_assessment", "collection_begins"), kind="day"),
            *(SheetColumn(term.label, term.path, kind=term.holds) for term in OTHER_TERMS),
        ),
    ),
    SheetLayout(
        "pathways",
        ("table_b", "<urgency>"),
        (
            REFERENCE,
            _URGENCY,
            SheetColumn("timeline", needed=True),
            SheetColumn("destination", closed="destination", free=True, many=3, needed=True),
            SheetColumn("method", closed="method", free=True, many=3, needed=True),
        ),
    ),
    SheetLayout(
        "datasets",
        ("table_b", "<urgency>", "datasets", "*"),
        (
            REFERENCE,
            _URGENCY,
            SheetColumn("dataset", ("name",), needed=True),
            SheetColumn("level", closed="level", needed=True),
            SheetColumn("classification", closed="classification", needed=True),
            SheetColumn("partner_label"),
        ),
    ),
    SheetLayout(
        "focal_points",
        ("table_c", "<side>", "<post>"),
        (
            REFERENCE,
            _SIDE,
            SheetColumn("post", closed="post", needed=True),
            SheetColumn("name", needed=True),
            SheetColumn("title", needed=True),
            SheetColumn("mobile", needed=True),
            SheetColumn("email", needed=True),
        ),
    ),
    SheetLayout(
        "field",
        ("table_c", "<side>", "field", "*"),
        (REFERENCE, _SIDE, SheetColumn("area", needed=True), *(SheetColumn(key) for key in FOCAL_POINT)),
        needed=False,
    ),
    SheetLayout(
        "signatories",
        ("signatories", "*"),
        (
            REFERENCE,
            SheetColumn("side", ("organization",), closed="side", needed=True),
            SheetColumn("name", needed=True),
            SheetColumn("title", needed=True),
        ),
    ),
    SheetLayout(
        "assessors",
        ("risk_assessment", "assessors", "*"),
        (
            REFERENCE,
            SheetColumn("name", needed=True),
            SheetColumn("role", closed="role", needed=True),
            SheetColumn("organization", needed=True),
        ),
    ),
    SheetLayout(
        "combinations",
        ("risk_assessment", "combinations", "*"),
        (REFERENCE, SheetColumn("decision", needed=True), SheetColumn("dataset", ("datasets",), many=3, needed=True)),
    ),
    SheetLayout(
        "impacts",
        ("risk_assessment", "impacts", "*"),
        (
            REFERENCE,
            SheetColumn("dataset", needed=True),
            *(SheetColumn(whom, closed="gravity", needed=True) for whom in AFFECTED),
        ),
        needed=False,
    ),
)

ONE_AGREEMENT = SheetLayout(
    "one_agreement",
    (),
    (
        SheetColumn("part", needed=True),
        SheetColumn("entry", needed=True),
        SheetColumn("value", many=3, needed=True),
        SheetColumn("needed"),
        SheetColumn("says"),
    ),
)
"""The sheet of a single agreement: each row says one thing of a row of another sheet."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Columns of a row of another sheet, one below the other. `leads` are the codes that the row's place needs; of a
    list there are as many rows as `items`, at first."""

    sheet: str
    columns: tuple[str, ...]
    leads: tuple[str, ...] = ()
    items: int = 1


PARTS = (
    SheetPart(
        "agreements",
        (
            *("reference", "language", "country", "country_name", "operation", "subject", "data_access_request"),
            *("requesting_organization", "email_domain", "humanitarian_need", "purpose"),
            *("benefit_of_sharing", "risk_of_sharing", "risk_of_not_sharing"),
        ),
    ),
    *(
        part
        for urgency in URGENCIES
        for part in (
            SheetPart("pathways", ("timeline",), (urgency,)),
            SheetPart("datasets", ("dataset", "level", "classification", "partner_label"), (urgency,), items=6),
            SheetPart("pathways", ("destination", "method"), (urgency,)),
        )
    ),
    SheetPart("agreements", ("password_change_plan",)),
    *(SheetPart("focal_points", FOCAL_POINT, (side, post)) for side in SIDES for post in POSTS),
    *(SheetPart("field", ("area", *FOCAL_POINT), (side,), items=3) for side in SIDES),
    SheetPart("agreements", tuple(term.label for term in OTHER_TERMS)),
    SheetPart("signatories", ("side", "name", "title"), items=2),
    SheetPart("agreements", ("assessed_on", "reassess_by", "collection_begins")),
    SheetPart("assessors", ("name", "role", "organization"), items=2),
    SheetPart("combinations", ("decision", "dataset")),
    SheetPart("impacts", ("dataset", *AFFECTED), items=6),
)
"""What stands on it, from top to bottom: the form's order, and then what no form prints."""


def layout_of(key: str) -> SheetLayout:
    return next(layout for layout in LAYOUTS if layout.key == key)


READ_ME, LISTS = "read_me", "lists"
"""Sheets for eyes: the first one and the last one, which nothing is read from."""
