"""What it takes to believe a font (ISO 32000-2:2020 9.6 to 9.9): whose glyphs it draws.

A font that is not embedded is the viewer's own: its glyphs are those of the letters that its encoding names, where it
is called like a font of letters. An embedded one can draw whatever it likes; it is believed where it is, byte by byte,
the one that we embed, or that a known program puts into every file. What a file says that its glyphs stand for
(ToUnicode) shows nobody anything, and is never asked for a font that is not known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from pikepdf import Stream
from pypdf._codecs.core_font_metrics import CORE_FONT_METRICS

from dtmforms.pdf.read.content_stream import unpacked
from dtmforms.pdf.read.known_fonts import Shape
from dtmforms.pdf.write.fonts import REGULAR, simple_program

STANDARD = {f"/{name}": font for name, font in CORE_FONT_METRICS.items() if name not in ("Symbol", "ZapfDingbats")}
"""The standard fonts of letters (9.6.2.2), with their measures."""
PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
"""The entries of Table 120 that embed a font."""
SYMBOLIC = 1 << 2
"""Font flag, Table 121."""
NARROWEST, WIDEST = 100, 1500
"""Of letters, in thousandths of an em; narrower ones would stand over each other."""
_STYLE = re.compile(r"[ ,_-]|(?:regular|bold|italic|oblique|book|roman|medium|ps|mt)+$")
_FAMILIES = frozenset(
    [
        "helvetica",
        "arial",
        "times",
        "timesnew",
        "timesnewroman",
        "courier",
        "couriernew",
        "tahoma",
        "verdana",
        "georgia",
        "segoeui",
        "calibri",
        "cambria",
        "consolas",
        "dejavusans",
        "dejavusanscondensed",
        "dejavuserif",
        "dejavusansmono",
        "liberationsans",
        "liberationserif",
        "liberationmono",
        "freesans",
        "freeserif",
        "freemono",
        "nimbussans",
        "nimbusroman",
        "notosans",
        "notoserif",
        "opensans",
        "roboto",
        "ubuntu",
        "lucidagrande",
        "notosansarabic",
        "notonaskharabic",
        "notosanshebrew",
        "notosansethiopic",
        "notosansmyanmar",
        "notosansthai",
        "notosanscjksc",
        "notosanscjktc",
        "notosanscjkhk",
        "notosanscjkjp",
        "notosanscjkkr",
        "notoserifcjksc",
        "notoserifcjktc",
        "notoserifcjkhk",
        "notoserifcjkjp",
        "notoserifcjkkr",
        "chromesansmm",
        "chromeserifmm",
        "droidsans",
        "droidsansfallback",
        "droidsansarabic",
        "simsun",
        "nsimsun",
        "simhei",
        "msgothic",
        "mspgothic",
        "msmincho",
        "mingliu",
        "pmingliu",
        "song",
        "heiti",
        "ming",
        "fangti",
        "mincho",
        "gothic",
        "dotum",
        "batang",
        "gulim",
        "malgungothic",
        "arialunicodems",
        "arialunicode",
        "myanmartext",
        "nyala",
    ]
)
"""Families of text fonts that viewers have, or replace by one that they have. Others may be of symbols."""
_SENT_BEFORE: tuple[str, ...] = ()
"""The SHA-256 of the program of our simple font as earlier versions embedded it: forms are out that have it."""


Glyphs: TypeAlias = "list[tuple[str, float]]"


@dataclass(frozen=True, slots=True)
class BelievedFont:
    """`glyphs` gives the texts of a string's codes with their widths in thousandths of an em; `None` where they cannot
    be told. `is_ours` is whether the codes of a string are glyphs of a font of ours by their numbers, which have no
    text by themselves, and `name` that of the font. `shapes` are the glyphs of a font that is known byte by byte, and
    `lacks` gives the letters that codes stand for and of which a viewer may show nothing."""

    glyphs: Callable[[bytes], Glyphs | None]
    is_ours: Callable[[bytes], bool] = lambda _: False
    name: str = ""
    shapes: Callable[[bytes], Sequence[Shape]] | None = None
    lacks: Callable[[bytes], str] = lambda _: ""


def is_text(base: str) -> bool:
    name = base[1:].casefold()
    return _STYLE.sub("", _STYLE.sub("", name)) in _FAMILIES or base in STANDARD


def flags_of(descriptor: Any) -> int:
    flags = descriptor.get("/Flags", 0)
    return flags if isinstance(flags, int) else SYMBOLIC


def is_subset_of(base: str, name: str) -> bool:
    return base[1:].partition("+")[2] == name


def program_of(descriptor: Any) -> bytes:
    program = descriptor.get("/FontFile2")
    others = [entry for entry in PROGRAMS if entry in descriptor and entry != "/FontFile2"]
    return unpacked(program) if isinstance(program, Stream) and not others else b""


@cache
def our_programs() -> frozenset[bytes]:
    """The SHA-256 of the programs of our simple font, as it is and as it was."""
    return frozenset({hashlib.sha256(simple_program(REGULAR)).digest(), *map(bytes.fromhex, _SENT_BEFORE)})
