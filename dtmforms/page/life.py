"""How long the page goes on: until somebody closes it, or has not used it for hours."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

IDLE_SECONDS = 4 * 60 * 60
LAST_SECONDS = 2
"""So long can the last page ask for what it is shown with."""


class Life:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._last, self._closed = clock, clock(), math.inf

    def used(self) -> None:
        self._last = self._clock()

    def close(self) -> None:
        self._closed = self._clock()

    @property
    def is_closed(self) -> bool:
        """Whether somebody has closed it."""
        return self._closed < math.inf

    def is_over(self) -> bool:
        now = self._clock()
        return now - self._closed > LAST_SECONDS or now - self._last > IDLE_SECONDS
