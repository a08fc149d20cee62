"""What two other programs say of the same signed forms: poppler's pdfsig, and OpenSSL of the bytes that were signed."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from test_signed_forms import MATRIX, judged, made

VALID = "Signature is Valid."
OTHERWISE = {
    "cut": "the form cannot be read by both of our readers, and nothing is told of what is left of it",
    "one signature in two boxes": "two boxes show one signature: it is one, in the first of them",
}
"""Where they see other signatures than we do, and why."""


def by_poppler(file: Path) -> dict[str, bool]:
    """Whether each signature is valid, by its field, but for time stamps, which it does not look at."""
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    found = re.findall(r"Field Name: (.*)\n(?:  .*\n)*?  - Signature Validation: (.*)", said)
    return {name: verdict == VALID for name, verdict in found if verdict != "Signature has not yet been verified."}


def by_openssl(file: Path) -> dict[str, bool]:
    """Whether each is one of the bytes that it says, by its field, whatever stands elsewhere in the file."""
    data, found = file.read_bytes(), {}
    with pikepdf.open(io.BytesIO(data)) as opened:
        for field in opened.Root.AcroForm.Fields:
            held = field.get("/V")
            if field.get("/FT") == "/Sig" and held is not None and held.get("/Type") == "/Sig":
                begin, first, second, rest = map(int, held.ByteRange)
                contents, covered = file.with_suffix(".der"), file.with_suffix(".bytes")
                contents.write_bytes(bytes(held.Contents))
                covered.write_bytes(data[begin : begin + first] + data[second : second + rest])
                found[str(field.T)] = verifies(contents, covered)
    return found


def verifies(contents: Path, covered: Path) -> bool:
    """Whosever the certificate is."""
    command = ("openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-out", "/dev/null")
    done = subprocess.run([*command, "-in", contents, "-content", covered], capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.program("pdfsig", "openssl")
@pytest.mark.sampled("signed forms, by others")
@pytest.mark.parametrize("name", [name for name in MATRIX if name not in OTHERWISE])
def test_whether_bytes_are_those_that_were_signed_is_told_alike_by_all(name: str, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(made(name))
    ours = {one.read.field: one.read.intact == "yes" for one in judged(name).signatures}
    assert by_openssl(file) == ours
    if name != "written anew":  # it stops at the first of two that are broken
        assert by_poppler(file) == ours


@pytest.mark.program("pdfsig", "openssl")
@pytest.mark.sampled("what others call valid")
@pytest.mark.parametrize(
    "name", ["a focal point typed after", "a note after", "a page after", "SHA-1", "partner first"]
)
def test_what_makes_a_signature_worthless_is_valid_to_both(name: str, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(made(name))
    assert not all(one.holds for one in judged(name).signatures)
    assert all(by_poppler(file).values())
    assert all(by_openssl(file).values())
