"""What a content stream consists of: operators with their operands, each in its place (ISO 32000-2:2020 7.8.2, 8.2).

qpdf takes streams apart. Where it mends or passes over anything, and where an operator, its operands or its place are
not those of the standard, other programs may see something else: such a stream is unreadable as a whole. Not done here:
drawing.
"""

from __future__ import annotations

import re
import threading
import warnings
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, String


class UnreadableError(Exception):
    """What a stream shows is not known."""


INLINE_IMAGE = "INLINE IMAGE"
"""What the library calls BI, ID and EI with all that stands between them (8.9.7); its operand is that as written."""
SHOWING = frozenset({"Tj", "TJ", "'", '"'})
"""Text-showing operators, Table 107."""
PICTURING = frozenset({"Do", "sh", INLINE_IMAGE})
"""External objects, shadings and inline images (8.8, 8.7.4.2, 8.9.7)."""
FILLING = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
STROKING = frozenset({"S", "s", "B", "B*", "b", "b*"})
"""Path-painting operators, Table 59."""
PAINTING = PICTURING | FILLING | STROKING
"""Whatever draws and is no text."""

_LARGEST_UNPACKED, _LARGEST_PACKED = 4_000_000, 20_000
"""Bytes of an appearance, of a map of letters, or of a value. The smaller one is for filters of which it is not known
how much they unpack to before they have."""
_LARGEST_CONTENT = 1_000_000
"""Bytes: a map of all codes of a font has nearly as many, a page of ours 14,000. At worst they take two seconds."""
_SHORT = 1_000
"""Bytes: of what fields show, a quarter to a half is shown by others too."""
_END = "end_of_content"
"""Stands behind a content, as an operator that none has: what swallows it or gives it operands is not complete."""
_OPERANDS = {
    "": "q Q h n W W* f F f* B B* b b* S s BT ET T* EMC",
    "n": "w J j M i g G Tc Tw Tz TL Ts Tr",
    "nn": "m l Td TD",
    "nnn": "rg RG",
    "nnnn": "re v y k K",
    "nnnnnn": "cm c Tm",
    "n{1,4}": "sc SC",
    "n+/?|/": "scn SCN",
    r"\[n*\]n": "d",
    "/": "gs ri cs CS Do sh BMC MP",
    "/[/<]": "BDC DP",
    "/n": "Tf",
    "s": "Tj '",
    "nns": '"',
    r"\[[ns]*\]": "TJ",
}
"""Operators by patterns of their operands (Table A.1): numbers, strings, names, dictionaries, and arrays of such. Those
of glyph descriptions are left out, and BX and EX, between which programs pass over what they do not know (7.8.2)."""
_PATTERNS = {operator: re.compile(kinds) for kinds, operators in _OPERANDS.items() for operator in operators.split()}
_PATTERNS[INLINE_IMAGE] = re.compile("s")
_KINDS = {float: "n", bytes: "s", str: "/", dict: "<"}
_MASK = re.compile(
    rb"BI\n/W (\d{1,4}) /H (\d{1,4}) /BPC 1 /IM true(?: /D \[ 0 1 \])?(?P<hex> /F /AHx)?\nID\n(.*)[\t\n\r ]EI",
    re.DOTALL,
)
"""An inline image as our code is one, written by us, or anew by another program."""
_IMAGE_ENDS, _NO_IMAGE_ENDS = re.compile(rb"EI[\0\t\n\f\r ]"), re.compile(rb"EI(?=[^\0\t\n\f\r ])")
_ODD_ESCAPE = re.compile(rb"\\(?:([4-7][0-7][0-7]|[^nrtbf()\\0-7])|.)", re.DOTALL)
"""In its group, one that stands for nothing (7.3.4.2), or parts a line: some programs leave out more than others."""


class Instruction(NamedTuple):
    """An operator with its operands: numbers as floats, strings as bytes, names as text that begins with a solidus,
    arrays as tuples."""

    operator: str
    operands: tuple[Any, ...] = ()


def unpacked(stream: Any, largest_as_it_is: int = _LARGEST_UNPACKED) -> bytes:
    """What a stream of a file holds. Raises `ValueError` where that is larger than what any field has, or one that is
    not packed than `largest_as_it_is`, and what the library and zlib raise for damaged ones."""
    raw, filters = bytes(stream.get_raw_stream_buffer()), stream.get("/Filter")
    content = raw if filters is None else _unfiltered(stream, raw, filters)
    if len(content) > (largest_as_it_is if filters is None else _LARGEST_UNPACKED):
        raise ValueError("larger than what any field has")
    return content


def _unfiltered(stream: Any, raw: bytes, filters: Any) -> bytes:
    flate = filters == Name.FlateDecode or (isinstance(filters, Array) and list(filters) == [Name.FlateDecode])
    if flate and "/DecodeParms" not in stream:
        return zlib.decompressobj().decompress(raw, _LARGEST_UNPACKED + 1)
    if len(raw) > _LARGEST_PACKED:
        raise ValueError("larger than what any field has")
    return bytes(stream.get_stream_buffer())


def instructions(content: bytes) -> tuple[Instruction, ...]:
    """The instructions of a content stream (Annex A). Raises `UnreadableError`, for an unknown operator too."""
    return _known_instructions(content) if len(content) <= _SHORT else _instructions(content)


def _instructions(content: bytes) -> tuple[Instruction, ...]:
    found = parsed(content)
    for operator, operands in found:
        if not _takes(operator, "".join([_kind(operand) for operand in operands]) if operands else ""):
            raise UnreadableError
    return tuple(found)


_known_instructions = lru_cache(maxsize=64)(_instructions)


@lru_cache(maxsize=256)
def _takes(operator: str, kinds: str) -> bool:
    pattern = _PATTERNS.get(operator)
    return pattern is not None and pattern.fullmatch(kinds) is not None


def _kind(operand: Any) -> str:
    if isinstance(operand, tuple):
        return f"[{''.join([_kind(one) for one in operand])}]"
    return _KINDS.get(type(operand), "?")


def parsed(content: bytes) -> list[Instruction]:
    """Operators with their operands, whatever they mean, of what is written as content streams are (7.8.2). Raises
    `UnreadableError`, for what programs read in more than one way, too."""
    found = _taken_apart(content)
    images = [operands[0] for operator, operands in found if operator == INLINE_IMAGE]
    if b"\\" in content and any(_ODD_ESCAPE.findall(_without_data(content, images))):
        raise UnreadableError
    if b"\r" in content and any(b"\n" in string for string in _strings(found) if string not in images):
        raise UnreadableError  # an end of a line in a string is to be read as a line feed, and stays as it is in some
    if b"\0" in content and not _holds_in_strings(content, b"\0", found):
        raise UnreadableError  # a NUL is white space (Table 1), and none to some
    if b"%" in content and images and not _holds_in_strings(content, b"%", found):
        raise UnreadableError  # about images, some know no comments
    return found


def _without_data(content: bytes, images: list[bytes]) -> bytes:
    for image in images:
        content = content.replace(image.partition(b"\nID\n")[2], b"", 1)
    return content


def _holds_in_strings(content: bytes, byte: bytes, found: list[Instruction]) -> bool:
    """Whether a byte stands in strings and images, and nowhere else: whether another one in its place changes nothing
    else."""
    other = b"\1"
    changed = _taken_apart(content.replace(byte, other))
    return bool(_with(other, byte, found) == _with(other, byte, changed))


def _with(new: bytes, old: bytes, operand: Any) -> Any:
    if isinstance(operand, bytes):
        return operand.replace(old, new)
    return [_with(new, old, one) for one in _inner(operand)] or operand


def _strings(operand: Any) -> Iterator[bytes]:
    if isinstance(operand, bytes):
        yield operand
    for one in _inner(operand):
        yield from _strings(one)


def _inner(operand: Any) -> Sequence[Any]:
    if isinstance(operand, dict):
        return list(operand.items())
    return operand if isinstance(operand, list | tuple) else ()


def _taken_apart(content: bytes) -> list[Instruction]:
    if len(content) > _LARGEST_CONTENT:
        raise UnreadableError
    try:
        # Where operands are left over, the library has a warning of Python's; the end of the content says it as well.
        with warnings.catch_warnings(action="ignore"):
            found = _SCRATCH.taken_apart(b"%b\n%b" % (content, _END.encode()))
    except Exception:  # noqa: BLE001 - whatever the library stumbles over, another program may not
        raise UnreadableError from None
    if not found or found.pop() != (_END, ()):
        raise UnreadableError
    return found


class _Scratch(threading.local):
    """A file with a single stream, for the library takes nothing else apart. One a thread: to make a new one for each
    content would take as long as to take it apart."""

    def __init__(self) -> None:
        self.file = pikepdf.new()
        self.stream = self.file.make_stream(b"")

    def taken_apart(self, content: bytes) -> list[Instruction]:
        found = [
            Instruction(str(one.operator), tuple([_plain(part) for part in one.operands]))
            for one in self.parts(content)
        ]
        images = [operands[0] for operator, operands in found if operator == INLINE_IMAGE]
        if images and not (all(map(_ends_plainly, images)) and self.has_nothing_within_images(content, found)):
            raise UnreadableError
        return found

    def parts(self, content: bytes) -> list[Any]:
        self.file.get_warnings()  # of another content
        self.stream.write(content)
        parts = pikepdf.parse_content_stream(self.stream)
        if self.file.get_warnings():
            raise UnreadableError
        return parts

    def has_nothing_within_images(self, content: bytes, found: list[Instruction]) -> bool:
        """Whether no operands stand before BI, and no operators between BI and ID, which the library passes over: it
        shows them where it does not know BI. And whether white space stands behind EI, for which some look."""
        parts = self.parts(_NO_IMAGE_ENDS.sub(b"ei", content).replace(b"BI", b"bi"))
        images = {INLINE_IMAGE: ["bi", "ID", "EI"]}
        operators = [operator for one in found for operator in images.get(one.operator, [one.operator])]
        return [str(one.operator) for one in parts if not (str(one.operator) == "bi" and one.operands)] == operators


_SCRATCH = _Scratch()


def _plain(operand: Any) -> Any:
    if type(operand) in (int, Decimal):
        return float(operand)
    if isinstance(operand, String):
        return bytes(operand)
    if isinstance(operand, Name):
        return str(operand)
    if isinstance(operand, Array):
        return tuple(map(_plain, operand))
    if isinstance(operand, Dictionary):
        return {key.encode().decode(): _plain(one) for key, one in operand.items()}  # which refuses broken UTF-8
    if isinstance(operand, pikepdf.PdfInlineImage):
        return operand.unparse()
    if operand is None or isinstance(operand, bool):
        return operand
    raise UnreadableError


def _ends_plainly(image: bytes) -> bool:
    """Whether an inline image ends where any program takes it to end (8.9.7): where its size says, and at the first EI,
    and at the end of its hexadecimal data."""
    found = _MASK.fullmatch(image)
    if not found or _IMAGE_ENDS.search(found[4]):
        return False
    size: int = (int(found[1]) + 7) // 8 * int(found[2])
    if found["hex"]:
        return len(found[4]) == 2 * size + 1 and bool(re.fullmatch(rb"[0-9A-Fa-f]*>", found[4]))
    return bool(len(found[4]) == size)


_CLOSED_BY = {"q": "Q", "BT": "ET", "BMC": "EMC", "BDC": "EMC"}
_CLOSING = frozenset(_CLOSED_BY.values())
_WITHIN_TEXT = SHOWING | {"Td", "TD", "Tm", "T*"}
"""Operators of text objects alone (9.4.1)."""
_OUTSIDE_TEXT = PAINTING | {"q", "Q", "cm", "BT", "m", "l", "c", "v", "y", "h", "re", "W", "W*", "n"}
"""Operators that have no place in a text object (8.2, Figure 9)."""


_BORROWED = (("q", "Tf", "Tj", "Q"), ("q", "Tf", "Td", "Tj", "Q"))
"""How one program writes a letter of another font within a text object, where q has no place."""


def in_order(found: Sequence[Instruction]) -> Sequence[Instruction]:
    """The instructions, where all stand in their places and what is opened is closed. Some programs draw a field anew
    and leave behind what closed the drawing before: ends without beginnings are cut off where nothing follows them.
    Raises `UnreadableError`."""
    open_until = dict.fromkeys(_CLOSING, 0)
    for place, (operator, _) in enumerate(found):
        if operator in (_OUTSIDE_TEXT if open_until["ET"] else _WITHIN_TEXT) and not _is_borrowed(found, place):
            raise UnreadableError
        if operator in _CLOSED_BY:
            open_until[_CLOSED_BY[operator]] += 1
        elif operator in _CLOSING:
            if not any(open_until.values()) and all(one.operator in _CLOSING for one in found[place:]):
                return found[:place]
            open_until[operator] -= 1
            if open_until[operator] < 0:
                raise UnreadableError
    if any(open_until.values()):
        raise UnreadableError
    return found


def _is_borrowed(found: Sequence[Instruction], place: int) -> bool:
    """Whether q or Q stands at the beginning or at the end of a letter of another font."""
    operators = [one.operator for one in found[max(place - 4, 0) : place + 5]]
    at = min(place, 4)
    before, behind = operators[: at + 1], operators[at:]
    if found[place].operator == "q":
        return any(tuple(behind[: len(one)]) == one for one in _BORROWED)
    return found[place].operator == "Q" and any(tuple(before[-len(one) :]) == one for one in _BORROWED)
