"""The styles of a workbook (ECMA-376 Part 1, 18.8): how cells show numbers, and letters that nobody reads: struck out,
of nearly the colour behind them, or too small.

What a condition makes of a cell counts as if the condition were met, and so does what any part of a table's style does.
Not done here: what a style of Excel's own makes of cells that somebody has filled otherwise.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from dtmforms.contrast import LEAST, contrast, is_colour
from dtmforms.workbook.xlsx_parts import WorkbookParts, name_of
from dtmforms.workbook.xlsx_values import CellFormats, hides_text, is_true

STRUCK, FAINT, TINY, UNSHOWN = "struck_text", "faint_text", "tiny_text", "unshown_text"
"""What is found of the letters of a cell."""
LEAST_SIZE_PT = 4.0
_AUTOMATIC_LETTERS, _PAPER = "000000", "FFFFFF"
_THEME = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
"""The colours of a theme as cells number them."""
_OF_EXCEL = "FFFFFF 000000 E7E6E6 44546A 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72"
_PALETTE = """
000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF
800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333
"""
"""The colours of a theme, and the palette, where a workbook has none of its own (18.8.27)."""


class Colour(NamedTuple):
    """A colour as a file names it: by its value, its place in the palette or in the theme; with a tint."""

    rgb: str = ""
    indexed: int = -1
    theme: int = -1
    tint: float = 0.0


class CellFont(NamedTuple):
    """What is set of the letters of a cell or a part of it; `None` is what all have that set nothing."""

    struck: bool = False
    size_pt: float | None = None
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class _Fill:
    """The colours behind letters, none where there is only paper; `automatic` is that of one that names none."""

    colours: tuple[Colour | None, ...] = ()
    automatic: str = _PAPER


class Styles:
    """The styles of one workbook, asked for what they make of a cell."""

    def __init__(self, parts: WorkbookParts) -> None:
        self.formats = CellFormats()
        self._codes: dict[int, str] = {}
        self._fonts: list[CellFont] = []
        self._fills: list[_Fill] = []
        self._cells: list[tuple[int, int]] = []
        self._palette: list[str] = []
        self._given: list[tuple[CellFont, _Fill, str]] = []
        self._tables: dict[str, dict[str, int]] = {}
        self._theme = dict(zip(_THEME, _OF_EXCEL.split(), strict=True)) | dict(_theme_colours(parts))
        for element in parts.elements_of(
            "styles", "numFmt", "font", "fill", "cellXfs", "dxf", "tableStyle", "rgbColor"
        ):
            getattr(self, f"_read_{name_of(element.tag)}")(element)
        self._found: dict[tuple[int, tuple[CellFont | None, ...]], str] = {}

    def problem(self, style: int, runs: tuple[CellFont | None, ...] = ()) -> str:
        """What makes the letters of a cell unreadable, by the number of its format and the parts of its text that have
        letters of their own, `None` for such as have the cell's; empty where all can be read."""
        if (style, runs) not in self._found:
            font, fill = self._cells[style] if style < len(self._cells) else (0, 0)
            own = self._fonts[font] if font < len(self._fonts) else CellFont()
            paper = self._fills[fill] if fill < len(self._fills) else _Fill()
            found = (self._of_letters(run or own, paper) for run in runs or (None,))
            self._found[style, runs] = next(filter(None, found), "")
        return self._found[style, runs]

    def conditional_problem(self, number: int) -> str:
        """The same of what a condition makes of a cell, by the number of the format that it gives."""
        letters, fill, code = self._of_condition(number)
        return UNSHOWN if hides_text(code) else self._of_letters(letters, fill)

    def table_problem(self, style: str) -> str:
        """The same of what a style of the workbook's own, by its name, makes of the cells of a table. Where a part of
        it sets nothing, the whole table's style is seen."""
        parts = self._tables.get(style, {})
        whole, behind, _ = self._of_condition(parts.get("wholeTable", -1))
        for letters, fill, _ in map(self._of_condition, parts.values()):
            seen = CellFont(letters.struck or whole.struck, letters.size_pt, letters.colour or whole.colour)
            if problem := self._of_letters(seen, fill if fill.colours else behind):
                return problem
        return ""

    def _of_condition(self, number: int) -> tuple[CellFont, _Fill, str]:
        """The letters, the fill and the format of numbers that are given by number; what all have, where it is none."""
        return self._given[number] if 0 <= number < len(self._given) else (CellFont(), _Fill(), "")

    def _of_letters(self, letters: CellFont, fill: _Fill) -> str:
        if letters.struck:
            return STRUCK
        if letters.size_pt is not None and letters.size_pt < LEAST_SIZE_PT:
            return TINY
        ink = self._resolved(letters.colour, _AUTOMATIC_LETTERS)
        papers = [self._resolved(colour, fill.automatic) for colour in fill.colours] or [_PAPER]
        return FAINT if all(contrast(ink, paper) < LEAST for paper in papers) else ""

    def _resolved(self, colour: Colour | None, automatic: str) -> str:
        if colour is None:
            return automatic
        found = colour.rgb
        if 0 <= colour.theme < len(_THEME):
            found = self._theme[_THEME[colour.theme]]
        elif colour.indexed >= 0:
            palette = self._palette or _PALETTE.split()
            found = palette[colour.indexed] if colour.indexed < len(palette) else ""
        return _tinted(found, colour.tint) if is_colour(found) else automatic

    def _read_numFmt(self, element: Any) -> None:  # noqa: N802 - as the file has it
        self._codes[int(element.get("numFmtId", ""))] = element.get("formatCode", "")

    def _read_font(self, element: Any) -> None:
        self._fonts.append(letters_of(element))

    def _read_fill(self, element: Any) -> None:
        self._fills.append(_fill_of(element))

    def _read_cellXfs(self, element: Any) -> None:  # noqa: N802
        self._cells = [(int(form.get("fontId", "0")), int(form.get("fillId", "0"))) for form in element]
        self.formats = CellFormats.of([int(form.get("numFmtId", "0")) for form in element], self._codes)

    def _read_dxf(self, element: Any) -> None:
        parts = {name_of(part.tag): part for part in element}
        letters = letters_of(parts["font"]) if "font" in parts else CellFont()
        fill = _fill_of(parts["fill"], conditional=True) if "fill" in parts else _Fill()
        code = parts["numFmt"].get("formatCode", "") if "numFmt" in parts else ""
        self._given.append((letters, fill, code))

    def _read_tableStyle(self, element: Any) -> None:  # noqa: N802
        self._tables[element.get("name", "")] = {part.get("type", ""): int(part.get("dxfId", "-1")) for part in element}

    def _read_rgbColor(self, element: Any) -> None:  # noqa: N802
        self._palette.append(element.get("rgb", "")[-6:])


def letters_of(properties: Any) -> CellFont:
    """What a font, or the properties of a part of a text (18.4.7), set of letters."""
    found = {name_of(part.tag): part for part in properties}
    struck, size = found.get("strike"), found.get("sz")
    return CellFont(
        struck is not None and (struck.get("val") is None or is_true(struck.get("val"))),
        float(size.get("val", "")) if size is not None else None,
        _colour(found.get("color")),
    )


def runs_of(item: Any) -> tuple[CellFont | None, ...]:
    """The letters of each part of a text; nothing where all have those of the cell."""
    runs = [child for child in item if name_of(child.tag) == "r"]
    if not runs:
        return ()
    found = dict.fromkeys(_letters_of_run(run) for run in runs if _has_text(run))
    return tuple(found)


def _letters_of_run(run: Any) -> CellFont | None:
    return next((letters_of(part) for part in run if name_of(part.tag) == "rPr"), None)


def _has_text(run: Any) -> bool:
    return any((part.text or "").strip() for part in run if name_of(part.tag) == "t")


def _fill_of(fill: Any, *, conditional: bool = False) -> _Fill:
    """The colour of a solid fill is that of its foreground, but of one that a condition gives, its background
    (18.8.32); of a gradient, all of its stops."""
    for part in fill:
        if name_of(part.tag) == "gradientFill":
            return _Fill(tuple(_colour(colour) for stop in part for colour in stop))
        pattern = part.get("patternType", "solid" if conditional else "none")
        if pattern == "none":
            continue
        colours = {name_of(colour.tag): _colour(colour) for colour in part}
        if pattern == "solid" and not conditional:
            return _Fill((colours.get("fgColor"),), _AUTOMATIC_LETTERS)
        return _Fill((colours.get("bgColor"),))
    return _Fill()


def _colour(element: Any) -> Colour | None:
    """`None` for the colour that is automatic."""
    if element is None or is_true(element.get("auto")):
        return None
    tint = float(element.get("tint", "0"))
    if (theme := element.get("theme")) is not None:
        return Colour(theme=int(theme), tint=tint)
    if (index := element.get("indexed")) is not None:
        return Colour(indexed=int(index), tint=tint)
    return Colour(rgb=element.get("rgb", "")[-6:], tint=tint)


def _theme_colours(parts: WorkbookParts) -> Iterator[tuple[str, str]]:
    for scheme in parts.elements_of("theme", "clrScheme"):
        for named in scheme:
            values: Iterable[str] = (value.get("lastClr") or value.get("val", "") for value in named)
            yield name_of(named.tag), next(iter(values), "")


def _tinted(colour: str, tint: float) -> str:
    """A colour nearer to white or to black (18.8.19)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
    return "".join(f"{round(part * 255):02X}" for part in parts)
