"""What is said of signed files that other projects test with: just what each deserves."""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from signed_files import read

from dtmforms.signatures.sandboxed import read_signed_file
from dtmforms.signatures.signed_file import SignatureRead, SignedFile
from dtmforms.signatures.trust import PinnedCertificate, TrustFile
from dtmforms.signatures.verify import verified

FOLDER = Path(__file__).parent / "public"
FILES: dict[str, dict[str, Any]] = {
    entry["file"]: entry for entry in json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
}
EXPIRED_ON_ITS_DAY = ("extensions-direct.pdf",)
"""The manifest takes it for good enough if pinned; its certificates had expired ten months before the day that the
signatures claim, and such a one is never trusted (the contract's words)."""
_WORST_INTACT = ("yes", "cannot-tell", "no")
_WORST_CHANGE = ("none", "allowed", "unknown", "not-allowed")


class AllWhoSigned(TrustFile):
    """A mission that knows every signer of a file."""

    def __init__(self, file: SignedFile) -> None:
        always = datetime.date(1990, 1, 1)
        known = {one.signer.fingerprint for one in file.signatures if one.signer}
        super().__init__([PinnedCertificate("iom", "IOM", "somebody", digest, b"", always) for digest in known])


def persons(file: SignedFile) -> list[SignatureRead]:
    """The signatures, without boxes that were prepared for one and hold none."""
    return [one for one in file.signatures if one.untold != "nothing_in_it"]


def answers(file: SignedFile) -> dict[str, str]:
    """The worst of all signatures, as the manifest has it."""
    read = file.signatures
    return {
        "intact": max((one.intact for one in read), key=_WORST_INTACT.index, default="cannot-tell"),
        "covers_whole_file": "yes" if file.ends_signed else "no",
        "changed_after": max((one.changed_after for one in read), key=_WORST_CHANGE.index, default="unknown"),
    }


@pytest.mark.sampled("public signed files")
@pytest.mark.parametrize("name", FILES)
def test_a_public_file_gets_the_verdict_that_it_deserves(name: str) -> None:
    entry, data = FILES[name], (FOLDER / name).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    file, deserved = read(data), entry["verdict"]
    also = entry.get("also_accepted", {})
    for question, answer in answers(file).items():
        assert answer in (deserved[question], *also.get(question, ())), (question, answer)
    if not file.problem:
        assert len(persons(file)) == entry["signatures"]
    unknown, known = verified(file, name, TrustFile()), verified(file, name, AllWhoSigned(file))
    assert "holds" not in (unknown.verdict, *(one.trusted for one in unknown.signatures if one.trusted == "yes"))
    sound = deserved["intact"] == "yes" and deserved["changed_after"] in ("none", "allowed")
    if name in EXPIRED_ON_ITS_DAY:
        assert {one.said.code for one in known.signatures} == {"certificate_expired"}
    elif sound and deserved["trusted"] == "only-if-pinned":
        assert {one.trusted for one in unknown.signatures} == {"unknown"}
        assert {one.trusted for one in known.signatures} == {"yes"}
    if not sound or deserved["trusted"] == "no":
        assert known.verdict in ("partly", "broken", "cannot_tell", "not_signed")


def test_one_unreadable_signature_hides_no_other() -> None:
    file = read((FOLDER / "extensions-direct.pdf").read_bytes())
    assert len(file.signatures) == 2


def test_two_boxes_with_one_signature_are_one_signature() -> None:
    name = "signature-referenced-from-multiple-fields.pdf"
    answer = verified(read((FOLDER / name).read_bytes()), name, TrustFile())
    assert len(answer.signatures) == 1
    assert [found.code for found in answer.findings] == ["signature_in_two_boxes"]


def test_a_signature_of_indefinite_length_is_read_within_the_limits_of_a_reader() -> None:
    """Encoded anew by asn1crypto, only to know its length, one took a minute."""
    assert read_signed_file((FOLDER / "DSS-2155.pdf").read_bytes()).problem is None
