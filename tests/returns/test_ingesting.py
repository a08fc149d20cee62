"""A returned form becomes a record: filled by other programs, with everything reported and nothing guessed."""

from __future__ import annotations

import copy
import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from conftest import TODAY, load_sample, read_fields
from hypothesis import HealthCheck, given
from sampling import examples
from strategies import printed, valid_records

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.fields import TICKED, UNTICKED, Rows, fields
from dtmforms.form.texts import texts_of
from dtmforms.pdf.write.form import draw, draw_blank
from dtmforms.returns.ingest import Basis, Return, ingest, judged, said_of_itself
from dtmforms.returns.sandboxed import read_return

PARTNER = "table_c_requesting_organization"
Texts = dict[str, str]


def form_of(record: Agreement) -> bytes:
    return draw(record, record.language, fingerprint(record))


def read(data: bytes, against: Agreement | None) -> Return:
    return ingest(data, "return.pdf", Basis(against, today=TODAY))


def filled_by_pikepdf(data: bytes, texts: Texts, rename: Texts | None = None) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for field in list(pdf.Root.AcroForm.Fields):
            name = str(field.T)
            if name in texts:
                ticked = texts[name] in (TICKED, UNTICKED) and field.FT == "/Btn"
                field.V = pikepdf.Name(f"/{texts[name]}") if ticked else pikepdf.String(texts[name])
                if ticked:
                    field.AS = field.V
                else:
                    del field["/AP"]  # viewers draw it anew
            field.T = pikepdf.String((rename or {}).get(name, name))
        pdf.save(out)
    return out.getvalue()


def filled_by_pypdf(data: bytes, texts: Texts) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    ticks = {name for name, field in (writer.get_fields() or {}).items() if field.get("/FT") == "/Btn"}
    values = {name: f"/{text}" if name in ticks else text for name, text in texts.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rewritten_by_qpdf(data: bytes, texts: Texts, folder: Path) -> bytes:
    source, target = folder / "in.pdf", folder / "out.pdf"
    source.write_bytes(filled_by_pikepdf(data, texts))
    command = ["qpdf", "--linearize", "--object-streams=generate", "--generate-appearances", str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target.read_bytes()


def by_partner(record: Agreement) -> Agreement:
    """The record as a partner would change it, all over its own cells."""
    values = copy.deepcopy(record.values())
    successor = {"name": "محمد Олена", "title": "M&E <Lead> €", "mobile": "+258 84 555 0177", "email": "om@x.example"}
    values["table_c"]["requesting_organization"]["primary"] = successor
    values["table_b"]["low"] = {
        "timeline": "Chaque “mois”",
        "datasets": [{"name": "ኢትዮጵያ Київ", "level": "admin2", "classification": "confidential", "partner_label": "p"}],
        "destination": ["requesting_organization.secondary", "မြန်မာ"],
        "method": ["password_protected_excel_email", "Par coursier"],
    }
    values["table_b"]["password_change_plan"] = "Ligne une\nLigne deux"
    return Agreement.model_validate(values)


def texts_for(sent: Agreement, wanted: Agreement) -> Texts:
    rows = Rows.of(sent)
    return {
        name: text
        for name, text in texts_of(wanted, rows, sent.language).items()
        if name in {field.name for field in fields(rows) if not field.ours}
    }


def writers(folder: Path) -> dict[str, Callable[[bytes, Texts], bytes]]:
    return {
        "pikepdf": filled_by_pikepdf,
        "pypdf": filled_by_pypdf,
        "qpdf": lambda data, texts: rewritten_by_qpdf(data, texts, folder),
    }


@examples(25, suppress_health_check=list(HealthCheck))
@given(valid_records())
def test_any_record_comes_back_from_its_form(record: Agreement) -> None:
    returned = read(form_of(record), record).record
    assert returned
    assert printed(returned) == printed(record)


@pytest.mark.program("qpdf")
@pytest.mark.parametrize("writer", ["pikepdf", "pypdf", "qpdf"])
def test_what_a_program_fills_in_is_the_record_that_comes_back(sample: Agreement, writer: str, tmp_path: Path) -> None:
    wanted = by_partner(sample)
    answer = read(writers(tmp_path)[writer](form_of(sample), texts_for(sample, wanted)), sample)
    assert answer.record == wanted, answer.findings
    assert answer.kind == "filled"
    assert answer.exit_code == 0


@pytest.mark.program("qpdf")
@pytest.mark.parametrize("writer", ["pikepdf", "pypdf", "qpdf"])
def test_a_form_that_comes_back_as_it_went_is_the_equal_record(sample: Agreement, writer: str, tmp_path: Path) -> None:
    answer = read(writers(tmp_path)[writer](form_of(sample), {}), sample)
    assert answer.record == sample
    assert answer.comparison
    assert answer.comparison.verdict == "unchanged"


def test_without_the_record_that_was_sent_the_form_alone_makes_one(sample: Agreement) -> None:
    answer = read(form_of(sample), None)
    assert answer.record
    assert (answer.record.table_b.low, answer.record.table_c) == (sample.table_b.low, sample.table_c)
    assert answer.record.purpose == sample.purpose
    assert answer.record.risk_assessment is None
    assert answer.comparison is None
    assert "--against" in answer.findings[-1].text()
    assert fingerprint(answer.record) == fingerprint(sample)


def test_without_the_record_another_reference_is_not_taken() -> None:
    sent = load_sample("en")
    answer = read(filled_by_pikepdf(form_of(sent), {"reference": "ANOTHER"}), None)
    assert answer.record
    assert answer.record.reference == sent.reference
    assert any("returned “ANOTHER”" in finding.text() for finding in answer.findings)


def test_without_the_record_a_change_of_terms_still_shows() -> None:
    sent = load_sample("en")
    answer = read(filled_by_pikepdf(form_of(sent), {"table_b_low_timeline": "Weekly"}), None)
    assert "terms_changed" in [finding.code for finding in answer.findings]


def test_an_edit_of_ioms_cells_is_reported_and_not_taken(demo: Agreement) -> None:
    """Rule D3."""
    edit = {"table_c_iom_primary_email": "thief@iom.example", "purpose": "Anything"}
    answer = read(filled_by_pikepdf(form_of(demo), edit), demo)
    assert answer.record == demo
    assert {(finding.path, finding.rule) for finding in answer.findings} == {
        ("table_c.iom.primary.email", "D3"),
        ("purpose", "D3"),
    }
    assert answer.fields["table_c_iom_primary_email"] == "thief@iom.example"
    assert not any("thief" in finding.text() for finding in answer.findings)


def test_a_vacancy_a_swap_and_a_new_person_are_notices(demo: Agreement) -> None:
    for change in (
        {f"{PARTNER}_secondary_{part}": "" for part in ("name", "title", "mobile", "email")},
        {f"{PARTNER}_primary_name": "Ngozi"},
    ):
        answer = read(filled_by_pikepdf(form_of(demo), change), demo)
        assert answer.comparison
        assert answer.comparison.verdict == "focal_point_notice"
        assert answer.comparison.old_terms == answer.comparison.new_terms


def test_another_method_is_a_revision(demo: Agreement) -> None:
    answer = read(filled_by_pikepdf(form_of(demo), {"table_b_low_method_other_01": "By courier"}), demo)
    assert answer.comparison
    assert answer.comparison.verdict == "revision"


def test_problems_are_named_by_page_and_field_all_at_once(demo: Agreement) -> None:
    change = {
        f"{PARTNER}_primary_email": "wkamau at harbour",
        f"{PARTNER}_secondary_mobile": "",
        "table_b_medium_timeline": "Within x days",
        "table_b_low_datasets_03_name": "Without a level",
        "table_b_medium_not_applicable": "Yes",
    }
    answer = read(filled_by_pikepdf(form_of(demo), change), demo)
    assert answer.record is None
    assert answer.exit_code == 3
    said = [finding.text() for finding in answer.findings if finding.severity == "error"]
    for name in (*change, "table_b_low_datasets_03_level"):
        if name != "table_b_low_datasets_03_name":
            page = read_fields(form_of(demo)).pages[name]
            assert any(message.startswith(f"page {page}, Table") and f"[{name}]:" in message for message in said), (
                name,
                said,
            )
    assert len(said) == 5
    assert all(answer.fields[name] == text for name, text in change.items())


def test_a_field_that_is_lost_is_asked_for_and_never_guessed(demo: Agreement) -> None:
    name = f"{PARTNER}_primary_mobile"
    answer = read(filled_by_pikepdf(form_of(demo), {}, rename={name: "Text1"}), demo)
    assert answer.record is None
    messages = " ".join(finding.text() for finding in answer.findings)
    assert f"[{name}]: the field is missing" in messages
    assert "[Text1]: unknown" in messages


@pytest.mark.parametrize("changed", ["{}+1", "form1.{}", "{}#0", "{}_2", "form1[0].#subform[0].{}[0]", "{} (2)"])
def test_a_field_that_another_program_renamed_is_read_and_named(demo: Agreement, changed: str) -> None:
    name = f"{PARTNER}_primary_mobile"
    answer = read(filled_by_pikepdf(form_of(demo), {}, rename={name: changed.format(name)}), demo)
    assert answer.record == demo
    assert [finding.text() for finding in answer.findings if f"[{changed.format(name)}]" in finding.text()]


def test_a_renamed_copy_with_another_value_is_asked_about(demo: Agreement) -> None:
    """Two forms merged by qpdf have each field twice, once as `name+1`."""
    name = f"{PARTNER}_primary_mobile"
    data = filled_by_pikepdf(form_of(demo), {}, rename={f"{PARTNER}_primary_title": f"{name}+1"})
    answer = read(data, demo)
    assert answer.record is None
    assert any(f"[{name}]: two fields" in finding.text() for finding in answer.findings)
    assert answer.fields[f"{name} (2)"]


def test_rows_that_the_form_hides_are_read_all_the_same(demo: Agreement) -> None:
    change = {
        "form_rows": "1 1 1 1 1 1 0",
        "table_b_low_datasets_03_name": "Hidden",
        "table_b_low_datasets_03_level": "site",
    }
    answer = read(filled_by_pikepdf(form_of(demo), change), demo)
    assert answer.record
    assert answer.record.table_b.low
    assert answer.record.table_b.low.datasets[-1].name == "Hidden"


def test_a_return_of_another_agreement_is_refused(demo: Agreement) -> None:
    answer = read(form_of(load_sample("fr")), demo)
    assert answer.record is None
    assert [finding.rule for finding in answer.findings] == ["E4"]


def test_a_blank_form_against_a_record_is_not_called_edited(demo: Agreement) -> None:
    answer = read(filled_by_pikepdf(draw_blank("en"), texts_for(demo, demo)), demo)
    assert answer.record == demo
    assert not any(finding.rule == "D3" for finding in answer.findings)


def test_a_form_of_other_terms_is_remarked(demo: Agreement) -> None:
    values = copy.deepcopy(demo.values())
    values["table_b"]["low"]["timeline"] = "Weekly"
    answer = read(form_of(Agreement.model_validate(values)), demo)
    assert any("made for terms" in finding.text() for finding in answer.findings)


def test_a_form_of_another_edition_is_refused(demo: Agreement) -> None:
    """And nothing else is said of it."""
    change = {
        "form_edition": "1",
        "form_rows": "6 2 2 6 2 2 3 3 3 3 3 3",
        "country": "NGA",
        f"{PARTNER}_primary_email": "x",
    }
    for against in (demo, None):
        answer = read(filled_by_pikepdf(form_of(demo), change), against)
        assert answer.record is None
        assert [(found.code, found.values) for found in answer.findings] == [
            ("other_edition", {"returned": "1", "sent": "2"})
        ]


def test_the_identity_is_found_again_where_the_hidden_fields_are_lost(demo: Agreement) -> None:
    names = ("form_reference", "form_edition", "form_language", "form_terms", "form_rows")
    answer = read(filled_by_pikepdf(form_of(demo), dict.fromkeys(names, "")), demo)
    assert answer.reference == demo.reference
    assert answer.form == {"edition": "2", "language": "en", "terms": fingerprint(demo)}
    assert answer.record == demo


def test_a_blank_form_filled_by_hand_becomes_a_record(demo: Agreement) -> None:
    answer = read(filled_by_pikepdf(draw_blank("en"), texts_of(demo, Rows(), "en")), None)
    assert answer.record
    assert answer.record.table_b == demo.table_b


def test_another_form_is_not_ours() -> None:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        field = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("reference"), FT=pikepdf.Name.Tx))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        pdf.save(out)
    answer = read(out.getvalue(), None)
    assert (answer.kind, answer.exit_code, answer.record) == ("not_our_form", 4, None)


def test_the_answer_has_the_keys_of_the_contract(demo: Agreement) -> None:
    answer: dict[str, Any] = read(form_of(demo), demo).as_json()
    assert set(answer) == {
        "schema",
        "file",
        "sha256",
        "kind",
        "reference",
        "form",
        "fields",
        "record",
        "comparison",
        "findings",
        "sources",
        "signatures",
        "signed_copy",
    }
    assert answer["fields"][f"{PARTNER}_primary_name"] == "Wanjiru Kamau"


def test_a_file_is_recognised_without_judging_its_values(sample: Agreement) -> None:
    changed = filled_by_pikepdf(form_of(sample), {f"{PARTNER}_primary_email": "nobody"})
    file = read_return(changed)
    known, answer = (way(file, "return.pdf") for way in (said_of_itself, judged))
    assert (known.reference, known.sha256, known.readable) == (sample.reference, answer.sha256, True)
    assert not known.findings
    assert answer.findings


def test_a_file_that_is_no_form_is_recognised_with_what_ingest_says_of_it() -> None:
    for data in (b"", b"a letter", b"%PDF-1.7"):
        assert said_of_itself(read_return(data), "return.pdf") == ingest(data, "return.pdf")
        assert said_of_itself(read_return(data), "return.pdf").exit_code == 4
