"""What the register answers somebody who knows the readme alone: what waits, what is refused, and what to do next."""

from __future__ import annotations

import json
import re
import shutil
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
from dtmforms.register.store import RegisterStore

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


@pytest.mark.parametrize("duty", ["written_notice", "handover_history", "successor_confirmed"])
def test_an_empty_file_closes_no_duty(signed: Any, duty: str) -> None:
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    Path("letter.pdf").write_bytes(b"")
    before = signed("verify")[1]["events"]
    code, answer = signed("duty", REF, duty, "--evidence", "letter.pdf")
    assert (code, "empty" in answer["error"]) == (3, True)
    if duty == "written_notice":
        assert signed("notice", REF, "--file", "letter.pdf")[0] == 3
    assert signed("verify")[1]["events"] == before


@pytest.mark.parametrize("sentence", ["Minutes of 3.11.2026", "Told everything, see minute 4.", "long " * 100])
def test_evidence_may_be_a_sentence(signed: Any, sentence: str) -> None:
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    code, answer = signed("duty", REF, "handover_history", "--evidence", sentence)
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["duty_done"])


@pytest.mark.parametrize("blank", ["", "  ", "\u00a0\n"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("suspend", REF, "--why"),
        ("end", REF, "--why"),
        ("issue", REF, "--by"),
        ("duty", REF, "passwords_changed", "--evidence"),
        ("sign", REF, "--file", DEMO, "--why", "signed before me", "--stated-by"),
        ("sign", REF, "--file", DEMO, "--stated-by", "DTM Coordinator", "--why"),
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
        assert "suspended since 20 November 2026, until 20 December 2026" in said
    is_open = signed("show", REF, "--as-of", "2026-11-21")[1]["open"]
    assert (is_open["suspended"], is_open["suspended_until"]) == ("2026-11-20", "2026-12-20")
    assert "suspended" not in told("status", "--as-of", "2026-12-21")[1]
    assert REF in told("status", "--state", "suspended", "--as-of", "2026-11-21")[1]
    assert REF not in told("status", "--state", "suspended", "--as-of", "2026-12-21")[1]


def test_a_history_tells_why_and_until_when_something_is_so(told: Any, signed: Any) -> None:
    signed("suspend", REF, "--why", "unrest", "--on", "2026-11-20", "--until", "2026-12-20")
    _, said, _ = told("end", REF, "--why", "over", "--on", "2099-12-31")
    assert "takes effect later: 31 December 2099" in said
    _, said, _ = told("history", REF)
    assert "why: “unrest”\n    until and including 20 December 2026\n" in said
    assert "why: “over”\n" in said


def test_a_day_that_is_put_right_is_told_as_that(told: Any) -> None:
    _, said, _ = told("redate", REF, "1", "--on", "2026-09-30", "--why", "mistyped")
    assert "recorded day put right (event 3)" in said
    _, said, _ = told("history", REF)
    assert ": day put right; " in said
    assert "The day of event 1 was put right: “mistyped”." in said


def test_of_a_draft_nothing_is_said_to_be_signed(register: Any, capsys: pytest.CaptureFixture[str]) -> None:
    register("add", DEMO, "--on", "2026-10-01")
    register("revise", REF, changed("revised.yaml", "purpose", to="Another purpose."), "--on", "2026-10-02")
    run(["register", "history", REF])
    said = capsys.readouterr().out
    assert "until then the draft stays, which nobody has signed" in said
    assert "what was signed" not in said


def test_what_was_signed_is_said_to_stay_until_another_text_is(told: Any, signed: Any) -> None:
    signed("revise", REF, changed("revised.yaml", "purpose", to="Another purpose."), "--on", "2026-11-02")
    _, said, _ = told("history", REF)
    assert "until then what was signed stays" in said
    assert "the draft" not in said


def test_a_suspension_without_an_end_has_none(told: Any, signed: Any) -> None:
    signed("suspend", REF, "--why", "unrest", "--on", "2026-11-20")
    _, said, _ = told("status", "--as-of", "2026-11-21")
    assert "suspended since 20 November 2026" in said
    assert "until" not in said


# Several files, and other files


def test_each_refusal_of_several_returns_begins_with_its_file(told: Any, signed: Any) -> None:
    old = returned("old.pdf", table_c_requesting_organization_primary_title="Lead")
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    code, _, said = told("return", old, "return.pdf", "--on", "2026-11-05")
    assert code == 3
    assert f"{old}: {REF}: primary focal point of the requesting organization: this was replaced" in said
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
    lines = said.splitlines()
    assert lines[0].startswith("b.jsonl:3: ")
    assert len(lines) < 10
    assert lines[-1] == "b.jsonl: 100 lines are not as they were exported; nothing was taken"


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


@pytest.mark.sampled("answers that cannot be written")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("command", [["status"], ["status", "--json"], ["export"], ["show", REF, "-o", "-"]])
def test_standard_output_that_is_full_is_a_file_that_cannot_be_written(command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (6, 1)
    assert "standard output cannot be written: no space left on device" in done.stderr


@pytest.mark.sampled("answers that cannot be written")
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


# What `verify` finds, and what it prints to find more


def take_away_all_but_the_first_event(place: str) -> None:
    """As somebody does who may change the database, and puts its guards back."""
    with RegisterStore(place)._database.opened(writes=True) as connection:
        if place.startswith("postgresql:"):
            connection.execute("ALTER TABLE events DISABLE TRIGGER ALL")
            connection.execute("DELETE FROM events WHERE number >= 2")
            connection.execute("ALTER TABLE events ENABLE TRIGGER ALL")
        else:
            guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in guards:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("DELETE FROM events WHERE number >= 2")
            for _, sql in guards:
                connection.execute(sql)
        connection.commit()


def test_the_hash_that_verify_prints_later_shows_that_the_last_events_are_missing(
    told: Any, register_place: str
) -> None:
    code, said, _ = told("verify")
    [kept] = re.findall("[0-9a-f]{64}", said)
    assert "keep the last hash, for `--last`" in said
    assert told("suspend", REF, "--why", "the context changed")[0] == 0
    assert told("verify", "--last", kept)[0] == 0
    assert told("verify", "--last", kept.upper())[0] == 0
    take_away_all_but_the_first_event(register_place)
    assert told("verify")[0] == 0, "nothing else shows it"
    code, _, error = told("verify", "--last", kept)
    assert (code, f"no event has the hash {kept}" in error) == (3, True)


@pytest.mark.parametrize("typed", ["", "5f2b", "0" * 63 + "g", "0" * 65])
def test_what_is_no_hash_is_refused(told: Any, typed: str) -> None:
    code, _, error = told("verify", "--last", typed)
    assert (code, "is no hash; give the 64 digits and letters" in error) == (2, True)


# The password of a database

WITH_A_PASSWORD = (
    "postgresql://dtm:s3cret@office.example/register",
    "postgres://dtm:s3cret@office.example/register",
    "PostgreSQL://dtm:s3/cret@office.example/register",
    "postgresql://dtm:s3?cret@office.example/register",
    "postgresql://:s3cret@office.example/register",
    "postgresql://dtm@office.example/register?sslmode=require&password=s3cret",
    "postgresql://dtm@office.example/register?p%61ssword=s3cret",
    "postgresql://dtm@office.example/register?oauth_client_secret=s3cret",
    "postgresql+psycopg://dtm:s3cret@office.example/register",
)


@pytest.mark.parametrize("address", WITH_A_PASSWORD)
def test_a_password_on_the_command_line_is_refused_with_how_to_give_it(
    capsys: pytest.CaptureFixture[str], address: str
) -> None:
    lines: list[list[str]] = [
        ["register", "status", "--register", address],
        ["register", "status", f"--register={address}"],
        ["register", "status", address],
        ["check", address],
        ["--json", address],
        ["ingest", "a.pdf", "--json", "--xlsx", "a.xlsx", "--register", address],
    ]
    for line in lines:
        assert run(line) == 2, line
        said = "".join(capsys.readouterr())
        assert "`~/.pgpass`" in said
        assert "DTMFORMS_REGISTER" in said
        assert "s3" not in said


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://dtm@127.0.0.1:1/register",
        "postgresql://127.0.0.1:1/register?passfile=/home/me/pass",
        "postgresql:///register?host=/nowhere&user=dtm",
    ],
)
def test_an_address_without_a_password_is_tried(capsys: pytest.CaptureFixture[str], address: str) -> None:
    assert run(["register", "status", "--register", address]) == 6
    assert "check the address, and whether the server runs" in capsys.readouterr().err


def test_a_password_in_the_environment_is_used_and_not_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DTMFORMS_REGISTER", "postgresql://dtm:s3cret@127.0.0.1:1/register?password=s3cret")
    for line in (["register", "status"], ["register", "status", "--json"], ["register", "add", DEMO]):
        assert run(line) == 6
        said = "".join(capsys.readouterr())
        assert "dtm:***@127.0.0.1" in said
        assert "s3cret" not in said


# Values within values


@pytest.mark.parametrize("deep", [60, 900, 100_000])
def test_an_export_of_values_within_values_is_refused_line_by_line(signed: Any, deep: int) -> None:
    assert signed("export", "-o", "export.jsonl")[0] == 0
    whole = Path("export.jsonl").read_text(encoding="utf-8")
    nested = re.sub('"details":{', '"details":{"a":' + "[" * deep + "]" * deep + ",", whole.splitlines()[0], count=1)
    Path("deep.jsonl").write_text(f"{whole}{nested.replace(',}', '}')}\n", encoding="utf-8")
    code, answer = signed("import", "deep.jsonl")
    assert code == 3
    assert "deep.jsonl" in answer["error"]
    assert signed("verify")[0] == 0
    assert signed("import", "export.jsonl")[0] == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep.json", '{"a":' * 100_000),
        ("deep.json", '{"a":' + "[" * 400 + "]" * 400 + "}"),
        ("deep.yaml", "[" * 5_000),
    ],
)
def test_a_record_of_values_within_values_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(["check", str(tmp_path / name)]) == 3
    assert "nested" in capsys.readouterr().err


def test_a_manifest_of_values_within_values_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "records").mkdir()
    shutil.copy(DEMO, "records")
    assert run(["batch", "records", "-o", "out", "--jobs", "1", "--only", "word"]) == 0
    manifest = tmp_path / "out" / ".dtmforms-batch.jsonl"
    manifest.write_bytes(b'{"item":' * 100_000 + b"\n" + manifest.read_bytes())
    assert run(["batch", "records", "-o", "out", "--jobs", "1", "--only", "word"]) == 0
