"""What stands in a signed file, as plain values: read in the process apart, then judged by the certificates that a
mission knows.

Words are those of the contract: `intact` is "yes", "no" or "cannot-tell", `changed_after` "none", "allowed",
"not-allowed" or "unknown".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from dtmforms.returns.returned_file import PdfForm, Unread

Intact: TypeAlias = Literal["yes", "no", "cannot-tell"]
ChangedAfter: TypeAlias = Literal["none", "allowed", "not-allowed", "unknown"]
Flaw: TypeAlias = Literal["", "forgeable", "short_key", "no_use_to_sign"]
Untold: TypeAlias = Literal["", "nothing_in_it", "not_built_so", "method_unknown", "beside_it"]
MOST_SIGNATURES = 20


@dataclass(frozen=True, slots=True)
class SignerRead:
    """Whose certificate is in a signature, and what it says: contact data (rule D1). `fingerprint` is its SHA-256,
    `subject` the whole name (RFC 4514), `begins` and `ends` days as ISO 8601; `issuers` are the fingerprints of pinned
    authorities that vouch for it on the day that the signature claims."""

    name: str
    subject: str
    fingerprint: str
    begins: str
    ends: str
    flaw: Flaw = ""
    issuers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeStampRead:
    """A time stamp on a signature (RFC 3161): its `time` (ISO 8601), and whose certificate is in it, as `SignerRead` is
    of a signer. `is_sound` is whether it is made in a way that counts, by a certificate for time stamps, valid then."""

    time: str
    authority: str
    subject: str
    fingerprint: str
    is_sound: bool
    issuers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureRead:
    """One signature, be it of a person or of an office, in the first field that shows it.

    `untold` is why it cannot be told whether it is intact. `signed_bytes` is the length of the file that it was made
    for, `values` what the fields held then, `None` where that file cannot be read. `filled` are the fields that changed
    after it in a way that a certification lets, by the names that the file has for them; `certifies` is whether it is a
    certification that lets some be filled. `time` is what the signer's computer claimed (ISO 8601), empty for nothing;
    `stamp` is a time stamp on it.
    `in_place` is whether its field stands where a form of ours has it, `again` are other fields that show it too."""

    field: str
    intact: Intact = "cannot-tell"
    untold: Untold = ""
    covers_whole_file: bool = False
    changed_after: ChangedAfter = "unknown"
    signer: SignerRead | None = None
    time: str = ""
    stamp: TimeStampRead | None = None
    signed_bytes: int = 0
    certifies: bool = False
    filled: tuple[str, ...] = ()
    values: dict[str, str] | None = None
    in_place: bool = False
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """A notice of focal points. `content` is what it says, as the text that is attached to it (`form/notice`): contact
    data. `as_written` is whether the file, as it was signed, is the one that we write of it, and so shows just that."""

    content: str = field(repr=False)
    as_written: bool = False


@dataclass(slots=True)
class SignedFile:
    """A PDF file with its signatures in the order in which they were made. `form` is what stands in it where it is a
    form of ours, `notice` where it is a notice, `empty` are its boxes that nobody has signed. `ends_signed` is whether
    a signature or a time stamp reaches to its end. With a `problem`, nothing is known of it. `unheld` is what this
    computer did not hold its reader to (`codes`)."""

    signatures: list[SignatureRead] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    form: PdfForm | None = None
    notice: NoticeRead | None = None
    ends_signed: bool = False
    problem: Unread | None = None
    sha256: str = ""
    unheld: list[str] = field(default_factory=list)
