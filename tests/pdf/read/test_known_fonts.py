"""A font that a program embeds whole is believed where it is known byte by byte, and no font that is like it."""

from __future__ import annotations

import hashlib
import re
import struct
import tomllib
import zlib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pikepdf
import pytest
import uharfbuzz
from pikepdf import Array, Dictionary, Name, String

from dtmforms.pdf.read import known_fonts
from dtmforms.pdf.read.font_encodings import believed
from dtmforms.pdf.read.known_fonts import known_font
from dtmforms.pdf.read.reading_order import UNDRAWN, UNTOLD
from dtmforms.pdf.write.fonts import face


def program(letters: str) -> bytes:
    """A font with letters, of which a program could embed the whole."""
    subset = uharfbuzz.SubsetInput()
    subset.flags = uharfbuzz.SubsetFlags.NO_HINTING
    subset.unicode_set.clear()
    subset.unicode_set.update(map(ord, letters))
    name = "NotoSansArabic-Regular" if any("\u0600" <= letter <= "\u06ff" for letter in letters) else "NotoSans-Regular"
    data: bytes = uharfbuzz.SubsetPlan(face(name).face, subset).execute().blob.data
    return data


def with_tables(data: bytes, other: bytes, *tags: str) -> bytes:
    """A font with tables of another one."""
    parts = {tag: (other if tag in tags else data) for tag in ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp")}
    tables = {tag: _table(source, tag.encode()) for tag, source in parts.items()}
    rows, body, begins = b"", b"", 12 + 16 * len(tables)
    for tag, table in tables.items():
        rows += struct.pack(">4sIII", tag.encode(), 0, begins + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return struct.pack(">4s4H", b"\0\1\0\0", len(tables), 64, 2, 48) + rows + body


def _table(data: bytes, tag: bytes) -> bytes:
    rows = struct.iter_unpack(">4sIII", data[12 : 12 + 16 * int.from_bytes(data[4:6])])
    return next(data[begins : begins + length] for name, _, begins, length in rows if name == tag)


def collection(data: bytes, rest: bytes = b"") -> bytes:
    """A file of several fonts that begins with this one."""
    head = struct.pack(">4sHHII", b"ttcf", 1, 0, 1, 16)
    rows = [*struct.iter_unpack(">4sIII", data[12 : 12 + 16 * int.from_bytes(data[4:6])])]
    moved = b"".join(struct.pack(">4sIII", tag, check, begins + len(head), size) for tag, check, begins, size in rows)
    return head + data[:12] + moved + data[12 + len(moved) :] + rest


LATIN, ARABIC = program("Łucja 5-1lI\u00ad"), program("سلام ٤")
LARGE = collection(LATIN, bytes(5_000_000))


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """These fonts are known."""
    rows = {hashlib.sha256(one).hexdigest(): "a font" for one in (LATIN, ARABIC, LARGE)}
    monkeypatch.setattr(known_fonts, "_table", lambda: {"open_type": rows, "compact": {}})
    yield
    known_fonts._open_type.cache_clear()


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as made:
        yield made


def glyphs_of(letters: str, data: bytes = LATIN) -> list[int]:
    font = uharfbuzz.Font(uharfbuzz.Face(data))
    return [font.get_nominal_glyph(ord(letter)) or 0 for letter in letters]


def codes(numbers: list[int]) -> bytes:
    return b"".join(number.to_bytes(2) for number in numbers)


def embedded(pdf: pikepdf.Pdf, data: bytes = LATIN, *, wide: float = 1, **entries: Any) -> Dictionary:
    """A font as programs embed it, its glyphs by their numbers, each so often as wide as it is."""
    font = uharfbuzz.Font(uharfbuzz.Face(data))
    count, scale = font.face.glyph_count, wide * 1000 / font.face.upem
    usual = {
        "Subtype": Name.CIDFontType2,
        "CIDSystemInfo": Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        "W": Array([0, Array([font.get_glyph_h_advance(number) * scale for number in range(count)])]),
        "FontDescriptor": Dictionary(FontFile2=pdf.make_stream(data)),
    }
    below = Dictionary({f"/{key}": value for key, value in (usual | entries).items()})
    return Dictionary(
        Subtype=Name.Type0, BaseFont=Name.Any, Encoding=Name("/Identity-H"), DescendantFonts=Array([below])
    )


def by_letters(pdf: pikepdf.Pdf, letters: str, glyphs: list[int]) -> Dictionary:
    """A font whose codes are letters, as one program maps them to glyphs, and as wide."""
    to_glyphs, font = bytearray(0x20000), uharfbuzz.Font(uharfbuzz.Face(LATIN))
    widths: Any = []
    for letter, glyph in zip(letters, glyphs, strict=True):
        to_glyphs[2 * ord(letter) : 2 * ord(letter) + 2] = glyph.to_bytes(2)
        widths.extend([ord(letter), Array([font.get_glyph_h_advance(glyph) * 1000 / font.face.upem])])
    return embedded(pdf, CIDToGIDMap=pdf.make_stream(bytes(to_glyphs)), W=Array(widths))


def read(font: Any, string: bytes) -> str | None:
    one = believed(font)
    glyphs = one.glyphs(string) if one else None
    return "".join(text for text, _ in glyphs) if glyphs is not None else None


def test_a_known_font_is_read_by_its_own_letters(pdf: pikepdf.Pdf) -> None:
    font = embedded(pdf)
    font.ToUnicode = pdf.make_stream(b"1 beginbfrange <0000> <FFFF> <0041> endbfrange")
    assert read(font, codes(glyphs_of("Łucja 5"))) == "Łucja 5"
    assert read(font, b"\0\0") == UNDRAWN
    assert read(font, b"\0") is None
    assert read(embedded(pdf, CIDToGIDMap=Name.Identity), codes(glyphs_of("Łucja"))) == "Łucja"


def test_a_font_that_draws_other_glyphs_than_a_known_one_is_none(pdf: pikepdf.Pdf) -> None:
    """Where it has the name, the letters and the measures of the known one, too."""
    other = program("Łucja 6-1lI\u00ad")
    draws_six_for_five = with_tables(LATIN, other, "glyf", "loca")
    calls_six_a_five = with_tables(other, LATIN, "cmap")
    for data in (draws_six_for_five, calls_six_a_five):
        assert uharfbuzz.Font(uharfbuzz.Face(data)).get_nominal_glyph(ord("5")) == glyphs_of("5")[0]
        assert believed(embedded(pdf, FontDescriptor=Dictionary(FontFile2=pdf.make_stream(data)))) is None
    assert read(embedded(pdf), codes(glyphs_of("5"))) == "5"


@pytest.mark.parametrize("data", [LATIN + b"\0", LATIN[:-1], program("Łucj"), b"OTTO", b"\0\1\0\0", b""], ids=range(6))
def test_a_font_that_is_like_a_known_one_is_none(pdf: pikepdf.Pdf, data: bytes) -> None:
    assert known_font(data) is None
    assert believed(embedded(pdf, FontDescriptor=Dictionary(FontFile2=pdf.make_stream(data)))) is None


def test_a_font_larger_than_any_is_not_looked_at(pdf: pikepdf.Pdf) -> None:
    huge = pdf.make_stream(zlib.compress(LATIN + bytes(5_000_000)), Filter=Name.FlateDecode)
    with pytest.raises(ValueError, match="larger"):
        believed(embedded(pdf, FontDescriptor=Dictionary(FontFile2=huge)))


def test_of_a_known_collection_the_first_font_is_read_though_it_is_large(pdf: pikepdf.Pdf) -> None:
    assert read(embedded(pdf, LARGE), codes(glyphs_of("Łucja 5"))) == "Łucja 5"
    assert read(embedded(pdf, LARGE + b"\0"), codes(glyphs_of("Łucja 5"))) is None
    packed = pdf.make_stream(zlib.compress(LARGE), Filter=Name.FlateDecode)
    with pytest.raises(ValueError, match="larger"):
        believed(embedded(pdf, LARGE, FontDescriptor=Dictionary(FontFile2=packed)))


def test_a_known_font_is_embedded_as_what_it_is(pdf: pikepdf.Pdf) -> None:
    def stream(**entries: Any) -> Any:
        return pdf.make_stream(LATIN, {f"/{key}": value for key, value in entries.items()})

    for entries in (
        {"Subtype": Name.CIDFontType0},
        {"FontDescriptor": Dictionary(FontFile3=stream(Subtype=Name.OpenType))},
        {"FontDescriptor": Dictionary(FontFile2=stream(Subtype=Name.OpenType))},
        {"FontDescriptor": Dictionary(FontFile2=stream(), FontFile3=stream(Subtype=Name.OpenType))},
        {"FontDescriptor": Dictionary(FontFile2=Name.Any)},
        {"CIDToGIDMap": Name.Other},
        {"DW2": Array([880, -1000])},
        {"DW": 500},
        {"CIDSystemInfo": Dictionary(Registry=String("Adobe"), Ordering=String("Japan1"), Supplement=0)},
    ):
        assert believed(embedded(pdf, **entries)) is None
    other = embedded(pdf)
    other.Encoding = Name("/Identity-V")
    assert believed(other) is None


@pytest.mark.parametrize("wide", [0, 0.9, 1.1, -1])
def test_letters_of_a_known_font_stand_where_they_are_wide(pdf: pikepdf.Pdf, wide: float) -> None:
    assert read(embedded(pdf, wide=wide), codes(glyphs_of("Łucja"))) is None
    assert read(embedded(pdf, wide=1.001), codes(glyphs_of("Łucja"))) == "Łucja"
    assert read(embedded(pdf, W=Array([])), codes(glyphs_of("Łucja"))) is None


def test_codes_that_are_letters_have_the_glyphs_of_these_letters(pdf: pikepdf.Pdf) -> None:
    honest, glyph = by_letters(pdf, "Ł", glyphs_of("Ł")), "Ł".encode("utf-16-be")
    assert read(honest, glyph) == "Ł"
    assert read(by_letters(pdf, "Ł", glyphs_of("I")), glyph) is None
    assert read(by_letters(pdf, "Ł", [0]), glyph) is None
    assert read(honest, codes(glyphs_of("u"))) is None


def test_what_the_other_font_has_is_not_written_by_such_codes(pdf: pikepdf.Pdf) -> None:
    """A viewer that does not ask the map would show other letters; none is a digit or one of Latin-1."""
    for letter in "u5-":
        assert read(by_letters(pdf, letter, glyphs_of(letter)), letter.encode("utf-16-be")) is None
    assert read(by_letters(pdf, "٤", [0]), "٤".encode("utf-16-be")) is None


def test_a_glyph_that_only_shaping_yields_stands_for_nothing_by_itself() -> None:
    font = known_font(ARABIC)
    assert font
    shaped = font.shape("سلام")
    assert shaped
    assert shaped.right_to_left
    assert any(font.letters.get(glyph.number, UNTOLD) == UNTOLD for glyph in shaped.glyphs)
    assert font.shape("Ł") is None


def test_a_sign_that_is_drawn_is_none_that_is_not_seen() -> None:
    font = known_font(LATIN)
    assert font
    assert "\u00ad" not in font.letters.get(font.glyph("\u00ad"), "")
    assert font.letters[font.glyph(" ")] == " "


# The table


def test_the_table_names_fonts_by_their_digests() -> None:
    table = tomllib.loads(resources.files("dtmforms.pdf.read").joinpath("known_fonts.toml").read_text(encoding="utf-8"))
    for digest in (*table["open_type"], *table["compact"]):
        assert re.fullmatch("[0-9a-f]{64}", digest)
    for name in table["open_type"].values():
        assert not re.search("Emoji|Symbol|Dingbats", name)


def test_a_compact_font_has_a_width_for_each_letter_and_no_letter_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for digest, entry in known_fonts._table()["compact"].items():
        assert len(entry["widths"]) == len(entry["letters"]) + 1
        seen = entry["letters"].replace(UNDRAWN, "")
        assert len(set(seen)) == len(seen)
        font = known_fonts._compact(digest)
        assert [font.letters[font.glyph(letter)] for letter in "Aż5Ж"] == [*"Aż5Ж"]
        assert font.glyph("ب") == known_fonts.NOTDEF
        assert font.shape("A") is None
