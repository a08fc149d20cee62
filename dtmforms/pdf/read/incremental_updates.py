"""The file as it was before: incremental updates add to a PDF file, and what was saved before still stands in it
(ISO 32000-2:2020 7.5.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF[ \t]*(?:\r\n|\r|\n)?")
_LAST = re.compile(rb"startxref\s+(\d+)")
_TABLE, _STREAM = re.compile(rb"\s*xref\s"), re.compile(rb"\s*\d+\s+\d+\s+obj")
_PREVIOUS, _BESIDE = re.compile(rb"/Prev\s+(\d+)"), re.compile(rb"/XRefStm\s+(\d+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_LONGEST_TRAILER = 100_000
_MOST_TABLES = 200


@dataclass(frozen=True, slots=True)
class IncrementalUpdate:
    """Where one save of a file ended, by its cross-reference table; `length` is how many bytes the file then had, and
    where that is not known any more, where the table begins."""

    table: int
    length: int
    is_marked: bool

    def file_then(self, data: bytes) -> bytes:
        """The file as it was after this save; one whose end is not marked gets a new end."""
        return data[: self.length] if self.is_marked else b"%b\nstartxref\n%d\n%%%%EOF\n" % (data, self.table)


def earlier_updates(data: bytes) -> list[IncrementalUpdate]:
    """Each save of a file but the last one, the oldest first; empty for a file that was saved once. They are
    found by their ends, and by the tables that the last one refers to, where an end was taken away. The first part of
    a linearized file (Annex F), which points to no table, is no save."""
    marked = [
        IncrementalUpdate(int(found[1]), found.end(), True) for found in _END.finditer(data) if found[1].strip(b"0")
    ]
    tables = list(_tables(data))
    known = {update.table for update in marked} | set(tables[:1])
    hidden = [IncrementalUpdate(table, table, False) for table in tables[1:] if table not in known]
    is_marked_last = bool(marked and tables and marked[-1].table == tables[0])
    return sorted(
        [*(marked[:-1] if is_marked_last or not tables else marked), *hidden], key=lambda update: update.length
    )


def _tables(data: bytes) -> Iterator[int]:
    """Where the cross-reference tables begin that the last one refers to (7.5.5, Prev), from the last one back."""
    header = data.find(b"%PDF-", 0, 1024)
    data = data[header:] if header > 0 else data
    last = _LAST.match(data, max(data.rfind(b"startxref"), 0))
    waiting, seen = [int(last[1])] if last else [], set[int]()
    linearized = b"/Linearized" in data[:1024]
    while waiting and len(seen) < _MOST_TABLES:
        table = waiting.pop()
        said = _trailer(data, table)
        if table in seen or not said:
            continue
        seen.add(table)
        yield table
        # In a hybrid file (7.5.8.4) a table has a stream beside it, of the same state.
        said += b"".join(_trailer(data, int(beside)) for beside in _BESIDE.findall(said)[:1])
        # A linearized file has two tables, of which the first refers to one behind it (Annex F).
        waiting += [number for number in map(int, _PREVIOUS.findall(said)) if not (linearized and number > table)]


def _trailer(data: bytes, table: int) -> bytes:
    """What a table says of itself, at its end or, where it is a stream (7.5.8), at its beginning."""
    if _TABLE.match(data, table):
        begins = max(data.find(b"trailer", table), table)
        said = data[begins : max(data.find(b"startxref", begins, begins + _LONGEST_TRAILER), begins)]
    elif _STREAM.match(data, table):
        said = data[table : max(data.find(b"stream", table, table + _LONGEST_TRAILER), table)]
    else:
        return b""
    return _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), said)
