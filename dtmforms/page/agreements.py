"""All agreements: what needs somebody today, what falls due, and the table, of all or of those that are looked for.
Nobody is named in it (rule D1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import dtmforms
from dtmforms.language.spoken import spoken
from dtmforms.page import drawings
from dtmforms.page.asked import NO_REGISTER, Answer, PageRequest
from dtmforms.page.needs import STATES, needs, state_of

_MOST_PRESSING = 7
_ROWS = 100
_WANTED = ("country", "partner", "dataset", "person", "state")
"""What agreements are looked for by. An address holds the first and the last alone: the others go in a form, for they
may name a person."""
_IN_ADDRESSES = ("country", "state")


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement in the table."""

    stands: dtmforms.Standing

    @property
    def place(self) -> str:
        return place_of(self.stands.reference)

    @property
    def state(self) -> str:
        return state_of(self.stands)

    @property
    def country(self) -> str:
        return country_of(self.stands.about)

    @property
    def datasets(self) -> list[str]:
        """Their names, each once."""
        return list(dict.fromkeys(one.name for one in self.stands.datasets or ()))

    @property
    def next_day(self) -> str | None:
        """The next day on which something is due; `None` for none."""
        return min((due.day for due in self.stands.due if due.day and not due.is_late), default=None)


def show(asked: PageRequest) -> Answer:
    """The page of all agreements; the table has those that are looked for."""
    standings, day = asked.page.standings, asked.today
    try:
        every = standings.on(day)
    except dtmforms.FileError as error:
        if error.code in NO_REGISTER:
            return asked.show("no_agreements.html")
        raise
    if not every:
        return asked.show("no_agreements.html")
    wanted = wanted_in(asked)
    found = standings.on(day, wanted) if wanted else every
    pages = max(1, -(-len(found) // _ROWS))
    page = min(_number(asked.given.get("page", "")), pages)
    waiting = needs(every)
    part, parts = _number(asked.given.get("all", "")), -(-len(waiting) // _ROWS)
    part = min(part, max(1, parts)) if "all" in asked.given else 0
    shown = waiting[(part - 1) * _ROWS : part * _ROWS] if part else waiting[:_MOST_PRESSING]
    return asked.show(
        "agreements.html",
        year=drawings.months(every, day),
        drawings=drawings,
        states=_states(every),
        needs=[(need, place_of(need.reference), country_of(need.about)) for need in shown],
        waiting=len(waiting),
        hidden=0 if part else len(waiting) - len(shown),
        part=part,
        parts=parts,
        countries=_countries(every),
        open_kinds=dtmforms.STATES,
        wanted=dict.fromkeys(_WANTED, "") | wanted,
        kinds=STATES,
        rows=[AgreementRow(stands) for stands in found[(page - 1) * _ROWS : page * _ROWS]],
        found=len(found),
        every=len(every),
        page=page,
        pages=pages,
    )


def wanted_in(asked: PageRequest) -> dtmforms.Wanted:
    """What agreements are looked for by, as it was typed; of an address what cannot name a person."""
    allowed = _WANTED if asked.posted else _IN_ADDRESSES
    return {name: text for name in allowed if (text := asked.given.get(name, "").strip())}  # type: ignore[return-value]


def place_of(reference: str) -> str:
    return f"/agreements/{quote(reference, safe='')}"


def country_of(about: dict[str, str]) -> str:
    return dtmforms.country_name(about["country"], spoken())


def _states(every: Sequence[dtmforms.Standing]) -> list[tuple[str, str, int]]:
    """How many agreements are in each state, with how the page shows it."""
    counted = Counter(map(state_of, every))
    return [(state, kind, counted[state]) for state, kind in STATES.items() if counted[state]]


def _countries(every: Sequence[dtmforms.Standing]) -> list[tuple[str, str]]:
    codes = {stands.about["country"] for stands in every}
    return sorted(((code, dtmforms.country_name(code, spoken())) for code in codes), key=lambda pair: pair[1])


def _number(typed: str) -> int:
    return max(1, int(typed)) if typed.isdecimal() and len(typed) < 6 else 1
