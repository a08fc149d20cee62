"""Our own filled forms as objects of a file, to be taken apart and put together wrongly (ISO 32000-2:2020 7.3, 7.5)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from functools import cache

from conftest import load_sample

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.pdf.write.form import draw

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PARTNER = "table_c_requesting_organization"
MOBILE, TITLE, TIMELINE = f"{PARTNER}_primary_mobile", f"{PARTNER}_primary_title", "table_b_low_timeline"
MOBILE_PATH = "table_c.requesting_organization.primary.mobile"
OTHER_MOBILE = "+258 84 555 0999"


@cache
def form() -> bytes:
    """The form of the invented agreement, filled."""
    sent = load_sample("en")
    return draw(sent, sent.language, fingerprint(sent))


@cache
def _parsed() -> tuple[Mapping[int, bytes], bytes]:
    data = form()
    at = int(data[data.rfind(b"startxref") :].split()[1])
    rows = data[at : data.rfind(b"trailer")].splitlines()[2:]
    offsets = {number: int(row[:10]) for number, row in enumerate(rows) if row[17:18] == b"n"}
    ends = sorted([*offsets.values(), at])
    bodies = {}
    for number, offset in offsets.items():
        whole = data[offset : next(end for end in ends if end > offset)]
        bodies[number] = whole.partition(b" obj\n")[2].removesuffix(b"\nendobj\n")
    trailer = re.search(rb"trailer\n<<(.*)>>\nstartxref", data[at:], re.DOTALL)
    assert trailer
    return bodies, re.sub(rb"/Size \d+", b"", trailer[1])


class Draft:
    """A form as bodies of objects by number, and the entries of its trailer but for its size."""

    def __init__(self) -> None:
        bodies, self.trailer = _parsed()
        self.bodies = dict(bodies)
        found = re.search(rb"/Root (\d+) 0 R", self.trailer)
        assert found
        self.root = int(found[1])
        self.pages = [number for number, body in self.bodies.items() if body.startswith(b"<</Type/Page/")]

    def field(self, name: str) -> int:
        """The number of the object of a field."""
        return next(number for number, body in self.bodies.items() if b"/T(%b)" % name.encode() in body)

    def appearance(self, name: str) -> int:
        found = re.search(rb"/AP<</N (\d+) 0 R>>", self.bodies[self.field(name)])
        assert found
        return int(found[1])

    def page_tree(self) -> int:
        return next(number for number, body in self.bodies.items() if body.startswith(b"<</Type/Pages"))

    def add(self, body: bytes) -> int:
        number = max(self.bodies) + 1
        self.bodies[number] = body
        return number

    def change(self, number: int, old: bytes, new: bytes) -> Draft:
        """Replace what stands in an object; it has to stand there."""
        assert old in self.bodies[number], (number, old)
        self.bodies[number] = self.bodies[number].replace(old, new, 1)
        return self

    def enter(self, number: int, entries: bytes) -> Draft:
        """Put entries at the end of an object that is a dictionary."""
        assert self.bodies[number].endswith(b">>")
        self.bodies[number] = self.bodies[number][:-2] + entries + b">>"
        return self

    def value(self, name: str, value: bytes) -> Draft:
        """Another value for a field, as it is written, which is shown as little as what a partner's program draws."""
        number = self.field(name)
        self.bodies[number] = re.sub(rb"/V\((?:\\.|[^\\)])*\)", lambda _: b"/V" + value, self.bodies[number], count=1)
        return self.undrawn(name)

    def undrawn(self, name: str) -> Draft:
        """Take away the field's appearance: programs that only store values leave it to whoever shows them."""
        number = self.field(name)
        self.bodies[number] = re.sub(rb"/AP<</N \d+ 0 R>>", b"", self.bodies[number])
        return self

    def finished(self, **of_file: bytes) -> bytes:
        return written(self.bodies, self.trailer, **of_file)

    def packed(self, loose: Mapping[int, bytes] | None = None, **of_pack: bytes) -> bytes:
        """The same with whatever is no stream in an object stream (7.5.7, 7.5.8)."""
        return packed(self.bodies | dict(loose or {}), self.trailer, **of_pack)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


def flate(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + entries)


def written(
    bodies: Mapping[int, bytes], trailer: bytes, *, header: bytes = HEADER, size: bytes = b"", prev: bytes = b""
) -> bytes:
    """A file with a cross-reference table. `size` and `prev` stand in the trailer for what would be right; `HERE` in
    `prev` becomes the place of the table itself."""
    chunks, offsets, at = [header], {}, len(header)
    for number, body in bodies.items():
        offsets[number] = at
        chunks.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        at += len(chunks[-1])
    last = max(bodies)
    rows = [b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 00000 f \n" for n in range(1, last + 1)]
    chunks += [b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1), *rows]
    trailer += b"/Size %b%b" % (size or b"%d" % (last + 1), prev.replace(b"HERE", b"%d" % at))
    return b"".join(chunks) + b"trailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, at)


def packed(
    bodies: Mapping[int, bytes],
    trailer: bytes,
    *,
    widths: bytes = b"/W[1 4 2]",
    index: bytes = b"",
    number_of: bytes = b"",
    first: bytes = b"",
    extends: bytes = b"",
    size: bytes = b"",
    row_of_pack: bytes = b"",
) -> bytes:
    """A file with an object stream and a cross-reference stream. Each further argument stands there for what would be
    right."""
    loose = [number for number, body in bodies.items() if not body.endswith(b"endstream")]
    pack, table = max(bodies) + 1, max(bodies) + 2
    places, inner = [], b""
    for number in loose:
        places.append(b"%d %d" % (number, len(inner)))
        inner += bodies[number] + b"\n"
    head = b" ".join(places) + b"\n"
    entries = b"/Type/ObjStm/N %b/First %b%b" % (
        number_of or b"%d" % len(loose),
        first or b"%d" % len(head),
        extends.replace(b"PACK", b"%d" % pack),
    )
    chunks, at, rows = [HEADER], len(HEADER), {0: b"\0\0\0\0\0\xff\xff"}
    streams = {number: body for number, body in bodies.items() if number not in loose}
    for number, body in (streams | {pack: flate(head + inner, entries)}).items():
        rows[number] = b"\1" + at.to_bytes(4, "big") + b"\0\0"
        chunks.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        at += len(chunks[-1])
    rows |= {number: b"\2" + pack.to_bytes(4, "big") + place.to_bytes(2, "big") for place, number in enumerate(loose)}
    rows[pack] = row_of_pack.replace(b"PACK", pack.to_bytes(4, "big")) or rows[pack]
    rows[table] = b"\1" + at.to_bytes(4, "big") + b"\0\0"
    listed = b"".join(rows.get(number, b"\0" * 7) for number in range(table + 1))
    said = b"/Type/XRef%b%b%b/Size %b" % (widths, index, trailer, size or b"%d" % (table + 1))
    return b"".join(chunks) + b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, flate(listed, said), at)


def updated(data: bytes, bodies: Mapping[int, bytes], trailer: bytes) -> bytes:
    """An incremental update (7.5.6) behind a file as it was."""
    before = int(data[data.rfind(b"startxref") :].split()[1])
    chunks, at, sections = [data], len(data), []
    for number, body in sorted(bodies.items()):
        chunks.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        sections.append(b"%d 1\n%010d 00000 n \n" % (number, at))
        at += len(chunks[-1])
    size = max(*bodies, *(int(found) for found in re.findall(rb"\n(\d+) 0 obj", data))) + 1
    end = b"trailer\n<<%b/Size %d/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, size, before, at)
    return b"".join([*chunks, b"xref\n", *sections, end])
