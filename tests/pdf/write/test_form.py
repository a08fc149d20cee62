"""The PDF form: every field with its value exactly, its tooltip, its place; whatever the script."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pypdfium2
import pytest
from agreed_beside import OFFICER, with_areas
from conftest import ROOT, load_sample, read_fields
from hypothesis import given
from sampling import examples
from strategies import records

sys.path.insert(0, str(ROOT / "scripts"))

import lettering as pictures

from dtmforms.agreement.closed_lists import URGENCIES
from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.fields import DATES, IDENTITY, SIGNATURES, TICKED, Rows, fields
from dtmforms.form.texts import texts_of
from dtmforms.language import LANGUAGES
from dtmforms.language.cldr import unbroken_day
from dtmforms.language.labels import labels
from dtmforms.pdf.write.form import draw, draw_blank
from dtmforms.pdf.write.form_layout import layout_of, send_to
from dtmforms.pdf.write.form_pages import content
from dtmforms.pdf.write.shaping import lines
from dtmforms.pdf.write.widgets import MULTILINE


def drawn(record: Agreement) -> bytes:
    return draw(record, record.language, fingerprint(record))


@contextmanager
def widgets(data: bytes) -> Iterator[dict[str, Any]]:
    """The fields by name; they live as long as their file is open."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield {str(field.T): field for field in pdf.Root.AcroForm.Fields}


@examples(25)
@given(records())
def test_every_text_is_stored_exactly(record: Agreement) -> None:
    """As two readers that did not write it see it: pypdf through our reading, and pikepdf."""
    data = drawn(record)
    expected = texts_of(record, Rows.of(record), record.language)
    read = read_fields(data).texts
    assert {name: read[name] for name in expected} == expected
    with widgets(data) as form:
        seen = {name: str(field.get("/V", "")) for name, field in form.items()}
    texts = {field.name for field in fields(Rows.of(record)) if field.kind in ("line", "lines")}
    assert {name: seen[name] for name in texts} == {name: expected[name] for name in texts}


def test_every_field_has_a_tooltip_and_stands_on_a_page() -> None:
    record = load_sample("en")
    data = drawn(record)
    pages = read_fields(data).pages
    with widgets(data) as form:
        for name, field in form.items():
            assert str(field.TU).strip()
            assert name in pages


def test_the_cells_of_iom_are_read_only_and_the_partners_are_not() -> None:
    """Rule D3."""
    record = load_sample("en")
    with widgets(drawn(record)) as form:
        assert {name for name, field in form.items() if str(field.FT) == "/Sig"} == set()
        for field in fields(Rows.of(record)):
            assert bool(int(form[field.name].Ff) & 1) == field.ours, field.name


@pytest.mark.parametrize("unused", [(), ("low",), ("medium",)])
def test_what_a_partner_has_to_fill_in_is_said_to_be_required(unused: tuple[str, ...]) -> None:
    """Nothing of a column that is not used (rule C8), nor of the annex. As many triangles stand on the pages."""
    values = with_areas(load_sample("en"), {"area": "Palma"}).values()
    record = Agreement.model_validate(values | {"table_b": values["table_b"] | dict.fromkeys(unused)})
    with widgets(drawn(record)) as form:
        said = {name for name, field in form.items() if str(field.TU).endswith(f", {labels('en').ours['required']}")}
    used = [urgency for urgency in URGENCIES if urgency not in unused]
    columns = {f"table_b_{urgency}_{key}" for urgency in used for key in ("timeline", "datasets_01_name")}
    people = {f"table_c_requesting_organization_primary_{key}" for key in ("name", "title", "mobile", "email")}
    assert said == {*columns, *people, "table_b_password_change_plan"}
    pages = b"".join(content("en", layout_of(record, "en")).pages)
    assert pages.count(b" h f") == len(said) + 1  # one explains what it means
    with widgets(draw(record, "en", "X", to_sign=True)) as form:
        assert not any(labels("en").ours["required"] in str(field.TU) for field in form.values())


def test_in_a_form_to_sign_nothing_is_open_but_days_and_signatures() -> None:
    record = load_sample("en")
    with widgets(draw(record, "en", fingerprint(record), to_sign=True)) as form:
        assert form.keys() == {field.name for field in fields(Rows.of(record, spare=False))} | {
            *(*IDENTITY, *DATES, *SIGNATURES)
        }
        locked = {name for name, field in form.items() if int(field.get("/Ff", 0)) & 1}
        assert form.keys() - locked == {*DATES, *SIGNATURES}


def test_a_signature_locks_all_but_what_is_still_to_be_signed() -> None:
    """ISO 32000-2:2020 12.7.5.5: IOM signs first, and the partner ends it."""
    with widgets(draw(load_sample("fr"), "fr", "X", to_sign=True)) as form:
        first, last = form["signature_iom"].Lock, form["signature_requesting_organization"].Lock
        assert (str(first.Action), [*map(str, first.Fields)]) == (
            "/Exclude",
            ["date_requesting_organization", "signature_requesting_organization"],
        )
        assert (str(last.Action), "/Fields" in last) == ("/All", False)
        assert first.is_indirect
        assert last.is_indirect


def test_no_two_fields_share_an_appearance_or_its_resources() -> None:
    """A program that draws one field anew then changes no other, which may be locked by a signature."""
    record = load_sample("en")
    for data in (drawn(record), draw(record, "en", "X", to_sign=True), draw_blank("en")):
        with widgets(data) as form:
            shown = [field.AP.N for field in form.values() if str(field.get("/FT")) != "/Btn"]
            shown += [state for field in form.values() if str(field.FT) == "/Btn" for state in field.AP.N.values()]
            assert len({one.objgen for one in shown}) == len(shown) > len(form)
            for one in shown:
                assert not one.Resources.is_indirect
                assert not any(part.is_indirect for part in one.Resources.values())


def test_in_a_blank_form_nothing_but_its_identity_is_locked() -> None:
    with widgets(draw_blank("en")) as form:
        assert {name for name, field in form.items() if int(field.get("/Ff", 0)) & 1} == set(IDENTITY)


def test_choices_are_choices_and_begin_with_no_answer() -> None:
    with widgets(draw_blank("fr")) as form:
        level = form["table_b_low_datasets_01_level"]
        assert [str(option[0]) for option in level.Opt][:3] == ["-", "national", "admin1"]
        assert str(level.V) == "-"
        tick = form["table_b_low_method_password_protected_web_portal"]
        assert str(tick.V) == "/Off"
        assert set(tick.AP.N.keys()) == {"/Yes", "/Off"}


def test_language_title_and_tab_order_are_set() -> None:
    pdf = pikepdf.open(io.BytesIO(drawn(load_sample("fr"))))
    assert str(pdf.Root.Lang) == "fr"
    assert str(pdf.docinfo.Title)
    assert all(page.Tabs == "/S" for page in pdf.pages)


def test_nothing_in_the_form_runs() -> None:
    data = drawn(load_sample("en"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in (
            "/JS",
            "/JavaScript",
            "/OpenAction",
            "/AA",
            "/Launch",
            "/SubmitForm",
            "/NeedAppearances",
            "/MaxLen",
        ):
            assert key.encode() not in b"".join(bytes(obj.unparse()) for obj in pdf.objects)


def test_the_same_record_gives_the_same_bytes() -> None:
    record = load_sample("es")
    assert drawn(record) == drawn(record)
    assert draw_blank("en") == draw_blank("en")


def test_a_ticked_box_is_on_in_its_value_and_in_its_appearance() -> None:
    with widgets(drawn(load_sample("en"))) as form:
        tick = form["table_b_medium_method_telephone_call"]
        assert str(tick.V) == str(tick.AS) == f"/{TICKED}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_form_is_small_enough_for_a_bad_connection(language: str) -> None:
    assert len(draw_blank(language)) <= 60_000


@pytest.mark.parametrize("script", [name for name in pictures.SAMPLES if name != "Chinese"])
def test_a_prefilled_form_is_small_whatever_its_script(script: str) -> None:
    _, text = pictures.SAMPLES[script]
    values = load_sample("en").values()
    for side in values["table_c"].values():
        for person in side.values():
            person |= {"name": text, "title": text}
    record = Agreement.model_validate(values | dict.fromkeys(("purpose", "subject", "operation"), text))
    assert len(drawn(record)) <= 150_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_accessibility_checker_finds_no_error(language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    officer = OFFICER | {"area": "Palma", "name": "Hauwa Bello"}
    record = with_areas(load_sample("en"), officer, {"area": "Mueda"})
    for data in (draw_blank(language), draw(record, language, "X"), draw(record, language, "X", to_sign=True)):
        path.write_bytes(data)
        assert not [
            finding for finding in pdfua.validate(str(path)).findings if finding.severity is pdfua.Severity.ERROR
        ]


def test_every_field_and_every_word_of_the_form_stands_in_its_structure() -> None:
    """ISO 32000-2:2020 14.7.5: each content item has a structure element, each widget a key to one."""
    with pikepdf.open(io.BytesIO(drawn(load_sample("en")))) as pdf:
        tree: dict[int, Any] = {}
        nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        tree = {int(key): value for key, value in zip(nums[::2], nums[1::2], strict=True)}
        for page in pdf.pages:
            marked = b"".join(stream.read_bytes() for stream in page.Contents).count(b"/MCID")
            assert len(tree[int(page.StructParents)]) == marked
            for widget in page.Annots:
                if not int(widget.F) & 2:
                    element = tree[int(widget.StructParent)]
                    assert str(element.S) == "/Form"
                    assert element.K.Obj.T == widget.T
                    assert element.Pg == page.obj


def test_viewers_draw_what_is_typed_in_plain_helvetica() -> None:
    """The one default appearance that no program draws wrongly."""
    with pikepdf.open(io.BytesIO(draw_blank("en"))) as pdf:
        font = pdf.Root.AcroForm.DR.Font.Helv
        assert (str(font.BaseFont), str(font.Encoding)) == ("/Helvetica", "/WinAnsiEncoding")
        for field in pdf.Root.AcroForm.Fields:
            if field.FT in ("/Tx", "/Ch"):
                several = int(field.Ff) & MULTILINE
                assert str(field.DA).startswith("/Helv 8.5 Tf" if several else "/Helv 9 Tf")


def test_there_is_room_for_the_signatures_of_both_sides() -> None:
    with widgets(draw(load_sample("en"), "en", "X", to_sign=True)) as form:
        signing = {name: field for name, field in form.items() if str(field.FT) == "/Sig"}
        assert set(signing) == {"signature_iom", "signature_requesting_organization"}
        assert all("/V" not in field and "/AP" in field and str(field.TU) for field in signing.values())


VALIDATORS = (
    ("qpdf", "--check"),
    ("pdfinfo",),
    ("gs", "-q", "-dPDFSTOPONERROR", "-dPDFSTOPONWARNING", "-dNOPAUSE", "-dBATCH", "-sDEVICE=nullpage"),
)


@pytest.mark.program("qpdf", "pdfinfo", "gs")
@pytest.mark.parametrize("language", LANGUAGES)
def test_other_programs_find_nothing_to_say(language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    for data in (draw_blank(language), draw(load_sample("en"), language, "X")):
        path.write_bytes(data)
        for command in VALIDATORS:
            done = subprocess.run([*command, str(path)], check=True, capture_output=True, text=True)
            assert not done.stderr, command


@pytest.mark.program("pdftocairo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_other_programs_draw_every_value_without_a_word(language: str, tmp_path: Path) -> None:
    """Texts of several lines, too long for one, and in every script."""
    values = load_sample("en").values()
    texts = [text for _, text in pictures.SAMPLES.values()]
    values |= {"purpose": "\n".join(texts), "operation": " ".join(texts), "humanitarian_need": " ".join(texts * 9)}
    values["table_c"]["requesting_organization"]["primary"]["title"] = pictures.MIXED * 5
    path = tmp_path / "form.pdf"
    path.write_bytes(draw(Agreement.model_validate(values), language, "X"))
    done = subprocess.run(["pdftocairo", "-svg", str(path), str(tmp_path / "out.svg")], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.program("pdftotext")
@pytest.mark.parametrize("language", [language for language in LANGUAGES if not labels(language).right_to_left])
def test_other_programs_read_the_official_words(language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(draw_blank(language))
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True).stdout.decode()
    flat = " ".join(text.split())
    for key in ("heading", "table_b", "low", "low_when", "medium", "medium_when", "note", "table_c", "turnover"):
        assert " ".join(str(labels(language).official[key]).split()) in flat, key
    assert " ".join(labels(language).prevails.split()) in flat


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_form_has_the_shape_of_every_letter_on_it(language: str) -> None:
    """Its fonts have no others; a letter without a shape has no extent."""
    with pypdfium2.PdfDocument(draw_blank(language)) as document:
        for page in document:
            letters = page.get_textpage()
            for index in range(letters.count_chars()):
                letter = letters.get_text_range(index, 1)
                left, _, right, _ = letters.get_charbox(index)
                assert letter.isspace() or not letter.isprintable() or right > left, letter


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [None, datetime.date(2026, 12, 15)])
def test_page_1_says_to_whom_by_when_and_with_which_subject_it_goes_back(
    language: str, day: datetime.date | None
) -> None:
    record = load_sample("en")
    said = send_to(record, labels(language), day)
    person = record.table_c.iom.primary
    assert person
    assert person.name in said
    assert person.email in said
    assert said.endswith(record.reference)
    assert (unbroken_day(day, language) in said) if day else "2026-12" not in said
    assert len(lines(said, 430 * 1000 / 9, bold=True)) <= 2
