"""What stands in the form, and where: the official tables with a field for everything in the form's table.

It follows from the language and the layout alone; whatever a record says is put in later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.form.fields import (
    AREA,
    COLUMN_LISTS,
    COLUMN_TEXTS,
    PREAMBLE,
)
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import (
    ORGANIZATION_AGAIN,
    SEND,
    FormLayout,
    Geometry,
)
from dtmforms.pdf.write.canvas import (
    BOLD,
    CAPTION,
    COLUMN_PT,
    CONTENT_PT,
    FOOT_PT,
    GAP_PT,
    HEAD,
    HEADING,
    HEIGHT_PT,
    LABEL,
    MARGIN_PT,
    MARKED_PT,
    PAD_PT,
    PLAIN,
    STEP,
    STEP_TEXT,
    SUBHEADING,
    TITLE,
    TITLE_AGAIN,
    CellLine,
    Slot,
    Style,
)
from dtmforms.pdf.write.form_cells import FormCells
from dtmforms.pdf.write.form_layout import (
    AREA_PT,
    HALF_PT,
    LABEL_IN_HALF_PT,
    LABEL_OF_PARTIES_PT,
    LABEL_OF_TERMS_PT,
    NAME_AGAIN,
    NUMBER_PT,
    PAIRS,
    SEND_STEP,
    TABLE_HEAD,
    in_pair,
    steps_of,
    verbs_pt,
)
from dtmforms.pdf.write.form_signing import FOOT_BELOW_SIGNATURES_PT, draw_signing, signing_height
from dtmforms.pdf.write.shaping import Glyphs, line
from dtmforms.pdf.write.structure_tree import Element

_HEAD_STEPS_PT = ((19.0, 13.0, 0.0, 10.5), (12.5, 12.0, 10.5, 10.0))
"""From line to line at the head of the first page, and of all others: title, reference, organization, what prevails."""
_LEGEND = Style(8.0)


@dataclass(frozen=True, slots=True)
class Content:
    """The pages of a form: their content streams, where everything stands, the `slots` for words that only a record
    has, the `root` of the logical structure, and the glyphs that the fixed words need."""

    pages: tuple[bytes, ...]
    geometry: Geometry
    slots: tuple[Slot, ...]
    root: Element
    glyphs: tuple[Glyphs, ...]


@lru_cache(maxsize=64)
def content(language: str, layout: FormLayout) -> Content:
    """The pages of the form in a language. Each takes an eighth of a megabyte, also in the process that reads files."""
    form = _FormPages(labels(language), layout)
    form.draw()
    return Content(tuple(form.contents), form.geometry(), tuple(form.slots), form.root, tuple(form.glyphs))


class _FormPages(FormCells):
    def draw(self) -> None:
        self.begin_page()
        self.instructions()
        self.parties()
        self.table_b()
        self.table_c()
        self.other_terms()
        if self.purpose != "fill":
            draw_signing(self)
        if any(self.layout.rows.areas):
            self.break_page()
            self.annex()
        self.finish_page()

    # The top of every page

    def head(self) -> None:
        """Whose form it is. The line on which text prevails is needed by every page of a translation (rule E3)."""
        factor, top, width = self.height_factor, HEIGHT_PT - 24, HEAD[2]
        title, reference, organization, prevails = (step * factor for step in _HEAD_STEPS_PT[self.page > 1])
        x = self._left(HEAD[0], width)  # the code is not mirrored
        if self.page == 1:
            with self.tag("H1"):
                self.words(self.ours["title"], x, top, width, self.in_one_line(self.ours["title"], TITLE, width))
        else:
            self.aside(self.ours["title"], x, top, width, TITLE_AGAIN)
        top -= title
        self.slot_again("reference_and_page", x, top, width, Style(9.5, True))
        top -= reference
        if self.page > 1 and self.purpose != "blank":
            count = self.layout.lines_of(ORGANIZATION_AGAIN)
            self.slot_again(ORGANIZATION_AGAIN, x, top, width, NAME_AGAIN, lines=count)
            below = (count - 1) * NAME_AGAIN.size_pt * 1.25
            top -= organization + below
            self.y -= below
        if self.labels.prevails:
            self.aside(self.labels.prevails, x, top, width, CAPTION)
            top -= prevails
        self.slot_again("about", x, top, width, CAPTION, lines=2)

    def in_one_line(self, text: str, style: Style, width: float) -> Style:
        """A style in which a text is no wider, in letters that are no larger."""
        return replace(style, size_pt=min(style.size_pt, width * style.size_pt / self.width_of(text, style)))

    def aside(self, text: str, x: float, top: float, width: float, style: Style) -> None:
        """A line that stands on every page, and is content of none."""
        made = line(text, bold=style.bold)
        length = made.width * style.size_pt / 1000
        with self.artifact():
            left = self._left(x, width) + (width - length if self.right_to_left else 0)
            self._literal_line(made, left, top - style.size_pt, style)

    def break_page(self) -> None:
        self.next_page(self.ours["continues"].format(page=self.page + 1))

    # Page 1

    def instructions(self) -> None:
        steps = steps_of(self.purpose)
        verbs = verbs_pt(self.labels, steps)
        self.rule(self.y)
        self.y -= 6
        for number, step in enumerate(steps, start=1):
            x = MARGIN_PT + NUMBER_PT + verbs
            room = CONTENT_PT - NUMBER_PT - verbs
            with self.tag("P"):
                self.words(str(number), MARGIN_PT, self.y, 12, STEP)
                self.words(self.ours[step], MARGIN_PT + NUMBER_PT, self.y, verbs, STEP)
                if step == "send" and self.purpose != "blank":
                    count = self.layout.lines_of(SEND)
                    self.slot(SEND, x, self.y, room, SEND_STEP, lines=count)
                    height = count * self.leading(SEND_STEP)
                else:
                    text = self.said_of(step)
                    self.words(text, x, self.y, room, STEP_TEXT)
                    height = self.height_of(text, room, STEP_TEXT)
            self.y -= max(height, 11.9) + 2
        if self.purpose == "fill":
            self.legend()
        self.rule(self.y)
        self.y -= 8

    def said_of(self, step: str) -> str:
        """The words for a step."""
        if step == "send":
            return self.ours["send_blank"]
        if step == "fill_in" and self.purpose == "fill":
            framed = "fill_in_what_and_annex" if self.layout.rows.has_annex else "fill_in_what"
            return f"{self.ours[framed]} {self.ours['nothing_to_sign']}"
        return self.ours[f"{step}_what"]

    def legend(self) -> None:
        """What a frame, a triangle and a padlock mean."""
        x, top = MARGIN_PT + 14, self.y - 1
        with self.tag("P"):
            self.box((x, top - 10, 18, 10))
            x = self.said("framed", x + 22, top) + 14
            self.triangle(x + 7, top - 5)
            x = self.said("required", x + 8, top) + 14
            self.padlock(x, top - 10)
            self.said("not_framed", x + 11, top)
        self.y -= 15

    def said(self, key: str, x: float, top: float) -> float:
        """A word of ours beside a sign; where it ends."""
        width = self.width_of(self.ours[key], _LEGEND) + 0.1
        self.words(self.ours[key], x, top, width, _LEGEND)
        return x + width

    def parties(self) -> None:
        self.heading(self.ours["parties"], SUBHEADING, locked=True)
        right = LABEL_IN_HALF_PT
        for pair in PAIRS:
            heights: list[float] = []
            self.need(max(map(self.height_in, pair)))
            with self.tag("P"):
                for name, x, label in zip(
                    pair, (MARGIN_PT, MARGIN_PT + HALF_PT), (LABEL_OF_PARTIES_PT, right), strict=True
                ):
                    heights.append(self.party(name, x, label, HALF_PT - label - (6 if x == MARGIN_PT else 0)))
            self.y -= max(heights) + self.between_parties
        for path in PREAMBLE:
            name = "_".join(path)
            if in_pair(name) or name not in self.table:
                continue
            label = LABEL_OF_PARTIES_PT
            if name == "data_access_request":
                label = max(label, self.width_of(self.ours[name], LABEL) + 9)
            self.need(self.height_in(name))
            with self.tag("P"):
                self.y -= self.party(name, MARGIN_PT, label, CONTENT_PT - label) + self.between_parties
        self.paragraph(self.ours["scale"], CAPTION, after=6)

    def party(self, name: str, x: float, label: float, width: float) -> float:
        """What IOM says of the agreement, beside its label; how high it is."""
        text = self.ours[str(self.table[name].path[0])]
        self.words(text, x, self.y - 2, label - 6, LABEL)
        height = self.height_in(name)
        self.field_in(self.table[name], (x + label, self.y - height, width, height))
        return max(height, self.height_of(text, label - 6, LABEL))

    def heading(self, text: str, style: Style, *, locked: bool = False, tag: str = "H2") -> None:
        with self.tag(tag):
            self.words(text, MARGIN_PT, self.y, CONTENT_PT, style)
        if locked and self.purpose == "fill":
            self.padlock(MARGIN_PT + self.width_of(text, style) + 6, self.y - style.size_pt)
        self.y -= self.height_of(text, CONTENT_PT, style) + 4

    # Section 2

    def table_b(self) -> None:
        official = self.official
        self.need(130)
        self.heading(official["heading"], HEADING)
        self.heading(official["table_b"], SUBHEADING, tag="H3")
        with self.tag("Table"):
            self.table_head()
            self.band("", *([self.not_used(urgency)] for urgency in URGENCIES))
            for key in COLUMN_TEXTS:
                self.band(official[key], *(self.text_lines(urgency, key) for urgency in URGENCIES))
            self.band(official["datasets"], *(self.dataset_lines(urgency) for urgency in URGENCIES))
            for key in COLUMN_LISTS:
                self.band(official[key], *(self.list_lines(urgency, key) for urgency in URGENCIES))
        self.y -= 3
        self.paragraph(official["note"], PLAIN, after=4)
        self.plan()

    def table_head(self) -> None:
        official = self.official
        texts = [(official[urgency], official[f"{urgency}_when"]) for urgency in URGENCIES]
        heads = [
            [self.words_line(head, TABLE_HEAD, COLUMN_PT), self.words_line(when, PLAIN, COLUMN_PT)]
            for head, when in texts
        ]
        self.band("", *heads, head=True)

    def plan(self) -> None:
        entry = self.table["table_b_password_change_plan"]
        height = self.height_in(entry.name)
        self.need(height + 12)
        with self.tag("P"):
            self.words(self.ours["password_change_plan"], MARGIN_PT + MARKED_PT, self.y, CONTENT_PT, BOLD)
            self.y -= 12
            self.required(entry, MARGIN_PT + MARKED_PT, self.y - height / 2)
            self.field_in(entry, (MARGIN_PT + MARKED_PT, self.y - height, CONTENT_PT - MARKED_PT, height))
        self.y -= height + 8

    def table_c(self) -> None:
        official, note, turnover = self.official, self.ours["form_table_c"], Style(8.5)
        head = [[self.locked_line(official["iom"], TABLE_HEAD)], [self.organization_line()]]
        rows = [[self.post_lines(side, post) for side in SIDES] for post in POSTS]
        heights = [self.height_of(official["table_c"], CONTENT_PT, SUBHEADING) + 4]
        heights += [self.height_of(official["turnover"], CONTENT_PT, turnover) + 5]
        heights += [*map(self.height_of_cells, (head, *rows)), 6 + self.height_of(note, CONTENT_PT, CAPTION)]
        signed_at_once = self.purpose != "fill" and not any(field.term for field in self.table.values())
        if signed_at_once:
            self.need(sum(heights) + 6 + signing_height(self), foot=FOOT_BELOW_SIGNATURES_PT)
        self.need(sum(heights))
        self.heading(official["table_c"], SUBHEADING, tag="H3")
        self.paragraph(official["turnover"], turnover, after=5)
        with self.tag("Table"):
            self.cells(head, head=True)
            for cells in rows:
                self.need(self.height_of_cells(cells))
                self.cells(cells)
        self.y -= 6
        self.paragraph(note, CAPTION, after=6)

    def post_lines(self, side: str, post: str) -> list[CellLine]:
        people = [self.person_line(side, post, part) for part in FOCAL_POINT]
        return [self.words_line(self.official[post], BOLD, HALF_PT, after=3), *people]

    def other_terms(self) -> None:
        """What is agreed beside Section 2, and so outside of it (rules D12, E1, E8): only what the record has."""
        terms = [(field, field.term) for field in self.table.values() if field.term]
        if not terms:
            return
        self.need(min(400, 24 + sum(self.height_in(field.name) + 4 for field, _ in terms)))
        self.heading(self.ours["other_terms"], HEADING, locked=True)
        for field, term in terms:
            label, height = self.ours[term.label], self.height_in(field.name)
            height = max(height, self.height_of(label, LABEL_OF_TERMS_PT - 6, LABEL) + 2)
            self.need(height)
            with self.tag("P"):
                self.words(label, MARGIN_PT, self.y - 2, LABEL_OF_TERMS_PT - 6, LABEL)
                width = CONTENT_PT - LABEL_OF_TERMS_PT
                self.field_in(field, (MARGIN_PT + LABEL_OF_TERMS_PT, self.y - height, width, height))
            self.y -= height + 4

    def annex(self) -> None:
        """The field focal points of both sides, an annex to Table C on pages of its own (rule D11)."""
        self.heading(self.ours["field_heading"], HEADING)
        self.paragraph(self.ours["field_note"], CAPTION, after=8)
        for side, count in zip(SIDES, self.layout.rows.areas, strict=True):
            if count:
                with self.tag("Table"):
                    self.areas(side, count)
                self.y -= GAP_PT

    def areas(self, side: str, count: int) -> None:
        """A row for each area of a side; whose they are, and what the columns hold, stands above them on each page."""
        for row in range(1, count + 1):
            names = [f"table_c_{side}_field_{row:02d}_{key}" for key in AREA]
            height = max(map(self.height_in, names))
            if row == 1:
                self.need(height + 40)
            if row == 1 or self.y - height < FOOT_PT:
                self.need(height)
                self.areas_head(side)
            with self.tag("TR"):
                for name, x in zip(names, self.area_columns(), strict=True):
                    with self.tag("TD"):
                        width = AREA_PT[names.index(name)] - (0 if name is names[-1] else GAP_PT)
                        self.field_in(self.table[name], (x, self.y - height, width, height))
            framed = self.purpose == "fill" and side != "iom"
            if not framed:
                self.line(self.y - height - 1.5)
            self.y -= height + (GAP_PT if framed else 4)

    def areas_head(self, side: str) -> None:
        whose = self.locked_line(self.official["iom"], TABLE_HEAD) if side == "iom" else self.organization_line()
        with self.tag("TR"), self.tag("TH", "Column"):
            whose.draw(MARGIN_PT - PAD_PT, self.y)
        self.y -= whose.height_pt + 3
        with self.tag("TR"):
            for key, x, width in zip(AREA, self.area_columns(), AREA_PT, strict=True):
                label = self.ours["area"] if key == "area" else self.official[f"person_{key}"].rstrip(" :\u00a0")
                with self.tag("TH", "Column"):
                    self.words(label, x, self.y, width - 4, LABEL)
        self.y -= self.leading(LABEL) + 3
        if side == "iom" or self.purpose != "fill":
            self.line(self.y + 1)
            self.y -= 3

    def area_columns(self) -> list[float]:
        """Where the columns of the annex begin."""
        return [MARGIN_PT + sum(AREA_PT[:number]) for number in range(len(AREA_PT))]
