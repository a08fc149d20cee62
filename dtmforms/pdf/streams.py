"""Streams of a file as the second reader has them, unpacked no further than a field may be large."""

from __future__ import annotations

import zlib
from typing import Any

from pikepdf import Array, Name

_LARGEST_UNPACKED, _LARGEST_PACKED = 4_000_000, 20_000
"""Bytes of an appearance, of a map of letters, or of a value. The smaller one is for filters of which it is not known
how much they unpack to before they have."""


def bytes_of(stream: Any) -> bytes:
    """What a stream holds, unpacked. Raises `ValueError` where that is larger than what any field has, and what the
    library and zlib raise for damaged ones."""
    raw, filters = bytes(stream.get_raw_stream_buffer()), stream.get("/Filter")
    flate = filters == Name.FlateDecode or (isinstance(filters, Array) and list(filters) == [Name.FlateDecode])
    if flate and "/DecodeParms" not in stream:
        unpacked = zlib.decompressobj().decompress(raw, _LARGEST_UNPACKED + 1)
    elif len(raw) <= (_LARGEST_UNPACKED if filters is None else _LARGEST_PACKED):
        unpacked = bytes(stream.get_stream_buffer())
    else:
        raise ValueError("larger than what any field has")
    if len(unpacked) > _LARGEST_UNPACKED:
        raise ValueError("larger than what any field has")
    return unpacked
