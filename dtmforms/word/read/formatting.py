"""How the letters of a run look: its properties after styles, table styles and defaults (ECMA-376 Part 1, 17.7.2), and
which of them make it look otherwise than what is stored.

Not done here: layout. A property of a style that another style takes back (17.7.3) is seen as if it were in force.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from dtmforms.contrast import LEAST, contrast, is_colour
from dtmforms.word.markup import OFF, W14, A, Element, W, child, is_on, number

_SWITCHES = tuple(f"{W}{name}" for name in ("vanish", "webHidden", "strike", "dstrike"))
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "dingbats", "marlett", "mt extra", "bookshelf symbol", "opensymbol")
_FONTS = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "cs": "cstheme", "eastAsia": "eastAsiaTheme"}
_HIGHLIGHTS = {
    "black": "000000", "darkGray": "808080", "lightGray": "C0C0C0", "white": "FFFFFF", "blue": "0000FF",
    "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000", "yellow": "FFFF00",
    "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080",
    "darkRed": "800000", "darkYellow": "808000",
}  # fmt: skip
_THEME = {"background1": "lt1", "light1": "lt1", "background2": "lt2", "light2": "lt2", "text1": "dk1", "dark1": "dk1",
          "text2": "dk2", "dark2": "dk2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}  # fmt: skip
_PRESENT = {"lt1": "FFFFFF", "lt2": "EEECE1", "dk1": "000000", "dk2": "1F497D"}
"""Colours of a theme that does not give them."""

_BY_THEME = {"theme": "themeColor", "themeFill": "themeFill"}
"""The attribute that names a colour of the theme, by how those for its tint and shade begin."""

Properties = Mapping[str, Element]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where runs stand: the styles of the paragraph and of the table, and the colours behind, the nearest first."""

    styles: tuple[str, str]
    shadings: tuple[str, ...]


class Formatting:
    """The styles and the theme of a document, asked for what they make of a run or a paragraph."""

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        self._styles = {} if styles is None else {style.get(f"{W}styleId", ""): style for style in styles}
        self._standard = {style.get(f"{W}type", ""): name for name, style in self._styles.items() if _is_default(style)}
        self._defaults = [] if styles is None else styles.findall(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._all_defaults = [] if styles is None else styles.findall(f"{W}docDefaults")
        self._colours = dict(_PRESENT)
        self._faces: dict[tuple[str, str], str] = {}
        self._typefaces: dict[str, set[str]] = {"major": set(), "minor": set()}
        if theme is not None:
            for colour in (colour for scheme in theme.iter(f"{A}clrScheme") for colour in scheme):
                values = [value.get("lastClr") or value.get("val", "") for value in colour]
                self._colours[str(colour.tag).removeprefix(A)] = values[0] if values else ""
            for kind, script in product(("major", "minor"), ("latin", "ea", "cs")):
                for font in (font for fonts in theme.iter(f"{A}{kind}Font") for font in fonts.iter(f"{A}{script}")):
                    self._faces[kind, script] = font.get("typeface", "")
            for kind, faces in self._typefaces.items():
                faces |= {one.get("typeface", "") for fonts in theme.iter(f"{A}{kind}Font") for one in fonts}
        self._of_styles: dict[str, dict[str, Element]] = {}
        self._merged_styles: dict[tuple[str, str, str], dict[str, Element]] = {}
        self._found: dict[tuple[tuple[str, str], tuple[str, ...], str], list[str]] = {}

        self._begin()

    def _begin(self) -> None:
        self._of_paragraphs: dict[Element, dict[str, Element]] = {}
        self._places: dict[Element | None, _Place] = {}
        self._cells: dict[Element | None, tuple[str, tuple[str, ...]]] = {}

    def for_another(self) -> Formatting:
        """The same for another document with these styles and this theme."""
        other = copy.copy(self)
        other._begin()
        return other

    def codes(self, run: Element) -> list[str]:
        """The names of the sentences that say why what a run shows is not what it holds; empty for an ordinary run."""
        place = self._place(run.getparent())
        direct = child(run, "rPr")
        style = "" if direct is None else _style(run, "rPr", "rStyle")
        if direct is None or not any(one.tag in _JUDGED for one in _properties(direct)):
            key = (place.styles, place.shadings, style)
            if key not in self._found:
                self._found[key] = list(self._judged(self._styled(*place.styles, style), place))
            return self._found[key]
        return list(self._judged(self._over(self._styled(*place.styles, style), direct), place))

    def _place(self, parent: Element) -> _Place:
        """Where the runs of an element stand."""
        paragraph = parent if parent.tag == f"{W}p" else next(parent.iterancestors(f"{W}p"), None)
        if paragraph not in self._places:
            table, shadings = self._cell(next(parent.iterancestors(f"{W}tc"), None))
            own = self.of_paragraph(paragraph) if paragraph is not None else {}
            styles = (self._name_of(own), table)
            self._places[paragraph] = _Place(styles, (self._shade(own.get(f"{W}shd")), *shadings))
        return self._places[paragraph]

    def _cell(self, cell: Element | None) -> tuple[str, tuple[str, ...]]:
        """The style of the table that a cell is of, and the colours of the two, the nearer one first."""
        if cell not in self._cells:
            table = None if cell is None else next(cell.iterancestors(f"{W}tbl"), None)
            style = _style(table, "tblPr", "tblStyle") or self._standard.get("table", "")
            shadings = (child(cell, "tcPr", "shd"), child(table, "tblPr", "shd"))
            self._cells[cell] = style, tuple(map(self._shade, shadings))
        return self._cells[cell]

    def _styled(self, paragraph: str, table: str, run: str) -> dict[str, Element]:
        names = (paragraph, table, run)
        if names not in self._merged_styles:
            self._merged_styles[names] = self._merged(paragraph, run, table)
        return self._merged_styles[names]

    def of_paragraph(self, paragraph: Element) -> dict[str, Element]:
        """The properties of a paragraph, those of its styles among them."""
        if paragraph not in self._of_paragraphs:
            direct = child(paragraph, "pPr")
            own = {} if direct is None else {one.tag: one for one in direct}
            name = self._name_of(own)
            if name not in self._of_styles:
                styles = self._chain(name)
                self._of_styles[name] = {one.tag: one for style in styles for one in style.iterfind(f"{W}pPr/*")}
            self._of_paragraphs[paragraph] = self._of_styles[name] | own if own else self._of_styles[name]
        return self._of_paragraphs[paragraph]

    def _name_of(self, properties: Properties) -> str:
        named = properties.get(f"{W}pStyle")
        return str(named.get(f"{W}val", "")) if named is not None else self._standard.get("paragraph", "")

    def is_hint(self, control: Element) -> bool:
        """Whether the text of a control looks like a hint to fill it in: Word gives it a style of that name, in any
        language, and a grey (17.5.2.39)."""
        runs = [run for run in control.iter(f"{W}r") if any(text.text for text in run.iter(f"{W}t"))]
        for run in runs:
            styles = self._chain(_style(run, "rPr", "rStyle"))
            names = [name.get(f"{W}val", "").lower() for style in styles for name in style.iterfind(f"{W}name")]
            if "placeholder text" not in names:
                return False
        return True

    def levels(self, name: str) -> list[Element]:
        """The elements whose properties a style amounts to: the defaults, the styles that it is based on, itself."""
        return [*self._all_defaults, *self._chain(name)]

    def style_of_run(self, run: Element) -> str:
        """The style that a run has of its own, empty for none."""
        return _style(run, "rPr", "rStyle")

    def style_of_paragraph(self, paragraph: Element) -> str:
        return _style(paragraph, "pPr", "pStyle") or self._standard.get("paragraph", "")

    def style_of_table(self, table: Element) -> str:
        return _style(table, "tblPr", "tblStyle") or self._standard.get("table", "")

    def faces(self, fonts: Element) -> set[str]:
        """The names of all fonts that letters may be shown in; of a font of the theme, those for every script."""
        plain = {fonts.get(f"{W}{name}", "") for name in _FONTS}
        themed = {fonts.get(f"{W}{name}", "")[:5] for name in _FONTS.values()}
        return plain.union(*(faces for kind, faces in self._typefaces.items() if kind in themed))

    def _merged(self, paragraph: str, run: str, table: str) -> dict[str, Element]:
        merged: dict[str, Element] = {}
        levels: list[Element] = [*self._defaults]
        for style in self._chain(table):
            levels += style.iter(f"{W}rPr")
        for name in (paragraph, run):
            levels += (part for style in self._chain(name) for part in style.findall(f"{W}rPr"))
        for level in levels:
            held = {tag: one for tag, one in merged.items() if tag in _SWITCHES and is_on(one)}
            shadings = level.getparent().iter(f"{W}shd") if level.getparent().tag == f"{W}tblStylePr" else ()
            over = self._over(merged, level)
            if any(map(self._has_own_letters, shadings)):
                over.pop(_COLOUR)
                held |= {tag: one for tag, one in merged.items() if tag == _COLOUR}
            merged = over | held
        return merged

    def _over(self, below: dict[str, Element], level: Element) -> dict[str, Element]:
        """Properties with those of a level laid over them; fonts stay where that level does not name them all."""
        own = {one.tag: one for one in _properties(level)}
        fonts, over = below.get(f"{W}rFonts"), own.get(f"{W}rFonts")
        if fonts is not None and over is not None and over.get(f"{W}ascii") is None and self.is_symbols(fonts):
            own[f"{W}rFonts"] = fonts
        return below | own

    def _chain(self, name: str) -> list[Element]:
        """A style after those that it is based on."""
        found: list[Element] = []
        while name in self._styles and self._styles[name] not in found:
            found.append(self._styles[name])
            based = found[-1].find(f"{W}basedOn")
            name = "" if based is None else based.get(f"{W}val", "")
        return found[::-1]

    def _judged(self, properties: Properties, place: _Place) -> Iterator[str]:
        for name, (is_unlike, code) in _UNLIKE.items():
            if name in properties and is_unlike(self, properties[name]):
                yield code
        letters = self._colour(properties[_COLOUR], "val", "theme") if _COLOUR in properties else ""
        if letters and any(contrast(letters, paper) < LEAST for paper in self._papers(properties, place)):
            yield "word_faint_field"

    def is_symbols(self, fonts: Element) -> bool:
        """Whether letters stand in a font that has signs in their place."""
        for plain, by_theme in _FONTS.items():
            themed = fonts.get(f"{W}{by_theme}", "")
            kind, script = ("major" if themed.startswith("major") else "minor"), _script(plain)
            face = self._faces.get((kind, script), "") if themed else fonts.get(f"{W}{plain}", "")
            if face.lower().startswith(_SYMBOL_FONTS):
                return True
        return False

    def is_clear(self, fill: Element) -> bool:
        """Whether letters are filled with nothing, or nearly white ([MS-DOCX] 2.2.1.6)."""
        if fill.find(f"{W14}noFill") is not None:
            return True
        for element in fill.iter(f"{W14}srgbClr", f"{W14}schemeClr", f"{W14}alpha"):
            value = element.get(f"{W14}val", "")
            if element.tag == f"{W14}alpha":
                clear = value.isdecimal() and int(value) > 70_000
            else:
                clear = contrast(self._of_scheme(value) or value, "FFFFFF") < LEAST
            if clear:
                return True
        return False

    def _papers(self, shown: Properties, place: _Place) -> list[str]:
        """The colour behind a run, that of the nearest thing which has one; of a style of tables, all that there are,
        for some are only of its first row or of every other."""
        marker = shown.get(f"{W}highlight")
        nearest = "" if marker is None else _HIGHLIGHTS.get(marker.get(f"{W}val", ""), "")
        nearest = nearest or self._shade(shown.get(f"{W}shd")) or next(filter(None, place.shadings), "")
        if nearest:
            return [nearest]
        shadings = (part for style in self._chain(place.styles[1]) for part in style.iter(f"{W}shd"))
        of_rows = [self._shade(part) for part in shadings if not self._has_own_letters(part)]
        return ["FFFFFF", *filter(None, of_rows)]

    def _has_own_letters(self, shading: Element) -> bool:
        """Whether a shading is of some rows of a style of tables, whose letters have a colour that goes with it."""
        rows = next(shading.iterancestors(f"{W}tblStylePr"), None)
        colour = child(rows, "rPr", "color")
        letters = "" if colour is None else self._colour(colour, "val", "theme")
        return bool(letters) and contrast(letters, self._shade(shading)) >= LEAST

    def _shade(self, shading: Element | None) -> str:
        """The colour of a shading, empty where it has none."""
        if shading is None:
            return ""
        solid = shading.get(f"{W}val") == "solid"
        return self._colour(shading, "color", "theme") if solid else self._colour(shading, "fill", "themeFill")

    def _colour(self, element: Element, name: str, theme: str) -> str:
        """The colour in an attribute, or that of the theme; empty for automatic ones, which can be read."""
        colour = element.get(f"{W}{name}", "")
        themed = self._of_scheme(element.get(f"{W}{_BY_THEME[theme]}", ""))
        if themed:
            colour = _mixed(themed, *(element.get(f"{W}{theme}{kind}", "") for kind in ("Tint", "Shade")))
        return colour if is_colour(colour) else ""

    def _of_scheme(self, name: str) -> str:
        aliases = {"bg1": "lt1", "bg2": "lt2", "tx1": "dk1", "tx2": "dk2"}
        return self._colours.get(_THEME.get(name) or aliases.get(name, name), "")


def _is_default(style: Element) -> bool:
    return style.get(f"{W}default", "0") not in OFF


def _below(least: float) -> Callable[[Formatting, Any], bool]:
    return lambda _, element: number(element) < least


def _beyond(most: float) -> Callable[[Formatting, Any], bool]:
    return lambda _, element: abs(number(element)) > most


def _on(_: Formatting, element: Any) -> bool:
    return is_on(element)


_UNLIKE: dict[str, tuple[Callable[[Formatting, Any], bool], str]] = {
    f"{W}vanish": (_on, "word_hidden_field"),
    f"{W}webHidden": (_on, "word_hidden_field"),
    f"{W}strike": (_on, "word_struck_field"),
    f"{W}dstrike": (_on, "word_struck_field"),
    f"{W}sz": (_below(8), "word_faint_field"),
    f"{W}szCs": (_below(8), "word_faint_field"),
    f"{W}w": (_below(34), "word_faint_field"),
    f"{W}spacing": (_below(-60), "word_faint_field"),
    f"{W}position": (_beyond(48), "word_faint_field"),
    f"{W}fitText": (_below(200), "word_faint_field"),
    f"{W14}textFill": (Formatting.is_clear, "word_faint_field"),
    f"{W}rFonts": (Formatting.is_symbols, "word_symbol_field"),
}
"""What makes a run look otherwise than it is (17.3.2): sizes and positions in half points, widths in twips."""
_COLOUR = f"{W}color"
_JUDGED = frozenset((*_UNLIKE, _COLOUR, f"{W}shd", f"{W}highlight"))


def _properties(run_properties: Element) -> Iterator[Element]:
    """The properties in force, those within alternatives too, and not those that a tracked change replaced."""
    for one in run_properties:
        if one.tag != f"{W}rPrChange":
            yield one
            if not str(one.tag).startswith((W, W14)):
                yield from one.iter(*_UNLIKE)


def _style(element: Element | None, properties: str, name: str) -> str:
    style = child(element, properties, name)
    return "" if style is None else str(style.get(f"{W}val", ""))


def _script(kind: str) -> str:
    return {"cs": "cs", "eastAsia": "ea"}.get(kind, "latin")


def _mixed(colour: str, tint: str, shade: str) -> str:
    """A colour nearer to white or to black (17.3.2.6)."""
    if not is_colour(colour):
        return ""
    parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    for share, end in ((tint, 255), (shade, 0)):
        if len(share) == 2 and is_colour(share * 3):
            kept = int(share, 16) / 255
            parts = [round(part * kept + end * (1 - kept)) for part in parts]
    return "".join(f"{part:02X}" for part in parts)
