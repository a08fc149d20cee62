"""Documents behind a password: other programs open them with it and not without, and it shows nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msoffcrypto
import pikepdf
import pytest
from conftest import ROOT
from test_batch import batch, made, outcomes, write

from dtmforms.cli.main import run

PASSWORD = "Två  ord, жжж"
"""Two spaces, and letters of two scripts."""
KNOWN = "Harbour Children"


@pytest.fixture(autouse=True)
def in_a_folder_with_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)
    write("missions", "A", "moz/B")
    Path("password").write_text(f"{PASSWORD}\n", encoding="utf-8")


def locked(*arguments: str) -> int:
    return batch("--password-file", "password", *arguments)


def text_of_pdf(place: str, password: str) -> str:
    done = subprocess.run(["pdftotext", "-upw", password, place, "-"], capture_output=True, check=False)
    return done.stdout.decode()


@pytest.mark.program("qpdf", "pdftotext")
def test_the_pdf_is_encrypted_with_aes_256_revision_6() -> None:
    assert locked() == 0
    place = "out/A-form.pdf"
    command = ["qpdf", f"--password={PASSWORD}", "--show-encryption", "--check", place]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "R = 6" in said
    assert "stream encryption method: AESv3" in said
    assert "modify forms: allowed" in said
    assert KNOWN in text_of_pdf(place, PASSWORD)


@pytest.mark.program("qpdf", "pdftotext")
@pytest.mark.parametrize("wrong", ["", "Två ord, жжж", "två  ord, жжж", f" {PASSWORD}", f"{PASSWORD} "])
def test_another_password_opens_no_pdf(wrong: str) -> None:
    locked("--only", "form")
    place = "out/A-form.pdf"
    assert text_of_pdf(place, wrong) == ""
    refused = subprocess.run(["qpdf", f"--password={wrong}", "--check", place], capture_output=True, check=False)
    assert refused.returncode == 2


def as_writer_reads(place: Path, password: str, folder: Path) -> str:
    """The text of a document that LibreOffice opened with a password; nothing where it did not."""
    standard, out = folder / "profile" / "user" / "basic" / "Standard", folder / "text.txt"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore"]
    subprocess.run([*command, "--terminate_after_init"], check=False, capture_output=True, timeout=120)
    (standard / "Module1.xba").write_text(MACRO, encoding="utf-8")
    given = {"OPEN_PASSWORD": password, "OPEN_URL": place.absolute().as_uri(), "OPEN_TO": out.as_uri()}
    environment = os.environ | given | {"LC_ALL": "C.UTF-8"}
    opening = [*command, "macro:///Standard.Module1.Main"]
    subprocess.run(opening, check=False, capture_output=True, timeout=120, env=environment)
    return out.read_text(encoding="utf-8-sig") if out.exists() else ""


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Main
  On Error GoTo Ended
  Dim load(1) As New com.sun.star.beans.PropertyValue
  Dim save(0) As New com.sun.star.beans.PropertyValue
  load(0).Name = "Hidden" : load(0).Value = True
  load(1).Name = "Password" : load(1).Value = Environ("OPEN_PASSWORD")
  save(0).Name = "FilterName" : save(0).Value = "Text (encoded)"
  doc = StarDesktop.loadComponentFromURL(Environ("OPEN_URL"), "_blank", 0, load())
  doc.storeToURL(Environ("OPEN_TO"), save())
  doc.close(True)
Ended:
  StarDesktop.terminate()
End Sub
</script:module>"""


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_libreoffice_opens_the_word_document_with_the_password_and_with_no_other(tmp_path: Path) -> None:
    locked("--only", "word")
    place = Path("out/A-agreement.docx")
    assert KNOWN in as_writer_reads(place, PASSWORD, tmp_path / "right")
    assert as_writer_reads(place, "Två ord, жжж", tmp_path / "wrong") == ""


def opened(name: str, folder: str = "out") -> bytes:
    """The Word document behind the password."""
    with (Path(folder) / name).open("rb") as file, Path("plain.docx").open("w+b") as plain:
        document = msoffcrypto.OfficeFile(file)
        document.load_key(PASSWORD, verify_password=True)
        document.decrypt(plain, verify_integrity=True)
    return Path("plain.docx").read_bytes()


def test_behind_the_password_are_the_documents_of_a_run_without_one() -> None:
    run(["batch", "missions", "-o", "plain"])
    locked()
    for name in ("A", "B"):
        assert opened(f"{name}-agreement.docx") == Path(f"plain/{name}-agreement.docx").read_bytes()
        with (
            pikepdf.open(f"out/{name}-form.pdf", password=PASSWORD) as ours,
            pikepdf.open(f"plain/{name}-form.pdf") as plain,
        ):
            fields = [
                {field.fully_qualified_name: str(field.obj.get("/V")) for field in form.acroform.fields}
                for form in (ours, plain)
            ]
            assert fields[0] == fields[1]
            drawn = [
                [pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page)) for page in form.pages]
                for form in (ours, plain)
            ]
            assert drawn[0] == drawn[1]


def test_a_form_that_comes_back_is_read_with_the_password(capsys: pytest.CaptureFixture[str]) -> None:
    locked("--only", "form")
    assert run(["ingest", "out/A-form.pdf", "--against", "missions/A.yaml", "--password-file", "password"]) == 0
    assert run(["ingest", "out/A-form.pdf", "--against", "missions/A.yaml"]) == 4
    assert "password" in capsys.readouterr().err


def test_a_second_run_with_the_same_password_touches_nothing() -> None:
    locked()
    before = made("out")
    assert locked() == 0
    assert set(outcomes("out").values()) == {"unchanged"}
    assert made("out") == before


def test_another_password_makes_the_documents_anew_and_none_only_by_force() -> None:
    locked()
    Path("password").write_text("another", encoding="utf-8")
    assert locked() == 0
    assert set(outcomes("out").values()) == {"written"}
    assert batch() == 6
    assert set(outcomes("out").values()) == {"kept"}
    assert batch("--force") == 0
    assert set(outcomes("out").values()) == {"written"}
    assert locked() == 0
    assert set(outcomes("out").values()) == {"written"}


def test_a_changed_record_is_locked_anew_and_no_other() -> None:
    locked()
    write("missions", "moz/B", purpose="Another purpose.")
    assert locked() == 0
    assert {name for name, outcome in outcomes("out").items() if outcome == "written"} == {
        "B-agreement.docx",
        "B-form.pdf",
    }


def test_what_somebody_edited_is_kept() -> None:
    locked()
    Path("out/A-form.pdf").write_bytes(b"signed")
    Path("password").write_text("another", encoding="utf-8")
    assert locked() == 6
    assert Path("out/A-form.pdf").read_bytes() == b"signed"


def test_each_document_is_locked_by_itself() -> None:
    locked()
    first = made("out")
    locked("--force")
    Path("out/A-form.pdf").unlink()
    locked()
    assert made("out")["A-form.pdf"] != first["A-form.pdf"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "is empty"),
        ("\n second line", "is empty"),
        ("a\tb", "control character"),
        ("a\x85b", "control character"),
        ("a\u00a0b", "do not agree"),
        ("m²", "do not agree"),
        ("key 🔑", "do not agree"),
        ("كلمة1", "do not agree"),
        ("й" * 64, "127 bytes"),
    ],
)
def test_a_password_that_some_program_could_not_open_is_refused(
    given: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("password").write_text(given, encoding="utf-8")
    assert locked() == 2
    said = capsys.readouterr().err
    assert says in said
    assert not given.strip() or given not in said
    assert not Path("out").exists()


@pytest.mark.parametrize("given", ["  ", " a ", "й" * 63 + "x", "كلمة سر", "ключ-1"])
@pytest.mark.program("qpdf")
def test_a_password_is_taken_with_all_of_its_letters(given: str) -> None:
    Path("password").write_text(given, encoding="utf-8")
    assert locked("--only", "form") == 0
    subprocess.run(["qpdf", f"--password={given}", "--check", "out/A-form.pdf"], check=True, capture_output=True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.program("qpdf")
def test_a_password_is_the_one_that_is_typed_however_an_editor_saved_it(encoding: str) -> None:
    Path("password").write_bytes("cafe\u0301\r\n".encode(encoding))
    assert locked("--only", "form") == 0
    subprocess.run(["qpdf", "--password=caf\u00e9", "--check", "out/A-form.pdf"], check=True, capture_output=True)


def test_a_password_file_that_is_no_text_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("password").write_bytes(b"caf\xe9")
    assert locked() == 6
    assert "UTF-8" in capsys.readouterr().err


def test_a_long_password_is_good_for_word_alone() -> None:
    Path("password").write_text("й" * 100, encoding="utf-8")
    assert locked("--only", "word") == 0
    Path("password").write_text("й" * 256, encoding="utf-8")
    assert locked("--only", "word") == 2


@pytest.mark.parametrize(
    "arguments",
    [["--pdf"], ["--scheduler", "tcp://127.0.0.1:1"], ["--password-prompt"]],
)
def test_what_cannot_be_had_together_is_wrong_usage(arguments: list[str]) -> None:
    assert locked(*arguments) == 2
    assert not Path("out").exists()


@pytest.mark.parametrize(("typed", "code"), [(f"{PASSWORD}\n{PASSWORD}\n", 0), ("one\nanother\n", 130)])
def test_a_password_is_asked_for_twice(typed: str, code: int) -> None:
    from click.testing import CliRunner

    from dtmforms.cli.main import dtmforms

    command = ["batch", "missions", "-o", "out", "--only", "form", "--password-prompt"]
    asked = CliRunner().invoke(dtmforms, command, input=typed, standalone_mode=False)
    assert PASSWORD not in asked.output
    assert (asked.return_value == 0) == (code == 0)
    assert Path("out").exists() == (code == 0)


def test_the_password_shows_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    write("missions", "bad", purpose="")
    locked("--json")
    said = capsys.readouterr()
    assert PASSWORD not in said.out + said.err
    spellings = [PASSWORD.encode(), PASSWORD.encode("utf-16-le"), ascii(PASSWORD)[1:-1].encode()]
    for path in Path("out").rglob("*"):
        assert not any(spelling in path.read_bytes() for spelling in spellings)
    from dtmforms.passwords import good

    assert PASSWORD not in repr(good(PASSWORD))


def test_a_run_without_the_password_leaves_locked_documents_locked(capsys: pytest.CaptureFixture[str]) -> None:
    assert locked("--only", "form") == 0
    before = made("out")
    write("missions", "A", purpose="Another purpose.")
    assert batch("--only", "form") == 6
    assert "A-form.pdf: is locked, and this run has no password" in capsys.readouterr().err
    assert made("out") == before
    assert locked("--only", "form") == 0
    assert batch("--only", "form", "--force") == 0
    assert b"/Encrypt" not in made("out")["A-form.pdf"]


@pytest.mark.sampled("commands whose calls are read")
@pytest.mark.program("strace")
def test_no_byte_of_a_plain_document_and_no_password_is_ever_written(tmp_path: Path) -> None:
    write("missions", *(f"R{number:02}" for number in range(34)))
    trace = ["strace", "-f", "-y", "-xx", "-s", "300000", "-e", "trace=write,pwrite64,writev", "-o", "trace"]
    program = [sys.executable, "-m", "dtmforms", "batch", "missions", "-o", "out"]
    options = ["--password-file", "password", "--jobs", "2"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([*trace, *program, *options], check=True, capture_output=True, env=environment)
    plain = [PASSWORD, "word/document.xml", "form_terms=", KNOWN]
    to_files = [
        line
        for line in Path("trace").read_text(encoding="utf-8").splitlines()
        if f"<{in_hexadecimal(tempfile.gettempdir())}" in line or f"<{in_hexadecimal(str(tmp_path))}" in line
    ]
    assert len(to_files) > 72
    assert not [line[:200] for line in to_files if any(in_hexadecimal(text) in line for text in plain)]


def in_hexadecimal(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())
