"""Messages between the program and its reader: what each is, how long it is, and then a JSON value with bytes behind.
And what code that reads a file may ask of the program while it runs in the process apart; elsewhere it asks nothing.

They go through pipes and nothing else: no argument, no file, no variable of the environment holds any of them.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any

from dtmforms.sandbox import limits

PREPARE, REQUEST, QUESTION, REPLY, ANSWER, ENDED = b"P", b"Q", b"?", b"R", b"A", b"E"
"""Load these modules; read this; the reader asks; the program replies; the reader answers; its process has ended."""
BEGUN, UNABLE = b"B", b"U"
"""The process that serves has begun; or it can read no file at all, and says what the system said."""
UNHELD = b"H"
"""What the system does not hold the process for one file to (`codes`): said before it looks at the file."""

LONGER = {"ask": "longer"}
"""The question for more time and memory."""
_MOST_REPLY_BYTES = 4 * limits.MEGABYTE

_HEAD = struct.Struct(">cI")
_LENGTH = struct.Struct(">I")
_AT_ONCE = 1 << 20


class TooLarge(Exception):  # noqa: N818 - the name says it
    """A message is longer than the one who reads it allows; nothing after its head was read."""


def send(pipe: int, kind: bytes, payload: bytes) -> None:
    """Write a message whole. Raises `OSError` where nobody reads it any more."""
    for piece in (_HEAD.pack(kind, len(payload)), payload):
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(pipe, rest) :]


def receive(pipe: int, most_bytes: int) -> tuple[bytes, bytes] | None:
    """The kind and the payload of the next message; `None` where there is none, or none that is whole. Raises
    `TooLarge`."""
    head = _exactly(pipe, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    if length > most_bytes:
        raise TooLarge
    payload = _exactly(pipe, length)
    return None if payload is None else (kind, payload)


def pack(value: Any, data: bytes = b"") -> bytes:
    """A JSON value and bytes as one payload. A lone surrogate crosses as its escape."""
    said = json.dumps(value).encode()
    return _LENGTH.pack(len(said)) + said + data


def unpack(payload: bytes) -> tuple[Any, bytes]:
    """The JSON value and the bytes of a payload. Raises `ValueError` where it is none."""
    try:
        (length,) = _LENGTH.unpack_from(payload)
        end = _LENGTH.size + length
        return json.loads(payload[_LENGTH.size : end]), payload[end:]
    except (struct.error, RecursionError):
        raise ValueError("not a payload") from None


def _exactly(pipe: int, length: int) -> bytes | None:
    found = bytearray()
    while len(found) < length:
        piece = os.read(pipe, min(length - len(found), _AT_ONCE))
        if not piece:
            return None
        found += piece
    return bytes(found)


class _Program:
    """The pipes to the program that waits for the answer; none outside of the process apart."""

    pipes: tuple[int, int] | None = None


def connect(heard: int, told: int) -> None:
    """From here on, questions go out by `told` and replies come in by `heard`."""
    _Program.pipes = heard, told


def question(asked: dict[str, Any], data: bytes = b"") -> tuple[Any, bytes]:
    """The program's reply to a question. Ends this process where nobody replies. Raises `RuntimeError` where no program
    waits for an answer."""
    if _Program.pipes is None:
        raise RuntimeError("no program waits for an answer of this process")
    heard, told = _Program.pipes
    send(told, QUESTION, pack(asked, data))
    reply = receive(heard, _MOST_REPLY_BYTES)
    if reply is None:
        os._exit(1)
    return unpack(reply[1])


def take_longer() -> None:
    """Tell the program that this file takes the longer limits: its pages have to be looked at."""
    if _Program.pipes is not None:
        question(LONGER)
        limits.raise_to_longer()
