"""What needs somebody, in one agreement or in all: what is late or due soon, and what is open without a day. Nobody is
named in it (rule D1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import dtmforms
from dtmforms.language.spoken import on_page

SOON_DAYS = 14
"""Within so many days, what is due is pressing."""
AHEAD_DAYS = 30
"""So far does today look ahead."""
WITHOUT_DAY = (
    "hold_sharing",
    "corrected_form",
    "revision_proposed",
    "revision_to_sign",
    "unsigned",
    "vacant_posts",
    "vacant_areas",
)
"""What is open that somebody here can do something about and that has no day, the most pressing first."""
_BEFORE_ALL, _LATE, _TO_ASK, _DUTY, _DUE, _OPEN = range(6)
_PRESSING = {"hold_sharing": _BEFORE_ALL, "corrected_form": _TO_ASK}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing in an agreement: its word, and what is due of it, `None` for what is open without a day; `since` is
    when it is open, where that is known all the same."""

    reference: str
    about: dict[str, str]
    what: str
    due: dtmforms.Due | None = None
    since: str = ""

    @property
    def is_duty(self) -> bool:
        """Whether the page records that it was done."""
        return self.what in (*dtmforms.DUTIES, "password_change")

    @property
    def is_shown_by_file(self) -> bool:
        """Whether no sentence shows that it was done."""
        return self.due is not None and self.due.is_shown_by_file

    @property
    def text(self) -> str:
        return on_page(f"need_{self.what}")

    @property
    def when(self) -> str:
        due = self.due
        if due is None:
            return on_page("since", day=self.since) if self.since else on_page("open_now")
        if due.days is None:
            return on_page("since", day=due.since)
        if due.days == 0:
            return on_page("last_day")
        return on_page("late", days=-due.days) if due.is_late else on_page("left", days=due.days)

    @property
    def kind(self) -> str:
        """How pressing it is, as the page shows it: by a sign and a colour."""
        if self.what == "hold_sharing" or (self.due and self.due.is_late):
            return "stop"
        return "need" if self.due and self.due.days is not None and self.due.days <= SOON_DAYS else "info"

    def _urgency(self) -> tuple[int, int, str, str]:
        """What to sort by: where nothing may be shared; what is late, the longest first; corrected forms to ask
        for, and duties without a day, the oldest first; what is due, the soonest first; what is open."""
        due = self.due
        if due is None:
            return _PRESSING.get(self.what, _OPEN), WITHOUT_DAY.index(self.what), self.since, self.reference
        if due.days is None:
            return _DUTY, 0, due.since or "", self.reference
        return (_LATE if due.is_late else _DUE), due.days, "", self.reference


def needs(standings: Iterable[dtmforms.Standing]) -> list[Need]:
    """All of it, the most pressing first. Nothing of an agreement that has ended."""
    found = (need for stands in standings if "ended" not in stands.open for need in _of(stands))
    return sorted(found, key=Need._urgency)


def _of(stands: dtmforms.Standing) -> Iterator[Need]:
    for due in stands.due:
        if due.days is None or due.days <= AHEAD_DAYS:
            yield Need(stands.reference, stands.about, due.what, due)
    for what in WITHOUT_DAY:
        if what in stands.open:
            since = stands.open[what] if what == "corrected_form" else ""
            yield Need(stands.reference, stands.about, what, since=since)


STATES = {"in_force": "good", "unsigned": "need", "suspended": "stop", "expired": "stop", "ended": "plain"}
"""In which state an agreement is, by one word, and how the page shows it."""


def state_of(stands: dtmforms.Standing) -> str:
    """The first of these that holds."""
    return next((state for state in ("ended", "suspended", "expired", "unsigned") if state in stands.open), "in_force")
