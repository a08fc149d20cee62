"""Who makes the documents: this process, several, or the workers of a scheduler; in the order of the items, always."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from itertools import chain, islice

from dtmforms.batch.items import Item, Made
from dtmforms.batch.plan import Plan

_AT_ONCE = 16
"""Items that a worker gets together: few enough that none waits for the last, enough that handing over costs little."""
_ONE_AT_A_TIME = threading.Lock()
"""The libraries that draw are not made for threads, of which a worker of a scheduler has several."""
_AHEAD = 4
"""Portions for each worker that wait for their turn."""


def made(plan: Plan, items: Sequence[Item], jobs: int) -> Iterator[Made]:
    """What becomes of the items, in their order, made by `jobs` processes. A process that dies costs the item that it
    died of, and no other."""
    jobs = min(jobs, len(items) // _AT_ONCE or 1)
    if jobs == 1:
        for portion in _portions(items):
            yield from make(plan, portion)
        return
    waiting = deque(_portions(items))
    while waiting:
        with _processes(jobs) as executor:
            try:
                yield from _through(executor, plan, waiting, jobs)
            except BrokenExecutor:
                pass
            else:
                return
        suspects = [waiting.popleft() for _ in range(min(len(waiting), jobs * _AHEAD))]
        yield from _one_by_one(plan, chain.from_iterable(suspects))


def make(plan: Plan, items: Sequence[Item]) -> list[Made]:
    """`making.make`, which is loaded by whoever is the first to need it: it brings all that draws."""
    from dtmforms.batch import making

    with _ONE_AT_A_TIME:
        return making.make(plan, items)


def made_elsewhere(
    executor: Executor, plan: Plan, items: Sequence[Item], workers: int, died: type[Exception]
) -> Iterator[Made]:
    """The same, by an executor that mends itself, and raises `died` for work that has taken several workers with it."""
    waiting = deque(_portions(items))
    while waiting:
        try:
            yield from _through(executor, plan, waiting, workers)
        except died:
            for item in waiting.popleft():
                try:
                    yield from executor.submit(make, plan, [item]).result()
                except died:
                    yield _lost(item)


def _through(executor: Executor, plan: Plan, waiting: deque[list[Item]], workers: int) -> Iterator[Made]:
    """Take from `waiting` what is done, and nothing else: what an executor that breaks has not done stays in it."""
    under_way: deque[Future[list[Made]]] = deque()
    handed_out = 0
    try:
        while waiting:
            for portion in islice(waiting, handed_out, workers * _AHEAD):
                under_way.append(executor.submit(make, plan, portion))
                handed_out += 1
            result = under_way.popleft().result()
            handed_out -= 1
            waiting.popleft()
            yield from result
    finally:
        for future in under_way:
            future.cancel()


def _one_by_one(plan: Plan, items: Iterable[Item]) -> Iterator[Made]:
    """Each item by itself, in a process that it takes no other with."""
    rest = deque(items)
    while rest:
        with _processes(1) as executor:
            try:
                while rest:
                    yield from executor.submit(make, plan, [rest[0]]).result()
                    rest.popleft()
            except BrokenExecutor:
                yield _lost(rest.popleft())


def _lost(item: Item) -> Made:
    message = "the process that made its documents ended without a word; was memory short? Run it again"
    return Made(item.name, error=message, fault=True)


def _processes(count: int) -> Executor:
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_follow)


def _follow() -> None:
    """Leave it to the run what becomes of this process: an interrupt is for the run, which waits for what is under way,
    and when the run is killed, nobody waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_run, daemon=True).start()


def _end_with_the_run() -> None:
    if run := multiprocessing.parent_process():
        run.join()
        os._exit(1)


def _portions(items: Iterable[Item], size: int = _AT_ONCE) -> Iterator[list[Item]]:
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion
