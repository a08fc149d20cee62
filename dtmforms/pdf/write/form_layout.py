"""The layout of a form: how many rows and lines it has, which follows from its record; and how wide everything is."""

from __future__ import annotations

import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dtmforms.agreement.closed_lists import FOCAL_POINT, SIDES
from dtmforms.form.fields import (
    AREA,
    Field,
    Rows,
    fields,
)
from dtmforms.form.texts import texts_of
from dtmforms.language.cldr import unbroken_day
from dtmforms.language.labels import Labels, labels
from dtmforms.pdf.geometry import (
    ORGANIZATION,
    ORGANIZATION_AGAIN,
    SEND,
    STEPS,
    FormLayout,
    Purpose,
    usual_lines,
)
from dtmforms.pdf.write.canvas import (
    COLUMN_PT,
    CONTENT_PT,
    GAP_PT,
    HEAD,
    LABEL,
    MARKED_PT,
    PAD_PT,
    PLAIN,
    STEP,
    STEP_TEXT,
    Style,
)
from dtmforms.pdf.write.shaping import line, lines

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

FONT_SIZE_PT, SEVERAL_PT, LEAST_PT = 9.0, 8.5, 8.0
"""The letters of a field of one line, of one of several, and the smallest that are ever drawn."""
LINE_PT = SEVERAL_PT * 1.222
TICK_PT = 11.0
INSET_PT = 2.0
"""Between the border of a field and its text."""
HALF_PT = CONTENT_PT / 2
TABLE_HEAD, HEADING_PT = Style(9.0, True), HALF_PT - 2 * PAD_PT
"""The headings of tables, and the room of those of Table C."""
ENTRY_PT, CHOICE_PT = 131.0, 64.0
"""The name of a dataset, and what stands beside it."""
_MOST_LINES_OF_WORDS, _MOST_LINES_OF_PERSON, _MOST_LINES_OF_PAIR = 4, 9, 24
"""So that a person of Table C, and a row of what is said side by side of the agreement, fit on a page. A text that is
longer is drawn smaller."""
PAIRS = (("reference", "country"), ("operation", "subject"))
_IN_PAIRS = frozenset(name for pair in PAIRS for name in pair)
"""What is said side by side of the agreement."""
CELL_PT = COLUMN_PT - 2 * PAD_PT - 6
"""A box that is as wide as a column."""
LABEL_OF_PARTIES_PT, LABEL_IN_HALF_PT, LABEL_OF_TERMS_PT = 88.0, 54.0, 170.0
SIGNING_PT = 252.0
"""The half of a side."""
SEND_STEP, NUMBER_PT = Style(9.0, True), 14.0
"""The last step of page 1, and the room of its number."""
NAME_AGAIN = Style(8.5)
AREA_PT = (93.4, 103.4, 107.4, 91.4, 119.68)
"""The columns of the annex, with what stands between two of its boxes."""


def layout_of(record: Agreement, language: str, *, to_sign: bool = False) -> FormLayout:
    """The layout of a record's form: rows for what it has, in one to fill in with some to spare, and fields as high as
    their texts."""
    return laid_out(record, language, to_sign=to_sign)[0]


def laid_out(record: Agreement, language: str, *, to_sign: bool) -> tuple[FormLayout, dict[str, str]]:
    """The layout, and the texts of its fields."""
    rows = Rows.of(record, spare=not to_sign)
    texts = texts_of(record, rows, language)
    return _layout(record, rows, texts, labels(language), to_sign=to_sign), texts


def _layout(record: Agreement, rows: Rows, texts: dict[str, str], words: Labels, *, to_sign: bool) -> FormLayout:
    found: dict[str, int] = {}
    for box in _boxes(rows, words):
        text = texts[box.name]
        count = _lines_of(text, box.width_pt, one_line=box.is_line) if text else 1
        for name in box.side_by_side:
            found[name] = max(found.get(name, 1), min(max(count, box.least), box.most))
    purpose: Purpose = "sign" if to_sign else "fill"
    for key, text in (words_of(record) | {SEND: send_to(record, words, _longest_day(words))}).items():
        width, style = _room_of(key, words, purpose)
        count = len(lines(text, width * 1000 / style.size_pt, bold=style.bold))
        found[key] = min(max(count, usual_lines(key)), _MOST_LINES_OF_WORDS)
    return FormLayout(
        purpose,
        rows,
        tuple((name, count) for name, count in found.items() if count != usual_lines(name)),
    )


class _Box(NamedTuple):
    """Of a field of text how wide its box is, whether that usually has one line, and how many it has at `least` and at
    `most`. Those `side_by_side` with it have as many."""

    name: str
    width_pt: float
    is_line: bool
    least: int
    most: int
    side_by_side: tuple[str, ...]


@lru_cache(maxsize=64)
def _boxes(rows: Rows, words: Labels) -> tuple[_Box, ...]:
    return tuple(_box(field, words) for field in fields(rows) if field.kind not in ("tick", "choice"))


def _box(field: Field, words: Labels) -> _Box:
    name, usual = field.name, usual_lines(field.name)
    least = usual if field.path[0] in ("table_b", "table_c") else 1
    most = _MOST_LINES_OF_PAIR if in_pair(name) else STEPS[-1]
    box = _Box(name, _width_of(field, words), usual == 1, least, most, (name,))
    if field.path[0] != "table_c":
        return box
    return box._replace(most=_MOST_LINES_OF_PERSON, side_by_side=_side_by_side(field))


def words_of(record: Agreement) -> dict[str, str]:
    """The words that only the record has, by the keys of their slots; of each side's signatories the first, for the
    form has one box for each side (rule E5)."""
    name = record.requesting_organization.name.strip()
    said = {ORGANIZATION: name, ORGANIZATION_AGAIN: name}
    for side in SIDES:
        first = next((one for one in record.signatories if one.organization == side), None)
        said |= {
            f"signatory_{side}_name": first.name.strip() if first else "",
            f"signatory_{side}_title": first.title.strip() if first else "",
        }
    return said


def send_to(record: Agreement, words: Labels, return_by: datetime.date | None) -> str:
    """To whom the form goes back, by when, and under which name and subject."""
    values = {"reference": record.reference}
    person = record.table_c.iom.primary or record.table_c.iom.secondary
    if person:
        values |= {"name": person.name.strip(), "email": person.email.strip()}
    if return_by:
        values["day"] = unbroken_day(return_by, words.language)
    to = "send_blank" if person is None else "send_what_by" if return_by else "send_what"
    return " · ".join(words.ours[key].format(**values).rstrip(".") for key in (to, "send_as"))


@cache
def _longest_day(words: Labels) -> datetime.date:
    """Of those by which a form may be asked for: the same form has the same layout, whatever day that is."""
    last_days = [datetime.date(2026, month, 28) for month in range(1, 13)]
    return max(last_days, key=lambda day: len(unbroken_day(day, words.language)))


def steps_of(purpose: Purpose) -> tuple[str, ...]:
    """What page 1 says to do."""
    return ("check", "sign", "send") if purpose == "sign" else ("fill_in", "save", "send")


def verbs_pt(words: Labels, steps: tuple[str, ...]) -> float:
    """The width of the column of what to do."""
    return max(line(words.ours[step], bold=STEP.bold).width for step in steps) * STEP.size_pt / 1000 + 6


def _room_of(key: str, words: Labels, purpose: Purpose) -> tuple[float, Style]:
    """How wide the slot of such words is, and their style."""
    if key == SEND:
        return CONTENT_PT - NUMBER_PT - verbs_pt(words, steps_of(purpose)), SEND_STEP
    if key == ORGANIZATION_AGAIN:
        return HEAD[2], NAME_AGAIN
    if key == ORGANIZATION:
        return HEADING_PT, TABLE_HEAD
    return SIGNING_PT - signatory_label_pt(words), STEP_TEXT


def _side_by_side(field: Field) -> tuple[str, ...]:
    """Whose lines are as many as those of a field of Table C: the same of the other side; in the annex the whole row,
    known by its area."""
    post, key = str(field.path[2]), str(field.path[-1])
    if post == "field":
        return (field.name.removesuffix(key) + "area",)
    return tuple(f"table_c_{side}_{post}_{key}" for side in SIDES)


def blank_layout() -> FormLayout:
    long = ("humanitarian_need", "purpose", "benefit_of_sharing", "risk_of_sharing", "risk_of_not_sharing")
    return FormLayout("blank", Rows(), tuple((name, 3) for name in long))


def _lines_of(text: str, width_pt: float, *, one_line: bool) -> int:
    """How many lines the field of a text has: one where it fits in one, if in smaller letters, else the fewest of the
    steps that are enough."""
    room = (width_pt - 2 * INSET_PT) * 1000
    if one_line and "\n" not in text and line(text).width * LEAST_PT <= room:
        return 1
    needed = sum(made.height for made in lines(text, room / SEVERAL_PT)) * SEVERAL_PT / 1000
    return next((step for step in STEPS if step * LINE_PT >= needed - 0.01), STEPS[-1])


def in_pair(name: str) -> bool:
    return name in _IN_PAIRS


def _width_of(field: Field, words: Labels) -> float:
    """How wide the box of a text is."""
    first, last = str(field.path[0]), str(field.path[-1])
    if field.term:
        return CONTENT_PT - LABEL_OF_TERMS_PT
    if "field" in field.path:
        return AREA_PT[AREA.index(last)] - GAP_PT
    if first == "table_c":
        return HALF_PT - person_label_pt(words) - MARKED_PT - 2 * PAD_PT
    if field.path == ("table_b", "password_change_plan"):
        return CONTENT_PT - MARKED_PT
    if first == "table_b":
        if "datasets" in field.path:
            return ENTRY_PT if last == "name" else CHOICE_PT
        return CELL_PT - (other_label_pt(words) if field.row is not None else 0)
    if in_pair(last):
        return HALF_PT - (LABEL_OF_PARTIES_PT if last in ("operation", "reference") else LABEL_IN_HALF_PT)
    return CONTENT_PT - LABEL_OF_PARTIES_PT


@cache
def person_label_pt(words: Labels) -> float:
    """The width of the widest word among the labels of a focal point, beside which the boxes stand."""
    texts = " ".join(words.official[f"person_{part}"] for part in FOCAL_POINT).replace("\u00a0", "\u2007").split(" ")
    return max(line(text).width for text in texts) * LABEL.size_pt / 1000 + 5


def signatory_label_pt(words: Labels) -> float:
    return max(line(words.official[f"person_{part}"]).width for part in ("name", "title")) * LABEL.size_pt / 1000 + 6


def other_label_pt(words: Labels) -> float:
    return line(words.ours["other"]).width * PLAIN.size_pt / 1000 + 5
