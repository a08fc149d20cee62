"""A password that locks documents: one that opens them in every program, and that no message, log or report shows.

It is not stored anywhere. What is kept is made of it so slowly that guesses cannot be tried by the million.
"""

from __future__ import annotations

import hashlib
import stringprep
import unicodedata
from dataclasses import dataclass, field

MOST_BYTES = 127
"""Of a password for PDF, as UTF-8: ISO 32000-2:2020 7.6.4.3.3. Programs cut what is beyond, without a word."""
MOST_LETTERS = 255
"""Of a password for Word, as UTF-16: [MS-OFFCRYPTO] 2.3.4.11."""

_PROHIBITED = (
    stringprep.in_table_a1,
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)
_SLOWNESS = 2**15


@dataclass(frozen=True, slots=True)
class Password:
    """A password that was found good. Spaces in it count, wherever they stand."""

    text: str = field(repr=False)

    def verifier(self, salt: bytes) -> bytes:
        """The same for the same password and salt, and no way back (RFC 7914, 32 MB of memory a guess)."""
        return hashlib.scrypt(self.text.encode(), salt=salt, n=_SLOWNESS, r=8, p=1, maxmem=2**26, dklen=32)


def problem_of(text: str, *, for_pdf: bool = True) -> tuple[str, dict[str, object]] | None:
    """Why a password locks nothing, as a code of wrong usage with its values, without a letter of it; `None` where it
    is good."""
    composed = _composed(text)
    if not text:
        return "password_empty", {}
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
        return "password_with_control_character", {}
    if _prepared(composed) != composed:
        return "password_not_the_same_everywhere", {}
    if for_pdf and len(composed.encode()) > MOST_BYTES:
        return "password_too_long_for_pdf", {"most": MOST_BYTES}
    if len(composed.encode("utf-16-le")) > 2 * MOST_LETTERS:
        return "password_too_long_for_word", {"most": MOST_LETTERS}
    return None


def good(text: str) -> Password:
    """The password of a text that has no problem: as a keyboard types it, in composed letters."""
    return Password(_composed(text))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _prepared(text: str) -> str | None:
    """As SASLprep has it (RFC 4013), which ISO 32000-2 asks for and Word does not do; `None` for what it prohibits."""
    mapped = "".join(
        " " if stringprep.in_table_c12(letter) else letter for letter in text if not stringprep.in_table_b1(letter)
    )
    whole = unicodedata.normalize("NFKC", mapped)
    if any(prohibits(letter) for letter in whole for prohibits in _PROHIBITED):
        return None
    from_the_right = [stringprep.in_table_d1(letter) for letter in whole]
    if not any(from_the_right):
        return whole
    mixed = any(map(stringprep.in_table_d2, whole)) or not (from_the_right[0] and from_the_right[-1])
    return None if mixed else whole
