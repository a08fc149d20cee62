"""B. The risk assessment: by whom, when, and which datasets together."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.keys import text_key
from dtmforms.agreement.rules.values import UNREADABLE, Found, Rule, Values, as_text, at, datasets, items, texts_in
from dtmforms.agreement.rules.words import holds_any
from dtmforms.findings import Value


def b1_assessed_by_both(record: Values, _: datetime.date) -> Iterator[Found]:
    assessment = record.get("risk_assessment")
    if assessment is None:
        yield Found("no_risk_assessment", ("risk_assessment",))
    assessors = items(assessment, "assessors")
    if not assessors:
        return
    roles = [assessor.get("role") for assessor in assessors]
    for role, code in (("dtm_coordinator", "no_coordinator"), ("sectoral_expert", "no_expert")):
        if role not in roles and UNREADABLE not in roles:
            yield Found(code, ("risk_assessment", "assessors"))
    partner = as_text(at(record, "requesting_organization", "name"))
    for index, assessor in enumerate(assessors):
        organization = as_text(assessor.get("organization"))
        ours = holds_any(organization, "iom")
        theirs = text_key(organization).casefold() == text_key(partner).casefold()
        expert = assessor.get("role") == "sectoral_expert"
        if expert and organization and partner and not ours and not theirs:
            yield Found("expert_of_another_organization", ("risk_assessment", "assessors", index, "organization"))


def b2_dates_of_the_assessment(record: Values, today: datetime.date) -> Iterator[Found]:
    assessed = at(record, "risk_assessment", "assessed_on")
    due = at(record, "risk_assessment", "reassess_by")
    if isinstance(assessed, datetime.date) and assessed > today:
        yield Found("assessed_in_the_future", ("risk_assessment", "assessed_on"), {"day": str(assessed)})
    if isinstance(assessed, datetime.date) and isinstance(due, datetime.date) and due <= assessed:
        days: dict[str, Value] = {"day": str(due), "assessed": str(assessed)}
        yield Found("reassessed_before", ("risk_assessment", "reassess_by"), days)


def b3_temporal(record: Values, today: datetime.date) -> Iterator[Found]:
    due = at(record, "risk_assessment", "reassess_by")
    if isinstance(due, datetime.date) and due < today:
        yield Found("reassessment_due", ("risk_assessment", "reassess_by"), {"day": str(due)})


def b3_relational(record: Values, _: datetime.date) -> Iterator[Found]:
    shared = {text_key(as_text(dataset.get("name"))).casefold() for _, dataset in datasets(record)}
    for index, combination in enumerate(items(record.get("risk_assessment"), "combinations")):
        names = texts_in(combination.get("datasets"))
        if names and all(text_key(name).casefold() in shared for name in names):
            yield Found("sensitive_together", ("risk_assessment", "combinations", index), {"datasets": names})


RULES: tuple[Rule, ...] = (
    b1_assessed_by_both,
    b2_dates_of_the_assessment,
    b3_temporal,
    b3_relational,
)
