"""A Word document as plain texts: from the part that the package says, and only where there is one of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import load_sample
from parts import control, paragraph, run

from dtmforms import opc
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.errors import ReturnError
from dtmforms.word.read.document import read_texts
from dtmforms.word.write import filled_document

DOCUMENT, RELATIONSHIPS = "word/document.xml", "_rels/.rels"
Parts = dict[str, bytes]
Change = Callable[[Parts], Parts]
MOBILE = "table_c_iom_primary_mobile"


@pytest.fixture(scope="module")
def parts() -> Parts:
    demo = load_sample("en")
    with opc.opened(filled_document.draw(demo, "en", fingerprint(demo))) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_values_are_read_by_the_tags_of_their_controls(parts: Parts) -> None:
    read = read_texts(opc.packed(parts.items()))
    iom = load_sample("en").table_c.iom.primary
    assert iom
    assert (read.language, read.by_position, read.texts[MOBILE]) == ("en", False, iom.mobile)
    assert (read.doubled, read.tracked, read.unlike, read.commented) == (set(), [], [], False)
    assert read.fixed == read.expected


def test_the_document_may_have_any_name(parts: Parts) -> None:
    renamed = {
        name.replace("document.xml", "text.xml"): content.replace(b"word/document.xml", b"word/text.xml")
        for name, content in parts.items()
    }
    assert read_texts(opc.packed(renamed.items())) == read_texts(opc.packed(parts.items()))


def test_two_texts_in_one_control_are_two_values(parts: Parts) -> None:
    another = paragraph(control(run(text="+1"), MOBILE))
    changed = parts[DOCUMENT].replace(b"</w:body>", f"{another}</w:body>".encode())
    assert read_texts(opc.packed((parts | {DOCUMENT: changed}).items())).doubled == {MOBILE}


def second_document(parts: Parts) -> Parts:
    [relationship] = [line for line in parts[RELATIONSHIPS].split(b"<") if b'/officeDocument"' in line]
    other = b"<" + relationship.replace(b"document.xml", b"other.xml").replace(b'Id="', b'Id="x')
    return parts | {
        "word/other.xml": parts[DOCUMENT],
        RELATIONSHIPS: parts[RELATIONSHIPS].replace(b"</Relationships>", other + b"</Relationships>"),
    }


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twice", [DOCUMENT, RELATIONSHIPS, "word/styles.xml", "docProps/custom.xml"])
def test_a_part_that_stands_twice_is_not_read(parts: Parts, twice: str) -> None:
    with pytest.raises(ReturnError) as error:
        read_texts(opc.packed([*parts.items(), (twice, parts[twice])]))
    assert (error.value.kind, error.value.reason) == ("damaged", "word_damaged")


@pytest.mark.parametrize(
    ("change", "kind", "reason"),
    [
        (second_document, "damaged", "word_damaged"),
        (lambda parts: parts | {DOCUMENT: parts[DOCUMENT][:-9]}, "damaged", "word_damaged"),
        (lambda parts: parts | {DOCUMENT: b"<!DOCTYPE x>" + parts[DOCUMENT]}, "damaged", "word_damaged"),
        (lambda parts: {RELATIONSHIPS: parts[RELATIONSHIPS]}, "damaged", "word_damaged"),
        (
            lambda parts: parts | {DOCUMENT: parts[DOCUMENT].replace(b"</w:body>", b"<w:p/>" * 200_000 + b"</w:body>")},
            "too_large",
            "reader_answer_too_large",
        ),
        (
            lambda parts: parts | {DOCUMENT: parts[DOCUMENT].replace(b"w:tbl>", b"w:tab>")},
            "not_our_form",
            "other_document",
        ),
    ],
    ids=["two documents", "cut", "document type", "missing", "many elements", "no tables"],
)
def test_what_is_no_document_of_ours_says_why(parts: Parts, change: Change, kind: str, reason: str) -> None:
    with pytest.raises(ReturnError) as error:
        read_texts(opc.packed(change(parts).items()))
    assert (error.value.kind, error.value.reason) == (kind, reason)
