"""Whether viewers that draw the fields of a returned form anew draw them as in the form that was sent
(ISO 32000-2:2020 12.7.4.3): with the same letters, as many of them, on the same side of the box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.read.variable_text import VariableText
from dtmforms.pdf.write.widgets import COMBO, MULTILINE

_HARMLESS_FLAGS = 0b111 | 1 << 18 | 1 << 22 | 1 << 23 | 1 << 26
"""Field flags that change nothing of what is seen (Tables 227, 230 and 232): ReadOnly, Required, NoExport, Edit,
DoNotSpellCheck, DoNotScroll, CommitOnSelChange."""
_OF_KIND = {"lines": MULTILINE, "choice": COMBO}
_TYPES = {"tick": "/Btn", "choice": "/Ch"}
"""The types of fields by their kind (Table 226); all others are of texts."""
_FROM_THE_RIGHT = 2


def drawn_otherwise(drawn_by: Iterable[tuple[str, VariableText]], kinds: Mapping[str, str], language: str) -> list[str]:
    """The fields of the form in a language that a viewer draws otherwise than it would have when they were sent.
    `kinds` are what they were then, by their names."""
    right_to_left = language in LANGUAGES and labels(language).right_to_left
    found = (name for name, one in drawn_by if name in kinds and not _is_as_sent(one, kinds[name], right_to_left))
    return list(dict.fromkeys(found))


def _is_as_sent(found: VariableText, kind: str, right_to_left: bool) -> bool:
    quadding = _FROM_THE_RIGHT if right_to_left and kind in ("line", "lines") else 0
    flags = found.flags & ~_HARMLESS_FLAGS
    if found.kind not in ("", _TYPES.get(kind, "/Tx")):
        return False
    return found.is_plain and found.quadding == quadding and flags == _OF_KIND.get(kind, 0)
