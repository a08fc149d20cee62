"""Letters that deceive whoever reads them: that cannot be seen, that turn the direction of what follows, or that belong
to another script than those beside them (Unicode Technical Report 36, 2.10 and 3.1).

Not done here: judging whose names look alike. Nothing is taken out of a text; it is only told, or shown escaped.
"""

from __future__ import annotations

import re
import unicodedata

from dtmforms.language.escaped import TAGS, TURNING, UNSEEN, escape_of

_JOINING = (
    "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\ua840-\ua8ff\uaa00-\uaa7f\ufb50-\ufdff\ufe70-\ufefe\U00010a00-\U00011fff"
    "\U0001e900-\U0001e95f"
)
"""Letters and marks that joiners shape: of Arabic, of India and the lands behind it, of Mongolia."""
_SIGNS = "\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
"""Signs that joiners and selectors make emoji of (Unicode Technical Standard 51)."""
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNBROKEN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\uaa60-\uaa7f"
"""Thai, Lao, Burmese and Khmer, in which U+200B stands where a line may break."""
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FROM_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_MEANT = re.compile(
    f"(?<=[{_JOINING}])[\u200c\u200d]+"
    f"|(?<=[{_SIGNS}\ufe0f])\u200d(?=[{_SIGNS}])"
    f"|(?<=[{_UNBROKEN}])\u200b(?=[{_UNBROKEN}])"
    f"|(?<=[{_SIGNS}{_IDEOGRAPHS}\u1000-\u109f\uaa60-\uaa7f\ua840-\ua877])[\ufe00-\ufe0f]"
    f"|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[{_IDEOGRAPHS}])[\U000e0100-\U000e01ef]"
    f"|(?<=[\u1800-\u18af])[\u180b-\u180d\u180f]"
    f"|(?<=[\u2801-\u28ff])\u2800+(?=[\u2801-\u28ff])"
    f"|\U0001f3f4[{TAGS}]+"
)
"""What cannot be seen where a script or a sign needs it."""
_DECEIVING = re.compile(f"[{TURNING}{UNSEEN}{TAGS}{_SELECTORS}\u200c\u200d\u180b-\u180f]")
_MARKS = re.compile("[\u200e\u200f\u061c]")
_OVERRIDES, _TO_THE_LEFT = re.compile("[\u202d\u202e]"), re.compile(r"[\u202b\u2067\u200f\u061c](?=.*\w)", re.DOTALL)
_HAS_MARKS_OF_ITS_OWN = re.compile(f"[{_FROM_RIGHT}]")
_ENDS = "\u200e\u200f\u061c \t\n"
_NO_LETTERS = ("Cn", "Co")
_NEW_SIGNS = range(0x1F000, 0x1FB00)
"""Emoji come every year, before this program's table of characters knows them."""
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
    """The characters of a text that cannot be seen, that turn its direction, or that are none which everybody has,
    escaped, each once; empty for none. Marks of direction belong to texts that are read from right to left, and to the
    ends of what stands among them."""
    if text.isascii():
        return []
    rest = _MEANT.sub("", text)
    found = _DECEIVING.findall(rest)
    found += [
        letter for letter in rest if ord(letter) not in _NEW_SIGNS and unicodedata.category(letter) in _NO_LETTERS
    ]
    if not _HAS_MARKS_OF_ITS_OWN.search(text):
        found += _MARKS.findall(text.strip(_ENDS))
    return list(dict.fromkeys(map(escape_of, found)))


def turns_letters(text: str) -> bool:
    """Whether letters or digits are shown in another order than they are stored, whatever the text around: by an
    override, or by what puts them from right to left where no letter is read so (UAX #9, 2.1 to 2.4). Programs put
    other embeddings and isolates around a number that is copied, which then stays as it is."""
    from_right = _HAS_MARKS_OF_ITS_OWN.search(_MARKS.sub("", text))
    return bool(_OVERRIDES.search(text) or (_TO_THE_LEFT.search(text) and not from_right))


def mixes_scripts(text: str) -> bool:
    """Whether a word of the text has letters of several scripts, as `Wаnjiru` with a Cyrillic `а`."""
    if text.isascii():
        return False
    words = re.split(r"[^\w\u0300-\u036f]|[\d_]", unicodedata.normalize("NFC", text))
    return any(len(_scripts(word)) > 1 for word in words if not word.isascii())


def _scripts(word: str) -> set[str]:
    """The scripts of a word's letters, by their Unicode names; modifiers such as `ʼ` belong to every script."""
    letters = [letter for letter in word if unicodedata.category(letter) in ("Lu", "Ll", "Lt", "Lo")]
    first_words = (unicodedata.name(letter, "UNNAMED").split()[0] for letter in letters)
    return {_OF_ONE_SCRIPT.get(script, script) for script in first_words}
