"""All agreements as a workbook for information-management officers: a table, and a sheet that says what each column
means. Nobody is named in it (rule D1)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dtmforms.register.overview import Standing
from dtmforms.workbooks.tables import Cell, Sheet, workbook

_SIDES = {"iom": "IOM", "requesting_organization": "requesting organization"}


def listing(standings: Sequence[Standing], day: str) -> bytes:
    """The agreements at the end of a day as an .xlsx file, with the sheets "Agreements" and "Read me". Raises
    `FileError` where a workbook cannot hold them."""
    headings = [column.heading for column in _COLUMNS]
    rows = [[column.cell(stands) for column in _COLUMNS] for stands in standings]
    return workbook([Sheet("Agreements", headings, rows), _read_me(day)])


def _read_me(day: str) -> Sheet:
    about: list[list[Cell]] = [
        ["As of", _day(day), None],
        [
            "Nobody is named",
            "For an agreement's focal points: dtmforms register show REFERENCE",
            "D1",
        ],
        ["An empty cell", "Nothing of that kind is open.", None],
        [
            "Rules",
            "A classification, B risk assessment, C Table B, D Table C and turnover, E the document; "
            "ours: the guideline is silent.",
            None,
        ],
    ]
    columns = [[column.heading, column.says, column.rule] for column in _COLUMNS]
    return Sheet("Read me", ["What", "What it says", "Rule"], [*about, *columns])


def _day(text: str | None) -> Cell:
    """A day as a workbook counts it; another office's text that is no day stays what it is."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        return text


def _yes(_: Any) -> Cell:
    return "yes"


def _count(number: int) -> Cell:
    return number


def _sides(sides: list[str]) -> Cell:
    return "\n".join(_SIDES[side] for side in sides)


def _posts(places: list[str]) -> Cell:
    parts = (place.split(".") for place in places)
    return "\n".join(f"{_SIDES[side]}: {post}" for side, post in parts)


def _duties(duties: list[str]) -> Cell:
    return "\n".join(duty.replace("_", " ") for duty in duties)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its heading, the rule behind it, what it says, and its cell for an agreement."""

    heading: str
    rule: str
    says: str
    cell: Callable[[Standing], Cell]


def _about(key: str, rule: str, says: str) -> _Column:
    return _Column(key.capitalize(), rule, says, lambda stands: stands.about.get(key))


def _open(word: str, rule: str, says: str, shown: Callable[[Any], Cell]) -> _Column:
    """The column of one kind of what is open; its heading is the kind's word."""

    def cell(stands: Standing) -> Cell:
        return shown(stands.open[word]) if word in stands.open else None

    return _Column(word.replace("_", " ").capitalize(), rule, says, cell)


_STANDING = (
    _Column("Reference", "E4", "The agreement's own name in the register.", lambda stands: stands.reference),
    _about("country", "E4", "The country's code (ISO 3166-1, three letters)."),
    _about("operation", "E4", "The operation; a country has several."),
    _about("organization", "E4", "The requesting organization."),
    _about("subject", "E4", "What the agreement is about; an organization can hold several."),
    _about("language", "E3", "The language of the documents, as a code."),
    _Column("Revision", "D6", "Moves when another text is signed, and never otherwise.", lambda s: s.numbers.revision),
    _Column("Contacts", "D6", "Moves with each focal-point notice, and never otherwise.", lambda s: s.numbers.contacts),
    _Column(
        "Signed with the contacts of",
        "D6",
        "The day of the focal points with whom the text in force was signed; empty as long as it is not signed.",
        lambda stands: _day(stands.numbers.signed_contacts_on),
    ),
    _Column(
        "Current contacts",
        "D6",
        "The day since when the focal points are those of now.",
        lambda stands: _day(stands.numbers.contacts_on),
    ),
    _Column(
        "Terms",
        "D5",
        "A fingerprint of all that takes a revision; it stays when only focal points change.",
        lambda stands: stands.terms,
    ),
)
_KINDS: dict[str, tuple[str, str, Callable[[Any], Cell]]] = {
    "unsigned": ("E1", "yes: no text of the agreement is signed yet.", _yes),
    "revision_to_sign": ("D7", "yes: another text waits for its signature; until then the text in force stays.", _yes),
    "waiting_for_return": ("ours", "yes: the document was sent, and nothing has come back since.", _yes),
    "corrected_since_signed": (
        "D5",
        "yes: a slip was put right since the text was signed, so its terms are others than on the signed paper.",
        _yes,
    ),
    "revision_proposed": ("D7", "How many returns ask for more than focal points, and wait as a revision.", _count),
    "open_duties": ("D4, D8, D9", "What each focal-point notice still asks for, by its contacts number.", _duties),
    "reassessment_overdue": (
        "B2",
        "The day by which the risk was to be assessed again, where it has passed. The mission sets it; the guideline "
        "has no interval.",
        _day,
    ),
    "vacant_posts": ("D4", "Focal points that are not named.", _posts),
    "missing_secondary": ("D2", "Sides that have a primary focal point and should have a secondary one.", _sides),
    "hold_sharing": ("D4, ours", "Sides that have no focal point at all: hold sharing until one is named.", _sides),
    "takes_effect_later": ("E6", "The day of the next event that is recorded and has not taken effect yet.", _day),
    "suspended": ("B3", "The day since when sharing is suspended.", _day),
    "suspended_until": ("B3", "The last day of the suspension, where it is known.", _day),
    "ended": ("E4", "The day on which the agreement ended.", _day),
}
KINDS = tuple(_KINDS)
"""The kinds of what can be open, as the columns stand."""
_COLUMNS = (*_STANDING, *(_open(word, *told) for word, told in _KINDS.items()))
