"""What is to be looked at beside the verdict: one small function a rule. No message holds contact data (rule D1)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from dtmforms.agreement.closed_lists import SIDES, URGENCIES
from dtmforms.agreement.keys import folded, meaning_key
from dtmforms.agreement.model import Agreement, FocalPoints
from dtmforms.agreement.rules.table_c import d3_only_its_own_people
from dtmforms.changes.agreement_key import changed_key
from dtmforms.changes.assessment import taken_back
from dtmforms.changes.confirmation import Confirmation
from dtmforms.changes.diff import Change, Typed, path_of
from dtmforms.changes.duties import duties, vacancies
from dtmforms.changes.forged_successor import doubts, look_alike
from dtmforms.changes.people import stands_on
from dtmforms.findings import Finding, Path, Value

Changes = tuple[Change, ...]

_ASSESSED_ANEW: dict[str, str] = {
    "added": "dataset_added",
    "renamed": "dataset_renamed",
    "another_level": "dataset_at_another_level",
}
"""The kinds of changes of a dataset, with the code of each."""


def remarks(
    old: Agreement, new: Agreement, changes: Changes, others: Sequence[Agreement], confirmation: Confirmation
) -> Iterator[Finding]:
    """What a person should know before the verdict is acted on, beside who is reached (`access`); only warnings."""
    yield from _two_agreements(changes)
    yield from _reassess(changes)
    yield from taken_back(old, new)
    yield from _sensitive_together(old, new, changes, others)
    yield from _look_the_same(changes)
    for duty in duties(old, new, changes):
        yield duty.finding
    for side in SIDES:
        yield from vacancies(old, new, side)
    yield from _of_the_other_side(old, new, changes)
    yield from doubts(old, new, changes, confirmation)


def _two_agreements(changes: Changes) -> Iterator[Finding]:
    if any(change.steps == ("reference",) for change in changes):
        yield Finding("two_agreements", "reference")
    if paths := changed_key(changes):
        yield Finding("another_agreement", paths[0], {"paths": paths})


def _reassess(changes: Changes) -> Iterator[Finding]:
    """A dataset under another name may be another dataset."""
    for change in changes:
        whole_or_one = change.whole_item or change.kind != "added"
        if change.dataset and change.kind in _ASSESSED_ANEW and whole_or_one:
            yield Finding(_ASSESSED_ANEW[change.kind], change.path)
        elif change.dataset and change.steps[-1] == "classification":
            yield Finding("dataset_classed_otherwise", change.path)


def sensitive_from_the_start(record: Agreement, others: Sequence[Agreement]) -> Iterator[Finding]:
    """Combinations that any of the partner's agreements declares, and that a new agreement completes."""
    yield from _completed(record, others, before=set(), renamed=set())


def _sensitive_together(
    old: Agreement, new: Agreement, changes: Changes, others: Sequence[Agreement]
) -> Iterator[Finding]:
    """Combinations that this change completes. A dataset that was renamed still counts under the name that the
    combination has for it."""
    if any(change.dataset and change.new is not None for change in changes):
        renamed = {folded(str(change.old)) for change in changes if change.kind == "renamed"}
        yield from _completed(new, others, _shared(old), renamed, *_combinations(old))


def _completed(
    new: Agreement, others: Sequence[Agreement], before: set[str], renamed: set[str], *more: Sequence[str]
) -> Iterator[Finding]:
    """Combinations that were not shared before and are now. `more` are such that stand in none of the records."""
    beside = [record for record in others if folded(record.reference) != folded(new.reference)]
    elsewhere = {name for record in beside for name in _shared(record)}
    after = _shared(new) | elsewhere | renamed
    every = [*more, *(names for record in (new, *beside) for names in _combinations(record))]
    declared = {tuple(sorted(map(folded, names))): names for names in every}
    for key, names in declared.items():
        if set(key) <= after and not set(key) <= before | elsewhere:
            where = [record.reference for record in beside if _shared(record) & (set(key) - _shared(new) - renamed)]
            values: dict[str, Value] = {"datasets": list(names)}
            if where:
                yield Finding("combination_completed_beside", "table_b", values | {"references": where})
            else:
                yield Finding("combination_completed", "table_b", values)


def _combinations(record: Agreement) -> list[list[str]]:
    assessment = record.risk_assessment
    return [combination.datasets for combination in assessment.combinations] if assessment else []


def _shared(record: Agreement) -> set[str]:
    columns = (getattr(record.table_b, urgency) for urgency in URGENCIES)
    return {folded(dataset.name) for column in columns if column for dataset in column.datasets}


def others_people(record: Agreement) -> Iterator[Finding]:
    """People of one side who stand on the other in a record (rule D3)."""
    for found in d3_only_its_own_people(record.values(), datetime.date.today()):
        yield Finding(found.code, _by_area(record, found.path))


def _by_area(record: Agreement, path: Path) -> str:
    """A path of Table C with the name of an area for its number."""
    points: FocalPoints = getattr(record.table_c, str(path[1]))
    steps = [meaning_key(points.field[step].area) if isinstance(step, int) else step for step in path]
    return path_of(tuple(steps))


def _of_the_other_side(old: Agreement, new: Agreement, changes: Changes) -> Iterator[Finding]:
    """The same of those who change, also of who was on the other side before."""
    filled = dict.fromkeys(change.place for change in changes if change.place)
    on_others_domain = [found for found in others_people(new) if found.path.endswith(".email")] if filled else []
    for place in filled:
        person, [other] = new.focal_point(place), [side for side in SIDES if not place.startswith(side)]
        if person and (stands_on(old, other, person) or stands_on(new, other, person)):
            yield Finding("person_of_other_side", f"table_c.{place}")
        yield from (found for found in on_others_domain if found.path == f"table_c.{place}.email")


def _look_the_same(changes: Changes) -> Iterator[Finding]:
    for change in changes:
        if change.effect == "revision" and any(
            look_alike(one, other) for one in _texts(change.old) for other in _texts(change.new)
        ):
            yield Finding("looks_the_same", change.path)


def _texts(typed: Typed) -> tuple[str, ...]:
    return () if typed is None else (typed,) if isinstance(typed, str) else typed
