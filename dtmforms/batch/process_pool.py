"""Who does the work: this process, several, or the workers of a scheduler; in the order of the items, always."""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

from dtmforms.batch.job import Item, Made, Plan
from dtmforms.drawing import ONE_AT_A_TIME
from dtmforms.findings import Finding

_Plan = TypeVar("_Plan")
_Item = TypeVar("_Item")
_Done = TypeVar("_Done")
Work: TypeAlias = Callable[[_Plan, Sequence[_Item]], "list[_Done]"]
"""A function of a module, which other processes find by its name: a plan and some items in, a result an item out."""


class Promise(Protocol):
    """Work that was handed out."""

    def result(self) -> Any:
        """What it has come to, which is waited for. Raises what it raised, or what became of whoever did it."""

    def cancel(self) -> object:
        """Nobody waits for it any more."""


Submit: TypeAlias = Callable[..., Promise]
"""Hand out a function and its arguments."""

_AT_ONCE = 16
"""Items that a worker gets together: few enough that none waits for the last, enough that handing over costs little."""
_AHEAD = 4
"""Portions for each worker that wait for their turn."""
_NEW_OBJECTS = 100_000
"""After how many a worker looks for cycles among them: what is made here has none, and looking costs a twentieth."""


def made(plan: Plan, items: Sequence[Item], jobs: int) -> Iterator[Made]:
    """What becomes of the items, in their order, made by `jobs` processes. A process that dies costs the item that it
    died of, and no other."""
    jobs = min(jobs, len(items) // _AT_ONCE or 1)
    if jobs == 1:
        with _seldom_looking_for_cycles():
            for portion in _portions(items, _AT_ONCE):
                yield from make(plan, portion)
        return
    yield from in_order(make, plan, items, jobs, _unmade)


@contextmanager
def _seldom_looking_for_cycles() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def make(plan: Plan, items: Sequence[Item]) -> list[Made]:
    """`make.make`, which is loaded by the process that makes, and not by one that has others make."""
    from dtmforms.batch import make

    with ONE_AT_A_TIME:
        return make.make(plan, items)


def _unmade(item: Item) -> Made:
    return Made(item.name, findings=(Finding("process_ended"),), fault=True)


def in_order(
    work: Work[_Plan, _Item, _Done],
    plan: _Plan,
    items: Iterable[_Item],
    jobs: int,
    lost: Callable[[_Item], _Done],
    at_once: int = _AT_ONCE,
) -> Iterator[_Done]:
    """The results of the items, in their order, by `jobs` processes beside this one, which get so many items
    `at_once`. Of an item that a process dies of, the result is what `lost` says; no other item is."""
    waiting = deque(_portions(items, at_once))
    while waiting:
        with _processes(jobs) as executor:
            try:
                yield from _through(executor.submit, work, plan, waiting, jobs)
            except BrokenExecutor:
                pass
            else:
                return
        suspects = [waiting.popleft() for _ in range(min(len(waiting), jobs * _AHEAD))]
        yield from _one_by_one(work, plan, deque(chain.from_iterable(suspects)), lost)


def made_elsewhere(
    submit: Submit, plan: Plan, items: Sequence[Item], workers: int, died: type[Exception]
) -> Iterator[Made]:
    """The same as `made`, by workers that are replaced when they die; work that has taken several with it raises
    `died`."""
    waiting = deque(_portions(items, _AT_ONCE))
    while waiting:
        try:
            yield from _through(submit, make, plan, waiting, workers)
        except died:
            for item in waiting.popleft():
                try:
                    yield from submit(make, plan, [item]).result()
                except died:
                    yield _unmade(item)


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """End this process, which is one of several, where what is done in it takes longer."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _through(
    submit: Submit, work: Work[_Plan, _Item, _Done], plan: _Plan, waiting: deque[list[_Item]], workers: int
) -> Iterator[_Done]:
    """Take from `waiting` what is done, and nothing else: what workers that break have not done stays in it."""
    under_way: deque[Promise] = deque()
    handed_out = 0
    try:
        while waiting:
            for portion in islice(waiting, handed_out, workers * _AHEAD):
                under_way.append(submit(work, plan, portion))
                handed_out += 1
            result = under_way.popleft().result()
            handed_out -= 1
            waiting.popleft()
            yield from result
    finally:
        for future in under_way:
            future.cancel()


def _one_by_one(
    work: Work[_Plan, _Item, _Done], plan: _Plan, waiting: deque[_Item], lost: Callable[[_Item], _Done]
) -> Iterator[_Done]:
    """One item after the other, each alone in its process, so that it cannot take others with it."""
    while waiting:
        with _processes(1) as executor:
            try:
                while waiting:
                    done = executor.submit(work, plan, [waiting[0]]).result()
                    waiting.popleft()
                    yield from done
            except BrokenExecutor:
                yield lost(waiting.popleft())


def _processes(count: int) -> Executor:
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_follow)


def _follow() -> None:
    """Leave it to the run what becomes of this process: an interrupt is for the run, which waits for what is under way,
    and when the run is killed, nobody waits."""
    gc.set_threshold(_NEW_OBJECTS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_run, daemon=True).start()


def _end_with_the_run() -> None:
    if run := multiprocessing.parent_process():
        run.join()
        os._exit(1)


def _portions(items: Iterable[_Item], at_once: int) -> Iterator[list[_Item]]:
    rest = iter(items)
    while portion := list(islice(rest, at_once)):
        yield portion
