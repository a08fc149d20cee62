"""What a person sees of a Word document, beside what is stored: its letters as Word shows them, and every place that
shows something else, or what nobody can read as letters (ECMA-376 Part 1, 17.3.3 run content, 17.13, 17.16, 17.5.2).

Not done here: layout, and what headers and footers show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dtmforms.word.markup import W15, A, Element, W, child, is_on, number
from dtmforms.word.read.content_controls import is_hint, tag_of, text_of
from dtmforms.word.read.document_parts import DocumentParts, Seen
from dtmforms.word.read.unusual import LEAST_ROW_TWIPS, unusual
from dtmforms.word.read.usual import HOLDS

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURES = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object", "movie", "control", "contentPart"))
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_WP14 = "{http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing}"
_A14 = "{http://schemas.microsoft.com/office/drawing/2010/main}"
_PICTURE = frozenset(
    (
        f"{W}drawing", f"{_A14}useLocalDpi",
        *(f"{_WP14}{name}" for name in ("sizeRelH", "sizeRelV", "pctWidth", "pctHeight")),
        *(f"{_WP}{name}" for name in (
            *("inline", "anchor", "extent", "effectExtent", "docPr", "cNvGraphicFramePr", "simplePos", "positionH"),
            *("positionV", "posOffset", "align", "wrapNone", "wrapSquare", "wrapTight", "wrapThrough"),
            *("wrapTopAndBottom", "wrapPolygon", "start", "lineTo"),
        )),
        *(f"{_PIC}{name}" for name in ("pic", "nvPicPr", "cNvPr", "cNvPicPr", "blipFill", "spPr")),
        *(f"{A}{name}" for name in (
            *("graphic", "graphicData", "graphicFrameLocks", "picLocks", "blip", "stretch", "fillRect", "srcRect"),
            *("xfrm", "off", "ext", "prstGeom", "avLst", "noFill", "extLst", "hlinkClick"),
        )),
    )
)  # fmt: skip
"""What a picture consists of that shows nothing outside of its own edges: no lines, shadows or shapes."""
_UNUSUAL = "word_unusual_field"
_HARMLESS_CODE = re.compile(r"\s*HYPERLINK\b", re.IGNORECASE)
"""A field whose result is what somebody typed: programs make one of every address."""
_LEAST_LINE_TWIPS, _LEAST_CELL_TWIPS, _FARTHEST_INDENT_TWIPS = 80, 200, 7000
_WORDS = re.compile(r"[^\W_]{2}|[\d@+]")
_FIRST_NUMBERS = range(10)
_OF_LABELS = tuple(f"{W}{name}" for name in ("lvlText", "start", "startOverride", "lvlPicBulletId"))
_AT_ITS_PARAGRAPH, _HIGHEST_EMU = ("paragraph", "line"), 36 * 12_700
"""Half an inch: a signature stands over the line that it is written on."""


def seen_otherwise(document: DocumentParts) -> list[tuple[str, str]]:
    """Every place where something else is seen than what is read, or what cannot be read: the tag of its content
    control, empty outside of them all, and the name of the sentence that says why. Each pair stands once."""
    found = {(place, code) for kind in _KINDS for element, code in kind(document) for place in _places(element)}
    known = {place for place, code in found if code != _UNUSUAL}
    return sorted((place, code) for place, code in found if code != _UNUSUAL or place not in known)


def _places(element: Element) -> Iterable[str]:
    """The control that an element stands in, else those that stand in it."""
    if element.tag == f"{W}body":
        return [""]
    for control in (element, *element.iterancestors(f"{W}sdt")):
        if control.tag == f"{W}sdt" and tag_of(control):
            return [tag_of(control)]
    return [tag for control in element.iter(f"{W}sdt") if (tag := tag_of(control))] or [""]


def _unreadable_letters(document: DocumentParts) -> Seen:
    """Letters that are hidden, struck out, of the colour of the paper, too small, or in a font of signs."""
    for text in document.body.iter(f"{W}t"):
        run = text.getparent()
        if run.tag != f"{W}r":
            run = next(text.iterancestors(f"{W}r"), text)
        for code in document.formatting.codes(run) if (text.text or "").strip() else ():
            yield run, code


def _not_letters(document: DocumentParts) -> Seen:
    """What stands in the tables and is no text: symbols, equations, footnotes, pictures, and whatever is not known to
    be read whole, remarks in the markup among it."""
    for table in document.tables:
        waiting = [table]
        while waiting:
            parent = waiting.pop()
            for element in parent:
                tag = element.tag
                if tag in HOLDS[parent.tag] and _breaks_lines_only(element):
                    waiting += [element] if tag in HOLDS else []
                elif not isinstance(tag, str):
                    yield parent, "word_unread_field"
                elif tag in _PICTURES or next(element.iter(*_PICTURES), None) is not None:
                    yield element, "word_picture_field"
                else:
                    yield element, "word_symbol_field"


def _breaks_lines_only(element: Element) -> bool:
    return bool(element.tag != f"{W}br" or element.get(f"{W}type", "textWrapping") == "textWrapping")


def _torn_texts(document: DocumentParts) -> Seen:
    """Texts with something within: what follows it is shown, and not read."""
    for text in document.body.iter(f"{W}t"):
        if len(text):
            yield text, "word_unread_field"


def _codes(document: DocumentParts) -> Seen:
    """Fields whose result Word works out, and letters that stand where a field has its code, which is not shown
    (17.16.18). Of a field without a result nobody knows what is shown."""
    for field in document.body.iter(f"{W}fldSimple"):
        if not _HARMLESS_CODE.match(field.get(f"{W}instr", "")) and _touches_values(field, document):
            yield field, "word_code_field"
    open_fields: list[list[str]] = []
    for node in document.body.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        kind = node.get(f"{W}fldCharType", "")
        if kind == "begin":
            open_fields.append(["", ""])
        elif kind == "separate" and open_fields:
            open_fields[-1][1] = "result"
        if node.tag == f"{W}instrText" and open_fields:
            open_fields[-1][0] += node.text or ""
        elif kind != "begin" and not all(map(_is_harmless, open_fields)) and _touches_values(node, document):
            yield node, "word_code_field"
        if kind == "end" and open_fields:
            open_fields.pop()


def _is_harmless(field: list[str]) -> bool:
    code, at = field
    return at == "result" and bool(_HARMLESS_CODE.match(code))


def _touches_values(element: Element, document: DocumentParts) -> bool:
    if any(tag_of(control) for control in (*element.iterancestors(f"{W}sdt"), *element.iter(f"{W}sdt"))):
        return True
    return any(table in document.tables for table in element.iterancestors(f"{W}tbl"))


def _bound(document: DocumentParts) -> Seen:
    """Controls that show what another part of the file says (17.5.2.6)."""
    for binding in document.body.iter(f"{W}dataBinding", f"{W15}dataBinding"):
        yield next(binding.iterancestors(f"{W}sdt"), binding), "word_bound_field"


def _hints(document: DocumentParts) -> Seen:
    """Hints that do not look like hints, though they are read as no value."""
    for switch in document.body.iter(f"{W}showingPlcHdr"):
        control = next(switch.iterancestors(f"{W}sdt"), switch)
        if is_hint(control) and not document.formatting.is_hint(control):
            yield control, "word_hint_field"


def _squeezed(document: DocumentParts) -> Seen:
    """Lines and rows that are too low for letters, cells too narrow for them, and lines pushed out of their cell
    (17.3.1.12, 17.3.1.33, 17.4.71, 17.4.80)."""
    for paragraph in document.body.iter(f"{W}p"):
        properties = document.formatting.of_paragraph(paragraph)
        if _is_thin_line(properties.get(f"{W}spacing")) or _is_pushed_out(properties.get(f"{W}ind")):
            yield from _with_text(paragraph)
    for height in document.body.iter(f"{W}trHeight"):
        if height.get(f"{W}hRule") == "exact" and number(height) < LEAST_ROW_TWIPS:
            yield from _with_text(next(height.iterancestors(f"{W}tr"), height))
    for width in document.body.iter(f"{W}tcW"):
        if width.get(f"{W}type") == "dxa" and 0 < number(width, "w") < _LEAST_CELL_TWIPS:
            yield from _with_text(next(width.iterancestors(f"{W}tc"), width))


def _with_text(element: Element) -> Seen:
    if text_of(element).strip():
        yield element, "word_faint_field"


def _is_thin_line(spacing: Element | None) -> bool:
    exact = spacing is not None and spacing.get(f"{W}lineRule") == "exact"
    return exact and number(spacing, "line") < _LEAST_LINE_TWIPS


def _is_pushed_out(indent: Element | None) -> bool:
    sides = ("left", "right", "start", "end", "firstLine", "hanging")
    return indent is not None and any(abs(number(indent, side)) > _FARTHEST_INDENT_TWIPS for side in sides)


def _not_shown(document: DocumentParts) -> Seen:
    """Hidden rows, and cells that are one with the cell before them, which alone is shown (17.4.20, 17.4.84)."""
    for hidden in document.body.iter(f"{W}hidden"):
        if is_on(hidden):
            yield next(hidden.iterancestors(f"{W}tr"), hidden), "word_hidden_field"
    for merge in document.body.iter(f"{W}vMerge", f"{W}hMerge"):
        cell = next(merge.iterancestors(f"{W}tc"), merge)
        if merge.get(f"{W}val", "continue") == "continue" and text_of(cell).strip():
            yield cell, "word_hidden_field"


def _numbered(document: DocumentParts) -> Seen:
    """Words that a list puts before a paragraph of the tables, where bullets and numbers stand (17.9.11)."""
    if document.numbering is None:
        return
    with_words = _lists_with_words(document.numbering)
    for paragraph in (part for table in document.tables for part in table.iter(f"{W}p")) if with_words else ():
        numbered = document.formatting.of_paragraph(paragraph).get(f"{W}numPr")
        number_of_list = child(numbered, "numId")
        if number_of_list is not None and number_of_list.get(f"{W}val", "") in with_words:
            yield paragraph, "word_numbered_field"


def _lists_with_words(numbering: Element) -> set[str]:
    """The numbers of the lists with a level whose label has words."""
    with_words = {
        part.get(f"{W}abstractNumId", "")
        for part in numbering.iter(f"{W}abstractNum")
        if any(map(_has_words, part.iter(*_OF_LABELS)))
    }
    found = set()
    for one in numbering.iter(f"{W}num"):
        based = child(one, "abstractNumId")
        if any(map(_has_words, one.iter(*_OF_LABELS))) or (
            based is not None and based.get(f"{W}val", "") in with_words
        ):
            found.add(one.get(f"{W}numId", ""))
    return found


def _has_words(level: Element) -> bool:
    if level.tag == f"{W}lvlText":
        return bool(_WORDS.search(re.sub(r"%\d", "", level.get(f"{W}val", ""))))
    return level.tag == f"{W}lvlPicBulletId" or number(level) not in _FIRST_NUMBERS


def _laid_over(document: DocumentParts) -> Seen:
    """Pictures, text boxes and frames that stand outside of the tables and can lie over them. Those at a paragraph
    behind the last table that is read, and not above it, are signatures and stamps."""
    last = document.tables[-1] if document.tables else None
    kinds = (f"{_WP}anchor", f"{W}pict", f"{W}object", f"{W}framePr")
    for paragraph in document.body.iter(f"{W}p"):
        if f"{W}framePr" in document.formatting.of_paragraph(paragraph):
            yield paragraph, "word_picture_over"
    for element in (element for part in document.around for element in part.iter(*kinds, f"{W}tblpPr")):
        if _floats(element):
            yield document.body, "word_picture_over"
    for floating in document.body.iter(f"{W}tblpPr"):
        yield next(floating.iterancestors(f"{W}tbl"), floating), "word_picture_over"
    for drawing in document.body.iter(f"{W}drawing"):
        if any(one.tag not in _PICTURE for one in drawing.iter()):
            yield document.body, "word_picture_over"
    for element in document.body.iter(*kinds):
        if _floats(element) and not (_is_behind(element, last) and _hangs_down(element)):
            yield element, "word_picture_over"


def _is_behind(element: Element, table: Element | None) -> bool:
    """Whether an element stands in the body after that table."""
    if table is None:
        return False
    outermost = element
    while outermost.getparent() is not table.getparent() and outermost.getparent() is not None:
        outermost = outermost.getparent()
    return any(later is outermost for later in table.itersiblings())


def _floats(element: Element) -> bool:
    if element.tag in (f"{W}pict", f"{W}object"):
        return any("position" in str(shape.get("style", "")) for shape in element.iter())
    return True


def _hangs_down(anchor: Element) -> bool:
    """Whether a picture begins at its paragraph or below it (20.4.2.11)."""
    position = anchor.find(f"{_WP}positionV")
    if position is None or position.get("relativeFrom", "") not in _AT_ITS_PARAGRAPH:
        return False
    offset = position.findtext(f"{_WP}posOffset", "0").strip()
    return bool(re.fullmatch(r"-?\d{1,9}", offset)) and int(offset) >= -_HIGHEST_EMU


def _brought_along(document: DocumentParts) -> Seen:
    """Other documents that Word puts in when it opens this one (17.17.2), and fonts whose letters nobody knows."""
    for element in document.body.iter(f"{W}altChunk", f"{W}subDoc"):
        yield element, "word_other_document"
    if document.linked_out:
        yield document.body, "word_other_document"
    if document.own_fonts:
        yield document.body, "word_own_fonts"


_KINDS = (
    _unreadable_letters,
    _not_letters,
    _torn_texts,
    _codes,
    _bound,
    _hints,
    _squeezed,
    _not_shown,
    _numbered,
    _laid_over,
    _brought_along,
    unusual,
)
