"""The register as lines of JSON, to carry between offices, and such lines merged into a register.

The chain of hashes comes along, so that a changed line is found before anything of the file is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from dtmforms.errors import RegisterError
from dtmforms.findings import Finding, Value
from dtmforms.register.events import KINDS, REGISTER, Event, canonical
from dtmforms.register.notes import filled_otherwise
from dtmforms.register.replay import in_order, project
from dtmforms.register.store import Transaction, differing, hash_of
from dtmforms.register.tables import FIRST
from dtmforms.register.verify import genuine

SCHEMA = "dtmforms/event/1"
_TEXTS = ("reference", "kind", "effective", "received", "by", "identity", "recorded")
_OTHER_KINDS = (
    (b"%PDF-", "pdf_for_export"),
    (b"PK\x03\x04", "office_file_for_export"),
    (b"SQLite format 3\x00", "sqlite_for_export"),
)
_DEEPEST = 50
_NAMES = (*_TEXTS, "number", "details", "files", "record")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge has come to: how many events were new, how many known, and each that contradicts one that was
    there, which stays as it was."""

    added: int
    known: int
    conflicts: tuple[Finding, ...]


def export(transaction: Transaction) -> Iterator[bytes]:
    """The register, a line an event, in the order of recording."""
    for link in transaction.chain():
        values = {name: getattr(link.event, name) for name in _NAMES}
        line = {"schema": SCHEMA, "previous": link.previous, "hash": link.hash} | values
        yield canonical(line).encode() + b"\n"


def exported_events(data: bytes, name: str = "the export") -> list[Event]:
    """The events of an export. Raises `RegisterError`, naming the lines that are not as they were exported, or saying
    that the file is no export."""
    events, problems = _read(data)
    if problems and not events:
        raise RegisterError(_other_kind(data), place=name)
    if problems:
        raise RegisterError("export_changed", problems, place=name, lines=len(problems))
    return events


def merge(transaction: Transaction, events: Sequence[Event]) -> Merged:
    """Add the events of an export that are not there yet. Raises `RegisterError` where they make no agreement; nothing
    is added then."""
    known = transaction.known([event.identity for event in events])
    contrary = [event for event in events if event.identity in known and not _agree(known[event.identity], event)]
    disputed = {event.reference for event in contrary if event.kind == "drafted"}
    conflicts = [
        _told_otherwise(known[event.identity], event)
        for event in contrary
        if event.kind == "drafted" or event.reference not in disputed
    ]
    added = transaction.append(
        [event for event in events if event.identity not in known and event.reference not in disputed]
    )
    new, theirs = ({event.identity for event in some} for some in (added, events))
    for reference in sorted({event.reference for event in added}):
        history = transaction.events(reference)
        if reference == REGISTER:
            _refuse_no_policies(history)
            conflicts += _two_policies(history, new, theirs)
        else:
            _refuse_no_agreement(reference, history)
            conflicts += _contradicted(history, new, theirs)
    same = sum(event.identity in known and _agree(known[event.identity], event) for event in events)
    return Merged(len(added), same, tuple(conflicts))


def _agree(there: Event, event: Event) -> bool:
    return there.content == event.content


def _told_otherwise(there: Event, event: Event) -> Finding:
    """Two accounts of one event; where an agreement begins, the two are different agreements."""
    parts = differing(there, event)
    about: dict[str, Value] = {"reference": event.reference, "event": there.number, "day": there.effective}
    if event.kind == "drafted":
        return Finding("agreement_told_otherwise", values=about | {"parts": parts})
    if parts == ["day_of_effect"]:
        return Finding("day_told_otherwise", values=about | {"kind": event.kind, "other": event.effective})
    return Finding("told_otherwise", values=about | {"kind": event.kind, "parts": parts})


def _contradicted(events: list[Event], new: set[str], theirs: set[str]) -> Iterator[Finding]:
    """Notices that fill a post otherwise than one of the same day that the other office did not know. Both stay."""
    ours = [one for one in events if one.identity not in theirs]
    for event, one in product([event for event in events if event.identity in new], ours):
        for place in sorted(filled_otherwise(event, one)):
            values: dict[str, Value] = {"reference": event.reference, "post": place, "day": event.effective}
            yield Finding("filled_otherwise_by_both", values=values | {"event": one.number, "other": event.number})


def _two_policies(events: list[Event], new: set[str], theirs: set[str]) -> Iterator[Finding]:
    """That both offices had a policy which the other did not know. Both stay."""
    if any(one.identity in new for one in events) and any(one.identity not in theirs for one in events):
        last = in_order(events)[-1]
        yield Finding("policies_of_both", values={"day": last.effective, "event": last.number})


def _other_kind(data: bytes) -> str:
    """The code of the error for a file that holds no event."""
    return next((code for begins, code in _OTHER_KINDS if data.startswith(begins)), "no_export")


def _refuse_no_agreement(reference: str, events: list[Event]) -> None:
    try:
        whole = project(events) is not None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise RegisterError("events_of_no_agreement", reference=reference)


def _refuse_no_policies(events: list[Event]) -> None:
    from dtmforms.register.mission_policy import refuse_no_policies  # it loads records, and few exports hold a policy

    refuse_no_policies(events)


def _read(data: bytes) -> tuple[list[Event], list[Finding]]:
    """The events, and the lines that are not as they were exported."""
    events: list[Event] = []
    problems: list[Finding] = []
    previous = FIRST
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            event, follows, own_hash = _event(line)
            whole = hash_of(event, follows) == own_hash and genuine(event)
        except (ValueError, KeyError, TypeError, RecursionError):
            problems.append(Finding("line_of_no_event", line=number))
            continue
        if follows != previous:
            problems.append(Finding("line_out_of_chain", line=number))
        elif not whole:
            about: dict[str, Value] = {"reference": event.reference, "kind": event.kind}
            problems.append(Finding("line_changed", values=about, line=number))
        events.append(event)
        previous = own_hash
    return events, problems


def _event(line: bytes) -> tuple[Event, str, str]:
    """The event of a line, the hash before it and its own. Raises `ValueError`, `KeyError`, `TypeError`, or
    `RecursionError` where it is nested too deeply."""
    values: dict[str, Any] = json.loads(line)
    kinds = {name: dict if name in ("details", "files") else int if name == "number" else str for name in _NAMES}
    right = all(isinstance(values[name], kind) for name, kind in kinds.items() if name != "record")
    if values["schema"] != SCHEMA or values["kind"] not in KINDS or not right or _is_deep(values):
        raise ValueError("another kind of line")
    return Event(**{name: values[name] for name in _NAMES}), str(values["previous"]), str(values["hash"])


def _is_deep(value: Any, deepest: int = _DEEPEST) -> bool:
    """Whether values stand within values as no event has them, which whoever reads the register could not decode."""
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return deepest == 0 or any(_is_deep(part, deepest - 1) for part in within)
