"""Whether the register is whole: every event as it was recorded, none missing, and its guards in place.

Not found here: events taken away from the end together with all later ones, unless the last hash is known from
elsewhere. `head` is that hash; it can be kept on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dtmforms.findings import Finding, Value
from dtmforms.register.events import KINDS, Event, identity_of
from dtmforms.register.store import StoredEvent, Transaction
from dtmforms.register.tables import FIRST


@dataclass(frozen=True, slots=True)
class Verified:
    """`problems` name each event that is not as it was recorded; `head` is the hash of the last event."""

    events: int
    head: str
    problems: tuple[Finding, ...]


def verify(transaction: Transaction, expected: str | None = None) -> Verified:
    """Count every hash again. `expected` is a hash, noted earlier, that must be in the chain."""
    problems = list(transaction.damages())
    count, head, seen = 0, FIRST, not expected
    for link in transaction.chain():
        count += 1
        problems += _wrong(link, count, head)
        count, head = link.event.number, link.hash
        seen = seen or head == expected
    if not seen:
        problems.append(Finding("hash_not_found", values={"hash": str(expected)}))
    return Verified(count, head, tuple(problems))


def _wrong(link: StoredEvent, number: int, previous: str) -> Iterator[Finding]:
    event = link.event
    kind = event.kind if event.kind in KINDS else "unknown_event"
    about: dict[str, Value] = {"event": event.number, "reference": str(event.reference), "kind": kind}
    if event.number != number:
        yield Finding("event_missing", values={"event": number, "next": event.number, "previous": number - 1})
    elif link.previous != previous:
        yield Finding("event_follows_another", values=about)
    if link.hash != link.counted:
        yield Finding("event_changed", values=about)
    elif not genuine(event):
        yield Finding("event_of_other_identity", values=about)


def genuine(event: Event) -> bool:
    """Whether an event's identity is that of its content."""
    return identity_of(event) == event.identity
