"""What a Word document is seen by, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dtmforms.word.markup import Element
from dtmforms.word.read.fonts import Fonts
from dtmforms.word.read.formatting import Formatting

Seen: TypeAlias = Iterator[tuple[Element, str]]
"""Elements that show something else than what is read of them, each with the name of the sentence that says why."""


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """A document's `body`, and the `tables` in it that values are read from. `formatting` is that of its letters;
    `own_fonts` says whether it brings fonts along. `around` are its headers and footers. `right_to_left` says whether a
    language is read so, `linked_out` whether parts of it lie elsewhere. `None` stands for a part that it lacks."""

    body: Element
    tables: Sequence[Element]
    formatting: Formatting
    numbering: Element | None = None
    own_fonts: bool = False
    fonts: Fonts = Fonts(None)  # noqa: RUF009 - it is never changed
    around: Sequence[Element] = ()
    settings: Element | None = None
    right_to_left: bool = False
    linked_out: bool = False
