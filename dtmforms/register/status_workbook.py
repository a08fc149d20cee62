"""All agreements as a workbook for information-management officers, in the user's language: what is open in each, to be
printed; a table of everything; figures by country with a chart; and a sheet that says what each column means. Nobody is
named in it (rule D1)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from dtmforms.agreement.places import country_name
from dtmforms.findings import at
from dtmforms.language.cldr import listed
from dtmforms.language.codes_in_words import code_in_words
from dtmforms.language.reports import report_words
from dtmforms.language.shown import day_in_words, post_in_words, word
from dtmforms.language.spoken import say, spoken
from dtmforms.register import figures
from dtmforms.register.overview import ENDED, OpenDuty, Standing
from dtmforms.workbook.cells import Cell, Late
from dtmforms.workbook.xlsx_writer import Table, workbook

_OURS = "ours"
"""The rule of what the guideline is silent about."""
_Column: TypeAlias = tuple[tuple[str, ...], Callable[[Standing], Cell]]
"""The rules behind a column, and its cell for an agreement."""


def listing(standings: Sequence[Standing], day: str) -> bytes:
    """The agreements at the end of a day as an .xlsx file. Raises `FileError` where a workbook cannot hold them."""
    words = report_words("status")
    headings = [words["columns"][name]["heading"] for name in _COLUMNS]
    rows = [[cell(stands) for _, cell in _COLUMNS.values()] for stands in standings]
    told = words["read_me"]
    about = [told["what"], told["says"], told["rule"]]
    return workbook(
        [
            _what_is_open(standings, words, day),
            Table(words["sheets"]["agreements"], headings, rows, language=spoken()),
            figures.figures(standings, words),
            Table(words["sheets"]["read_me"], about, _read_me(words, day), language=spoken()),
        ]
    )


def _what_is_open(standings: Sequence[Standing], words: dict[str, Any], day: str) -> Table:
    """A row for each agreement that goes on, the most serious first: it is read on paper."""
    said, columns = words["what_is_open"], words["columns"]
    going_on = [one for one in standings if ENDED not in one.open]
    by_weight = sorted(going_on, key=lambda one: figures.KINDS.index(figures.most_serious(one)))
    known = ("reference", "country_name", "organization", "subject", "revision", "contacts")
    headings = [*(columns[name]["heading"] for name in known), said["most_serious"], said["what_is_open"]]
    with_something_open = sum(bool(one.open) for one in going_on)
    counted = {
        "agreements": say("agreements", count=len(going_on)),
        "groups": say("status_open", count=with_something_open),
    }
    about = f"{day_in_words(day, spoken())} · {say('agreements_counted', **counted)} · {said['red']}"
    rows = [_open_of(stands, words) for stands in by_weight]
    title = words["sheets"]["what_is_open"]
    return Table(title, [*headings, say("column_due")], rows, above=(said["title"], about), language=spoken())


def _open_of(stands: Standing, words: dict[str, Any]) -> list[Cell]:
    about, numbers = stands.about, stands.numbers
    lines = (_told(kind, stands, words) for kind in stands.open)
    kind = figures.kind_in_words(figures.most_serious(stands), words)
    first = next((due for due in stands.due if due.day), None)
    day = _day(first.day) if first else None
    return [
        *(stands.reference, country_name(about["country"], spoken()), about["organization"], about["subject"]),
        *(numbers.revision, numbers.contacts, kind, "\n".join(lines)),
        Late(day) if first and first.is_late and isinstance(day, datetime.date) else day,
    ]


def _told(kind: str, stands: Standing, words: dict[str, Any]) -> str:
    """What is open of a kind, in a line."""
    heading, what = words["columns"][kind]["heading"], _OPEN[kind][1](stands)
    if what == words["read_me"]["yes"]:
        return str(heading)
    lines = str(what).split("\n")
    shown = day_in_words(str(what), spoken()) if isinstance(what, datetime.date) else listed(lines, spoken())
    return at(heading, shown, spoken())


def _read_me(words: dict[str, Any], day: str) -> list[list[Cell]]:
    told = words["read_me"]
    general: list[list[Cell]] = [
        [told["as_of"], _day(day), None],
        [told["nobody"]["what"], told["nobody"]["says"], "D1"],
        [told["empty"]["what"], told["empty"]["says"], None],
        [told["rules"]["what"], told["rules"]["says"], None],
    ]
    columns: list[list[Cell]] = [
        [
            words["columns"][name]["heading"],
            words["columns"][name]["says"],
            ", ".join(told["ours"] if rule == _OURS else rule for rule in rules),
        ]
        for name, (rules, _) in _COLUMNS.items()
    ]
    return [*general, *columns]


def _day(text: str | None) -> Cell:
    """A day as a workbook counts it; another office's text that is no day stays what it is."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        return text


def _yes(_: Any) -> Cell:
    return str(report_words("status")["read_me"]["yes"])


def _count(number: int) -> Cell:
    return number


def _in_words(names: list[str]) -> Cell:
    return "\n".join(word(name, spoken()) for name in names)


def _posts(places: list[str]) -> Cell:
    return "\n".join(post_in_words(place, spoken()) for place in places)


def _duties(duties: Iterable[OpenDuty]) -> Cell:
    return "\n".join(say("duty_of_contacts", contacts=one.contacts, duty=one.duty) for one in duties)


def _datasets(stands: Standing) -> Cell:
    """Empty where the texts were not read."""
    shared = stands.datasets or ()
    return "\n".join(f"{one.name} ({code_in_words(one.level, spoken())})" for one in shared)


def _about(key: str, rule: str) -> _Column:
    return (rule,), lambda stands: stands.about.get(key)


def _open(kind: str, shown: Callable[[Any], Cell], *rules: str) -> _Column:
    """The column of one kind of what is open."""
    return rules, lambda stands: shown(stands.open[kind]) if kind in stands.open else None


_STANDING: dict[str, _Column] = {
    "reference": (("E4",), lambda stands: stands.reference),
    "country": _about("country", "E4"),
    "country_name": (("E4",), lambda stands: country_name(stands.about["country"], spoken())),
    "operation": _about("operation", "E4"),
    "organization": _about("organization", "E4"),
    "subject": _about("subject", "E4"),
    "datasets": (("A3",), _datasets),
    "language": _about("language", "E3"),
    "revision": (("D6",), lambda stands: stands.numbers.revision),
    "contacts": (("D6",), lambda stands: stands.numbers.contacts),
    "signed_contacts_on": (("D6",), lambda stands: _day(stands.numbers.signed_contacts_on)),
    "contacts_on": (("D6",), lambda stands: _day(stands.numbers.contacts_on)),
    "terms": (("D5",), lambda stands: stands.terms),
    "moot_duties": (("D8",), lambda stands: _duties(stands.moot)),
    "reassess_by": (("B2",), lambda stands: _day(stands.reassess_by)),
    "valid_until": (("E8",), lambda stands: _day(stands.agreed.valid_until)),
}
_OPEN: dict[str, _Column] = {
    "unsigned": _open("unsigned", _yes, "E1"),
    "revision_to_sign": _open("revision_to_sign", _yes, "D7"),
    "waiting_for_return": _open("waiting_for_return", _yes, _OURS),
    "corrected_form": _open("corrected_form", _day, "D7"),
    "revision_proposed": _open("revision_proposed", _count, "D7"),
    "open_duties": _open("open_duties", _duties, "D4", "D8", "D9"),
    "reassessment_overdue": _open("reassessment_overdue", _day, "B2"),
    "passwords_overdue": _open("passwords_overdue", _day, "C6"),
    "vacant_posts": _open("vacant_posts", _in_words, "D4"),
    "vacant_areas": _open("vacant_areas", _posts, "D11"),
    "missing_secondary": _open("missing_secondary", _in_words, "D2"),
    "hold_sharing": _open("hold_sharing", _in_words, "D4", _OURS),
    "takes_effect_later": _open("takes_effect_later", _day, "E6"),
    "suspended": _open("suspended", _day, "B3"),
    "suspended_until": _open("suspended_until", _day, "B3"),
    "expired": _open("expired", _day, "E8"),
    "ended": _open("ended", _day, "E4"),
}
KINDS = tuple(_OPEN)
"""The kinds of what can be open, as the columns stand."""
_COLUMNS = _STANDING | _OPEN
"""By the names under which their headings and meanings stand among the words."""
