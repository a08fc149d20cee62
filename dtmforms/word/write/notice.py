"""The paperwork of a focal-point notice: the written notice to the counterpart, and the handover's checklist.

One page each, but where many change at once: with focal points and nothing of Table B, for what was agreed stays, and
the page says so (rules D4, D5, D9, D11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from docx.shared import Pt

from dtmforms.agreement.areas import area_of
from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.form.barcode import code_png
from dtmforms.form.identity import PAPERWORK, Identity
from dtmforms.language.catalog import catalog
from dtmforms.language.paths import steps_in_words
from dtmforms.word.write.paper import (
    CAPTION_PT,
    HALVES_MM,
    SIGNATURE_MM,
    SMALL_PT,
    WIDTH_MM,
    add_code,
    add_foot,
    add_head,
    add_row,
    at_least,
    exactly,
    keep_together,
)
from dtmforms.word.write.paperwork import PaperworkPage

_LETTERHEAD_MM, _LETTERHEAD_HEIGHT_MM = (147, 27), 40
_ADDRESS_MM, _CHANGES_MM, _CHECKLIST_MM = (14, 84, 24, 52), (30, 72, 72), (9, 80, 32, 21, 32)
_TO_SIGN_MM, _DUTY_MM = 28, 13
_BOX, _BOX_PT = "☐", 13
_DONE_BY = {
    "written_notice": "primary",
    "handover_history": "leaving",
    "handover_agreements": "leaving",
    "passwords_changed": "iom",
    "successor_confirmed": "iom",
}
"""Who does what a notice still asks for: IOM, whoever leaves, or the primary focal point of that side."""


@dataclass(frozen=True, slots=True)
class Turnover:
    """What the paperwork of a notice prints: the record with the new focal points, and as it was `before`, where that
    is known; the posts with another holder, the day from which they hold them, the terms that stay, the agreement's
    `numbers` as a sentence, and the duties that are open. `number` is the contacts number of the notice, `told_by` the
    day by which the counterpart is told of it, `None` where none is agreed (rule D12)."""

    record: Agreement
    before: Agreement | None
    number: int
    posts: Sequence[str]
    day: str
    terms: str
    numbers: str
    duties: Sequence[str]
    told_by: str | None = None


def written_notice(turnover: Turnover) -> bytes:
    """The notice to the counterpart, as .docx in the agreement's language. The same turnover gives the same bytes."""
    page = _Page(turnover, "notice")
    page.letterhead()
    page.address()
    page.title()
    page.sentences("salutation", "changes")
    page.changes()
    page.told()
    page.sentences("unchanged")
    page.paragraph(turnover.numbers, size=SMALL_PT)
    page.sentences("confirm", "closing")
    if page.words.prevails:
        page.paragraph(page.words.prevails, size=SMALL_PT)
    page.to_sign(["signature"], _TO_SIGN_MM)
    return page.as_docx()


def handover(turnover: Turnover) -> bytes:
    """The checklist of the handover, as .docx in the agreement's language, with the duties that are open."""
    page = _Page(turnover, "handover")
    page.running_head()
    page.title()
    page.who_follows_whom()
    page.told()
    page.duties()
    page.focal_points()
    page.paragraph(turnover.numbers, size=SMALL_PT).paragraph_format.space_before = Pt(4)
    page.to_sign(["signature_leaving", "signature_following"], SIGNATURE_MM)
    return page.as_docx()


class _Page(PaperworkPage):
    """One page of either kind."""

    def __init__(self, turnover: Turnover, kind: str) -> None:
        record, before = turnover.record.as_printed(), turnover.before and turnover.before.as_printed()
        said = catalog("paperwork", record.language)
        super().__init__(record, said, said[kind], top_mm=10 if kind == "notice" else 38)
        self.turnover, self.kind = replace(turnover, record=record, before=before), kind
        terms = f"{self.words.ours['terms']} {self.in_order(turnover.terms)}"
        add_foot(self, f"{terms}  ·  {self.contacts()}")

    # The head of a page

    def code(self) -> bytes:
        record, terms = self.record, self.turnover.terms
        return code_png(Identity(record.reference, record.language, terms, PAPERWORK).code())

    def letterhead(self) -> None:
        """Room for that of the organization, beside the code."""
        table = self.table(_LETTERHEAD_MM, self.words.ours["reference"], lines="none")
        row = add_row(table)
        exactly(row, _LETTERHEAD_HEIGHT_MM)
        add_code(self, row.cells[1], self.code())
        self.finish_table(table)

    def running_head(self) -> None:
        prevails = [self.words.prevails] if self.words.prevails else []
        organization = self.record.requesting_organization.name
        add_head(self, self.said["handover"], self.record.reference, organization, prevails, self.code())

    def title(self) -> None:
        paragraph = self.document.add_paragraph(style="Title")
        self.text(paragraph, self.said[self.kind], size=14)
        paragraph.paragraph_format.space_before = Pt(8)

    def address(self) -> None:
        """To whom and from whom, of which day and of what: each organization tells its counterpart of its own people
        (rules D3, D4). Where those of both change, each tells the other."""
        senders = [side for side in SIDES if any(place.startswith(f"{side}.") for place in self.turnover.posts)]
        receivers = [side for side in SIDES if [side] != senders]
        to = [line for side in receivers for line in (self.party(side), *self.attention(side))]
        about = f"{self.record.reference}\n{self.contacts()}"
        lines = [
            (self.said["to"], "\n".join(to), self.said["date"], self.day(self.turnover.day)),
            (self.said["from"], "\n".join(map(self.party, senders)), self.words.ours["reference"], about),
        ]
        table = self.table(_ADDRESS_MM, self.said["to"], lines="none")
        for texts in lines:
            cells = add_row(table).cells
            for number, text in enumerate(texts):
                label = number % 2 == 0
                self.fill(cells[number], text, size=SMALL_PT if label else None, grey=label)
        self.finish_table(table)

    def party(self, side: str) -> str:
        of = f", {self.record.country_in(self.words.language)}" if side == "iom" else ""
        return f"{self.side(side)}{of}"

    def attention(self, side: str) -> list[str]:
        """Whom of a side a letter goes to; empty where it has no focal point."""
        people = (self.record.focal_point(f"{side}.{post}") for post in POSTS)
        return [self.sentence("attention", name=person.name) for person in people if person][:1]

    # What changes

    def sentences(self, *keys: str) -> None:
        values = {"reference": self.record.reference, "terms": self.turnover.terms, "day": self.day(self.turnover.day)}
        for key in keys:
            paragraph = self.paragraph(self.sentence(key, **values))
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)

    def changes(self) -> None:
        """Each post that changes, as it was and as it is from then on; what is new is bold. A page ends between two
        posts, and the next one begins with the head row."""
        table = self.table(_CHANGES_MM, self.said["notice"])
        together = [self.head_row(table)]
        head = together[0].cells
        self.fill(head[1], self.said["before"], bold=True)
        self.fill(head[2], self.sentence("from_day", day=self.day(self.turnover.day)), bold=True)
        for place in self.turnover.posts:
            together.append(add_row(table))
            cells = together[-1].cells
            self.fill(cells[0].merge(cells[2]), self.post(place), bold=True)
            before, after = self.person(self.turnover.before, place), self.person(self.record, place)
            for part, was, becomes in zip(FOCAL_POINT, before, after, strict=True):
                together.append(add_row(table))
                cells = together[-1].cells
                self.fill(cells[0], self.official[f"person_{part}"].rstrip(" \u00a0:"), size=SMALL_PT)
                self.fill(cells[1], was)
                self.fill(cells[2], becomes, bold=was != becomes)
            keep_together(together)
            together = []
        self.finish_table(table)

    def person(self, record: Agreement | None, place: str) -> list[str]:
        """The parts of who holds a post in a record; empty where the record is not known."""
        person = record and record.focal_point(place)
        if record and not person:
            return [self.said["vacant"], *[""] * (len(FOCAL_POINT) - 1)]
        return [self.in_order(str(getattr(person, part, None) or "")) for part in FOCAL_POINT]

    def who_follows_whom(self) -> None:
        for place in self.turnover.posts:
            leaving, following = self.person(self.turnover.before, place)[0], self.person(self.record, place)[0]
            values = {"leaving": leaving or "–", "following": following, "post": self.post(place)}
            self.text(self.document.add_paragraph(), self.sentence("hands_over", **values), bold=True, size=10)

    def told(self) -> None:
        """By when, and how, the counterpart is told, where that was agreed."""
        by, agreed = self.turnover.told_by, self.record.turnover
        if not by:
            return
        channel = agreed.channel if agreed else None
        said = {"channel": channel} if channel else {}
        told = self.sentence("told_by_channel" if channel else "told_by", day=self.day(by), **said)
        paragraph = self.paragraph(told)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)

    def duties(self) -> None:
        table = self.table(_CHECKLIST_MM, self.said["handover"])
        head = self.head_row(table).cells
        for cell, key in zip(head[1:], ("to_do", "by_whom", "done_on", "evidence"), strict=True):
            self.fill(cell, self.said[key], bold=True, size=SMALL_PT)
        for duty in self.turnover.duties:
            row = add_row(table)
            at_least(row, _DUTY_MM)
            self.fill(row.cells[0], _BOX, size=_BOX_PT)
            self.fill(row.cells[1], self.said["duties"][duty])
            by = _DONE_BY[duty]
            self.fill(row.cells[2], self.said["leaving"] if by == "leaving" else self.official[by], size=SMALL_PT)
        self.finish_table(table)

    def focal_points(self) -> None:
        """Table C as of that day."""
        caption = self.sentence("focal_points", day=self.day(self.turnover.day))
        self.paragraph(caption, "Heading 2").paragraph_format.space_before = Pt(8)
        table = self.table(HALVES_MM, caption)
        for cell, side in zip(self.head_row(table).cells, SIDES, strict=True):
            self.fill(cell, self.side(side), bold=True)
        for post in POSTS:
            for cell, side in zip(add_row(table).cells, SIDES, strict=True):
                self.text(cell.paragraphs[0], self.official[post], bold=True)
                for part, text in zip(FOCAL_POINT, self.person(self.record, f"{side}.{post}"), strict=True):
                    self.text(self.labelled(cell, self.official[f"person_{part}"]), text)
        self.finish_table(table)

    def to_sign(self, captions: Sequence[str], height_mm: float) -> None:
        """Room for a signature under each of these captions."""
        self.document.add_paragraph().paragraph_format.keep_with_next = True
        alone = len(captions) == 1
        table = self.table(
            (WIDTH_MM,) if alone else HALVES_MM, self.words.ours["signatures"], lines="none" if alone else "all"
        )
        row = add_row(table)
        exactly(row, height_mm)
        for cell, key in zip(row.cells, captions, strict=True):
            self.fill(cell, self.said[key], size=CAPTION_PT)
        self.finish_table(table)

    # Words

    def post(self, place: str) -> str:
        side, _, post = place.partition(".")
        area = area_of(place)
        said = self.official[post] if area is None else f"{self.words.ours['area']} {area}"
        return steps_in_words((self.side(side), said), self.words.language)

    def side(self, side: str) -> str:
        return str(self.official["iom"]) if side == "iom" else self.record.requesting_organization.name

    def contacts(self) -> str:
        return str(self.said["contacts"].format(number=self.turnover.number))
