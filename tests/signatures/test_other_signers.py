"""Forms that IOM has certified, signed for the partner in their own box by programs that are not ours."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pikepdf
import pytest
from conftest import ROOT
from signed_files import DATE, IOM, PARTNER, dated_by_pdfium, key, read, trust
from test_signed_forms import CELL, GREW, HELD, OURS, THEIRS, first, organization

from dtmforms.signatures.verification import Verification
from dtmforms.signatures.verify import verified

JARS = [
    f"/usr/share/java/{jar}.jar"
    for jar in ("itext5", "pdfbox2", "fontbox2", "commons-logging", "bcprov", "bcpkix", "bcutil")
]
"""Of Debian's packages of iText, PDFBox and Bouncy Castle."""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form that IOM has certified; beside it the partner's key, as a file."""
    (tmp_path / "key.p12").write_bytes(key("rsa").as_p12(b"secret words"))
    form = tmp_path / "form.pdf"
    form.write_bytes(first())
    return form


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


def needs(what: str, *, there: bool) -> None:
    """As for programs: skipped where it is missing, never in CI."""
    if not there:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"needs {what}")


def typed_by_poppler(form: Path, name: str, text: str) -> Path:
    """As Evince and Okular do it."""
    python, driver = "/usr/bin/python3", ROOT / "scripts" / "clients" / "poppler.py"
    needs("poppler for Python", there=not subprocess.run([python, driver, "version"], capture_output=True).returncode)
    made, values = form.with_name("dated.pdf"), form.with_name("values.json")
    values.write_text(json.dumps({"texts": {name: text}, "ticks": {}, "choices": {}}), encoding="utf-8")
    run(python, driver, "fill", form, values, made)
    return made


def dated_by_chrome(form: Path) -> Path:
    made = form.with_name("dated.pdf")
    made.write_bytes(dated_by_pdfium(form.read_bytes()))
    return made


def signed_by_poppler(form: Path) -> Path:
    """The key lies in a database of NSS, as those of Firefox and Thunderbird do."""
    folder, made = form.with_name("nss"), form.with_name("signed.pdf")
    folder.mkdir()
    database = f"sql:{folder}"
    run("certutil", "-N", "-d", database, "--empty-password")
    run("pk12util", "-i", form.with_name("key.p12"), "-d", database, "-W", "secret words")
    run("pdfsig", "-nssdir", database, form, made, "-sign", PARTNER, "-nick", "key")
    return made


def signed_by_mupdf(form: Path) -> Path:
    made = form.with_name("signed.pdf")
    run("mutool", "sign", "-s", form.with_name("key.p12"), "-P", "secret words", "-o", made, form, number_of_box(form))
    return made


def number_of_box(form: Path) -> str:
    """Of the object of the partner's box."""
    with pikepdf.open(form) as opened:
        return str(next(field for field in opened.Root.AcroForm.Fields if PARTNER == field.T).objgen[0])


def signed_by_java(form: Path, program: str) -> Path:
    needs("iText, PDFBox and Bouncy Castle", there=all(Path(jar).exists() for jar in JARS))
    made, source = form.with_name("signed.pdf"), ROOT / "scripts" / "clients" / f"{program}.java"
    run("java", "-cp", ":".join(JARS), source, form.with_name("key.p12"), "secret words", PARTNER, form, made)
    return made


def judged(made: Path) -> Verification:
    known = trust(organization(), "rsa")
    assert made.read_bytes().startswith(first())
    return verified(read(made.read_bytes(), known), made.name, known)


def answers(verification: Verification) -> dict[str, tuple[str, str, str, bool]]:
    return {
        one.read.field: (one.read.intact, one.changed_after, one.trusted, one.holds) for one in verification.signatures
    }


@pytest.mark.sampled("forms signed by other programs")
@pytest.mark.program("pdfsig", "certutil", "pk12util")
def test_a_form_that_poppler_signs_holds(form: Path) -> None:
    found = judged(signed_by_poppler(form))
    assert (found.verdict, answers(found), found.findings) == ("holds", {IOM: GREW, PARTNER: HELD}, [])


@pytest.mark.sampled("forms signed by other programs")
@pytest.mark.program("pdfsig", "certutil", "pk12util")
def test_a_date_put_in_with_chrome_and_poppler_s_signature_hold(form: Path) -> None:
    found = judged(signed_by_poppler(dated_by_chrome(form)))
    assert (found.verdict, answers(found), found.findings) == ("holds", {IOM: GREW, PARTNER: HELD}, [])
    assert [(one.field, one.effect) for one in found.signatures[0].changes] == [(DATE, "allowed")]


@pytest.mark.sampled("forms signed by other programs")
@pytest.mark.program("pdfsig", "certutil", "pk12util")
def test_a_date_and_a_signature_by_poppler_hold(form: Path) -> None:
    found = judged(signed_by_poppler(typed_by_poppler(form, DATE, "5 November 2026")))
    assert (found.verdict, answers(found), found.findings) == ("holds", {IOM: GREW, PARTNER: HELD}, [])
    assert [(one.field, one.new, one.effect) for one in found.signatures[0].changes] == [
        (DATE, "5 November 2026", "allowed")
    ]


@pytest.mark.sampled("forms signed by other programs")
@pytest.mark.parametrize("name", [CELL, OURS, THEIRS, "date_iom"])
def test_nothing_else_that_poppler_types_is_allowed(form: Path, name: str) -> None:
    found = judged(typed_by_poppler(form, name, "Eve Mallory"))
    assert (found.verdict, answers(found)) == ("broken", {IOM: ("yes", "not-allowed", "yes", False)})


@pytest.mark.sampled("forms signed by other programs")
@pytest.mark.program("mutool")
def test_a_form_that_mupdf_signs_is_whole_and_does_not_hold_for_it_signs_by_sha_1(form: Path) -> None:
    found = judged(signed_by_mupdf(form))
    assert answers(found) == {IOM: GREW, PARTNER: ("yes", "none", "no", False)}
    assert (found.verdict, found.signatures[1].said.code) == ("partly", "certificate_forgeable")


@pytest.mark.sampled("forms signed in Java")
@pytest.mark.program("javac")
def test_a_form_that_itext_signs_holds(form: Path) -> None:
    found = judged(signed_by_java(form, "SignItext"))
    assert (found.verdict, answers(found), found.findings) == ("holds", {IOM: GREW, PARTNER: HELD}, [])


@pytest.mark.sampled("forms signed in Java")
@pytest.mark.program("javac")
def test_a_form_that_pdfbox_signs_without_a_picture_does_not_hold_for_it_takes_the_box_away(form: Path) -> None:
    found = judged(signed_by_java(form, "SignPdfBox"))
    assert answers(found) == {IOM: ("yes", "not-allowed", "yes", False), PARTNER: ("yes", "none", "yes", False)}
    assert (found.verdict, [one.code for one in found.findings]) == ("broken", ["box_moved"])
