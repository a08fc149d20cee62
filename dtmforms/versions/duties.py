"""What a change of focal points leaves to be done, until somebody has evidence that it is (rules D4, D9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dtmforms.agreement.record import POSTS, SIDES, Agreement
from dtmforms.findings import Finding
from dtmforms.versions.changes import Change
from dtmforms.versions.people import leavers

DutyName = Literal["written_notice", "handover_history", "handover_agreements", "passwords_changed"]

_SENTENCES: dict[DutyName, tuple[str, str]] = {
    "written_notice": ("D4", "tell the counterpart in writing; a telephone call is no written notice"),
    "handover_history": ("D4", "the one who leaves hands over the history of the collaboration"),
    "handover_agreements": ("D4", "the one who leaves hands over the ongoing agreements"),
    "passwords_changed": ("D9", "change the shared passwords and close the access of the one who leaves"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be done for one side of Table C."""

    name: DutyName
    side: str

    @property
    def finding(self) -> Finding:
        rule, sentence = _SENTENCES[self.name]
        return Finding("warning", f"table_c.{self.side}", f"open: {sentence}", rule)


def duties(old: Agreement, new: Agreement, changes: tuple[Change, ...]) -> Iterator[Duty]:
    """What is to be done for each side whose focal points changed: a notice always, the rest where somebody left."""
    for side in SIDES:
        if any(change.steps[:2] == ("table_c", side) for change in changes):
            yield Duty("written_notice", side)
            if leavers(old, new, side):
                yield Duty("handover_history", side)
                yield Duty("handover_agreements", side)
                yield Duty("passwords_changed", side)


def vacancies(old: Agreement, new: Agreement, side: str) -> Iterator[Finding]:
    """Posts that nobody holds any more, or on one side both."""
    vacant = [post for post in POSTS if new.focal_point(f"{side}.{post}") is None]
    if len(vacant) == len(POSTS):
        message = "both posts are vacant: hold sharing until a focal point is designated in writing"
        yield Finding("warning", f"table_c.{side}", message, "D4")
    elif vacant and old.focal_point(f"{side}.{vacant[0]}"):
        message = "the post is vacant now: a successor is to be designated"
        yield Finding("warning", f"table_c.{side}.{vacant[0]}", message, "D4")
