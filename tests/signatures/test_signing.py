"""A form to sign, signed by the command in its own box."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import RECORDS
from signed_files import IOM, PARTNER, changed, key, shown, trust_row, typed
from test_signed_forms import CELL, DRAWN, form, organization

import dtmforms
from dtmforms.cli.main import run
from dtmforms.signatures.trust import row_as_text

KEYS = {"iom": "Ana Ruiz", "partner": "Lena Ott", "expired": "expired", "early": "not yet valid", "short": "short"}


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a form to sign, keys and what the mission knows."""
    monkeypatch.chdir(tmp_path)
    Path("form.pdf").write_bytes(form())
    for name, holder in KEYS.items():
        Path(f"{name}.p12").write_bytes(key(holder).as_p12(b"secret words"))
    Path("password").write_text("secret words\n", encoding="utf-8")
    known = [trust_row(key("Ana Ruiz"), "iom", "IOM")]
    known += [trust_row(key(KEYS[name]), "requesting_organization", organization()) for name in ("partner", "expired")]
    Path("trust.toml").write_text("\n".join(map(row_as_text, known)), encoding="utf-8")


def sign(file: str, side: str, name: str, to: str, *more: str) -> int:
    command = ["sign", file, "--as", side, "--p12", f"{name}.p12", "--p12-password-file", "password", "-o", to, *more]
    return run(command)


def verdict(file: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = run(["verify", file, "--trust", "trust.toml", "--json"])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, answer


def codes(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = run([*command, "--json"])
    return code, [found["code"] for found in json.loads(capsys.readouterr().out)["findings"]]


def test_both_sides_sign_and_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert sign("form.pdf", "iom", "iom", "1.pdf") == 0
    assert verdict("1.pdf", capsys)[1]["verdict"] == "incomplete"
    assert sign("1.pdf", "requesting_organization", "partner", "2.pdf") == 0
    code, answer = verdict("2.pdf", capsys)
    assert (code, answer["verdict"]) == (0, "holds")
    assert [one["field"] for one in answer["signatures"]] == [IOM, PARTNER]
    assert [one["signer"] for one in answer["signatures"]] == ["Ana Ruiz", "Lena Ott"]
    assert answer["terms"] == dtmforms.terms_of(dtmforms.load(str(RECORDS["en"])))


def test_what_was_there_stays_as_it_was() -> None:
    assert sign("form.pdf", "iom", "iom", "1.pdf") == 0
    assert sign("1.pdf", "requesting_organization", "partner", "2.pdf") == 0
    first, second = Path("1.pdf").read_bytes(), Path("2.pdf").read_bytes()
    assert first.startswith(form())
    assert second.startswith(first)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_box_shows_name_day_and_reference_in_the_language_of_the_form(language: str) -> None:
    Path("form.pdf").write_bytes(form(language))
    Path("iom.p12").write_bytes(key("Олена Мороз").as_p12(b"secret words"))
    assert sign("form.pdf", "iom", "iom", "1.pdf") == 0
    said = _said_in_box(Path("1.pdf"))
    assert "Олена Мороз" in said
    assert ("MOZ-CD-HCT-CP" in said) is (language in ("en", "ar"))


def _said_in_box(file: Path) -> str:
    """What the letters in IOM's box stand for."""
    with pikepdf.open(file) as opened:
        box = next(field for field in opened.Root.AcroForm.Fields if field.T == IOM)
        shown_in = [box.AP.N, *box.AP.N.Resources.get("/XObject", {}).values()]
        drawn = b"".join(stream.read_bytes() for stream in shown_in)
    found = re.findall(rb"/ActualText<FEFF([0-9a-fA-F]+)>", drawn)
    return "".join(bytes.fromhex(text.decode()).decode("utf-16-be") for text in found)


@pytest.mark.parametrize(
    ("change", "side", "name", "code"),
    [
        ("none", "requesting_organization", "partner", "iom_signs_first"),
        ("to fill in", "iom", "iom", "form_not_to_sign"),
        ("shown otherwise", "iom", "iom", "shown_otherwise"),
        ("none", "iom", "expired", "key_expired"),
        ("none", "iom", "early", "key_not_yet_valid"),
        ("none", "iom", "short", "key_too_weak"),
    ],
)
def test_what_is_not_signed(change: str, side: str, name: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    changes: dict[str, Callable[[], bytes]] = {
        "none": form,
        "to fill in": lambda: dtmforms.form(dtmforms.load(str(RECORDS["en"]))),
        "shown otherwise": lambda: changed(form(), shown(CELL, DRAWN)),
    }
    Path("form.pdf").write_bytes(changes[change]())
    command = (
        "sign",
        "form.pdf",
        "--as",
        side,
        "--p12",
        f"{name}.p12",
        "--p12-password-file",
        "password",
        "-o",
        "x.pdf",
    )
    exit_code, found = codes(capsys, *command)
    assert exit_code == 3
    assert code in found
    assert not Path("x.pdf").exists()


def test_nobody_signs_twice_or_behind_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert sign("form.pdf", "iom", "iom", "1.pdf") == 0
    again = ("sign", "1.pdf", "--as", "iom", "--p12", "iom.p12", "--p12-password-file", "password", "-o", "x.pdf")
    assert codes(capsys, *again) == (3, ["signed_before"])
    Path("2.pdf").write_bytes(typed(Path("1.pdf").read_bytes(), {CELL: "Weekly"}))
    behind = ("sign", "2.pdf", "--as", "requesting_organization", "--p12", "partner.p12")
    exit_code, found = codes(capsys, *behind, "--p12-password-file", "password", "-o", "x.pdf")
    assert exit_code == 3
    assert "earlier_signature" in found


def test_an_expired_key_signs_where_somebody_accepts_it_and_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert sign("form.pdf", "iom", "iom", "1.pdf") == 0
    assert sign("1.pdf", "requesting_organization", "expired", "2.pdf", "--accept", "key_expired") == 0
    code, answer = verdict("2.pdf", capsys)
    assert (code, answer["verdict"]) == (3, "partly")
    assert answer["signatures"][1]["code"] == "certificate_expired"


def test_a_wrong_password_is_one_sentence_that_does_not_say_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("password").write_text("hunter2\n", encoding="utf-8")
    assert sign("form.pdf", "iom", "iom", "x.pdf") == 6
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "hunter2" not in said.out + said.err


def test_a_file_that_is_there_is_not_written_over() -> None:
    assert sign("form.pdf", "iom", "iom", "1.pdf") == 0
    Path("1.pdf").write_bytes(b"mine")
    assert sign("form.pdf", "iom", "iom", "1.pdf") == 6
    assert Path("1.pdf").read_bytes() == b"mine"
    assert sign("form.pdf", "iom", "iom", "1.pdf", "--force") == 0


def test_nothing_is_written_onto_the_form_itself() -> None:
    assert sign("form.pdf", "iom", "iom", "form.pdf", "--force") == 3
    assert Path("form.pdf").read_bytes() == form()


# The text that waits in the register


def register_of(record: dtmforms.Agreement) -> dtmforms.Register:
    register = dtmforms.Register("r.sqlite3")
    register.add(record)
    return register


@pytest.mark.parametrize(
    ("held", "error"),
    [
        ("the text", None),
        ("another text", "copy_of_another_text"),
        ("other people", "copy_says_otherwise"),
        ("signed before", "signed_already"),
        ("another agreement", "unknown_agreement"),
    ],
)
def test_iom_signs_only_the_text_that_waits_in_the_register(
    held: str, error: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    values = dtmforms.load(str(RECORDS["en"])).values()
    if held == "another text":
        values["purpose"] = "Another purpose."
    if held == "other people":
        values["table_c"]["requesting_organization"]["primary"]["name"] = "Amina Bello"
    if held == "another agreement":
        values["reference"] = "MOZ-2"
    register = register_of(dtmforms.Agreement.model_validate(values))
    if held == "signed before":
        register.sign(values["reference"], form(), stated_by="DTM Coordinator", why="Both signed before me")
    capsys.readouterr()
    code = sign("form.pdf", "iom", "iom", "1.pdf", "--register", "r.sqlite3", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (code, answer.get("code")) == (3 if error else 0, error)
    assert Path("1.pdf").exists() is (error is None)


def test_the_partner_needs_no_register() -> None:
    assert sign("form.pdf", "iom", "iom", "1.pdf") == 0
    assert sign("1.pdf", "requesting_organization", "partner", "2.pdf", "--register", "none.sqlite3") == 0
