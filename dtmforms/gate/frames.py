"""Messages between the program and its reader: what each is, how long it is, and then a JSON value with bytes behind.

They go through pipes and nothing else: no argument, no file, no variable of the environment holds any of them.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any

PREPARE, REQUEST, QUESTION, REPLY, ANSWER, ENDED = b"P", b"Q", b"?", b"R", b"A", b"E"
"""Load these modules; read this; the reader asks; the program replies; the reader answers; its process has ended."""

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
