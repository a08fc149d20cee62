"""The annex of field focal points in both documents, as it is printed and as it comes back (rules C4, D11)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from agreed_beside import OFFICER, with_areas
from conftest import TODAY, load_sample, read_fields

from dtmforms.agreement.closed_lists import MOST_AREAS
from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.fields import rows_seen
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import DOCUMENT_LANGUAGES, labels
from dtmforms.pdf.geometry import FormLayout
from dtmforms.pdf.write import form
from dtmforms.pdf.write.form_layout import layout_of
from dtmforms.pdf.write.form_pages import content
from dtmforms.returns.ingest import Basis, Return, ingest
from dtmforms.word.write import filled_document

KINDS = ["pdf", "docx"]
WITHOUT = load_sample("en")
HAUWA = OFFICER | {"name": "Hauwa Bello"}
MUSA = HAUWA | {"name": "Musa Adamu", "email": "madamu@harbour-trust.example"}
FIELD = "table_c.requesting_organization.field"


def to_the_field(record: Agreement) -> Agreement:
    values = record.values()
    values["table_b"]["medium"]["destination"].append("requesting_organization.field")
    return Agreement.model_validate(values)


def of(*areas: dict[str, str]) -> Agreement:
    """The invented agreement with these areas of the partner, to whom Medium goes, and two of IOM's."""
    ours = {
        "area": "Palma",
        "name": "Ana Sitoe",
        "title": "Officer",
        "mobile": "+258 82 555 0199",
        "email": "a@iom.example",
    }
    record = with_areas(WITHOUT, ours, {"area": "Ibo"}, side="iom")
    return to_the_field(with_areas(record, *areas))


SENT = of({"area": "Palma"} | HAUWA, {"area": "Mueda"}, {"area": "Ibo"} | HAUWA)


def drawn(kind: str, record: Agreement, language: str = "en", terms: Agreement = SENT) -> bytes:
    draw = form.draw if kind == "pdf" else filled_document.draw
    return draw(record, language, fingerprint(terms))


def returned(kind: str, data: bytes, against: Agreement | None = SENT) -> Return:
    return ingest(data, f"return.{kind}", Basis(against, today=TODAY))


def without_controls(text: str) -> str:
    return re.sub(r"<w:sdt>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1", text, flags=re.DOTALL)


def changes(answer: Return) -> dict[str, str]:
    assert answer.comparison, answer.findings
    return {change.path: change.effect for change in answer.comparison.changes}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_comes_back(kind: str, language: str) -> None:
    record = SENT.model_copy(update={"language": language})
    answer = returned(kind, drawn(kind, record, language, record), record)
    assert [found for found in answer.findings if found.severity == "error"] == []
    assert answer.record == record


@pytest.mark.parametrize("languages", [both for both in DOCUMENT_LANGUAGES if "," in both])
@pytest.mark.parametrize("change", [lambda text: text, without_controls], ids=["as it was", "without controls"])
def test_a_document_in_two_languages_comes_back(languages: str, change: Callable[[str], str]) -> None:
    answer = returned("docx", in_document(drawn("docx", SENT, languages), change))
    assert [found for found in answer.findings if found.severity == "error"] == []
    assert answer.record == SENT


@pytest.mark.parametrize("kind", KINDS)
def test_another_officer_or_a_vacancy_is_a_notice(kind: str) -> None:
    back = returned(kind, drawn(kind, of({"area": "Palma"} | MUSA, {"area": "Mueda"} | MUSA, {"area": "Ibo"})))
    assert set(changes(back).values()) == {"focal_point_notice"}
    assert f"{FIELD}[Ibo].name" in changes(back)
    assert back.comparison
    assert back.comparison.derived == ()


@pytest.mark.parametrize("kind", KINDS)
def test_another_area_is_a_revision(kind: str) -> None:
    """The partner proposes it in a row to spare; of a Word document, in a row that is there."""
    areas = [{"area": "Palma"} | HAUWA, {"area": "Mueda"}, {"area": "Ibo"} | HAUWA, {"area": "Macomia"} | MUSA]
    assert changes(returned(kind, drawn(kind, of(*areas)))) == {f"{FIELD}[Macomia]": "revision"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_from_before_there_was_a_list_leaves_it_as_it_is(kind: str) -> None:
    """It has no place for it, so that nothing follows."""
    against = with_areas(WITHOUT, {"area": "Palma"} | HAUWA)
    assert changes(returned(kind, drawn(kind, WITHOUT, terms=WITHOUT), against)) == {}


def test_iom_s_own_rows_are_not_taken_from_a_return() -> None:
    answer = returned("pdf", drawn("pdf", with_areas(SENT, {"area": "Palma"} | MUSA, {"area": "Ibo"}, side="iom")))
    assert {found.code for found in answer.findings} >= {"ours_differs_contact"}
    assert answer.record == SENT


def test_a_half_filled_row_is_said_where_it_stands() -> None:
    fields = form.draw(of({"area": "Palma"} | HAUWA, {"area": "Mueda"} | MUSA, {"area": "Ibo"} | HAUWA), "en", "T")
    assert read_fields(fields).texts["table_c_requesting_organization_field_02_email"] == MUSA["email"]
    answer = returned("docx", in_document(drawn("docx", SENT), lambda text: text.replace("(vacant)", "Musa Adamu")))
    [found] = [found for found in answer.findings if found.severity == "error" and found.code == "half_named_area"]
    assert found.path == f"{FIELD}[1]"


def in_document(data: bytes, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            held = source.read(name)
            target.writestr(name, change(held.decode()).encode() if name == "word/document.xml" else held)
    return out.getvalue()


def swapped(one: str, other: str) -> Callable[[str], str]:
    """Two tags of content controls in each other's place."""
    tags = {f'"{one}"': f'"{other}"', f'"{other}"': f'"{one}"'}
    return lambda text: re.sub("|".join(tags), lambda found: tags[found[0]], text)


PARTNERS = "table_c_requesting_organization_field"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{PARTNERS}_01_name", f"{PARTNERS}_03_name"),
        (f"{PARTNERS}_01_name", f"{PARTNERS}_01_title"),
        (f"{PARTNERS}_01_email", "table_c_requesting_organization_primary_email"),
    ],
)
def test_a_cell_that_says_it_is_another_one_is_for_a_person(one: str, other: str) -> None:
    answer = returned("docx", in_document(drawn("docx", SENT), swapped(one, other)))
    assert "word_moved_field" in {found.code for found in answer.findings}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_destination_is_printed_in_the_language_of_the_document(language: str) -> None:
    record = SENT.model_copy(update={"language": language})
    document = docx.Document(io.BytesIO(drawn("docx", record, language)))
    cells = [cell for table in document.tables for row in table.rows for cell in row._tr.itertext()]
    assert labels(language).ours["field_annex"] in cells


def test_an_agreement_without_a_list_has_the_form_that_it_had() -> None:
    names = read_fields(drawn("pdf", WITHOUT)).texts
    assert not [name for name in names if "_field" in name]
    assert layout_of(WITHOUT, "en").rows.areas == (0, 0)


def test_sixty_areas_a_side_have_their_pages() -> None:
    areas = [{"area": f"Area {number}"} | HAUWA for number in range(MOST_AREAS)]
    record = with_areas(of(*areas), *areas, side="iom")
    layout = layout_of(record, "en")
    assert layout.rows.areas == (MOST_AREAS, MOST_AREAS)
    placed = content("en", layout).geometry.fields
    in_annex = [one for one in placed if "_field_" in one.name]
    assert len(in_annex) == 2 * MOST_AREAS * 5
    assert all(one.box[1] > 30 for one in in_annex)
    assert returned("pdf", drawn("pdf", record, terms=record), record).record == record


@pytest.mark.parametrize("areas", [(0, 0), (0, 3), (2, 0), (60, 60)])
@pytest.mark.parametrize("has_terms", [False, True])
def test_a_layout_is_read_as_it_is_written(areas: tuple[int, int], has_terms: bool) -> None:
    values = WITHOUT.values() | ({"urgent_sharing_capacity": "Two officers"} if has_terms else {})
    layout = layout_of(Agreement.model_validate(values), "en")
    layout = replace(layout, rows=replace(layout.rows, areas=areas))
    assert FormLayout.parse(str(layout)) == layout


def test_the_rows_are_known_by_the_names_of_fields() -> None:
    assert rows_seen(read_fields(drawn("pdf", SENT)).texts).areas == (2, 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_content_controls_it_is_read_by_its_headings(language: str) -> None:
    record = SENT.model_copy(update={"language": language})
    data = in_document(drawn("docx", record, language, record), without_controls)
    answer = returned("docx", data, record)
    assert (answer.kind, answer.record) == ("word_by_position", record), answer.findings


def test_another_officer_in_it_is_seen_too() -> None:
    new = of({"area": "Palma"} | MUSA, {"area": "Mueda"}, {"area": "Ibo"} | HAUWA)
    answer = returned("docx", in_document(drawn("docx", new), without_controls))
    assert f"{FIELD}[Palma].name" in changes(answer)


def test_an_annex_that_was_taken_out_of_the_document_is_missed() -> None:
    """The list stays as it was agreed, and a person looks at the document."""
    annex = re.compile(r"<w:tr\b(?:(?!</w:tr>).)*_field_0\d_(?:(?!</w:tr>).)*</w:tr>", re.DOTALL)
    answer = returned("docx", in_document(drawn("docx", SENT), lambda text: annex.sub("", text)))
    missed = [found for found in answer.findings if found.code == "field_missing"]
    assert {found.path for found in missed} >= {f"{FIELD}[0].area", f"{FIELD}[2].email"}
    assert answer.record is None
