"""What the register tells somebody who knows the readme alone: what waits, what is refused, and what to do next."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS
from test_register import COURIER, REF, SUCCESSOR, changed, returned

from dtmforms.cli.main import run

DEMO = str(RECORDS["en"])
METHOD, TIMELINE = "table_b.medium.method", "table_b.low.timeline"
PROGRAM = [sys.executable, "-m", "dtmforms", "register"]
CONTACTS = ("Macuácua", "Wanjiru", "Мороз", "@", "+258")


@pytest.fixture
def told(signed: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command of the register for eyes, in a register with the signed agreement: its exit code, standard output
    and standard error."""
    assert signed("verify")[0] == 0

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["register", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def written(name: str, content: bytes = b"a letter") -> str:
    Path(name).write_bytes(content)
    return name


# Evidence


@pytest.mark.parametrize(
    "path", ["/no/such.pdf", "letter.pdf", "minutes.DOCX", "our mails/of-may", "mail.eml", r"C:\letters\may"]
)
def test_evidence_that_looks_like_a_file_and_is_none_closes_no_duty(signed: Any, path: str) -> None:
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    before = signed("verify")[1]["events"]
    code, answer = signed("duty", REF, "written_notice", "--evidence", path)
    assert code == 6
    assert f"{path}: " in answer["error"]
    assert "sentence" in answer["error"]
    assert signed("verify")[1]["events"] == before


@pytest.mark.parametrize("sentence", ["Letter of 3.11.2026", "Told in writing, see minute 4.", "long " * 100])
def test_evidence_may_be_a_sentence(signed: Any, sentence: str) -> None:
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    code, answer = signed("duty", REF, "written_notice", "--evidence", sentence)
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["duty_done"])


@pytest.mark.parametrize("blank", ["", "  ", "\u00a0\n"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("suspend", REF, "--why"),
        ("end", REF, "--why"),
        ("issue", REF, "--by"),
        ("duty", REF, "passwords_changed", "--evidence"),
        ("correct", REF, DEMO, "--correction", "purpose", "--why", "a slip", "--stated-by"),
        ("correct", REF, DEMO, "--correction", "purpose", "--stated-by", "DTM Coordinator", "--why"),
    ],
)
def test_a_blank_reason_role_or_evidence_is_wrong_usage(signed: Any, arguments: Sequence[str], blank: str) -> None:
    code, answer = signed(*arguments, blank)
    assert (code, arguments[-1] in answer["error"]) == (2, True)
    assert signed("verify")[1]["events"] == 2


# The revision that waits for its signature


def test_the_record_that_waits_for_its_signature_is_written(signed: Any) -> None:
    revised = changed("revised.yaml", "table_b", "low", "timeline", to="Weekly")
    assert signed("revise", REF, revised, "--on", "2026-11-02")[0] == 0
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    assert signed("show", REF, "--to-sign", "-o", "to-sign.yaml")[0] == 0
    record = yaml.safe_load(Path("to-sign.yaml").read_text(encoding="utf-8"))
    assert record["table_b"]["low"]["timeline"] == "Weekly"
    assert record["table_c"]["requesting_organization"]["primary"]["name"] == "Олена Мороз"
    assert run(["fill", "to-sign.yaml", "-o", "to-sign.docx"]) == 0


def test_a_first_text_waits_for_its_signature_too(register: Any) -> None:
    register("add", DEMO, "--on", "2026-10-01")
    assert register("show", REF, "--to-sign", "-o", "to-sign.json")[0] == 0
    assert json.loads(Path("to-sign.json").read_text(encoding="utf-8"))["reference"] == REF


def test_where_nothing_waits_for_its_signature_nothing_is_written(signed: Any) -> None:
    code, answer = signed("show", REF, "--to-sign", "-o", "to-sign.yaml")
    assert (code, "register revise" in answer["error"]) == (3, True)
    assert not Path("to-sign.yaml").exists()
    assert signed("show", REF, "--to-sign")[0] == 2


def test_a_revision_says_what_waits_under_which_terms_and_what_to_do(told: Any, signed: Any) -> None:
    revised = changed("revised.yaml", "table_b", "low", "timeline", to="Weekly")
    _, said, _ = told("revise", REF, revised, "--on", "2026-11-03")
    _, shown = signed("show", REF)
    assert shown["to_sign"]["changes"] == [TIMELINE]
    assert shown["to_sign"]["terms"] != shown["terms"]
    for words in (TIMELINE, shown["to_sign"]["terms"], f"register show {REF} --to-sign -o", "register sign"):
        assert words in said
    _, answer = signed("revise", REF, revised, "--on", "2026-11-03")
    assert answer["to_sign"] == shown["to_sign"]
    _, said, _ = told("show", REF)
    assert TIMELINE in said
    assert shown["to_sign"]["terms"] in said


def test_an_agreement_tells_what_returns_propose(told: Any, signed: Any) -> None:
    signed("return", returned("return.pdf", **COURIER), "--on", "2026-11-03")
    _, shown = signed("show", REF)
    assert (shown["to_sign"], shown["waiting"]) == (None, [METHOD])
    _, said, _ = told("show", REF)
    assert METHOD in said
    signed("revise", REF, "--on", "2026-11-04")
    _, shown = signed("show", REF)
    assert (shown["to_sign"]["changes"], shown["waiting"]) == ([METHOD], [])


# Standard error


@pytest.mark.parametrize("how", [["-o", "-"], ["--json"]])
def test_beside_data_nobody_is_named_on_standard_error(told: Any, how: Sequence[str]) -> None:
    code, data, said = told("show", REF, *how)
    assert code == 0
    assert "Wanjiru" in data
    assert not [contact for contact in CONTACTS if contact in said]


def test_json_and_the_record_do_not_share_standard_output(told: Any) -> None:
    assert told("show", REF, "--json", "-o", "-")[0] == 2


def test_a_history_in_json_is_told_once(told: Any) -> None:
    code, data, said = told("history", REF, "--json")
    assert (code, said) == (0, "")
    assert json.loads(data)["steps"]


# Suspended


def test_an_agreement_says_since_when_and_until_when_it_is_suspended(told: Any, signed: Any) -> None:
    signed("suspend", REF, "--why", "unrest", "--on", "2026-11-20", "--until", "2026-12-20")
    for command in (["status"], ["show", REF]):
        _, said, _ = told(*command, "--as-of", "2026-11-21")
        assert "suspended since 2026-11-20, until 2026-12-20" in said
    is_open = signed("show", REF, "--as-of", "2026-11-21")[1]["open"]
    assert (is_open["suspended"], is_open["suspended_until"]) == ("2026-11-20", "2026-12-20")
    assert "suspended" not in told("status", "--as-of", "2026-12-21")[1]


def test_a_suspension_without_an_end_has_none(told: Any, signed: Any) -> None:
    signed("suspend", REF, "--why", "unrest", "--on", "2026-11-20")
    _, said, _ = told("status", "--as-of", "2026-11-21")
    assert "suspended since 2026-11-20" in said
    assert "until" not in said


# Several files, and other files


def test_each_refusal_of_several_returns_begins_with_its_file(told: Any, signed: Any) -> None:
    old = returned("old.pdf", table_c_requesting_organization_primary_title="Lead")
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    code, _, said = told("return", old, "return.pdf", "--on", "2026-11-05")
    assert code == 3
    assert f"{old}: {REF}: requesting_organization.primary" in said
    code, _, said = told("return", "return.pdf", "none.pdf")
    assert said.count("none.pdf") == 1
    _, answer = signed("return", "return.pdf", old, "--on", "2026-11-05")
    assert answer["file"] == old


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n" + b"x\n" * 4880, "a PDF file"),
        ("a.docx", b"PK\x03\x04" + b"x\n" * 20, "a Word or Excel file"),
        ("a.sqlite3", b"SQLite format 3\x00" + b"x\n" * 20, "a SQLite file"),
        ("a.txt", b"Dear colleagues,\nall is well.\n", "no export"),
    ],
)
def test_a_file_that_is_no_export_is_one_sentence(told: Any, name: str, content: bytes, kind: str) -> None:
    code, _, said = told("import", written(name, content))
    assert (code, len(said.splitlines())) == (3, 1)
    assert said.startswith(f"{name}: ")
    assert kind in said
    assert len(said) < 250


def test_of_a_changed_export_the_first_lines_are_named_and_the_others_counted(told: Any, signed: Any) -> None:
    signed("export", "-o", "a.jsonl")
    written("b.jsonl", Path("a.jsonl").read_bytes() + b"torn\n" * 100)
    code, _, said = told("import", "b.jsonl")
    assert code == 3
    assert said.startswith("b.jsonl: line 3: ")
    assert "line 7: " in said
    assert "line 8: " not in said
    assert "95 more" in said


def test_a_database_of_another_program_is_left_alone(told: Any) -> None:
    for name, table in (("other.sqlite3", "places (name)"), ("events.sqlite3", "events (id, what)")):
        with sqlite3.connect(name) as connection:
            connection.execute(f"CREATE TABLE {table}")
        connection.close()
        before = Path(name).read_bytes()
        for command in (["add", DEMO], ["status"], ["sign", REF, "--file", "signed.pdf"]):
            code, _, said = told(*command, "--register", name)
            assert (code, f"{name}: " in said) == (6, True)
        assert "another program" in told("add", DEMO, "--register", name)[2]
        assert Path(name).read_bytes() == before


@pytest.mark.parametrize("place", ["mysql://dtm:secret@office/x", "sqlite:///r.sqlite3", "postgresql+psycopg2://x/y"])
def test_an_address_of_another_kind_of_database_is_refused(told: Any, place: str) -> None:
    before = sorted(Path().iterdir())
    code, _, said = told("add", DEMO, "--register", place)
    assert (code, "postgresql://USER@HOST/DATABASE" in said) == (6, True)
    assert "secret" not in said
    assert sorted(Path().iterdir()) == before


# Standard output that takes nothing


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("command", [["status"], ["status", "--json"], ["export"], ["show", REF, "-o", "-"]])
def test_standard_output_that_is_full_is_a_file_that_cannot_be_written(command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (6, 1)
    assert "standard output cannot be written: no space left on device" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("command", [["status"], ["status", "--json"], ["export"], ["--help"], ["show", "X", "--json"]])
def test_a_reader_who_leaves_early_ends_the_program_quietly(command: list[str]) -> None:
    with subprocess.Popen([*PROGRAM, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stdout
        assert started.stderr
        started.stdout.close()
        said = started.stderr.read()
    if command[0] != "show":
        assert (started.returncode, said) == (0, "")
    assert "Traceback" not in said
