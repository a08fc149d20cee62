"""What Table A's own words call a dataset, by what its disclosure would mean (rule B5). A program suggests; a person
decides."""

from __future__ import annotations

from collections.abc import Mapping

from dtmforms.agreement.closed_lists import AFFECTED, Classification

_OF_SECRET = ("individuals", "vulnerable_groups")
"""Those whom Table A's Secret is about: serious distress, or a higher risk to an individual's safety."""
_OF_PUBLIC = ("none", "low")


def class_suggested(gravity: Mapping[str, object]) -> Classification:
    """The class, by how grave disclosure would be for each of those whom it would affect."""
    if any(gravity.get(whom) == "severe" for whom in _OF_SECRET):
        return "secret"
    return "public" if all(gravity.get(whom) in _OF_PUBLIC for whom in AFFECTED) else "confidential"
