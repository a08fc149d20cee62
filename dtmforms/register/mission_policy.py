"""The mission's own policy, which belongs to the register: recorded once, and in force for whatever is judged after.

What was judged before stays as it was: a text keeps the terms that it got when it was put up.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dtmforms.agreement.areas import AREAS, area_of
from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import attributes
from dtmforms.changes.policy import Policy, PolicyRow, Steps, laid_over, our_policy, stricter_rows
from dtmforms.errors import RegisterError
from dtmforms.register.events import REGISTER, Dated, Event, digest
from dtmforms.register.patch import part_of
from dtmforms.register.replay import in_order
from dtmforms.register.store import Transaction


@dataclass(frozen=True, slots=True)
class RecordedPolicy:
    """A mission's policy as it was recorded: the SHA-256 of its file, and its rows, which are stricter than ours; none
    where the mission went back to ours."""

    event: Event

    @property
    def sha256(self) -> str:
        return self.event.files["policy"]

    @property
    def rows(self) -> tuple[PolicyRow, ...]:
        return tuple(PolicyRow(**row) for row in self.event.details["rows"])

    def as_json(self) -> dict[str, Any]:
        event = {key: getattr(self.event, key) for key in ("number", "effective", "received", "recorded", "by")}
        return event | {"sha256": self.sha256, "rows": [asdict(row) for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Policies:
    """All that were recorded, by the day of effect; `in_force` is the one by which is judged today, `None` where that
    is ours alone; `added` are the events that are new, none where it was recorded already."""

    recorded: tuple[RecordedPolicy, ...]
    in_force: RecordedPolicy | None
    added: tuple[Event, ...] = ()

    def as_json(self) -> dict[str, Any]:
        in_force = self.in_force.event.number if self.in_force else None
        added = [{"number": event.number, "kind": event.kind, "effective": event.effective} for event in self.added]
        return {"recorded": added, "in_force": in_force, "policies": [one.as_json() for one in self.recorded]}


def policies(transaction: Transaction, added: Sequence[Event] = ()) -> Policies:
    recorded = _recorded(transaction)
    return Policies(recorded, _in_force(recorded, _today()), tuple(added))


def policy_in_force(transaction: Transaction, before: Event | None = None) -> Policy:
    """By what is judged today, or was just `before` an event was recorded: the policy with the latest day of effect, of
    those that were recorded by then; ours where there is none."""
    recorded, day = _recorded(transaction), _today()
    if before:
        recorded = tuple(one for one in recorded if one.event.recorded < before.recorded)
        day = before.recorded[: len(day)]
    found = _in_force(recorded, day)
    return laid_over(found.rows) if found else our_policy()


def record_policy(transaction: Transaction, policy: Policy, sha256: str, dated: Dated) -> Policies:
    """Record a mission's policy. Nothing is recorded where the one that is in force by then has the same rows. Raises
    `RegisterError` where one is in force with a later day of effect, beside which it would never be."""
    recorded, day = _recorded(transaction), str(dated.effective)
    now, then = _in_force(recorded, _today()), _in_force(recorded, day)
    if now and now.event.effective > day:
        raise RegisterError("policy_of_earlier_day", day=day, in_force=now.event.effective)
    if policy.tighter == (then.rows if then else ()):
        return policies(transaction)
    # The same rows may come back after others: what they follow makes them another event.
    after = recorded[-1].event.identity if recorded else None
    facts = {"rows": [asdict(row) for row in policy.tighter], "after": after}
    event = dated.event(REGISTER, "policy", details=facts, files={"policy": sha256})
    return policies(transaction, transaction.append([event]))


def refuse_no_policies(events: Sequence[Event]) -> None:
    """Raises `RegisterError` where events of the register itself, from elsewhere, are no policies, or looser than
    ours."""
    for event in events:
        rows = event.details.get("rows")
        _, problems = stricter_rows(rows) if isinstance(rows, list) else ([], [])
        is_policy = event.kind == "policy" and isinstance(rows, list) and isinstance(event.files.get("policy"), str)
        if problems or not is_policy:
            raise RegisterError("events_of_no_policy", problems)


def stricter_parts(record: Agreement, policy: Policy) -> dict[str, str]:
    """What a mission makes a revision of in a text, beside what we do: a digest for each part of the record that it is
    in, whether or not the record has it."""
    named: dict[str, list[Steps]] = {}
    for path in policy.stricter_paths:
        for part in _parts(record, path):
            named.setdefault(part, []).append(path)
    found: dict[str, list[tuple[Steps, object]]] = {part: [] for part in named}
    for steps, attribute in attributes(record, policy.is_stricter).items() if found else ():
        found[part_of(steps)].append((steps, attribute.compared))
    return {part: digest([named[part], sorted(pairs)])[:16] for part, pairs in found.items()}


def _parts(record: Agreement, path: Steps) -> Iterator[str]:
    """The parts of a record that a path of the policy leads into: of the field focal points, one for each area."""
    if path[:1] != ("table_c",) or path[2] != AREAS:
        yield part_of(path)
    else:
        yield from (place for place in record.places(path[1]) if area_of(place) is not None)


def _recorded(transaction: Transaction) -> tuple[RecordedPolicy, ...]:
    return tuple(map(RecordedPolicy, in_order(transaction.events(REGISTER))))


def _in_force(recorded: Sequence[RecordedPolicy], day: str) -> RecordedPolicy | None:
    return next((one for one in reversed(recorded) if one.event.effective <= day), None)


def _today() -> str:
    return str(datetime.date.today())
