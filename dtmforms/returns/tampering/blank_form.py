"""A returned PDF form beside the blank form that it says it was made from: where its fields stand, what its pages draw,
and what lies over them. What a record says stands in fields, so none is needed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from dtmforms.form.fields import IDENTITY, Field, Rows, fields, rows_seen
from dtmforms.language import LANGUAGES
from dtmforms.pdf.geometry import Box, PlacedField
from dtmforms.pdf.read.model import PdfFields, QpdfField, QpdfWidget
from dtmforms.pdf.read.pdfium_reader import PdfiumPages
from dtmforms.pdf.read.pypdf_reader import PypdfFile
from dtmforms.pdf.read.qpdf_reader import QpdfFile
from dtmforms.pdf.read.variable_text import VariableText
from dtmforms.returns.field_names import identity_of, merged, own_names, under_own_names
from dtmforms.returns.returned_file import BesideBlankForm
from dtmforms.returns.tampering.drawn_anew import drawn_otherwise
from dtmforms.returns.tampering.fixed_text import PagesDrawn, made_of
from dtmforms.returns.tampering.overlays import covered, pages_covered

_AWAY_PT = 8.5
"""3 mm: less than half of the way from one box to the next."""
_SHRUNK_PT = 3.0
"""A box that is smaller than it was by more than that may cut off what is in it."""


def places_of(identity: Mapping[str, str]) -> dict[str, int]:
    """The page on which each field was sent, from 1; empty where the form does not say how it was laid out."""
    known = identity["form_language"] in LANGUAGES
    made = made_of(identity if known else {**identity, "form_language": "en"})
    return {place.name: place.page for place in made.geometry.fields} if made else {}


def beside_blank_form(file: PypdfFile, qpdf: QpdfFile | None, pages: PdfiumPages) -> BesideBlankForm:
    """What is to be seen of a form; without what qpdf reads, of its fixed words alone."""
    named, _ = under_own_names(file.fields)
    identity = identity_of(named)
    drawn = PagesDrawn(file, pages, identity)
    beside = BesideBlankForm(places_of(identity), changed_words=drawn.changed_words())
    if qpdf is None:
        return beside
    fields = _Fields.of(qpdf, named, own_names(file.fields.texts))
    beside.covered = list(covered(qpdf.annotations, fields.of_the_form()))
    made = made_of(identity)
    kinds: dict[str, str] = {name: entry.kind for name, entry in fields.table.items()}
    kinds |= {place.name: place.kind for place in made.geometry.fields} if made else {}
    beside.redrawn = drawn_otherwise(fields.drawn_by(qpdf), kinds, identity["form_language"])
    if made is None:
        beside.moved = fields.shown_identity()
        return beside
    sent = {place.name: place for place in made.geometry.fields}
    pages_sent = fields.pages_as_sent(sent)
    beside.page_count = made.geometry.pages
    beside.copies = _copies(pages_sent, {place.page for place in sent.values()})
    beside.moved = fields.moved(sent, pages_sent) + fields.shown_identity()
    over = pages_covered(qpdf, fields.of_the_form(), made.geometry, pages_sent)
    reworded = {page for page, _ in beside.changed_words}
    drawn_upon = drawn.drawn_upon(pages_sent, reworded, qpdf.drawings, drawn.in_other_fonts(qpdf))
    beside.painted = sorted(over.covered.union(drawn_upon))
    beside.signature_drawn = sorted(over.signed | drawn.signed)
    return beside


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of a file as qpdf reads them, by their names in the file and by their own."""

    in_file: dict[str, QpdfField]
    own: dict[str, QpdfField]
    own_names: Mapping[str, str]
    table: Mapping[str, Field]
    crop_boxes: list[Box]

    @staticmethod
    def of(qpdf: QpdfFile, named: PdfFields, own_names: Mapping[str, str]) -> _Fields:
        rows = rows_seen(named.texts).at_least(Rows.parse(identity_of(named)["form_rows"]))
        table = {entry.name: entry for entry in fields(rows)}
        in_file = qpdf.form.fields
        return _Fields(in_file, merged(in_file, own_names), own_names, table, qpdf.crop_boxes)

    def of_the_form(self) -> dict[str, QpdfField]:
        """Those of the form, by their names in the file."""
        return {name: found for name, found in self.in_file.items() if self.own_names.get(name, name) in self.table}

    def drawn_by(self, qpdf: QpdfFile) -> Iterator[tuple[str, VariableText]]:
        """By what the widgets of each field are drawn anew, by their own names."""
        for name, found in qpdf.drawn_by.items():
            yield from ((self.own_names.get(name, name), one) for one in found)

    def shown_identity(self) -> list[str]:
        """The hidden fields that are shown."""
        return [name for name, found in self.own.items() if name in IDENTITY and found.page and not found.hidden]

    def pages_as_sent(self, sent: Mapping[str, PlacedField]) -> dict[int, int]:
        """Which page of the form each page of the file is, by most of its fields."""
        votes: dict[int, Counter[int]] = {}
        for name, found in self.own.items():
            for widget in found.widgets if name in sent else ():
                votes.setdefault(widget.page, Counter())[sent[name].page] += 1
        return {page: counts.most_common(1)[0][0] for page, counts in votes.items()}

    def moved(self, sent: Mapping[str, PlacedField], pages_sent: Mapping[int, int]) -> list[str]:
        return [
            name
            for name, found in self.own.items()
            if name in sent and not found.hidden
            if any(self.is_away(widget, sent[name], pages_sent) for widget in found.widgets)
        ]

    def is_away(self, found: QpdfWidget, sent: PlacedField, pages_sent: Mapping[int, int]) -> bool:
        """Whether a field stands, or reaches, elsewhere than it was sent, seen from the corner of its page."""
        crop_box = self.crop_boxes[found.page - 1]
        x, y, width, height = found.box
        now, then = _edges((x - crop_box[0], y - crop_box[1], width, height)), _edges(sent.box)
        cut_off = now[2] > crop_box[2] + _AWAY_PT or now[3] > crop_box[3] + _AWAY_PT
        shrunk = width < sent.box[2] - _SHRUNK_PT or height < sent.box[3] - _SHRUNK_PT
        moved = cut_off or shrunk or any(abs(one - other) > _AWAY_PT for one, other in zip(now, then, strict=True))
        return moved or pages_sent.get(found.page) != sent.page


def _copies(pages_sent: Mapping[int, int], pages: Collection[int]) -> int:
    """How often a file has all pages of the form that have fields."""
    found = Counter(pages_sent.values())
    return min((found[page] for page in pages), default=0)


def _edges(box: Box) -> Box:
    return box[0], box[1], box[0] + box[2], box[1] + box[3]
