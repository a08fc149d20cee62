"""Until when sharing is suspended, and on which days the risk was assessed: a suspension ends by a newer assessment, or
by another text that is signed, and never by less (rules B3, B4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dtmforms.language.catalog import catalog


@dataclass(frozen=True, slots=True)
class Suspension:
    """Since when sharing is suspended, and the last day of it, `None` where it is not known."""

    since: str
    until: str | None

    def goes_on(self, day: str) -> bool:
        """Whether sharing is still suspended on a day after its first."""
        return self.until is None or day <= self.until

    def printed(self, language: str) -> str:
        """As a document prints it."""
        words = catalog("paperwork", language)["status"]
        return str(words["suspended_until" if self.until else "suspended"].format(since=self.since, until=self.until))


def suspended_again(before: Suspension | None, since: str, until: str | None) -> Suspension:
    """What a further suspension makes of the one before: it may last longer by it, and never ends sooner."""
    if before is None or not before.goes_on(since):
        return Suspension(since, until)
    last = max(before.until, until) if before.until and until else None
    return Suspension(before.since, last)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A day on which the risk was assessed; `with_text` where that was for a text which waits for its signature."""

    day: str
    with_text: bool = False


def newest(assessed: Iterable[Assessed], day: str, *, with_texts: bool = True) -> str:
    """The newest of these days, up to a day, empty where there is none; with those for texts that wait, or without."""
    return max((one.day for one in assessed if one.day <= day and (with_texts or not one.with_text)), default="")
