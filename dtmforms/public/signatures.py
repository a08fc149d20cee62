"""Signed files: what their signatures amount to, by the certificates that a mission knows."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dtmforms import files
from dtmforms.codes.documents import ACCEPTABLE_OF_A_KEY
from dtmforms.errors import FileError
from dtmforms.findings import Finding
from dtmforms.public.sources import Place, Source, admitted, data_of, known_codes, name_of
from dtmforms.returns import sandbox_start

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.public.register import Register
    from dtmforms.returns.returned_file import ReturnedFile
    from dtmforms.signatures.chain import Chain
    from dtmforms.signatures.pyhanko_signer import SigningKey
    from dtmforms.signatures.trust import PinnedCertificate, TrustFile
    from dtmforms.signatures.verification import Verification


def verify(
    source: Source,
    *,
    trust: TrustFile | None = None,
    against: Agreement | None = None,
    password: str | None = None,
    within: str = "",
) -> Verification:
    """What the signatures of a PDF file amount to (rule E9); any PDF file can be verified.

    Gives `.verdict`: `holds` (every box is signed, each signature holds and is known), `incomplete`, `holds_unknown`
    (of one at least nobody knows whose it is), `partly`, `broken`, `cannot_tell` or `not_signed`; `.signatures`, each
    with its four answers apart and what changed after it; `.reference` and `.terms`, worked out from the values that
    were signed, `None` of what is no form of ours; `.findings`; and `.exit_code`, as the command's. `trust` are the
    certificates that the mission knows (`read_trust`), without which nobody is known; `against` is the record of which
    the text should be; `password` opens a locked file; `within` is the SHA-256 of the file in an archive, a mail or a
    portfolio that is meant, as `read_return` has it. Names out of certificates are contact data (rule D1).
    Raises `FileError` where the file cannot be read at all."""
    sandbox_start.begin()
    from dtmforms.signatures.sandboxed import read_signed_file
    from dtmforms.signatures.trust import TrustFile
    from dtmforms.signatures.verify import verified

    known = trust or TrustFile()
    read = read_signed_file(admitted(source), known.authorities(), password, within)
    return verified(read, name_of(source), known, against)


def follow_notices(verified: Sequence[Verification], *, day: datetime.date | None = None) -> list[Chain]:
    """The notices of focal points among files that were verified, each put into its place by what it names, whatever
    order they come in: a chain for each agreement that they are of, which is to be among the files; none where there
    are no notices. Nothing else is asked.

    Each has `.verdict` and `.exit_code`: `holds`, `incomplete` (a notice, a signature or the agreement is missing, or
    it is not known who signed) or `broken` (one is forged, of another text, or two name the same one before them);
    `.notices` in their order, each with its `.file` and whether it `.counts`; `.contacts`, who is called on the `day`,
    today where none is given, which is contact data (rule D1); and `.findings`, which name what is missing."""
    from dtmforms.signatures.chain import chains

    return chains(verified, day or datetime.date.today())


def verified_form(
    data: bytes, read: ReturnedFile, name: str, trust: TrustFile | None = None, password: str | None = None
) -> Verification | None:
    """What the signatures of a form amount to that was read as it came back, be it within another file; `None` for a
    form without, or a scan."""
    if read.form is None or not read.form.fields.signatures:
        return None
    from dtmforms.signatures.sandboxed import read_signed_file
    from dtmforms.signatures.trust import TrustFile
    from dtmforms.signatures.verify import verified

    known = trust or TrustFile()
    return verified(read_signed_file(data, known.authorities(), password, read.within), name, known)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key with its certificate in a PKCS #12 file (RFC 7292), and the password that opens it."""

    source: Source
    password: str | None = field(default=None, repr=False)

    @contextmanager
    def opened(self) -> Iterator[SigningKey]:
        """Raises `FileError` where it is no such file, or the password does not open it."""
        from dtmforms.signatures.pyhanko_signer import SigningKey

        try:
            key = SigningKey.of(data_of(self.source), self.password)
        except ValueError:
            raise FileError("key_not_opened", place=name_of(self.source)) from None
        yield key


@dataclass(frozen=True, slots=True)
class KeyOnToken:
    """A key on a smart card or USB stick: the `module` of the token's maker (PKCS #11), the token's label, and its PIN,
    `None` where it is typed on the token itself. Needs `pip install "dtmforms[pkcs11]"`."""

    module: Place
    token: str
    pin: str | None = field(default=None, repr=False)

    @contextmanager
    def opened(self) -> Iterator[SigningKey]:
        """Raises `FileError` where the token cannot be used, or has not one key to sign with."""
        from dtmforms.signatures.token_key import key_on_token

        with key_on_token(os.fspath(self.module), self.token, self.pin) as key:
            yield key


def sign(
    source: Source,
    *,
    side: str,
    key: KeyFile | KeyOnToken,
    timestamp: str | None = None,
    accepted: Collection[str] = (),
    register: Register | None = None,
) -> Signed:
    """The form to sign (`form(record, to_sign=True)`), or a notice (`Register.notices_to_sign`), signed in its own box
    for a `side`, `iom` or `requesting_organization`: `.data`, the bytes of the file, and `.findings`, what was
    accepted. What was there stays as it was; IOM, who signs first, certifies a form, and the partner's signature closes
    it; a notice is signed by the side whose people change. `timestamp` is the address of a time stamp server (RFC 3161;
    PAdES B-T), which gets a digest over the network; without one nothing is asked. `accepted` may have `key_expired`
    and `key_not_yet_valid`. With a `register` only the text is signed that waits in it (rule E9), and a notice that was
    made of it.
    Raises `UsageError` for an address that is none of the web's or has a password in it; `FileError` where the key
    cannot be opened or no time stamp comes, `RegisterError` for another text, `ReturnError` for what is no form of
    ours, and `RecordError` with all that keeps it from being signed: a form that can still be filled in, a flag, a box
    that is signed, a key that is no good."""
    sandbox_start.begin()
    from dtmforms.signatures import sign as signing
    from dtmforms.signatures.sandboxed import read_signed_file
    from dtmforms.signatures.time_stamp_server import TimeStampServer

    known_codes(accepted, ACCEPTABLE_OF_A_KEY)
    clock = TimeStampServer(timestamp) if timestamp is not None else None
    data = admitted(source)
    read = read_signed_file(data)
    if register and read.notice:
        register.refuse_other_notice(read.notice.content)
    elif register:
        register.refuse_other_text(data)
    with key.opened() as opened:
        made, findings = signing.sign(signing.FileToSign(data, read, name_of(source)), side, opened, accepted, clock)
    if clock:
        clock.refuse_unless_in(read_signed_file(made), f"signature_{side}")
    return Signed(made, tuple(findings))


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed form, and what was accepted to sign it."""

    data: bytes = field(repr=False)
    findings: tuple[Finding, ...] = ()


def read_trust(source: Source) -> TrustFile:
    """The certificates that a mission knows, of its trust file. Raises `FileError` where it cannot be read, and
    `RecordError` with all that is wrong with it."""
    from dtmforms.signatures import trust

    return trust.read_trust(data_of(source), name_of(source))


def pin_certificate(
    place: Place,
    certificate: Source,
    *,
    party: str,
    organization: str,
    name: str,
    confirmed_by: str,
    channel: str,
    subject: str | None = None,
    begins: datetime.date | None = None,
) -> PinnedCertificate:
    """Add a certificate (PEM) to the mission's trust file, which is made where it is missing: the same act as to
    confirm a new focal point. `confirmed_by` is who has confirmed it, by the `channel`, another than the one it came
    by. `subject` is the signer's exact name where the certificate is an authority's. It counts from `begins` on, or
    from its own first day. Raises `FileError` where it is no certificate, and `RecordError` where a row is wrong, or
    is there."""
    from dtmforms.signatures import trust
    from dtmforms.signatures.certificates import first_day

    pem = data_of(certificate).decode("ascii", "replace")
    der = trust.der_of(pem)
    try:
        valid_from = first_day(der or b"")
    except ValueError:
        raise FileError("no_certificate", place=name_of(certificate)) from None
    values = {
        "party": party,
        "organization": organization,
        "name": name,
        "sha256": hashlib.sha256(der or b"").hexdigest(),
        "pem": pem.strip(),
        "confirmed_by": confirmed_by,
        "confirmed_on": datetime.date.today(),
        "channel": channel,
        "from": begins or valid_from,
    } | ({"subject": subject} if subject else {})
    file = os.fspath(place)
    made = trust.with_row(_text_of(file), values, file)
    files.write(file, made.encode(), force=True)
    return trust.read_trust(made.encode(), file).rows[-1]


def end_certificate(place: Place, sha256: str, on: datetime.date) -> None:
    """Give the row of a certificate in the mission's trust file its last day; what was signed until then still counts.
    Raises `FileError`, and `RecordError` where there is no such row that goes on."""
    from dtmforms.signatures import trust

    file = os.fspath(place)
    files.write(file, trust.with_end(data_of(file).decode("utf-8-sig"), sha256, on, file).encode(), force=True)


def _text_of(file: str) -> str:
    """Empty where there is no such file yet."""
    return data_of(file).decode("utf-8-sig") if Path(file).exists() else ""
