"""Whether the register is whole: every event as it was recorded, none missing, and its guards in place.

Not found here: events taken away from the end together with all later ones, unless the last hash is known from
elsewhere. `head` is that hash; it can be kept on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dtmforms.register.events import Event, event
from dtmforms.register.store import Book, Link
from dtmforms.register.tables import FIRST


@dataclass(frozen=True, slots=True)
class Verified:
    """`problems` name each event that is not as it was recorded; `head` is the hash of the last event."""

    events: int
    head: str
    problems: tuple[str, ...]


def verify(book: Book, expected: str | None = None) -> Verified:
    """Count every hash again. `expected` is a hash, noted earlier, that must be in the chain."""
    problems = list(book.damages())
    count, head, seen = 0, FIRST, not expected
    for link in book.chain():
        count += 1
        problems += _wrong(link, count, head)
        count, head = link.event.number, link.hash
        seen = seen or head == expected
    if not seen:
        problems.append(f"no event has the hash {expected}: events were taken away or changed since it was noted")
    return Verified(count, head, tuple(problems))


def _wrong(link: Link, number: int, previous: str) -> Iterator[str]:
    said = f"event {link.event.number} ({link.event.reference}, {link.event.kind})"
    if link.event.number != number:
        yield f"event {number} is missing: event {link.event.number} follows event {number - 1}"
    elif link.previous != previous:
        yield f"{said}: does not follow the event before it; one of the two was changed"
    if link.hash != link.counted:
        yield f"{said}: is not as it was recorded"
    elif not genuine(link.event):
        yield f"{said}: its identity is not that of its content"


def genuine(told: Event) -> bool:
    """Whether an event's identity is that of its content."""
    made = event(
        told.reference,
        told.kind,
        told.effective,
        received=told.received,
        by=told.by,
        details=told.details,
        files=told.files,
        record=told.record,
    )
    return made.identity == told.identity
