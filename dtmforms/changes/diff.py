"""The changes from one record's attributes to another's, each with its effect by the policy.

A dataset that was renamed or has another level is recognised, and named as that.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeAlias

from dtmforms.agreement.areas import place_of_area
from dtmforms.agreement.closed_lists import AFFECTED
from dtmforms.changes.fingerprint import Attribute
from dtmforms.changes.policy import Effect, Policy, Steps, item_of, strictest
from dtmforms.language.spoken import Told, told_reason

Typed: TypeAlias = "str | tuple[str, ...] | None"
Attributes: TypeAlias = Mapping[Steps, Attribute]
Kind = Literal["added", "removed", "renamed", "another_level", "changed"]

_OF_LISTS = ("level", "classification", "destination", "method", "role", *AFFECTED)
"""The attributes whose values stand in closed lists, all of them or most."""
_SAME_NAME = 0.8
"""From which likeness on (0 to 1) two names are taken for one dataset renamed. It decides only how the change is
named: a dataset renamed asks for all that an added one does."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `old` is `None` where something was added, `new` where it was taken away; `reason` is as the policy
    has it."""

    steps: Steps
    old: Typed
    new: Typed
    effect: Effect
    rule: str
    reason: str

    @property
    def path(self) -> str:
        """The path as people write it: `table_b.low.datasets[Water, site].name`."""
        return path_of(self.steps)

    @property
    def whole_item(self) -> bool:
        """Whether an item of a list came or went, and not one of its attributes."""
        return item_of(self.steps) == self.steps

    @property
    def dataset(self) -> Steps | None:
        """The steps to the dataset that the change concerns, `None` for another change."""
        item = item_of(self.steps)
        return item if item and item[-2] == "datasets" else None

    @property
    def place(self) -> str | None:
        """The post or the area of Table C that the change concerns (`Agreement.focal_point`), `None` for another
        change."""
        if self.steps[0] != "table_c":
            return None
        item = item_of(self.steps)
        return place_of_area(item[1], item[-1]) if item else ".".join(self.steps[1:3])

    @property
    def kind(self) -> Kind:
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        named: dict[str, Kind] = {"name": "renamed", "level": "another_level"}
        return named.get(self.steps[-1], "changed") if self.dataset else "changed"

    @property
    def told(self) -> Told:
        """The change itself."""
        codes = {"renamed": "change_renamed", "another_level": "change_of_level"}
        of_values = "change_in_list" if self.steps[-1] in _OF_LISTS else "change"
        code = "change_of_item" if self.whole_item else codes.get(self.kind, of_values)
        return Told(code, {"path": self.path, "old": self.old, "new": self.new})

    @property
    def why(self) -> Told:
        """The reason for its effect."""
        return told_reason(self.reason)

    def as_json(self, language: str = "en") -> dict[str, object]:
        answer: dict[str, object] = {"path": self.path, "old": self.old, "new": self.new, "effect": self.effect}
        return answer | {"rule": self.rule, "reason": self.why.text(language), "kind": self.kind}


def path_of(steps: Steps) -> str:
    """A path as people write it."""
    item = item_of(steps)
    if not item:
        return ".".join(steps)
    rest = steps[len(item) :]
    return f"{'.'.join(item[:-1])}[{item[-1]}]" + "".join(f".{step}" for step in rest)


def changes_between(old: Attributes, new: Attributes, policy: Policy) -> Iterator[Change]:
    """What changed, from the first attribute to the last; an item that came or went is one change."""
    new = _known_as_before(old, new)
    items = [{item_of(steps) for steps in side} for side in (old, new)]
    whole: set[Steps] = set()
    for steps in dict.fromkeys((*old, *new)):
        before, after = old.get(steps), new.get(steps)
        if before and after and before.compared == after.compared:
            continue
        item = item_of(steps)
        if item is None or all(item in known for known in items):
            yield _change(steps, before.typed if before else None, after.typed if after else None, [steps], policy)
        elif item not in whole:
            whole.add(item)
            inside = [key for key in (*old, *new) if key[: len(item)] == item]
            summary = ", ".join(_flat((old.get(key) or new[key]).typed) for key in inside)
            yield _change(item, summary if before else None, summary if after else None, inside, policy)


def _change(steps: Steps, old: Typed, new: Typed, concerned: list[Steps], policy: Policy) -> Change:
    """A change with the strictest effect of the paths that it concerns."""
    rows = [policy.row_for(path) for path in concerned]
    effect = strictest([row.effect for row in rows])
    row = next(row for row in rows if row.effect == effect)
    return Change(steps, old, new, effect, row.rule, row.reason)


def _flat(typed: str | tuple[str, ...]) -> str:
    return typed if isinstance(typed, str) else ", ".join(typed)


def _known_as_before(old: Attributes, new: Attributes) -> Attributes:
    """The new attributes, with each dataset that was renamed or has another level under what it was known by before."""
    gone, come = _datasets_only_in(old, new), _datasets_only_in(new, old)
    if not gone or not come:
        return new
    likely = sorted((-_likeness(old, was, new, now), was, now) for was, now in product(gone, come))
    known_as: dict[Steps, Steps] = {}
    for unlikeness, was, now in likely:
        if -unlikeness >= _SAME_NAME and now not in known_as and was not in known_as.values():
            known_as[now] = was
    return {_renamed(steps, known_as): attribute for steps, attribute in new.items()}


def _datasets_only_in(attributes: Attributes, others: Attributes) -> list[Steps]:
    theirs = {item_of(steps) for steps in others}
    found = {item for steps in attributes if (item := item_of(steps)) and item[-2] == "datasets" and item not in theirs}
    return sorted(found)


def _likeness(old: Attributes, was: Steps, new: Attributes, now: Steps) -> float:
    """How likely, from 0 to 1, two datasets are one: by their names, and not at all in another column, or where
    name and level differ both."""
    name, other = (str(side[(*item, "name")].compared).casefold() for side, item in ((old, was), (new, now)))
    if was[:-1] != now[:-1]:
        return 0.0
    if name == other:
        return 1.0
    matcher = difflib.SequenceMatcher(None, name, other, autojunk=False)
    if old[(*was, "level")] != new[(*now, "level")] or matcher.quick_ratio() < _SAME_NAME:
        return 0.0
    return min(float(matcher.ratio()), 0.99)


def _renamed(steps: Steps, known_as: Mapping[Steps, Steps]) -> Steps:
    item = item_of(steps)
    return (*known_as[item], *steps[len(item) :]) if item and item in known_as else steps
