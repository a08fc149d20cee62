"""The official form as one table of fields: the PDF form, the names in a Word template, filling and reading follow from
it.

A field is the form's; what it stands for in the record is its `path`. Names are flat, `[a-z0-9_]`, and stable
over editions: no periods, which part a name in ISO 32000-2:2020 12.7.4.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from dtmforms.agreement.closed_lists import (
    ANNEX,
    DESTINATION_POSTS,
    DESTINATIONS,
    FOCAL_POINT,
    LEVELS,
    MOST_AREAS,
    POSTS,
    SIDES,
    URGENCIES,
)

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.findings import Path

EDITION = "2"
TICKED, UNTICKED = "Yes", "Off"
UNCHOSEN = "-"
"""The first option of a choice, so that no default equals an answer."""

Kind = Literal["line", "lines", "tick", "choice"]

OFFERED = {
    ("low", "method"): ("password_protected_web_portal", "password_protected_excel_email"),
    ("medium", "method"): ("password_protected_document", "password_protected_email", "telephone_call"),
    ("low", "destination"): DESTINATION_POSTS,
    ("medium", "destination"): DESTINATIONS,
}
"""What each column offers to tick (rules C4, C6), the annex where there is one. Everything else goes into a row of free
text."""

IDENTITY = ("form_reference", "form_edition", "form_language", "form_terms", "form_rows")
"""Hidden fields by which a returned form's agreement, edition, language, terms and layout are known."""

SIGNATURES = tuple(f"signature_{side}" for side in SIDES)
"""Fields to sign in, which hold no text."""
DATES = tuple(f"date_{side}" for side in SIDES)
"""Beside each of them the day."""
STAYS_AT_HOME = ("risk_assessment", "requesting_organization.email_domains", "signatories")
"""What a form never carries of a record, because the partner is not told it or signs it elsewhere."""

PREAMBLE = (
    ("reference",),
    ("country",),
    ("operation",),
    ("subject",),
    ("data_access_request",),
    ("requesting_organization", "name"),
    ("humanitarian_need",),
    ("purpose",),
    ("benefit_of_sharing",),
    ("risk_of_sharing",),
    ("risk_of_not_sharing",),
)
"""What stands before Section 2. IOM's to write."""

Holds = Literal["text", "day", "number"]


@dataclass(frozen=True, slots=True)
class OtherTerm:
    """What may be agreed beside Section 2 (rules D12, E8): its place in the record, the name of its label, and what
    kind of value it is."""

    path: tuple[str, ...]
    label: str
    holds: Holds = "text"

    @property
    def name(self) -> str:
        """The name of its field."""
        return "_".join(self.path)


OTHER_TERMS = (
    OtherTerm(("valid_until",), "valid_until", "day"),
    OtherTerm(("country_protocol", "name"), "country_protocol"),
    OtherTerm(("country_protocol", "dated"), "country_protocol_dated", "day"),
    OtherTerm(("turnover", "notify_within_days"), "notify_within_days", "number"),
    OtherTerm(("turnover", "channel"), "notify_channel"),
    OtherTerm(("password_change_every_days",), "password_change_every_days", "number"),
    OtherTerm(("urgent_sharing_capacity",), "urgent_sharing_capacity"),
    OtherTerm(("further_terms", "storage_and_access"), "storage_and_access"),
    OtherTerm(("further_terms", "retention_and_deletion"), "retention_and_deletion"),
    OtherTerm(("further_terms", "onward_sharing"), "onward_sharing"),
    OtherTerm(("further_terms", "breach_notice"), "breach_notice"),
)
"""IOM's to write."""

OPTIONAL = (
    ("benefit_of_sharing",),
    ("risk_of_sharing",),
    ("risk_of_not_sharing",),
    *(term.path for term in OTHER_TERMS),
)
"""A form has those of these that its record has, and no others; an empty form those of the preamble."""
_BITS: tuple[tuple[str, ...] | str, ...] = (*OPTIONAL, *URGENCIES)
"""What a layout says by a bit: the optional texts that it has, the columns that are not used."""
_OPTIONAL_IN_BLANK = tuple(path for path in PREAMBLE if path in OPTIONAL)

COLUMN_TEXTS = ("timeline",)
COLUMN_LISTS = ("destination", "method")
"""The attributes of an urgency column that are one text, and those that are a list of ticks and rows of free text."""
DATASET: dict[str, Kind] = {"name": "lines", "level": "choice", "partner_label": "line"}
"""The attributes of a dataset that stand in its row. Its class is none: all that Table B holds is Confidential (A1)."""

_LONG = ("humanitarian_need", "purpose", "benefit_of_sharing", "risk_of_sharing", "risk_of_not_sharing")
"""What IOM writes in several lines, beside the plan for changing passwords."""
_LISTS = tuple((urgency, key) for urgency in URGENCIES for key in ("datasets", *COLUMN_LISTS))
_LEAST_ROWS = {"datasets": 3, "destination": 1, "method": 1}
_SPARE_ROWS = 1
_SPARE_AREAS = 2
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. `item` is what a tick stands for in the list at `path`, empty for the tick of an unused
    column; `row` counts the rows of free text of such a list, from 0. `ours` is true of IOM's own cells, which a
    partner cannot change (rule D3). `term` is what may be agreed beside Section 2, where the field is one of it."""

    name: str
    path: Path
    kind: Kind
    ours: bool = False
    item: str = ""
    row: int | None = None
    options: tuple[str, ...] = ()
    term: OtherTerm | None = None

    def is_empty(self, text: str) -> bool:
        """Whether a text of it says nothing: blank, a tick that is none, or no choice."""
        return text.strip() in ("", {"tick": UNTICKED, "choice": UNCHOSEN}.get(self.kind, ""))


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows each list of Table B has in a form, by urgency and attribute; what of `OPTIONAL` it has; how many
    areas the annex has for each side, none for a form without one (rule D11); and the urgencies whose column is not
    used, so that nothing of it is required (rule C8)."""

    counts: tuple[int, ...] = tuple(_LEAST_ROWS[key] for _, key in _LISTS)
    optional: tuple[tuple[str, ...], ...] = _OPTIONAL_IN_BLANK
    areas: tuple[int, ...] = (0,) * len(SIDES)
    unused: tuple[str, ...] = ()

    @staticmethod
    def of(record: Agreement, *, spare: bool = True) -> Rows:
        """The rows that a record needs; some to spare for a partner who fills them in."""
        counts = []
        for urgency, key in _LISTS:
            column = getattr(record.table_b, urgency)
            items = getattr(column, key) if column else []
            free = [item for item in items if item not in OFFERED.get((urgency, key), ())]
            counts.append(max(_LEAST_ROWS[key], len(free) + _SPARE_ROWS) if spare else len(free))
        optional = tuple(path for path in OPTIONAL if _attribute(record, path) is not None)
        areas = tuple(_area_rows(record, side, spare=spare) for side in SIDES)
        unused = tuple(urgency for urgency in URGENCIES if getattr(record.table_b, urgency) is None)
        return Rows(tuple(counts), optional, areas, unused)

    @staticmethod
    def parse(text: str) -> Rows | None:
        """The rows that the text of a form's layout says, the areas of each side, and what of `OPTIONAL` it has and
        which columns are not used, a bit each; `None` where the text is no layout."""
        wanted = len(_LISTS) + len(SIDES) + 1
        found = re.match(rf"(?:[a-z]+ )?((?:\d{{1,5}}(?: |$)){{{wanted}}})", text)
        if not found:
            return None
        *numbers, bits = map(int, found[1].split())
        counts, areas = tuple(numbers[: len(_LISTS)]), tuple(numbers[len(_LISTS) :])
        if max(counts) > _MOST_ROWS or max(areas) > MOST_AREAS or bits >= 1 << len(_BITS):
            return None
        said = {one for place, one in enumerate(_BITS) if bits >> place & 1}
        optional = tuple(path for path in OPTIONAL if path in said)
        return Rows(counts, optional, areas, tuple(urgency for urgency in URGENCIES if urgency in said))

    def at_least(self, others: Rows | None) -> Rows:
        """As many rows as either has, list by list, and the optional texts and the areas of both."""
        if others is None:
            return self
        counts, areas = tuple(map(max, self.counts, others.counts)), tuple(map(max, self.areas, others.areas))
        return replace(self.with_optional_of(others), counts=counts, areas=areas)

    def with_optional_of(self, others: Rows) -> Rows:
        """The same with the optional texts of others."""
        return replace(self, optional=tuple(path for path in OPTIONAL if path in {*self.optional, *others.optional}))

    def __str__(self) -> str:
        bits = sum(1 << place for place, one in enumerate(_BITS) if one in (*self.optional, *self.unused))
        return " ".join(map(str, (*self.counts, *self.areas, bits)))

    @property
    def has_annex(self) -> bool:
        """Whether the requesting organization's field focal points stand in it, so that data can go to them."""
        return bool(self.areas[SIDES.index("requesting_organization")])

    def count(self, urgency: str, key: str) -> int:
        return self.counts[_LISTS.index((urgency, key))]


@lru_cache(maxsize=64)
def fields(rows: Rows) -> tuple[Field, ...]:
    """The table of the form with that many rows, in reading order."""
    return (*preamble(rows), *other_terms(rows), *table_b(rows), *table_c(), *annex(rows))


def preamble(rows: Rows) -> Iterator[Field]:
    for path in PREAMBLE:
        if path not in OPTIONAL or path in rows.optional:
            yield _text_field(path, kind="lines" if path[-1] in _LONG else "line", ours=True)


def other_terms(rows: Rows) -> Iterator[Field]:
    for term in OTHER_TERMS:
        if term.path in rows.optional:
            yield Field(term.name, term.path, "lines" if term.holds == "text" else "line", ours=True, term=term)


def terms_of(record: Agreement) -> tuple[OtherTerm, ...]:
    """What of `OTHER_TERMS` a record has."""
    return tuple(term for term in OTHER_TERMS if _attribute(record, term.path) is not None)


def _attribute(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = getattr(value, step, None)
    return value


def table_b(rows: Rows) -> Iterator[Field]:
    for urgency in URGENCIES:
        yield from column(urgency, rows)
    yield _text_field(("table_b", "password_change_plan"), kind="lines")


def column(urgency: str, rows: Rows) -> Iterator[Field]:
    place = ("table_b", urgency)
    yield Field(f"table_b_{urgency}_not_applicable", place, "tick")
    for key in COLUMN_TEXTS:
        yield _text_field((*place, key))
    for row in range(rows.count(urgency, "datasets")):
        name = f"table_b_{urgency}_datasets_{row + 1:02d}"
        path = (*place, "datasets", row)
        for key, kind in DATASET.items():
            yield Field(f"{name}_{key}", (*path, key), kind, options=LEVELS if kind == "choice" else ())
    for key in COLUMN_LISTS:
        name = f"table_b_{urgency}_{key}"
        for item in OFFERED[urgency, key]:
            if item == ANNEX and not rows.has_annex:
                continue
            short = item.rpartition(".")[2]
            yield Field(f"{name}_{short}", (*place, key), "tick", item=item)
        for row in range(rows.count(urgency, key)):
            yield Field(f"{name}_other_{row + 1:02d}", (*place, key), "line", row=row)


def table_c() -> Iterator[Field]:
    for side in SIDES:
        for post in POSTS:
            for attribute in FOCAL_POINT:
                yield _text_field(("table_c", side, post, attribute), ours=side == "iom")


AREA = ("area", *FOCAL_POINT)
"""What stands in a row of the annex."""


def annex(rows: Rows) -> Iterator[Field]:
    """The field focal points of both sides, a row an area (rule D11)."""
    for side, count in zip(SIDES, rows.areas, strict=True):
        for row in range(count):
            for key in AREA:
                path = ("table_c", side, "field", row, key)
                yield Field(f"table_c_{side}_field_{row + 1:02d}_{key}", path, "line", ours=side == "iom")


def _area_rows(record: Agreement, side: str, *, spare: bool) -> int:
    """The areas of a side, and some to spare for a partner who fills them in; none where none are agreed."""
    count = len(getattr(record.table_c, side).field)
    more = _SPARE_AREAS if count and spare and side != "iom" else 0
    return min(count + more, MOST_AREAS)


def is_required(field: Field, rows: Rows) -> bool:
    """Whether the partner has to fill a field in."""
    match field.path:
        case ("table_b", urgency, "timeline") | ("table_b", urgency, "datasets", 0, "name"):
            return urgency not in rows.unused
        case ("table_b", "password_change_plan") | ("table_c", "requesting_organization", "primary", _):
            return True
    return False


def known_name(name: str) -> bool:
    """Whether a form of ours, with any number of rows, can have a field of that name."""
    return _unnumbered(name) in _NAMES


def rows_seen(names: Iterable[str]) -> Rows:
    """The rows of a form of which only the names of its fields are known."""
    counts = []
    seen = set(names)
    for urgency, key in _LISTS:
        counts.append(_last_number(rf"table_b_{urgency}_{key}_(?:other_)?(\d\d\d?)(?:_|$)", seen))
    areas = tuple(min(_last_number(rf"table_c_{side}_field_(\d\d\d?)_", seen), MOST_AREAS) for side in SIDES)
    return Rows(tuple(counts), tuple(path for path in OPTIONAL if "_".join(path) in seen), areas)


def _last_number(pattern: str, names: Iterable[str]) -> int:
    """The greatest number of a row that names have; 0 for none."""
    numbers = (int(m[1]) for m in map(re.compile(pattern).match, names) if m)
    return max((number for number in numbers if number <= _MOST_ROWS), default=0)


def _text_field(path: tuple[str, ...], kind: Kind = "line", *, ours: bool = False) -> Field:
    return Field("_".join(path), path, kind, ours=ours)


def _unnumbered(name: str) -> str:
    return re.sub(r"_\d\d\d?(?=_|$)", "_#", name)


_NAMES = frozenset(_unnumbered(field.name) for field in fields(Rows(optional=OPTIONAL, areas=(1, 1)))) | frozenset(
    (*IDENTITY, *DATES)
)
