"""What is taken back in a risk assessment, which always asks for another one (rule B3): a combination that is dropped
or decided otherwise, and whatever changes in it without a newer day."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from dtmforms.agreement.closed_lists import AFFECTED, GRAVITIES, Gravity
from dtmforms.agreement.keys import folded, meaning_key
from dtmforms.agreement.model import Agreement, Combination, RiskAssessment
from dtmforms.findings import Finding

_PATH = "risk_assessment"


def taken_back(old: Agreement, new: Agreement) -> Iterator[Finding]:
    """What a person should know before an assessment is believed that says less than the one before."""
    before, after = old.risk_assessment, new.risk_assessment
    if before is None:
        return
    if after is None:
        yield Finding("assessment_gone", _PATH)
        return
    yield from _combinations(before, after)
    if after.assessed_on < before.assessed_on:
        yield Finding("assessed_earlier", f"{_PATH}.assessed_on", {"day": str(before.assessed_on)})
    if after.assessed_on <= before.assessed_on:
        yield from _of_no_later_day(before, after)


def _combinations(before: RiskAssessment, after: RiskAssessment) -> Iterator[Finding]:
    decided = {_datasets(one): one.decision for one in after.combinations}
    for one in before.combinations:
        decision = decided.get(_datasets(one))
        if decision is None:
            yield Finding("combination_dropped", f"{_PATH}.combinations", {"datasets": list(one.datasets)})
        elif meaning_key(decision) != meaning_key(one.decision):
            yield Finding("combination_decided_otherwise", f"{_PATH}.combinations", {"datasets": list(one.datasets)})


def _of_no_later_day(before: RiskAssessment, after: RiskAssessment) -> Iterator[Finding]:
    """A new assessment has assessors and a next day of its own; the same one has not."""
    if Counter(one.role for one in before.assessors) - Counter(one.role for one in after.assessors):
        yield Finding("assessor_gone", f"{_PATH}.assessors")
    if (after.reassess_by or datetime.date.max) > (before.reassess_by or datetime.date.max):
        yield Finding("reassessment_put_off", f"{_PATH}.reassess_by")
    graver, now = _gravities(before), _gravities(after)
    less = [name for name, was in graver.items() if any(map(_is_graver, was, now.get(name, _NOTHING)))]
    if less:
        yield Finding("impact_lowered", f"{_PATH}.impacts", {"datasets": less})


_NOTHING = (GRAVITIES[0],) * len(AFFECTED)


def _gravities(assessment: RiskAssessment) -> dict[str, tuple[Gravity, ...]]:
    """How grave the disclosure of each dataset was found, for each of those whom it would affect."""
    return {meaning_key(one.dataset): tuple(getattr(one, whom) for whom in AFFECTED) for one in assessment.impacts}


def _is_graver(one: Gravity, other: Gravity) -> bool:
    return GRAVITIES.index(one) > GRAVITIES.index(other)


def _datasets(combination: Combination) -> frozenset[str]:
    return frozenset(map(folded, combination.datasets))
