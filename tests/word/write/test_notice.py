"""The paperwork of a notice: one page in the agreement's language, with Table C and nothing of Table B."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import load_sample
from docx import Document

from dtmforms.agreement.closed_lists import FOCAL_POINT, SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.shown import day_in_words
from dtmforms.word.write.notice import Turnover, handover, written_notice

DUTIES = ("written_notice", "handover_history", "handover_agreements", "passwords_changed")
PAPERS = pytest.mark.parametrize("draw", [written_notice, handover])
Draw = Callable[[Turnover], bytes]


def turnover(language: str) -> Turnover:
    record = load_sample("en").model_copy(update={"language": language})
    posts = ("requesting_organization.primary",)
    return Turnover(record, 2, posts, "2026-11-03", "7Q2M-KX4D", "Revision 1 · Contacts 2", DUTIES)


def text(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@PAPERS
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_the_focal_points_and_the_terms_that_stay(draw: Draw, language: str) -> None:
    told = turnover(language)
    said = text(draw(told))
    for side in SIDES:
        person = told.record.focal_point(f"{side}.primary")
        assert person
        assert all(getattr(person, key) in said for key in FOCAL_POINT)
    assert told.terms in said
    assert told.numbers in said
    assert day_in_words(told.day, language) in said
    assert told.day not in said
    assert "{" not in said


@PAPERS
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_nothing_of_table_b(draw: Draw, language: str) -> None:
    told = turnover(language)
    said = text(draw(told))
    for column in (told.record.table_b.low, told.record.table_b.medium):
        assert column
        assert not any(dataset.name in said for dataset in column.datasets)


@PAPERS
def test_numbers_keep_their_order_among_arabic_words(draw: Draw) -> None:
    said = text(draw(turnover("ar")))
    assert "\u200e+258 84 555 0103\u200e" in said


def test_the_checklist_has_the_duties_that_are_open() -> None:
    assert text(handover(turnover("en"))).count("☐") == len(DUTIES)


@PAPERS
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_post_that_nobody_holds_is_called_vacant(draw: Draw, language: str) -> None:
    told = turnover(language)
    values = told.record.values()
    del values["table_c"]["requesting_organization"]["secondary"]
    said = text(draw(replace(told, record=Agreement.model_validate(values))))
    assert catalog("paperwork", language)["vacant"] in said
    assert "None" not in said


@PAPERS
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_ends_with_a_line_to_sign_on(draw: Draw, language: str) -> None:
    last = Document(io.BytesIO(draw(turnover(language)))).paragraphs[-1].text
    assert catalog("paperwork", language)["signature"] in last
    assert last.endswith("_" * 50)


@PAPERS
def test_the_same_notice_gives_the_same_bytes_and_names_no_author(draw: Draw) -> None:
    assert draw(turnover("ar")) == draw(turnover("ar"))
    about = Document(io.BytesIO(draw(turnover("en")))).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("dtmforms", "", "")


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdfinfo")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_one_page(tmp_path: Path, language: str) -> None:
    for name, draw in (("notice", written_notice), ("handover", handover)):
        (tmp_path / f"{name}.docx").write_bytes(draw(turnover(language)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True)
    for pdf in tmp_path.glob("*.pdf"):
        said = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
        assert "Pages:           1\n" in said
