"""What a text agrees of days: until when it holds, within how many the counterpart is told of a new focal point, and
how often passwords are changed (rules C6, D12, E8)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any

from dtmforms.register.patch import Values


@dataclass(frozen=True, slots=True)
class AgreedDays:
    """`None` where nothing is agreed."""

    valid_until: str | None = None
    notify_within_days: int | None = None
    password_change_every_days: int | None = None

    def has_expired(self, day: str) -> bool:
        """Whether the agreement held until a day before."""
        return self.valid_until is not None and self.valid_until < day

    def told_by(self, effective: str) -> str | None:
        """The day by which the counterpart is told of focal points from their day on."""
        return _days_after(effective, self.notify_within_days)

    def passwords_by(self, changed: str | None) -> str | None:
        """The day by which passwords are changed again that were changed on a day."""
        return changed and _days_after(changed, self.password_change_every_days)


def stated_in(values: Values) -> dict[str, dict[str, Any]]:
    """What an event keeps of a text, so that overviews need not read it; nothing of one that agrees no days."""
    turnover = values.get("turnover") or {}
    found = {field.name: values.get(field.name, turnover.get(field.name)) for field in fields(AgreedDays)}
    days = {name: value for name, value in found.items() if value is not None}
    return {"agreed": days} if days else {}


def agreed_in(facts: dict[str, Any]) -> AgreedDays:
    """The same of what an event keeps; what another program of ours agrees beside is left out."""
    agreed = facts.get("agreed", {})
    return AgreedDays(**{field.name: agreed.get(field.name) for field in fields(AgreedDays)})


def _days_after(day: str, days: int | None) -> str | None:
    """`None` where no number is agreed, or where another office's text is no day."""
    try:
        return None if days is None else str(datetime.date.fromisoformat(day) + datetime.timedelta(days=days))
    except (ValueError, OverflowError):
        return None
