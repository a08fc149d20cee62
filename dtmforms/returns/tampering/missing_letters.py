"""Whether a program that lacks letters can have meant a text by what it shows.

Programs draw nothing for the letters that their fonts have not, or a placeholder for each. That is explained only where
nobody can take what is seen for another value: every letter of Windows-1252 and every digit that stands among letters
that are seen is seen, all in their order, and a letter that is drawn anywhere is missing nowhere. Of a script of which
letters are drawn, single ones may be missing: a placeholder for each, or of Latin nothing, where most letters are seen
and no more than two side by side are not. Of a script of which none is drawn, all may be missing; one program then puts
its dot for the signs and digits among them as well.

What remains to somebody who shows one text and stores another: rare letters in a word that is seen, and words of
another script that are seen as nothing or as placeholders. No letter can be taken for another by it, and no digit for
none but between words that are dots. What is exact, as a mobile and an e-mail are, is not judged here: there nothing is
missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Set

_UNDRAWN = "?\ufffd"
"""What programs draw for a letter that they have not; the second one stands for a box, a dot, or nothing."""
_DOT = "\N{MIDDLE DOT}"
"""What one program draws instead; it is a letter of Windows-1252 everywhere else."""
_GROUPS = re.compile(r"(?:^-*)?#[#-]*|\?+|[a-]+")
"""Letters that are seen, single ones that are not, and those of a script of which none is; signs and digits go with the
letters before them, and at the beginning with those behind them, as programs choose their fonts."""
_MOST_BESIDE = 2
_SEEN = frozenset(map(chr, (0xAD, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2)))
"""Marks of the category of those that are not seen, for which fonts have a sign: a soft hyphen is drawn as a hyphen."""
_LIGATURES = {code: unicodedata.normalize("NFKD", chr(code)) for code in range(0xFB00, 0xFB05)}
"""Of f with i and l, which look like the letters."""


def may_be(shown: str, stored: str, elsewhere: Collection[str] = ()) -> bool:
    """Whether what is `shown` is what is stored, but for what a program lacks; spaces and small letters do not count.
    `elsewhere` are letters that it has drawn in other fields."""
    if shown == stored or (drawn := folded(shown)) == folded(stored):
        return True
    meant = unicodedata.normalize("NFC", stored)
    kinds = "".join(_kinds(meant, {*shown, *unicodedata.normalize("NFKC", shown), *elsewhere}))
    ways = [False, True] if _can_be_told(meant, kinds) else [False]
    return any(re.fullmatch(_pattern(meant, kinds, left_out=left_out), drawn) for left_out in ways)


def says_nothing(shown: str) -> bool:
    """Whether nothing is seen but placeholders."""
    return not folded(shown).strip(_UNDRAWN + _DOT)


def folded(text: str) -> str:
    """The letters and signs of a text, without spaces, marks of direction, and the vowel signs of Arabic and Hebrew."""
    if text.isascii():
        return "".join(text.lower().split())
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in plain if not letter.isspace() and not _is_beside(letter))


def signs(text: str) -> list[str]:
    """All that is seen of a text, in no order: a mark may look like the point of an address, and a long s like an f."""
    lower = unicodedata.normalize("NFD", text.lower().translate(_LIGATURES))
    return sorted(one for one in lower if not one.isspace() and (unicodedata.category(one) != "Cf" or one in _SEEN))


def _kinds(meant: str, seen: Set[str]) -> Iterator[str]:
    """For each letter `a`, or `-` for a sign or a digit, where it must be seen; `?` where it alone may be missing, and
    `#` where its whole script may be."""
    scripts = {"LATIN", *(_script(letter) for letter in seen if letter.isalpha() and not _is_western(letter))}
    spelled = scripts.intersection(map(_script, filter(str.isalpha, meant))) - {"LATIN"}
    for letter in meant:
        if not _may_lack(letter) or letter in seen or unicodedata.normalize("NFKC", letter) in seen:
            yield "a" if letter.isalpha() else "-"
        elif letter.isdecimal() and spelled:
            yield "-"
        else:
            yield "?" if _script(letter) in scripts else "#"


def _can_be_told(meant: str, kinds: str) -> bool:
    """Whether the rest can be read where single letters are left out, which programs do with Latin ones alone."""
    missing = [letter for letter, kind in zip(meant, kinds, strict=True) if kind == "?"]
    beside = max(map(len, re.findall(r"\?+", kinds)), default=0)
    return (
        len(missing) <= kinds.count("a")
        and beside <= _MOST_BESIDE
        and all(_script(letter) == "LATIN" for letter in missing)
    )


def _pattern(meant: str, kinds: str, *, left_out: bool) -> str:
    pattern = ""
    for group in _GROUPS.finditer(kinds):
        text = meant[group.start() : group.end()]
        if "#" in group[0]:
            pattern += _of_a_lost_script(text, group[0])
        elif "?" not in group[0]:
            pattern += re.escape(folded(text))
        elif not left_out:
            pattern += f"[{_UNDRAWN}{_DOT}]{{{sum(map(str.isalnum, text))},{len(text)}}}"
    return pattern


def _of_a_lost_script(text: str, kinds: str) -> str:
    """Nothing, or placeholders, of which some programs put one for each half of a letter, beside signs and digits; or a
    dot for each of all."""
    pattern, lost = "", 0
    for letter, kind in zip((*text, ""), (*kinds, ""), strict=True):
        if kind == "#":
            lost += 1
        else:
            pattern += f"[{_UNDRAWN}]{{0,{2 * lost}}}" * bool(lost) + re.escape(folded(letter))
            lost = 0
    letters, longest = sum(not letter.isspace() for letter in text), len(text)
    return f"(?:{pattern}|{_DOT}{{{letters},{longest}}})"


def _may_lack(letter: str) -> bool:
    """Letters and digits beyond Windows-1252, and signs beyond Latin-1."""
    if letter.isalnum():
        return not letter.encode("cp1252", "ignore")
    return not _is_western(letter)


def _is_beside(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return (kind == "Cf" and letter not in _SEEN) or (kind == "Mn" and _script(letter) in ("ARABIC", "HEBREW"))


def _script(letter: str) -> str:
    """The first word of its name in Unicode, which is that of its script."""
    return unicodedata.name(letter, "").partition(" ")[0]


def _is_western(letter: str) -> bool:
    """Whether a letter is one of Latin-1, which any program can draw."""
    return letter < "\u0100"
