"""How far a long run is: a bar with rate and time left on a terminal; elsewhere a line from time to time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from dtmforms.cli.output import Report
from dtmforms.language.spoken import say

_SECONDS_A_LINE = 5.0


@contextmanager
def progress(code: str, report: Report) -> Iterator[Callable[[int, int], None]]:
    """What is to be called with how many items are done, of how many, before the first and after each; `code` is that
    of the message."""
    began = last = time.monotonic()
    bar: Any = None

    def so_far(done: int, length: int) -> str:
        return say(code, done=done, all=length, rate=round(done / max(time.monotonic() - began, 0.001)))

    def on_a_terminal(done: int, length: int) -> None:
        nonlocal bar
        if bar is None:
            bar = opened.enter_context(_bar(length, lambda done: so_far(done or 0, length)))
        elif done:
            bar.update(1, done)

    def elsewhere(done: int, length: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_A_LINE:
            last = time.monotonic()
            report.warn(so_far(done, length))

    def tell(done: int, length: int) -> None:
        nonlocal began, last
        if not done:
            began = last = time.monotonic()
        (on_a_terminal if sys.stderr.isatty() else elsewhere)(done, length)

    with ExitStack() as opened:
        yield tell


def _bar(length: int, shown: Callable[[int | None], str]) -> Any:
    steps = max(length // 500, 1)
    return click.progressbar(
        length=length, file=sys.stderr, show_eta=True, item_show_func=shown, update_min_steps=steps
    )
