"""In which direction each part of a line is read, and in which order the parts stand: the Unicode bidirectional
algorithm (UAX #9, revision 48) for one paragraph.

Ours, because HarfBuzz needs the parts, and the libraries for Python only give the letters in their new order; a test
holds it against one of them. Not done here: embeddings, overrides and isolates (X1 to X8), whose marks are not drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

_STRONG = ("L", "R", "AL")
_NEUTRAL = ("B", "S", "WS", "ON")


Part = tuple[str, bool]


def parts(text: str, *, backwards: bool) -> list[Part]:
    """The parts of a line from left to right, each with its letters as they are read, and whether it is read from right
    to left. `backwards` is the direction of the paragraph."""
    [line] = parts_of_lines([text], backwards=backwards)
    return line


def parts_of_lines(lines: Sequence[str], *, backwards: bool) -> Iterator[list[Part]]:
    """The same of each line of one paragraph, which is broken where a program has no more room: what is read from right
    to left goes on on the next line."""
    paragraph, at = int(backwards), 0
    levels = _levels("".join(lines), paragraph)
    for line in lines:
        yield _ordered(line, _ended(line, levels[at : at + len(line)], paragraph))
        at += len(line)


def _ordered(line: str, levels: list[int]) -> list[Part]:
    runs, at = [], 0
    for level, group in groupby(levels):
        length = len(list(group))
        runs.append((level, line[at : at + length]))
        at += length
    for lowest in range(max(levels, default=0), 0, -1):
        runs = _turned(runs, lowest)
    return [(run, level % 2 == 1) for level, run in runs]


def _ended(line: str, levels: list[int], paragraph: int) -> list[int]:
    """The levels of a line, at whose end blanks have that of the paragraph (L1)."""
    for place in range(len(line) - 1, -1, -1):
        if unicodedata.bidirectional(line[place]) not in ("WS", "BN", "S", "B"):
            break
        levels[place] = paragraph
    return levels


def _turned(runs: list[tuple[int, str]], lowest: int) -> list[tuple[int, str]]:
    """The runs, with each row of them whose levels are at least so high turned round (L2)."""
    turned: list[tuple[int, str]] = []
    for high, group in groupby(runs, lambda run: run[0] >= lowest):
        row = list(group)
        turned += row[::-1] if high else row
    return turned


def _levels(text: str, paragraph: int) -> list[int]:
    original = [unicodedata.bidirectional(letter) or "L" for letter in text]
    seen = [place for place, kind in enumerate(original) if kind != "BN"]  # X9
    kinds = [original[place] for place in seen]
    outside = "R" if paragraph else "L"
    _weak(kinds, outside)
    _brackets([text[place] for place in seen], kinds, outside)
    _neutral(kinds, outside)
    levels = [paragraph] * len(text)
    for place, kind in zip(seen, kinds, strict=True):  # I1, I2
        levels[place] = paragraph + (kind != outside if paragraph else {"L": 0, "R": 1}.get(kind, 2))
    for place in range(1, len(text)):
        if original[place] == "BN":
            levels[place] = levels[place - 1]
    return levels


def _weak(kinds: list[str], outside: str) -> None:
    """W1 to W7."""
    strong, before = outside, outside
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kind = before
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        kinds[place] = before = kind
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    _separators(kinds)
    _terminators(kinds)
    strong = outside
    for place, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ES", "ET", "CS"):
            kinds[place] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"


def _separators(kinds: list[str]) -> None:
    """W4."""
    for place in range(1, len(kinds) - 1):
        before, kind, after = kinds[place - 1 : place + 2]
        if before == after and ((kind in ("ES", "CS") and after == "EN") or (kind == "CS" and after == "AN")):
            kinds[place] = after


def _terminators(kinds: list[str]) -> None:
    """W5."""
    at = 0
    for kind, group in groupby(list(kinds)):
        length = len(list(group))
        if kind == "ET" and "EN" in (*kinds[max(at - 1, 0) : at], *kinds[at + length : at + length + 1]):
            kinds[at : at + length] = ["EN"] * length
        at += length


_OPENING = {
    chr(opening): chr(closing) for opening, closing in ((0x5B, 0x5D), (0x7B, 0x7D), (0x298D, 0x2990), (0x298F, 0x298E))
}
_DEEPEST = 63


def _closing(letter: str) -> str:
    """The bracket that closes this one; empty for a letter that opens none (Bidi_Paired_Bracket)."""
    if not unicodedata.mirrored(letter) or unicodedata.category(letter) != "Ps":
        return ""
    return _OPENING.get(letter, chr(ord(letter) + 1))


def _brackets(letters: list[str], kinds: list[str], outside: str) -> None:
    """N0: brackets go with what is between them, or with what is before them."""
    original = list(kinds)
    for opening, closing in _pairs(letters, kinds):
        inside = {_direction(kind) for kind in kinds[opening + 1 : closing]}
        if outside in inside:
            found = outside
        elif {"L", "R"} & inside:
            before = next((way for kind in kinds[opening - 1 :: -1] if (way := _direction(kind))), outside)
            found = before if opening and before != outside else outside
        else:
            continue
        for place in (opening, closing):
            kinds[place] = found
            following = place + 1
            while (
                following < len(kinds)
                and unicodedata.bidirectional(letters[following]) == "NSM"
                and original[following] == "ON"
            ):
                kinds[following] = found
                following += 1


def _pairs(letters: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """BD16."""
    waiting: list[tuple[str, int]] = []
    pairs = []
    for place, letter in enumerate(letters):
        if kinds[place] != "ON":
            continue
        letter = unicodedata.normalize("NFC", letter)
        closing = _closing(letter)
        if closing:
            if len(waiting) == _DEEPEST:
                break
            waiting.append((closing, place))
            continue
        for depth in range(len(waiting) - 1, -1, -1):
            if waiting[depth][0] == letter:
                pairs.append((waiting[depth][1], place))
                del waiting[depth:]
                break
    return sorted(pairs)


def _direction(kind: str) -> str:
    """The direction that N0 and N1 see: numbers count as R; empty for what has none."""
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""


def _neutral(kinds: list[str], outside: str) -> None:
    """N1 and N2."""
    at = 0
    for neutral, group in groupby(list(kinds), lambda kind: kind in _NEUTRAL):
        length = len(list(group))
        if neutral:
            before = _direction(kinds[at - 1]) if at else outside
            after = _direction(kinds[at + length]) if at + length < len(kinds) else outside
            kinds[at : at + length] = [before if before == after else outside] * length
        at += length
