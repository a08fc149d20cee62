"""The certificates that a mission knows: its trust file. Each is pinned by its fingerprint; rows are ended and never
deleted, for what somebody signed before leaving stays signed.

No store of the system is ever asked, and nothing is fetched.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dtmforms.agreement.closed_lists import ON_FILE, SIDES
from dtmforms.agreement.keys import text_key
from dtmforms.errors import RecordError
from dtmforms.findings import Finding
from dtmforms.signatures.signed_file import SignatureRead, SignerRead, TimeStampRead

_PEM = re.compile(r"\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*")
_TEXTS = ("party", "organization", "name", "sha256", "pem", "confirmed_by", "channel")
_DAYS = ("confirmed_on", "from")
_OPTIONAL = {"until": datetime.date, "subject": str}
_CLOCKS_DIFFER = datetime.timedelta(days=1)
TIME_STAMPS = "time_stamps"
PARTIES = (*map(str, SIDES), TIME_STAMPS)
"""Whose certificates there are: of both sides, and of those who stamp the time and sign for nobody."""


@dataclass(frozen=True, slots=True)
class PinnedCertificate:
    """One row. `sha256` and `der` are those of the certificate; `begins` and `ends` are the first and the last day on
    which a signature by it counts, `ends` `None` while it is in use. With a `subject` the certificate is an
    authority's, and the row stands for whoever has just that name (RFC 4514)."""

    party: str
    organization: str
    name: str
    sha256: str
    der: bytes
    begins: datetime.date
    ends: datetime.date | None = None
    subject: str = ""

    def same_as(self, other: PinnedCertificate) -> bool:
        """Whether another row says the same of the same certificate, be it from another day on."""
        return (self.sha256, self.party, self.subject) == (other.sha256, other.party, other.subject)

    def is_of(self, signer: SignerRead | TimeStampRead) -> bool:
        if self.subject:
            return self.sha256 in signer.issuers and self.subject == signer.subject
        return self.sha256 == signer.fingerprint

    def is_of_party(self, side: str, organization: str) -> bool:
        """Whether it may sign for a side of an agreement; for any where the file has no sides."""
        if side != "requesting_organization":
            return self.party == (side or self.party) != TIME_STAMPS
        return self.party == side and text_key(self.organization) == text_key(organization)

    def counts_on(self, day: datetime.date) -> bool:
        return self.begins <= day <= (self.ends or day)


@dataclass(frozen=True, slots=True)
class Trusted:
    """Whether it is known whose a signature is: `answer` is "yes", "unknown" or "no", and `why` the name of the
    sentence that says why not, empty for yes."""

    answer: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a signature was made, and by whose clock: that of the signer, or of a time stamp that the mission knows.
    `stamp` is "yes", "unknown" or "no" as `Trusted` has it, empty where there is no time stamp."""

    time: str
    stamp: str = ""

    @property
    def is_stamped(self) -> bool:
        return self.stamp == "yes"


class TrustFile:
    """The rows of a mission's file; without one, nobody is known."""

    def __init__(self, rows: Sequence[PinnedCertificate] = ()) -> None:
        self.rows = tuple(rows)

    def authorities(self) -> list[bytes]:
        """The certificates that stand for others (DER)."""
        return list(dict.fromkeys(row.der for row in self.rows if row.subject))

    def clock(self, signature: SignatureRead) -> Clock:
        """A time stamp counts by a certificate that is pinned as one of time stamps; any other is told, and no more."""
        stamp = signature.stamp
        if stamp is None:
            return Clock(signature.time)
        day = datetime.datetime.fromisoformat(stamp.time).date()
        rows = [row for row in self.rows if row.party == TIME_STAMPS and row.is_of(stamp)]
        if not stamp.is_sound or (rows and not any(row.counts_on(day) for row in rows)):
            return Clock(signature.time, "no")
        return Clock(stamp.time, "yes") if rows else Clock(signature.time, "unknown")

    def judge(self, signature: SignatureRead, side: str, organization: str) -> Trusted:
        """Whether the mission knows whose signature it is, as of the day of its `time`. A pinned certificate is looked
        at as closely as any other: its days, its use, how it signs, and whose it is."""
        signer = signature.signer
        if signer is None:
            return Trusted("no", "certificate_unreadable")
        if signer.flaw:
            return Trusted("no", f"certificate_{signer.flaw}")
        if not signature.time:
            return Trusted("no", "certificate_without_day")
        claimed = datetime.datetime.fromisoformat(signature.time)
        if claimed > datetime.datetime.now(datetime.UTC) + _CLOCKS_DIFFER:
            return Trusted("no", "certificate_of_day_to_come")
        if claimed < datetime.datetime.fromisoformat(signer.begins):
            return Trusted("no", "certificate_not_yet_valid")
        if claimed > datetime.datetime.fromisoformat(signer.ends):
            return Trusted("no", "certificate_expired")
        return self._known(signer, claimed.date(), side, organization)

    def _known(self, signer: SignerRead, day: datetime.date, side: str, organization: str) -> Trusted:
        rows = [row for row in self.rows if row.is_of(signer)]
        of_party = [row for row in rows if row.is_of_party(side, organization)]
        if not rows:
            return Trusted("unknown", "certificate_unknown")
        if not of_party:
            return Trusted("no", "certificate_of_others")
        if any(row.counts_on(day) for row in of_party):
            return Trusted("yes")
        return Trusted("no", "certificate_not_in_use")


def read_trust(data: bytes, file: str) -> TrustFile:
    """The rows of a file. Raises `RecordError` with all that is wrong with it."""
    try:
        values = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecordError("trust_not_toml", place=file, said=str(error)) from None
    except RecursionError:
        raise RecordError("trust_unusable", place=file) from None
    given = values.pop("certificate", [])
    problems = [Finding("trust_key_unknown", key) for key in values]
    rows: list[PinnedCertificate] = []
    for index, entry in enumerate(given if isinstance(given, list) else [given]):
        found = list(_problems(entry, f"certificate[{index}]"))
        problems += found
        if not found:
            rows.append(_row(entry))
    if problems:
        raise RecordError("trust_unusable", problems, place=file)
    return TrustFile(rows)


def _row(entry: dict[str, Any]) -> PinnedCertificate:
    return PinnedCertificate(
        party=entry["party"],
        organization=entry["organization"],
        name=entry["name"],
        sha256=entry["sha256"].lower(),
        der=der_of(entry["pem"]) or b"",
        begins=entry["from"],
        ends=entry.get("until"),
        subject=entry.get("subject", ""),
    )


def _problems(entry: Any, path: str) -> Iterator[Finding]:
    """What is wrong with a row: no row is believed in part."""
    if not isinstance(entry, dict):
        yield Finding("trust_row_keys", path, {"keys": [*_TEXTS, *_DAYS]})
        return
    kinds = dict.fromkeys(_TEXTS, str) | dict.fromkeys(_DAYS, datetime.date)
    if entry.keys() - _OPTIONAL.keys() != kinds.keys():
        yield Finding("trust_row_keys", path, {"keys": [*_TEXTS, *_DAYS]})
        return
    wrong = [
        key for key, value in entry.items() if type(value) is not (kinds | _OPTIONAL)[key] or not str(value).strip()
    ]
    if wrong:
        yield Finding("trust_row_values", path, {"keys": wrong})
        return
    if entry["party"] not in PARTIES:
        yield Finding("trust_row_party", path, {"parties": list(PARTIES)})
    if entry["confirmed_by"] not in ON_FILE:
        yield Finding("trust_row_confirmed_by", path, {"posts": list(ON_FILE)})
    der = der_of(entry["pem"])
    if der is None or hashlib.sha256(der).hexdigest() != entry["sha256"].lower():
        yield Finding("trust_row_other_certificate", path)


def der_of(pem: str) -> bytes | None:
    """The bytes of the one certificate in a text, `None` where it has none, or several."""
    found = _PEM.fullmatch(pem)
    if not found:
        return None
    try:
        return base64.b64decode("".join(found[1].split()), validate=True)
    except binascii.Error:
        return None


def with_row(text: str, values: dict[str, Any], file: str) -> str:
    """The text of a file with a row more, at its end. Raises `RecordError` where the row, or the file, is wrong, and
    where a row that goes on has that certificate already for the same party and subject."""
    known = read_trust(text.encode(), file).rows
    made = "\n\n".join(filter(None, (text.strip(), row_as_text(values))))
    new = read_trust(made.encode(), file).rows[-1]
    if any(row.ends is None and row.same_as(new) for row in known):
        raise RecordError("trust_known_already", place=file, sha256=new.sha256)
    return made


def with_end(text: str, sha256: str, day: datetime.date, file: str) -> str:
    """The text of a file in which the row of a certificate that goes on has its last day. Nothing is taken out. Raises
    `RecordError` where there is no such row, or more than one."""
    rows = read_trust(text.encode(), file).rows
    of_it = [row for row in rows if row.sha256 == sha256.lower()]
    going_on = [place for place, row in enumerate(of_it) if row.ends is None]
    lines = list(re.finditer(rf"^[ \t]*sha256[ \t]*=[^\n]*{sha256}[^\n]*$", text, re.MULTILINE | re.IGNORECASE))
    if len(going_on) != 1 or len(lines) != len(of_it):
        raise RecordError("trust_no_such_row", place=file, sha256=sha256)
    at = lines[going_on[0]].end()
    made = f"{text[:at]}\nuntil = {day.isoformat()}{text[at:]}"
    read_trust(made.encode(), file)
    return made


def row_as_text(values: dict[str, Any]) -> str:
    """A row as the file has it."""
    return "\n".join(["[[certificate]]", *(f"{key} = {_as_toml(value)}" for key, value in values.items()), ""])


def _as_toml(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if "\n" in value:
        return f'"""\n{value.strip()}\n"""'
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
