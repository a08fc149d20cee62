"""Whether a field looks as it is stored: what its appearance shows, beside its value and what it was sent with.

Honest programs draw no letters of many scripts, or question marks for them, and some draw nothing at all: that alone is
no flag.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from dtmforms.form.fields import TICKED, Field
from dtmforms.form.texts import options_shown
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.read.model import QpdfField, QpdfWidget
from dtmforms.pdf.write.bidi import parts_of_lines
from dtmforms.returns.tampering.missing_letters import folded, may_be, says_nothing, signs

FOCAL_POINTS = "table_c_"
"""How the names of fields begin whose texts change without a revision."""
_EXACT = ("_mobile", "_email")
"""How the names of fields end of which a single sign makes another value."""


class AppearanceCheck:
    """Judges the fields of a form in a language by the texts that it was `sent` with, `None` where they are not known,
    and by those of `earlier` records, whose focal points it may still show; `drawn` are letters that its fields show,
    which no field can lack then."""

    def __init__(
        self,
        language: str,
        sent: Mapping[str, str] | None,
        earlier: Sequence[Mapping[str, str]],
        drawn: Collection[str] = frozenset(),
    ) -> None:
        self.options = options_shown(labels(language)) if language in LANGUAGES else {}
        self.sent, self.earlier, self.drawn = sent, earlier, frozenset(drawn)

    def code(self, entry: Field, found: QpdfField, *, ours: bool) -> str:
        """The word for how a field looks that does not look as it is stored; empty where it does. Of a cell of ours,
        what was sent is what counts: it may show that."""
        meant = found.values[0]
        exact, whole = entry.name.endswith(_EXACT), entry.name.startswith(FOCAL_POINTS)
        if any(one.unreadable or (one.cut and whole) or (one.partial and exact) for one in found.widgets):
            return "appearance_unknown"
        if entry.kind == "tick":
            return "contradicted_tick" if any(one.ticked != (meant == TICKED) for one in found.widgets) else ""
        if self._has_other_options(found):
            return "shown_otherwise"
        seen = [one for one in found.widgets if one.shown is not None]
        if not any(self._is_another(entry, one, meant) for one in seen):
            return "shown_in_part" if any(one.cut or one.partial for one in seen) and entry.kind != "choice" else ""
        if not whole and entry.kind != "choice" and all(self._is_beginning(one, meant) for one in seen):
            return "shown_in_part"
        if not self._is_stale(entry, found, seen):
            return "shown_otherwise"
        return "" if ours else "shown_as_sent"

    def _has_other_options(self, found: QpdfField) -> bool:
        return any(shown != self.options.get(value, shown) for value, shown in found.options.items())

    def _is_another(self, entry: Field, widget: QpdfWidget, text: str) -> bool:
        """Whether a field shows another text, or another option for it."""
        shown = widget.shown or ""
        if entry.kind == "choice":
            return not (folded(shown) == folded(text) or self._shows_option(shown, text, cut=widget.cut))
        if entry.name.endswith(_EXACT):
            return signs(shown) != signs(text) or not _is_like(shown, text)
        return not self._may_show(widget, text)

    def _may_show(self, widget: QpdfWidget, text: str) -> bool:
        """Whether a field shows a text, but for letters that its program has drawn nowhere, or asked here of a font
        which has them not."""
        elsewhere = self.drawn.difference(widget.lacked) if widget.lacked else self.drawn
        return any(may_be(one, other, elsewhere) for one, other in _ways(widget.shown or "", text))

    def _is_beginning(self, widget: QpdfWidget, text: str) -> bool:
        """Whether a field shows the words that have room in it, and not the one behind them, which has none."""
        words, room = text.split(), widget.room
        behind = [count for count, word in enumerate(words) if count and room is not None and len(word) > room]
        return any(self._may_show(widget, " ".join(words[:count])) for count in behind)

    def _shows_option(self, shown: str, value: str, *, cut: bool) -> bool:
        """Whether it is the words for one option that are seen, and not those for any other; where a program lacks all
        letters of them, nothing is."""
        of_ours = [one for one, words in self.options.items() if _may_show_in_part(shown, words, cut=cut)]
        if value not in self.options:
            return not of_ours and _may_show_in_part(shown, value, cut=cut)
        return of_ours == [value] or (value in of_ours and not cut and says_nothing(shown))

    def _is_stale(self, entry: Field, found: QpdfField, seen: Sequence[QpdfWidget]) -> bool:
        """Whether a field still shows what it was sent with; of focal points, what it was ever sent with. Without the
        record that was sent, it is whether it is drawn as we draw."""
        if self.sent is None:
            return all(one.drawn_by_us for one in found.widgets)
        ever = [self.sent, *(self.earlier if entry.name.startswith(FOCAL_POINTS) else ())]
        texts = [texts.get(entry.name, "") for texts in ever]
        shown = [one.shown or "" for one in seen]
        return any(
            all(_is_like(one, text) or _is_like(one, self.options.get(text, text)) for one in shown) for text in texts
        )


def _is_like(shown: str, text: str) -> bool:
    return any(folded(one) == folded(other) for one, other in _ways(shown, text))


@lru_cache(maxsize=512)
def _may_show_in_part(shown: str, words: str, *, cut: bool) -> bool:
    """Whether words can be meant by what is shown, which is a part of them where they are `cut`."""
    if cut:
        return bool(folded(shown)) and any(folded(one) in folded(other) for one, other in _ways(shown, words))
    return any(may_be(one, other) for one, other in _ways(shown, words))


def _ways(shown: str, stored: str) -> list[tuple[str, str]]:
    """What is shown beside what is stored, in each order that a person may read it in. Lines are shown from left to
    right: letters of Arabic are read from the right, unless a program put them in the order of others. A line is a
    paragraph that was typed, or a part of one that a program has broken, before or after it put letters in order."""
    ways = [(shown, stored)]
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in stored):
        ways += [(shown, _from_left_to_right(stored, backwards=backwards)) for backwards in (True, False)]
        ways.append(("".join(_from_left_to_right(line, backwards=True) for line in shown.split("\n")), stored))
        if "\n" in shown:
            broken = _lines_like(shown, stored)
            texts = [[[line] for line in stored.split("\n")], [[line] for line in broken], [broken]]
            ways += [
                (shown, "\n".join(_as_it_stands(lines, backwards=backwards) for lines in paragraphs))
                for paragraphs in texts
                for backwards in (True, False)
            ]
    return ways


def _lines_like(shown: str, stored: str) -> list[str]:
    """The stored text in lines, as many letters on each as are shown: where one is broken, what is read from the right
    begins again."""
    lines, left = [""], [len(folded(line)) for line in shown.split("\n")]
    for letter in stored.replace("\n", " "):
        counts = len(folded(letter))
        if counts and left[len(lines) - 1] < counts and len(lines) < len(left):
            lines.append("")
        left[len(lines) - 1] -= counts
        lines[-1] += letter
    return lines


def _from_left_to_right(text: str, *, backwards: bool) -> str:
    """The letters of a text as they stand on a line, `backwards` in a paragraph that is read from the right; and of
    such a line, as they are read."""
    return _as_it_stands([text.replace("\n", " ")], backwards=backwards)


def _as_it_stands(lines: Sequence[str], *, backwards: bool) -> str:
    """The letters of a paragraph as they stand on its lines."""
    ordered = parts_of_lines(lines, backwards=backwards)
    return "\n".join("".join(part[::-1] if turned else part for part, turned in line) for line in ordered)
