"""D10. Texts: what is read has to be what is meant."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from dtmforms.agreement.confusables import deceiving, mixes_scripts
from dtmforms.agreement.rules.values import Found, Rule, Values, seen, texts

_DOUBLE = ('""', "“”", "„“", "„”", "””", "«»", "»«", "‹›", "「」", "『』", "＂＂")
_SINGLE = ("''", "‘’", "‚‘", "’’", "`´", "``")
_QUOTED = re.compile(
    "|".join(
        [
            *(rf"{begin}[^{begin}{end}]+{end}" for begin, end in map(tuple, _DOUBLE)),
            *(rf"{begin}(?:[^{begin}{end}]|\b{end}\b)+{end}" for begin, end in map(tuple, _SINGLE)),
        ]
    )
)
"""A text in quotation marks as a whole; within single ones, an apostrophe stands between letters."""


def d10_no_letters_that_deceive(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in texts(record):
        if unseen := deceiving(text):
            yield Found("unseen_characters", path, {"typed": seen(path, text), "characters": unseen})
        if mixes_scripts(text):
            yield Found("mixed_scripts", path, {"typed": seen(path, text)})


def d10_no_marks_around_a_text(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in texts(record):
        if _QUOTED.fullmatch(text.strip()):
            yield Found("quoted_text", path, {"typed": seen(path, text.strip())})


RULES: tuple[Rule, ...] = (d10_no_letters_that_deceive, d10_no_marks_around_a_text)
