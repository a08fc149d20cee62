"""From a record to a registered agreement and its two documents, in one command; what `fill` and `form` say before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, REFERENCE, load_sample

from dtmforms.agreement.record_file import dump_yaml
from dtmforms.cli.main import run

DEMO = str(RECORDS["en"])
HINT = "in no register: `dtmforms start"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)


def started(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert run(["start", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_one_command_registers_an_agreement_and_makes_both_documents(capsys: pytest.CaptureFixture[str]) -> None:
    answer = started(capsys, DEMO)
    assert answer["schema"] == "dtmforms/started/1"
    assert [event["kind"] for event in answer["recorded"]] == ["drafted"]
    assert (answer["numbers"]["revision"], answer["numbers"]["contacts"]) == (1, 1)
    made = [(document["kind"], document["output"]) for document in answer["documents"]]
    assert made == [("agreement", f"filled/{REFERENCE}.docx"), ("form", f"filled/{REFERENCE}.pdf")]
    assert all(Path(place).stat().st_size > 1000 for _, place in made)
    capsys.readouterr()
    assert run(["register", "status"]) == 0
    assert REFERENCE in capsys.readouterr().out


def test_its_documents_are_those_that_fill_and_form_make_of_a_registered_agreement() -> None:
    assert run(["start", DEMO]) == 0
    for command, suffix in (("fill", "docx"), ("form", "pdf")):
        assert run([command, DEMO, "-o", f"again.{suffix}"]) == 0
        assert Path(f"again.{suffix}").read_bytes() == Path(f"filled/{REFERENCE}.{suffix}").read_bytes()


def test_twice_is_the_same_as_once(capsys: pytest.CaptureFixture[str]) -> None:
    started(capsys, DEMO)
    answer = started(capsys, DEMO)
    assert answer["recorded"] == []
    assert [document["outcome"] for document in answer["documents"]] == ["unchanged", "unchanged"]


def test_a_record_with_errors_is_not_registered_and_all_errors_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    text = Path(DEMO).read_text(encoding="utf-8")
    Path("bad.yaml").write_text(text.replace("Every second month", '"[eg. Monthly]"'), encoding="utf-8")
    assert run(["start", "bad.yaml"]) == 3
    assert "placeholder" in capsys.readouterr().err
    assert not Path("filled").exists()


def test_warnings_are_told_in_full_for_it_is_the_check_too(capsys: pytest.CaptureFixture[str]) -> None:
    text = Path(DEMO).read_text(encoding="utf-8")
    Path("a.yaml").write_text(text.replace("data_access_request: DAR-MOZ-2026-021\n", ""), encoding="utf-8")
    assert run(["start", "a.yaml"]) == 0
    assert "warning: " in capsys.readouterr().err


def test_it_says_what_to_do_with_each_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["start", DEMO, "-o", "out"]) == 0
    said = capsys.readouterr().out
    assert f"send out/{REFERENCE}.pdf to the partner" in said
    assert f"`dtmforms register sign {REFERENCE} --file FILE`" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [(["-o", "one.docx"], "one.docx"), (["-o", "-"], "standard output"), ([], "RECORD")],
)
def test_two_documents_do_not_go_into_one_file(capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    assert run(["start", *([DEMO] if words else []), *words]) == 2
    assert told in capsys.readouterr().err
    assert not Path("filled").exists()


@pytest.mark.parametrize("command", ["fill", "form"])
def test_the_document_of_an_agreement_in_no_register_says_how_to_get_its_numbers(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run([command, DEMO]) == 0
    assert capsys.readouterr().out.count(HINT) == 1
    assert run(["start", DEMO, "-o", "started"]) == 0
    capsys.readouterr()
    assert run([command, DEMO, "-o", "numbered"]) == 0
    assert HINT not in capsys.readouterr().out


def test_the_hint_names_the_register_that_was_asked(capsys: pytest.CaptureFixture[str]) -> None:
    other = (
        Path(DEMO).read_text(encoding="utf-8").replace(REFERENCE, "ANOTHER").replace("Child protection\n", "GBV\n", 1)
    )
    Path("other.yaml").write_text(other, encoding="utf-8")
    assert run(["start", "other.yaml", "--register", "office.sqlite3"]) == 0
    capsys.readouterr()
    assert run(["fill", DEMO, "--register", "office.sqlite3"]) == 0
    assert "--register office.sqlite3` registers it" in capsys.readouterr().out


def test_from_nothing_to_a_registered_agreement_in_three_commands_in_french(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is begun says in which language its documents will be, where that is not the user's."""
    assert run(["--messages", "fr", "new", "Tchad", "UNICEF", "-o", "accord.yaml"]) == 0
    assert "arabe (ar)" in capsys.readouterr().out
    begun = Path("accord.yaml").read_text(encoding="utf-8")
    assert "language: ar " in begun
    filled_in = load_sample("fr").values() | {"reference": "TCD-UNICEF", "country": "TCD", "language": "fr"}
    Path("accord.yaml").write_bytes(dump_yaml(filled_in))
    for command in ("check", "start"):
        assert run(["--messages", "fr", command, "accord.yaml"]) == 0
    said = capsys.readouterr()
    assert "valide (0 erreur" in said.out
    assert "TCD-UNICEF" in said.out
    assert sorted(path.name for path in Path("filled").iterdir() if path.suffix in (".docx", ".pdf")) == [
        "TCD-UNICEF.docx",
        "TCD-UNICEF.pdf",
    ]


def test_nothing_is_said_of_the_language_where_it_is_the_users(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--messages", "fr", "new", "Niger", "UNICEF", "-o", "accord.yaml"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
