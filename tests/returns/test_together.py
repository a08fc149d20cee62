"""Pages of one form that lie in several files are one return; whole forms stay by themselves."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path

import pikepdf
import pytest
from conftest import RECORDS, load_sample
from papers import as_jpeg, by_partner, by_pdfium, changes, filled, form_of, rendered
from wrong_returns import FORM, filled_by_another, merged, other_agreement, with_values

import dtmforms
from dtmforms import Return
from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run
from dtmforms.form.identity import WORD, Identity
from dtmforms.returns.returned_file import PrintedPages, ReturnedFile
from dtmforms.returns.together import NamedFile, is_part, put_together

SENT = load_sample("en")


def codes(answer: Return) -> set[str]:
    return {finding.code for finding in answer.findings}


def pages_of(data: bytes) -> list[bytes]:
    """Each page of a file in a file of its own."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            out = io.BytesIO()
            with pikepdf.new() as single:
                single.pages.append(page)
                single.save(out)
            found.append(out.getvalue())
    return found


def printed(wanted: Agreement = SENT) -> bytes:
    return by_pdfium(filled(form_of(SENT), changes(SENT, wanted)))


def other_terms() -> Agreement:
    values = copy.deepcopy(SENT.values())
    values["table_b"]["low"]["timeline"] = "Every five weeks"
    return Agreement.model_validate(values)


@pytest.fixture(scope="module")
def pages() -> list[bytes]:
    return pages_of(printed())


def answers(folder: Path, *files: bytes) -> dict[str, Return]:
    """What is answered to files that are given in this order."""
    papers = []
    for number, data in enumerate(files, start=1):
        place = folder / f"{number}.pdf"
        place.write_bytes(data)
        papers.append(dtmforms.Paper(place.name, str(place)))
    found = dict(dtmforms.ingest_all(papers, against=SENT))
    return {name.removeprefix(f"{folder}/"): answer for name, answer in found.items() if isinstance(answer, Return)}


# Copies of a form in one file


def test_two_equal_copies_in_one_file_are_one_form() -> None:
    changed = with_values(table_b_password_change_plan="Every 45 days")
    once, twice = (dtmforms.ingest(data, against=SENT) for data in (changed, merged(changed, changed)))
    assert twice.record == once.record is not None
    assert codes(twice) - codes(once) == {"form_twice"}


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (form_of(other_agreement()), "two_forms"),
        (form_of(other_terms()), "two_texts"),
        (filled_by_another(), "two_copies"),
        (with_values(table_b_password_change_plan="Every 45 days"), "two_copies"),
    ],
)
def test_two_forms_that_differ_are_told_as_that_and_as_nothing_more(other: bytes, code: str) -> None:
    answer = dtmforms.ingest(merged(FORM, other), against=SENT)
    assert (answer.record, [finding.code for finding in answer.findings]) == (None, [code])


def test_a_second_copy_that_shows_another_value_is_not_taken() -> None:
    """It stores the same, and draws something else."""
    name = "table_c_requesting_organization_primary_mobile"

    def shown(data: bytes, text: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            [field] = [field for field in pdf.Root.AcroForm.Fields if str(field.T) == name]
            drawn = b"/Tx BMC q BT /Helv 9 Tf 2 4 Td (%s) Tj ET Q EMC" % text
            form = field.AP.N
            field.AP.N = pdf.make_stream(
                drawn, {key: form[key] for key in ("/BBox", "/Resources", "/Subtype", "/Type") if key in form}
            )
            pdf.save(out)
        return out.getvalue()

    answer = dtmforms.ingest(merged(FORM, shown(FORM, b"+258 99 999 9999")), against=SENT)
    assert answer.record is None
    assert codes(answer) & {"shown_otherwise", "appearance_unknown"}


# Pages in several files


def test_pages_in_any_order_are_one_return_with_the_record_of_the_whole_form(
    tmp_path: Path, pages: list[bytes]
) -> None:
    whole = dtmforms.ingest(printed(), against=SENT)
    [answer] = answers(tmp_path, *reversed(pages)).values()
    assert answer.fields == whole.fields
    assert answer.record == whole.record is not None
    assert codes(answer) - codes(whole) == {"put_together"}
    assert answer.file.endswith(f"{len(pages)}.pdf (+{len(pages) - 1})")
    assert [told["pages"] for told in answer.files] == [[page + 1] for page in range(len(pages))]
    assert [Path(str(told["file"])).name for told in answer.files] == [
        f"{number}.pdf" for number in range(len(pages), 0, -1)
    ]
    assert len({told["sha256"] for told in answer.files} | {answer.sha256}) == len(pages) + 1


def test_the_same_pages_have_the_same_digest_in_whatever_order(tmp_path: Path, pages: list[bytes]) -> None:
    (tmp_path / "other").mkdir()
    [one], [other] = answers(tmp_path, *pages).values(), answers(tmp_path / "other", *reversed(pages)).values()
    assert one.sha256 == other.sha256


def test_a_missing_page_is_named(tmp_path: Path, pages: list[bytes]) -> None:
    [answer] = answers(tmp_path, *pages[:1], *pages[2:]).values()
    assert answer.record is None
    [missing] = [finding for finding in answer.findings if finding.code in ("page_missing", "page_not_scanned")]
    assert missing.values["page"] == 2


def test_the_same_file_twice_is_read_once_and_told(tmp_path: Path, pages: list[bytes]) -> None:
    [answer] = answers(tmp_path, *pages, pages[0]).values()
    assert answer.record
    assert {"given_again"} <= codes(answer)
    assert "page_twice" not in codes(answer)


def test_another_print_of_a_page_with_another_value_is_not_taken(tmp_path: Path, pages: list[bytes]) -> None:
    [answer] = answers(tmp_path, *pages, pages_of(printed(by_partner(SENT)))[-1]).values()
    assert answer.record is None
    assert "page_twice" in codes(answer)


def test_pages_made_for_two_texts_are_told(tmp_path: Path, pages: list[bytes]) -> None:
    other = pages_of(by_pdfium(form_of(other_terms())))
    [answer] = answers(tmp_path, *pages[:1], *other[1:]).values()
    assert answer.record is None
    assert "two_texts" in codes(answer)


def test_pages_of_two_agreements_are_two_answers_that_name_each_other(tmp_path: Path, pages: list[bytes]) -> None:
    other = pages_of(by_pdfium(form_of(other_agreement())))
    found = answers(tmp_path, *pages[:1], *other[1:])
    assert [answer.reference for answer in found.values()] == [SENT.reference, other_agreement().reference]
    assert all("pages_beside" in codes(answer) and answer.record is None for answer in found.values())


def test_whole_forms_beside_each_other_stay_separate(tmp_path: Path) -> None:
    found = answers(tmp_path, printed(), printed(by_partner(SENT)), FORM)
    assert list(found) == ["1.pdf", "2.pdf", "3.pdf"]
    assert not any("put_together" in codes(answer) for answer in found.values())


@pytest.mark.sampled("pictures of pages at the command line")
def test_pictures_of_pages_are_one_return_on_the_command_line_and_in_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number, picture in enumerate(rendered(by_pdfium(form_of(SENT)), 110), start=1):
        (inbox / f"photo-{9 - number}.jpg").write_bytes(as_jpeg(picture))
    (inbox / "form.pdf").write_bytes(FORM)
    against = ["--against", str(RECORDS["en"]), "--json"]
    run(["ingest", *map(str, sorted(inbox.glob("*.jpg"))), *against])
    [answer] = map(json.loads, capsys.readouterr().out.splitlines())
    assert answer["signed_copy"]["pages"] == [told["pages"][0] for told in answer["files"]]
    run(["ingest", str(inbox), *against, "--xlsx", str(tmp_path / "returns.xlsx"), "--jobs", "1"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["file"], row["outcome"]) for row in rows] == [
        ("form.pdf", "valid"),
        (f"photo-8.jpg (+{len(answer['files']) - 1})", "to confirm"),
    ]
    assert rows[1]["sha256"] == answer["sha256"]


# Which files are parts, by their pages alone


def part(reference: str, *pages: int, of: int = 4, name: str = "") -> NamedFile:
    identity = Identity(reference, "en", "7Q2M-KX4D", WORD if not of else "2 2 2 2 2 2")
    printed = PrintedPages(identity, sheets={page: [number] for number, page in enumerate(pages, 1)}, page_count=of)
    name = name or f"{reference}{pages}"
    return NamedFile(name, ReturnedFile(pages=printed, sha256=name))


def test_a_file_is_a_part_as_long_as_a_page_of_its_form_is_missing() -> None:
    assert is_part(part("A", 1, 2, 4).read)
    assert not is_part(part("A", 1, 2, 3, 4).read)
    assert not is_part(ReturnedFile(pages=PrintedPages()))
    assert not is_part(ReturnedFile())


def test_a_single_page_of_a_printed_word_document_is_a_part() -> None:
    page = part("A", 0, of=0)
    assert is_part(page.read)
    [form] = put_together([page, part("A", 0, of=0, name="other")])
    assert form.read.pages
    assert form.read.pages.sheets == {0: [1, 2]}


def test_a_page_has_the_number_that_it_has_in_the_form_and_one_more_of_it_a_number_behind_them() -> None:
    [form] = put_together([part("A", 3), part("A", 2, 1), part("A", 2, name="again"), part("A", 4)])
    assert form.read.pages
    assert form.read.pages.sheets == {1: [1], 2: [2, 5], 3: [3], 4: [4]}


def test_a_part_alone_is_what_it_was() -> None:
    alone = part("A", 1)
    assert put_together([alone]) == [alone]


def test_forms_come_in_the_order_of_their_first_parts() -> None:
    found = put_together([part("B", 1, 2), part("A", 1, 2), part("B", 3, 4), part("A", 3, 4)])
    assert [form.read.parts[0].name for form in found] == ["B(1, 2)", "A(1, 2)"]
    assert not any(form.read.pages_beside for form in found)
