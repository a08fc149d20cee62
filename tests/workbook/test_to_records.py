"""Workbooks as records: nothing is lost on the way there and back, and whatever is wrong has its sheet and cell."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import openpyxl
import pytest
from books import Edit, edited, parts_of, put, put_in_format, rewritten, saved, sound, zipped
from conftest import REFERENCE, TODAY, load_sample
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula
from sampling import examples
from strategies import records, valid_records

from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import compare
from dtmforms.errors import FileError
from dtmforms.findings import Finding
from dtmforms.language import LANGUAGES
from dtmforms.workbook import layout, sheet_table
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.sandboxed import WorkbookRead
from dtmforms.workbook.to_records import records_of
from dtmforms.workbook.words import words_in


def read(data: bytes) -> WorkbookRead:
    return records_of(data, "book.xlsx", today=TODAY)


def all_findings(book: WorkbookRead) -> list[Finding]:
    return [*book.findings, *(finding for agreement in book.agreements for finding in agreement.findings)]


def errors(book: WorkbookRead) -> list[str]:
    return [finding.sentence("book.xlsx") for finding in all_findings(book) if finding.severity == "error"]


# --- there and back -------------------------------------------------------------------------------------------------


@given(valid_records(), st.sampled_from(LANGUAGES))
def test_a_record_comes_back_from_a_workbook_as_it_was(record: Agreement, language: str) -> None:
    book = read(workbook_of([record], language))
    [agreement] = book.agreements
    assert book.findings == ()
    assert agreement.record == record, errors(book)


@given(st.lists(records(), min_size=2, max_size=3, unique_by=lambda record: " ".join(record.reference.split())))
@examples(20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_several_records_keep_their_order_and_are_not_mixed(several: list[Agreement]) -> None:
    book = read(workbook_of(several, "en"))
    assert [agreement.reference for agreement in book.agreements] == [record.reference for record in several]
    for agreement, record in zip(book.agreements, several, strict=True):
        assert agreement.record is None or agreement.record == record


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sample_comes_back_as_it_was_in_every_language(sample: Agreement, language: str) -> None:
    [agreement] = read(workbook_of([sample], language)).agreements
    assert agreement.record == sample


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kinds", ["'-", "’–", "ʼ‑", "`−", "＇－"])
def test_headings_titles_and_listed_words_are_known_with_any_kind_of_mark_and_space(
    demo: Agreement, language: str, kinds: str
) -> None:
    """As Word, Excel and telephones write them by themselves; `test_keys` holds which are kinds of one mark."""
    marks = str.maketrans(dict.fromkeys("'’", kinds[0]) | dict.fromkeys("-–", kinds[1]) | {" ": "\u00a0"})
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([demo], language)))
    for sheet in book:
        sheet.title = sheet.title.translate(marks)
        for cell in (*sheet[1], *(cell for row in sheet.iter_rows(min_row=2) for cell in row)):
            if isinstance(cell.value, str) and (cell.row == 1 or cell.value in listed(language)):
                cell.value = cell.value.translate(marks)
    [agreement] = read(saved(book)).agreements
    assert agreement.record
    assert compare(demo, agreement.record).changes == ()


def listed(language: str) -> set[str]:
    return {word for words in words_in(language).lists.values() for word in words.values()}


def test_the_same_records_give_the_same_bytes(demo: Agreement) -> None:
    assert workbook_of([demo], "fr") == workbook_of([demo], "fr")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "_x000D_",
        "_x005F_x000D_",
        "x005F_",
        "_x005F_x0041_x0042_",
        "<r>_x0041_x0042_</r>",
        "<r><t>x</t></r>",
        "\\x0b",
        "'=1",
        " a ",
        "#N/A",
        "TRUE",
        "1e5",
        "٣",
    ],
)
def test_a_dangerous_text_stays_the_text_that_it_is(demo: Agreement, text: str) -> None:
    record = Agreement.model_validate(demo.values() | {"operation": text, "subject": f"{text}\u00a0"})
    [agreement] = read(workbook_of([record], "en")).agreements
    assert agreement.record == record


def test_no_text_of_a_record_becomes_a_formula(demo: Agreement) -> None:
    record = Agreement.model_validate(demo.values() | {"operation": "=cmd|' /C calc'!A0", "purpose": "@SUM(1)\n-1"})
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([record], "en")))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "d"}


def test_a_long_list_gets_as_many_columns_as_it_needs(demo: Agreement) -> None:
    values = demo.values()
    values["table_b"]["low"]["method"] = [f"By courier {number}" for number in range(12)]
    record = Agreement.model_validate(values)
    [agreement] = read(workbook_of([record], "en")).agreements
    assert agreement.record == record


def test_more_than_a_workbook_of_ours_holds_is_not_written(demo: Agreement) -> None:
    values = demo.values()
    values["table_b"]["low"]["method"] = [f"By courier {number}" for number in range(layout.MOST_COLUMNS)]
    with pytest.raises(FileError, match="Pathways: more than"):
        workbook_of([Agreement.model_validate(values)], "en")


# --- what people do that is right ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edit",
    [
        put("Agreements!P2", "2026-09-21"),
        put_in_format("Agreements!P2", datetime.datetime(2026, 9, 21), "dd/mm/yyyy"),
        put("Datasets!B2", "low"),
        put("Datasets!B2", " LOW "),
        put("Datasets!B2", "Faible"),
        put("Focal points!B2", "iom"),
        put("Focal points!A2", f"{REFERENCE} "),
        put("Focal points!A1", "RÉFÉRENCE"),
        put("Pathways!I1", "Method 7"),
        put("Focal points!M30", "   "),
        lambda book: book["Datasets"].move_range("A2:F2", rows=200),
        lambda book: book.move_sheet("Datasets", 3),
        lambda book: book["Focal points"].insert_rows(3),
    ],
)
def test_it_is_no_matter_how_a_day_a_word_or_a_reference_is_written(edit: Edit, demo: Agreement) -> None:
    book = read(edited(edit))
    assert errors(book) == []
    [agreement] = book.agreements
    assert agreement.record
    assert {dataset.name for dataset in agreement.record.table_b.low.datasets} == {  # type: ignore[union-attr]
        dataset.name
        for dataset in demo.table_b.low.datasets  # type: ignore[union-attr]
    }
    assert agreement.record.model_dump(exclude={"table_b"}) == demo.model_dump(exclude={"table_b"})


def test_a_post_whose_row_names_nobody_is_vacant(demo: Agreement) -> None:
    def vacate(book: Any) -> None:
        for column in "DEFG":
            book["Focal points"][f"{column}3"] = None

    [agreement] = read(edited(vacate)).agreements
    assert agreement.record
    assert agreement.record.table_c.iom.secondary is None
    assert agreement.record.table_c.iom.primary == demo.table_c.iom.primary


def test_gaps_between_numbered_columns_close_up(demo: Agreement) -> None:
    def spread(book: Any) -> None:
        sheet = book["Pathways"]
        sheet["I2"], sheet["G2"] = sheet["G2"].value, None

    [agreement] = read(edited(spread)).agreements
    assert agreement.record == demo


def test_sheets_in_different_languages_are_read_together(demo: Agreement) -> None:
    def rename(book: Any) -> None:
        book["Focal points"].title = "Points focaux"
        book["Datasets"]["E1"] = "Classe (OIM)"
        book["Datasets"]["E2"] = "Confidentiel"

    [agreement] = read(edited(rename)).agreements
    assert agreement.record == demo


@pytest.mark.parametrize("language", [language for language in LANGUAGES if words_in(language).before])
def test_a_workbook_with_the_words_of_an_earlier_one_is_read(demo: Agreement, language: str) -> None:
    words = words_in(language)
    earlier = {"sheets": {}, "headings": {}, "lists": {}} | words.before
    titles = {words.sheets[key]: before for key, [before, *_] in earlier["sheets"].items()}
    headings = {words.headings[key]: before for key, [before, *_] in earlier["headings"].items()}
    items = {
        words.shown(of, code): before for of, codes in earlier["lists"].items() for code, [before] in codes.items()
    }

    def rename(book: Any) -> None:
        for sheet in book:
            sheet.title = titles.get(sheet.title, sheet.title)
            for row, cells in enumerate(sheet.iter_rows()):
                for cell in cells:
                    cell.value = (items if row else headings).get(cell.value, cell.value)

    book = read(edited(rename, demo, language=language))
    assert [agreement.record for agreement in book.agreements] == [demo], errors(book)


def test_text_in_several_fonts_is_read_whole(demo: Agreement) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    rich = CellRichText("Cabo ", TextBlock(InlineFont(b=True), "Delgado"), " Conflict")
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([demo], "en")), rich_text=True)
    book["Agreements"]["D2"] = rich
    data = io.BytesIO()
    book.save(data)
    [agreement] = read(data.getvalue()).agreements
    assert agreement.record == demo


def test_line_ends_of_windows_are_line_ends(demo: Agreement) -> None:
    data = rewritten(workbook_of([demo], "en"), "xl/sharedStrings.xml", "Cabo Delgado", "Cabo_x000D_&#10;Delgado")
    [agreement] = read(data).agreements
    assert [finding.cell for finding in agreement.findings] == ["Agreements!D2"], "one line, where two stand"
    assert "more than one line" in agreement.findings[0].text()


def test_a_strict_workbook_is_read_too(demo: Agreement) -> None:
    namespaces = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006": "http://purl.oclc.org/ooxml/officeDocument",
    }
    parts = parts_of(sound())
    for transitional, strict in namespaces.items():
        parts = {name: text.replace(transitional, strict) for name, text in parts.items()}
    [agreement] = read(zipped(parts)).agreements
    assert agreement.record == demo


def as_on_sheet(day: datetime.date) -> str:
    return f"<v>{(day - datetime.date(1899, 12, 30)).days}</v>"


def test_a_day_is_the_same_day_however_programs_store_it(demo: Agreement) -> None:
    assert demo.risk_assessment
    day = demo.risk_assessment.assessed_on
    data = workbook_of([demo], "en")
    in_iso = rewritten(data, "xl/worksheets/sheet2.xml", as_on_sheet(day), f"<v>{day}T00:00:00</v>")
    in_iso = rewritten(in_iso, "xl/worksheets/sheet2.xml", '<c r="P2" ', '<c r="P2" t="d" ')
    from_1904 = openpyxl.load_workbook(io.BytesIO(data))
    from_1904.epoch = datetime.datetime(1904, 1, 1)
    saved = io.BytesIO()
    from_1904.save(saved)
    for stored in (in_iso, saved.getvalue()):
        [agreement] = read(stored).agreements
        assert agreement.record == demo


def test_text_inside_of_its_cell_is_text(demo: Agreement) -> None:
    data = workbook_of([demo], "en")
    cell = re.search(r'<c r="D2"[^>]*>.*?</c>', parts_of(data)["xl/worksheets/sheet2.xml"])
    assert cell
    inline = '<c r="D2" t="inlineStr"><is><r><t>Cabo </t></r><r><t>Delgado Conflict</t></r><rPh><t>x</t></rPh></is></c>'
    [agreement] = read(rewritten(data, "xl/worksheets/sheet2.xml", cell[0], inline)).agreements
    assert agreement.record == demo


def test_a_sheet_of_ones_own_is_not_read_and_said_to_be() -> None:
    book = read(edited(lambda book: book.create_sheet("Notes").append(["call them"])))
    assert book.is_sound
    assert [finding.sentence("b") for finding in book.findings] == [
        "b: Notes!A1: warning: this sheet is none of ours, and nothing on it is read"
    ]


def test_a_workbook_of_others_is_said_to_be_one_once() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Notes").append(["call them"])
    data = io.BytesIO()
    book.save(data)
    [finding] = read(data.getvalue()).findings
    assert finding.text().startswith("this workbook is none of ours")


def test_comments_are_not_read_and_said_to_be_there(demo: Agreement) -> None:
    def comment(book: Any) -> None:
        book["Datasets"]["C2"].comment = Comment("Is this right?", "A colleague")

    book = read(edited(comment))
    assert [finding.sentence("b") for finding in book.findings] == [
        "b: Datasets!A1: warning: somebody has put comments on this sheet, and they are not read; look at them"
    ]
    assert book.agreements[0].record == demo


# --- what people do that is wrong ------------------------------------------------------------------------------------


def doubled(title: str, row: int) -> Edit:
    def edit(book: Any) -> None:
        book[title].append([cell.value for cell in book[title][row]])

    return edit


def hidden_row(title: str, row: int) -> Edit:
    def edit(book: Any) -> None:
        book[title].row_dimensions[row].hidden = True

    return edit


def hidden_column(title: str, letter: str) -> Edit:
    def edit(book: Any) -> None:
        book[title].column_dimensions[letter].hidden = True

    return edit


def hidden_sheet(title: str, state: str) -> Edit:
    def edit(book: Any) -> None:
        book[title].sheet_state = state

    return edit


def hidden_notes(book: Any) -> None:
    book.create_sheet("Notes").append(["x"])
    book["Notes"].sheet_state = "veryHidden"


def array(book: Any) -> None:
    book["Datasets"]["C2"] = ArrayFormula("C2:C4", "=A2:A4")


def filtered(book: Any) -> None:
    sheet = book["Focal points"]
    sheet.auto_filter.ref = "A1:G5"
    sheet.auto_filter.add_filter_column(2, ["Primary"])
    for row in (3, 5):
        sheet.row_dimensions[row].hidden = True


def without_rows(title: str) -> Edit:
    return lambda book: book[title].delete_rows(2, 20)


WRONG: list[tuple[Edit, str, str]] = [
    (put("Agreements!D2", "=1+1"), "Agreements!D2", "the formula “=1+1” stands here, where text must be"),
    (put("Focal points!D2", '="Amina"'), "Focal points!D2", "a formula stands here, where text must be"),
    (array, "Datasets!C3", "a formula stands here"),
    (put("Datasets!C2", "#N/A"), "Datasets!C2", "the error value #N/A stands here, where text must be"),
    (put("Focal points!F2", 2.34803e12), "Focal points!F2", "a number stands here, where text must be: Excel has chan"),
    (put("Agreements!H2", 12.5), "Agreements!H2", "the number 12.5 stands here, where text must be: Excel has changed"),
    (put("Agreements!E2", True), "Agreements!E2", "TRUE as a yes/no value stands here, where text must be"),
    (put("Agreements!E2", datetime.datetime(2026, 3, 1)), "Agreements!E2", "the date 2026-03-01 stands here"),
    (put("Focal points!D2", datetime.datetime(2026, 3, 1)), "Focal points!D2", "a date stands here, where text must"),
    (put_in_format("Agreements!P2", 46286, "0"), "Agreements!P2", "the number 46286 stands here, where a day must be"),
    (put("Agreements!P2", "21/09/2026"), "Agreements!P2", "“21/09/2026” is no day; write year-month-day"),
    (put("Agreements!P2", "2026-02-30"), "Agreements!P2", "“2026-02-30” is no day"),
    (put("Agreements!P2", datetime.datetime(2026, 9, 21, 9)), "Agreements!P2", "a date with a time of day"),
    (put("Agreements!P2", "=TODAY()"), "Agreements!P2", "the formula “=TODAY()” stands here, where a day must be"),
    (put("Agreements!A2", 7), "Agreements!A2", "the number 7 stands here, where text must be"),
    (put("Focal points!A3", None), "Focal points!A3", "the row has no reference"),
    (put("Focal points!A3", "MOZ CD HCT CP"), "Focal points!A3", "did you mean “MOZ-CD-HCT-CP”?"),
    (
        put("Focal points!A3", "OTHER"),
        "Focal points!A3",
        "“OTHER” is no reference of the sheet “Agreements”; correct it",
    ),
    (doubled("Agreements", 2), "Agreements!A3", "“MOZ-CD-HCT-CP” stands twice, first in Agreements!A2"),
    (doubled("Focal points", 2), "Focal points!A6", "IOM DTM, Primary stands twice, first in Focal points!A2"),
    (doubled("Pathways", 2), "Pathways!A4", "Low stands twice, first in Pathways!A2"),
    (hidden_row("Datasets", 3), "Datasets!A3", "row 3 is hidden, by hand or by a filter"),
    (filtered, "Focal points!A5", "row 5 is hidden, by hand or by a filter"),
    (hidden_column("Focal points", "F"), "Focal points!F1", "column F is hidden"),
    (
        put_in_format("Focal points!F4", "+258 84 555 0101", ";;;"),
        "Focal points!F4",
        "a text that its number format does not show",
    ),
    (
        put_in_format("Agreements!P2", datetime.datetime(2026, 9, 21), '"2030";yyyy-mm-dd'),
        "Agreements!P2",
        "the number 46286 stands here, where a day must be",
    ),
    (hidden_sheet("Signatories", "hidden"), "Signatories!A1", "the sheet is hidden"),
    (hidden_notes, "Notes!A1", "a hidden sheet that is none of ours"),
    (lambda book: book["Datasets"].merge_cells("E2:E3"), "Datasets!E2:E3", "merged cells"),
    (put("Focal points!G1", "Name"), "Focal points!G1", "the heading stands twice, first in D1"),
    (put("Pathways!I1", "Method 2"), "Pathways!I1", "the heading stands twice, first in H1"),
    (
        put("Agreements!D1", "Operatoin"),
        "Agreements!D1",
        "“Operatoin” is no heading of this sheet; did you mean “Operat",
    ),
    (put("Focal points!D1", "Joana Macuácua"), "Focal points!D1", "this heading is no heading of this sheet"),
    (put("Agreements!D1", None), "Agreements!D1", "column D has no heading that is text"),
    (put("Agreements!D1", 5), "Agreements!D1", "column D has no heading that is text"),
    (lambda book: book["Datasets"].delete_cols(5), "Datasets!A1", "the first row lacks “Class (IOM)”"),
    (lambda book: book["Datasets"].insert_rows(1), "Datasets!A1", "the first row lacks “Reference”, “Urgency”"),
    (lambda book: book.remove(book["Assessors"]), "Assessors!A1", "there is no sheet “Assessors”"),
    (
        lambda book: setattr(book.copy_worksheet(book["Datasets"]), "title", "Jeux de données"),
        "Jeux de données!A1",
        "twice",
    ),
    (put("Datasets!B2", "High"), "Datasets!B2", "“High”: Table B has no high urgency"),
    (put("Datasets!B2", None), "Datasets!B2", "nothing stands here, so that the row's place is not known"),
    (put("Datasets!E2", None), "Datasets!E2", "missing; write it"),
    (
        put("Datasets!E2", "Restricted"),
        "Datasets!E2",
        "“Restricted” is no class of IOM's scale (Public, Confidential or Se",
    ),
    (put("Datasets!E2", "Secret"), "Datasets!E2", "is classed Secret"),
    (put("Datasets!D2", "admin 9"), "Datasets!D2", "“admin 9” stands here; expected one of: national, admin 1"),
    (put("Agreements!C2", "Mozambique"), "Agreements!C2", "“Mozambique” is no ISO 3166-1 alpha-3 code; write MOZ"),
    (put("Agreements!D2", "a\nb"), "Agreements!D2", "the text has more than one line"),
    (put("Agreements!D2", None), "Agreements!D2", "missing; write it"),
    (put("Focal points!G2", None), "Focal points!G2", "missing; write it"),
    (put("Focal points!G2", "nobody"), "Focal points!G2", "this is no e-mail address"),
    (put("Pathways!C2", "[eg. Monthly]"), "Pathways!C2", "still has the form's placeholder"),
    (put("Pathways!D2", None), "Pathways!D2", "the column is half-filled"),
    (without_rows("Datasets"), "Pathways!A2", "Low: the sheet “Datasets” has no row for it"),
    (without_rows("Pathways"), "Datasets!A2", "Low: the sheet “Pathways” has no timeline, destination or method"),
    (without_rows("Assessors"), "Agreements!A2", "missing; write it"),
    (without_rows("Agreements"), "Pathways!A2", "is no reference of the sheet “Agreements”"),
    (put("Sensitive together!D2", None), "Sensitive together!C2", "the list has 1 of at least 2 items"),
    (put("Datasets!SZ9", "x"), "Datasets!SZ9", "more than 200,000 rows or 500 columns"),
    (put("Datasets!A200002", "x"), "Datasets!A200002", "more than 200,000 rows"),
]


@pytest.mark.sampled("faults of workbooks")
@pytest.mark.parametrize(("edit", "cell", "told"), WRONG, ids=[f"{cell} {told[:30]}" for _, cell, told in WRONG])
def test_what_is_wrong_is_named_by_its_cell(edit: Edit, cell: str, told: str) -> None:
    book = read(edited(edit))
    found = [sentence for sentence in errors(book) if sentence.startswith(f"book.xlsx: {cell}: ") and told in sentence]
    assert len(found) == 1, errors(book)


def test_a_problem_is_said_once(demo: Agreement) -> None:
    once = [
        put("Datasets!E2", "Restricted"),
        put("Focal points!F2", 5),
        put("Agreements!P2", 5),
        put("Datasets!B2", "x"),
    ]
    for edit in once:
        assert len(errors(read(edited(edit, demo)))) == 1


def test_all_problems_are_said_at_once_in_the_order_of_the_sheets() -> None:
    wrong = [put("Focal points!F2", 5), put("Datasets!E2", None), put("Agreements!D2", None), put("Pathways!C2", 4)]

    def edit(book: Any) -> None:
        for each in wrong:
            each(book)

    [agreement] = read(edited(edit)).agreements
    found = [finding.cell for finding in agreement.findings if finding.severity == "error"]
    assert found == ["Agreements!D2", "Pathways!C2", "Datasets!E2", "Focal points!F2"]


def test_one_bad_agreement_does_not_hide_the_good_ones() -> None:
    english, french = load_sample("en"), load_sample("fr")
    book = read(edited(put("Agreements!D2", "=1"), english, french))
    assert [agreement.record for agreement in book.agreements] == [None, french]
    assert book.is_sound


def test_a_class_is_never_taken_from_another_row_or_agreement() -> None:
    def empty(book: Any) -> None:
        for row in range(3, 8):
            book["Datasets"][f"E{row}"] = None

    book = read(edited(empty, load_sample("en"), load_sample("fr")))
    missing = [finding.cell for finding in all_findings(book) if finding.text() == "missing; write it"]
    assert missing == [f"Datasets!E{row}" for row in range(3, 8) if f"Datasets!E{row}" in missing]
    assert len(missing) >= 4
    assert not any(agreement.record for agreement in book.agreements)


def test_no_message_repeats_contact_data(demo: Agreement) -> None:
    person = demo.table_c.iom.primary
    assert person
    edits = [
        put("Focal points!F2", 258825550101),
        put("Focal points!B2", person.name),
        put("Focal points!D1", person.name),
        put("Focal points!D2", f'="{person.name}"'),
        put("Signatories!C2", f'="{person.name}"'),
        put("Agreements!C2", person.email),
        put("Assessors!C2", person.name),
    ]
    for edit in edits:
        said = "\n".join(errors(read(edited(edit))))
        assert said
        assert not [text for text in (person.name, person.email, "258825550101") if text in said]


def test_findings_have_their_cell_in_json_and_keep_their_path() -> None:
    book = read(edited(put("Focal points!G2", "nobody")))
    [told] = [finding.as_json() for finding in all_findings(book) if finding.severity == "error"]
    assert (told["cell"], told["path"], told["line"]) == ("Focal points!G2", "table_c.iom.primary.email", None)


def test_a_bold_heading_is_a_heading(demo: Agreement) -> None:
    def restyle(book: Any) -> None:
        book["Datasets"]["A1"].font = Font(bold=False, italic=True)

    [agreement] = read(edited(restyle)).agreements
    assert agreement.record == demo


def test_sheets_are_named_as_the_workbook_names_them() -> None:
    book = read(edited(put("Points focaux!G2", "personne"), language="fr"))
    assert [sentence.split(": ")[1] for sentence in errors(book)] == ["Points focaux!G2"]
    assert sheet_table.UNREADABLE is ...


def test_a_column_that_no_record_needs_may_be_missing() -> None:
    """As in workbooks that were made before there was such a column."""

    def without(book: Any) -> None:
        sheet = book["Agreements"]
        places = {str(cell.value): cell.column for cell in sheet[1]}
        for heading in ("Reassess by", "Benefit of sharing"):
            if heading in places:
                sheet.delete_cols(places[heading])
                places = {str(cell.value): cell.column for cell in sheet[1]}

    read = records_of(edited(without), "a.xlsx")
    assert read.is_sound
    [agreement] = read.agreements
    assert agreement.record
    assert agreement.record.risk_assessment
    assert agreement.record.risk_assessment.reassess_by is None


def test_datasets_without_a_row_of_their_urgency_are_named_by_the_first_of_them() -> None:
    def edit(book: Any) -> None:
        sheet, datasets = book["Pathways"], book["Datasets"]
        sheet.delete_rows(next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 2).value == "Low"))
        datasets.append([cell.value for cell in datasets[next_low(datasets)]])

    def next_low(sheet: Any) -> int:
        return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 2).value == "Low")

    low = next_low(openpyxl.load_workbook(io.BytesIO(sound()))["Datasets"])
    [said] = [finding for finding in all_findings(read(edited(edit))) if finding.code == "pathway_missing"]
    assert said.sentence("book.xlsx").startswith(f"book.xlsx: Datasets!A{low}: ")
