"""What somebody typed, as it stands in a sentence of another language."""

from __future__ import annotations

import unicodedata

from dtmforms.language.catalog import catalog, sentence
from dtmforms.language.escaped import FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE, escaped

_RIGHT_TO_LEFT, _OF_NO_DIRECTION = {"R", "AL"}, {"NSM", "WS", "ON", "CS"}


def quoted(text: str, language: str) -> str:
    """The text between the language's quotation marks."""
    return sentence("words", "quoted", language, {"text": isolated(text, language)})


def isolated(text: str, language: str) -> str:
    """The text, escaped. It stands between isolates (UAX #9) where its letters have another direction than the
    sentence's, or where it is a number with signs in it, which would run backwards among Arabic words."""
    plain = escaped(text)
    kinds = {unicodedata.bidirectional(letter) for letter in plain}
    if catalog("form", language)["right_to_left"]:
        mixes = not plain.isdecimal() and not kinds <= _RIGHT_TO_LEFT | _OF_NO_DIRECTION
    else:
        mixes = not kinds.isdisjoint(_RIGHT_TO_LEFT | {"AN"})
    return f"{FIRST_STRONG_ISOLATE}{plain}{POP_DIRECTIONAL_ISOLATE}" if mixes else plain
