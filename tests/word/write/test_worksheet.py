"""The worksheet of a risk assessment: what the record says, what Table A suggests, and room for the rest; never a part
of the agreement (rules B1 to B5)."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from conftest import load_sample
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth

import dtmforms
from dtmforms.agreement.check import check_values
from dtmforms.agreement.closed_lists import AFFECTED, GRAVITIES
from dtmforms.agreement.impact import class_suggested
from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run
from dtmforms.form.identity import WORKSHEET, identity_of_code
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.labels import labels

NAMES = {
    "en": ("Number of unaccompanied and separated children", "Perceived safety at water points", "Older people"),
    "fr": ("Tensions intercommunautaires signalées par site", "Perception de la sécurité", "Personnes âgées"),
    "es": ("Niños, niñas y adolescentes no acompañados", "Enfrentamientos intercomunitarios", "Personas mayores"),
    "ar": ("عدد الأطفال غير المصحوبين", "الشعور بالأمان عند نقاط المياه", "كبار السن الذين يعيشون وحدهم"),
}


def impact(dataset: str, *gravities: str) -> dict[str, str]:
    return {"dataset": dataset} | dict(zip(AFFECTED, gravities, strict=True))


def record(language: str = "en", count: int = 3, **assessment: Any) -> Agreement:
    """With so many datasets in both columns, half of them in each."""
    values = load_sample("en").values()
    names = [f"{NAMES[language][number % 3]} {number}" for number in range(count)]
    found = [{"name": name, "level": "site", "classification": "confidential"} for name in names]
    middle = (count + 1) // 2
    values["table_b"]["low"]["datasets"] = found[:middle]
    values["table_b"]["medium"]["datasets"] = found[middle:]
    values["table_b"] |= {} if found[middle:] else {"medium": None}
    values["risk_assessment"] |= {"combinations": []} | assessment
    return Agreement.model_validate(values | {"language": language})


def names(of: Agreement) -> list[str]:
    columns = (of.table_b.low, of.table_b.medium)
    return [dataset.name for column in columns if column for dataset in column.datasets]


def opened(of: Agreement, language: str | None = None) -> WordDocument:
    return Document(io.BytesIO(dtmforms.worksheet(of, language)))


def table_headed(document: WordDocument, heading: str) -> Table:
    [found] = [table for table in document.tables if table.cell(0, 0).text == heading]
    return found


def rows(document: WordDocument, heading: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table_headed(document, heading).rows[1:]]


def said(language: str) -> Any:
    return catalog("paperwork", language)["worksheet"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_dataset_has_what_the_record_says_of_it_and_room_for_the_rest(language: str) -> None:
    of = record(language)
    first, second, third = names(of)
    of = record(language, impacts=[impact(first, *GRAVITIES), impact(third, "none", "severe", "none", "none")])
    words = catalog("workbook", language)
    gravity, classes = words["lists"]["gravity"], words["lists"]["classification"]
    one, two, three = rows(opened(of), words["headings"]["dataset"])
    assert one[0].split("\n")[0] == first
    assert one[1:5] == [gravity[each] for each in GRAVITIES]
    assert two[0].startswith(second)
    assert two[1:] == [""] * 6
    assert [cell.replace("\n", " ") for cell in three[5:]] == [classes["secret"], classes["confidential"]]
    assert labels(language).levels["site"] in one[0]


def test_the_class_is_what_table_a_says_by_its_own_words() -> None:
    """Rule B5; as `check` says it, for every gravity of every group."""
    found = {"secret": "impact_of_secret", "public": "impact_of_public"}
    for number in range(len(GRAVITIES) ** len(AFFECTED)):
        gravities = [GRAVITIES[number // len(GRAVITIES) ** place % len(GRAVITIES)] for place in range(len(AFFECTED))]
        assessed = impact(names(record())[0], *gravities)
        individuals, vulnerable, *_ = gravities
        if "severe" in (individuals, vulnerable):
            expected = "secret"
        else:
            expected = "public" if set(gravities) <= {"none", "low"} else "confidential"
        assert class_suggested(assessed) == expected
        codes = {one.code for one in check_values(record(impacts=[assessed]).values()).findings}
        assert codes & set(found.values()) == ({found[expected]} if expected in found else set())


def test_what_differs_from_the_class_in_table_b_is_bold_and_said() -> None:
    first, second, _ = names(record())
    differs = impact(first, "severe", "none", "none", "none")
    same = impact(second, "moderate", "none", "none", "none")
    document = opened(record(impacts=[differs, same]))
    suggested = [row.cells[-2].paragraphs[0].runs[0] for row in table_headed(document, "Dataset").rows[1:3]]
    assert [run.bold for run in suggested] == [True, None]
    assert said("en")["differs"] in [paragraph.text for paragraph in document.paragraphs]
    alike = opened(record(impacts=[same]))
    assert said("en")["differs"] not in [paragraph.text for paragraph in alike.paragraphs]


def test_a_dataset_of_both_columns_stands_once_and_one_of_none_says_so() -> None:
    values = record(impacts=[impact("Access to markets", *["low"] * 4)]).values()
    values["table_b"]["medium"]["datasets"] = values["table_b"]["low"]["datasets"][:1]
    both, low, elsewhere = rows(opened(Agreement.model_validate(values)), "Dataset")
    assert both[0].split("\n")[1:] == ["per site · Low Urgency", "per site · Medium Urgency"]
    assert low[0].split("\n")[1:] == ["per site · Low Urgency"]
    assert elsewhere == ["Access to markets\nnot in Table B", *["Low"] * 4, "Public", ""]


def test_who_when_and_what_together_are_given_or_have_room() -> None:
    combination = {"datasets": ["Checkpoints", "Girls-only spaces"], "decision": "Never in one file"}
    document = opened(record(combinations=[combination], collection_begins=datetime.date(2026, 11, 1)))
    assert rows(document, "Role") == [
        ["DTM Coordinator", "Joana Macuácua", "IOM"],
        ["Sectoral expert", "Wanjiru Kamau", "Harbour Children's Trust"],
    ]
    days = [[cell.text for cell in row.cells] for row in table_headed(document, "Collection begins").rows]
    assert days[0] == ["Collection begins", "1\u00a0November\u00a02026"]
    assert rows(document, "Datasets") == [["Checkpoints\nGirls-only spaces", "Never in one file"], ["", ""], ["", ""]]
    unassessed = opened(record().model_copy(update={"risk_assessment": None}))
    assert rows(unassessed, "Role") == [["DTM Coordinator", "", ""], ["Sectoral expert", "", ""]]
    assert [row.cells[1].text for row in table_headed(unassessed, "Collection begins").rows] == ["", "", ""]
    assert all(row[1:] == [""] * 6 for row in rows(unassessed, "Dataset"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_that_it_is_no_part_of_the_agreement(language: str) -> None:
    document = opened(record(language))
    assert document.sections[0].footer.paragraphs[0].text.startswith(said(language)["apart"])
    assert said(language)["apart"] in [paragraph.text for paragraph in document.paragraphs]
    [drawn] = document.sections[0].header._element.iter(qn("wp:docPr"))
    assert sorted(drawn.items()) == [("descr", labels(language).ours["reference"]), ("id", "1"), ("name", "Picture 1")]
    with zipfile.ZipFile(io.BytesIO(dtmforms.worksheet(record(language)))) as package:
        [picture] = [name for name in package.namelist() if name.startswith("word/media/")]
        [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(package.read(picture))))
        assert b"w:sdt" not in package.read("word/document.xml"), "it holds no field of the form"
    identity = identity_of_code(code.text)
    assert identity
    assert (identity.rows, identity.terms) == (WORKSHEET, ""), "it is tied to no text"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_marked_with_its_language_and_has_headings_of_its_own(language: str) -> None:
    document = opened(record("en"), language)
    default = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert labels(language).locale in default.attrib.values()
    headed = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert headed == [said(language)[key] for key in ("who_and_when", "datasets", "together")]
    for table in document.tables:
        assert (table._tbl.tblPr.find(qn("w:bidiVisual")) is not None) == (language == "ar")
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_repeat_rows_stay_whole_and_nothing_is_smaller_than_eight_points(language: str) -> None:
    data = dtmforms.worksheet(record(language, 40))
    document = Document(io.BytesIO(data))
    datasets = table_headed(document, catalog("workbook", language)["headings"]["dataset"])
    assert datasets.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader")) is not None
    assert all(row._tr.get_or_add_trPr().find(qn("w:cantSplit")) is not None for row in datasets.rows)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(name).decode() for name in package.namelist() if re.match(r"word/\w+\.xml", name)]
    sizes = {int(size) for part in parts for size in re.findall(r"<w:sz(?:Cs)? w:val=\"(\d+)\"", part)}
    assert sizes
    assert min(sizes) >= 16


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_no_word_of_ours_is_wider_than_its_column(language: str) -> None:
    """Arial is as wide as Helvetica. A word that does not fit would break in its midst."""
    words = catalog("workbook", language)
    of = record(language, impacts=[impact(names(record(language))[0], *GRAVITIES)])
    datasets = table_headed(opened(of), words["headings"]["dataset"])
    for cell in datasets.rows[0].cells:
        widest = max(stringWidth(word, "Helvetica-Bold", 8) for word in cell.text.split())
        assert widest <= cell.width.pt - 10, cell.text
    for cells, offered, size in ((slice(1, 5), "gravity", 9.5), (slice(5, 7), "classification", 8.5)):
        room = datasets.rows[0].cells[cells][0].width.pt - 10
        widest = max(
            stringWidth(word, "Helvetica-Bold", size)
            for text in words["lists"][offered].values()
            for word in text.split()
        )
        assert widest <= room


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdftotext", "pdfinfo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_it_takes_few_pages_and_breaks_no_word(language: str, tmp_path: Path) -> None:
    most = {1: 1, 3: 2, 10: 2, 40: 5}
    for count in most:
        assessed = [impact(name, *GRAVITIES) for name in names(record(language, count))[::2]]
        data = dtmforms.worksheet(record(language, count, impacts=assessed))
        (tmp_path / f"{count}.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True)
    for count, pages in most.items():
        pdf = str(tmp_path / f"{count}.pdf")
        about = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
        printed = int(re.findall(r"Pages:\s+(\d+)", about)[0])
        assert printed <= pages
        if language == "ar":  # pdftotext gives words from right to left back in pieces
            continue
        seen = subprocess.run(["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True, text=True).stdout
        assert " ".join(seen.split()).count(" ".join(said(language)["apart"].split())) == printed + 1
        cells = [
            cell
            for table in Document(str(tmp_path / f"{count}.docx")).tables
            for row in table.rows
            for cell in row.cells
        ]
        assert {word for cell in cells for word in cell.text.split()} <= set(seen.split())


def test_the_same_record_gives_the_same_bytes_and_names_no_author() -> None:
    assert dtmforms.worksheet(record()) == dtmforms.worksheet(record())
    about = opened(record()).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("dtmforms", "", "")


# One that comes back


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worksheet_that_comes_back_is_no_return_and_that_is_said(language: str) -> None:
    of = record(language)
    answer = dtmforms.ingest(dtmforms.worksheet(of), against=of)
    assert (answer.kind, answer.exit_code, answer.record, answer.fields) == ("not_our_form", 4, None, {})
    [found] = answer.findings
    assert (found.code, found.rule) == ("risk_worksheet", "B5")


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdftoppm")
def test_so_is_one_that_was_printed_or_scanned(tmp_path: Path) -> None:
    of = record("fr")
    (tmp_path / "w.docx").write_bytes(dtmforms.worksheet(of))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "w.docx")], check=True, capture_output=True)
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(tmp_path / "w.pdf"), str(tmp_path / "w")], check=True)
    scans = sorted(tmp_path.glob("w-*.png"))
    assert scans
    for file in (tmp_path / "w.pdf", *scans):
        for against in (of, None):
            answer = dtmforms.ingest(file, against=against)
            assert (answer.kind, answer.record) == ("not_our_form", None)
            assert [found.code for found in answer.findings] == ["risk_worksheet"]


def test_in_an_inbox_nobody_is_asked_about_it(tmp_path: Path) -> None:
    (tmp_path / "w.docx").write_bytes(dtmforms.worksheet(record()))
    [row] = dtmforms.triage([tmp_path], against=record())
    assert (row.outcome, row.exit_code) == ("not a return", 0)
    assert [(found.code, found.severity) for found in row.findings] == [("risk_worksheet", "warning")]


# The command


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs a command in a folder with a record; gives its exit code and what it says."""
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_bytes(dtmforms.to_yaml(record()))
    unassessed = record().model_copy(update={"risk_assessment": None})
    Path("b.yaml").write_bytes(dtmforms.to_yaml(unassessed))
    Path("b.xlsx").write_bytes(dtmforms.write_workbook([unassessed]))

    def call(*command: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run([*command])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return call


def test_the_command_makes_it_beside_the_document_to_sign(told: Callable[..., Any]) -> None:
    assert told("fill", "a.yaml")[0] == 0
    assert told("fill", "a.yaml", "--worksheet")[0] == 0
    assert sorted(path.name for path in Path("filled").iterdir()) == [
        "MOZ-CD-HCT-CP-worksheet.docx",
        "MOZ-CD-HCT-CP.docx",
    ]
    assert Path("filled/MOZ-CD-HCT-CP-worksheet.docx").read_bytes() == dtmforms.worksheet(record())
    assert told("fill", "a.yaml", "--worksheet", "--language", "ar", "-o", "ar.docx")[0] == 0
    assert Path("ar.docx").read_bytes() == dtmforms.worksheet(record(), "ar")


@pytest.mark.parametrize("file", ["b.yaml", "b.xlsx"])
def test_the_risk_need_not_be_assessed_yet(told: Callable[..., Any], file: str) -> None:
    assert told("fill", file)[0] == 3
    assert told("fill", file, "--worksheet")[0] == 0


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("--blank",), "a worksheet is that of a record"),
        (("a.yaml", "--template", "ours.docx"), "a worksheet is that of a record"),
        (("a.yaml", "--register", "r.sqlite3"), "a worksheet is that of a record"),
        (("a.yaml", "--language", "en,fr"), "en,fr are two"),
    ],
)
def test_what_does_not_go_with_it_is_wrong_usage(told: Callable[..., Any], command: tuple[str, ...], why: str) -> None:
    code, words = told("fill", "--worksheet", *command)
    assert code == 2
    assert why in words
    assert not Path("filled").exists()
