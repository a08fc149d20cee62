"""What an agreement is known by: its country, operation, organization and subject. Where one of them changes, it is
another agreement (rule E4).

Not known by: its reference, which is only its name. What a person takes for the same on paper is the same key, whatever
its letter case, and whichever letters look alike in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from dtmforms.changes.diff import Change
from dtmforms.changes.forged_successor import on_paper
from dtmforms.changes.policy import Steps

Key: TypeAlias = "tuple[str, ...]"

_PARTS: Mapping[str, Steps] = {
    "country": ("country",),
    "operation": ("operation",),
    "organization": ("requesting_organization", "name"),
    "subject": ("subject",),
}


def key_of(about: Mapping[str, str]) -> Key:
    """The key of an agreement, by what overviews show of it."""
    return tuple(on_paper(about[part]) for part in _PARTS)


def changed_key(changes: Sequence[Change]) -> list[str]:
    """The paths at which the key becomes another one; empty where it stays."""
    concerned = [change for change in changes if change.steps in _PARTS.values()]
    return [change.path for change in concerned if on_paper(str(change.old)) != on_paper(str(change.new))]
