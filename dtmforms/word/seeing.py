"""What a person sees of a Word document, beside what is stored: its letters as Word shows them, and every place that
shows something else, or what nobody can read as letters (ECMA-376 Part 1, 17.3.3 run content, 17.13, 17.16, 17.5.2).

Not done here: layout, and what headers and footers show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dtmforms.word.looks import Looks, child, is_on, number
from dtmforms.word.package import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_LETTERS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "",
}
"""What run content is read as that holds no text. A soft hyphen is seen where a line ends and nowhere else, and is not
part of the word; the other hyphen is U+002D by another name (17.3.3.18, 17.3.3.29)."""
_READ = (f"{_W}p", f"{_W}t", *_LETTERS)
_KNOWN = frozenset(_READ) | {
    f"{_W}{name}"
    for name in (
        *("tbl", "tr", "tc", "r", "sdt", "sdtContent", "hyperlink", "smartTag", "customXml", "dir", "proofErr"),
        *("ins", "del", "moveFrom", "moveTo", "delText", "fldSimple", "fldChar", "instrText", "delInstrText"),
        *("bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "lastRenderedPageBreak"),
        *("commentRangeStart", "commentRangeEnd", "commentReference"),
        *(f"{what}Range{end}" for what in ("moveFrom", "moveTo") for end in ("Start", "End")),
    )
}
"""What may stand in a table whose cells are read, for all of it is read, or shows nothing, or is judged below."""
_PROPERTIES = frozenset(
    f"{_W}{name}"
    for name in (
        *("rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr"),
        *("smartTagPr", "customXmlPr"),
    )
)
_PICTURES = frozenset(f"{_W}{name}" for name in ("drawing", "pict", "object", "movie", "control", "contentPart"))
_HARMLESS_CODE = re.compile(r"\s*HYPERLINK\b", re.IGNORECASE)
"""A field whose result is what somebody typed: programs make one of every address."""
_LEAST_LINE_TWIPS, _LEAST_ROW_TWIPS, _LEAST_CELL_TWIPS, _FARTHEST_INDENT_TWIPS = 80, 200, 200, 7000
_WORDS = re.compile(r"[^\W_]{2}|[\d@+]")
_AT_ITS_PARAGRAPH, _HIGHEST_EMU = ("paragraph", "line"), 36 * 12_700
"""Half an inch: a signature stands over the line that it is written on."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document on its way to what is seen of it: its body, the tables that values are read from, the looks of its
    letters, its numbering (`None` without any) and whether it brings fonts of its own."""

    body: Element
    tables: Sequence[Element]
    looks: Looks
    numbering: Element | None
    own_fonts: bool


def text_of(element: Element, left_out: Callable[[Element], bool] | None = None) -> str:
    """The text of an element as it is seen, tracked deletions left out; line breaks as `\\n`, paragraphs parted by the
    same. What stands in a content control that is `left_out` is not in it."""
    pieces: list[str] = []
    for node in element.iter(*_READ):
        if left_out and any(left_out(control) for control in node.iterancestors(f"{_W}sdt")):
            continue
        if node.tag == f"{_W}p":
            pieces += ["\n"] if pieces else []
        elif node.getparent().tag != f"{_W}tabs":
            pieces.append(_LETTERS.get(node.tag, node.text or ""))
    return "".join(pieces)


def tag_of(control: Element) -> str:
    """The tag of a content control, empty without one."""
    tag = child(control, "sdtPr", "tag")
    return "" if tag is None else str(tag.get(f"{_W}val", ""))


def is_hint(control: Element) -> bool:
    """Whether a control says that it shows a hint and no value (17.5.2.39)."""
    return is_on(child(control, "sdtPr", "showingPlcHdr"))


def seen_otherwise(document: Document) -> list[tuple[str, str]]:
    """Every place where something else is seen than what is read, or what cannot be read: the tag of its content
    control, empty outside of them all, and the name of the sentence that says why. Each pair stands once."""
    found = ((place, code) for kind in _KINDS for element, code in kind(document) for place in _places(element))
    return sorted(set(found))


def _places(element: Element) -> Iterable[str]:
    """The control that an element stands in, else those that stand in it."""
    if element.tag == f"{_W}body":
        return [""]
    for control in (element, *element.iterancestors(f"{_W}sdt")):
        if control.tag == f"{_W}sdt" and tag_of(control):
            return [tag_of(control)]
    return [tag for control in element.iter(f"{_W}sdt") if (tag := tag_of(control))] or [""]


Seen = Iterator[tuple[Element, str]]


def _looks(document: Document) -> Seen:
    """Letters that are hidden, struck out, of the colour of the paper, too small, or in a font of signs."""
    for text in document.body.iter(f"{_W}t"):
        run = text.getparent()
        if run.tag != f"{_W}r":
            run = next(text.iterancestors(f"{_W}r"), text)
        for code in document.looks.codes(run) if (text.text or "").strip() else ():
            yield run, code


def _not_letters(document: Document) -> Seen:
    """What stands in the tables and is no text: symbols, equations, footnotes, pictures."""
    for table in document.tables:
        waiting = [table]
        while waiting:
            for element in waiting.pop():
                tag = element.tag
                if tag in _KNOWN:
                    waiting.append(element)
                elif tag in _PROPERTIES:
                    continue
                elif tag in _PICTURES or next(element.iter(*_PICTURES), None) is not None:
                    yield element, "word_picture_field"
                elif isinstance(tag, str):
                    yield element, "word_symbol_field"


def _codes(document: Document) -> Seen:
    """Fields whose result Word works out, and letters that stand where a field has its code, which is not shown
    (17.16.18). Of a field without a result nobody knows what is shown."""
    for field in document.body.iter(f"{_W}fldSimple"):
        if not _HARMLESS_CODE.match(field.get(f"{_W}instr", "")) and _touches_values(field, document):
            yield field, "word_code_field"
    open_fields: list[list[str]] = []
    for node in document.body.iter(f"{_W}fldChar", f"{_W}instrText", f"{_W}t"):
        kind = node.get(f"{_W}fldCharType", "")
        if kind == "begin":
            open_fields.append(["", ""])
        elif kind == "separate" and open_fields:
            open_fields[-1][1] = "result"
        if node.tag == f"{_W}instrText" and open_fields:
            open_fields[-1][0] += node.text or ""
        elif kind != "begin" and not all(map(_is_harmless, open_fields)) and _touches_values(node, document):
            yield node, "word_code_field"
        if kind == "end" and open_fields:
            open_fields.pop()


def _is_harmless(field: list[str]) -> bool:
    code, at = field
    return at == "result" and bool(_HARMLESS_CODE.match(code))


def _touches_values(element: Element, document: Document) -> bool:
    if any(tag_of(control) for control in (*element.iterancestors(f"{_W}sdt"), *element.iter(f"{_W}sdt"))):
        return True
    return any(table in document.tables for table in element.iterancestors(f"{_W}tbl"))


def _bound(document: Document) -> Seen:
    """Controls that show what another part of the file says (17.5.2.6)."""
    for binding in document.body.iter(f"{_W}dataBinding", f"{_W15}dataBinding"):
        yield next(binding.iterancestors(f"{_W}sdt"), binding), "word_bound_field"


def _hints(document: Document) -> Seen:
    """Hints that do not look like hints, though they are read as no value."""
    for said in document.body.iter(f"{_W}showingPlcHdr"):
        control = next(said.iterancestors(f"{_W}sdt"), said)
        if is_hint(control) and not document.looks.is_hint(control):
            yield control, "word_hint_field"


def _squeezed(document: Document) -> Seen:
    """Lines and rows that are too low for letters, cells too narrow for them, and lines pushed out of their cell
    (17.3.1.12, 17.3.1.33, 17.4.71, 17.4.80)."""
    for paragraph in document.body.iter(f"{_W}p"):
        properties = document.looks.of_paragraph(paragraph)
        if _is_thin_line(properties.get(f"{_W}spacing")) or _is_pushed_out(properties.get(f"{_W}ind")):
            yield from _with_text(paragraph)
    for height in document.body.iter(f"{_W}trHeight"):
        if height.get(f"{_W}hRule") == "exact" and number(height) < _LEAST_ROW_TWIPS:
            yield from _with_text(next(height.iterancestors(f"{_W}tr"), height))
    for width in document.body.iter(f"{_W}tcW"):
        if width.get(f"{_W}type") == "dxa" and 0 < number(width, "w") < _LEAST_CELL_TWIPS:
            yield from _with_text(next(width.iterancestors(f"{_W}tc"), width))


def _with_text(element: Element) -> Seen:
    if text_of(element).strip():
        yield element, "word_faint_field"


def _is_thin_line(spacing: Element | None) -> bool:
    exact = spacing is not None and spacing.get(f"{_W}lineRule") == "exact"
    return exact and number(spacing, "line") < _LEAST_LINE_TWIPS


def _is_pushed_out(indent: Element | None) -> bool:
    sides = ("left", "right", "start", "end", "firstLine", "hanging")
    return indent is not None and any(abs(number(indent, side)) > _FARTHEST_INDENT_TWIPS for side in sides)


def _not_shown(document: Document) -> Seen:
    """Hidden rows, and cells that are one with the cell before them, which alone is shown (17.4.20, 17.4.84)."""
    for hidden in document.body.iter(f"{_W}hidden"):
        if is_on(hidden):
            yield next(hidden.iterancestors(f"{_W}tr"), hidden), "word_hidden_field"
    for merge in document.body.iter(f"{_W}vMerge", f"{_W}hMerge"):
        cell = next(merge.iterancestors(f"{_W}tc"), merge)
        if merge.get(f"{_W}val", "continue") == "continue" and text_of(cell).strip():
            yield cell, "word_hidden_field"


def _numbered(document: Document) -> Seen:
    """Words that a list puts before a paragraph of the tables, where bullets and numbers stand (17.9.11)."""
    if document.numbering is None:
        return
    telling = _telling_lists(document.numbering)
    for paragraph in (part for table in document.tables for part in table.iter(f"{_W}p")) if telling else ():
        numbered = document.looks.of_paragraph(paragraph).get(f"{_W}numPr")
        number_of_list = child(numbered, "numId")
        if number_of_list is not None and number_of_list.get(f"{_W}val", "") in telling:
            yield paragraph, "word_numbered_field"


def _telling_lists(numbering: Element) -> set[str]:
    """The numbers of lists with a level that says words."""
    telling = {
        part.get(f"{_W}abstractNumId", "")
        for part in numbering.iter(f"{_W}abstractNum")
        if any(map(_says_words, part.iter(f"{_W}lvlText")))
    }
    found = set()
    for one in numbering.iter(f"{_W}num"):
        based = child(one, "abstractNumId")
        if any(map(_says_words, one.iter(f"{_W}lvlText"))) or (
            based is not None and based.get(f"{_W}val", "") in telling
        ):
            found.add(one.get(f"{_W}numId", ""))
    return found


def _says_words(level: Element) -> bool:
    return bool(_WORDS.search(re.sub(r"%\d", "", level.get(f"{_W}val", ""))))


def _laid_over(document: Document) -> Seen:
    """Pictures, text boxes and frames that stand outside of the tables and can lie over them. Those at a paragraph
    behind the last table that is read, and not above it, are signatures and stamps."""
    last = document.tables[-1] if document.tables else None
    kinds = (f"{_WP}anchor", f"{_W}pict", f"{_W}object", f"{_W}framePr")
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
    if element.tag in (f"{_W}pict", f"{_W}object"):
        return any("absolute" in str(shape.get("style", "")) for shape in element.iter())
    return True


def _hangs_down(anchor: Element) -> bool:
    """Whether a picture begins at its paragraph or below it (20.4.2.11)."""
    position = anchor.find(f"{_WP}positionV")
    if position is None or position.get("relativeFrom", "") not in _AT_ITS_PARAGRAPH:
        return False
    offset = position.findtext(f"{_WP}posOffset", "0").strip()
    return bool(re.fullmatch(r"-?\d{1,9}", offset)) and int(offset) >= -_HIGHEST_EMU


def _brought_along(document: Document) -> Seen:
    """Other documents that Word puts in when it opens this one (17.17.2), and fonts whose letters nobody knows."""
    for element in document.body.iter(f"{_W}altChunk", f"{_W}subDoc"):
        yield element, "word_other_document"
    if document.own_fonts:
        yield document.body, "word_own_fonts"


_KINDS = (_looks, _not_letters, _codes, _bound, _hints, _squeezed, _not_shown, _numbered, _laid_over, _brought_along)
