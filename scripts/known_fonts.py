"""Add fonts that programs embed whole to those that are known byte by byte.

python scripts/known_fonts.py SOURCE FILE...    font files, PDF files that have fonts in them, programs and libraries
                                                that carry fonts; SOURCE says in a word where they are from

A font belongs here that shows each letter as what it is: no font of symbols, and none that anybody may have made for a
form. Only fonts of OpenType are added (those in the Compact Font Format alone have their letters by hand), and files of
several by the first one.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import environment
import pikepdf
import uharfbuzz

TABLE = environment.ROOT / "dtmforms" / "pdf" / "read" / "known_fonts.toml"
_BEGINNING = re.compile(rb"OTTO\x00[\x05-\x1e]|\x00\x01\x00\x00\x00[\x08-\x1e]")
_LARGEST = 4_000_000
_SCRIPTS = (
    *("Adlam", "Arabic", "Armenian", "Bengali", "Chakma", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi"),
    *("Hanifi Rohingya", "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "NKo", "Oriya", "Sinhala"),
    *("Syriac", "Tamil", "Telugu", "Thaana", "Thai", "Tibetan", "Tifinagh", "Urdu", "Vai"),
)
_WANTED = re.compile(
    rf"Noto (?:Sans|Serif|Naskh|Kufi|Nastaliq)(?: UI)?(?: (?:{'|'.join(_SCRIPTS)}))?(?: UI)?(?: Regular)?"
    r"|Noto Sans CJK JP(?: Regular)?|Droid Sans Fallback(?: Regular)?"
    r"|DejaVu (?:Sans|Serif|Sans Mono)(?: Book)?|Nimbus(?:Sans|Roman|MonoPS)-Regular"
    r"|Liberation (?:Sans|Serif|Mono)(?: Regular)?"
    r"|Free(?:Sans|Serif|Mono)(?: Medium)?|(?:Arimo|Tinos|Cousine|Carlito|Open Sans|Roboto|Lato)(?: Regular)?"
    r"|(?:Cantarell|Amiri|Padauk|Scheherazade(?: New)?|Abyssinica SIL|Noto Sans Mono)(?: Regular)?"
)
"""Fonts of letters that people write today, upright and of usual weight, as programs take them for a field."""
_FULL_NAME = 4
_ENTRIES = ("/FontFile2", "/FontFile3")
_NEEDED = {b"cmap", b"head", b"hmtx", b"maxp"}


def main() -> int:
    source, *files = sys.argv[1:]
    text = TABLE.read_text(encoding="utf-8")
    rows = tomllib.loads(text)["open_type"]
    for file in files:
        for name, program in _programs(Path(file).read_bytes()):
            if _WANTED.fullmatch(name):
                rows.setdefault(hashlib.sha256(program).hexdigest(), f"{name} ({source})")
    before, _, after = text.partition("[open_type]\n")
    lines = [f'"{digest}" = "{name}"' for digest, name in sorted(rows.items(), key=lambda row: row[::-1])]
    after = after[after.index("\n[compact") :]
    TABLE.write_text("\n".join([f"{before}[open_type]", *lines, after]), encoding="utf-8")
    print(f"{len(rows)} fonts")
    return 0


def _programs(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The fonts of OpenType that stand in a file, with their names; of a PDF, in its streams."""
    if data.startswith(b"%PDF"):
        yield from _embedded(data)
        return
    if data.startswith(b"ttcf"):
        yield uharfbuzz.Face(data).get_name(_FULL_NAME) or "", data
        return
    for found in _BEGINNING.finditer(data):
        tables = _tables(data, found.start())
        size = max((begins + -(-length // 4) * 4 for begins, length in tables.values()), default=0)
        if tables.keys() >= _NEEDED and size <= _LARGEST:
            program = data[found.start() : found.start() + size]
            yield uharfbuzz.Face(program).get_name(_FULL_NAME) or "", program


def _embedded(data: bytes) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for one in pdf.objects:
            for entry in _ENTRIES:
                program = one[entry].read_bytes() if isinstance(one, pikepdf.Dictionary) and entry in one else b""
                if _BEGINNING.match(program):
                    yield str(one.get("/FontName"))[1:], program


def _tables(data: bytes, start: int) -> dict[bytes, tuple[int, int]]:
    """Where the tables of a font begin, and how long they are."""
    number = int.from_bytes(data[start + 4 : start + 6])
    rows = data[start + 12 : start + 12 + 16 * number]
    if len(rows) < 16 * number:
        return {}
    return {tag: (begins, length) for tag, _, begins, length in struct.iter_unpack(">4sIII", rows)}


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))
