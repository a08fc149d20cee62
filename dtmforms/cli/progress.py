"""How far a long run is: a bar with rate and time left on a terminal; elsewhere a line from time to time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from dtmforms.cli.output import Report

_SECONDS_A_LINE = 5.0


@contextmanager
def progress(length: int, what: str, report: Report) -> Iterator[Callable[[], None]]:
    """Tells of each of so many items that it is done; `what` is the word for them."""
    began = last = time.monotonic()
    done = 0

    def said() -> str:
        return f"{done}/{length} {what}, {done / max(time.monotonic() - began, 0.001):.0f} a second"

    def on_a_terminal() -> None:
        nonlocal done
        done += 1
        bar.update(1, done)

    def elsewhere() -> None:
        nonlocal done, last
        done += 1
        if time.monotonic() - last >= _SECONDS_A_LINE:
            last = time.monotonic()
            report.warn(said())

    if not sys.stderr.isatty():
        yield elsewhere
        return
    steps = max(length // 500, 1)
    bar: Any
    with click.progressbar(
        length=length, file=sys.stderr, show_eta=True, item_show_func=lambda _: said(), update_min_steps=steps
    ) as bar:
        yield on_a_terminal
