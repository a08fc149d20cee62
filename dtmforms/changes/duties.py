"""What a change of focal points leaves to be done, until somebody has evidence that it is (rules D4, D9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dtmforms.agreement.areas import area_of
from dtmforms.agreement.closed_lists import POSTS, SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.changes.diff import Change
from dtmforms.changes.people import leavers
from dtmforms.findings import Finding

DutyName = Literal["written_notice", "handover_history", "handover_agreements", "passwords_changed"]

_CODES: dict[DutyName, str] = {
    "written_notice": "open_written_notice",
    "handover_history": "open_handover_history",
    "handover_agreements": "open_handover_agreements",
    "passwords_changed": "open_passwords_changed",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be done for one side of Table C."""

    name: DutyName
    side: str

    @property
    def finding(self) -> Finding:
        return Finding(_CODES[self.name], f"table_c.{self.side}")


def duties(old: Agreement, new: Agreement, changes: tuple[Change, ...]) -> Iterator[Duty]:
    """What is to be done for each side whose focal points changed: a notice always, the rest where somebody left."""
    for side in SIDES:
        if any(_of_people(old, new, change, side) for change in changes):
            yield Duty("written_notice", side)
            if leavers(old, new, side):
                yield Duty("handover_history", side)
                yield Duty("handover_agreements", side)
                yield Duty("passwords_changed", side)


def _of_people(old: Agreement, new: Agreement, change: Change, side: str) -> bool:
    """Whether a change is one of a side's focal points, and not of an area without anybody."""
    place = change.place
    return place is not None and place.startswith(f"{side}.") and bool(old.focal_point(place) or new.focal_point(place))


def vacancies(old: Agreement, new: Agreement, side: str) -> Iterator[Finding]:
    """Posts that nobody holds any more, or on one side both; and areas for which nobody is called any more."""
    for place in new.places(side):
        if area_of(place) is not None and old.focal_point(place) and new.focal_point(place) is None:
            yield Finding("area_vacant_now", f"table_c.{place}")
    vacant = [post for post in POSTS if new.focal_point(f"{side}.{post}") is None]
    if len(vacant) == len(POSTS):
        yield Finding("both_posts_vacant", f"table_c.{side}")
    elif vacant and old.focal_point(f"{side}.{vacant[0]}"):
        yield Finding("post_vacant_now", f"table_c.{side}.{vacant[0]}")
