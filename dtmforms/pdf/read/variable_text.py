"""By what a viewer draws a field anew (ISO 32000-2:2020 12.7.4.3, variable text): where it is told to, where there is
no appearance, and in the boxes that some viewers have people type into.

Not done here: comparing that with what was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pikepdf import Array, Dictionary, Name

from dtmforms.pdf.read.believed_fonts import STANDARD
from dtmforms.pdf.read.content_stream import UnreadableError, instructions

INHERITED = ("/FT", "/V", "/Ff", "/DA", "/Q", "/Opt")
"""What a field, and its widget, takes from the field above (12.7.4.1, Table 226; Tables 228 and 234)."""
ODD = frozenset({"/MaxLen", "/RV", "/DS", "/DR", "/OC"})
"""What cuts a text, says it once more, styles it or hides it (Tables 228, 229 and 232), and none of our fields has."""

_PRINT, _SEEN_OTHERWISE = 1 << 2, 0b1_0011_1011
"""Annotation flags (Table 167): but for Print, Locked and the like, all of them hide a widget, or turn or size it in
another way than its page."""
_MARKS = frozenset("48lnuH")
"""The marks that ZapfDingbats has for a ticked box: tick, cross, circle, square, diamond and star."""
_LOOKS = frozenset({"/CA", "/BC", "/BG", "/R", "/TP"})
"""Appearance characteristics (Table 192) that are looked at; captions of buttons and icons are none of ours."""
_MULTILINE = 1 << 12
"""Field flag, Table 231."""
_LARGEST_PT, _SMALLEST_PT, _THICKEST_BORDER_PT = 14, 4, 2
_DARK, _LIGHT = 0.5, 0.8
_COLOURS = ("g", "rg", "k")
_OF_TICKS = "/ZapfDingbats"
_STANDARD_FONTS = ("/Helvetica", "/Times", "/Courier", _OF_TICKS)
_FONT_ENTRIES = frozenset({"/Type", "/Subtype", "/BaseFont", "/Name", "/Encoding"})
_ENCODINGS = (None, "/WinAnsiEncoding", "/PDFDocEncoding", "/MacRomanEncoding", "/StandardEncoding")


@dataclass(frozen=True, slots=True)
class VariableText:
    """By what a widget is drawn anew. `is_plain` is whether that is nothing but dark letters of a usual size, in the
    fonts that programs have themselves, and within the box; `kind` is the type of the field, empty where a program
    dropped it, and `flags` are those of it."""

    kind: str
    flags: int
    quadding: int
    is_plain: bool


class DefaultResources:
    """The fonts that viewers draw fields with, of one interactive form (Table 224, DR)."""

    def __init__(self, form: Any, *, draws_all: bool) -> None:
        resources = form.get("/DR")
        self.fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
        self.default, self.draws_all = form.get("/DA"), draws_all
        self.known: dict[str, str] = {}

    def variable_text(self, inherited: dict[str, Any], odd: bool, widget: Any, *, ticked: bool) -> VariableText:
        """Of a widget, with what it takes from the fields above; `odd` is whether one of them has what none of ours
        has."""
        flags, quadding = (value if isinstance(value := inherited.get(key), int) else 0 for key in ("/Ff", "/Q"))
        appearance = widget.get("/AP")
        redrawn = self.is_redrawn(widget)
        plain = (
            not odd
            and self._is_written_plainly(inherited.get("/DA", self.default), redrawn=redrawn, ticked=ticked)
            and _is_seen_as_sent(widget)
            and _looks_plain(widget.get("/MK"), ticked=ticked)
            and _has_thin_border(widget)
            and _has_one_appearance(appearance, ticked=ticked)
        )
        return VariableText(str(inherited.get("/FT", "")), flags, quadding, plain)

    def cuts(self, inherited: dict[str, Any], widget: Any, text: str) -> bool:
        """Whether a text of one line goes on beyond the box of a widget that is drawn anew."""
        flags, edges = inherited.get("/Ff", 0), list(map(float, widget.Rect))
        if (isinstance(flags, int) and flags & _MULTILINE) or not self.is_redrawn(widget):
            return False
        try:
            size = max(size_of(bytes(inherited.get("/DA", self.default))), _SMALLEST_PT)
        except (TypeError, ValueError, UnreadableError):
            return False  # which is told as what is not plain
        widths = STANDARD["/Helvetica"].character_widths
        return sum(widths.get(letter, widths["default"]) for letter in text) * size > 1000 * abs(edges[2] - edges[0])

    def is_redrawn(self, widget: Any) -> bool:
        appearance = widget.get("/AP")
        return self.draws_all or not isinstance(appearance, Dictionary) or "/N" not in appearance

    def _is_written_plainly(self, appearance: Any, *, redrawn: bool, ticked: bool) -> bool:
        if appearance is None:
            return not redrawn
        try:
            font = _font_of(bytes(appearance))
        except (TypeError, ValueError, UnreadableError):
            return False
        return font is not None and (not redrawn or self._is_known(font, ticked=ticked))

    def _is_known(self, name: str, *, ticked: bool) -> bool:
        """Whether a font is a standard one, and of letters but for ticks."""
        if name not in self.known:
            font = self.fonts.get(name) if isinstance(self.fonts, Dictionary) else None
            known = isinstance(font, Dictionary) and _is_standard(font) and font.get("/BaseFont")
            self.known[name] = str(known or "")
        return self.known[name] != "" and (ticked or self.known[name] != _OF_TICKS)


def size_of(appearance: bytes) -> float:
    """The size of letters that a default appearance string names; 0 where it is left to the viewer."""
    return float(next((operands[1] for operator, operands in instructions(appearance) if operator == "Tf"), 0))


@lru_cache(maxsize=64)
def _font_of(appearance: bytes) -> str | None:
    """The font that a default appearance string names, where it says nothing beside but a usual size and a dark colour.
    Raises `UnreadableError`."""
    found = instructions(appearance)
    fonts = [operands for operator, operands in found if operator == "Tf"]
    dark = all(_is_dark(operands) for operator, operands in found if operator in _COLOURS)
    if not dark or len(fonts) != 1 or any(operator not in ("Tf", *_COLOURS) for operator, _ in found):
        return None
    name, size = fonts[0]
    return str(name) if size == 0 or _SMALLEST_PT <= size <= _LARGEST_PT else None


def _is_dark(components: tuple[float, ...]) -> bool:
    if len(components) == 4:
        return components[3] >= _DARK or min(components[:3]) >= _DARK
    return max(components) <= _DARK


def _is_standard(font: Any) -> bool:
    """Whether a font is one of the standard ones (9.6.2.2), which is not in the file, and in no encoding of its own."""
    return (
        set(font.keys()) <= _FONT_ENTRIES
        and font.get("/Subtype") == Name.Type1
        and str(font.get("/BaseFont")).startswith(_STANDARD_FONTS)
        and font.get("/Encoding") in _ENCODINGS
    )


def _is_seen_as_sent(widget: Any) -> bool:
    flags = widget.get("/F", 0)
    return isinstance(flags, int) and bool(flags & _PRINT) and not flags & _SEEN_OTHERWISE


def _looks_plain(looks: Any, *, ticked: bool) -> bool:
    if looks is None:
        return True
    if not isinstance(looks, Dictionary) or not set(looks.keys()) <= _LOOKS or looks.get("/R", 0) != 0:
        return False
    background = looks.get("/BG")
    light = background is None or all(float(one) > _LIGHT for one in background) or not len(background)
    return light and (not ticked or str(looks.get("/CA", "4")) in _MARKS)


def _has_thin_border(widget: Any) -> bool:
    style, border = widget.get("/BS"), widget.get("/Border")
    widths = [style.get("/W", 1)] if isinstance(style, Dictionary) else []
    widths += [border[2]] if isinstance(border, Array) and len(border) > 2 else []
    return all(float(width) <= _THICKEST_BORDER_PT for width in widths)


def _has_one_appearance(appearance: Any, *, ticked: bool) -> bool:
    """Whether it looks as it does whatever the mouse does (12.5.5, Table 170)."""
    if not isinstance(appearance, Dictionary):
        return appearance is None
    return set(appearance.keys()) <= ({"/N", "/D"} if ticked else {"/N"})
