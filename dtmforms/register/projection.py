"""What an agreement amounts to at a date, by its events.

An agreement has two numbers. Its *revision* begins at 1 and moves when another text is signed, and never otherwise;
its *contacts* begin at 1 and move with each focal-point notice, and never otherwise (rules D5, D6).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from dtmforms.agreement.destinations import Counted
from dtmforms.findings import Finding
from dtmforms.language.spoken import Told
from dtmforms.register.agreed_days import AgreedDays
from dtmforms.register.events import Event, Post
from dtmforms.register.suspension import Assessed, Suspension

DUTIES = ("written_notice", "handover_history", "handover_agreements", "passwords_changed", "successor_confirmed")
"""What a change of focal points asks for before it is closed (rules D4, D8, D9)."""
PASSWORDS: Literal["passwords_changed"] = "passwords_changed"
"""The duty that is also done regularly, where that is agreed, and is then no notice's (rule C6)."""
CONFIRMED: Literal["successor_confirmed"] = "successor_confirmed"
"""The duty that is about whoever comes, and not about whoever leaves (rule D8)."""
SHOWN_BY_FILE = ("written_notice", CONFIRMED)
"""The duties that no sentence shows to be done: what tells in writing is a writing, and so is what confirms."""

SIGNED_WITH = ("contacts", "contacts_on")
"""What an event of a signature keeps of the contacts that its text was signed with."""

Moved = Literal["", "revision", "contacts", "both"]
"""Which numbers an event moves: `both` where it begins the agreement, none where it is empty."""


@dataclass(frozen=True, slots=True)
class SignedText:
    """What was signed, which is never rewritten: the file, its terms, the day, and the contacts of that day, as they
    were known when it was recorded (rule D6). `edition` is that of the form, `None` where the file did not say it.
    `verdict` is what the file's digital signatures amounted to then, `None` where it has none in the form's boxes, and
    `certificates` has `side`, `fingerprint` and `day` of each that held."""

    sha256: str
    terms: str
    on: str
    revision: int
    contacts: int
    contacts_on: str
    edition: str | None
    verdict: str | None = None
    certificates: tuple[dict[str, str], ...] = ()


@dataclass(slots=True)
class Notice:
    """A change of focal points, by a notice, or by a revision that brought people of its own: the contacts number
    after it, and the duties that are still open. `to_confirm` are those whom somebody on file is to confirm, as
    digests; `moot` is the duty to do so once all of them have left."""

    identity: str
    contacts: int
    effective: str
    posts: tuple[str, ...]
    open: list[str]
    to_confirm: tuple[str, ...] = ()
    moot: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Proposal:
    """What a return asks for that takes a revision, and the paths that nothing has settled yet (rule D7)."""

    event: Event
    paths: list[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the history: the numbers after it, which of them moved, and by which rule they did or stayed.
    `notes` say what is unusual about it: late, out of order, overtaken, of no known text."""

    event: Event
    revision: int
    contacts: int
    moved: Moved
    rule: str
    reason: Told
    notes: tuple[Finding, ...]


@dataclass(slots=True)
class Projection:
    """An agreement at a date. `record` is the text in force with the contacts of that date, `None` where the events
    were read without records. `posts` has for every post who holds it, as digests; `None` is a vacancy. `ever` has all
    that each post was filled with, from the first to the last."""

    reference: str
    revision: int = 0
    contacts: int = 0
    contacts_on: str = ""
    terms: str = ""
    text: str = ""
    record: dict[str, Any] | None = None
    about: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    ever: dict[str, list[Post]] = field(default_factory=dict)
    agreed: AgreedDays = field(default_factory=AgreedDays)
    passwords_changed_on: str | None = None
    """The day of the last recorded change of passwords; before one, of the signature by which they were agreed."""
    reassess_by: str | None = None
    signed: SignedText | None = None
    to_sign: Event | None = None
    waiting: list[Proposal] = field(default_factory=list)
    counted: Counted = field(default_factory=dict)
    """How the destinations of `record` count since its text was signed or put up (rule C4)."""
    followed: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By the identity of a text that was put up, what free text moved along with Table C since, by urgency column."""
    stricter: dict[str, str] = field(default_factory=dict)
    """By the parts of the record, digests of what a mission's policy makes a revision of in them, as it is now; none of
    a part that something has changed since which was judged by another policy."""
    notices: list[Notice] = field(default_factory=list)
    issued_on: str | None = None
    returned_on: str | None = None
    rejected_on: str | None = None
    """The day on which a return was rejected, as long as nothing follows it."""
    assessed: list[Assessed] = field(default_factory=list)
    suspended: Suspension | None = None
    ended_on: str | None = None
    ends_on: str | None = None
    """The day on which it is to end, where that is recorded and has not taken effect yet."""
    later: str | None = None
    """The day of the next event that has not taken effect yet."""
    steps: list[Step] = field(default_factory=list)

    def own(self, text: Event) -> list[str]:
        """The parts of the record that come with a text when it is signed: those that it changes, and those in which a
        mission's policy makes a revision of what is otherwise now. The text was judged by that policy, and says it."""
        if text.kind != "revised":
            return []
        stricter: dict[str, str] = text.details.get("stricter", {})
        return [*text.details["own"], *(part for part, held in stricter.items() if self.stricter.get(part) != held)]

    @property
    def open_duties(self) -> list[tuple[Notice, str]]:
        return [(notice, duty) for notice in self.notices for duty in notice.open]

    @property
    def moot_duties(self) -> list[tuple[Notice, str]]:
        """The duties about somebody who has left since."""
        return [(notice, duty) for notice in self.notices for duty in notice.moot]

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The posts whose holders somebody on file is still to confirm (rule D8)."""
        asked = {person for notice in self.notices if CONFIRMED in notice.open for person in notice.to_confirm}
        return tuple(place for place, post in self.posts.items() if post and post["known_by"] in asked)
