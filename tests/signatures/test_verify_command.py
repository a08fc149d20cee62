"""`verify`: what it answers, in which words, with which exit code, and what it needs for that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, ROOT, load_sample
from signed_files import (
    DATE,
    certified,
    certified_with_password,
    changed,
    countersigned,
    key,
    read,
    stored,
    trust,
    trust_row,
    typed,
    with_proofs,
)
from test_signed_forms import CELL, THEIRS, both, first, form, organization

import dtmforms
from dtmforms.agreement.closed_lists import URGENCIES
from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run
from dtmforms.errors import ReturnError
from dtmforms.pdf.read.pypdf_reader import read_by_pypdf
from dtmforms.returns.read import form_of
from dtmforms.returns.returned_file import Unread
from dtmforms.sandbox import client
from dtmforms.signatures import sandboxed
from dtmforms.signatures.signed_file import SignatureRead, SignedFile, SignerRead
from dtmforms.signatures.trust import TrustFile, row_as_text
from dtmforms.signatures.verify import verified

LANGUAGES = ("en", "fr", "es", "ar")
PUBLIC = Path(__file__).parent / "public"
OF_AN_ANSWER = ["file", "findings", "message", "reference", "schema", "sha256", "signatures", "terms", "verdict"]
OF_A_SIGNATURE = [
    "changed_after",
    "changes",
    "clock",
    "code",
    "covers_whole_file",
    "field",
    "fingerprint",
    "holds",
    "intact",
    "message",
    "side",
    "signer",
    "time",
    "time_from",
    "time_stamp",
    "trusted",
]


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    known = [trust_row(key("Ana Ruiz"), "iom", "IOM")]
    known += [trust_row(key("Lena Ott"), "requesting_organization", organization())]
    Path("trust.toml").write_text("\n".join(map(row_as_text, known)), encoding="utf-8")
    Path("signed.pdf").write_bytes(both())


def answer(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, dict[str, Any], str]:
    capsys.readouterr()
    code = run(["verify", *command, "--json"])
    said = capsys.readouterr()
    found: dict[str, Any] = json.loads(said.out)
    return code, found, said.err


def test_the_answer_has_what_was_agreed(capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _ = answer(capsys, "signed.pdf", "--trust", "trust.toml", "--against", str(RECORDS["en"]))
    assert (code, found["verdict"], found["schema"]) == (0, "holds", "dtmforms/verification/1")
    assert sorted(found) == OF_AN_ANSWER
    assert [sorted(one) for one in found["signatures"]] == [OF_A_SIGNATURE] * 2
    assert found["reference"] == load_sample("en").reference
    assert found["terms"] == dtmforms.terms_of(load_sample("en"))
    ours, theirs = found["signatures"]
    assert [ours["side"], ours["covers_whole_file"], ours["changed_after"]] == ["iom", "no", "allowed"]
    assert ours["changes"] == [{"path": DATE, "old": "", "new": "5 November 2026", "effect": "allowed", "rule": None}]
    assert [theirs["covers_whole_file"], theirs["changed_after"], theirs["time_from"]] == ["yes", "none", "signer"]


def test_a_focal_point_in_a_signed_file_is_told_as_the_notice_that_it_would_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("signed.pdf").write_bytes(typed(both(), {THEIRS: "Eve Mallory"}))
    code, found, _ = answer(capsys, "signed.pdf", "--trust", "trust.toml")
    [change] = found["signatures"][1]["changes"]
    assert (code, found["verdict"]) == (3, "broken")
    assert (change["path"], change["new"]) == ("table_c.requesting_organization.primary.name", "Eve Mallory")
    assert (change["effect"], change["rule"]) == ("focal_point_notice", "D5")


def test_a_word_of_table_b_is_told_as_the_revision_that_it_would_be(capsys: pytest.CaptureFixture[str]) -> None:
    Path("signed.pdf").write_bytes(typed(both(), {CELL: "Weekly"}))
    _, found, _ = answer(capsys, "signed.pdf", "--trust", "trust.toml")
    [change] = found["signatures"][1]["changes"]
    assert (change["path"], change["effect"]) == ("table_b.low.timeline", "revision")


@pytest.mark.parametrize(
    ("make", "known", "code", "verdict"),
    [
        (both, True, 0, "holds"),
        (first, True, 7, "incomplete"),
        (form, True, 7, "not_signed"),
        (both, False, 7, "holds_unknown"),
        (lambda: both() + b"more", True, 4, "cannot_tell"),
        (lambda: b"not a PDF file", True, 4, "cannot_tell"),
        (lambda: b"", True, 4, "cannot_tell"),
        (lambda: typed(both(), {DATE: "9 May 2026"}), True, 3, "partly"),
        (lambda: changed(both(), with_proofs), True, 0, "holds"),
    ],
)
def test_each_verdict_has_its_exit_code(
    make: Any, known: bool, code: int, verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("signed.pdf").write_bytes(make())
    found = answer(capsys, "signed.pdf", *(("--trust", "trust.toml") if known else ()))
    assert (found[0], found[1]["verdict"]) == (code, verdict)


def test_the_text_of_another_record_is_an_error_beside_signatures_that_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    values = load_sample("en").values()
    another = Agreement.model_validate(values | {"reference": "MOZ-CD-HCT-GBV"})
    values["table_b"]["low"]["timeline"] = "Every third month"
    Path("other.yaml").write_bytes(dtmforms.to_yaml(Agreement.model_validate(values)))
    Path("another.yaml").write_bytes(dtmforms.to_yaml(another))
    for record, expected in (("other.yaml", "signed_other_text"), ("another.yaml", "signed_other_agreement")):
        code, found, _ = answer(capsys, "signed.pdf", "--trust", "trust.toml", "--against", record)
        assert (code, [one["code"] for one in found["findings"]]) == (3, [expected])


@pytest.mark.parametrize(
    ("password", "code", "verdict", "found"),
    [
        ("secret words", 7, "incomplete", []),
        ("hunter2", 4, "cannot_tell", ["password_wrong"]),
        (None, 4, "cannot_tell", ["password_needed"]),
    ],
)
def test_a_signed_form_that_has_a_password(
    password: str | None, code: int, verdict: str, found: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("signed.pdf").write_bytes(certified_with_password(form(), "secret words"))
    Path("password").write_text(f"{password}\n", encoding="utf-8")
    given = ("--password-file", "password") if password else ()
    exit_code, said, beside = answer(capsys, "signed.pdf", "--trust", "trust.toml", *given)
    assert (exit_code, said["verdict"], [one["code"] for one in said["findings"]]) == (code, verdict, found)
    assert "hunter2" not in json.dumps(said) + beside


def test_ingest_says_the_same_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("signed.pdf").write_bytes(certified_with_password(form(), "secret words"))
    Path("password").write_text("secret words\n", encoding="utf-8")
    run(["ingest", "signed.pdf", "--trust", "trust.toml", "--password-file", "password", "--json"])
    assert "verdict_incomplete" in [one["code"] for one in json.loads(capsys.readouterr().out)["findings"]]


def test_several_files_give_a_line_each_and_the_highest_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    Path("first.pdf").write_bytes(first())
    assert run(["verify", "signed.pdf", "first.pdf", "--trust", "trust.toml", "--json"]) == 7
    assert [json.loads(line)["verdict"] for line in capsys.readouterr().out.splitlines()] == ["holds", "incomplete"]


def test_names_stand_in_the_answer_and_not_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    _, found, beside = answer(capsys, "signed.pdf", "--trust", "trust.toml")
    assert found["signatures"][1]["signer"] == "Lena Ott"
    assert "Lena" not in beside
    assert run(["verify", "signed.pdf", "--trust", "trust.toml"]) == 0
    said = capsys.readouterr()
    assert "Lena Ott" in said.out
    assert said.err == ""


def test_no_flag_is_told_as_one_that_can_be_accepted_here(capsys: pytest.CaptureFixture[str]) -> None:
    Path("signed.pdf").write_bytes(countersigned(certified(changed(form(), stored(CELL, "Weekly")))))
    assert run(["verify", "signed.pdf", "--trust", "trust.toml"]) == 3
    said = capsys.readouterr()
    assert "still show what was sent" in said.err
    assert "--accept" not in said.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_coordinator_is_told_in_their_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = {}
    for spoken in ("en", language):
        run(["--messages", spoken, "verify", "signed.pdf", "--trust", "trust.toml"])
        told[spoken] = capsys.readouterr().out
    assert (told["en"] == told[language]) is (language == "en")
    assert all("Lena Ott" in text for text in told.values())


def with_datasets(record: Agreement, number: int) -> Agreement:
    values = record.values()
    for column in filter(None, map(values["table_b"].get, URGENCIES)):
        one = column["datasets"][0]
        column["datasets"] = [one | {"name": f"Children without an adult, area {place}"} for place in range(number)]
    return Agreement.model_validate(values)


@pytest.mark.sampled("signed forms in every language")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 40])
def test_forms_of_every_language_and_size_hold_and_are_broken_by_a_word(language: str, number: int) -> None:
    record = with_datasets(load_sample("fr" if language == "fr" else "es" if language == "es" else "en"), number)
    made = certified(dtmforms.form(record, language, to_sign=True))
    known = trust(record.requesting_organization.name, "Lena Ott")
    whole = countersigned(typed(made, {DATE: "5 November 2026"}))
    answered = verified(read(whole, known), "signed.pdf", known)
    assert (answered.verdict, answered.terms) == ("holds", dtmforms.terms_of(record)), answered.findings
    used = next(urgency for urgency in URGENCIES if getattr(record.table_b, urgency))
    spoilt = typed(whole, {f"table_b_{used}_datasets_{number:02d}_name": "Anything"})
    assert verified(read(spoilt, known), "signed.pdf", known).verdict == "broken"


# What it needs

PROGRAM = """
import json, sys
from dtmforms.cli.main import run
run(sys.argv[1:])
print()
print(json.dumps([*sys.modules]))
"""


def loaded(*command: str) -> set[str]:
    """The modules that a program has when a command has ended."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return {module.partition(".")[0] for module in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "command", ["--help", "check {record}", "fill {record} -o a.docx", "form {record} -o a.pdf", "verify signed.pdf"]
)
def test_the_program_itself_loads_nothing_that_validates_signatures(command: str) -> None:
    modules = loaded(*command.format(record=RECORDS["en"]).split())
    assert not modules & {"pyhanko", "pyhanko_certvalidator", "asn1crypto", "aiohttp", "asyncio"}


def test_a_file_without_signatures_is_read_without_what_validates_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dtmforms.signatures.pyhanko_reader", None)
    assert read(form()).problem is None


@pytest.mark.skipif(sys.platform != "linux", reason="the filter of system calls is that of Linux")
def test_signatures_are_validated_where_no_socket_is_given() -> None:
    found = sandboxed.read_signed_file(both())
    assert [one.intact for one in found.signatures] == ["yes", "yes"]
    assert found.problem is None


def _raising(reason: str) -> Callable[[], SignedFile]:
    def answered() -> SignedFile:
        raise ReturnError("damaged", reason=reason)

    return answered


SOUND = SignatureRead(
    "signature_iom",
    "yes",
    signer=SignerRead("x", "CN=x", "0" * 64, "2026-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00"),
)


@pytest.mark.parametrize(
    "answered",
    [
        _raising("no_such_reason"),
        _raising("renamed"),
        lambda: SignedFile([replace(SOUND, signer=None)]),
        lambda: SignedFile([replace(SOUND, time="yesterday")]),
        lambda: SignedFile([SOUND] * 100),
        lambda: SignedFile(problem=Unread("damaged", "no_such_reason")),
    ],
)
def test_what_no_reader_says_is_no_answer(answered: Callable[[], SignedFile], monkeypatch: pytest.MonkeyPatch) -> None:
    class TakenOver:
        unheld = ()

        def read(self, *_: object, **__: object) -> bytes:
            return sandboxed._ANSWER.of(answered)

    monkeypatch.setattr(client, "shared", TakenOver)
    assert verified(sandboxed.read_signed_file(b"%PDF-"), "x.pdf", TrustFile()).verdict == "cannot_tell"


def test_a_signed_file_takes_little_longer_than_reading_it() -> None:
    """CPU, the best of three: 100 ms beside reading it where nothing follows, a second with later saves."""
    data = first()
    beside = best(lambda: read(data)) - best(lambda: form_of(data, read_by_pypdf(data)))
    assert beside < 0.1
    later = both()
    for _ in range(3):
        later = changed(later, with_proofs)
    assert best(lambda: read(later)) < 2


def best(task: Any) -> float:
    taken = []
    for _ in range(3):
        begins = time.process_time()
        task()
        taken.append(time.process_time() - begins)
    return min(taken)
