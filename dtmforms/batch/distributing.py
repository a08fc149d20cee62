"""The workers of a Dask scheduler, on this machine or on others, in the place of our own processes.

They are given records and give documents back; nothing is written where they are, and no register is read there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager

import dask
import distributed

from dtmforms import __version__
from dtmforms.batch import making, workers
from dtmforms.batch.items import Item, Made
from dtmforms.batch.plan import Plan
from dtmforms.errors import FileError

_SECONDS = 10
_GONE = (CancelledError, OSError, TimeoutError)
"""What a scheduler's end looks like: `CommClosedError` is an `OSError`."""


def made(plan: Plan, items: Sequence[Item], address: str) -> Iterator[Made]:
    """What becomes of the items, in their order. A worker that dies costs nothing, another takes its work. Raises
    `FileError` where there is no scheduler or no worker that fits, or where the scheduler is lost."""
    if not items:
        return
    with _client(address) as client:
        executor = client.get_executor()
        try:
            at_once = _fitting_workers(client, address)
            plan, items = making.looked_up(plan, items)
            yield from workers.made_elsewhere(executor, plan, items, at_once, distributed.KilledWorker)
        except _GONE:
            raise FileError(f"{address}: the scheduler is gone; start it and run the same again") from None


def version() -> str:
    """That of dtmforms where this is called."""
    return __version__


@contextmanager
def _client(address: str) -> Iterator[distributed.Client]:
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said in sentences of our own
    try:
        with dask.config.set({"distributed.comm.timeouts.connect": _SECONDS}):
            client = distributed.Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, TimeoutError):
        raise FileError(f"{address}: no scheduler answers; start one with `dask scheduler`") from None
    except (ValueError, TypeError):
        raise FileError(f"{address}: is no address of a scheduler; write tcp://HOST:PORT") from None
    try:
        yield client
    finally:
        client.close(_SECONDS)


def _fitting_workers(client: distributed.Client, address: str) -> int:
    """How many there are. Raises `FileError` where there are none, or one that would make other documents."""
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
    except TimeoutError:
        raise FileError(f"{address}: the scheduler has no workers; start some with `dask worker {address}`") from None
    for worker, has in client.run(version, on_error="return").items():
        if has != __version__:
            there = f"version {has}" if isinstance(has, str) else "none"
            raise FileError(f"{worker}: needs dtmforms {__version__} as here, and has {there}; install it there")
    return len(client.scheduler_info(n_workers=-1)["workers"])
