"""What is known to show just the text that it holds: the elements and the properties that Word and LibreOffice write in
a table, and what people do to letters. Whatever is not listed here is unusual, and for a person to look at.

Properties are judged one by one, wherever they come from: a document's defaults, a style, a list, or the place itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from dtmforms.word.markup import W14, W15, Element, W, is_on, number

Rules: TypeAlias = Mapping[str, Callable[[Element], bool]]
"""By the names of elements, whether one of them is usual."""


def are_usual(properties: Iterable[Element], rules: Rules) -> bool:
    """Whether all of these properties are listed, with values that change nothing of what is read."""
    return all(rule is not None and rule(one) for one in properties for rule in (rules.get(one.tag),))


def _named(names: str) -> frozenset[str]:
    return frozenset(f"{W}{name}" for name in names.split())


_MARKS = _named(
    "bookmarkStart bookmarkEnd proofErr permStart permEnd commentRangeStart commentRangeEnd "
    "moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd"
)
_TRACKED = _named("ins del moveFrom moveTo")
_INLINE = _MARKS | _TRACKED | _named("r hyperlink smartTag fldSimple sdt")
HOLDS: dict[str, frozenset[str]] = {
    f"{W}tbl": _MARKS | _named("tblPr tblGrid tr"),
    f"{W}tr": _MARKS | _named("tblPrEx trPr tc"),
    f"{W}tc": _MARKS | _named("tcPr p sdt"),
    f"{W}p": _INLINE | _named("pPr"),
    f"{W}sdt": _MARKS | _named("sdtPr sdtEndPr sdtContent"),
    f"{W}sdtContent": (_INLINE - _named("sdt")) | _named("p"),
    f"{W}hyperlink": _INLINE - _named("hyperlink"),
    f"{W}smartTag": _INLINE | _named("smartTagPr"),
    f"{W}fldSimple": _INLINE | _named("fldData"),
    **dict.fromkeys(_TRACKED, _INLINE),
    f"{W}r": _named(
        "rPr t tab br cr noBreakHyphen softHyphen lastRenderedPageBreak fldChar instrText commentReference "
        "delText delInstrText"
    ),
}
"""What may stand in what, in a table that is read: all of it is read, shows nothing, or is judged elsewhere."""


def _any(_: Element) -> bool:
    return True


def _off(element: Element) -> bool:
    return not is_on(element)


def _of(*values: str) -> Callable[[Element], bool]:
    return lambda element: element.get(f"{W}val", "") in values


def _between(least: float, most: float, *names: str) -> Callable[[Element], bool]:
    return lambda element: all(
        least <= number(element, name) <= most for name in names or ("val",) if element.get(f"{W}{name}") is not None
    )


def _each(rule: Callable[[Element], bool], names: str = "") -> Callable[[Element], bool]:
    """Whether a rule holds of all elements within, which have those names, if any are given."""
    allowed = _named(names)
    return lambda element: all(rule(one) and (not names or one.tag in allowed) for one in element)


def _all_of(*rules: Callable[[Element], bool]) -> Callable[[Element], bool]:
    return lambda element: all(rule(element) for rule in rules)


def _plain_fill(fill: Element) -> bool:
    """A colour alone, without what makes it clear or another one ([MS-DOCX] 2.2.1.6)."""
    return all(not len(colour) for solid in fill for colour in solid)


def _no_outline(line: Element) -> bool:
    return [one.tag for one in line] in ([], [f"{W14}noFill"])


def _hangs_within(indent: Element) -> bool:
    """Whether the first line begins no further out than the lines below it are set in, or than a list's does."""
    inset = max(number(indent, side) for side in ("left", "start"))
    return 0 <= number(indent, "hanging") <= max(720, inset)


def _spans_the_rest(span: Element) -> bool:
    """Whether a cell is the one behind a label, up to the end of its row, or spans nothing (17.4.17)."""
    cell = next(span.iterancestors(f"{W}tc"), None)
    cells = [] if cell is None else list(cell.getparent().iterchildren(f"{W}tc"))
    return number(span) == 1 or (len(cells) == 2 and cells[-1] is cell)


def _plain_grid(grid: Element) -> bool:
    kind = grid.get(f"{W}type", "default")
    return kind == "default" or (kind == "lines" and 200 <= number(grid, "linePitch") <= 600)


def _spelt(**rules: Callable[[Element], bool]) -> dict[str, Callable[[Element], bool]]:
    return {f"{W}{name}": rule for name, rule in rules.items()}


def _listed(names: str, rule: Callable[[Element], bool] = _any) -> dict[str, Callable[[Element], bool]]:
    return dict.fromkeys(_named(names), rule)


_SHADING = _of("clear", "nil", "solid", "")
_LINES = "top left start bottom right end insideH insideV"
_BORDERS = _each(_between(0, 48, "sz"), _LINES)
_ROOM = _each(_between(0, 400, "w"), "top left start bottom right end")
_SIDE = ("left", "right", "start", "end")

RUN: Rules = {
    **_listed("rStyle rFonts b bCs i iCs u lang noProof kern cs snapToGrid color highlight rtl rPrChange"),
    **_listed("vanish webHidden strike dstrike"),
    **_listed("specVanish caps smallCaps emboss imprint outline shadow oMath", _off),
    **_listed("ins del moveFrom moveTo"),
    **_listed("sz szCs", _between(12, 40)),
    **_spelt(
        w=_between(80, 150), spacing=_between(-20, 60), position=_between(-12, 12), shd=_SHADING,
        vertAlign=_of("baseline", "superscript"), effect=_of("none"), em=_of("none"), bdr=_of("nil", "none"),
    ),
    f"{W14}ligatures": _any,
    f"{W14}cntxtAlts": _any,
    f"{W14}textFill": _plain_fill,
    f"{W14}textOutline": _no_outline,
}  # fmt: skip
"""Of letters (ECMA-376 Part 1, 17.3.2). Fonts, colours, what is hidden or struck out, and what
is read from right to left, are judged beside."""
PARAGRAPH: Rules = {
    **_listed("pStyle keepNext keepLines pageBreakBefore widowControl suppressLineNumbers suppressAutoHyphens kinsoku"),
    **_listed("wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid outlineLvl"),
    **_listed("contextualSpacing mirrorIndents textAlignment divId cnfStyle numPr bidi rPr pPrChange suppressOverlap"),
    **_spelt(
        jc=_of("left", "start", "center", "right", "end", "both"),
        shd=_SHADING,
        textDirection=_of("lrTb"),
        pBdr=_each(_of("nil", "none")),
        tabs=_each(_between(-720, 4000, "pos")),
        spacing=_all_of(
            _between(0, 480, "before", "after"), _between(0, 300, "beforeLines", "afterLines"),
            _between(200, 960, "line"),
        ),
        ind=_all_of(
            _between(-120, 1720, *_SIDE), _between(0, 720, "firstLine"), _hangs_within,
            _between(0, 600, *(f"{side}Chars" for side in (*_SIDE, "hanging", "firstLine"))),
        ),
    ),
}  # fmt: skip
"""Of paragraphs (17.3.1): distances in twips, and what an em holds of them."""
TABLE: Rules = {
    **_listed("tblStyle tblW jc tblLayout tblLook tblStyleRowBandSize tblStyleColBandSize tblCaption tblDescription"),
    **_listed("tblPrChange tblOverlap bidiVisual"),
    **_spelt(tblInd=_between(-200, 1000, "w"), tblCellMar=_ROOM, tblBorders=_BORDERS, shd=_SHADING),
}
ROW: Rules = {
    **_listed("cantSplit tblHeader trHeight jc cnfStyle divId trPrChange ins del"),
    **_listed("hidden", _off),
}
CELL: Rules = {
    **_listed("vAlign cnfStyle hideMark vMerge hMerge tcPrChange cellIns cellDel cellMerge"),
    **_listed("noWrap tcFitText", _off),
    **_spelt(
        tcW=lambda width: width.get(f"{W}type") != "dxa" or number(width, "w") >= LEAST_COLUMN_TWIPS,
        gridSpan=_spans_the_rest, tcMar=_ROOM, tcBorders=_BORDERS, shd=_SHADING, textDirection=_of("lrTb"),
    ),
}  # fmt: skip
"""Of tables, rows and cells (17.4)."""
LEAST_COLUMN_TWIPS = 1000
CONTROL: Rules = {
    **_listed("alias tag id lock placeholder rPr text richText showingPlcHdr temporary dataBinding label tabIndex"),
    **dict.fromkeys((f"{W15}appearance", f"{W15}color", f"{W15}dataBinding"), _any),
}
"""Of content controls (17.5.2); what they are bound to is judged beside."""
SECTION: Rules = {
    **_listed("headerReference footerReference type pgNumType formProt titlePg bidi rtlGutter vAlign noEndnote"),
    **_listed("footnotePr endnotePr paperSrc printerSettings sectPrChange"),
    **_spelt(
        pgSz=_between(7000, 32000, "w", "h"),
        pgMar=_all_of(
            _between(200, 3500, "top", "bottom", "left", "right"), _between(0, 3000, "header", "footer"),
            _between(0, 1000, "gutter"),
        ),
        cols=_between(0, 1, "num"),
        textDirection=_of("lrTb"),
        docGrid=_plain_grid,
    ),
}  # fmt: skip
"""Of pages (17.6)."""
SETTINGS: Rules = {
    **_listed("writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries"),
    **_listed("printPostScriptOverText printFractionalCharacterWidth embedTrueTypeFonts embedSystemFonts"),
    **_listed("saveSubsetFonts saveFormsData hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState"),
    **_listed("attachedTemplate stylePaneFormatFilter stylePaneSortMethod documentType trackRevisions"),
    **_listed("doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme"),
    **_listed("styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone"),
    **_listed("doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders"),
    **_listed("drawingGridHorizontalSpacing drawingGridVerticalSpacing displayHorizontalDrawingGridEvery"),
    **_listed("displayVerticalDrawingGridEvery doNotShadeFormData noPunctuationKerning characterSpacingControl"),
    **_listed("noLineBreaksAfter noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema"),
    **_listed("saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText doNotDemarcateInvalidXml"),
    **_listed("saveXmlDataOnly showXMLTags alwaysMergeEmptyNamespace hdrShapeDefaults footnotePr endnotePr compat"),
    **_listed("docVars rsids attachedSchema themeFontLang doNotIncludeSubdocsInStats doNotAutoCompressPictures"),
    **_listed("captions readModeInkLockDown smartTagType shapeDefaults doNotEmbedSmartTags decimalSymbol"),
    **_listed("listSeparator doNotUseMarginsForDrawingGridOrigin useXSLTWhenSaving mirrorMargins"),
    **_listed("bordersDoNotSurroundHeader bordersDoNotSurroundFooter"),
    **_listed("linkStyles displayBackgroundShape updateFields bookFoldPrinting revisionView", _off),
}
"""Of a document (17.15.1), in Word's own namespaces."""
_PLAIN_SCHEME = {
    "bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2", "hyperlink": "hyperlink",
    "followedHyperlink": "followedHyperlink", **{f"accent{at}": f"accent{at}" for at in range(1, 7)},
}  # fmt: skip


def settings_are_usual(settings: Element) -> bool:
    """Whether the settings of a document leave its text as it is read; those of later versions are of the screen."""
    own = [one for one in settings if str(one.tag).startswith(W) and one.tag != f"{W}clrSchemeMapping"]
    mapped = (name for one in settings.iter(f"{W}clrSchemeMapping") for name in one.attrib.items())
    return are_usual(own, SETTINGS) and all(
        _PLAIN_SCHEME.get(str(name).removeprefix(W)) == value for name, value in mapped
    )
