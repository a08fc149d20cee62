"""The signatures of a PDF file, as pyHanko reads them: bytes in, plain values out.

Whatever pyHanko stumbles over concerns one signature, of which nothing can be told then; the others are told. Not done
here: whose certificate it is, and what the fields say that changed.
"""

from __future__ import annotations

import datetime
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from asn1crypto import core, parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature, read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from dtmforms.errors import ReturnError
from dtmforms.signatures.certificates import is_short, may_sign, may_stamp
from dtmforms.signatures.later_changes import POLICY
from dtmforms.signatures.signed_file import (
    MOST_SIGNATURES,
    ChangedAfter,
    Flaw,
    SignatureRead,
    SignerRead,
    TimeStampRead,
    Untold,
)

# They log whole tracebacks for ordinary refusals, with names out of certificates (rule D1).
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

_DIGESTS = ("sha256", "sha384", "sha512")
_METHODS = (
    *(("rsassa_pkcs1v15", digest) for digest in _DIGESTS),
    *((f"{digest}_rsa", digest) for digest in _DIGESTS),
    *(("rsassa_pss", digest) for digest in _DIGESTS),
    *((f"{digest}_ecdsa", digest) for digest in _DIGESTS),
    ("ed25519", "sha512"),
    *(("ed448", digest) for digest in ("shake256", "shake256_len")),
)
"""The ways to sign that are known, each with its digest. Of all others it cannot be told whether a signature holds."""
_FORGEABLE = "sha1"
_STAMP = "signature_time_stamp_token"
_KEYS = ("rsa", "rsassa_pss", "ec", "ed25519", "ed448")
_LOWER, _UPPER = b"0123456789abcdef", b"0123456789ABCDEF"
_LONGEST_NAME = 300


@dataclass(slots=True)
class SignaturesRead:
    """The signatures in their order, the empty boxes by name, and the fields of time stamps of the whole file.
    `ends_signed` is whether one of them all reaches to the end."""

    signatures: list[SignatureRead] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    time_stamps: list[str] = field(default_factory=list)
    ends_signed: bool = False


def signatures_in(data: bytes, authorities: Sequence[bytes] = (), password: str | None = None) -> SignaturesRead:
    """The signatures of a file; `authorities` are the certificates of pinned ones (DER). Raises `ReturnError` where
    the file cannot be opened, and any error of pyHanko where its fields cannot be gone through."""
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    if reader.encrypted and reader.decrypt(password or "").status is AuthStatus.FAILED:
        raise ReturnError("encrypted", reason="password_needed")
    return _Signatures(reader, data, [asn1_x509.Certificate.load(one) for one in authorities]).found()


class _Signatures:
    def __init__(self, reader: PdfFileReader, data: bytes, authorities: list[asn1_x509.Certificate]) -> None:
        self.reader, self.data, self.authorities = reader, data, authorities
        self.read = SignaturesRead()
        self.fields: dict[str, Any] = {}
        """The signed fields, by name."""

    def found(self) -> SignaturesRead:
        shown: dict[object, str] = {}
        again: dict[str, list[str]] = {}
        for name, value, reference in enumerate_sig_fields(self.reader):
            if value is None:
                self.read.empty.append(name)
                continue
            self.fields[name] = reference.get_object()
            first = shown.setdefault(_which(self.fields[name], value), name)
            if first != name:
                again.setdefault(first, []).append(name)
        if len(self.fields) > MOST_SIGNATURES:
            raise ReturnError("too_large", reason="reader_answer_too_large")
        self.read.time_stamps = [name for name, held in self.fields.items() if _is_time_stamp(held)]
        one_each = [name for name in shown.values() if name not in self.read.time_stamps]
        signatures = [replace(self.signature(name), again=tuple(again.get(name, ()))) for name in one_each]
        self.read.signatures = sorted(signatures, key=lambda one: one.signed_bytes or len(self.data))
        stamped = (self.reaches_to_end(name) for name in self.read.time_stamps)
        self.read.ends_signed = any(one.covers_whole_file for one in self.read.signatures) or any(stamped)
        return self.read

    def reaches_to_end(self, name: str) -> bool:
        try:
            return _Place.of(self.embedded(name), self.data).ends == len(self.data)
        except Exception:  # noqa: BLE001 - as of a signature
            return False

    def embedded(self, name: str) -> EmbeddedPdfSignature:
        return EmbeddedPdfSignature(self.reader, self.fields[name], name)

    def signature(self, name: str) -> SignatureRead:
        try:
            embedded = self.embedded(name)
            place = _Place.of(embedded, self.data)
        except Exception:  # noqa: BLE001 - pyHanko raises whatever a broken signature leads to
            return SignatureRead(name, untold=_why_unreadable(self.fields[name]))
        read = SignatureRead(name, signed_bytes=place.ends, covers_whole_file=place.is_exact(len(self.data)))
        try:
            status, said = self.validated(name, embedded)
            claimed = _in_utc(said.time)
            read = replace(read, time=_written(claimed) if claimed else "", signer=_signer(said))
            stamp, has_more = _stamp(status), place.has_more or not _is_stamped_alone(status, embedded)
        except Exception:  # noqa: BLE001 - as above
            return SignatureRead(name, "no" if place.is_beyond else "cannot-tell", "not_built_so")
        if place.is_beyond:
            return replace(read, intact="no")
        method = _method(said.embedded)
        if method == "method_unknown":
            return replace(read, untold=method, changed_after=self.changed_after(said, place))
        if not (status.intact and status.valid):
            return replace(read, intact="no")
        return replace(
            read,
            intact="yes",
            untold="beside_it" if has_more else "",
            stamp=stamp,
            certifies=said.permission is not None,
            filled=self.filled(said),
            changed_after=self.changed_after(said, place),
        )

    def validated(self, name: str, embedded: EmbeddedPdfSignature) -> tuple[Any, _Said]:
        """pyHanko's own answer. Where it cannot compare what was saved later, that for the bytes alone."""
        time = embedded.self_reported_timestamp
        try:
            status = self.asked(embedded, time, skip_diff=False)
            compared = True
        except Exception:  # noqa: BLE001 - as above; the second time it is said of this signature
            embedded = self.embedded(name)
            status = self.asked(embedded, time, skip_diff=True)
            compared = False
        return status, _Said(embedded, time, _anchor(status), self.permission(embedded), compared)

    def asked(self, embedded: EmbeddedPdfSignature, time: datetime.datetime | None, *, skip_diff: bool) -> Any:
        """Nothing is fetched, so nothing is waited for, and no event loop is needed, which would ask for a socket."""
        context = ValidationContext(
            self.authorities, moment=_in_utc(time), allow_fetching=False, revocation_mode="soft-fail"
        )
        waiting = async_validate_pdf_signature(embedded, context, diff_policy=POLICY, skip_diff=skip_diff)
        try:
            waiting.send(None)
        except StopIteration as done:
            return done.value
        finally:
            waiting.close()
        raise RuntimeError("something was waited for")

    def permission(self, embedded: EmbeddedPdfSignature) -> MDPPerm | None:
        """What the certification of the file lets be changed, `None` where it has none."""
        if embedded.docmdp_level is not None:
            return embedded.docmdp_level
        certified = read_certification_data(self.reader)
        return certified.permission if certified else None

    def changed_after(self, said: _Said, place: _Place) -> ChangedAfter:
        """What was saved after a signature, by pyHanko's comparison of each later state with the signed one."""
        coverage, later = said.embedded.coverage, said.embedded.diff_result
        if place.is_exact(len(self.data)):
            return "none"
        if coverage is None or coverage < SignatureCoverageLevel.ENTIRE_REVISION or not said.compared or later is None:
            return "unknown"
        if not isinstance(later, DiffResult):
            return "not-allowed"
        if later.modification_level is ModificationLevel.NONE:
            return "unknown"  # there are bytes that no state of the file accounts for
        if later.modification_level is ModificationLevel.LTA_UPDATES:
            return "allowed"
        if later.modification_level is not ModificationLevel.FORM_FILLING:
            return "not-allowed"
        if said.permission is MDPPerm.NO_CHANGES or (self.new_boxes(said) and said.permission):
            return "not-allowed"
        return "allowed" if not self.filled(said) or said.permission else "not-allowed"

    def filled(self, said: _Said) -> tuple[str, ...]:
        """The fields that were changed after it, but for those that were signed."""
        later = said.embedded.diff_result
        changed: set[str] = later.changed_form_fields if isinstance(later, DiffResult) else set()
        return tuple(sorted(name for name in changed if name not in self.fields))

    def new_boxes(self, said: _Said) -> set[str]:
        """The boxes to sign in that the file did not have when it was signed, but for those of time stamps."""
        then = self.reader.get_historical_resolver(said.embedded.signed_revision)
        known = {name for name, _, _ in enumerate_sig_fields(then)}
        return {*self.fields, *self.read.empty} - known - {*self.read.time_stamps}


@dataclass(frozen=True, slots=True)
class _Said:
    """What pyHanko says of a signature beside its status. `anchor` is the fingerprint of the pinned authority to which
    a path of certificates leads, each of them sound; empty where none does. `compared` is whether it could compare
    what was saved later."""

    embedded: EmbeddedPdfSignature
    time: datetime.datetime | None
    anchor: str
    permission: MDPPerm | None
    compared: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a signature stands: it is made over the bytes before and after its own place, which nobody signs. `ends` is
    the length of the file that it was made for; `is_own` whether it leaves out its own place and nothing else, and
    `has_more` whether more stands there than honest programs write."""

    ends: int
    is_beyond: bool
    is_own: bool
    has_more: bool

    @staticmethod
    def of(embedded: EmbeddedPdfSignature, data: bytes) -> _Place:
        """Raises `ValueError` where it does not say for what bytes it was made."""
        ranges = [int(number) for number in embedded.byte_range]
        if len(ranges) < 4 or min(ranges) < 0:
            raise ValueError("no ranges of bytes")
        begin, first, second, rest = ranges[:4]
        ends = second + rest if len(ranges) == 4 and begin == 0 and first < second else 0
        if ends > len(data):
            return _Place(ends, is_beyond=True, is_own=False, has_more=False)
        own = data[first:second]
        is_own = own[:1] == b"<" and own[-1:] == b">" and len(own) == 2 * len(embedded.pkcs7_content) + 2
        return _Place(ends, False, is_own, has_more=is_own and _has_more(own[1:-1], embedded))

    def is_exact(self, size: int) -> bool:
        return self.ends == size and self.is_own


def _has_more(digits: bytes, embedded: EmbeddedPdfSignature) -> bool:
    """Whether there is anything in the place of a signature that nobody signed and that is not as everybody writes it:
    digits of one kind, nothing behind, and what RFC 5652 has no choice about."""
    one_kind = not digits.strip(_LOWER) or not digits.strip(_UPPER)
    encoded = parser.peek(embedded.pkcs7_content)
    by_number = embedded.signer_info["sid"].name == "issuer_and_serial_number"
    as_it_must_be = _is_as_it_must_be(embedded.signed_data, "v1" if by_number else "v3")
    return not one_kind or bool(embedded.pkcs7_content[encoded:].strip(b"\0")) or not as_it_must_be


def _is_as_it_must_be(signed_data: Any, version: str) -> bool:
    """Whether what nobody signs in a CMS is as RFC 5652 has it: its version, its signer's, and its list of digests."""
    [signer] = signed_data["signer_infos"]
    by_number = signer["sid"].name == "issuer_and_serial_number"
    versions = signed_data["version"].native, signer["version"].native
    digests = [one["algorithm"].native for one in signed_data["digest_algorithms"]]
    digest = signer["digest_algorithm"]["algorithm"].native
    return versions == (version, "v1" if by_number else "v3") and digests == [digest]


def _which(holder: Any, value: Any) -> object:
    """What tells a signature from others: its object, or what stands in it."""
    try:
        contents = bytes(value.get_object().raw_get("/Contents").original_bytes)
        if contents.strip(b"\0"):
            return contents
    except Exception:  # noqa: BLE001 - of a broken one, nothing can be told but where it is
        contents = b""
    raw = holder.raw_get("/V") if "/V" in holder else None
    return raw.reference if isinstance(raw, generic.IndirectObject) else object()


def _is_time_stamp(holder: Any) -> bool:
    try:
        return bool(holder["/V"].get_object().get("/Type") == "/DocTimeStamp")
    except Exception:  # noqa: BLE001 - what cannot be read is told as a signature that cannot be
        return False


def _why_unreadable(holder: Any) -> Untold:
    try:
        contents = holder["/V"].get_object().raw_get("/Contents").original_bytes
    except Exception:  # noqa: BLE001 - there is none, or none that can be read
        return "nothing_in_it"
    return "not_built_so" if contents.strip(b"\0") else "nothing_in_it"


def _method(embedded: EmbeddedPdfSignature) -> Untold | Flaw:
    info = embedded.signer_info
    used = info["signature_algorithm"]["algorithm"].native, embedded.md_algorithm
    if _FORGEABLE in used or f"{_FORGEABLE}_" in used[0]:
        return "forgeable"
    return "" if used in _METHODS and _has_known_key(embedded.signer_cert) else "method_unknown"


def _has_known_key(certificate: asn1_x509.Certificate) -> bool:
    return certificate.public_key.algorithm in _KEYS


def _anchor(status: Any) -> str:
    """A path is there, too, where a certificate on it is no good: only `trusted` says that all are."""
    if not status.trusted or status.validation_path is None:
        return ""
    return str(status.validation_path.trust_anchor.certificate.sha256.hex())


def _signer(said: _Said) -> SignerRead:
    certificate = said.embedded.signer_cert
    read = x509.load_der_x509_certificate(certificate.dump())
    return SignerRead(
        name=_name_in(certificate),
        subject=_subject_in(read),
        fingerprint=certificate.sha256.hex(),
        begins=read.not_valid_before_utc.isoformat(),
        ends=read.not_valid_after_utc.isoformat(),
        flaw=_flaw(said.embedded, read),
        issuers=(said.anchor,) if said.anchor else (),
    )


def _name_in(certificate: asn1_x509.Certificate) -> str:
    named = certificate.subject.native
    name = next((named[key] for key in ("common_name", "organization_name") if named.get(key)), "")
    return str(name)[:_LONGEST_NAME]


def _subject_in(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()[: 4 * _LONGEST_NAME]


def _flaw(embedded: EmbeddedPdfSignature, read: x509.Certificate) -> Flaw:
    if _method(embedded) == "forgeable":
        return "forgeable"
    if is_short(read.public_key()):
        return "short_key"
    return "" if may_sign(read) else "no_use_to_sign"


def _is_stamped_alone(status: Any, embedded: EmbeddedPdfSignature) -> bool:
    """Whether nothing stands beside a signature that nobody signed but one time stamp of it, which is whole."""
    beside = embedded.signer_info["unsigned_attrs"]
    if isinstance(beside, core.Void) or not len(beside):
        return True
    stamp, kinds = status.timestamp_validity, [(one["type"].native, len(one["values"])) for one in beside]
    if kinds != [(_STAMP, 1)] or not (stamp and stamp.intact and stamp.valid):
        return False
    token = beside[0]["values"][0]["content"]
    return _is_as_it_must_be(token, "v3") and isinstance(token["signer_infos"][0]["unsigned_attrs"], core.Void)


def _stamp(status: Any) -> TimeStampRead | None:
    stamp = status.timestamp_validity
    if stamp is None:
        return None
    certificate, time = stamp.signing_cert, stamp.timestamp.astimezone(datetime.UTC)
    read = x509.load_der_x509_certificate(certificate.dump())
    valid_then = read.not_valid_before_utc <= time <= read.not_valid_after_utc
    forgeable = _FORGEABLE in stamp.md_algorithm or is_short(read.public_key())
    anchor = _anchor(stamp)
    return TimeStampRead(
        time=_written(time),
        authority=_name_in(certificate),
        subject=_subject_in(read),
        fingerprint=certificate.sha256.hex(),
        is_sound=valid_then and may_stamp(read) and not forgeable,
        issuers=(anchor,) if anchor else (),
    )


def _written(time: datetime.datetime) -> str:
    """In seconds, with four digits for any year."""
    return f"{time.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _in_utc(time: datetime.datetime | None) -> datetime.datetime | None:
    if time is None:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)
