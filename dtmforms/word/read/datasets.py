"""The datasets in Table B of a Word document: those in content controls, and lines that somebody typed below them.

Not done here: which lines of one text are datasets of their own; that depends on what was sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from dtmforms.agreement.closed_lists import URGENCIES
from dtmforms.word.markup import Element, W
from dtmforms.word.read.content_controls import holds_a_value, tagged_controls, text_of
from dtmforms.word.read.placing import row_of_b
from dtmforms.word.read.section_2 import Section2


def typed_below(section: Section2) -> Iterator[tuple[str, str]]:
    """Lines outside of content controls, below the first dataset that stands in one: urgency and text."""
    for urgency, paragraph, begun in _paragraphs(section):
        lines = text_of(paragraph, holds_a_value).split("\n")
        for line in lines if begun else lines[1:]:
            if line.strip():
                yield urgency, line


def lines_of_fixed_text(section: Section2) -> dict[Element, str]:
    """The paragraphs of datasets, each with that part of its text outside of controls which was sent."""
    return {
        paragraph: "" if begun else text_of(paragraph, holds_a_value).split("\n")[0]
        for _, paragraph, begun in _paragraphs(section)
    }


def _paragraphs(section: Section2) -> Iterator[tuple[str, Element, bool]]:
    """The paragraphs from the first one with a control to the end of its cell, and whether one has none itself."""
    for urgency, cell in zip(URGENCIES, row_of_b(section, "datasets")[1:], strict=False):
        begun = False
        for paragraph in cell.iter(f"{W}p"):
            if any(map(holds_a_value, paragraph.iterancestors(f"{W}sdt"))):
                begun = True
                continue
            held = any(tag for tag, _ in tagged_controls(paragraph))
            if begun or held:
                yield urgency, paragraph, not held
            begun = begun or held
