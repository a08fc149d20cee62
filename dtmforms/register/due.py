"""What is due in an agreement, and how late it is: the risk to be assessed again, what a notice still asks for, the end
of a suspension, of what is agreed, and of the agreement itself. Nobody is named in it (rule D1)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dtmforms.register.projection import SHOWN_BY_FILE, Projection

REASSESSMENT, SUSPENSION_ENDS, AGREEMENT_ENDS = "reassessment", "suspension_ends", "agreement_ends"
VALIDITY_ENDS, PASSWORD_CHANGE = "validity_ends", "password_change"
WITHIN_DAYS = 30
"""How far a question looks ahead, where it does not say."""
_NO_DAY = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due. `what` is its word, a duty of a notice among them; `days` are those until its day, fewer
    than none where it is late. Of the duties, the written notice has a day where one is agreed (rule D12), the others
    have none: each is open `since` the day of the notice with the number `contacts`."""

    reference: str
    about: dict[str, str]
    what: str
    day: str | None
    days: int | None
    since: str | None = None
    contacts: int | None = None

    @property
    def is_late(self) -> bool:
        return self.days is not None and self.days < 0

    @property
    def is_shown_by_file(self) -> bool:
        """Whether it is a duty that no sentence shows to be done."""
        return self.what in SHOWN_BY_FILE

    def as_json(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("what", "day", "days", "since", "contacts")}


def dues(projection: Projection, today: str) -> tuple[Due, ...]:
    """All that is due in an agreement, the most urgent first; nothing in one that has ended. `today` is the day against
    which days are held."""
    return () if projection.ended_on else tuple(by_urgency(_dues(projection, today)))


def by_urgency(found: Iterable[Due]) -> list[Due]:
    """What is late, the longest first; then duties without a day, the oldest first; then what is to come."""
    return sorted(found, key=urgency)


def urgency(due: Due) -> tuple[int, str, str, str]:
    """What to sort by."""
    when = 0 if due.is_late else 1 if due.day is None else 2
    return when, due.day or _NO_DAY, due.since or "", due.reference


def _dues(projection: Projection, today: str) -> Iterator[Due]:
    suspended = projection.suspended
    days = {
        REASSESSMENT: projection.reassess_by,
        SUSPENSION_ENDS: suspended.until if suspended and suspended.goes_on(today) else None,
        AGREEMENT_ENDS: projection.ends_on,
        VALIDITY_ENDS: projection.agreed.valid_until,
        PASSWORD_CHANGE: projection.agreed.passwords_by(projection.passwords_changed_on),
    }
    for what, day in days.items():
        if day:
            yield Due(projection.reference, projection.about, what, day, _days_between(today, day))
    for notice, duty in projection.open_duties:
        day = projection.agreed.told_by(notice.effective) if duty == "written_notice" else None
        left = _days_between(today, day) if day else None
        yield Due(projection.reference, projection.about, duty, day, left, notice.effective, notice.contacts)


def _days_between(today: str, day: str) -> int | None:
    """`None` where another office's text is no day."""
    try:
        return (datetime.date.fromisoformat(day) - datetime.date.fromisoformat(today)).days
    except ValueError:
        return None
