"""An event of an agreement: what happened, when it took effect, became known and was recorded, and by which role.

Nothing here knows a database. What an event holds is plain values that JSON can carry.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

from dtmforms.agreement.keys import text_key

Kind = Literal[
    "drafted",
    "issued",
    "returned",
    "rejected",
    "signed",
    "notice",
    "duty_done",
    "reassessed",
    "revised",
    "administrative_change",
    "redated",
    "withdrawn",
    "suspended",
    "ended",
    "policy",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order of events of one day that were recorded in one moment."""
OF_OTHER_EVENTS: tuple[Kind, ...] = ("redated", "withdrawn")
"""Those that say something of another event, and count from its day."""
CHAIN = "chain"
"""What a notice keeps of its place among the notices of the agreement. It says nothing that happened."""
NOT_STATED = "not stated"
REGISTER = ""
"""The reference of what is recorded of the register itself: the mission's policy."""
Post: TypeAlias = "dict[str, str] | None"
"""Who holds a post, as digests: `person` is one of the address, `known_by` of name and address, `entry` of all; `None`
for a vacancy."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    `record` is the whole record where an event has a text of its own (drafted, returned, revised), a JSON merge patch
    (RFC 7396) where it changes a part (notice, reassessed, administrative_change), and `None` otherwise, or where it
    was not read. `files` are SHA-256 digests by what a file was; `details` are the facts, without contact data. Days
    are YYYY-MM-DD; `recorded` is a moment in UTC, empty until the event is recorded."""

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
    def role(self) -> str | None:
        """By which role it was recorded, `None` where nobody said."""
        return None if self.by == NOT_STATED else self.by

    @property
    def content(self) -> tuple[object, ...]:
        """All that was said to have happened; when it became known, and to whom, is not in it (rule E6)."""
        return self.reference, self.kind, self.effective, self.facts, self.files, self.record

    @property
    def facts(self) -> dict[str, Any]:
        """The details, without its place among others, which is another in another register."""
        return {name: value for name, value in self.details.items() if name != CHAIN}


@dataclass(frozen=True, slots=True)
class Dated:
    """When something took effect and became known, and who records it, by role. Days that are not given are today, and
    what became known on no other day did so when it took effect."""

    effective: datetime.date = field(default_factory=datetime.date.today)
    received: datetime.date | None = None
    by: str = NOT_STATED

    def event(
        self,
        reference: str,
        kind: Kind,
        *,
        details: dict[str, Any] | None = None,
        files: dict[str, str] | None = None,
        record: dict[str, Any] | None = None,
    ) -> Event:
        """An event that is not recorded yet, under its identity."""
        day = str(self.effective)
        # Through JSON, so that an event is the same before it is stored and after.
        plain = json.loads(canonical({"details": details or {}, "files": files or {}, "record": record}))
        made = Event(text_key(reference), kind, day, str(self.received or day), self.by, **plain, identity="")
        return replace(made, identity=identity_of(made))


def identity_of(event: Event) -> str:
    """What makes an event the same event. An agreement begins once; a file is returned or signed once, whenever that
    is recorded, but once more where that was taken back; everything else is the same where all that it says is."""
    about = [event.reference, event.kind]
    if event.kind == "drafted":
        return digest(about)
    if event.kind == "signed" or "returned" in event.files:
        again = [event.details["again"]] if "again" in event.details else []
        return digest([*about, event.files, *again])
    return digest([*about, event.effective, {"details": event.facts, "files": event.files, "record": event.record}])


def posts_in(event: Event) -> dict[str, Post]:
    """The posts that an event fills or makes vacant; none for most."""
    posts: dict[str, Post] = event.details.get("posts", {})
    return posts


_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=datetime.date.isoformat
)


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, dates as YYYY-MM-DD."""
    return _CANONICAL.encode(value)


def digest(value: object) -> str:
    """SHA-256 over the canonical JSON of a value."""
    return hashlib.sha256(canonical(value).encode(errors="surrogatepass")).hexdigest()


def is_hash(text: str) -> bool:
    """Whether a text looks like the hash of an event."""
    return re.fullmatch("[0-9a-fA-F]{64}", text) is not None


def moments_from_now() -> Iterator[str]:
    """This moment in UTC, and those that follow it by a microsecond each: so the events of one act keep their order."""
    moment = datetime.datetime.now(datetime.UTC)
    while True:
        yield moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        moment += datetime.timedelta(microseconds=1)
