"""Word documents: the official text word for word, every value as typed, the same bytes twice."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
import zxingcpp
from conftest import ROOT, SAMPLES, load_sample
from docx.oxml.ns import qn
from hypothesis import given
from openxml_audit import OpenXmlValidator
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from sampling import examples
from strategies import records

from dtmforms import templates
from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.agreement.model import Agreement
from dtmforms.agreement.plain_values import value_at
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.errors import TemplateError
from dtmforms.form.fields import AREA, terms_of
from dtmforms.form.identity import Identity, identity_of_code
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import DOCUMENT_LANGUAGES, labels
from dtmforms.language.shown import day_in_words
from dtmforms.word.template_check.check import refuse_bad_template, template_problems
from dtmforms.word.write import filled_document

OFFICIAL = (SAMPLES / "section-2.txt").read_text(encoding="utf-8").split()


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def filled(record: Agreement, languages: str | None = None) -> docx.document.Document:
    return opened(filled_document.draw(record, languages or record.language, fingerprint(record)))


def lines(cell: Any) -> list[str]:
    """The paragraphs of a cell, content controls included, which python-docx itself does not see."""
    return lines_of(cell._tc)


def lines_of(cell: Any) -> list[str]:
    instead = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    found = []
    for paragraph in cell.iter(qn("w:p")):
        nodes = (node for run in paragraph.iter(qn("w:r")) for node in run)
        found.append("".join(instead.get(node.tag, node.text or "") for node in nodes))
    return found


def as_pdf(data: bytes, folder: Path) -> Path:
    source = folder / "document.docx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "document.pdf"


BODY = ("-x", "0", "-y", "100", "-W", "596", "-H", "690")
"""Of a page, without its head and its foot, for pdftotext."""


def words_of(pdf: Path, *mode: str) -> list[str]:
    text = subprocess.run(["pdftotext", *mode, str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    return text.split()


def section_2(words: list[str], first: list[str], after: str) -> list[str]:
    """From the heading's words to the first word that is ours again."""
    start = next(at for at in range(len(words)) if words[at : at + len(first)] == first)
    return words[start : words.index(after, start)]


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdftotext")
def test_the_blank_form_prints_section_2_word_for_word(tmp_path: Path) -> None:
    pdf = as_pdf(filled_document.draw_blank("en"), tmp_path)
    for mode in ([], ["-raw"]):
        assert section_2(words_of(pdf, *BODY, *mode), OFFICIAL[:2], "Signatures") == OFFICIAL


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdftotext", "pdfinfo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blank_form_has_two_pages_in_every_language(language: str, tmp_path: Path) -> None:
    """Each says which text prevails (rule E3); Table B is not torn from its note, nor Table C from its paragraph."""
    pdf = as_pdf(filled_document.draw_blank(language), tmp_path)
    words = labels(language)
    first, second = (" ".join(words_of(pdf, "-f", page, "-l", page, "-raw")) for page in "12")
    # pdftotext gives words from right to left back in pieces; their pages are only counted.
    for key in ("heading", "table_b", "note", "table_c", "turnover") if not words.right_to_left else ():
        page = second if key in ("table_c", "turnover") else first
        assert " ".join(str(words.official[key]).split()) in page, key
        assert " ".join(words.prevails.split()) in page
    info = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True).stdout.decode()
    assert re.search(r"Pages:\s+2\n", info)


def test_the_fixed_words_of_section_2_stay_in_a_filled_document() -> None:
    document = filled(load_sample("en"))
    text = "\n".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
    official = labels("en").official
    for key in ("heading", "table_b", "low", "low_when", "medium", "medium_when", "note", "table_c", "turnover", "iom"):
        assert official[key] in text
    assert "[" not in text, "no placeholder is left"


@examples(25)
@given(records())
def test_every_value_is_printed_as_typed_but_for_blanks_at_its_ends(record: Agreement) -> None:
    document = filled(record)
    record = record.as_printed()
    annexes = [table for table in document.tables if len(table.columns) == len(AREA)]
    preamble, table_b, table_c, *between, _ = document.tables[: len(document.tables) - len(annexes)]
    terms = {row.cells[0].text: "\n".join(lines(row.cells[1])) for table in between for row in table.rows}
    words = labels(record.language)
    printed = ["\n".join(lines_of(cell)) for row in preamble.rows for cell in row._tr.tc_lst[1::2]]
    for value in (record.reference, record.operation, record.subject, record.humanitarian_need, record.purpose):
        assert value in printed
    values = record.values()
    agreed = {term: str(value_at(values, term.path)) for term in terms_of(record)}
    assert terms == {
        words.ours[term.label]: day_in_words(text, record.language) if term.holds == "day" else text
        for term, text in agreed.items()
    }
    for column, urgency in enumerate(URGENCIES, start=1):
        mine = getattr(record.table_b, urgency)
        if mine is None:
            assert lines(table_b.cell(1, column)) == [words.ours["not_applicable"]]
            continue
        assert lines(table_b.cell(1, column)) == [mine.timeline]
        datasets = lines(table_b.cell(2, column))[1:]
        assert [text.startswith(dataset.name) for text, dataset in zip(datasets, mine.datasets, strict=True)]
        assert lines(table_b.cell(4, column)) == [words.methods.get(item, item) for item in mine.method]
    for column, side in enumerate(SIDES):
        for row, post in enumerate(POSTS, start=1):
            person = record.focal_point(f"{side}.{post}")
            said = lines(table_c.cell(row, column))[1:]
            if person:
                assert said == [f"{words.official[f'person_{part}']}\t{getattr(person, part)}" for part in FOCAL_POINT]
            else:
                assert said[0].endswith(words.ours["vacant"])
    called = [[[lines(cell)[0] for cell in row.cells[:2]] for row in annex.rows[1:]] for annex in annexes]
    sides = [getattr(record.table_c, side).field for side in SIDES]
    assert called == [[[one.area, one.name or words.ours["vacant"]] for one in areas] for areas in sides if areas]


def test_an_unused_column_is_printed_as_not_applicable() -> None:
    """Rule C8."""
    table_b = filled(load_sample("fr")).tables[1]
    assert [lines(table_b.cell(row, 2))[-1] for row in (1, 2, 3, 4)] == ["Sans objet"] * 4


@pytest.mark.parametrize(
    ("language", "marked"),
    [("en", "“protected”"), ("fr", "« protected »"), ("es", "«protected»"), ("ar", "«protected»")],
)
def test_a_partners_own_class_stands_between_the_marks_of_the_language(language: str, marked: str) -> None:
    """Rule A2: a sentence above Table B says whose word that is, once."""
    document = filled(load_sample("en"), language)
    said = [line for line in lines(document.tables[1].cell(2, 1)) if "Fear at the water point" in line]
    assert [line.endswith(f" – {marked}") for line in said] == [True]
    assert labels(language).ours["scale"] in [paragraph.text for paragraph in document.paragraphs]


def test_every_page_carries_reference_organization_terms_and_their_code() -> None:
    record = load_sample("en")
    data = filled_document.draw(record, "en", fingerprint(record))
    section = opened(data).sections[0]
    header = lines(section.header.tables[0].cell(0, 0))
    title = labels("en").ours["title"]
    assert header == [title, "MOZ-CD-HCT-CP", "IOM DTM – Harbour Children's Trust"]
    footer = section.footer.paragraphs[0].text
    assert footer.startswith(f"Draft  ·  Terms {fingerprint(record)}")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        [picture] = [name for name in package.namelist() if name.endswith(".png")]
        image = Image.open(io.BytesIO(package.read(picture))).resize((400, 400), Image.Resampling.NEAREST)
    [code] = zxingcpp.read_barcodes(image)
    assert identity_of_code(code.text) == Identity(record.reference, "en", fingerprint(record), "word")


@pytest.mark.parametrize("languages", DOCUMENT_LANGUAGES)
def test_the_status_stands_at_the_foot_in_place_of_the_draft(languages: str) -> None:
    """Rule D6."""
    record, status = load_sample("en"), "Revision 1 · Contacts 2; signed with the contacts of 2026-10-01"
    data = filled_document.draw(record, languages, "X", status=status)
    assert opened(data).sections[0].footer.paragraphs[0].text.startswith(f"{status}  ·  ")
    assert filled_document.draw(record, languages, "X", status=status) == data


def test_a_day_in_an_arabic_status_is_a_run_from_left_to_right() -> None:
    """Word would turn it around in a run from right to left (ECMA-376 Part 1, 17.3.2.30)."""
    data = filled_document.draw(
        load_sample("en"), "ar", "TNBW-4ECT", status="وُقِّع بتاريخ \u200e2026-10-01\u200e؛ الحالية"
    )
    runs = opened(data).sections[0].footer.paragraphs[0].runs
    turned = {run.text: run._r.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for run in runs}
    assert turned["وُقِّع بتاريخ "]
    assert not turned["\u200e2026-10-01\u200e"]
    assert turned["؛ الحالية"]
    assert not turned["\u200eTNBW-4ECT\u200e"]


def test_the_same_record_gives_the_same_bytes() -> None:
    record = load_sample("fr")
    assert filled_document.draw(record, "fr", "X") == filled_document.draw(record, "fr", "X")
    assert filled_document.draw_blank("es") == filled_document.draw_blank("es")


def test_no_property_and_no_part_tells_more_than_it_should() -> None:
    data = filled_document.draw(load_sample("en"), "en", "TNBW-4ECT")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        properties = {name: package.read(name).decode() for name in names if name.startswith("docProps/")}
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        everything = b"".join(package.read(name) for name in names).decode("utf-8", "replace")
    assert not any("thumbnail" in name or "customXml" in name for name in names)
    said = [text for xml in properties.values() for text in re.findall(r">([^<]+)<", xml) if text.strip()]
    fingerprints = [text for text in said if re.fullmatch(r"[0-9a-f]{16}", text)]
    assert len(fingerprints) == 1
    assert sorted(set(said) - set(fingerprints)) == sorted(
        [
            *("Sharing of sensitive, non-personal data from DTM", "dtmforms", "en"),
            "Section 2: Table To Be Filled in With Requesting Organization",
            *("MOZ-CD-HCT-CP", "2", "TNBW-4ECT"),
        ]
    )
    assert "python-docx" not in everything
    assert "w:rsid" not in everything


@pytest.mark.sampled("documents that a validator reads")
@pytest.mark.parametrize("languages", DOCUMENT_LANGUAGES)
def test_a_validator_of_the_format_finds_nothing(languages: str, tmp_path: Path) -> None:
    many = load_sample("en").values()
    many["table_b"]["low"]["datasets"] = [
        {"name": f"أطفال ልጆች {number}", "level": "admin2", "classification": "confidential"} for number in range(60)
    ]
    documents = [filled_document.draw_blank(languages)]
    documents += [
        filled_document.draw(record, languages, "X") for record in (load_sample("es"), Agreement.model_validate(many))
    ]
    for number, data in enumerate(documents):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(data)
        result = OpenXmlValidator().validate(path)
        assert result.is_valid, result.errors


def test_arabic_runs_from_right_to_left_and_latin_values_in_it_do_not() -> None:
    """ECMA-376 Part 1, 17.3.1.6 (bidi), 17.3.2.30 (rtl), 17.4.1 (bidiVisual)."""
    record = load_sample("en")
    document = filled(record, "ar")
    body = document.element.body
    assert all(table.tblPr.find(qn("w:bidiVisual")) is not None for table in body.iter(qn("w:tbl")))
    for paragraph in body.iter(qn("w:p")):
        if "".join(node.text or "" for node in paragraph.iter(qn("w:t"))).strip():
            assert paragraph.pPr.find(qn("w:bidi")) is not None
    for run in body.iter(qn("w:r")):
        text = "".join(node.text or "" for node in run.iter(qn("w:t")))
        turned = run.rPr is not None and run.rPr.find(qn("w:rtl")) is not None
        if any(unicodedata.bidirectional(letter) == "AL" for letter in text):
            assert turned, text
        elif any(unicodedata.bidirectional(letter) == "L" for letter in text.replace("\u200e", "")):
            assert turned == (text == "protected"), "only a class between its marks goes along with them"
    for style in document.styles.element.iter(qn("w:rPr")):
        if style.find(qn("w:b")) is not None and style.find(qn("w:b")).get(qn("w:val")) is None:
            assert style.find(qn("w:bCs")) is not None
        if style.find(qn("w:sz")) is not None and style.getparent().tag == qn("w:style"):
            assert style.find(qn("w:szCs")) is not None


def test_an_arabic_value_turns_its_own_run_in_an_english_document() -> None:
    record = Agreement.model_validate(load_sample("en").values() | {"subject": "حماية الأطفال"})
    runs = [run for run in filled(record).element.body.iter(qn("w:r")) if "حماية" in "".join(run.itertext())]
    assert runs
    assert all(run.rPr.find(qn("w:rtl")) is not None for run in runs)


def test_a_bilingual_document_has_section_2_in_both_languages_and_controls_in_the_first() -> None:
    document = filled(load_sample("en"), "en,fr")
    text = "\n".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
    for language in ("en", "fr"):
        assert labels(language).official["turnover"] in text
    assert labels("fr").prevails in text
    tags = [node.get(qn("w:val")) for node in document.element.body.iter(qn("w:tag"))]
    assert tags.count("table_c_iom_primary_name") == 1


def test_every_value_of_tables_b_and_c_sits_in_a_control_with_its_fields_name() -> None:
    record = load_sample("en")
    tags = {node.get(qn("w:val")) for node in filled(record).element.body.iter(qn("w:tag"))}
    expected = {f"table_c_{side}_{post}_{part}" for side in SIDES for post in POSTS for part in FOCAL_POINT}
    expected |= {"table_b_low_timeline", "table_b_low_datasets_02_partner_label", "table_b_password_change_plan"}
    expected |= {"table_b_medium_destination_secondary", "table_b_medium_method_telephone_call"}
    assert expected <= tags


def test_the_words_of_the_second_language_are_marked_with_it() -> None:
    document = filled(load_sample("en"), "en,fr")
    marked = {
        "".join(node.text or "" for node in run.iter(qn("w:t"))): [
            language.get(qn("w:val")) for language in run.iter(qn("w:lang"))
        ]
        for run in document.element.body.iter(qn("w:r"))
    }
    assert marked[labels("fr").official["turnover"]] == ["fr-FR"]
    assert marked[labels("en").official["turnover"]] == []
    default = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert default.get(qn("w:val")) == "en-GB"


def test_everybody_who_signs_has_a_box_of_thirty_millimetres_and_a_row_for_the_date() -> None:
    people = [("iom", "Amina Diallo"), ("iom", "Karim Sow"), ("requesting_organization", "Lea Roth")]
    signing = [{"organization": side, "name": name, "title": "Director"} for side, name in people]
    record = Agreement.model_validate(load_sample("en").values() | {"signatories": signing})
    table = filled(record).tables[-1]
    heights = [(row._tr.trPr.find(qn("w:trHeight")), row) for row in table.rows]
    assert [(height.get(qn("w:hRule")), round(row.height.mm)) for height, row in heights if height is not None] == [
        ("exact", 30),
        ("atLeast", 9),
    ] * 2
    said = [[lines(cell) for cell in row.cells] for row in table.rows]
    assert [row[0][1] for row in said[::3]] == ["Name:\tAmina Diallo", "Name:\tKarim Sow"]
    assert said[1] == [["Signature and stamp"]] * 2
    assert [row[1][-1].strip() for row in said[3:]] == ["", "", ""], "nobody else signs for the other side"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_no_label_of_table_b_is_wider_than_its_column(language: str) -> None:
    """Arial is as wide as Helvetica. A word that does not fit would break in its midst."""
    cells = [row.cells[0] for row in opened(filled_document.draw_blank(language)).tables[1].rows[1:]]
    for cell in cells:
        room = cell.width.pt - 10
        words = " ".join(lines(cell)).split()
        assert max(stringWidth(word, "Helvetica-Bold", 8.5) for word in words) <= room, words


def test_tables_have_headings_that_repeat_and_rows_that_stay_whole() -> None:
    tables = filled(load_sample("en")).tables
    for table in tables[1:3]:
        assert next(table.rows[0]._tr.iter(qn("w:tblHeader")), None) is not None
    whole = [next(row._tr.iter(qn("w:cantSplit")), None) is not None for row in tables[1].rows]
    assert whole == [True, True, False, True, True], "only the row of datasets may be longer than a page"


def test_a_template_with_an_unknown_placeholder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document(str(templates.template_path("agreement.en.docx")))
    document.add_paragraph("{{ surprise }}")
    document.save(str(tmp_path / "agreement.en.docx"))
    monkeypatch.setattr(filled_document, "template_path", lambda name: tmp_path / name)
    with pytest.raises(TemplateError) as refused:
        filled_document.draw_blank("en")
    assert any("surprise" in sentence for sentence in refused.value.sentences())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 rubbish", b"hello"])
def test_a_template_that_is_no_word_document_is_named(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "agreement.en.docx").write_bytes(data)
    monkeypatch.setattr(filled_document, "template_path", lambda name: tmp_path / name)
    with pytest.raises(TemplateError, match=r"agreement\.en\.docx"):
        filled_document.draw_blank("en")


def changed(name: str, old: str, new: str) -> bytes:
    """A template of ours with another text in its body."""
    out = io.BytesIO()
    with zipfile.ZipFile(templates.template_path(name)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part == "word/document.xml":
                assert old.encode() in content, old
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(part, content)
    return out.getvalue()


@pytest.mark.parametrize("language", DOCUMENT_LANGUAGES)
def test_our_own_templates_pass_the_check(language: str) -> None:
    data = templates.template_path(f"agreement.{language.replace(',', '-')}.docx").read_bytes()
    assert template_problems(data) == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("agreement.en.docx", "{{ iom.secondary.name }}", "", "iom.secondary.name"),
        ("agreement.en.docx", "{{ low.timeline }}", "{{ low.timelin }}", "timelin"),
        ("agreement.en.docx", "does not necessitate", "does necessitate", "“not” is gone"),
        ("agreement.en.docx", "Medium Urgency*", "High Urgency", "“Medium Urgency*” became “High Urgency”"),
        ("agreement.en.docx", "focal point. In", "focal point, In", "“point.” became “point,”"),
        ("agreement.en.docx", ">Timeline<", ">Deadline<", "“Timeline” became “Deadline”"),
        ("agreement.en.docx", ">Timeline<", f">{'more ' * 10_000}<", "more words than can be compared"),
        ("agreement.fr.docx", "par écrit", "oralement", "“par écrit” became “oralement”"),
        ("agreement.en-ar.docx", "كتابةً", "هاتفياً", "became"),
    ],
)
def test_every_change_of_a_template_that_matters_is_named(name: str, old: str, new: str, said: str) -> None:
    """Rule E1: a word, a comma, a cell."""
    data = changed(name, old, new)
    assert any(said in problem.text() for problem in template_problems(data) if problem.severity == "error")
    with pytest.raises(TemplateError) as refused:
        refuse_bad_template(data, "ours.docx")
    assert any(sentence.startswith("ours.docx: word/document.xml: ") for sentence in refused.value.sentences())


def test_a_template_that_was_only_restyled_passes_and_is_used() -> None:
    data = changed("agreement.en.docx", '<w:jc w:val="center"/>', '<w:jc w:val="left"/>')
    assert template_problems(data) == ()
    record = load_sample("en")
    theirs, ours = (filled_document.draw(record, "en", "X", template) for template in (data, None))
    assert theirs != ours


def test_code_in_a_template_cannot_reach_out_of_the_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document(str(templates.template_path("agreement.en.docx")))
    document.add_paragraph("{{ ''.__class__.__mro__ }}")
    document.save(str(tmp_path / "agreement.en.docx"))
    monkeypatch.setattr(filled_document, "template_path", lambda name: tmp_path / name)
    with pytest.raises(TemplateError):
        filled_document.draw_blank("en")


@pytest.mark.parametrize("language", DOCUMENT_LANGUAGES)
def test_the_templates_are_those_that_the_words_make(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run `python scripts/build_templates.py` after a change of the form's words."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import build_templates

    name = f"agreement.{language.replace(',', '-')}.docx"
    assert build_templates.build(language) == templates.template_path(name).read_bytes()
