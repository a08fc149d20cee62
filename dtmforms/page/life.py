"""How long the page goes on: until somebody closes it, or has not used it for hours."""

from __future__ import annotations

import time
from collections.abc import Callable

IDLE_SECONDS = 4 * 60 * 60


class Life:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._last, self._closed = clock, clock(), False

    def used(self) -> None:
        self._last = self._clock()

    def close(self) -> None:
        self._closed = True

    def is_over(self) -> bool:
        return self._closed or self._clock() - self._last > IDLE_SECONDS
