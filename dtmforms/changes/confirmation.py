"""Who can have confirmed a change of focal points (rule D8): a counterpart who was on file before it, whom the change
does not concern, and whose own confirmation is not open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dtmforms.agreement.closed_lists import COUNTERPARTS
from dtmforms.agreement.keys import folded
from dtmforms.agreement.model import Agreement
from dtmforms.changes.diff import Change


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That the counterpart `by`, one of `COUNTERPARTS`, has confirmed a change; `None` where nobody did. `unconfirmed`
    are the posts on file whose holders nobody has confirmed yet."""

    by: str | None = None
    unconfirmed: Collection[str] = ()


NOBODY = Confirmation()


def why_unconfirmed(
    old: Agreement, new: Agreement, changes: Sequence[Change], confirmation: Confirmation
) -> str | None:
    """The code of why the changes from `old` to `new` are not confirmed, `None` where they are."""
    by = confirmation.by
    if by is None:
        return "unconfirmed"
    names = {folded(name) for name in names_at(old, by)}
    if not names:
        return "confirmed_by_nobody"
    if by in confirmation.unconfirmed:
        return "confirmed_by_unconfirmed"
    concerned = {folded(name) for name in _concerned(old, new, changes)}
    if any(_changes(change, by) for change in changes) or names & concerned:
        return "confirmed_by_changing"
    return None


def names_at(record: Agreement, counterpart: str) -> list[str]:
    """The names of those who are this counterpart in a record; nobody for a vacancy."""
    side, _, place = counterpart.partition(".")
    if place == "signatory":
        return [signatory.name for signatory in record.signatories if signatory.organization == side]
    person = record.focal_point(counterpart) if counterpart in COUNTERPARTS else None
    return [person.name] if person else []


def _changes(change: Change, counterpart: str) -> bool:
    """Whether a change is one of what stands of this counterpart in the record."""
    side, _, place = counterpart.partition(".")
    if place == "signatory":
        return change.steps[0] == "signatories" and change.steps[1].partition(" #")[0] == side
    return change.steps[:3] == ("table_c", side, place)


def _concerned(old: Agreement, new: Agreement, changes: Sequence[Change]) -> Iterator[str]:
    """The names of those who stood, or will stand, where focal points change."""
    for place in {change.place for change in changes if change.place}:
        for record in (old, new):
            if person := record.focal_point(place):
                yield person.name
