"""The syntax of a PDF file (ISO 32000-2:2020 7.3 and 7.5): text strings, streams, and a file of numbered objects."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_END = b"\nendobj\n"
_ESCAPED = ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r"))


def text_string(text: str) -> bytes:
    """A text string (7.9.2.2): ASCII as it is, all else as UTF-16BE."""
    return literal(text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be", "surrogatepass"))


def literal(data: bytes) -> bytes:
    """A literal string (7.3.4.2)."""
    for plain, escaped in _ESCAPED:
        if plain in data:
            data = data.replace(plain, escaped)
    return b"(" + data + b")"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


class PdfFile:
    """A file in the making. Objects that are the same in many files are put into `head` once and copied from there."""

    def __init__(self, head: PdfFile | None = None) -> None:
        self._chunks = [head.body()] if head else [_HEADER]
        self._at = len(self._chunks[0])
        self._rows: dict[int, bytes] = dict(head._rows) if head else {}
        self._last: int = head._last if head else 0

    def reserve(self) -> int:
        """The number of an object that will be put later."""
        self._last += 1
        return self._last

    def put(self, number: int, body: bytes) -> None:
        opening = b"%d 0 obj\n" % number
        self._rows[number] = b"%010d 00000 n \n" % self._at
        self._at += len(opening) + len(body) + len(_END)
        self._chunks += (opening, body, _END)

    def add(self, body: bytes) -> int:
        number = self.reserve()
        self.put(number, body)
        return number

    def body(self) -> bytes:
        """The file as far as it is made."""
        if len(self._chunks) > 1:
            self._chunks = [b"".join(self._chunks)]
        return self._chunks[0]

    def finished(self, trailer: Mapping[str, int], made_of: bytes) -> bytes:
        """The whole file (7.5.4, 7.5.5). `trailer` are references by their keys; the identifier is a fingerprint of
        what the file is made of, so that the same gives the same bytes."""
        head = b"xref\n0 %d\n0000000000 65535 f \n" % (self._last + 1)
        table = map(self._rows.__getitem__, range(1, self._last + 1))
        end = f"trailer\n<<{self._trailer(trailer, made_of)}>>\nstartxref\n{self._at}\n%%EOF\n"
        return b"".join([*self._chunks, head, *table, end.encode()])

    def packed(self, trailer: Mapping[str, int], made_of: bytes) -> bytes:
        """The same file, half as large, for bad connections: whatever is not a stream in an object stream (7.5.7), the
        table of objects in a cross-reference stream (7.5.8), and long contents compressed."""
        small, bodies = PdfFile(), self._bodies()
        loose = [number for number, body in bodies.items() if not body.endswith(b"endstream")]
        for number in sorted(bodies.keys() - set(loose)):
            small.put(number, _compressed(bodies[number]))
        small._last = self._last
        pack, table = small.reserve(), small.reserve()
        small.put(pack, _object_stream({number: bodies[number] for number in loose}))
        rows = {number: (1, at, 0) for number, at in small._offsets().items()} | {table: (1, small._at, 0)}
        rows |= {number: (2, pack, place) for place, number in enumerate(loose)}
        places = b"".join(struct.pack(">BLH", *rows[number]) for number in sorted(rows))
        entries = f"/Type/XRef/W[1 4 2]/Filter/FlateDecode{small._trailer(trailer, made_of)}".encode()
        start = small._at
        small.put(table, stream(zlib.compress(b"\0\0\0\0\0\xff\xff" + places, 9), entries))
        return small.body() + f"startxref\n{start}\n%%EOF\n".encode()

    def _trailer(self, references: Mapping[str, int], made_of: bytes) -> str:
        entries = "".join(f"/{key} {number} 0 R" for key, number in references.items())
        mark = hashlib.blake2b(made_of, digest_size=16).hexdigest()
        return f"/Size {self._last + 1}{entries}/ID[<{mark}><{mark}>]"

    def _offsets(self) -> dict[int, int]:
        return {number: int(row[:10]) for number, row in self._rows.items()}

    def _bodies(self) -> dict[int, bytes]:
        """The objects' bodies by their numbers."""
        data = self.body()
        starts = sorted((offset, number) for number, offset in self._offsets().items())
        ends = [offset for offset, _ in starts[1:]] + [self._at]
        return {
            number: data[start:end].partition(b" 0 obj\n")[2].removesuffix(b"\nendobj\n")
            for (start, number), end in zip(starts, ends, strict=True)
        }


def _object_stream(bodies: Mapping[int, bytes]) -> bytes:
    index, at = [], 0
    for number, body in bodies.items():
        index.append(f"{number} {at}")
        at += len(body) + 1
    first = " ".join(index).encode() + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(bodies), len(first))
    return stream(zlib.compress(first + b"\n".join(bodies.values()), 9), entries)


def _compressed(body: bytes) -> bytes:
    """A stream without entries of its own, such as the contents of a page, compressed; any other as it is."""
    if not body.startswith(b"<</Length"):
        return body
    return stream(zlib.compress(body.partition(b"stream\n")[2].removesuffix(b"\nendstream"), 9), b"/Filter/FlateDecode")
