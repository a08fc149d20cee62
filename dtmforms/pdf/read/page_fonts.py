"""In what a page draws its text: fonts by their names, told by all that decides which glyphs they draw and where, and
whether a page has anything else to draw with (ISO 32000-2:2020 7.8.3, 9.6 and 9.7).

Programs write fonts anew, packed otherwise and in other objects: what is compared is what they hold.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from dtmforms.pdf.read.composite_fonts import composite_widths
from dtmforms.pdf.read.content_stream import unpacked
from dtmforms.pdf.write.filled_form import put_font
from dtmforms.pdf.write.fonts import ALL_LETTERS, FontObjects, composite, simple
from dtmforms.pdf.write.shaping import FONT_KEYS, GLYPH_KEYS
from dtmforms.pdf.write.syntax import PdfFile

_SAYS_NOTHING = frozenset({"/Length", "/Length1", "/Filter", "/DecodeParms", "/ToUnicode"})
"""How a stream is packed, and what glyphs are said to stand for: nothing of it is drawn."""
_DEEPEST, _DEEPEST_PAGE = 8, 32
_LARGEST_PROGRAM, _MOST_GLYPHS = 2_000_000, 5000
_SIMPLE = {key: name for name, key in FONT_KEYS.items()}
_COMPOSITE = {key: name for name, key in GLYPH_KEYS.items()}


@dataclass(frozen=True, slots=True)
class PageFont:
    """The digest of all that a font draws by, empty where that cannot be told, and the `glyphs` of a composite one."""

    digest: bytes = b""
    glyphs: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PageFonts:
    """The fonts of a page by their names; `alone` where it has nothing else to draw with, and is neither turned nor
    enlarged."""

    fonts: dict[str, PageFont] = field(default_factory=dict)
    alone: bool = False

    def are_ours(self, bold: frozenset[str]) -> bool:
        """Whether they are those of a form of ours, whose simple bold font has these letters."""
        letters = {key: ALL_LETTERS if key == "F1" else bold for key in _SIMPLE}
        return self.fonts.keys() >= _SIMPLE.keys() and all(
            _is_ours(key, font, letters.get(key, ALL_LETTERS)) for key, font in self.fonts.items()
        )


class FontsOfPages:
    """The fonts of the pages of one file; each is looked at once."""

    def __init__(self) -> None:
        self.known: dict[int, PageFont] = {}

    def of(self, page: Any) -> PageFonts:
        resources = page.obj.get("/Resources")
        if not isinstance(resources, Dictionary):
            return PageFonts()
        fonts = resources.get("/Font")
        named = fonts.items() if isinstance(fonts, Dictionary) else ()
        alone = {*resources.keys()} <= {"/Font", "/ProcSet"} and _is_upright(page.obj)
        return PageFonts({name[1:]: self.font(name[1:], font) for name, font in named}, alone)

    def font(self, key: str, font: Any) -> PageFont:
        """None of ours has another name."""
        number = font.objgen[0] if isinstance(font, Dictionary) and key in _SIMPLE.keys() | _COMPOSITE.keys() else 0
        if not number:
            return PageFont()
        if number not in self.known:
            self.known[number] = page_font(font)
        return self.known[number]


def page_font(font: Any) -> PageFont:
    try:
        digest = hashlib.sha256(b"\0".join(_parts(font, 0))).digest()
        below = font.get("/DescendantFonts")
        widths = composite_widths(below[0]) if isinstance(below, Array) else {}
        return PageFont(digest, frozenset(widths or ())) if len(widths or ()) <= _MOST_GLYPHS else PageFont()
    except Exception:  # noqa: BLE001 - what holds for the file as a whole: what it stumbles over, it cannot confirm
        return PageFont()


def _parts(value: Any, depth: int) -> Iterator[bytes]:
    """All that a font holds, one after the other, each with where it stands."""
    if depth > _DEEPEST:
        raise ValueError("deeper than any font")
    if isinstance(value, Dictionary | Stream):
        yield b"<<"
        for key in sorted({*value.keys()} - _SAYS_NOTHING):
            yield key.encode()
            yield from _parts(value[key], depth + 1)
        yield b">>"
        if isinstance(value, Stream):
            yield hashlib.sha256(unpacked(value, _LARGEST_PROGRAM)).digest()
    elif isinstance(value, Array) and b" R" in value.unparse(resolved=True):
        yield b"[%d" % len(value)
        for one in value:
            yield from _parts(one, depth + 1)
    else:
        yield value.unparse(resolved=True) if isinstance(value, pikepdf.Object) else str(value).encode()


def _is_upright(page: Any) -> bool:
    """Whether a page, and what it takes that from, is neither turned nor enlarged (7.7.3.3, Table 31)."""
    for _ in range(_DEEPEST_PAGE):
        if page.get("/Rotate", 0) != 0 or page.get("/UserUnit", 1) != 1:
            return False
        page = page.get("/Parent")
        if not isinstance(page, Dictionary):
            return True
    return False


def _is_ours(key: str, font: PageFont, letters: frozenset[str]) -> bool:
    if not font.digest:
        return False
    if key in _SIMPLE:
        return font.digest == _digest_of_simple(_SIMPLE[key], letters)
    return font.digest == _digest_of_composite(_COMPOSITE[key], font.glyphs)


@lru_cache(maxsize=64)
def _digest_of_simple(name: str, letters: frozenset[str]) -> bytes:
    return _digest_of(simple(name, letters))


@lru_cache(maxsize=64)
def _digest_of_composite(name: str, glyphs: frozenset[int]) -> bytes:
    return _digest_of(composite(name, glyphs, ()))


def _digest_of(font: FontObjects) -> bytes:
    """That of a font as we write it."""
    file = PdfFile()
    root = file.reserve()
    file.put(root, b"<</Type/Catalog/Pages<</Type/Pages/Kids[]/Count 0>>/Font %d 0 R>>" % put_font(file, font))
    with pikepdf.open(io.BytesIO(file.finished({"Root": root}, made_of=b""))) as written:
        return page_font(written.Root.Font).digest
