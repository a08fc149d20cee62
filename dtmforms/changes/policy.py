"""The policy of changes: which effect a change at a path has, by which rule, for which reason.

The table is data (`policy.toml`). What no row names, or more than one, takes a revision. A mission's own rows
may be stricter than the table and never looser.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal, TypeAlias, get_args

from dtmforms.agreement.model import attribute_paths
from dtmforms.errors import RecordError
from dtmforms.findings import Finding, Value

Effect = Literal["unchanged", "administrative", "focal_point_notice", "revision"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)
"""From the weakest to the strictest; a comparison's verdict is the strictest of its changes."""

Steps: TypeAlias = "tuple[str, ...]"


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One row of the table. `reason` is the name of a sentence, or a mission's own words."""

    path: str
    effect: Effect
    rule: str
    reason: str

    def covers(self, steps: Sequence[str]) -> bool:
        """Whether the row's pattern names this path, given as its steps."""
        return _pattern(self.path).fullmatch("\x00".join(steps)) is not None

    def looser_than(self, other: PolicyRow) -> bool:
        """Whether anything may change by this row that may not by the other."""
        return EFFECTS.index(self.effect) < EFFECTS.index(other.effect)


UNNAMED = PolicyRow("", "revision", "D5", "reason_unnamed")


class Policy:
    """The table's rows, and those of a mission that are stricter."""

    def __init__(self, rows: Sequence[PolicyRow], tighter: Sequence[PolicyRow] = ()) -> None:
        self.rows = tuple(rows)
        self.tighter = tuple(tighter)
        self._found: dict[Steps, PolicyRow] = {}

    def row_for(self, steps: Steps) -> PolicyRow:
        """The one row that covers a path; `UNNAMED`, a revision, where none or several do."""
        general = _without_names(steps)
        if general not in self._found:
            self._found[general] = self._looked_up(general)
        return self._found[general]

    def takes_a_revision(self, steps: Steps) -> bool:
        return self.row_for(steps).effect == "revision"

    def is_stricter(self, steps: Steps) -> bool:
        """Whether a path takes a revision by the mission's rows and not by ours: it belongs to the terms too."""
        return self.takes_a_revision(steps) and not our_policy().takes_a_revision(steps)

    @cached_property
    def stricter_paths(self) -> tuple[Steps, ...]:
        """All such paths."""
        return tuple(path for path in known_paths() if self.is_stricter(path)) if self.tighter else ()

    def _looked_up(self, steps: Steps) -> PolicyRow:
        covering = [row for row in self.rows if row.covers(steps)]
        found = covering[0] if len(covering) == 1 else UNNAMED
        for row in self.tighter:
            if row.covers(steps) and not row.looser_than(found):
                found = row
        return found


@cache
def our_policy() -> Policy:
    """The table that the program comes with."""
    text = resources.files("dtmforms.changes").joinpath("policy.toml").read_text(encoding="utf-8")
    return Policy([PolicyRow(**row) for row in tomllib.loads(text)["row"]])


def tightened(data: bytes, file: str) -> Policy:
    """Our policy with the rows of a mission's own file, in the same format, laid over it.

    Raises `RecordError` with every row that is looser than ours, names no path of the record, names one twice
    or lacks something.
    """
    try:
        values = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecordError("policy_not_toml", place=file, said=str(error)) from None
    except RecursionError:
        raise RecordError("policy_too_deep", place=file) from None
    given = values.pop("row", [])
    unknown = [Finding("policy_key_unknown", key) for key in values]
    rows, problems = stricter_rows(given if isinstance(given, list) else [given])
    if unknown or problems:
        raise RecordError("policy_unusable", [*unknown, *problems], place=file)
    return laid_over(tuple(rows))


def stricter_rows(entries: Sequence[Any]) -> tuple[list[PolicyRow], list[Finding]]:
    """The entries of a mission that are rows which may stand beside ours, and what is wrong with the others."""
    rows: list[PolicyRow] = []
    findings: list[Finding] = []
    for index, entry in enumerate(entries):
        problems = list(_problems(entry, f"row[{index}]", rows))
        findings += problems
        if not problems:
            rows.append(PolicyRow(**entry))
    return rows, findings


@cache
def laid_over(rows: tuple[PolicyRow, ...]) -> Policy:
    """Our policy with a mission's rows laid over it."""
    return Policy(our_policy().rows, rows)


@cache
def known_paths() -> tuple[Steps, ...]:
    """The paths that a row can name: every attribute of the record, a list of texts as one."""
    return tuple(path[:-1] if path[-1] == "*" else path for path in attribute_paths())


def strictest(effects: Sequence[Effect]) -> Effect:
    """The strictest of the effects; `unchanged` where there is none."""
    return max(effects, key=EFFECTS.index, default="unchanged")


def item_of(steps: Steps) -> Steps | None:
    """The steps to the item of a list that a path leads into, `None` where it leads into none."""
    for index, step in enumerate(steps[:-1]):
        if step in _lists_of_items():
            return steps[: index + 2]
    return None


def _without_names(steps: Steps) -> Steps:
    """The path with a star for the name that an item of a list is known by."""
    item = item_of(steps)
    return (*item[:-1], "*", *steps[len(item) :]) if item else steps


@cache
def _lists_of_items() -> frozenset[str]:
    return frozenset(path[path.index("*") - 1] for path in known_paths() if "*" in path)


@cache
def _pattern(path: str) -> re.Pattern[str]:
    steps = [r"[^\x00]+" if step == "*" else re.escape(step) for step in path.split(".")]
    if path.split(".")[-1] == "**":
        steps[-1] = ".+"
    return re.compile("\x00".join(steps), re.DOTALL)


def _problems(entry: Any, place: str, before: Sequence[PolicyRow]) -> Iterator[Finding]:
    """Why an entry of a mission's file is no row that may stand beside ours."""
    keys = [field.name for field in fields(PolicyRow)]
    if not isinstance(entry, dict) or entry.keys() != set(keys):
        yield Finding("policy_row_keys", place, {"keys": keys})
        return
    if not all(isinstance(value, str) for value in entry.values()) or entry["effect"] not in EFFECTS:
        yield Finding("policy_row_values", place, {"effects": [*map(str, EFFECTS)]})
        return
    row = PolicyRow(**entry)
    covered = [path for path in known_paths() if row.covers(path)]
    if not covered:
        yield Finding("policy_row_of_nothing", place, {"row": row.path})
    for other in before:
        if any(other.covers(path) for path in covered):
            yield Finding("policy_row_twice", place, {"row": row.path, "other": other.path})
    for ours in dict.fromkeys(our_policy().row_for(path) for path in covered):
        if row.looser_than(ours):
            values: dict[str, Value] = {"row": row.path, "effect": row.effect, "rule": ours.rule}
            yield Finding("policy_row_looser", place, values | {"ours": ours.effect, "ours_row": ours.path})
