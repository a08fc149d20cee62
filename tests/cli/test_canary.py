"""Names, numbers and addresses of people, put through every command: they stand in what was asked for, and nowhere
else (rule D1)."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from conftest import RECORDS, REFERENCE, ROOT
from signed_files import key, trust_row

from dtmforms import files
from dtmforms.cli import register
from dtmforms.cli.main import COMMANDS, run
from dtmforms.signatures.trust import row_as_text

NAMES = ("Zqwitsa Quuxova", "Žqałtja Þórqvist", "قيقوطا الزقزوق", "ချိုးဖြူ", "カナリア鳴子")
NUMBER, EMAIL = "+258 84 555 7193", "zqcanary@harbour-trust.example"
CANARIES = (*" ".join(NAMES).split(), "555 7193", "5557193", "zqcanary")
ON = ("--on", "2026-11-01")
REGISTER = ("--register", "r.sqlite3")


def record(**changes: Any) -> str:
    """The invented agreement, with people who are known by nobody else."""
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    partner = values["table_c"]["requesting_organization"]
    partner["primary"] |= {"name": NAMES[0], "mobile": NUMBER, "email": EMAIL}
    partner["secondary"]["name"] = NAMES[1]
    values["table_c"]["iom"]["primary"]["name"] = NAMES[2]
    values["risk_assessment"]["assessors"][1]["name"] = NAMES[3]
    values["signatories"][1]["name"] = NAMES[4]
    return yaml.safe_dump(values | changes, allow_unicode=True, sort_keys=False)


def bad(change: Callable[[dict[str, Any]], None]) -> str:
    values = yaml.safe_load(record())
    change(values)
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False)


def partner(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = values["table_c"]["requesting_organization"]["primary"]
    return found


BAD = {
    "email": bad(lambda values: partner(values).update(email="zqcanary at home")),
    "email-of-another": bad(lambda values: partner(values).update(email="zqcanary@gmail.com")),
    "mobile": bad(lambda values: partner(values).update(mobile="0 84 555 7193 home")),
    "mobile-number": bad(lambda values: partner(values).update(mobile=258845557193)),
    "name-control": bad(lambda values: partner(values).update(name=NAMES[0] + "\u0007")),
    "name-list": bad(lambda values: partner(values).update(name=[NAMES[0]])),
    "name-lines": bad(lambda values: partner(values).update(name=NAMES[0] + "\nZqwitsa")),
    "name-twice": bad(lambda values: values["table_c"]["iom"].update(secondary=partner(values))),
    "people-as-text": bad(lambda values: values["table_c"].update(requesting_organization=f"{NAMES[0]} {EMAIL}")),
    "key": bad(lambda values: values["table_c"].update({EMAIL: NAMES[0]})),
    "key-number": bad(lambda values: values["table_c"].update({NUMBER: NAMES[0]})),
    "elsewhere": bad(lambda values: values["table_b"]["low"].update(timeline=f"ask {EMAIL}", method=[EMAIL])),
    "as-reference": bad(lambda values: values.update(country=EMAIL, language=NUMBER, schema=EMAIL)),
    "no-yaml": record() + f"\n  - {NAMES[0]}: [{EMAIL}\n",
    "key-twice": record() + f"\nreference: {EMAIL}\n",
    "anchor": record() + f"\npurpose: *{NAMES[0].split()[0]}\n",
    "tag": record() + f"\npurpose: !{NAMES[0].split()[0]} x\n",
}
AS_IOM = "--party iom --organization IOM --confirmed-by iom.secondary --channel zqcanary"
GOOD = (
    "check a.yaml",
    "check a.yaml --json",
    "fill a.yaml -o a.docx",
    "fill a.yaml",
    "form a.yaml -o a.pdf --json",
    "form a.yaml --to-sign -o to-sign.pdf",
    "sign to-sign.pdf --as iom --p12 iom.p12 -o by-iom.pdf",
    "sign by-iom.pdf --as requesting_organization --p12 partner.p12 -o by-both.pdf --json",
    f"trust add iom.pem {AS_IOM} --name zqcanary-office --trust added.toml",
    "trust list --trust trust.toml --json",
    "trust list --trust added.toml",
    "verify by-both.pdf --trust trust.toml",
    "verify by-both.pdf --trust trust.toml --against a.yaml --json",
    "ingest a.pdf --against a.yaml -o back.yaml",
    "ingest a.docx --against a.yaml -o back2.yaml --json",
    "ingest inbox --against missions --xlsx returns.xlsx --jobs 1",
    "ingest inbox --against missions --xlsx returns2.xlsx --jobs 1 --json",
    "workbook from a.yaml -o a.xlsx",
    "workbook to-records a.xlsx -o records",
    "batch missions -o out --jobs 1",
    "batch missions -o out --jobs 1 --json",
    "batch a.xlsx -o out2 --jobs 1 --only form --name {country}/{organization}/{reference}-{kind}",
    "start a.yaml -o started --register r3.sqlite3",
    "check a.xlsx",
    "register add a.yaml",
    "register issue REF --file a.pdf",
    "register sign REF --file signed.pdf --stated-by zqcanary-role --why zq",
    "register return turned.pdf",
    "register reject a.pdf --why zq",
    "register notice REF --record b.yaml --pdf notice.pdf",
    "sign notice.pdf --as requesting_organization --p12 partner.p12 -o signed-notice.pdf",
    "verify signed-notice.pdf by-both.pdf --trust trust.toml",
    "verify signed-notice.pdf by-both.pdf --trust trust.toml --json",
    "register show REF",
    "register show REF --json",
    "register history REF",
    "register status --xlsx status.xlsx",
    "register find --person Zqwitsa --xlsx found.xlsx",
    "register find --person zqcanary@harbour-trust.example --json",
    "register due --within 400 --xlsx due.xlsx",
    "register changes --since 2026-01-01 --xlsx changes.xlsx --json",
    "register coverage REF --json",
    "register coverage",
    "register who zqcanary@harbour-trust.example",
    "register who Zqwitsa --json",
    "register replace-person zqcanary2@harbour-trust.example --successor person.yaml",
    "register withdraw REF 3 --why zq",
    "register policy ours.toml",
    "register policy",
    "register export -o events.jsonl",
    "register verify",
    "register import events.jsonl",
    "template new -o new-template.docx",
    "template check template.docx",
    "fill a.yaml --template template.docx -o of-template.docx",
    "new MOZ UNICEF -o new.yaml",
    "completion bash",
    "guide partner -o guide.docx",
)
WRONG = (
    "serve --no-browser --port 80",
    "sign a.pdf --as iom --p12 iom.p12 -o never.pdf",
    "sign by-iom.pdf --as iom --p12 partner.p12 -o never.pdf",
    "sign to-sign.pdf --as iom --p12 a.yaml -o never.pdf",
    "sign to-sign.pdf --as iom --p12 iom.p12 --timestamp http://127.0.0.1:1/zqcanary -o never.pdf",
    "sign to-sign.pdf --as iom --p12 iom.p12 --timestamp http://zqcanary:zqcanary@127.0.0.1/ -o never.pdf",
    "sign to-sign.pdf --as iom --pkcs11 a.yaml --token none -o never.pdf",
    "verify by-iom.pdf by-both.pdf cut.pdf junk.pdf",
    "verify by-both.pdf --trust a.yaml",
    f"trust add a.yaml {AS_IOM} --name zqcanary-office --trust t.toml",
    "trust end zq --on 2026-11-01 --trust trust.toml",
    "trust list --trust a.yaml",
    "verify by-both.pdf --trust trust.toml --against other.yaml",
    "ingest typed.pdf --against a.yaml -o typed.yaml",
    "ingest signed-notice.pdf",
    "sign notice.pdf --as iom --p12 iom.p12 -o never.pdf",
    "ingest typed.pdf --against a.yaml --json",
    "ingest cut.pdf cut.docx junk.pdf --against a.yaml",
    "ingest a.yaml --against a.pdf",
    "ingest a.pdf --against other.yaml",
    "ingest a.pdf --against a.yaml -o a.yaml --force",
    "ingest inbox cut.pdf junk.pdf typed.pdf --against missions --xlsx wrong.xlsx --jobs 1",
    "ingest a.pdf --xlsx a.yaml/returns.xlsx",
    "fill a.yaml -o taken.docx",
    "fill a.yaml -o a.yaml/x.docx",
    "fill a.yaml --template cut.docx",
    "form a.yaml -o a.yaml/x.pdf",
    "workbook to-records wrong-a.xlsx -o records2",
    "workbook to-records a.pdf",
    "template check a.docx cut.docx",
    "compare a.yaml bad-email.yaml",
    "compare a.yaml a.pdf",
    "compare a.yaml b.yaml --json",
    "batch bad -o out3 --jobs 1",
    "batch bad -o out3 --jobs 1 --json",
    "batch missions -o a.yaml --jobs 1",
    "register add a.yaml a.yaml bad-email.yaml bad-key.yaml",
    "register show NOBODY",
    "register notice REF --record other.yaml",
    "register notice REF --record bad-mobile.yaml",
    "register revise REF bad-email.yaml",
    "register return typed.pdf cut.pdf",
    "register sign REF --file gone.pdf",
    "register reassess REF bad-email.yaml",
    "register duty REF passwords_changed --evidence zq",
    "register redate REF 99 --why zq",
    "register suspend REF --why zq",
    "register end REF --why zq",
    "register replace-person zqcanary@nowhere.example --successor bad-person.yaml",
    "register replace-person zqcanary@nowhere.example --successor person.yaml",
    "register who nobody-zq",
    "register policy a.yaml",
    "register import a.yaml",
    "register import changed.jsonl",
    "register verify --register a.yaml",
)


def words(line: str) -> list[str]:
    found = line.replace("REF", REFERENCE).split()
    if found[0] == "register":
        found += [] if "--register" in found else REGISTER
        found += ON if found[1] in ("add", "issue", "sign", "return", "notice", "replace-person", "revise") else ()
    return found


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with records and returns, and one for what passes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "passing").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "passing"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    for folder in ("missions", "bad", "inbox"):
        Path(folder).mkdir()
    for name in ("a.yaml", "missions/a.yaml"):
        Path(name).write_text(record(), encoding="utf-8")
    changed = bad(lambda values: partner(values).update(name=NAMES[4], email="zqcanary2@harbour-trust.example"))
    Path("b.yaml").write_text(changed, encoding="utf-8")
    for name, file in ((NAMES[2], "iom.p12"), (NAMES[4], "partner.p12")):
        Path(file).write_bytes(key(name).as_p12())
    Path("iom.pem").write_text(str(trust_row(key(NAMES[2]), "iom", "IOM")["pem"]), encoding="ascii")
    known = (
        trust_row(key(NAMES[2]), "iom", "IOM"),
        trust_row(key(NAMES[4]), "requesting_organization", "Harbour Children's Trust"),
    )
    Path("trust.toml").write_text("\n".join(map(row_as_text, known)), encoding="utf-8")
    Path("other.yaml").write_text(record(reference="OTHER"), encoding="utf-8")
    for name, text in BAD.items():
        Path(f"bad/{name}.yaml").write_text(text, encoding="utf-8")
        Path(f"bad-{name}.yaml").write_text(text, encoding="utf-8")
    person = {
        "name": f"{NAMES[1]} {NAMES[0]}",
        "title": "Lead",
        "mobile": NUMBER,
        "email": "zqcanary3@harbour-trust.example",
    }
    Path("person.yaml").write_text(yaml.safe_dump(person), encoding="utf-8")
    Path("bad-person.yaml").write_text(yaml.safe_dump(person | {"mobile": ""}), encoding="utf-8")
    row = '[[row]]\npath = "signatories.**"\neffect = "revision"\nrule = "HQ-7"\nreason = "Zq."\n'
    Path("ours.toml").write_text(row, encoding="utf-8")
    Path("taken.docx").write_bytes(b"x")
    assert run(["form", "a.yaml", "-o", "a.pdf"]) == 0
    assert run(["form", "b.yaml", "-o", "turned.pdf"]) == 0
    assert run(["fill", "a.yaml", "-o", "whole.docx"]) == 0
    Path("template.docx").write_bytes((ROOT / "templates" / "agreement.en.docx").read_bytes())
    assert run(["workbook", "from", "a.yaml", "-o", "whole.xlsx"]) == 0
    Path("signed.pdf").write_bytes(Path("a.pdf").read_bytes() + b"\n")
    typed = {"table_c_requesting_organization_primary_email": f"{NAMES[0]} at home", "reference": NUMBER}
    with pikepdf.open("a.pdf") as document:
        for field in document.Root.AcroForm.Fields:
            if str(field.T) in typed:
                field.V = pikepdf.String(typed[str(field.T)])
                del field["/AP"]  # viewers draw it anew
        field.T = pikepdf.String(EMAIL)
        document.save("typed.pdf")
    Path("cut.pdf").write_bytes(Path("a.pdf").read_bytes()[:20_000])
    Path("cut.docx").write_bytes(Path("whole.docx").read_bytes()[:9_000])
    Path("junk.pdf").write_text(f"%PDF-1.7\n{NAMES} {EMAIL}", encoding="utf-8")
    for name in ("a.pdf", "whole.docx"):
        Path("inbox", name).write_bytes(Path(name).read_bytes())
    Path("wrong-a.xlsx").write_bytes(with_another_text(Path("whole.xlsx").read_bytes(), EMAIL, "zqcanary at home"))
    Path("whole.xlsx").rename("kept.xlsx")
    return tmp_path


def with_another_text(workbook: bytes, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            target.writestr(info, source.read(info).replace(old.encode(), new.encode()))
    return out.getvalue()


def found_in(text: str) -> list[str]:
    told = text + text.encode("ascii", "backslashreplace").decode()
    if "\\u" in text:
        told += text.encode("ascii", "backslashreplace").decode("unicode_escape")
    return [canary for canary in CANARIES if canary in told]


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """What other programs are started with, and every file that is made in the folder for what passes."""
    seen: list[str] = []
    watching = True

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.mkdir", "os.rename", "os.link"):
            seen.append(repr(arguments))
        if watching and event == "open" and "passing" in str(arguments[0]):
            seen.append(repr(arguments))

    sys.addaudithook(look)
    yield seen
    watching = False


def people_named_by(line: str, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """Who is named on standard error, and how the command ended where nobody is."""
    capfd.readouterr()
    run(words(line))
    return found_in(capfd.readouterr().err)


def parts_beside_the_text(path: Path) -> str:
    """What a file tells about itself: the properties of an Office file, the information and metadata of a PDF."""
    if path.suffix in (".docx", ".xlsx") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            told = [name for name in package.namelist() if re.fullmatch(r"docProps/.*\.xml", name)]
            return "\n".join(package.read(name).decode() for name in told)
    if path.suffix == ".pdf":
        with pikepdf.open(path) as document, document.open_metadata() as metadata:
            return f"{dict(document.docinfo)} {metadata}"
    return ""


def test_people_stand_in_what_was_asked_for_and_nowhere_else(
    office: Path, watched: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    for line in GOOD:
        capfd.readouterr()
        assert run(words(line)) in (0, 5), line
        assert found_in(capfd.readouterr().err) == [], line
    export = Path("events.jsonl").read_text(encoding="utf-8")
    Path("changed.jsonl").write_text(export.replace("MOZ", "MOX"), encoding="utf-8")
    told = {line: people_named_by(line, capfd) for line in (*WRONG, *(f"check bad-{name}.yaml" for name in BAD))}
    assert {line: people for line, people in told.items() if people} == {}
    assert found_in("\n".join(watched)) == []
    assert list((office / "passing").iterdir()) == []
    made = [path for path in office.rglob("*") if path.is_file() and path.parent.name != "inbox"]
    assert found_in("\n".join(path.relative_to(office).as_posix() for path in made)) == []
    whole = [path for path in made if path.name not in ("cut.pdf", "junk.pdf", "typed.pdf", "cut.docx")]
    assert {path.name: found_in(parts_beside_the_text(path)) for path in whole if parts_beside_the_text(path)} == {
        path.name: [] for path in whole if path.suffix in (".docx", ".xlsx", ".pdf") and path.name != "taken.docx"
    }
    kept = [path for path in made if path.name.startswith((".dtmforms", "batch-report"))]
    assert len({path.name for path in kept}) == 4
    assert {path.name: found_in(all_text_of(path)) for path in kept if found_in(all_text_of(path))} == {}


def all_text_of(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            return "\n".join(package.read(name).decode() for name in package.namelist())
    return data.decode()


def test_every_command_is_tried() -> None:
    tried = {line.split()[0] for line in GOOD + WRONG}
    assert tried == set(COMMANDS)
    acts = {line.split()[1] for line in GOOD + WRONG if line.startswith("register")}
    assert acts == set(register.COMMANDS)


def test_what_is_looked_for_is_found_where_it_stands() -> None:
    """The test of the tests: each way in which a person is written is found."""
    for written in (NAMES[0], json.dumps(NAMES[2]), repr(NAMES[3]), ascii(NAMES[4]), f"<{EMAIL}>", "+258845557193"):
        assert found_in(written), written
    assert found_in(record())


PRINTER = """#!/bin/sh
{ echo $$ "$@"; env; ls -lRa "$TMPDIR"; } > "$SEEN" 2>&1
touch "$SEEN.whole"
exec sleep 600
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the program that stands in for LibreOffice is a shell script")
def test_a_print_that_is_killed_leaves_people_to_their_owner_and_the_next_one_takes_them_away(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = office / "programs"
    programs.mkdir()
    (programs / "soffice").write_text(PRINTER, encoding="utf-8")
    (programs / "soffice").chmod(0o700)
    monkeypatch.setenv("SEEN", str(office / "seen"))
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dtmforms", *words("batch missions -o out --only word --pdf --jobs 1")]
    with subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.PIPE) as printing:
        end = time.monotonic() + 60
        while not (office / "seen.whole").exists() and time.monotonic() < end:
            time.sleep(0.02)
        os.killpg(printing.pid, signal.SIGKILL)
        assert found_in(printing.communicate()[1].decode()) == []
    seen = (office / "seen").read_text(encoding="utf-8")
    os.killpg(int(seen.split()[0]), signal.SIGKILL)
    assert found_in(seen) == []
    [left] = (office / "passing").iterdir()
    assert left.stat().st_mode & 0o777 == 0o700
    assert (left / "0.docx").stat().st_mode & 0o777 == 0o600
    with files.passing_folder() as another:
        assert list((office / "passing").iterdir()) == [another]


FAULTY = {
    "check a.yaml": "dtmforms.agreement.check.check",
    "fill a.yaml": "dtmforms.word.write.filled_document.draw",
    "form a.yaml --json": "dtmforms.pdf.write.form.draw",
    "ingest a.pdf --against a.yaml": "dtmforms.batch.records_sent.judged",
    "compare a.yaml b.yaml": "dtmforms.changes.compare.compare",
    "workbook from a.yaml -o a.xlsx": "dtmforms.workbook.from_records.workbook_of",
    "workbook to-records kept.xlsx": "dtmforms.workbook.sandboxed.records_of",
    "batch missions -o out --jobs 1": "dtmforms.pdf.write.form.draw",
    "register add a.yaml": "dtmforms.register.record_event.add",
}


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("line", FAULTY)
def test_a_fault_of_the_program_names_its_kind_and_place_and_nobody(
    line: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        try:
            raise KeyError(EMAIL)
        except KeyError as error:
            raise ZeroDivisionError(NAMES[0]) from error

    module, _, name = FAULTY[line].rpartition(".")
    monkeypatch.setattr(sys.modules.get(module) or __import__(module, fromlist=[name]), name, broken)
    capfd.readouterr()
    assert run(words(line)) == 1
    said = capfd.readouterr()
    assert "ZeroDivisionError" in said.err
    assert "report" in said.err
    assert "Traceback" not in said.err
    assert found_in(said.err + said.out) == []
