"""The sheet that goes to a partner's focal point with the form."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

import dtmforms
from dtmforms.cli.main import run
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog


def styled(document: bytes) -> Iterator[tuple[str | None, str]]:
    """The paragraphs of a document, each with the name of its style."""
    for paragraph in docx.Document(io.BytesIO(document)).paragraphs:
        yield paragraph.style.name if paragraph.style else None, paragraph.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_has_every_part_with_its_points_in_its_language(language: str) -> None:
    said = catalog("paperwork", language)["guide"]
    paragraphs = list(styled(dtmforms.guide(language)))
    assert [text for style, text in paragraphs if style == "Title"] == [said["title"]]
    assert [text for style, text in paragraphs if style == "Heading 1"] == [
        part["head"] for part in said["parts"].values()
    ]
    assert [text for style, text in paragraphs if style == "List Bullet"] == [
        point for part in said["parts"].values() for name, point in part.items() if name != "head"
    ]


def test_in_arabic_every_paragraph_runs_from_right_to_left() -> None:
    paragraphs = docx.Document(io.BytesIO(dtmforms.guide("ar"))).paragraphs
    assert [one.text for one in paragraphs if one._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is None] == []


def test_the_same_sheet_has_the_same_bytes() -> None:
    assert dtmforms.guide("fr") == dtmforms.guide("fr")


def test_the_command_writes_the_sheet_in_the_language_of_the_user_or_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["guide", "partner"]) == 0
    assert run(["guide", "partner", "--language", "es", "-o", "es.docx"]) == 0
    assert Path("filled/guide-partner-en.docx").read_bytes() == dtmforms.guide("en")
    assert Path("es.docx").read_bytes() == dtmforms.guide("es")
    assert "es.docx: written; send it to the partner" in capsys.readouterr().out
