"""What stands in a returned Word document, as plain values: they outlive the library that reads it, and pass between
processes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from dtmforms.language.labels import Labels

Dataset: TypeAlias = tuple[str, str, str]
"""Name, level and label."""


@dataclass(slots=True)
class WordTexts:
    """What a document holds. `texts` are those of fields that stand alone, by name; `items` those of destinations and
    methods by `low_destination` and so on, as pairs of field name and text, the name empty where it is not known;
    `datasets` name, level and label by urgency.

    `by_position` says that there were no content controls. `doubled` are fields that stand twice with different
    texts, `misplaced` those that stand elsewhere than they were sent, `tracked` fields with tracked changes in them,
    `unlike` those that show something else than what is read, with the name of the sentence that says why, and no name
    of a field outside of all. `commented` says whether there are comments. `fixed` is the fixed text of Section 2, a
    line a paragraph, as found; `expected` as it was sent."""

    language: str
    identity: dict[str, str] = field(default_factory=dict)
    by_position: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    items: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    datasets: dict[str, list[Dataset]] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)
    misplaced: set[str] = field(default_factory=set)
    tracked: list[str] = field(default_factory=list)
    unlike: list[tuple[str, str]] = field(default_factory=list)
    in_tables: set[str] = field(default_factory=set)
    """The tags of the content controls in the tables that are read, whether or not the form knows them."""
    commented: bool = False
    fixed: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """All text outside of the cells, as `fixed_text.fixed_lines` has it; empty where there are no content controls."""


_MOST_WORDS = 10_000
"""Of a text outside of cells; the time that it takes to compare two grows with the product of their lengths."""


def word_changes(expected: list[str], found: list[str]) -> Iterator[tuple[str, str]]:
    """Every difference between two texts, word by word: what stood there and what stands there now, of which one may
    be empty; both, where there are too many words for that."""
    before, after = (" ¶ ".join(lines).split() for lines in (expected, found))
    if len(after) > _MOST_WORDS and before != after:
        yield "", ""
        return
    for kind, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = (" ".join(word for word in words if word != "¶") for words in (before[i:j], after[k:m]))
        if kind != "equal" and old != new:
            yield old, new


def dataset_of(line: str, words: Labels) -> Dataset:
    """The dataset that a line says, level and label empty where it does not say them."""
    levels = "|".join(map(re.escape, words.levels.values()))
    match = re.fullmatch(rf"(.*) \(({levels})\)(?: – [“«]\s?(.*?)\s?[”»])?", line.replace("\u200e", ""), re.DOTALL)
    return (match[1], match[2], match[3] or "") if match else (line, "", "")
