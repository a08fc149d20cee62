"""Fields as objects of a PDF file: widget annotations and the interactive form dictionary
(ISO 32000-2:2020 12.7). Drawn on a reportlab canvas, whose own form fields take Latin values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.acroform import PDFFromString
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from dtmforms.form.fields import TICKED, UNCHOSEN, UNTICKED, Field
from dtmforms.pdf.lettering import LATIN, lettered

FONT_SIZE_PT = 9.0
LINE_HEIGHT_PT = 11.0
TICK_SIZE_PT = 11.0
_INSET_PT = 2.0
_SMALLEST_PT = 5.0
"""A line that is too long is drawn smaller, down to this; beyond, its end is seen by scrolling in the field."""

PRINT, HIDDEN = 1 << 2, 1 << 1
"""Annotation flags, Table 167."""
READ_ONLY, MULTILINE, COMBO = 1 << 0, 1 << 12, 1 << 17
"""Field flags, Tables 227, 230 and 232."""

_APPEARANCE = f"/Helv {FONT_SIZE_PT:g} Tf 0 g"
_DEFAULT_RESOURCES = (
    "<< /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
    "/ZaDb << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >> >> >>"
)


class FormCanvas:
    """A reportlab canvas with form fields. Call `finish` once, after the last field."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas: Any = canvas  # reportlab has no public way to add an annotation of one's own
        self._references: list[Any] = []

    def text(
        self, field: Field, box: tuple[float, float, float, float], value: str, tooltip: str, *, read_only: bool
    ) -> None:
        """A text field; `box` is x, y, width and height in points."""
        flags = (MULTILINE if field.kind == "lines" else 0) | (READ_ONLY if read_only else 0)
        entries = {"FT": pdfdoc.PDFName("Tx"), "V": _string(value), "DV": _string("")}
        self._variable_text(field, box, value, tooltip, flags, entries)

    def choice(
        self, field: Field, box: tuple[float, float, float, float], value: str, tooltip: str, shown: Mapping[str, str]
    ) -> None:
        """A combo box of the field's options, as `shown`, after one that stands for no answer."""
        pairs = [(UNCHOSEN, shown[UNCHOSEN]), *((option, shown[option]) for option in field.options)]
        options = pdfdoc.PDFArray([pdfdoc.PDFArray([_string(text) for text in pair]) for pair in pairs])
        entries = {"FT": pdfdoc.PDFName("Ch"), "V": _string(value), "DV": _string(UNCHOSEN), "Opt": options}
        self._variable_text(field, box, shown.get(value, value), tooltip, COMBO, entries)

    def tick(self, field: Field, x: float, y: float, value: str, tooltip: str) -> None:
        """A check box with the on state `Yes`."""
        box = (x, y, TICK_SIZE_PT, TICK_SIZE_PT)
        states = {state: self._tick_appearance(state) for state in (TICKED, UNTICKED)}
        entries = {
            "FT": pdfdoc.PDFName("Btn"),
            "V": pdfdoc.PDFName(value),
            "DV": pdfdoc.PDFName(UNTICKED),
            "AS": pdfdoc.PDFName(value),
            "AP": pdfdoc.PDFDictionary({"N": pdfdoc.PDFDictionary(states)}),
            "MK": pdfdoc.PDFDictionary({"CA": _string("4")}),
            "DA": _string("/ZaDb 0 Tf 0 g"),
        }
        self._widget(field.name, box, tooltip, 0, entries)

    def hidden(self, name: str, value: str) -> None:
        """A read-only field that is never shown: for a program that reads the form again."""
        entries = {"FT": pdfdoc.PDFName("Tx"), "V": _string(value), "DV": _string(value), "DA": _string(_APPEARANCE)}
        self._widget(name, (0, 0, 0, 0), name.replace("_", " "), READ_ONLY, entries, HIDDEN | PRINT)

    @staticmethod
    def height_pt(text: str, width_pt: float) -> float:
        """How high a field of several lines has to be for its text."""
        return len(_wrapped(text, width_pt - 2 * _INSET_PT)) * LINE_HEIGHT_PT + 2 * _INSET_PT

    def words(self, text: str, x: float, y: float, width: float) -> None:
        """One line of text in the page, in whichever font of ours draws it, made narrower where it is too wide;
        as its escapes where none does, for what a page says must not vanish."""
        font, letters = lettered(text) or (LATIN, text.encode("unicode_escape").decode())
        size = min(8.0, 8.0 * width / max(stringWidth(letters, font, 8.0), 1))
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, letters)

    def end_page(self) -> None:
        """Finish the page; its fields are tabbed through in the order in which they were drawn (Table 31, /Tabs)."""
        self.canvas.showPage()
        page = self.canvas._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "Tabs"]
        page.Tabs = pdfdoc.PDFName("W")

    def finish(self) -> None:
        form = {
            "Fields": pdfdoc.PDFArray(self._references),
            "DA": _string(_APPEARANCE),
            "DR": PDFFromString(_DEFAULT_RESOURCES),
        }
        self.canvas._doc._catalog.AcroForm = pdfdoc.PDFDictionary(form)

    def _variable_text(
        self,
        field: Field,
        box: tuple[float, float, float, float],
        shown: str,
        tooltip: str,
        flags: int,
        entries: dict[str, Any],
    ) -> None:
        entries["DA"] = _string(_APPEARANCE)
        appearance = self._text_appearance(field, box[2], box[3], shown)
        if appearance:
            entries["AP"] = pdfdoc.PDFDictionary({"N": appearance})
        self._widget(field.name, box, tooltip, flags, entries)

    def _text_appearance(self, field: Field, width: float, height: float, text: str) -> Any | None:
        """The appearance stream of a value; `None` where our fonts cannot draw it, and a viewer must."""
        room = width - 2 * _INSET_PT
        lines = _wrapped(text, room) if field.kind == "lines" else [text]
        drawn = [lettered(line) for line in lines]
        if any(line is None for line in drawn):
            return None
        widest = max((stringWidth(letters, font, 1) for font, letters in filter(None, drawn)), default=0)
        size = max(min(FONT_SIZE_PT, room / widest if widest else FONT_SIZE_PT), _SMALLEST_PT)
        canvas, name = self.canvas, f"ap_{field.name}"
        canvas.beginForm(name, 0, 0, width, height)
        canvas.addLiteral("/Tx BMC")
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(1, 1, width - 2, height - 2)
        canvas.clipPath(clip, stroke=0, fill=0)
        y = height - LINE_HEIGHT_PT if field.kind == "lines" else (height - FONT_SIZE_PT) / 2 + 1.5
        for font, letters in filter(None, drawn):
            canvas.setFont(font, size)
            canvas.drawString(_INSET_PT, y, letters)
            y -= LINE_HEIGHT_PT
        canvas.restoreState()
        canvas.addLiteral("EMC")
        canvas.endForm()
        return _form_reference(name)

    def _tick_appearance(self, state: str) -> Any:
        name = f"ap_tick_{state}"
        if not self.canvas.hasForm(name):
            self.canvas.beginForm(name, 0, 0, TICK_SIZE_PT, TICK_SIZE_PT)
            if state == TICKED:
                self.canvas.setLineWidth(1.5)
                self.canvas.lines([(2.3, 5.6, 4.6, 2.8), (4.6, 2.8, 8.9, 8.7)])
            self.canvas.endForm()
        return _form_reference(name)

    def _widget(
        self,
        name: str,
        box: tuple[float, float, float, float],
        tooltip: str,
        flags: int,
        entries: dict[str, Any],
        annotation_flags: int = PRINT,
    ) -> None:
        x, y, width, height = box
        widget = {
            "Type": pdfdoc.PDFName("Annot"),
            "Subtype": pdfdoc.PDFName("Widget"),
            "Rect": pdfdoc.PDFArray([round(edge, 2) for edge in (x, y, x + width, y + height)]),
            "T": _string(name),
            "TU": _string(tooltip),
            "F": annotation_flags,
            "Ff": flags,
        }
        self.canvas._addAnnotation(pdfdoc.PDFDictionary(widget | entries), name)
        self._references.append(self.canvas._doc.refAnnotation(name))


def _string(text: str) -> Any:
    """A text string (7.9.2.2): ASCII as it is, all else as UTF-16BE in hexadecimal, which no program re-encodes."""
    if text.isascii():
        return pdfdoc.PDFString(text)
    return PDFFromString(f"<FEFF{text.encode('utf-16-be').hex().upper()}>")


def _form_reference(name: str) -> Any:
    return pdfdoc.PDFObjectReference(pdfdoc.xObjectName(name))


def _wrapped(text: str, width: float) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        lines += simpleSplit(line, "Helvetica", FONT_SIZE_PT, width) if line.isascii() else _wrapped_wide(line, width)
    return lines


def _wrapped_wide(line: str, width: float) -> list[str]:
    """Lines of words, each at most as wide as the box; widths of letters that Helvetica lacks are taken as an em."""
    lines, current = [], ""
    for word in line.split(" "):
        longer = f"{current} {word}" if current else word
        drawn = lettered(longer)
        if current and (stringWidth(drawn[1], drawn[0], FONT_SIZE_PT) if drawn else len(longer) * FONT_SIZE_PT) > width:
            lines.append(current)
            longer = word
        current = longer
    return [*lines, current]
