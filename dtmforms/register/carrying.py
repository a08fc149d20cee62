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
from dtmforms.register.state import filled_otherwise, fold
from dtmforms.register.store import Book, conflict, hash_of
from dtmforms.register.tables import FIRST
from dtmforms.register.verifying import genuine

SCHEMA = "dtmforms/event/1"
_TEXTS = ("reference", "kind", "effective", "received", "by", "identity", "recorded")
_MOST_TOLD = 5
_OTHER_KINDS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a Word or Excel file"),
    (b"SQLite format 3\x00", "a SQLite file"),
)
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


def merge(book: Book, data: bytes, name: str = "the export") -> Merged:
    """Add the events of an export that are not there yet. Raises `RegisterError`, naming the first lines that are not
    as they were exported, or saying that the file is no export; nothing is added then."""
    events, problems = _read(data)
    if problems and not events:
        raise RegisterError(f"{name}: is {_kind(data)}; `dtmforms register export` makes one that can be imported")
    if problems:
        raise RegisterError(f"{name}: {_first(problems)}; nothing was taken")
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
    new, theirs = ({event.identity for event in some} for some in (added, events))
    for reference in sorted({event.reference for event in added}):
        told = book.events(reference)
        _refuse_no_agreement(reference, told)
        conflicts += _contradicted(told, new, theirs)
    same = sum(event.identity in known and _agree(known[event.identity], event) for event in events)
    return Merged(len(added), same, tuple(conflicts))


def _agree(there: Event, event: Event) -> bool:
    return there.content == event.content


def _contradicted(events: list[Event], new: set[str], theirs: set[str]) -> Iterator[str]:
    """Notices that fill a post otherwise than one of the same day that the other office did not know. Both stay."""
    ours = [one for one in events if one.identity not in theirs]
    for event, one in product([event for event in events if event.identity in new], ours):
        for place in sorted(filled_otherwise(event, one)):
            yield (
                f"{event.reference}: {place} was filled otherwise on {event.effective}, by events {one.number} and "
                f"{event.number}; the one that was recorded later holds, find out which is right"
            )


def _kind(data: bytes) -> str:
    """What a file is that holds no event."""
    kinds = (kind for begins, kind in _OTHER_KINDS if data.startswith(begins))
    return next((f"{kind} and no export of a register" for kind in kinds), "no export of a register")


def _first(problems: list[str]) -> str:
    """The first problems, and how many more there are."""
    more = len(problems) - _MOST_TOLD
    return "; ".join([*problems[:_MOST_TOLD], *([f"and {more} more"] if more > 0 else [])])


def _refuse_no_agreement(reference: str, events: list[Event]) -> None:
    try:
        whole = fold(events) is not None
    except (KeyError, TypeError, ValueError, AttributeError):
        whole = False
    if not whole:
        raise RegisterError(f"{reference}: its events make no agreement; nothing was taken")


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
