"""Whether a field looks as it is stored: what its appearance shows, beside its value and what it was sent with.

Honest programs draw many scripts wrongly, or as nothing, and some draw nothing at all: that alone is no flag.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from dtmforms.form.fields import TICKED, Field
from dtmforms.form.labels import FORM_LANGUAGES, labels
from dtmforms.pdf.second import SeenField
from dtmforms.pdf.widgets import options_shown

FOCAL_POINTS = "table_c_"
"""How the names of fields begin whose texts change without a revision."""
_EXACT = ("_mobile", "_email")
"""How the names of fields end of which a single sign makes another value."""


class Looks:
    """Judges the fields of a form in a language by the texts that it was `sent` with, `None` where they are not known,
    and by those of `earlier` records, whose focal points it may still show."""

    def __init__(self, language: str, sent: Mapping[str, str] | None, earlier: Sequence[Mapping[str, str]]) -> None:
        self.options = options_shown(labels(language)) if language in FORM_LANGUAGES else {}
        self.sent, self.earlier = sent, earlier

    def code(self, entry: Field, found: SeenField, *, ours: bool) -> str:
        """The word for how a field looks that does not look as it is stored; empty where it does. Of a cell of ours,
        what was sent is what counts: it may show that."""
        meant = found.values[0]
        if entry.kind == "tick":
            return "contradicted_tick" if any(one.ticked != (meant == TICKED) for one in found.widgets) else ""
        if any(one.untold for one in found.widgets) and _is_western(meant, "latin-1"):
            return "appearance_unknown"
        shown = [one.shown for one in found.widgets if one.shown is not None]
        if self._has_other_options(found):
            return "shown_otherwise"
        if not any(self._is_another(entry, text, meant) for text in shown):
            return ""
        if not self._is_stale(entry, found, shown):
            return "shown_otherwise"
        return "" if ours else "shown_as_sent"

    def _has_other_options(self, found: SeenField) -> bool:
        return any(shown != self.options.get(value, shown) for value, shown in found.options.items())

    def _is_another(self, entry: Field, shown: str, text: str) -> bool:
        """Whether a field shows another text, or another option for it."""
        exact = entry.name.endswith(_EXACT)
        return _differs(shown, text, exact=exact) and _differs(shown, self.options.get(text, text), exact=exact)

    def _is_stale(self, entry: Field, found: SeenField, shown: list[str]) -> bool:
        """Whether a field still shows what it was sent with; of focal points, what it was ever sent with. Without the
        record that was sent, it is whether it is drawn as we draw."""
        if self.sent is None:
            return all(one.drawn_by_us for one in found.widgets)
        ever = [self.sent, *(self.earlier if entry.name.startswith(FOCAL_POINTS) else ())]
        texts = [texts.get(entry.name, "") for texts in ever]
        return any(not any(self._is_another(entry, one, text) for one in shown) for text in texts)


def _differs(shown: str, stored: str, *, exact: bool) -> bool:
    """Whether what is shown differs from what is stored: in its letters and digits, or where it is to be `exact` in
    every sign. Where Helvetica does not have all of them, programs leave some out or draw others, and put what stands
    between Arabic words into another order; words that it has are there all the same."""
    if _is_western(stored):
        return _squeezed(shown) != _squeezed(stored) if exact else _letters(shown) != _letters(stored)
    drawn = Counter(_letters("".join(filter(_is_western, shown))))
    words = (word for word in stored.split() if _is_western(word) and not word.isdecimal())
    least = Counter(_letters("".join(words)))
    return not least <= drawn <= Counter(_letters(stored))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())


def _is_western(text: str, letters: str = "cp1252") -> bool:
    """Whether every letter is one of WinAnsiEncoding (Annex D), which any program can draw; without the signs that it
    has beyond `latin-1`, for which some use fonts that cannot be told."""
    try:
        text.encode(letters)
    except UnicodeEncodeError:
        return False
    return True
