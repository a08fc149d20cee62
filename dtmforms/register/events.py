"""An event of an agreement: what happened, when it took effect, became known and was recorded, and by which role.

Nothing here knows a database. What an event holds is plain values that JSON can carry.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from dtmforms.agreement.normal import text_key

Kind = Literal[
    "drafted",
    "issued",
    "returned",
    "signed",
    "notice",
    "duty_done",
    "reassessed",
    "revised",
    "corrected",
    "suspended",
    "ended",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which events of one day and one moment are told."""
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    `record` is the whole record where an event has a text of its own (drafted, returned, revised), a JSON merge patch
    (RFC 7396) where it changes a part (notice, reassessed, corrected), and `None` otherwise, or where it was not read.
    `files` are SHA-256 digests by what a file was; `details` are the facts that need no contact data to be told.
    Days are YYYY-MM-DD; `recorded` is a moment in UTC, empty until the event is recorded.
    """

    reference: str
    kind: Kind
    effective: str
    received: str
    by: str
    details: dict[str, Any]
    files: dict[str, str]
    record: dict[str, Any] | None
    identity: str
    recorded: str = ""
    number: int = 0

    @property
    def content(self) -> tuple[object, ...]:
        """All that was said to have happened; when it became known, and to whom, is not in it (rule E6)."""
        return self.reference, self.kind, self.effective, self.details, self.files, self.record


def event(
    reference: str,
    kind: Kind,
    effective: datetime.date | str,
    *,
    received: datetime.date | str | None = None,
    by: str = NOT_STATED,
    details: dict[str, Any] | None = None,
    files: dict[str, str] | None = None,
    record: dict[str, Any] | None = None,
) -> Event:
    """An event that is not recorded yet, under its identity. `received` is the effective day where it is not given."""
    reference = text_key(reference)
    day = str(effective)
    # Through JSON, so that an event is the same before it is stored and after.
    plain = json.loads(canonical({"details": details or {}, "files": files or {}, "record": record}))
    return Event(
        reference=reference,
        kind=kind,
        effective=day,
        received=str(received or day),
        by=by,
        identity=_identity(reference, kind, day, plain),
        **plain,
    )


@dataclass(frozen=True, slots=True)
class Dated:
    """When something took effect and became known, and who records it, by role. Days that are not given are today."""

    effective: datetime.date = field(default_factory=datetime.date.today)
    received: datetime.date | None = None
    by: str = NOT_STATED

    def event(self, reference: str, kind: Kind, **said: Any) -> Event:
        return event(reference, kind, self.effective, received=self.received, by=self.by, **said)


def _identity(reference: str, kind: Kind, day: str, plain: dict[str, Any]) -> str:
    """What makes an event the same event. An agreement begins once; a file is returned or signed once, whenever that
    is recorded; everything else is the same where all that it says is."""
    files = plain["files"]
    if kind == "drafted":
        return digest([reference, kind])
    if kind == "signed" or "returned" in files:
        return digest([reference, kind, files])
    return digest([reference, kind, day, plain])


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, dates as YYYY-MM-DD."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=datetime.date.isoformat)


def digest(value: object) -> str:
    """SHA-256 over the canonical JSON of a value."""
    return hashlib.sha256(canonical(value).encode(errors="surrogatepass")).hexdigest()


def now() -> str:
    """This moment in UTC, to the microsecond."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
