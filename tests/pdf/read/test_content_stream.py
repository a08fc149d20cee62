"""A content stream is taken apart as everybody else takes it apart, or it is unreadable."""

from __future__ import annotations

import logging
import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from dtmforms.pdf.read import content_stream
from dtmforms.pdf.read.content_stream import (
    INLINE_IMAGE,
    Instruction,
    UnreadableError,
    in_order,
    instructions,
    parsed,
    unpacked,
)

MASK = b"BI/W 9/H 2/BPC 1/IM true"
"""How an image of two bytes a row and two rows begins."""


def readable(content: bytes) -> list[tuple[str, tuple[Any, ...]]] | None:
    try:
        return [(operator, operands) for operator, operands in instructions(content)]
    except UnreadableError:
        return None


def operators(content: bytes) -> str | None:
    found = readable(content)
    return None if found is None else " ".join(operator for operator, _ in found)


# Another reader, which shares no code with qpdf


def by_pypdf(content: bytes) -> list[tuple[str, tuple[Any, ...]]] | None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    logging.disable(logging.ERROR)
    try:
        found = ContentStream(stream, None).operations
    except Exception:  # noqa: BLE001 - of what it does not know it raises anything
        return None
    finally:
        logging.disable(logging.NOTSET)
    return [
        (operator.decode("latin-1"), () if operator == b"INLINE IMAGE" else tuple(map(plain, operands)))
        for operands, operator in found
    ]


def plain(operand: Any) -> Any:
    match operand:
        case BooleanObject():
            return operand.value
        case NameObject():
            return str(operand)
        case NumberObject() | FloatObject():
            return float(operand)
        case TextStringObject():
            return operand.original_bytes
        case ByteStringObject():
            return bytes(operand)
        case ArrayObject():
            return tuple(map(plain, operand))
        case DictionaryObject():
            return {str(key): plain(value) for key, value in operand.items()}
    return None


def by_both(content: bytes) -> tuple[Any, Any]:
    """What ours reads and what pypdf reads, images left out."""
    ours = readable(content)
    return ours and [(name, () if name == INLINE_IMAGE else held) for name, held in ours], by_pypdf(content)


# Contents of all kinds: sound ones, odd ones, and some that are none

SPACES = [*[b" "] * 24, *[b"\n"] * 3, b"\r", b"\r\n", b"\t", b"\f", b"  ", b"", b"", b"\0"]
SPACES += [b"%c\n", b"% BI \r", b"% EI \n", b"%(\r\n"]
LETTERS = [
    b"a",
    b"b c",
    b"\\(",
    b"\\)",
    b"\\\\",
    b"\\n",
    b"\\053",
    b"\\53",
    b"\\5",
    b"\xe9",
    b"\xfe\xff",
    b"%",
    b"<",
    b">>",
]
LETTERS += [
    b"[",
    b"/",
    b" Tj ",
    b"BI ",
    b" EI ",
    b"\n",
    b"\0",
    b"\r",
    b"\r\n",
    b"\\8",
    b"\\x",
    b"\\400",
    b"\\\n",
    b"\\\r\n",
]
DIGITS = [b"4", b"41", b"a", b"F0", b"0041", b" ", b"\n", b"\0", b"g"]
NAMES = [b"A", b"F1", b"#41", b"#20", b"#2F", b"-", b".", b"*", b"#C3#A9", b"\xe9", b"#", b"#zz", b"#00"]
NUMBERS = [b"0", b"1", b"-1", b"+2", b"12", b"007", b"1.5", b"-.5", b".5", b"4.", b"-0", b"0.0001", b"+.5"] * 2
NUMBERS += [b"1e5", b"--1", b"+-1", b"1.2.3", b".", b"-", b"1-2", b"99999999999999999999", b"0x1", b"1,5"]
SOUND: list[tuple[str, bytes]] = [
    *(("", operator) for operator in (b"q", b"Q", b"BT", b"ET", b"f*", b"W*", b"n", b"T*", b"EMC")),
    *(("s", b"Tj"), ("x", b"Tj"), ("s", b"'"), ("nns", b'"'), ("a", b"TJ"), ("/n", b"Tf"), ("nn", b"Td")),
    *(("nnnnnn", b"cm"), ("/d", b"BDC"), ("//", b"BDC"), ("/", b"BMC"), ("an", b"d"), ("n/", b"scn")),
]
ODD = [
    b"true",
    b"null",
    b"BX",
    b"foo",
    b"\xe9",
    b"R",
    b"obj",
    b"EI",
    b"ID",
    b"{",
    b")",
    b">",
    b"]",
    b">>",
    b"BI",
    b"qQ",
]
ODD += [b"(", b"<", b"<<", b"["]


class Choices:
    """Writes a content by a line of numbers, each of which decides what comes next; where there is none any more, it is
    the first of what may come."""

    def __init__(self, numbers: bytes) -> None:
        self.left = list(reversed(numbers))
        self.operands: dict[str, Callable[[], bytes]] = {
            "s": self.string,
            "x": lambda: b"<%b>" % self.several(lambda: self.of(DIGITS)),
            "/": lambda: b"/" + self.several(lambda: self.of(NAMES)),
            "n": lambda: self.of(NUMBERS),
            "a": lambda: b"[%b]" % self.several(lambda: self.operand("ssxnnn/") + self.of(SPACES)),
            "d": lambda: b"<<%b>>" % self.several(lambda: self.operands["/"]() + b" " + self.operand("nsx/ad") + b" "),
        }

    def number(self) -> int:
        return self.left.pop() if self.left else 0

    def of(self, ways: Sequence[bytes]) -> bytes:
        return ways[self.number() % len(ways)]

    def several(self, part: Callable[[], bytes]) -> bytes:
        return b"".join([part() for _ in range(self.number() % 4)])

    def operand(self, kinds: str) -> bytes:
        return self.operands[kinds[self.number() % len(kinds)]]()

    def string(self) -> bytes:
        return b"(%b)" % self.several(lambda: self.of(LETTERS) if self.number() % 4 else self.string())

    def image(self) -> bytes:
        """An inline image; most have the size that they say."""
        width, height = [(1, 1), (8, 1), (9, 2), (3, 3)][self.number() % 4]
        size = (width + 7) // 8 * height + (0, 0, 0, 0, 0, 1, -1)[self.number() % 7]
        data = b"".join(
            [self.of([b"x", b"E", b"I", b" ", b"q", b"%", b"(", b"\\", b"\xff", b"\0"]) for _ in range(size)]
        )
        in_hex = self.number() % 2
        parts = [
            b"BI",
            b"/W %d" % width,
            b"/H %d" % height,
            b"/BPC 1",
            b"/IM true",
            b"/F/AHx" if in_hex else b"",
            b"ID",
        ]
        said = b"".join([part + self.of(SPACES) for part in parts[:-1]]) + parts[-1] + self.of([b" ", b"\n"])
        return said + (data.hex().encode() + b">" if in_hex else data) + self.of([b" EI", b"\nEI", b"EI"])

    def instruction(self) -> bytes:
        kind = self.number() % 34
        if kind >= 30:
            return (self.operand("nsx/ad") if kind == 30 else b"") + self.image()
        kinds, operator = SOUND[self.number() % len(SOUND)]
        parts = [self.operands[one]() for one in kinds] if kind < 28 else [self.operand("nsx/ad")]
        return b"".join([part + self.of(SPACES) for part in parts]) + (operator if kind < 29 else self.of(ODD))

    def content(self) -> bytes:
        return b"".join([self.instruction() + self.of(SPACES) for _ in range(1 + self.number() % 5)])


@settings(max_examples=300)
@given(st.binary(max_size=150))
def test_where_another_reader_sees_something_else_a_stream_is_unreadable(numbers: bytes) -> None:
    ours, theirs = by_both(Choices(numbers).content())
    assert ours is None or ours == theirs


def test_a_good_part_of_these_contents_is_readable() -> None:
    chance = random.Random(7)  # noqa: S311 - nothing secret is made of it
    found = [readable(Choices(chance.randbytes(150)).content()) for _ in range(400)]
    assert 80 < sum(content is not None for content in found) < 320
    assert {INLINE_IMAGE, "Tj", "TJ", "BDC", "Tf"} <= {name for content in found if content for name, _ in content}


SAID_OTHERWISE = {
    "a NUL between operators": b"q\0Q",
    "a NUL behind a name": b"/A\0Do",
    "a letter that needs no backslash": b"(\\8) Tj",
    "an octal code beyond a byte": b"(\\400) Tj",
    "a line that is parted before another": b"(\\\n\nx) Tj",
    "an end of a line in a string": b"(a\rb) Tj",
    "an end of a line in one of two strings": b"(a\rb) Tj (c) Tj",
    "an end of a line in a string of a dictionary": b"/A <</B(a\r\nb)>> BDC EMC",
    "operands before an image": b"/A /B " + MASK + b" ID abcd EI Q",
    "an image that is shorter than its size": b"BI/W 9/H 2/BPC 8/CS/G ID abcd EI Q",
    "an image without white space before its end": MASK + b" ID abcdEI Q",
    "an image without white space behind its end": MASK + b" ID abcd EI/A gs",
    "an image without a size": b"BI ID x EI Q",
    "a comment before the data of an image": MASK + b"%c\nID abcd EI Q",
}


@pytest.mark.parametrize("content", SAID_OTHERWISE.values(), ids=SAID_OTHERWISE)
def test_of_what_two_libraries_read_differently_neither_is_believed(content: bytes) -> None:
    with pikepdf.new() as pdf:
        found = pikepdf.parse_content_stream(pdf.make_stream(content))
        by_qpdf = [(str(one.operator), () if len(str(one.operator)) > 3 else repr(list(one.operands))) for one in found]
    theirs = by_pypdf(content)
    assert theirs is None or [(name, repr(list(held))) for name, held in theirs] != by_qpdf
    assert readable(content) is None


# One by one


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", []),
        (b"q", [("q", ())]),
        (b"q%c", [("q", ())]),
        (b"q\rQ", [("q", ()), ("Q", ())]),
        (b"(a(b(c(d(e(f)))))) Tj", [("Tj", (b"a(b(c(d(e(f)))))",))]),
        (b"% BI \n(x) Tj % EI\n", [("Tj", (b"x",))]),
        (b"(BI /W 1 ID x EI) Tj", [("Tj", (b"BI /W 1 ID x EI",))]),
        (b"(\0A\0B) Tj", [("Tj", (b"\0A\0B",))]),
        (b"(\\(\\051\\53\\\\) Tj", [("Tj", (b"()+\\",))]),
        (b"(a\\nb)\nTj\nq", [("Tj", (b"a\nb",)), ("q", ())]),
        (b"(a b)\rTj\r\nq", [("Tj", (b"a b",)), ("q", ())]),
        (b"<4 1\n5> Tj", [("Tj", (b"AP",))]),
        (b"(a)Tj[(b)-5<63>]TJ", [("Tj", (b"a",)), ("TJ", ((b"b", -5.0, b"c"),))]),
        (b"/F#31 +9. Tf", [("Tf", ("/F1", 9.0))]),
        (b"-.5 007 Td", [("Td", (-0.5, 7.0))]),
        (b"/Span<</MCID 0/Lang(en)>>BDC EMC", [("BDC", ("/Span", {"/MCID": 0.0, "/Lang": b"en"})), ("EMC", ())]),
        (
            b"/P<</A[/B 1 true null]/D<</E(f)>>>>BDC",
            [("BDC", ("/P", {"/A": ("/B", 1.0, True, None), "/D": {"/E": b"f"}}))],
        ),
    ],
)
def test_operands_are_plain_values(content: bytes, found: list[Any]) -> None:
    assert readable(content) == found


BROKEN = {
    "a string that does not end": b"(a Tj",
    "a string that ends twice": b"(a)) Tj",
    "hexadecimal digits that are none": b"<4G> Tj",
    "an array that does not end": b"[(a) TJ",
    "an array that ends twice": b"[(a)]] TJ",
    "a dictionary that does not end": b"/A <</B 1 BDC",
    "a key twice": b"/A <</B 1/B 2>> BDC",
    "a key without a value": b"/A <</B>> BDC",
    "a name with a NUL": b"/A#00 Do",
    "a name with a number sign that stands for nothing": b"/A#4 Do",
    "a name that is no UTF-8": b"/A\xe9 Do",
    "a key that is no UTF-8": b"/A <</\xe9 1>> BDC",
    "a number that is none": b"1.2.3 g",
    "a number with an exponent": b"1e5 g",
    "a number that is too large": b"99999999999999999999 g",
    "braces": b"{ } q",
    "a reference": b"/A [1 0 R] BDC",
    "operands without an operator": b"q 1 2",
    "a string without an operator": b"q (a)",
    "operators that are glued together": b"qQ",
    "an image that does not end": MASK + b" ID abcd",
    "an image without data": b"BI EI q",
    "data that are no image": b"BI/W 1 BI 2 EI",
    "the end of an image alone": b"EI",
    "data of an image alone": b"ID x EI Q",
    "text within an image": b"BI (hidden) Tj " + MASK[2:] + b" ID abcd EI Q",
    "an operator that nobody knows within an image": b"BI foo " + MASK[2:] + b" ID abcd EI Q",
    "an image whose data seem to end before": MASK + b" ID EI c EI Q",
    "an image in hexadecimal digits that is too short": MASK + b"/F/AHx ID 00ff> EI Q",
    "an image in hexadecimal digits that goes on": MASK + b"/F/AHx ID 00ff00>a EI Q",
    "an image in hexadecimal digits that are none": MASK + b"/F/AHx ID 00ff00gg> EI Q",
    "an image that is too long": MASK + b" ID abcde EI Q",
    "the mark that stands behind a content": b"q end_of_content",
    "another after the mark that stands behind a content": b"q end_of_content q",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_unreadable(content: bytes) -> None:
    assert readable(content) is None


@pytest.mark.parametrize(
    "content",
    [
        b"foo",
        b"BX EX",
        b"1 0 d0",
        b"EI",
        b"1 q",
        b"g",
        b"(a) g",
        b"1 2 g",
        b"1 2 3 4 5 6 7 cm",
        b"1 2 3 4 5 cm",
        b"9 /F1 Tf",
        b"/F1 Tf",
        b"[(a)] Tj",
        b"(a) TJ",
        b"[/A] TJ",
        b"[[(a)]] TJ",
        b"(a) (b) Tj",
        b"1 (a) '",
        b'1 (a) "',
        b"1 2 3 4 5 sc",
        b"sc",
        b"scn",
        b"/A 1 scn",
        b"/A BDC",
        b"/A (b) BDC",
        b"<</A 1>> BMC",
        b"[1 (a)] 0 d",
        b"null Tj",
        b"true g",
        b"(F1) 9 Tf",
    ],
)
def test_operators_and_operands_are_those_of_the_standard(content: bytes) -> None:
    """Annex A, Table A.1."""
    assert parsed(content)
    assert readable(content) is None


def test_every_operator_is_known_with_its_operands() -> None:
    said = (
        b"q Q h n W W* f F f* B B* b b* S s BT ET T* EMC 1 w 1 J 1 j 1 M 1 i 1 g 1 G 1 Tc 1 Tw 1 Tz 1 TL 1 Ts 1 Tr "
        b"1 2 m 1 2 l 1 2 Td 1 2 TD 1 2 3 rg 1 2 3 RG 1 2 3 4 re 1 2 3 4 v 1 2 3 4 y 1 2 3 4 k 1 2 3 4 K "
        b"1 2 3 4 5 6 cm 1 2 3 4 5 6 c 1 2 3 4 5 6 Tm 1 sc 1 2 3 4 SC 1 /P scn /P SCN 1 2 3 4 5 scn [] 0 d [1 2] 0 d "
        b"/A gs /A ri /A cs /A CS /A Do /A sh /A BMC /A MP /A /B BDC /A <<>> DP /A 1 Tf (a) Tj (a) ' 1 2 (a) \" [] TJ"
    )
    found = readable(said)
    assert found
    assert len({operator for operator, _ in found}) == 66


def test_an_image_like_our_code_is_known_as_it_is_written() -> None:
    for more, data in ((b"", b"ab\0%"), (b"/F/AHx", b"00ff00fF>"), (b"/D[0 1]", b"a\\8\r")):
        found = readable(b"q " + MASK + more + b" ID " + data + b" EI Q (100 %) Tj")
        assert found
        assert [operator for operator, _ in found] == ["q", INLINE_IMAGE, "Q", "Tj"]
        [written] = found[1][1]
        assert written.startswith(b"BI\n/W 9 /H 2 ")
        assert written.endswith(b"\nID\n" + data + b" EI")


def test_a_stream_is_judged_by_itself_whatever_was_read_before() -> None:
    for content in BROKEN.values():
        assert readable(content) is None
        assert operators(b"q Q") == "q Q"


def test_each_thread_has_its_own() -> None:
    contents = [b"%d g " % number * 50 for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        for number, found in enumerate(pool.map(instructions, contents)):
            assert found == (Instruction("g", (float(number),)),) * 50


def test_short_streams_are_kept_and_long_ones_are_not() -> None:
    content_stream._known_instructions.cache_clear()
    instructions(b"q Q " * 10)
    instructions(b"q Q " * 1000)
    assert content_stream._known_instructions.cache_info().currsize == 1


def test_more_than_any_font_needs_is_not_taken_apart() -> None:
    assert readable(b" " * 1_000_001) is None
    assert readable(b" " * 1_000_000) == []


# In order


def ordered(content: bytes) -> str | None:
    try:
        return " ".join(one.operator for one in in_order(instructions(content)))
    except UnreadableError:
        return None


@pytest.mark.parametrize(
    "content",
    [
        b"q /A BMC BT (a) Tj ET EMC Q",
        b"BT /A BMC (a) Tj EMC 1 g 1 Tr /F 9 Tf ET",
        b"BT ET BT ET",
        b"/A BMC q EMC Q",
        b"q q Q Q",
        b"",
    ],
)
def test_what_is_opened_is_closed(content: bytes) -> None:
    assert ordered(content) == operators(content)


@pytest.mark.parametrize(
    "content",
    [
        b"q",
        b"BT",
        b"/A BMC",
        b"/A /B BDC",
        b"Q q",
        b"ET BT ET",
        b"EMC 1 g",
        b"q ET Q",
        b"BT BT ET ET",
        b"(a) Tj",
        b"BT ET (a) Tj",
        b"1 2 Td",
        b"T*",
        b"1 0 0 1 0 0 Tm",
        *(b"BT %b ET" % inner for inner in (b"q Q", b"1 0 0 1 0 0 cm", b"0 0 1 1 re", b"f", b"0 0 m", b"/A Do", b"n")),
    ],
)
def test_what_stands_in_another_place_than_the_standard_has_it_is_unreadable(content: bytes) -> None:
    """ISO 32000-2:2020 8.2, Figure 9."""
    assert operators(content) is not None
    assert ordered(content) is None


@pytest.mark.parametrize("rest", [b"EMC ET\nQ EMC", b"Q", b"ET", b"EMC"])
def test_ends_that_a_program_left_behind_are_cut_off(rest: bytes) -> None:
    """qpdf and PDFBox draw up to the first EMC of ours anew."""
    drawn = b"/Tx BMC q BT (a) Tj ET Q EMC "
    assert ordered(drawn + rest) == operators(drawn)
    assert ordered(drawn + rest + b" 1 g") is None
    assert ordered(b"q " + drawn + rest.replace(b"Q", b"ET")) is None


# Streams of a file


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as made:
        yield made


def test_what_a_stream_holds_is_unpacked(pdf: pikepdf.Pdf) -> None:
    flate = zlib.compress(b"q Q")
    assert unpacked(pdf.make_stream(b"q Q")) == b"q Q"
    assert unpacked(pdf.make_stream(flate, Filter=Name.FlateDecode)) == b"q Q"
    assert unpacked(pdf.make_stream(flate, Filter=Array([Name.FlateDecode]))) == b"q Q"
    assert unpacked(pdf.make_stream(b"71 20 51>", Filter=Name.ASCIIHexDecode)) == b"q Q"
    assert unpacked(pdf.make_stream(flate, Filter=Name.FlateDecode, DecodeParms=Dictionary(Predictor=1))) == b"q Q"


@pytest.mark.parametrize("size", [4_000_000, 4_000_001])
def test_more_than_any_field_has_is_not_unpacked(pdf: pikepdf.Pdf, size: int) -> None:
    for made in (
        pdf.make_stream(b" " * size),
        pdf.make_stream(zlib.compress(b" " * size), Filter=Name.FlateDecode),
    ):
        if size > 4_000_000:
            with pytest.raises(ValueError, match="larger"):
                unpacked(made)
            as_it_is = "/Filter" not in made
            assert not as_it_is or len(unpacked(made, size)) == size
        else:
            assert len(unpacked(made)) == size


def test_of_filters_that_may_unpack_to_anything_only_little_is_unpacked(pdf: pikepdf.Pdf) -> None:
    hexadecimal = b"20" * 10_000
    assert len(unpacked(pdf.make_stream(hexadecimal, Filter=Name.ASCIIHexDecode))) == 10_000
    with pytest.raises(ValueError, match="larger"):
        unpacked(pdf.make_stream(hexadecimal + b"2", Filter=Name.ASCIIHexDecode))
    twice = Array([Name.FlateDecode, Name.FlateDecode])
    with pytest.raises(ValueError, match="larger"):
        unpacked(pdf.make_stream(b" " * 20_001, Filter=twice))
