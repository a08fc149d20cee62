"""Field focal points in a workbook, both ways: a row an area, an area alone where nobody is called (rule D11)."""

from __future__ import annotations

import io

import openpyxl
import pytest
from agreed_beside import OFFICER, with_areas
from conftest import TODAY, load_sample

from dtmforms.agreement.model import Agreement
from dtmforms.language import LANGUAGES
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.to_records import records_of
from dtmforms.workbook.words import words_in

HAUWA = OFFICER | {"name": "Hauwa Bello"}
BOTH = with_areas(
    with_areas(load_sample("en"), {"area": "Palma"} | HAUWA, {"area": "Mueda"}, {"area": "Ibo"} | HAUWA),
    {"area": "Palma"},
    side="iom",
)


def read(data: bytes) -> Agreement | None:
    [agreement] = records_of(data, "book.xlsx", today=TODAY).agreements
    return agreement.record


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_come_back_as_they_were_written(language: str) -> None:
    values = BOTH.values()
    values["table_b"]["medium"]["destination"].append("requesting_organization.field")
    record = Agreement.model_validate(values)
    assert read(workbook_of([record], language)) == record


def test_sixty_areas_a_side_have_a_row_each() -> None:
    record = with_areas(load_sample("en"), *({"area": f"Area {number}"} | HAUWA for number in range(60)))
    assert read(workbook_of([record], "en")) == record


def test_a_workbook_without_the_sheet_is_read_as_before() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([load_sample("en")], "en")))
    del book[words_in("en").sheets["field"]]
    data = io.BytesIO()
    book.save(data)
    assert read(data.getvalue()) == load_sample("en")


def test_what_is_wrong_with_a_row_has_its_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([BOTH], "en")))
    sheet = book[words_in("en").sheets["field"]]
    columns = [cell.value for cell in sheet[1]]
    sheet.cell(4, columns.index("Area") + 1).value = "Palma"
    sheet.cell(3, columns.index("E-mail") + 1).value = None
    data = io.BytesIO()
    book.save(data)
    [agreement] = records_of(data.getvalue(), "book.xlsx", today=TODAY).agreements
    assert {
        (found.code, found.cell) for found in agreement.findings if found.rule == "D11" and found.severity == "error"
    } == {
        ("area_twice", "Field focal points!C4"),
        ("half_named_area", "Field focal points!A3"),
    }
