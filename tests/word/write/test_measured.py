"""Agreements printed: how many pages they take, how small their letters are, and that no label breaks inside a word."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from agreed_beside import OFFICER, with_areas
from conftest import load_sample
from docx import Document
from docx.shared import Mm

from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS
from dtmforms.agreement.model import Agreement
from dtmforms.language.labels import DOCUMENT_LANGUAGES, labels
from dtmforms.word.write import filled_document

DATASETS, AREAS = (1, 3, 10, 40), (0, 7, 60)
MOST_PAGES = {1: 2, 3: 2, 10: 3, 40: 4}
"""By the datasets of a column, the annex apart; Section 2 in a second language takes as many pages again."""
ANNEX_PAGES = {0: 0, 7: 1, 60: 4}
SMALLEST_PT = 8
OFFICIAL = ("timeline", "datasets", "destination", "method", "table_b", "table_c", "low", "medium", "iom", *POSTS)


def agreement(datasets: int, areas: int) -> Agreement:
    """The invented agreement with so many datasets in each column, and so many areas of the partner."""
    values = load_sample("en").values()
    for urgency in ("low", "medium"):
        values["table_b"][urgency]["datasets"] = [
            {
                "name": f"Unaccompanied and separated children {number} (per site)",
                "level": "admin2",
                "classification": "confidential",
            }
            for number in range(datasets)
        ]
    people = ({"area": f"Area {number}"} | OFFICER | {"name": f"Person {number}"} for number in range(areas))
    return with_areas(Agreement.model_validate(values), *people)


def printed(documents: dict[str, bytes], folder: Path) -> dict[str, Path]:
    """Documents as LibreOffice prints them, all in one run."""
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    files = [str(folder / f"{name}.docx") for name in documents]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
    return {name: folder / f"{name}.pdf" for name in documents}


def words_in(text: str) -> set[str]:
    """The words of a text, each as its letters in order: pdftotext turns ligatures of Arabic around, puts marks and
    signs elsewhere, and no blank between two directions. A line may end after `/` and `-`."""
    letters = unicodedata.normalize("NFKC", text)
    unmarked = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = "".join(" " if unicodedata.category(letter) == "Cf" else letter for letter in unmarked)
    return {"".join(sorted(word)) for word in re.split(r"[\s:()*/-]+", plain) if word}


def labels_of(languages: str, areas: int) -> Iterator[str]:
    """What a document says; in a second language, Section 2 and the annex."""
    first, *_ = spoken = [labels(one) for one in languages.split(",")]
    yield from (first.ours[key] for key in ("title", "signatures", "signature_and_stamp"))
    for words in spoken:
        yield from (words.official[key] for key in (*OFFICIAL, *(f"person_{part}" for part in FOCAL_POINT)))
        yield from (words.ours[key] for key in ("area", "field_heading") if areas)


def broken(pdf: Path, languages: str, areas: int) -> set[str]:
    """The words of labels that do not stand whole on any line; but for such as have a mark in their midst, of which
    pdftotext makes two."""
    found = words_in(subprocess.check_output(["pdftotext", "-layout", str(pdf), "-"], text=True))
    said = {word for label in labels_of(languages, areas) for word in label.split()}
    return {word for word in said if not words_in(word) <= found and not _has_mark(word)}


def _has_mark(word: str) -> bool:
    return any(unicodedata.combining(letter) for letter in word)


def smallest_letter(document: Any) -> float:
    sizes: set[float] = set()
    for page in document:
        text = page.get_textpage()
        for index in range(text.count_chars()):
            if not chr(pdfium.FPDFText_GetUnicode(text.raw, index)).isspace():
                sizes.add(pdfium.FPDFText_GetFontSize(text.raw, index))
    return min(sizes)


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdftotext")
@pytest.mark.parametrize("languages", DOCUMENT_LANGUAGES)
def test_a_printed_agreement_has_few_pages_no_small_letters_and_no_broken_labels(
    languages: str, tmp_path: Path
) -> None:
    made = {
        f"{datasets}-{areas}": filled_document.draw(agreement(datasets, areas), languages, "X")
        for datasets in DATASETS
        for areas in AREAS
    }
    for name, pdf in printed(made, tmp_path).items():
        datasets, areas = map(int, name.split("-"))
        several = languages.count(",") + 1
        with pypdfium2.PdfDocument(pdf) as document:
            assert len(document) <= MOST_PAGES[datasets] * several + ANNEX_PAGES[areas], name
            assert smallest_letter(document) >= SMALLEST_PT - 0.05, name
        assert broken(pdf, languages, areas) == set(), name


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdftotext")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_label_that_breaks_is_found(language: str, tmp_path: Path) -> None:
    document = Document(io.BytesIO(filled_document.draw(agreement(1, 7), language, "X")))
    for row in document.tables[1].rows:
        row.cells[0].width = Mm(9)
    document.tables[1].columns[0].width = Mm(9)
    narrow = io.BytesIO()
    document.save(narrow)
    assert broken(printed({"narrow": narrow.getvalue()}, tmp_path)["narrow"], language, 7)
