"""What code that reads a file may ask of the program while it runs in the process apart; elsewhere it asks nothing."""

from __future__ import annotations

import os
from typing import Any

from dtmforms.gate import frames, limits

LONGER = {"ask": "longer"}
_MOST_REPLY_BYTES = 4 * limits.MEGABYTE


class _Home:
    """The pipes to the program that waits for the answer; none outside of the process apart."""

    pipes: tuple[int, int] | None = None


def connect(heard: int, told: int) -> None:
    """From here on, questions go out by `told` and replies come in by `heard`."""
    _Home.pipes = heard, told


def question(asked: dict[str, Any], data: bytes = b"") -> tuple[Any, bytes]:
    """The program's reply to a question. Ends this process where nobody replies. Raises `RuntimeError` where no program
    waits for an answer."""
    if _Home.pipes is None:
        raise RuntimeError("no program waits for an answer of this process")
    heard, told = _Home.pipes
    frames.send(told, frames.QUESTION, frames.pack(asked, data))
    reply = frames.receive(heard, _MOST_REPLY_BYTES)
    if reply is None:
        os._exit(1)
    return frames.unpack(reply[1])


def take_longer() -> None:
    """Tell the program that this file takes the longer limits: its pages have to be looked at."""
    if _Home.pipes is not None:
        question(LONGER)
        limits.raise_to_longer()
