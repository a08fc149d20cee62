"""The PDF form of a record, or a blank one: the official tables with a field for everything in the form's table.

Labels stand in the page, values in fields. What a partner types is drawn by the partner's program.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from urllib.parse import urlencode

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from dtmforms.agreement.places import country_name
from dtmforms.agreement.record import FOCAL_POINT, POSTS, SIDES, URGENCIES, Agreement
from dtmforms.form.fields import EDITION, IDENTITY, OFFERED, UNCHOSEN, UNTICKED, Field, Rows, fields
from dtmforms.form.labels import labels
from dtmforms.form.texts import texts_of, tooltip
from dtmforms.pdf.sheet import (
    BOLD,
    BOX_PT,
    COLUMN_PT,
    FOOT_PT,
    HEIGHT_PT,
    LABEL_PT,
    LEADING_PT,
    MARGIN_PT,
    PAD_PT,
    PLAIN,
    ROW_PT,
    WIDTH_PT,
    Line,
    Sheet,
)
from dtmforms.pdf.widgets import TICK_SIZE_PT

_HIGHEST_FIELD_PT = HEIGHT_PT - 2 * FOOT_PT
_TABLE_C_PT = 310.0
"""The room that Table C takes with its caption and paragraph: it stands on one page."""


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """What a form carries so that a reader knows it again. No contact data."""

    reference: str
    language: str
    terms: str
    rows: Rows

    def texts(self) -> dict[str, str]:
        """The hidden fields of the form, by name."""
        return dict(zip(IDENTITY, (self.reference, EDITION, self.language, self.terms, str(self.rows)), strict=True))

    def keywords(self) -> str:
        """The same in the document information, for programs that lose the fields."""
        return urlencode(self.texts())


def draw(record: Agreement, language: str, terms: str) -> bytes:
    """The record's form as PDF, prefilled, the cells of IOM read-only. The same record gives the same bytes."""
    rows = Rows.of(record)
    form = _Form(
        identity=FormIdentity(record.reference, language, terms, rows),
        texts=texts_of(record, rows, language),
        organization=record.requesting_organization.name,
        country=country_name(record.country, language),
    )
    return form.drawn()


def draw_blank(language: str) -> bytes:
    """The empty official form as PDF, every cell to be filled in."""
    identity = FormIdentity("", language, "", Rows())
    return _Form(identity=identity, texts={}).drawn()


@dataclass
class _Form(Sheet):
    identity: FormIdentity
    texts: dict[str, str]
    organization: str = ""
    country: str = ""
    out: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.words = labels(self.identity.language)
        self.table = {entry.name: entry for entry in fields(self.identity.rows)}
        canvas = Canvas(
            self.out,
            (WIDTH_PT, HEIGHT_PT),
            pdfVersion=(1, 7),
            invariant=1,
            pageCompression=1,
            lang=self.identity.language,
        )
        super().__init__(canvas)

    def drawn(self) -> bytes:
        title = self.words.ours["title"]
        self.canvas.setTitle(f"{title} – {self.identity.reference}" if self.identity.reference else title)
        self.canvas.setAuthor("dtmforms")
        self.canvas.setCreator("dtmforms")
        self.canvas.setSubject(self.words.official["heading"])
        self.canvas.setKeywords(self.identity.keywords())
        self.first_page()
        self.table_b()
        self.table_c()
        self.end_page()
        self.form.finish()
        self.canvas.save()
        return self.out.getvalue()

    # The three parts

    def first_page(self) -> None:
        for name, value in self.identity.texts().items():
            self.form.hidden(name, value)
        self.paragraph(self.words.ours["title"], ("Helvetica-Bold", 14.0), after=4)
        ours = self.words.ours
        advice = f"{ours['how_to_return']} {ours['locked']}" if self.identity.reference else ours["how_to_return"]
        self.paragraph(advice, ("Helvetica", 9.0), after=8)
        short = [entry for entry in self.preamble() if entry.kind == "line"]
        half = (WIDTH_PT - 2 * MARGIN_PT) / 2
        for left, right in zip(short[::2], short[1::2], strict=True):
            for x, entry in ((MARGIN_PT, left), (MARGIN_PT + half, right)):
                label = self.words.ours[str(entry.path[0])]
                if entry.name == "country" and self.country:
                    label = f"{label} ({self.country})"
                self.words_in(x + PAD_PT, self.y - 3, label, BOLD, LABEL_PT - 2 * PAD_PT)
                self.text_field(entry, x + LABEL_PT, self.y, half - LABEL_PT - PAD_PT)
            self.y -= ROW_PT + 4
        for entry in self.preamble():
            if entry.kind == "lines":
                self.long_field(
                    entry, self.words.ours[str(entry.path[0])], height=24 if self.identity.reference else 56
                )
        self.paragraph(self.words.ours["scale"], PLAIN, after=4)

    def preamble(self) -> list[Field]:
        return [entry for entry in self.table.values() if entry.path[0] not in ("table_b", "table_c")]

    def table_b(self) -> None:
        self.end_page()
        official = self.words.official
        if self.words.prevails:
            self.paragraph(self.words.prevails, ("Helvetica-Oblique", 8.5), after=4)
        self.paragraph(official["heading"], ("Helvetica-Bold", 12.0), after=4)
        self.paragraph(official["table_b"], ("Helvetica-Bold", 10.0), after=4)
        self.table_head()
        self.band("", *([self.tick_line(f"table_b_{urgency}_not_applicable")] for urgency in URGENCIES))
        self.band(official["timeline"], *(self.timeline_lines(urgency) for urgency in URGENCIES))
        self.band(official["datasets"], *(self.dataset_lines(urgency) for urgency in URGENCIES))
        self.band(official["destination"], *(self.list_lines(urgency, "destination") for urgency in URGENCIES))
        self.band(official["method"], *(self.list_lines(urgency, "method") for urgency in URGENCIES))
        self.y -= 4
        self.paragraph(official["note"], ("Helvetica", 7.5), after=6)
        self.paragraph(self.words.ours["form_table_c"], ("Helvetica-Oblique", 7.5), after=6)
        self.long_field(self.table["table_b_password_change_plan"], self.words.ours["password_change_plan"], height=40)
        self.y -= 8

    def table_head(self) -> None:
        texts = [(self.words.official[urgency], self.words.official[f"{urgency}_when"]) for urgency in URGENCIES]
        lines = [
            [self.words_line(head, BOLD, COLUMN_PT), self.words_line(when, PLAIN, COLUMN_PT)] for head, when in texts
        ]
        self.band("", *lines, repeat_head=False)

    def table_c(self) -> None:
        if self.y - _TABLE_C_PT < FOOT_PT:
            self.end_page()
        official = self.words.official
        if self.words.prevails:
            self.paragraph(self.words.prevails, ("Helvetica-Oblique", 8.5), after=4)
        self.paragraph(official["table_c"], ("Helvetica-Bold", 10.0), after=4)
        self.paragraph(official["turnover"], ("Helvetica", 9.0), after=6)
        width = (WIDTH_PT - 2 * MARGIN_PT) / 2
        heads = (official["iom"], self.organization or official["requesting_organization"])
        self.pair([[self.organization_line(head, width)] for head in heads], width)
        for post in POSTS:
            cells = []
            for side in SIDES:
                lines = [self.words_line(official[post], BOLD, width)]
                lines += [self.person_line(f"table_c_{side}_{post}_{part}", part, width) for part in FOCAL_POINT]
                cells.append(lines)
            self.pair(cells, width)

    # Lines of cells

    def timeline_lines(self, urgency: str) -> list[Line]:
        entry = self.table[f"table_b_{urgency}_timeline"]
        example = self.words.official[f"{urgency}_timeline"]
        field_width = COLUMN_PT - 2 * PAD_PT - 90

        def draw(x: float, top: float) -> None:
            self.text_field(entry, x + PAD_PT, top, field_width)
            self.words_in(x + PAD_PT + field_width + 4, top - 3, example, PLAIN, 86)

        return [Line(ROW_PT, draw)]

    def dataset_lines(self, urgency: str) -> list[Line]:
        level_width, label_width = 56.0, 56.0
        name_width = COLUMN_PT - 4 * PAD_PT - level_width - label_width

        def head(x: float, top: float) -> None:
            texts = (self.words.official["dataset"], self.words.ours["level"], self.words.ours["partner_label"])
            for text, width in zip(texts, (name_width, level_width, label_width), strict=True):
                self.words_in(x + PAD_PT, top - 1, text, PLAIN, width + PAD_PT)
                x += width + PAD_PT

        lines = [Line(LEADING_PT + 3, head)]
        shown = {UNCHOSEN: self.words.ours["choose"], **self.words.levels}
        for row in range(1, self.identity.rows.count(urgency, "datasets") + 1):
            name = f"table_b_{urgency}_datasets_{row:02d}"

            def draw(x: float, top: float, name: str = name) -> None:
                self.text_field(self.table[f"{name}_name"], x + PAD_PT, top, name_width)
                level = self.table[f"{name}_level"]
                box = (x + 2 * PAD_PT + name_width, top - BOX_PT - 2, level_width, BOX_PT)
                self.box(box)
                value = self.texts.get(level.name, UNCHOSEN)
                self.form.choice(level, box, value, tooltip(level, self.identity.language), shown)
                label_x = x + 3 * PAD_PT + name_width + level_width
                self.text_field(self.table[f"{name}_partner_label"], label_x, top, label_width)

            lines.append(Line(ROW_PT, draw))
        return lines

    def list_lines(self, urgency: str, attribute: str) -> list[Line]:
        name = f"table_b_{urgency}_{attribute}"
        lines = [self.tick_line(f"{name}_{item.rpartition('.')[2]}") for item in OFFERED[urgency, attribute]]
        for row in range(1, self.identity.rows.count(urgency, attribute) + 1):
            lines.append(self.other_line(f"{name}_other_{row:02d}"))
        return lines

    def tick_line(self, name: str) -> Line:
        entry = self.table[name]
        item = entry.item
        text = self.words.methods.get(item) or self.words.official.get(item.rpartition(".")[2], "")
        if not text:
            text = self.words.ours["column_not_used"]
        width = COLUMN_PT - 3 * PAD_PT - TICK_SIZE_PT
        height = max(ROW_PT - 2, len(simpleSplit(text, *PLAIN, width)) * LEADING_PT + 6)

        def draw(x: float, top: float) -> None:
            y = top - TICK_SIZE_PT - 3
            self.box((x + PAD_PT, y, TICK_SIZE_PT, TICK_SIZE_PT))
            value = self.texts.get(name, UNTICKED)
            self.form.tick(entry, x + PAD_PT, y, value, tooltip(entry, self.identity.language))
            self.words_in(x + 2 * PAD_PT + TICK_SIZE_PT, top - 2, text, PLAIN, width)

        return Line(height, draw)

    def other_line(self, name: str) -> Line:
        def draw(x: float, top: float) -> None:
            self.words_in(x + PAD_PT, top - 3, self.words.ours["other"], PLAIN, 40)
            self.text_field(self.table[name], x + PAD_PT + 36, top, COLUMN_PT - 2 * PAD_PT - 36)

        return Line(ROW_PT, draw)

    def person_line(self, name: str, attribute: str, width: float) -> Line:
        label = self.words.official[f"person_{attribute}"]

        def draw(x: float, top: float) -> None:
            self.words_in(x + PAD_PT, top - 3, label, PLAIN, 84)
            self.text_field(self.table[name], x + 90, top, width - 90 - PAD_PT)

        return Line(ROW_PT + 1, draw)

    def organization_line(self, text: str, width: float) -> Line:
        """A heading with an organization's name in it, which may be in any script."""

        def draw(x: float, top: float) -> None:
            self.form.words(text, x + PAD_PT, top - 10, width - 2 * PAD_PT)

        return Line(LEADING_PT + 5, draw)

    # Fields

    def text_field(self, entry: Field, x: float, top: float, width: float) -> None:
        self.field_in(entry, (x, top - BOX_PT - 2, width, BOX_PT))

    def long_field(self, entry: Field, label: str, height: float) -> None:
        """A field of several lines, as high as its text needs."""
        width = WIDTH_PT - 2 * MARGIN_PT - LABEL_PT - PAD_PT
        height = min(max(height, self.form.height_pt(self.texts.get(entry.name, ""), width)), _HIGHEST_FIELD_PT)
        if self.y - height < FOOT_PT:
            self.end_page()
        self.words_in(MARGIN_PT + PAD_PT, self.y - 3, label, BOLD, LABEL_PT - 2 * PAD_PT)
        self.field_in(entry, (MARGIN_PT + LABEL_PT, self.y - height, width, height))
        self.y -= height + 6

    def field_in(self, entry: Field, box: tuple[float, float, float, float]) -> None:
        locked = entry.ours and bool(self.identity.reference)
        if locked:
            self.canvas.setLineWidth(0.5)
            self.canvas.line(box[0], box[1], box[0] + box[2], box[1])
        else:
            self.box(box)
        text = self.texts.get(entry.name, "")
        self.form.text(entry, box, text, tooltip(entry, self.identity.language), read_only=locked)

    def footer(self) -> str:
        ours, identity = self.words.ours, self.identity
        kind = f"{ours['terms']} {identity.terms}" if identity.reference else ours["blank"]
        edition = f"{ours['form_edition']} {EDITION} ({identity.language})"
        said = (identity.reference, kind, edition, f"{ours['page']} {self.canvas.getPageNumber()}")
        return "  ·  ".join(part for part in said if part)
