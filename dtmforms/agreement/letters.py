"""Letters that deceive whoever reads them: that cannot be seen, that turn the direction of what follows, or that belong
to another script than those beside them (Unicode Technical Report 36, 2.10 and 3.1).

Not done here: judging whose names look alike. Nothing is taken out of a text; it is only told, or shown escaped.
"""

from __future__ import annotations

import re
import unicodedata

_TURNING = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates, and their ends. The marks U+200E, U+200F and U+061C turn no letters around."""
_UNSEEN = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0"
"""Characters without a glyph and without a width."""
_JOINERS = "\u200c\u200d"
"""They shape Persian, Indian and Burmese words, and emoji; between letters of Europe they say nothing."""
_EUROPE = "0-9A-Za-z\u00aa-\u024f\u0370-\u052f\u1e00-\u1fff"
_TAGS = "\U000e0000-\U000e007f"
"""Only in the flags of regions do they stand for something: after U+1F3F4."""
_DECEIVING = re.compile(
    f"[{_TURNING}{_UNSEEN}]|(?<=[{_EUROPE}])[{_JOINERS}]+(?=[{_EUROPE}])|(?<![\U0001f3f4{_TAGS}])[{_TAGS}]"
)
_DISTURBING = re.compile(
    f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_TURNING}{_UNSEEN}{_TAGS}]"
)
_OF_ONE_SCRIPT = {
    "HIRAGANA": "CJK",
    "KATAKANA": "CJK",
    "HALFWIDTH": "CJK",
    "KATAKANA-HIRAGANA": "CJK",
    "IDEOGRAPHIC": "CJK",
    "BOPOMOFO": "CJK",
    "HANGUL": "CJK",
    "FEMININE": "LATIN",
    "MASCULINE": "LATIN",
}
"""First words of Unicode names of letters that are written in one word together: Japanese, Korean; Spanish `Mª`."""


def deceiving(text: str) -> list[str]:
    """The characters of a text that cannot be seen or turn its direction, escaped, each once; empty for none."""
    return [] if text.isascii() else list(dict.fromkeys(map(_escape_of, "".join(_DECEIVING.findall(text)))))


def escaped(text: str) -> str:
    """The text in one line as a terminal can show it without being moved by it: control characters, line ends, lone
    surrogates, noncharacters and what turns or cannot be seen as `\\x1b` or `\\u202e`; all else as it is."""
    plain = text.isascii() and text.isprintable()
    return text if plain else _DISTURBING.sub(lambda found: _escape_of(found[0]), text)


def _escape_of(letter: str) -> str:
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def mixes_scripts(text: str) -> bool:
    """Whether a word of the text has letters of several scripts, as `Wаnjiru` with a Cyrillic `а`."""
    words = re.split(r"[^\w\u0300-\u036f]|[\d_]", unicodedata.normalize("NFC", text))
    return any(len(_scripts(word)) > 1 for word in words if not word.isascii())


def _scripts(word: str) -> set[str]:
    """The scripts of a word's letters, by their Unicode names; modifiers such as `ʼ` belong to every script."""
    letters = [letter for letter in word if unicodedata.category(letter) in ("Lu", "Ll", "Lt", "Lo")]
    first_words = (unicodedata.name(letter, "UNNAMED").split()[0] for letter in letters)
    return {_OF_ONE_SCRIPT.get(script, script) for script in first_words}
