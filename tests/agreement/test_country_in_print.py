"""How a country is called in print: as the mission writes it, else as the United Nations do."""

from __future__ import annotations

import io
import re
import zipfile

import pypdfium2
import pytest
from conftest import SAMPLES, TODAY, load_sample

from dtmforms.agreement.check import check
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import compare
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.language import LANGUAGES
from dtmforms.pdf.write import form
from dtmforms.returns.ingest import Basis, ingest
from dtmforms.word.write import filled_document
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.to_records import records_of

NAMES = ("Congo (RDC)", "Congo & Cie <RDC>", "جمهورية الكونغو", "Конго", "ကွန်ဂို", "刚果（金）")


def of_country(code: str, name: str | None = None) -> Agreement:
    values = load_sample("en").values() | {"country": code} | ({"country_name": name} if name else {})
    return Agreement.model_validate(values)


def words_of_word(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = package.read("word/document.xml").decode()
    return re.sub(r"(<[^>]+>)+", "  ", text).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def words_of_pdf(data: bytes) -> str:
    """The words of the first page, those in its fields as well."""
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_PRINT)
        return str(document[0].get_textpage().get_text_range())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_calls_the_country_as_the_united_nations_do_in_its_language(language: str) -> None:
    record = of_country("COD")
    printed = {
        "en": "Democratic Republic of the Congo",
        "fr": "République démocratique du Congo",
        "es": "República Democrática del Congo",
        "ar": "جمهورية الكونغو الديمقراطية",
    }[language]
    assert f"{printed} (COD)" in words_of_word(filled_document.draw(record, language, "X"))
    if language != "ar":  # whose letters stand in another order in the text of a page
        assert printed in words_of_pdf(form.draw(record, language, "X"))


@pytest.mark.parametrize(
    ("code", "printed"), [("MMR", "Myanmar"), ("CPV", "Cabo Verde"), ("SYR", "Syrian Arab Republic")]
)
def test_no_other_name_stands_there(code: str, printed: str) -> None:
    assert f"  {printed} ({code})" in words_of_word(filled_document.draw(of_country(code), "en", "X"))


@pytest.mark.parametrize("name", NAMES)
def test_what_the_mission_writes_is_printed_in_every_language(name: str) -> None:
    record = of_country("COD", name)
    for language in LANGUAGES:
        assert f"{name} (COD)" in words_of_word(filled_document.draw(record, language, "X"))
    if name.isascii():
        assert name in words_of_pdf(form.draw(record, "en", "X"))


def test_another_name_in_print_is_administrative_and_the_terms_stay() -> None:
    without, called = of_country("COD"), of_country("COD", "Congo (RDC)")
    comparison = compare(without, called)
    assert comparison.verdict == "administrative"
    assert [(change.path, change.rule) for change in comparison.changes] == [("country_name", "E1")]
    assert fingerprint(without) == fingerprint(called)


@pytest.mark.parametrize(("sample", "terms"), [("agreement-nga", "9QH9-YKDH"), ("agreement-tcd", "WHQM-AB9T")])
def test_a_record_without_a_name_keeps_its_terms(sample: str, terms: str) -> None:
    checked = check((SAMPLES / f"{sample}.yaml").read_bytes(), name=sample, today=TODAY)
    assert checked.record
    assert fingerprint(checked.record) == terms


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
@pytest.mark.parametrize("name", NAMES)
def test_a_return_is_judged_without_a_word_of_it_and_the_record_keeps_it(name: str, suffix: str) -> None:
    record = of_country("COD", name)
    draw = form.draw if suffix == "pdf" else filled_document.draw
    answer = ingest(draw(record, "en", fingerprint(record)), f"return.{suffix}", Basis(record, today=TODAY))
    assert answer.record == record, answer.findings
    assert [finding.code for finding in answer.findings if finding.severity == "error"] == []
    alone = ingest(draw(record, "en", fingerprint(record)), f"return.{suffix}", Basis(None, today=TODAY)).record
    assert alone
    assert (alone.country, alone.country_name) == ("COD", None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_brings_it_back(language: str) -> None:
    record = of_country("COD", "Congo (RDC)")
    [agreement] = records_of(workbook_of([record], language), "book.xlsx", today=TODAY).agreements
    assert agreement.record == record


@pytest.mark.parametrize("typed", ["", "  ", "Congo\nRDC"])
def test_a_name_is_one_line_that_says_something(typed: str) -> None:
    text = (SAMPLES / "agreement-nga.yaml").read_text(encoding="utf-8")
    changed = text.replace("country: NGA", f'country: NGA\ncountry_name: "{typed}"'.replace("\nRDC", "\\nRDC"))
    [found] = check(changed.encode(), name="agreement.yaml", today=TODAY).findings
    assert (found.severity, found.path) == ("error", "country_name")
