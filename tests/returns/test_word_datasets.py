"""A dataset that is typed on a new line below the others is an added dataset, whichever program wrote the line."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import TODAY, load_sample

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.returns.ingest import Basis, Return, ingest
from dtmforms.word.write import filled_document

SENT = load_sample("en")
NEW = "Children apart from their siblings"
LAST = '<w:t xml:space="preserve">Fear at the water point</w:t>'
LABEL = '<w:t xml:space="preserve">”</w:t></w:r></w:p>'
"""What ends the line of the last dataset."""
Change = Callable[[str], str]


def document(change: Change = str) -> bytes:
    out = io.BytesIO()
    made = io.BytesIO(filled_document.draw(SENT, "en", fingerprint(SENT)))
    with zipfile.ZipFile(made) as package, zipfile.ZipFile(out, "w") as target:
        for name in package.namelist():
            content = package.read(name)
            target.writestr(name, change(content.decode()) if name == "word/document.xml" else content)
    return out.getvalue()


def read(data: bytes) -> Return:
    return ingest(data, "return.docx", Basis(SENT, today=TODAY))


def replaced(old: str, new: str) -> Change:
    def change(xml: str) -> str:
        assert old in xml, old
        return xml.replace(old, new, 1)

    return change


WAYS = {
    "a paragraph": replaced(LABEL, f"{LABEL}<w:p><w:r><w:t>{NEW}%s</w:t></w:r></w:p>"),
    "a line break behind the control": replaced(
        LABEL, f'<w:t xml:space="preserve">”</w:t></w:r><w:r><w:br/><w:t>{NEW}%s</w:t></w:r></w:p>'
    ),
    "a line break in the control": replaced(LAST, f"{LAST}<w:br/><w:t>{NEW}%s</w:t>"),
    "two paragraphs, one of them empty": replaced(LABEL, f"{LABEL}<w:p/><w:p><w:r><w:t>{NEW}%s</w:t></w:r></w:p>"),
}


def written(way: str, level: str) -> bytes:
    return document(lambda xml: WAYS[way](xml).replace("%s", level))


@pytest.mark.parametrize("way", WAYS)
def test_only_its_level_is_asked_for(way: str) -> None:
    answer = read(written(way, ""))
    assert answer.record is None
    assert answer.fields["table_b_low_datasets_03_name"] == NEW
    assert [found.path for found in answer.findings if found.severity == "error"] == ["table_b.low.datasets[2].level"]


@pytest.mark.parametrize("way", WAYS)
def test_with_its_level_behind_it_it_is_a_dataset_and_a_revision(way: str) -> None:
    answer = read(written(way, " (per site)"))
    assert answer.record, answer.findings
    assert answer.record.table_b.low
    assert [one.name for one in answer.record.table_b.low.datasets][1:] == ["Fear at the water point", NEW]
    assert answer.comparison
    assert answer.comparison.revision_required


def test_words_behind_a_dataset_on_its_own_line_are_no_dataset() -> None:
    answer = read(
        document(replaced('<w:t xml:space="preserve">”</w:t>', '<w:t xml:space="preserve">” and names</w:t>'))
    )
    assert answer.record is None
    assert "E1" in {found.rule for found in answer.findings}


def test_a_line_above_the_first_dataset_is_none_either() -> None:
    heading = "<w:t>Dataset/information</w:t></w:r></w:p>"
    answer = read(document(replaced(heading, f"{heading}<w:p><w:r><w:t>{NEW}</w:t></w:r></w:p>")))
    assert answer.record is None
    assert "E1" in {found.rule for found in answer.findings}


def test_python_docx_adds_one() -> None:
    opened = docx.Document(io.BytesIO(document()))
    cell = opened.tables[1].rows[2].cells[1]
    cell.add_paragraph(f"{NEW} (per site)").runs[0].bold = True
    out = io.BytesIO()
    opened.save(out)
    answer = read(out.getvalue())
    assert answer.record, answer.findings
    assert answer.record.table_b.low
    assert [one.name for one in answer.record.table_b.low.datasets][-1] == NEW


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
@pytest.mark.parametrize("way", WAYS)
def test_libreoffice_leaves_it_one(way: str, tmp_path: Path) -> None:
    (tmp_path / "return.docx").write_bytes(written(way, " (per site)"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    to = ("--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "saved"))
    subprocess.run(
        ["soffice", profile, *to, str(tmp_path / "return.docx")], check=True, capture_output=True, timeout=180
    )
    answer = read((tmp_path / "saved" / "return.docx").read_bytes())
    assert NEW in {text for name, text in answer.fields.items() if name.startswith("table_b_low_datasets_")}
    assert "E1" not in {found.rule for found in answer.findings}
