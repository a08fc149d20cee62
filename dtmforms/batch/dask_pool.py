"""The workers of a Dask scheduler, on this machine or on others, in the place of our own processes.

They are given records and give documents back; nothing is written where they are, and no register is read there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial

import dask
import distributed
from distributed.comm.addressing import parse_address, resolve_address

from dtmforms import __version__
from dtmforms.batch import make, process_pool
from dtmforms.batch.job import Item, Made, Plan
from dtmforms.errors import FileError

_SECONDS = 10
_SCHEMES = ("tcp", "tls")
"""Those by which another process is reached. A client of any other is left half made, and whoever throws it away, be it
the next client's thread, waits for it for twenty seconds."""
_GONE = (CancelledError, OSError, TimeoutError)
"""What a scheduler's end looks like: `CommClosedError` is an `OSError`. Whatever is raised once the client has noticed
is of the same cause. `Client.get_executor` is not used: of a result that cannot be fetched its future is never told."""


def made(plan: Plan, items: Sequence[Item], address: str) -> Iterator[Made]:
    """What becomes of the items, in their order. A worker that dies costs nothing, another takes its work. Raises
    `FileError` where there is no scheduler or no worker that fits, or where the scheduler is lost."""
    if not items:
        return
    with _client(address) as client:
        submit = partial(client.submit, pure=False)
        try:
            at_once = _fitting_workers(client, address)
            plan, items = make.looked_up(plan, items)
            yield from process_pool.made_elsewhere(submit, plan, items, at_once, distributed.KilledWorker)
        except Exception as problem:
            if client.status == "running" and not isinstance(problem, _GONE):
                raise
            raise FileError("scheduler_gone", address=address) from None


def version() -> str:
    """That of dtmforms where this is called."""
    return __version__


@contextmanager
def _client(address: str) -> Iterator[distributed.Client]:
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said in sentences of our own
    try:
        with dask.config.set({"distributed.comm.timeouts.connect": _SECONDS}):
            _refuse_other_addresses(address)
            client = distributed.Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, TimeoutError):
        raise FileError("no_scheduler", address=address) from None
    except (ValueError, TypeError):
        raise FileError("no_address_of_scheduler", address=address) from None
    try:
        yield client
    finally:
        client.close(_SECONDS)


def _refuse_other_addresses(address: str) -> None:
    """Raises `ValueError` or `OSError` where it is none: a client that cannot be made leaves a traceback behind."""
    if parse_address(address)[0] not in _SCHEMES:
        raise ValueError(address)
    resolve_address(address)


def _fitting_workers(client: distributed.Client, address: str) -> int:
    """How many there are. Raises `FileError` where there are none, or one that would make other documents."""
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
    except TimeoutError:
        raise FileError("no_workers", address=address) from None
    for worker, has in client.run(version, on_error="return").items():
        if not isinstance(has, str):
            raise FileError("worker_without_program", worker=worker, version=__version__)
        if has != __version__:
            raise FileError("worker_of_other_version", worker=worker, version=__version__, other=has)
    return len(client.scheduler_info(n_workers=-1)["workers"])
