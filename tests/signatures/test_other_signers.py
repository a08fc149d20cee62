"""Forms that IOM has certified, signed for the partner in their own box by programs that are not ours."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pikepdf
import pytest
from signed_files import IOM, PARTNER, key, read, trust
from test_signed_forms import GREW, HELD, first, organization

from dtmforms.signatures.verify import Verification, verified


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form that IOM has certified; beside it the partner's key, as a file."""
    (tmp_path / "key.p12").write_bytes(key("rsa").as_p12(b"secret words"))
    form = tmp_path / "form.pdf"
    form.write_bytes(first())
    return form


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


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


def judged(made: Path) -> Verification:
    known = trust(organization(), "rsa")
    assert made.read_bytes().startswith(first())
    return verified(read(made.read_bytes(), known), made.name, known)


def answers(verification: Verification) -> dict[str, tuple[str, str, str, bool]]:
    return {
        one.read.field: (one.read.intact, one.changed_after, one.trusted, one.holds) for one in verification.signatures
    }


@pytest.mark.program("pdfsig", "certutil", "pk12util")
def test_a_form_that_poppler_signs_holds(form: Path) -> None:
    found = judged(signed_by_poppler(form))
    assert (found.verdict, answers(found), found.findings) == ("holds", {IOM: GREW, PARTNER: HELD}, [])


@pytest.mark.program("mutool")
def test_a_form_that_mupdf_signs_is_whole_and_does_not_hold_for_it_signs_by_sha_1(form: Path) -> None:
    found = judged(signed_by_mupdf(form))
    assert answers(found) == {IOM: GREW, PARTNER: ("yes", "none", "no", False)}
    assert (found.verdict, found.signatures[1].said.code) == ("partly", "certificate_forgeable")
