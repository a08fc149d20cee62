"""What a cell for one person says by its words: one person, several, or nobody (rules C4, D2, D4). Whether a word is a
given name or a surname is not known here."""

from __future__ import annotations

import re
from functools import cache

from dtmforms.agreement.keys import folded
from dtmforms.agreement.rules.words import holds_any, without_marks, words

_BETWEEN_PEOPLE = re.compile("[&+/;\u061b|\n]")
_COMMA = re.compile("[,\u060c\u3001]")
_AND = "\u0648"
_SIGNS_AROUND = " .,:;()[]<>-\u2013\u2014?*\"'"
_LONGEST_DEGREE = 5


def names_several(name: str) -> bool:
    """Whether a name is that of several people. `Ramón y Cajal`, `Costa e Silva`, `Obi, Grace` and `García, MD` are one
    person each: between two parts of a name, such a word or a comma parts people only where a whole name follows it."""
    name = " ".join(word for word in name.split(" ") if word.casefold() not in words("kinship"))
    return len(_named(_BETWEEN_PEOPLE.split(name))) > 1 or _joined_by_a_word(name) or _listed(name)


def names_nobody(name: str) -> bool:
    """Whether what stands in place of a name says that nobody holds the post yet."""
    text = name.lstrip(_SIGNS_AROUND)
    return not any(letter.isalnum() for letter in text) or holds_any(text, "nobody")


def _joined_by_a_word(name: str) -> bool:
    """A word for "and" that parts of one name have, too, is a small letter; in capitals it may be an initial."""
    parts = name.split()
    for index, word in enumerate(parts[1:], start=1):
        left, right = parts[:index], parts[index + 1 :]
        if _with_and_before(word) or (right and folded(word) in words("and")):
            return True
        small = word.islower() or (name.isupper() and _counting(left) > 1)
        if folded(word) in words("and_in_names") and (
            _begins_with_given_name(right) or (small and _counting(right) > 1)
        ):
            return True
    return False


def _begins_with_given_name(parts: list[str]) -> bool:
    return bool(parts) and without_marks(parts[0]).strip(_SIGNS_AROUND) in _bare_words("given_names")


def _with_and_before(word: str) -> bool:
    """Arabic writes its "and" together with the word that follows: `ومحمد`."""
    return word.startswith(_AND) and _begins_with_given_name([word.removeprefix(_AND)])


def _listed(name: str) -> bool:
    """Several names between commas, and not one that is turned round, or that a degree follows."""
    counts = [_counting(part.split()) for part in _COMMA.split(name) if not _is_degree(part, name)]
    counts = [count for count in counts if count]
    return len(counts) > 2 or (len(counts) == 2 and min(counts) > 1)


def _is_degree(part: str, name: str) -> bool:
    """Degrees and the like are known by a list, or by their capitals beside a name in small letters."""
    for word in part.split():
        plain = word.replace(".", "").strip("()")
        capitals = plain.isupper() and len(plain) <= _LONGEST_DEGREE and not name.isupper()
        if not capitals and plain.casefold() not in words("degrees"):
            return False
    return True


def _counting(parts: list[str]) -> int:
    """How many words of a part of a name are names: no initial, no particle, and no form of address."""
    named = (
        word
        for word in (without_marks(part).strip(_SIGNS_AROUND) for part in parts)
        if word not in _bare_words("beside_names")
    )
    return sum(sum(letter.isalpha() for letter in word) > 1 for word in named)


def _named(parts: list[str]) -> list[str]:
    return [part for part in parts if any(letter.isalpha() for letter in part)]


@cache
def _bare_words(topic: str) -> frozenset[str]:
    return frozenset(map(without_marks, words(topic)))
