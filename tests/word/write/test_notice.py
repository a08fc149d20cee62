"""The paperwork of a notice: one page in the agreement's language, with Table C and nothing of Table B."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from agreed_beside import OFFICER, with_areas
from conftest import load_sample
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from dtmforms.agreement.closed_lists import FOCAL_POINT, SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.form.identity import PAPERWORK, Identity, identity_of_code
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.labels import labels
from dtmforms.language.shown import day_in_words
from dtmforms.word.write.notice import Turnover, handover, written_notice

DUTIES = ("written_notice", "handover_history", "handover_agreements", "passwords_changed")
PAPERS = pytest.mark.parametrize("draw", [written_notice, handover])
Draw = Callable[[Turnover], bytes]


def turnover(language: str) -> Turnover:
    record = load_sample("en").model_copy(update={"language": language})
    posts = ("requesting_organization.primary",)
    values = record.values()
    values["table_c"]["requesting_organization"]["primary"] |= {"name": "Amina Diallo", "mobile": "+258 84 555 0199"}
    before = Agreement.model_validate(values)
    return Turnover(record, before, 2, posts, "2026-11-03", "7Q2M-KX4D", "Revision 1 · Contacts 2", DUTIES)


def text(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@PAPERS
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_the_new_focal_point_the_terms_that_stay_and_the_contacts_number(draw: Draw, language: str) -> None:
    told = turnover(language)
    data = draw(told)
    said = text(data)
    person = told.record.focal_point("requesting_organization.primary")
    assert person
    assert all(getattr(person, key) in said for key in FOCAL_POINT)
    foot = Document(io.BytesIO(data)).sections[0].footer.paragraphs[0].text
    assert told.terms in foot
    assert catalog("paperwork", language)["contacts"].format(number=2) in foot
    assert told.numbers in said
    assert day_in_words(told.day, language) in said.replace("\u00a0", " ")
    assert told.day not in said
    assert "{" not in said


def test_the_notice_shows_each_post_that_changed_as_it_was_and_what_is_new_of_it_bold() -> None:
    """And no other post: what did not change is not told again."""
    table = Document(io.BytesIO(written_notice(turnover("en")))).tables[2]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["", "Until then", "From 3\u00a0November\u00a02026"]
    assert set(rows[1]) == {"Harbour Children's Trust, Primary Focal Point"}
    assert rows[2:] == [
        ["Name", "Amina Diallo", "Wanjiru Kamau"],
        ["Title", "Child Protection & M&E Lead", "Child Protection & M&E Lead"],
        ["Mob", "+258 84 555 0199", "+258 84 555 0103"],
        ["E-mail", "wkamau@harbour-trust.example", "wkamau@harbour-trust.example"],
    ]
    bold = [bool(row.cells[2].paragraphs[0].runs[0].bold) for row in table.rows[2:]]
    assert bold == [True, False, True, False]


@pytest.mark.parametrize(
    ("posts", "sender", "receiver"),
    [
        (["requesting_organization.primary"], "Harbour Children's Trust", "IOM DTM, Mozambique\nAttention: {iom}"),
        (["iom.secondary"], "IOM DTM, Mozambique", "Harbour Children's Trust\nAttention: {requesting_organization}"),
    ],
)
def test_a_side_tells_its_counterpart_of_its_own_people(posts: list[str], sender: str, receiver: str) -> None:
    """Rules D3, D4."""
    told = replace(turnover("en"), posts=posts)
    people = {side: told.record.focal_point(f"{side}.primary") for side in SIDES}
    names = {side: person.name for side, person in people.items() if person}
    address = Document(io.BytesIO(written_notice(told))).tables[1]
    attention = catalog("paperwork", "en")["attention"].replace("{name}", "")
    assert address.cell(1, 1).text == sender
    assert address.cell(0, 1).text == receiver.format(**names).replace("Attention: ", attention)


def test_where_both_change_each_tells_the_other() -> None:
    told = replace(turnover("en"), posts=["iom.primary", "requesting_organization.primary"])
    address = Document(io.BytesIO(written_notice(told))).tables[1]
    for row in (0, 1):
        assert {"IOM DTM, Mozambique", "Harbour Children's Trust"} <= {*address.cell(row, 1).text.split("\n")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklist_has_table_c_as_of_that_day(language: str) -> None:
    told = turnover(language)
    said = text(handover(told))
    for side in SIDES:
        person = told.record.focal_point(f"{side}.secondary")
        assert person
        assert all(getattr(person, key) in said for key in FOCAL_POINT)


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
    posts = ("requesting_organization.secondary",)
    said = text(draw(replace(told, record=Agreement.model_validate(values), posts=posts)))
    assert catalog("paperwork", language)["vacant"] in said
    assert "None" not in said


@PAPERS
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_ends_with_room_to_sign_in(draw: Draw, language: str) -> None:
    last = Document(io.BytesIO(draw(turnover(language)))).tables[-1]
    words = catalog("paperwork", language)
    captions = ["signature"] if draw is written_notice else ["signature_leaving", "signature_following"]
    assert [cell.text for cell in last.rows[0].cells] == [words[key] for key in captions]
    assert last.rows[0].height
    assert round(last.rows[0].height.mm) == (28 if draw is written_notice else 30)


@PAPERS
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_marked_with_its_language(draw: Draw, language: str) -> None:
    document = Document(io.BytesIO(draw(turnover(language))))
    default = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    words = labels(language)
    assert default.get(qn("w:bidi" if words.right_to_left else "w:val")) == words.locale
    assert "en-US" not in document.settings.element.xml


@PAPERS
def test_its_code_is_known_and_is_that_of_no_text_to_sign(draw: Draw) -> None:
    with zipfile.ZipFile(io.BytesIO(draw(turnover("en")))) as package:
        [picture] = [name for name in package.namelist() if name.endswith(".png")]
        image = Image.open(io.BytesIO(package.read(picture))).resize((400, 400), Image.Resampling.NEAREST)
    [code] = zxingcpp.read_barcodes(image)
    assert identity_of_code(code.text) == Identity("MOZ-CD-HCT-CP", "en", "7Q2M-KX4D", PAPERWORK)


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


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdftotext")
def test_a_notice_of_many_areas_parts_between_two_of_them_and_repeats_its_head_row(tmp_path: Path) -> None:
    told, number = turnover("en"), 12
    areas = [{"area": f"Place {one}"} | OFFICER | {"name": f"Person {one}"} for one in range(number)]
    record = with_areas(told.record, *areas)
    posts = [f"requesting_organization.field[Place {one}]" for one in range(number)]
    (tmp_path / "notice.docx").write_bytes(written_notice(replace(told, record=record, before=None, posts=posts)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "notice.docx")], check=True, capture_output=True)
    printed = subprocess.check_output(["pdftotext", "-layout", str(tmp_path / "notice.pdf"), "-"], text=True)
    with_areas_on = [page for page in printed.split("\f") if "Place " in page]
    assert len(with_areas_on) > 1
    for page in with_areas_on:
        assert "Until then" in page
        assert page.count("Place ") == page.count("Person ") == page.count("E-mail")
    assert sum(page.count("Place ") for page in with_areas_on) == number
