"""Lies of the package and its other parts, and of fonts within it."""

from __future__ import annotations

import io
import uuid
import zipfile

from claims import EMAIL, LABEL, LEVEL, MOBILE, NAME
from font_programs import NOTO, exchanged
from word_returns import MAIN, WordReturn, lie, run

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
CHARTER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def other_document(made: WordReturn) -> str:
    """The document that says what is shown."""
    return made.document.replace(made.control, made.control.replace(made.stored, made.shown))


def packed(entries: list[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries:
            package.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def with_both(made: WordReturn, name: str) -> list[tuple[str, bytes]]:
    return [*made.parts.items(), (MAIN, made.document.encode()), (name, other_document(made).encode())]


@lie("package", MOBILE)
def the_package_names_another_part_as_the_document(made: WordReturn) -> bytes:
    made.replace("_rels/.rels", "word/document.xml", "word/document2.xml")
    entry = f'<Override PartName="/word/document2.xml" ContentType="{DOCUMENT}"/></Types>'
    made.replace("[Content_Types].xml", "</Types>", entry)
    made.parts["word/_rels/document2.xml.rels"] = made.parts["word/_rels/document.xml.rels"]
    return packed(with_both(made, "word/document2.xml"))


@lie("package", EMAIL)
def the_document_is_there_twice(made: WordReturn) -> bytes:
    both = (made.document.encode(), other_document(made).encode())
    data = packed([*made.parts.items(), (MAIN, both[0]), ("word/documen2.xml", both[1])])
    return data.replace(b"word/documen2.xml", MAIN.encode())


@lie("package", LABEL)
def a_second_document_has_capitals_in_its_name(made: WordReturn) -> bytes:
    made.replace("_rels/.rels", "word/document.xml", "Word/Document.xml")
    made.replace("[Content_Types].xml", "/word/document.xml", "/Word/Document.xml")
    made.parts["Word/_rels/Document.xml.rels"] = made.parts["word/_rels/document.xml.rels"].replace(
        b'Target="', b'Target="/word/'
    )
    return packed(with_both(made, "Word/Document.xml"))


@lie("package", MOBILE)
def two_relationships_name_a_document_each(made: WordReturn) -> bytes:
    kind = f"{CHARTER}/officeDocument"
    second = f'<Relationship Id="rId99" Type="{kind}" Target="word/document2.xml"/></Relationships>'
    made.replace("_rels/.rels", "</Relationships>", second)
    made.parts["word/_rels/document2.xml.rels"] = made.parts["word/_rels/document.xml.rels"]
    entry = f'<Override PartName="/word/document2.xml" ContentType="{DOCUMENT}"/></Types>'
    made.replace("[Content_Types].xml", "</Types>", entry)
    shown, made.document = made.document, other_document(made)
    return packed([*made.parts.items(), (MAIN, made.document.encode()), ("word/document2.xml", shown.encode())])


@lie("package", NAME)
def the_archive_is_behind_another_archive(made: WordReturn) -> bytes:
    stored = made.bytes()
    made.document = other_document(made)
    return stored + made.bytes()


@lie("package", MOBILE)
def another_file_is_taken_in_at_the_place(made: WordReturn) -> None:
    made.add_part("chunk.txt", made.shown.encode(), "aFChunk", "text/plain")
    made.put(run(made.stored, "<w:vanish/>"), after=run(made.shown))


# Fonts within the document.


def embed(made: WordReturn, name: str, letters: dict[str, str]) -> None:
    key = uuid.uuid5(uuid.NAMESPACE_DNS, name)
    mask = bytes.fromhex(key.hex)[::-1]
    font = bytearray(exchanged(NOTO.read_bytes(), letters))
    for place in range(32):
        font[place] ^= mask[place % 16]
    made.parts["word/fonts/font1.odttf"] = bytes(font)
    relation = f'<Relationship Id="rId1" Type="{CHARTER}/font" Target="fonts/font1.odttf"/>'
    made.parts["word/_rels/fontTable.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    ).encode()
    made.replace("[Content_Types].xml", "<Default", f'<Default Extension="odttf" ContentType="{OBFUSCATED}"/><Default')
    held = (
        f'<w:font w:name="{name}">'
        f'<w:embedRegular xmlns:r="{CHARTER}" r:id="rId1" w:fontKey="{{{str(key).upper()}}}"/></w:font>'
    )
    made.replace("word/fontTable.xml", "</w:fonts>", held + "</w:fonts>")
    made.replace("word/settings.xml", "<w:zoom", "<w:embedTrueTypeFonts/><w:zoom")


@lie("fonts", MOBILE)
def a_font_of_the_document_draws_seven_for_nine(made: WordReturn) -> None:
    embed(made, "Own Sans", {"9": "7"})
    made.put(run(made.head) + run(made.tails[1], '<w:rFonts w:ascii="Own Sans" w:hAnsi="Own Sans" w:cs="Own Sans"/>'))


@lie("fonts", EMAIL)
def a_font_of_the_document_exchanges_two_letters(made: WordReturn) -> None:
    embed(made, "Third Sans", {"u": "r", "r": "u"})
    made.put(run(made.head) + run(made.tails[1], '<w:rFonts w:ascii="Third Sans" w:hAnsi="Third Sans"/>'))


@lie("fonts", MOBILE)
def a_style_takes_the_font_that_draws_seven_for_nine(made: WordReturn) -> None:
    embed(made, "Other Sans", {"9": "7"})
    made.add_style(
        "character", "Own", '<w:rPr><w:rFonts w:ascii="Other Sans" w:hAnsi="Other Sans" w:cs="Other Sans"/></w:rPr>'
    )
    made.put(run(made.head) + run(made.tails[1], '<w:rStyle w:val="Own"/>'))


@lie("fonts", LEVEL)
def the_level_is_white_and_another_in_a_symbol_font_s_place(made: WordReturn) -> None:
    made.put(
        run(
            made.stored, '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/><w:color w:val="FFFFFF"/><w:sz w:val="1"/>'
        ),
        after=run(made.shown),
    )


@lie("settings", NAME)
def the_whole_document_is_white_where_nothing_else_is_said(made: WordReturn) -> None:
    made.add_style("paragraph", "Pale", '<w:basedOn w:val="Normal"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr>')
    old = made.paragraph
    made.change(old, old.replace("<w:rPr/>", '<w:rPr><w:color w:val="000000"/></w:rPr>', 1))
    made.put(run(made.stored, '<w:sz w:val="2"/>'), after=run(made.shown, '<w:color w:val="000000"/>'))
    made.set_paragraph('<w:pStyle w:val="Pale"/>')


@lie("settings", MOBILE)
def changes_are_shown_as_if_they_were_accepted(made: WordReturn) -> None:
    made.replace("word/settings.xml", "<w:zoom", '<w:revisionView w:markup="0"/><w:zoom')
    shown, stored = made.tails
    inserted = f'<w:ins w:id="8" w:author="a" w:date="2026-10-02T10:00:00Z">{run(shown)}</w:ins>'
    deleted = (
        f'<w:del w:id="7" w:author="a" w:date="2026-10-02T10:00:00Z"><w:r><w:delText>{stored}</w:delText></w:r></w:del>'
    )
    made.put(run(made.head) + deleted + inserted)


@lie("settings", EMAIL)
def the_change_of_properties_was_to_hide(made: WordReturn) -> None:
    change = '<w:vanish/><w:rPrChange w:id="9" w:author="a" w:date="2026-10-02T10:00:00Z"><w:rPr/></w:rPrChange>'
    made.put(run(made.head) + run(made.tails[1], change), after=run(made.tails[0]))


@lie("settings", NAME)
def the_document_is_protected_and_its_text_is_hidden(made: WordReturn) -> None:
    made.replace("word/settings.xml", "<w:zoom", '<w:documentProtection w:edit="readOnly" w:enforcement="1"/><w:zoom')
    made.put(run(made.stored, "<w:webHidden/><w:vanish/>"), after=run(made.shown))
