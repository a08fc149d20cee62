"""Where content controls stand in Section 2: each in the row and the column that the form has for it, behind its label,
once, and in no other. One that stands elsewhere shows a value as another one's.

Not done here: values that the document has no content controls for.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from dtmforms.agreement.closed_lists import POSTS, SIDES, URGENCIES
from dtmforms.form.fields import AREA, PREAMBLE
from dtmforms.language.labels import Labels
from dtmforms.word.markup import Element, W
from dtmforms.word.read.content_controls import holds_a_value, tagged_controls, text_of
from dtmforms.word.read.section_2 import Section2, is_annex_head, normal_line

ROWS_OF_B = ("", "timeline", "datasets", "destination", "method")
"""What the rows of Table B hold, its heading first."""
_IN_TABLE_B = re.compile(rf"table_b_({'|'.join(URGENCIES)})_({'|'.join(ROWS_OF_B[1:])})(?:_|$)")
_IN_TABLE_C = re.compile(rf"table_c_({'|'.join(SIDES)})_({'|'.join(POSTS)})_(\w+)")
_IN_ANNEX = re.compile(rf"(table_c_(?:{'|'.join(SIDES)})_field_\d\d\d?)_({'|'.join(AREA)})")
_DATASET = re.compile(r"(table_b_\w+_(?:datasets_\d+|not_applicable))_(name|level|partner_label)")
_TWICE = "not_applicable"
"""Ends the tags that an unused column has in several cells."""
_PLAN = "table_b_password_change_plan"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of Table B or C, by the row and the column of it."""

    table: str
    row: int
    column: int


def misplaced(body: Element, section: Section2, words: Labels) -> set[str]:
    """The tags of the controls that stand elsewhere than in the form as it was sent."""
    placing = _Placing(section, words)
    controls = [(tag, control) for tag, control in tagged_controls(body) if tag.startswith("table_")]
    often = Counter(tag for tag, _ in controls)
    doubled = {tag for tag, number in often.items() if number > 1 and not tag.endswith(_TWICE)}
    return doubled | {tag for tag, control in controls if not placing.is_right(tag, control)}


def row_of_b(section: Section2, name: str) -> list[Element]:
    """The cells of a row of Table B; none where the table has not so many rows."""
    rows = _rows(section.table_b)
    at = ROWS_OF_B.index(name)
    return _cells(rows[at]) if at < len(rows) else []


class _Placing:
    def __init__(self, section: Section2, words: Labels) -> None:
        self.words = words
        self.cells = {
            cell: _Cell(table, row, column)
            for table, element in (("b", section.table_b), ("c", section.table_c))
            for row, cells in enumerate(map(_cells, _rows(element)))
            for column, cell in enumerate(cells)
        }
        self.labels = {words.ours[path[0]] for path in PREAMBLE} - {words.ours["password_change_plan"]}

    def is_right(self, tag: str, control: Element) -> bool:
        if any(map(holds_a_value, control.iterancestors(f"{W}sdt"))):
            return False
        paragraph = next(control.iterancestors(f"{W}p"), control)
        cell = next(control.iterancestors(f"{W}tc"), None)
        place = self.cells.get(cell)
        of_b, of_c = _IN_TABLE_B.match(tag), _IN_TABLE_C.fullmatch(tag)
        if of_c:
            side, post, part = of_c.groups()
            right = place == _Cell("c", 1 + POSTS.index(post), SIDES.index(side))
            return right and _before(control, paragraph) == normal_line(self.words.official.get(f"person_{part}", ""))
        if of_annex := _IN_ANNEX.fullmatch(tag):
            return place is None and cell is not None and self.is_in_its_row(cell, *of_annex.groups())
        if tag == _PLAN:
            row = control if cell is None else cell.getparent()
            return place is None and normal_line(text_of(next(row.iter(f"{W}tc"), row))) not in self.labels
        if not of_b and not _DATASET.fullmatch(tag):
            return True
        urgency, row_name = (of_b[1], of_b[2]) if of_b else (tag.split("_")[2], "datasets")
        right = place == _Cell("b", ROWS_OF_B.index(row_name), 1 + URGENCIES.index(urgency))
        return right and (row_name != "datasets" or _is_one_dataset(paragraph))

    def is_in_its_row(self, cell: Element, area: str, part: str) -> bool:
        """Whether a cell of the annex is in the column of its heading, in a row of one area alone (rule D11)."""
        row = cell.getparent()
        head = _cells(next(row.getparent().iterchildren(f"{W}tr")))
        tags = [match[1] for tag, _ in tagged_controls(row) if (match := _IN_ANNEX.fullmatch(tag))]
        at = _cells(row).index(cell)
        return is_annex_head(head, self.words) and at == AREA.index(part) and {*tags} == {area}


def _is_one_dataset(paragraph: Element) -> bool:
    """Whether the controls in a paragraph are those of one dataset."""
    found = [match for other, _ in tagged_controls(paragraph) if (match := _DATASET.fullmatch(other))]
    return len({match[1] for match in found}) == 1


def _before(control: Element, paragraph: Element) -> str:
    """The text of a paragraph before a control in it."""
    pieces = []
    for node in paragraph.iter(f"{W}t", f"{W}sdt"):
        if node is control:
            break
        pieces.append(node.text or "" if node.tag == f"{W}t" else "")
    return normal_line("".join(pieces))


def _rows(table: Element) -> list[Element]:
    return list(table.iterchildren(f"{W}tr"))


def _cells(row: Element) -> list[Element]:
    return list(row.iterchildren(f"{W}tc"))
