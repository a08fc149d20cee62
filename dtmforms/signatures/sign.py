"""A form to sign becomes a signed one, in its own box: IOM certifies it first, the partner's signature closes it. A
notice is signed by one side.

Nobody signs what can still be filled in, or what is not as both readers see it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dtmforms.errors import RecordError, ReturnError
from dtmforms.findings import Finding, any_error
from dtmforms.form.fields import SIGNATURES
from dtmforms.language.cldr import written_day
from dtmforms.signatures.certificates import is_known_kind, is_short, may_sign
from dtmforms.signatures.notice import OurNotice
from dtmforms.signatures.our_form import OurForm
from dtmforms.signatures.pyhanko_signer import BoxToSign, SigningKey, signed
from dtmforms.signatures.signed_file import SignedFile
from dtmforms.signatures.time_stamp_server import TimeStampServer
from dtmforms.signatures.trust import TrustFile
from dtmforms.signatures.verification import Verification

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class FileToSign:
    """A form, or a notice, with what was read of it, by the `name` that messages call it."""

    data: bytes = field(repr=False)
    read: SignedFile
    name: str


def sign(
    file: FileToSign, side: str, key: SigningKey, accepted: Collection[str] = (), clock: TimeStampServer | None = None
) -> tuple[bytes, list[Finding]]:
    """The file, signed for a side; and what was accepted of the key. Raises `ReturnError` for what cannot be read as
    our form, `RecordError` with all that keeps it from being signed, and `FileError` where the `clock` gives no time
    stamp."""
    if problem := file.read.problem:
        raise ReturnError(problem.kind, reason=problem.reason)
    to_sign = _of_notice(file, side) if file.read.notice else _of_form(file, side)
    of_key = [
        replace(found, accepted=True, severity="warning") if found.code in accepted else found
        for found in _of_key(key.certificate)
    ]
    findings = [*to_sign.findings, *of_key]
    if any_error(findings):
        raise RecordError("not_to_be_signed", findings, place=file.name)
    today = datetime.datetime.now(datetime.UTC).date()
    day = written_day(today, to_sign.language)
    lines = [key.name, *([key.title] if key.title else []), f"{day} \u00b7 {to_sign.reference}"]
    box = BoxToSign(f"signature_{side}", lines, to_sign.language)
    return signed(file.data, box, key, certify=to_sign.certify, clock=clock), of_key


@dataclass(frozen=True, slots=True)
class _ToSign:
    """What is to be signed. `findings` are what keeps it from that; `certify` says whether signatures follow."""

    findings: list[Finding]
    language: str
    reference: str
    certify: bool


def _of_form(file: FileToSign, side: str) -> _ToSign:
    if file.read.form is None:
        raise ReturnError("not_our_form", reason="other_form")
    form = OurForm(file.read, TrustFile(), Verification(file.name, file.read.sha256))
    findings = [*form.odd(), *_of_order(file.read, side)]
    language, reference = form.returned.identity["form_language"], form.returned.texts.get("reference", "")
    return _ToSign(findings, language, reference, certify=side == "iom")


def _of_notice(file: FileToSign, side: str) -> _ToSign:
    notice = OurNotice(file.read, TrustFile(), Verification(file.name, file.read.sha256))
    findings = [*notice.against_signing(side)]
    return _ToSign(findings, notice.notice.language, notice.notice.reference, certify=False)


def _of_order(read: SignedFile, side: str) -> Iterator[Finding]:
    """IOM signs first, each side once, and nobody behind a signature that does not hold."""
    box, there = f"signature_{side}", [one.field for one in read.signatures]
    if box in there:
        yield Finding("signed_before", values={"fields": [box]})
    elif side != "iom" and SIGNATURES[0] not in there:
        yield Finding("iom_signs_first")
    broken = [
        one.field for one in read.signatures if one.intact != "yes" or one.changed_after not in ("none", "allowed")
    ]
    if broken:
        yield Finding("earlier_signature", values={"fields": broken})


def _of_key(certificate: x509.Certificate) -> Iterator[Finding]:
    now = datetime.datetime.now(datetime.UTC)
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > ends:
        yield Finding("key_expired", values={"day": ends.date().isoformat()})
    if now < begins:
        yield Finding("key_not_yet_valid", values={"day": begins.date().isoformat()})
    if not may_sign(certificate):
        yield Finding("key_not_to_sign")
    public_key = certificate.public_key()
    if is_short(public_key) or not is_known_kind(public_key):
        yield Finding("key_too_weak")
