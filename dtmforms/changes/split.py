"""A mixed change in two parts: what can take effect as a notice, and what waits as a revision (rule D7).

Things move together: the two posts of one side (a swap taken by half would name one person twice), whoever is called
for one area, the risk assessment, the signatories, the known domains. A part moves with the notice only where nothing
in it takes a revision, and only where the notice is then valid on its own. The people of an organization that is
renamed belong to the new one, and wait with its name. Of another agreement (rule E4) nothing moves with a notice.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dtmforms.agreement.check import NAMES, check_values
from dtmforms.agreement.closed_lists import POSTS, SIDES, URGENCIES
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.agreement_key import changed_key
from dtmforms.changes.compare import Comparison, compare
from dtmforms.changes.diff import Change
from dtmforms.changes.fingerprint import identified
from dtmforms.changes.policy import Steps, item_of
from dtmforms.errors import RecordError

_NAME: Steps = ("requesting_organization", "name")
_DOMAINS: Steps = ("requesting_organization", "email_domains")
_PEOPLE: tuple[Steps, ...] = tuple(("table_c", side) for side in SIDES)
_POSTS: tuple[Steps, ...] = tuple((*people, "posts") for people in _PEOPLE)
"""The two posts of each side; its areas are each a part of their own (rule D11)."""
_TOGETHER: tuple[Steps, ...] = (("risk_assessment",), ("signatories",), _DOMAINS)
_FOLLOWED: Steps = ("table_c", "requesting_organization", "posts")
"""Whom destinations follow."""
_OF_THE_RENAMED: tuple[Steps, ...] = (("table_c", "requesting_organization"), _DOMAINS)


@dataclass(frozen=True, slots=True)
class Split:
    """The two parts. `notice` is the old record with all that takes no revision, `None` where there is no such
    change; `revision` is the whole new record, `None` where nothing takes a revision. `taking_effect` and `waiting`
    are the changes of each."""

    notice: Agreement | None
    revision: Agreement | None
    taking_effect: tuple[Change, ...]
    waiting: tuple[Change, ...]


def split(
    old: Agreement, new: Agreement, comparison: Comparison | None = None, *, today: datetime.date | None = None
) -> Split:
    """Split what changed from `old` to `new`, both of them valid; `comparison` is theirs, where it was made by another
    policy. Both parts, one after the other, make the new record. The notice is valid on the day `today`.

    Raises `RecordError` where the records have different references: nothing of another agreement is a notice.
    """
    if text_key(old.reference) != text_key(new.reference):
        raise RecordError("no_split_of_two_agreements", reference=new.reference, other=old.reference)
    comparison = comparison or compare(old, new)
    changes, moved = comparison.changes, tuple(urgency for urgency, texts in comparison.moved_along.items() if texts)
    held = {_together(change.steps) for change in changes if change.effect == "revision"}
    if not held:
        return Split(new if changes or moved else None, None, changes, ())
    if changed_key(changes):
        return Split(None, new, (), changes)
    if _NAME in held:
        held.update(_OF_THE_RENAMED)
    for also in ((), _PEOPLE, (*_PEOPLE, *_TOGETHER)):
        parts = _parted(old, new, changes, held.union(also), moved)
        if parts.notice and _valid(parts.notice, today):
            return parts
    return Split(None, new, (), changes)


def with_changes(old: Agreement, new: Agreement, changes: Sequence[Change]) -> Agreement:
    """`old` with some of its changes to `new`. Raises `RecordError` where one of them has no place in it any more."""
    try:
        return _applied(old, new, tuple(changes))
    except (KeyError, TypeError, ValueError):
        paths = [change.path for change in changes]
        raise RecordError("changes_have_no_place", reference=old.reference, paths=paths) from None


def _parted(
    old: Agreement, new: Agreement, changes: tuple[Change, ...], held: set[Steps], moved: tuple[str, ...]
) -> Split:
    """`moved` are the urgency columns of which free text moved along with Table C: it goes with the people."""
    waiting = tuple(change for change in changes if _waits(_together(change.steps), held))
    taking_effect = tuple(change for change in changes if change not in waiting)
    texts = () if _waits(_FOLLOWED, held) else moved
    notice = _with_texts(_applied(old, new, taking_effect), new, texts) if taking_effect or texts else None
    return Split(notice, new, taking_effect, waiting)


def _with_texts(record: Agreement, new: Agreement, urgencies: tuple[str, ...]) -> Agreement:
    """The record with the destinations of these columns as in the new one."""
    values, wanted = record.values(), new.values()
    for urgency in urgencies:
        _copy(wanted, values, ("table_b", urgency, "destination"))
    return Agreement.model_validate(values)


def _valid(record: Agreement, today: datetime.date | None) -> bool:
    return check_values(record.values(), beyond=NAMES, today=today).record is not None


def _together(steps: Steps) -> Steps:
    """The part that moves as a whole, and that a path leads into; the path itself where there is none."""
    if steps[:2] in _PEOPLE:
        return item_of(steps) or (*steps[:2], "posts")
    return next((group for group in _TOGETHER if steps[: len(group)] == group), steps)


def _waits(part: Steps, held: set[Steps]) -> bool:
    return any(part[: len(one)] == one for one in held)


def _applied(old: Agreement, new: Agreement, changes: tuple[Change, ...]) -> Agreement:
    """The old record with some of the changes. A dataset's name comes after all else of it, which goes by that name."""
    values, was, wanted = copy.deepcopy(old.values()), old.values(), new.values()
    for change in reversed(changes):
        group = _together(change.steps)
        if group in _POSTS:
            for post in POSTS:
                _copy(wanted, values, (*group[:2], post))
        elif group[:2] in _PEOPLE:
            _put_area(wanted, values, change)
        elif group in _TOGETHER:
            _copy(wanted, values, group)
        elif part := _comes_or_goes((was, wanted), change.steps):
            _copy(wanted, values, part)
        elif change.whole_item:
            _put_item(wanted, values, change)
        elif not item_of(change.steps):
            _copy(wanted, values, change.steps)
        else:
            place = _place_of(values, change.steps)
            place[change.steps[-1]] = list(change.new) if isinstance(change.new, tuple) else change.new
    return Agreement.model_validate(values)


def _comes_or_goes(both: tuple[dict[str, Any], dict[str, Any]], steps: Steps) -> Steps | None:
    """The part that a path leads into and one of the records has not: a column of Table B, or a part that is optional
    as a whole; `None` where both have it."""
    if steps[0] == "table_b" and steps[1] in URGENCIES:
        return None if all(one["table_b"].get(steps[1]) for one in both) else steps[:2]
    return None if len(steps) == 1 or all(one.get(steps[0]) for one in both) else steps[:1]


def _place_of(values: dict[str, Any], steps: Steps) -> Any:
    """The mapping or list that holds what a path leads to. Raises `KeyError` where there is none."""
    place: Any = values
    for step, attribute in zip(steps[:-1], ("", *steps), strict=False):
        place = dict(identified(place, attribute))[step] if isinstance(place, list) else place[step]
    return place


def _put_item(wanted: dict[str, Any], values: dict[str, Any], change: Change) -> None:
    """Add an item to a list, or take it out."""
    items, attribute = _place_of(values, change.steps), change.steps[-2]
    if change.new is None:
        items.remove(dict(identified(items, attribute))[change.steps[-1]])
    else:
        items.append(dict(identified(_place_of(wanted, change.steps), attribute))[change.steps[-1]])


def _put_area(wanted: dict[str, Any], values: dict[str, Any], change: Change) -> None:
    """Give an area to whom `wanted` has for it, add it, or take it out. One that stays is called as it was. Raises
    `KeyError` where it is to stay and is not there."""
    side, area = change.steps[1], change.steps[3]
    areas, theirs = (dict(identified(one["table_c"][side].get("field", []), "field")) for one in (values, wanted))
    if area not in areas and not change.whole_item:
        raise KeyError(area)
    before, after = areas.get(area, {}), theirs.get(area)
    if after:
        areas[area] = after | {"area": before.get("area", after["area"])}
    else:
        areas.pop(area, None)
    values["table_c"][side]["field"] = list(areas.values())


def _copy(source: dict[str, Any], target: dict[str, Any], steps: Steps) -> None:
    """Give `target` what `source` has at a path, or nothing where `source` has nothing."""
    for step in steps[:-1]:
        source, target = source.get(step, {}), target.setdefault(step, {})
    if steps[-1] in source:
        target[steps[-1]] = source[steps[-1]]
    else:
        target.pop(steps[-1], None)
