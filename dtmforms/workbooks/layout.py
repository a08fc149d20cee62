"""What a workbook of agreements holds: one table of sheets and columns.

Writing, reading, the drop-down lists and the sheet "Read me" all follow from it. A list of the record is a sheet with a
row for each item, or columns that are numbered (`Method 1`, `Method 2`, …): so every value has a cell of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from dtmforms.agreement.places import country_codes
from dtmforms.agreement.record import (
    DESTINATIONS,
    LANGUAGES,
    LEVELS,
    METHODS,
    POSTS,
    SIDES,
    URGENCIES,
    Classification,
    Role,
)

Kind = Literal["text", "day"]

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
}
"""The record's closed lists, by name."""

MOST_ROWS = 200_000
MOST_COLUMNS = 500
"""More than this, no sheet of ours has."""


@dataclass(frozen=True, slots=True)
class Column:
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
class Layout:
    """One sheet. `place` is where in the record a row stands: `<urgency>` is what the row's column of that name says,
    `*` the next item of a list."""

    key: str
    place: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def is_list(self) -> bool:
        return self.place[-1:] == ("*",)

    def leads(self, column: Column) -> bool:
        """Whether what stands in the column is no value of the record but a part of the row's place."""
        return f"<{column.key}>" in self.place or (column == REFERENCE and bool(self.place))


REFERENCE = Column("reference", needed=True)
"""The first column of every sheet: the agreement that a row belongs to."""
_URGENCY = Column("urgency", closed="urgency", needed=True)
_SIDE = Column("side", closed="side", needed=True)

LAYOUTS = (
    Layout(
        "agreements",
        (),
        (
            REFERENCE,
            Column("language", closed="language", needed=True),
            Column("country", closed="country", free=True, needed=True),
            Column("operation", needed=True),
            Column("subject", needed=True),
            Column("requesting_organization", ("requesting_organization", "name"), needed=True),
            Column("email_domain", ("requesting_organization", "email_domains"), many=2),
            Column("data_access_request"),
            Column("humanitarian_need", needed=True),
            Column("purpose", needed=True),
            Column("benefit_of_sharing"),
            Column("risk_of_sharing"),
            Column("risk_of_not_sharing"),
            Column("password_change_plan", ("table_b", "password_change_plan")),
            Column("assessed_on", ("risk_assessment", "assessed_on"), kind="day", needed=True),
            Column("reassess_by", ("risk_assessment", "reassess_by"), kind="day"),
        ),
    ),
    Layout(
        "pathways",
        ("table_b", "<urgency>"),
        (
            REFERENCE,
            _URGENCY,
            Column("timeline", needed=True),
            Column("destination", closed="destination", free=True, many=3, needed=True),
            Column("method", closed="method", free=True, many=3, needed=True),
        ),
    ),
    Layout(
        "datasets",
        ("table_b", "<urgency>", "datasets", "*"),
        (
            REFERENCE,
            _URGENCY,
            Column("dataset", ("name",), needed=True),
            Column("level", closed="level", needed=True),
            Column("classification", closed="classification", needed=True),
            Column("partner_label"),
        ),
    ),
    Layout(
        "focal_points",
        ("table_c", "<side>", "<post>"),
        (
            REFERENCE,
            _SIDE,
            Column("post", closed="post", needed=True),
            Column("name", needed=True),
            Column("title", needed=True),
            Column("mobile", needed=True),
            Column("email", needed=True),
        ),
    ),
    Layout(
        "signatories",
        ("signatories", "*"),
        (
            REFERENCE,
            Column("side", ("organization",), closed="side", needed=True),
            Column("name", needed=True),
            Column("title", needed=True),
        ),
    ),
    Layout(
        "assessors",
        ("risk_assessment", "assessors", "*"),
        (
            REFERENCE,
            Column("name", needed=True),
            Column("role", closed="role", needed=True),
            Column("organization", needed=True),
        ),
    ),
    Layout(
        "combinations",
        ("risk_assessment", "combinations", "*"),
        (REFERENCE, Column("decision", needed=True), Column("dataset", ("datasets",), many=3, needed=True)),
    ),
)
READ_ME, LISTS = "read_me", "lists"
"""Sheets for eyes: the first one and the last one, which nothing is read from."""
