"""Lines that somebody typed below the datasets of Table B: each is found with its column, and nothing else is."""

from __future__ import annotations

from dtmforms.agreement.closed_lists import URGENCIES
from dtmforms.word.markup import Element, W
from dtmforms.word.read.datasets import lines_of_fixed_text, typed_below
from dtmforms.word.read.section_2 import Section2

from parts import body, control, paragraph, run  # isort: skip

LOW, MEDIUM = "table_b_low_datasets_0_name", "table_b_medium_datasets_0_name"
SENT = paragraph(control(run(text="Flow"), LOW) + run(text=" (level)"))


def section(low: str, medium: str = paragraph(""), rows: int = 3) -> Section2:
    """A table whose third row holds datasets, with a heading before each row."""
    cells = "".join(f"<w:tc>{content}</w:tc>" for content in (paragraph(run(text="Datasets")), low, medium))
    empty = f"<w:tr><w:tc>{paragraph(run(text='Typed'))}</w:tc></w:tr>"
    root: Element = body(f"<w:tbl>{empty * (rows - 1)}<w:tr>{cells}</w:tr></w:tbl>")
    [table] = root.iter(f"{W}tbl")
    return Section2("en", table, table, table)


def typed(low: str, medium: str = paragraph(""), rows: int = 3) -> list[tuple[str, str]]:
    return list(typed_below(section(low, medium, rows)))


def test_a_cell_as_it_was_sent_has_no_such_line() -> None:
    assert typed(SENT, SENT.replace("low", "medium")) == []


def test_lines_below_the_first_dataset_are_found_with_their_column() -> None:
    other = SENT.replace("low", "medium")
    assert typed(SENT + paragraph(run(text="Mobility")), other + paragraph(run(text="Health"))) == [
        (URGENCIES[0], "Mobility"),
        (URGENCIES[1], "Health"),
    ]


def test_so_are_those_behind_a_line_break_in_the_line_of_a_dataset() -> None:
    broken = "<w:r><w:br/><w:t>Mobility</w:t><w:br/><w:t> </w:t><w:br/><w:t>Health</w:t></w:r>"
    line = paragraph(control(run(text="Flow"), LOW) + run(text=" (level)") + broken)
    assert typed(line) == [(URGENCIES[0], "Mobility"), (URGENCIES[0], "Health")]


def test_what_stands_before_the_first_dataset_or_within_a_control_is_none() -> None:
    assert typed(paragraph(run(text="Which ones?")) + SENT) == []
    assert typed(SENT + control(paragraph(run(text="Flow 2")), LOW)) == []
    assert typed(paragraph(run(text="Which ones?"))) == []


def test_below_a_control_that_holds_whole_paragraphs_lines_count_too() -> None:
    assert typed(control(paragraph(run(text="Flow")), LOW) + paragraph(run(text="Mobility"))) == [
        (URGENCIES[0], "Mobility")
    ]


def test_a_table_that_lacks_the_row_has_none() -> None:
    assert typed(SENT + paragraph(run(text="Mobility")), rows=2) == []


def test_fixed_is_what_stands_beside_the_controls_of_a_line_and_nothing_of_what_was_typed() -> None:
    added = "<w:r><w:br/><w:t>Mobility</w:t></w:r>"
    line = paragraph(control(run(text="Flow"), LOW) + run(text=" (level)") + added)
    fixed = lines_of_fixed_text(section(line + paragraph(run(text="Health"))))
    assert list(fixed.values()) == [" (level)", ""]
