"""Why a text that was read off a page may not be what was typed. Programs draw many scripts as question marks, as
their bytes, with glyphs in reverse order, or with fonts that tell wrong letters: whatever does not look like what its
field holds is for a person to read.

Not done here: repair. What is in doubt stays in doubt, however near a guess may be.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from dtmforms.agreement.keys import email_problem

if TYPE_CHECKING:
    from dtmforms.form.fields import Field

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_MARKS = set(" .,;:!'\"’‘“”«»()/&%+-–—@_#\u00a0\n")
_LIGATURES = re.compile(r"[\ufb00-\ufb06]")
_TELEPHONE = re.compile(r"(?:(?:ext|tel|mob|poste|int)\.?|[\d\s()./,;:+–-])+", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s\-–—/'’.,;:()&@_+\"“”«»…|]+")
_ODD_JOINT = re.compile(r"[^\W\d_][\"‘“”«»!:;#%+_–—][^\W\d_]|(?<!\S)[’”»!:;#%+_–—][^\W\d_]|[^\W\d_][#+_](?!\S)")
"""Signs between letters or before them that do not stand there: what other encodings make of accented letters."""
_SHIFTED = re.compile(r"[D-Z]{4,}|[A-J]{2,}")
"""Capitals that stand for other letters: from D on where a font tells its glyphs' numbers instead of small letters,
up to J where a program shows the bytes of Arabic ones."""
_SHAPES = re.compile(r"l*|ul*|u+l?")
"""Small letters and capitals in words that people write: `form`, `Form`, `FORM`, `NGOs`."""
_PREFIX = re.compile(r"^(?:Ma?c|D[eiu]|L[aeo]|V[ao]n|Fitz|[AE]l|Abd?|Ben)(?=[A-Z][^\W\d_])")
"""What stands before a capital inside of a name: `McLeod`."""
_ENCLOSED = re.compile(r"[^\W\d]\d+[^\W\d]")
_VOWELS = re.compile(r"[aeiouyаеёиоуыэюяіїєўαεηιουωάέήίόύώ]")
_CODES = ("reference", "country", "data_access_request")
"""What is no word."""
_LEAST_DIGITS = 7


def normal(text: str) -> str:
    """The text in NFC, Latin ligatures as their letters."""
    return unicodedata.normalize("NFC", _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text))


def doubt(text: str, field: Field, known: frozenset[str] = frozenset()) -> str | None:
    """The name of the sentence that says why a person has to look at a text that is not empty; `None` where it looks
    as the field's values do. `known` are words that were in the form when it was sent."""
    return _odd_letters(text) or _odd_for(text, field) or _odd_words(text, field, known)


def ordinary(letter: str) -> bool:
    """Whether programs draw a letter rightly as a rule: those of Latin, Cyrillic and Greek, digits, common signs."""
    if letter in _MARKS or letter in "0123456789" or unicodedata.combining(letter):
        return True
    return unicodedata.category(letter)[0] == "L" and unicodedata.name(letter, "").startswith(_SCRIPTS)


def _odd_letters(text: str) -> str | None:
    if "?" in text:
        return "doubt_question_mark"
    return None if all(map(ordinary, text)) else "doubt_letters"


def _odd_for(text: str, field: Field) -> str | None:
    part = field.path[-1]
    if part == "email":
        return "doubt_email" if not text.isascii() or email_problem(text) else None
    if part == "mobile":
        digits = sum(letter.isdigit() for letter in text)
        fits = _TELEPHONE.fullmatch(text) and digits >= _LEAST_DIGITS and not re.search(r"\d\+|\+$", text)
        return None if fits else "doubt_telephone"
    if part == "name" and field.path[0] == "table_c" and re.search(r"[\d!%+@#_*$&:;|/\"°]", text):
        return "doubt_name"
    return None


def _odd_words(text: str, field: Field, known: frozenset[str]) -> str | None:
    if field.path[0] in _CODES or "@" in text or _TELEPHONE.fullmatch(text):
        return None
    words = _TOKEN.findall(text)
    telling = any(len(word) >= 3 and not word.isdecimal() for word in words)
    if text.count("(") != text.count(")"):
        return "doubt_words"
    if not telling or _ODD_JOINT.search(text) or any(_odd_word(word, known) for word in words):
        return "doubt_words"
    return None


def _odd_word(word: str, known: frozenset[str]) -> bool:
    if word in known or word.isdecimal():
        return False
    letters = "".join(letter for letter in word if letter.isalpha())
    scripts = {unicodedata.name(letter, "").split()[0] for letter in letters}
    if len(scripts) > 1 or _ENCLOSED.search(word) or not _SHAPES.fullmatch(_shape(_PREFIX.sub("", letters))):
        return True
    if letters.isupper():
        return bool(_SHIFTED.fullmatch(letters))
    return len(letters) >= 5 and not _VOWELS.search(_unaccented(letters.lower()))


def _shape(letters: str) -> str:
    return "".join("u" if letter.isupper() else "l" for letter in letters)


def _unaccented(letters: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", letters) if not unicodedata.combining(letter))
