"""Word documents: the official text word for word, every value as typed, the same bytes twice."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from conftest import ROOT, SAMPLES, load_sample
from hypothesis import given, settings
from strategies import records

from dtmforms import templates
from dtmforms.agreement.record import FOCAL_POINT, POSTS, SIDES, URGENCIES, Agreement
from dtmforms.errors import TemplateError
from dtmforms.form.labels import FORM_LANGUAGES, labels
from dtmforms.versions.terms import fingerprint
from dtmforms.word import filling

OFFICIAL = (SAMPLES / "section-2.txt").read_text(encoding="utf-8").split()


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def filled(record: Agreement) -> docx.document.Document:
    return opened(filling.draw(record, record.language, fingerprint(record)))


def as_pdf(data: bytes, folder: Path) -> Path:
    source = folder / "document.docx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "document.pdf"


def words_of(pdf: Path, *mode: str) -> list[str]:
    text = subprocess.run(["pdftotext", *mode, str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    return text.split()


def section_2(words: list[str], first: list[str], after: str) -> list[str]:
    """From the heading's words to the first word that is ours again."""
    start = next(at for at in range(len(words)) if words[at : at + len(first)] == first)
    return words[start : words.index(after, start)]


@pytest.mark.program("soffice", "pdftotext")
def test_the_blank_form_prints_section_2_word_for_word(tmp_path: Path) -> None:
    pdf = as_pdf(filling.draw_blank("en"), tmp_path)
    for mode in ([], ["-raw"]):
        assert section_2(words_of(pdf, *mode), OFFICIAL[:2], "Signatures") == OFFICIAL


@pytest.mark.program("soffice", "pdftotext", "pdfinfo")
@pytest.mark.parametrize("language", FORM_LANGUAGES)
def test_the_blank_form_has_section_2_on_one_page_in_every_language(language: str, tmp_path: Path) -> None:
    pdf = as_pdf(filling.draw_blank(language), tmp_path)
    words = labels(language)
    second_page = words_of(pdf, "-f", "2", "-l", "2", "-raw")
    text = " ".join(second_page)
    for key in ("heading", "table_b", "note", "table_c", "turnover"):
        assert " ".join(str(words.official[key]).split()) in text, key
    assert " ".join(words.prevails.split()) in text
    info = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True).stdout.decode()
    assert re.search(r"Pages:\s+2\n", info)


def test_the_fixed_words_of_section_2_stay_in_a_filled_document() -> None:
    document = filled(load_sample("en"))
    text = "\n".join(paragraph.text for paragraph in document.element.body.iter() if paragraph.tag.endswith("}t"))
    official = labels("en").official
    for key in ("heading", "table_b", "low", "low_when", "medium", "medium_when", "note", "table_c", "turnover", "iom"):
        assert official[key] in text
    assert "[" not in text, "no placeholder is left"


@settings(max_examples=25)
@given(records())
def test_every_value_comes_back_as_typed(record: Agreement) -> None:
    document = filled(record)
    preamble, table_b, table_c, _ = document.tables
    words = labels(record.language)
    printed = [row.cells[1].text for row in preamble.rows]
    for value in (record.reference, record.operation, record.subject, record.humanitarian_need, record.purpose):
        assert value in printed
    for column, urgency in enumerate(URGENCIES, start=1):
        mine = getattr(record.table_b, urgency)
        if mine is None:
            assert table_b.cell(1, column).text == words.ours["not_applicable"]
            continue
        assert table_b.cell(1, column).text == mine.timeline
        datasets = [paragraph.text for paragraph in table_b.cell(2, column).paragraphs][1:]
        assert [text.startswith(dataset.name) for text, dataset in zip(datasets, mine.datasets, strict=True)]
        methods = [paragraph.text for paragraph in table_b.cell(4, column).paragraphs]
        assert methods == [words.methods.get(item, item) for item in mine.method]
    for column, side in enumerate(SIDES):
        for row, post in enumerate(POSTS, start=1):
            person = record.focal_point(f"{side}.{post}")
            lines = [paragraph.text for paragraph in table_c.cell(row, column).paragraphs][1:]
            if person:
                expected = [f"{words.official[f'person_{part}']} {getattr(person, part)}" for part in FOCAL_POINT]
                assert lines == expected
            else:
                assert lines[0].endswith(words.ours["vacant"])


def test_an_unused_column_is_printed_as_not_applicable() -> None:
    """Rule C8."""
    table_b = filled(load_sample("fr")).tables[1]
    assert [table_b.cell(row, 2).text.splitlines()[-1] for row in (1, 2, 3, 4)] == ["Sans objet"] * 4


def test_a_partners_own_class_is_printed_as_theirs() -> None:
    """Rule A2: the document says whose scale a class is on."""
    cell = filled(load_sample("en")).tables[1].cell(2, 1).text
    assert "Harbour Children's Trust: “protected”" in cell


def test_every_page_carries_reference_and_terms() -> None:
    record = load_sample("en")
    footer = filled(record).sections[0].footer.paragraphs[0].text
    assert record.reference in footer
    assert fingerprint(record) in footer


def test_the_same_record_gives_the_same_bytes() -> None:
    record = load_sample("fr")
    assert filling.draw(record, "fr", "X") == filling.draw(record, "fr", "X")
    assert filling.draw_blank("es") == filling.draw_blank("es")


def test_no_property_and_no_part_tells_more_than_it_should() -> None:
    data = filling.draw(load_sample("en"), "en", "X")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        assert not any("thumbnail" in name for name in names)
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert "python-docx" not in core
    assert "2013" not in core
    assert "Wanjiru" not in core


def test_a_template_with_an_unknown_placeholder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document(str(templates.template_path("agreement.en.docx")))
    document.add_paragraph("{{ surprise }}")
    document.save(str(tmp_path / "agreement.en.docx"))
    monkeypatch.setattr(filling, "template_path", lambda name: tmp_path / name)
    with pytest.raises(TemplateError, match="surprise"):
        filling.draw_blank("en")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 rubbish", b"hello"])
def test_a_template_that_is_no_word_document_is_named(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "agreement.en.docx").write_bytes(data)
    monkeypatch.setattr(filling, "template_path", lambda name: tmp_path / name)
    with pytest.raises(TemplateError, match=r"agreement\.en\.docx"):
        filling.draw_blank("en")


def test_a_template_that_leaves_a_value_out_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document(str(templates.template_path("agreement.en.docx")))
    row = document.tables[2].rows[2]._tr
    row.getparent().remove(row)
    document.save(str(tmp_path / "agreement.en.docx"))
    monkeypatch.setattr(filling, "template_path", lambda name: tmp_path / name)
    with pytest.raises(TemplateError, match=r"iom\.secondary\.name"):
        filling.draw(load_sample("en"), "en", "X")


def test_code_in_a_template_cannot_reach_out_of_the_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document(str(templates.template_path("agreement.en.docx")))
    document.add_paragraph("{{ ''.__class__.__mro__ }}")
    document.save(str(tmp_path / "agreement.en.docx"))
    monkeypatch.setattr(filling, "template_path", lambda name: tmp_path / name)
    with pytest.raises(TemplateError):
        filling.draw_blank("en")


@pytest.mark.parametrize("language", FORM_LANGUAGES)
def test_the_templates_are_those_that_the_words_make(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run `python scripts/build_templates.py` after a change of the form's words."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import build_templates

    assert build_templates.build(labels(language)) == templates.template_path(f"agreement.{language}.docx").read_bytes()
