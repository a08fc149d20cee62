"""Records as people write their first one: what is meant is read, or told by what it is, and nothing passes in
silence."""

from __future__ import annotations

import copy
import io
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import TODAY, load_sample
from papers import changes, filled, form_of

from dtmforms.agreement.check import check, check_values
from dtmforms.agreement.model import Agreement
from dtmforms.agreement.record_file import dump_yaml
from dtmforms.changes.compare import compare
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.cli.main import run
from dtmforms.returns.ingest import Basis, ingest
from dtmforms.word.write.filled_document import draw

PRIMARY = "table_c.requesting_organization.primary"


def edited(sample: str = "en", **attributes: str) -> dict[str, Any]:
    """The values of a sample, with other ones of the partner's primary focal point."""
    values = copy.deepcopy(load_sample(sample).values())
    values["table_c"]["requesting_organization"]["primary"] |= attributes
    return values


def codes(values: dict[str, Any]) -> set[tuple[str, str]]:
    return {(found.code, found.path) for found in check_values(values, today=TODAY).findings}


# Files as Windows saves them


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sample", ["en", "fr", "es"])
def test_a_record_is_read_as_notepad_saves_it(sample: str, encoding: str) -> None:
    """Both kinds of UTF-16 begin with the mark that says so."""
    text = dump_yaml(load_sample(sample).values()).decode().replace("\n", "\r\n")
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    checked = check((mark + text).encode(encoding), name="a.yaml", today=TODAY)
    assert checked.record == load_sample(sample), checked.findings


@pytest.mark.parametrize(
    ("encoding", "letters"),
    [
        ("windows-1252", "Women’s fear"),
        ("windows-1252", "Enfants arrivés seuls"),
        ("windows-1251", "Постраждалі"),
        ("windows-1256", "بيانات النازحين"),
        ("windows-1254", "Şehir"),
        ("mac-roman", "Protección"),
        ("gb18030", "营地"),
        ("utf-16-le", "no mark before it"),
        ("utf-16-be", "no mark before it"),
        ("utf-32", "not read by anything else"),
    ],
)
def test_a_file_of_another_encoding_is_refused_with_what_to_do(encoding: str, letters: str) -> None:
    text = dump_yaml(edited()).decode().replace("Child protection", letters)
    [found] = check(text.encode(encoding, errors="replace"), today=TODAY).findings
    line = 1 if encoding.startswith("utf-") else 1 + text[: text.index(letters)].count("\n")
    assert (found.severity, found.line) == ("error", line)
    assert all(word in found.text() for word in ("Notepad", "Save as", "Encoding", "Excel Workbook"))


# Blanks


@pytest.mark.parametrize("blank", [" ", "   ", "\u00a0", "\u202f", "\u2009", "\u3000"])
def test_a_blank_at_an_end_is_in_no_document_and_no_comparison(blank: str) -> None:
    plain = Agreement.model_validate(edited())
    person = plain.table_c.requesting_organization.primary
    assert person
    values = edited(email=person.email + blank, name=blank + person.name, title=f"{blank}{person.title}{blank}")
    values["operation"] += blank
    values["table_b"]["low"]["datasets"][0]["name"] += blank
    values["table_b"]["low"]["timeline"] = blank + values["table_b"]["low"]["timeline"]
    values["requesting_organization"]["email_domains"] = [f"harbour-trust.example{blank}"]
    assert codes(values) == set()
    record = Agreement.model_validate(values)
    comparison = compare(plain, record)
    assert (comparison.verdict, comparison.changes, comparison.findings) == ("unchanged", (), ())
    assert fingerprint(record) == fingerprint(plain)
    terms = fingerprint(plain)
    assert draw(record, "en", terms) == draw(plain, "en", terms)
    assert fields_of(form_of(record)) == fields_of(form_of(plain))


def fields_of(data: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {str(field.T): str(field.get("/V", "")) for field in pdf.Root.AcroForm.Fields}


# Quotation marks, numbers, names, days


@pytest.mark.parametrize("marks", ["“”", "„“", "«»", "«\u00a0\u00a0»", '""', "‘’", "「」"])
def test_quotation_marks_around_a_value_are_told_as_a_part_of_it(marks: str) -> None:
    begin, end = marks[: len(marks) // 2], marks[len(marks) // 2 :]
    values = edited(mobile=f"{begin}+258 84 555 0103{end}", title=f"{begin}Chargée d’accueil{end}")
    values["requesting_organization"]["name"] = f"{begin}Harbour Children's Trust{end}"
    found = {path for code, path in codes(values) if code == "quoted_text"}
    assert {f"{PRIMARY}.mobile", f"{PRIMARY}.title", "requesting_organization.name"} <= found


@pytest.mark.parametrize(
    ("country", "typed", "code"),
    [
        ("TCD", "66550103", "+235"),
        ("MOZ", "84 555 0103", "+258"),
        ("NGA", "0803 555 0101", "+234"),
        ("IRQ", "٠٧٧٠ ١٢٣ ٤٥٦٧", "+964"),
        ("COL", "310 555 0101", "+57"),
        ("UKR", "044 555 0103", "+380"),
        ("BGD", "01712-345678", "+880"),
        ("HTI", "34 10 1234", "+509"),
    ],
)
def test_a_mobile_without_plus_is_told_with_the_country_code(country: str, typed: str, code: str) -> None:
    values = edited(mobile=typed) | {"country": country}
    [found] = [one for one in check_values(values, today=TODAY).findings if one.path == f"{PRIMARY}.mobile"]
    assert (found.code, found.rule, found.severity) == ("number_without_country", "D10", "warning")
    assert f"write it as {code} …" in found.text()
    assert typed not in found.text()


@pytest.mark.parametrize(
    "typed", ["jane at harbour-trust.example", "jane@", "@harbour", "jane.harbour.example", "none"]
)
def test_the_example_of_an_address_is_shown(typed: str) -> None:
    [found] = [one for one in check_values(edited(email=typed), today=TODAY).findings if one.code == "no_email"]
    assert "such as name@organization.example" in found.text()


@pytest.mark.parametrize("name", ["Null", "null", "NULL", "~", "True", "No", "Off", "12", "2026-11-03"])
def test_a_name_that_yaml_reads_otherwise_is_to_be_put_in_quotes(name: str) -> None:
    text = dump_yaml(edited()).decode().replace("name: Suleimane", f"name: {name}")
    [found] = check(text.encode(), today=TODAY).findings
    assert (found.severity, found.path) == ("error", "table_c.requesting_organization.secondary.name")
    assert "quotes" in found.text()
    assert name == "12" or f": {name}" not in found.text()


@pytest.mark.parametrize(
    "name",
    [
        "Santiago Ramón y Cajal",
        "José Ortega y Gasset",
        "María Calleja y Ruiz",
        "Juan de la Cierva y Codorníu",
        "Nguyễn Y Lan",
        "António Costa e Silva",
        "Josep Puig i Cadafalch",
    ],
)
def test_one_person_with_two_surnames_is_one_in_a_form_that_comes_back(name: str) -> None:
    sent = Agreement.model_validate(edited())
    wanted = Agreement.model_validate(edited(name=name))
    answer = ingest(filled(form_of(sent), changes(sent, wanted)), "return.pdf", Basis(sent, today=TODAY))
    assert answer.comparison
    assert answer.comparison.verdict == "focal_point_notice"
    assert "C5" not in {found.rule for found in (*answer.findings, *answer.comparison.findings)}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1448-04-21", "Islamic calendar"),
        ("1405-07-28", "Solar Hijri calendar"),
        ("2569-10-20", "Buddhist calendar"),
        ("2083-07-03", "Nepali calendar"),
        ("2019-02-10", "Ethiopian"),
        ("2027-03-01", "still to come"),
        ("1926-09-21", "years ago"),
    ],
)
def test_a_day_that_no_assessment_can_have_is_told(typed: str, said: str) -> None:
    text = dump_yaml(edited()).decode().replace("assessed_on: 2026-09-21", f"assessed_on: {typed}")
    text = text.replace("reassess_by: 2027-03-21", "reassess_by: null")
    [found] = check(text.encode(), today=TODAY).findings
    assert (found.severity, found.path) == ("warning", "risk_assessment.assessed_on")
    assert said in found.text()


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("fr", "Appel téléphonique", "telephone_call"),
        ("fr", "Appel télephonique", "telephone_call"),
        ("fr", "appel telephonique", "telephone_call"),
        ("en", "Telephone cal", "telephone_call"),
        ("es", "Llamada telefonica", "telephone_call"),
        ("ar", "مكالمه هاتفيه", "telephone_call"),
        ("en", "telephone call", "telephone_call"),
    ],
)
def test_a_method_that_is_nearly_a_listed_one_is_told_with_it(language: str, typed: str, meant: str) -> None:
    values = edited() | {"language": language}
    values["table_b"]["medium"]["method"] = [typed]
    found = [one for one in check_values(values, today=TODAY).findings if one.code == "nearly_a_method"]
    assert [one.values["near"] for one in found] == [meant]


def test_warnings_are_told_by_check_and_counted_by_the_commands_that_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_bytes(dump_yaml(edited(mobile="84 555 0103")))
    said = {}
    for command in (["check"], ["fill"], ["form"], ["register", "add"]):
        assert run([*command, "a.yaml"]) == 0
        said[command[-1]] = capsys.readouterr().err
    assert "+258 …" in said.pop("check")
    assert all("+258 …" not in text and "1 warning" in text for text in said.values()), said


def test_a_document_has_the_text_and_no_blank_before_its_end() -> None:
    record = Agreement.model_validate(edited(email="wkamau@harbour-trust.example\u00a0"))
    with zipfile.ZipFile(io.BytesIO(draw(record, "en", fingerprint(record)))) as package:
        document = package.read("word/document.xml").decode()
    assert "wkamau@harbour-trust.example<" in document
