"""What files are called after a text that somebody typed: safe on every disk, and showing nothing that is not there."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST_STEM = 80
LONGEST_BYTES = 200
"""Of a part of a path, in UTF-8: Linux takes 255, and an ending and a digest come to it."""

_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(\..*)?$", re.IGNORECASE)
"""What Windows keeps for devices, with any ending ("Naming Files, Paths, and Namespaces", learn.microsoft.com)."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Letters and marks that show nothing: Default_Ignorable_Code_Point of the Unicode Character Database."""
_EDGES = "-._"


def stem(text: str) -> str:
    """A file's name, without its ending, for a text: never empty, `LONGEST_STEM` letters and one at most. A longer one
    is shortened, and told apart by some letters of its digest."""
    kept = safe(text)
    if fits(kept, LONGEST_STEM):
        return kept
    digest = digest_of(kept)
    return f"{cut(kept, LONGEST_STEM - len(digest) - 1)}-{digest}"


def safe(text: str) -> str:
    """A text of any length as one part of a path: letters, digits and their marks in NFC, with a hyphen for whatever
    else stands between them; `agreement` where there is none of them."""
    seen = unicodedata.normalize("NFC", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    return _named(re.sub("\0+", "-", "".join(letter if _is_kept(letter) else "\0" for letter in seen)))


def cut(part: str, letters: int) -> str:
    """The beginning of a safe part of a path: so many letters at most, ten or more, and `LONGEST_BYTES`."""
    return _named(part[: letters - 1].encode()[: LONGEST_BYTES - 1].decode(errors="ignore"))


def fits(part: str, letters: int) -> bool:
    return len(part) <= letters and len(part.encode()) <= LONGEST_BYTES


def digest_of(text: str) -> str:
    """By which two names are told apart that begin alike."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _is_kept(letter: str) -> bool:
    return letter in _EDGES or unicodedata.category(letter)[0] in "LMN"


def _named(kept: str) -> str:
    """With edges that every system takes, and no device's name."""
    while kept and (kept[0] in _EDGES or unicodedata.category(kept[0])[0] == "M"):
        kept = kept[1:]
    kept = kept.rstrip(_EDGES) or "agreement"
    return f"_{kept}" if _RESERVED.match(kept) else kept
