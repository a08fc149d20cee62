"""What happened to all agreements in some time, and by which rule: what was a revision, what a focal-point notice, what
neither. Nobody is named in it (rule D1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from dtmforms.language.spoken import Told, spoken
from dtmforms.register.events import Event, posts_in
from dtmforms.register.projection import Projection, Step
from dtmforms.register.query import projections_of
from dtmforms.register.store import Transaction

Effect = Literal["revision", "focal_point_notice", "administrative"]
EFFECTS: tuple[Effect | None, ...] = ("revision", "focal_point_notice", "administrative", None)
"""What an event can amount to, as answers are sorted; `None` for what changes neither the text nor the people."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of an agreement: its number, what it was, the numbers of the agreement after it, by which rule they
    moved or stayed, and the places in the record that it changed, as far as they are told."""

    reference: str
    event: int
    day: str
    recorded: str
    kind: str
    effect: Effect | None
    rule: str
    reason: Told
    revision: int
    contacts: int
    paths: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        plain = {key: getattr(self, key) for key in self.__slots__ if key not in ("reason", "paths")}
        return plain | {"reason": self.reason.text(spoken()), "paths": list(self.paths)}


def changes(transaction: Transaction, since: str, until: str, *, recorded: bool = False) -> list[Happened]:
    """What took effect from one day to another, both included; or what was `recorded` in that time, whenever it takes
    effect. Revisions come first, then notices, then the rest, each by rule and day."""
    found = (one for projection in projections_of(transaction, None if recorded else until) for one in _of(projection))
    chosen = (one for one in found if since <= (one.recorded[:10] if recorded else one.day) <= until)
    return sorted(chosen, key=lambda one: (EFFECTS.index(one.effect), one.rule, one.day, one.reference, one.event))


def _of(projection: Projection) -> Iterator[Happened]:
    events = {step.event.identity: step.event for step in projection.steps}
    for step in projection.steps:
        event = step.event
        yield Happened(
            event.reference,
            event.number,
            event.effective,
            event.recorded,
            event.kind,
            _effect(step),
            step.rule,
            step.reason,
            step.revision,
            step.contacts,
            _paths(step, events),
        )


def _effect(step: Step) -> Effect | None:
    if step.moved == "revision":
        return "revision"
    if step.moved == "contacts":
        return "focal_point_notice"
    return "administrative" if step.event.kind in ("reassessed", "administrative_change") else None


def _paths(step: Step, events: dict[str, Event]) -> tuple[str, ...]:
    event = step.event
    if step.moved == "revision":
        return tuple(events[event.details["text"]].details["changes"])
    if event.kind == "notice":
        return tuple(f"table_c.{place}" for place in posts_in(event))
    return tuple(event.details.get("changes", ()))
