"""Where all agreements stand, kept for as long as nothing is recorded and the day is the same."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import dtmforms


class Standings:
    """To read all texts of a thousand agreements takes a second; the last event tells, in a millisecond, which of them
    have to be read again."""

    def __init__(self, register: dtmforms.Register) -> None:
        self._register = register
        self._kept: dtmforms.Overview | None = None

    def on(self, day: datetime.date, wanted: dtmforms.Wanted | None = None) -> Sequence[dtmforms.Standing]:
        """All of them with what they share, or those that are looked for, the most urgent first. Raises `FileError` and
        `UsageError` as `Register.status` does."""
        self._kept = kept = self._register.overview(as_of=day, since=self._kept)
        return kept.standings(**(wanted or {}))
