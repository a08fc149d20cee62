"""The commands as a user runs them: exit codes, files, JSON, standard input and output, errors."""

from __future__ import annotations

import datetime
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from conftest import RECORDS, load_sample

import dtmforms
from dtmforms import files
from dtmforms.agreement.new_record import new_record
from dtmforms.agreement.places import country_name
from dtmforms.cli.main import run
from dtmforms.language import LANGUAGES
from dtmforms.templates import template_path

DEMO = str(RECORDS["en"])
PRIMARY = "table_c_requesting_organization_primary_name"


@pytest.fixture(autouse=True)
def inside_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def answered(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def fill_in(form: str, returned: str, **texts: str) -> None:
    with pikepdf.open(form) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.T) in texts:
                field.V = pikepdf.String(texts[str(field.T)])
                del field["/AP"]  # viewers draw it anew
        pdf.save(returned)


def test_the_whole_way_with_a_new_focal_point_needs_no_revision(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", DEMO]) == 0
    assert run(["fill", DEMO]) == 0
    assert run(["form", DEMO]) == 0
    fill_in("filled/MOZ-CD-HCT-CP.pdf", "return.pdf", **{PRIMARY: "Олена Мороз"})
    assert run(["ingest", "return.pdf", "--against", DEMO, "-o", "returned.yaml"]) == 0
    capsys.readouterr()
    assert run(["compare", DEMO, "returned.yaml", "--json"]) == 0
    answer = answered(capsys)
    assert answer["verdict"] == "focal_point_notice"
    assert answer["revision_required"] is False
    assert answer["terms"]["old"] == answer["terms"]["new"]


def test_the_whole_way_with_another_method_needs_a_revision(capsys: pytest.CaptureFixture[str]) -> None:
    run(["form", DEMO, "-o", "form.pdf"])
    fill_in("form.pdf", "return.pdf", **{PRIMARY: "Олена Мороз", "table_b_medium_method_other_01": "By courier"})
    assert run(["ingest", "return.pdf", "--against", DEMO, "-o", "returned.json"]) == 0
    capsys.readouterr()
    assert run(["compare", DEMO, "returned.json"]) == 5
    assert "table_b.medium.method" in capsys.readouterr().out


def test_check_says_valid_or_names_all_problems(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.yaml").write_text("reference: 1\nlanguage: xx\n", encoding="utf-8")
    assert run(["check", DEMO, "bad.yaml"]) == 3
    said = capsys.readouterr()
    assert "bad.yaml:1: reference:" in said.err
    assert "bad.yaml:2: language:" in said.err
    assert f"{DEMO}: valid" in said.out


def test_json_is_one_line_an_item_with_a_schema_and_eyes_go_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["check", DEMO, "missing.yaml", "--json"])
    said = capsys.readouterr()
    documents = [json.loads(line) for line in said.out.splitlines()]
    assert [document["schema"] for document in documents] == ["dtmforms/check/1"] * 2
    assert documents[0]["valid"] is True
    assert documents[1]["exit_code"] == 6
    assert "missing.yaml" in said.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["chekc", "x"], 2),
        (["check"], 2),
        (["fill"], 2),
        (["fill", "--blank", "x.yaml"], 2),
        (["fill", "--blank", "--language", "xx"], 2),
        (["form", "--blank", "--to-sign"], 2),
        (["form", "--blank", "--return-by", "2026-12-15"], 2),
        (["form", DEMO, "--return-by", "15.12."], 2),
        (["new", "Atlantis", "X"], 2),
        (["check", "missing.yaml"], 6),
        (["ingest", "missing.pdf"], 6),
        (["ingest", DEMO], 4),
        (["compare", "bad.yaml", DEMO], 3),
        (["fill", "bad.yaml"], 3),
        (["ingest", "x.pdf", "--against", "bad.yaml"], 3),
    ],
)
def test_exit_codes(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.yaml").write_text("a: b\n", encoding="utf-8")
    assert run(arguments) == code
    assert capsys.readouterr().err
    run([*arguments, "--json"])
    assert all(json.loads(line)["schema"] for line in capsys.readouterr().out.splitlines())


def test_a_mistyped_command_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    run(["compre", "a", "b"])
    assert "Did you mean “compare”?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", ["new", "check", "fill", "form", "ingest", "compare", "workbook", "template", "register"]
)
def test_every_help_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert f"Examples:\n    dtmforms {command}" in capsys.readouterr().out


def test_the_form_to_sign_stands_beside_the_one_to_fill_in() -> None:
    day = datetime.date(2026, 12, 15)
    assert (
        run(["form", DEMO, "--return-by", str(day), "-o", "out/"])
        == run(["form", DEMO, "--to-sign", "-o", "out/"])
        == 0
    )
    record = load_sample("en")
    made = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    assert made == {
        f"{record.reference}.pdf": dtmforms.form(record, return_by=day),
        f"{record.reference}-to-sign.pdf": dtmforms.form(record, to_sign=True),
    }


def test_a_file_that_differs_is_not_overwritten_without_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fill", DEMO, "-o", "a.docx"]) == 0
    assert run(["fill", DEMO, "-o", "a.docx"]) == 0
    assert "unchanged" in capsys.readouterr().out
    Path("a.docx").write_bytes(b"edited by hand")
    assert run(["fill", DEMO, "-o", "a.docx"]) == 6
    assert Path("a.docx").read_bytes() == b"edited by hand"
    assert "--force" in capsys.readouterr().err
    assert run(["fill", DEMO, "-o", "a.docx", "--force"]) == 0
    assert Path("a.docx").read_bytes()[:2] == b"PK"


def test_several_records_go_into_a_folder_under_their_references() -> None:
    assert run(["form", *map(str, RECORDS.values()), "-o", "out"]) == 0
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "BFA-SAHEL-ROSEAU-EHA.pdf",
        "COL-2026-MAREAS-VBG.pdf",
        "MOZ-CD-HCT-CP.pdf",
    ]


def test_several_records_do_not_go_into_one_file_or_into_each_other() -> None:
    Path("twin.yaml").write_bytes(RECORDS["en"].read_bytes())
    assert run(["form", DEMO, "twin.yaml", "-o", "one.pdf"]) == 2
    assert run(["form", DEMO, "twin.yaml", "-o", "-"]) == 2
    assert run(["form", DEMO, "twin.yaml", "-o", "out"]) == 3


def test_the_same_file_twice_is_harmless() -> None:
    assert run(["form", DEMO, DEMO, "-o", "out"]) == 0
    assert run(["ingest", "out/MOZ-CD-HCT-CP.pdf", "out/MOZ-CD-HCT-CP.pdf", "--against", DEMO]) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_forms_in_each_language(language: str) -> None:
    assert run(["fill", "--blank", "--language", language]) == 0
    assert run(["form", "--blank", "--language", language]) == 0
    assert {path.name for path in Path("filled").iterdir()} == {f"blank-{language}.docx", f"blank-{language}.pdf"}


def test_a_bilingual_word_document_comes_back_too() -> None:
    assert run(["fill", DEMO, "--language", "en,ar", "-o", "both.docx"]) == 0
    assert run(["ingest", "both.docx", "--against", DEMO, "-o", "r.yaml"]) == 0
    assert run(["compare", DEMO, "r.yaml"]) == 0


def test_a_template_of_ones_own_is_checked_and_used(capsys: pytest.CaptureFixture[str]) -> None:
    ours = template_path("agreement.en.docx").read_bytes()
    Path("ours.docx").write_bytes(ours)
    assert run(["template", "check", "ours.docx"]) == 0
    assert run(["fill", DEMO, "--template", "ours.docx", "-o", "a.docx"]) == 0
    assert run(["fill", DEMO, "--template", "ours.docx", "--language", "fr"]) == 2
    edited = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ours)) as source, zipfile.ZipFile(edited, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            content = content.replace(b"does not necessitate", b"does necessitate")
            target.writestr(name, content.replace(b"{{ low.timeline }}", b"{{ low.timelin }}"))
    Path("ours.docx").write_bytes(edited.getvalue())
    capsys.readouterr()
    assert run(["template", "check", "ours.docx"]) == 3
    said = capsys.readouterr().err
    assert "“not” is gone" in said
    assert "timelin" in said
    assert run(["fill", DEMO, "--template", "ours.docx", "-o", "b.docx"]) == 3
    assert not Path("b.docx").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_a_record_has_its_documents(language: str) -> None:
    text = RECORDS["en"].read_text(encoding="utf-8").replace("language: en", f"language: {language}")
    Path("record.yaml").write_text(text, encoding="utf-8")
    assert run(["check", "record.yaml"]) == run(["fill", "record.yaml"]) == run(["form", "record.yaml"]) == 0


def test_a_new_record_names_what_is_left_to_fill_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "Burkina Faso", "Réseau: «Roseau» & fils", "-o", "new.yaml"]) == 0
    assert run(["check", "new.yaml"]) == 3
    said = capsys.readouterr().err
    assert run(["check", "new.yaml", "--json"]) == 3
    paths = {finding["path"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert all(path in said for path in paths), "every problem at once, however many there are of one kind"
    assert "requesting_organization.name" not in said
    text = Path("new.yaml").read_text(encoding="utf-8")
    assert "language: fr" in text
    assert '"+226 "' in text


@pytest.mark.parametrize(
    ("name", "code", "language"),
    [
        *(("Democratic Republic of the Congo", "COD", "fr"), ("Syrian Arab Republic", "SYR", "ar")),
        *(
            ("State of Palestine", "PSE", "en"),
            ("Myanmar", "MMR", "en"),
            ("Lao People's Democratic Republic", "LAO", "en"),
        ),
        *(("Soudan", "SDN", "en"), ("United Republic of Tanzania", "TZA", "en"), ("Russian Federation", "RUS", "en")),
        *(("Czech Republic", "CZE", "en"), ("Republic of Moldova", "MDA", "en"), ("Ivory Coast", "CIV", "fr")),
        *(("Turkey", "TUR", "en"), ("República Centroafricana", "CAF", "fr"), ("السودان", "SDN", "en")),
        *(("Южный Судан", "SSD", "en"), ("Haïti", "HTI", "fr"), ("Colombie", "COL", "es"), ("RDC", "COD", "fr")),
    ],
)
def test_a_new_record_is_for_a_country_by_whatever_it_is_called_and_in_its_first_language(
    name: str, code: str, language: str
) -> None:
    assert run(["new", name, "UNICEF", "-o", "new.yaml"]) == 0
    values = yaml.safe_load(Path("new.yaml").read_text(encoding="utf-8"))
    assert (values["country"], values["language"]) == (code, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comments_of_a_new_record_are_in_a_language_and_its_values_in_none(language: str) -> None:
    text = new_record("NGA", "UNICEF", language).decode()
    assert yaml.safe_load(text) == yaml.safe_load(new_record("NGA", "UNICEF"))
    assert "$" not in text
    assert country_name("NGA", language) in text


def test_ingest_writes_to_filled_by_default_and_nowhere_with_json(capsys: pytest.CaptureFixture[str]) -> None:
    run(["form", DEMO, "-o", "form.pdf"])
    assert run(["ingest", "form.pdf", "--against", DEMO, "--json"]) == 0
    assert not Path("filled").exists()
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["kind"] == "filled"
    assert run(["ingest", "form.pdf", "--against", DEMO]) == 0
    [written] = Path("filled").iterdir()
    assert written.name.startswith("MOZ-CD-HCT-CP-return-")


def test_ingest_says_what_is_to_be_confirmed(capsys: pytest.CaptureFixture[str]) -> None:
    """Rule D8: whoever stops at the first command must have seen it."""
    run(["form", DEMO, "-o", "form.pdf"])
    fill_in("form.pdf", "return.pdf", table_c_requesting_organization_primary_email="wanjiru@gmail.com")
    assert run(["ingest", "return.pdf", "--against", DEMO, "-o", "r.yaml"]) == 0
    assert "free mail" in capsys.readouterr().err


def test_without_the_record_that_was_sent_a_record_is_called_partial(capsys: pytest.CaptureFixture[str]) -> None:
    run(["form", DEMO, "-o", "form.pdf"])
    assert run(["ingest", "form.pdf", "-o", "r.yaml"]) == 0
    assert "a partial record" in capsys.readouterr().out


def test_no_command_writes_over_what_it_reads() -> None:
    Path("own.yaml").write_bytes(RECORDS["en"].read_bytes())
    run(["form", "own.yaml", "-o", "form.pdf"])
    assert run(["ingest", "form.pdf", "--against", "own.yaml", "-o", "own.yaml", "--force"]) == 3
    assert Path("own.yaml").read_bytes() == RECORDS["en"].read_bytes()


@pytest.mark.parametrize(("command", "place"), [("fill", "a.pdf"), ("form", "a.docx"), ("form", "a.yaml")])
def test_a_place_of_another_kind_of_file_is_refused(command: str, place: str) -> None:
    assert run([command, DEMO, "-o", place]) == 2
    assert not Path(place).exists()


def test_json_is_not_accompanied_by_contact_data(capsys: pytest.CaptureFixture[str]) -> None:
    """Rule D1: standard error of a script often ends in a log."""
    text = RECORDS["en"].read_text(encoding="utf-8").replace("Wanjiru Kamau, title", "Ngozi Eze, title")
    Path("new.yaml").write_text(text, encoding="utf-8")
    assert run(["compare", DEMO, "new.yaml", "--json"]) == 0
    said = capsys.readouterr()
    assert "Ngozi" in said.out
    assert "Ngozi" not in said.err
    assert "Wanjiru" not in said.err


def test_one_bad_return_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    run(["form", DEMO, "-o", "form.pdf"])
    Path("bad.pdf").write_bytes(b"%PDF-1.4")
    capsys.readouterr()
    assert run(["ingest", "bad.pdf", "form.pdf", "--against", DEMO, "--json"]) == 4
    kinds = [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()]
    assert kinds == ["damaged", "filled"]


def test_a_fault_is_said_without_its_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message of an exception may hold contact data (rule D1)."""

    def broken(_: str) -> bytes:
        raise ZeroDivisionError("Wanjiru Kamau")

    monkeypatch.setattr(files, "read", broken)
    assert run(["check", DEMO]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Wanjiru" not in said


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "read", interrupted)
    assert run(["check", DEMO]) == 130


def program(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "dtmforms", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False, env=environment or None)


@pytest.mark.sampled("what takes seconds")
def test_standard_input_and_output() -> None:
    record = RECORDS["en"].read_bytes()
    assert program("check", "-", given=record).returncode == 0
    form = program("form", "-", "-o", "-", given=record)
    assert form.stdout.startswith(b"%PDF-")
    returned = program("ingest", "-", "--against", DEMO, "-o", "-", given=form.stdout)
    assert returned.stdout.startswith(b"schema: dtmforms/agreement/1")
    assert program("compare", DEMO, "-", given=returned.stdout).returncode == 0


def test_no_colour_where_none_is_wanted() -> None:
    assert b"\x1b" not in program("check", DEMO, NO_COLOR="1").stdout


def test_contact_data_stays_out_of_errors_and_file_names() -> None:
    """Rule D1, at the default level: names, mobiles and addresses of the demo's people."""
    text = RECORDS["en"].read_text(encoding="utf-8")
    Path("bad.yaml").write_text(text.replace("email: wkamau@harbour-trust.example", "email: wkamau"), encoding="utf-8")
    said = [program(*words.split()) for words in ("check bad.yaml", "fill bad.yaml", "compare bad.yaml bad.yaml")]
    program("fill", DEMO)
    names = b" ".join(path.name.encode() for path in Path("filled").iterdir())
    for canary in (b"Wanjiru", b"wkamau", b"+258", b"Suleimane", b"555 01"):
        assert not any(canary in answer.stderr for answer in said)
        assert canary not in names
