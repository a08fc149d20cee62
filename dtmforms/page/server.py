"""The server of the page: on this computer only, until it is closed, or not used for hours."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

import uvicorn

from dtmforms.errors import FileError
from dtmforms.page.app import app
from dtmforms.page.guard import ADDRESS, Guard
from dtmforms.page.keys import Keys, new_secret
from dtmforms.page.life import Life
from dtmforms.page.running import Running, address_of

_BACKLOG = 64
_SECONDS_TO_END = 5


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, life: Life, at_end: Callable[[], None]) -> None:
        super().__init__(config)
        self._life, self._at_end = life, at_end

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self._life.is_over()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Before the signal that ended it is raised again."""
        self._at_end()
        await super().shutdown(sockets)


def serve(
    register: str, port: int, language: str, records: str, trust: str | None, tell: Callable[[str], None]
) -> None:
    """Serve the page of a register, and `tell` its address with the token as soon as it can be opened; where one runs
    already, that of the other, and no more. `port` is any where it is 0; `language` is spoken to whose browser asks for
    none of ours; in the folder `records` lie the drafts, and at
    `trust` the mission's file of certificates. Raises `FileError` where nothing can listen there."""
    running = Running(register)
    if address := running.address():
        tell(address)
        return
    with _listening(port) as listening:
        port = listening.getsockname()[1]
        keys, life = Keys(new_secret()), Life()
        guarded = Guard(app(register, keys, life, language, records, trust), keys, port, life)
        running.begin(port, keys.secret)
        server = _Server(_config(guarded), life, lambda: running.end(keys.secret))
        tell(address_of(port, keys.secret))
        server.run(sockets=[listening])


def _config(guarded: Guard) -> uvicorn.Config:
    """Nothing is logged: requests may hold what somebody typed (rule D1)."""
    return uvicorn.Config(
        guarded,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_END,
        limit_concurrency=_BACKLOG,
    )


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise FileError("port_not_free", port=str(port)) from None
    return listening
