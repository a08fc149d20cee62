"""The register as lines of JSON, to carry between offices, and such lines merged into a register.

The chain of hashes comes along, so that a changed line is found before anything of the file is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from dtmforms.errors import RegisterError
from dtmforms.register.events import KINDS, Event, canonical
from dtmforms.register.looking import state_of
from dtmforms.register.state import filled_otherwise
from dtmforms.register.store import Book, conflict, hash_of
from dtmforms.register.tables import FIRST
from dtmforms.register.verifying import genuine

SCHEMA = "dtmforms/event/1"
_TEXTS = ("reference", "kind", "effective", "received", "by", "identity", "recorded")
_NAMES = (*_TEXTS, "number", "details", "files", "record")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge has come to: how many events were new, how many known, and each that contradicts one that was
    there, which stays as it was."""

    added: int
    known: int
    conflicts: tuple[str, ...]


def export(book: Book) -> Iterator[bytes]:
    """The register, a line an event, in the order of recording."""
    for link in book.chain():
        values = {name: getattr(link.event, name) for name in _NAMES}
        line = {"schema": SCHEMA, "previous": link.previous, "hash": link.hash} | values
        yield canonical(line).encode() + b"\n"


def merge(book: Book, data: bytes) -> Merged:
    """Add the events of an export that are not there yet. Raises `RegisterError`, naming each line, where a line is
    not as it was exported; nothing is added then."""
    events, problems = _read(data)
    if problems:
        raise RegisterError("; ".join(problems) + "; nothing was taken")
    known = book.known([event.identity for event in events])
    told_otherwise = [event for event in events if event.identity in known and not _agree(known[event.identity], event)]
    disputed = {event.reference for event in told_otherwise if event.kind == "drafted"}
    conflicts = [
        f"{event.reference}: {conflict(known[event.identity], event)}; the one in this register stays"
        + (", and no event of the other is taken" if event.reference in disputed else "")
        for event in told_otherwise
        if event.kind == "drafted" or event.reference not in disputed
    ]
    added = book.append([event for event in events if event.identity not in known and event.reference not in disputed])
    for reference in sorted({event.reference for event in added}):
        _fold(book, reference)
        conflicts += _contradicted(book.events(reference), added, {event.identity for event in events})
    same = sum(event.identity in known and _agree(known[event.identity], event) for event in events)
    return Merged(len(added), same, tuple(conflicts))


def _agree(there: Event, event: Event) -> bool:
    return there.content == event.content


def _contradicted(events: list[Event], added: list[Event], theirs: set[str]) -> Iterator[str]:
    """Notices that fill a post otherwise than one of the same day that the other office did not know. Both stay."""
    ours = [one for one in events if one.identity not in theirs]
    for event, one in product([event for event in added if event in events], ours):
        for place in sorted(filled_otherwise(event, one)):
            yield (
                f"{event.reference}: {place} was filled otherwise on {event.effective}, by events {one.number} and "
                f"{event.number}; the one that was recorded later holds, find out which is right"
            )


def _fold(book: Book, reference: str) -> None:
    try:
        state_of(book, reference)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RegisterError(
            f"{reference}: its events make no agreement ({type(error).__name__}); nothing was taken"
        ) from None


def _read(data: bytes) -> tuple[list[Event], list[str]]:
    events, problems, previous = [], [], FIRST
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            event, follows, said = _event(line)
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"line {number}: is no event of a register ({type(error).__name__})")
            continue
        if follows != previous:
            problems.append(f"line {number}: a line before it is missing or was changed")
        elif hash_of(event, follows) != said or not genuine(event):
            problems.append(f"line {number} ({event.reference}, {event.kind}): is not as it was exported")
        events.append(event)
        previous = said
    return events, problems


def _event(line: bytes) -> tuple[Event, str, str]:
    """The event of a line, the hash before it and its own. Raises `ValueError`, `KeyError` or `TypeError`."""
    values: dict[str, Any] = json.loads(line)
    kinds = {name: dict if name in ("details", "files") else int if name == "number" else str for name in _NAMES}
    right = all(isinstance(values[name], kind) for name, kind in kinds.items() if name != "record")
    if values["schema"] != SCHEMA or values["kind"] not in KINDS or not right:
        raise ValueError("another kind of line")
    return Event(**{name: values[name] for name in _NAMES}), str(values["previous"]), str(values["hash"])
