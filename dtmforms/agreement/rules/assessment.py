"""B. The risk assessment: by whom, when, and which datasets together."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.normal import text_key
from dtmforms.agreement.rules.looking import UNREADABLE, Found, Rule, Values, as_text, at, datasets, items, texts_in


def b1_assessed_by_both(record: Values, _: datetime.date) -> Iterator[Found]:
    assessment = record.get("risk_assessment")
    if assessment is None:
        message = (
            "there is no risk assessment; the DTM Coordinator and a sectoral expert make one before collecting data"
        )
        yield Found("error", ("risk_assessment",), "B1", message)
    assessors = items(assessment, "assessors")
    if not assessors:
        return
    roles = [assessor.get("role") for assessor in assessors]
    for role, words in (("dtm_coordinator", "the DTM Coordinator"), ("sectoral_expert", "a sectoral expert")):
        if role not in roles and UNREADABLE not in roles:
            message = f"{words} is not among those who assessed the risk; add who did, with role: {role}"
            yield Found("error", ("risk_assessment", "assessors"), "B1", message)
    partner = as_text(at(record, "requesting_organization", "name"))
    for index, assessor in enumerate(assessors):
        organization = as_text(assessor.get("organization"))
        ours = organization.casefold().startswith(("iom", "oim", "المنظمة الدولية للهجرة"))
        theirs = text_key(organization).casefold() == text_key(partner).casefold()
        expert = assessor.get("role") == "sectoral_expert"
        if expert and organization and partner and not ours and not theirs:
            message = "a sectoral expert is from IOM or from the requesting organization; this is another one"
            yield Found("warning", ("risk_assessment", "assessors", index, "organization"), "B1", message)


def b2_dates_of_the_assessment(record: Values, today: datetime.date) -> Iterator[Found]:
    assessed = at(record, "risk_assessment", "assessed_on")
    due = at(record, "risk_assessment", "reassess_by")
    if isinstance(assessed, datetime.date) and assessed > today:
        message = f"{assessed} is still to come; write the day on which the risk was assessed"
        yield Found("warning", ("risk_assessment", "assessed_on"), "B2", message)
    if isinstance(assessed, datetime.date) and isinstance(due, datetime.date) and due <= assessed:
        message = f"{due} is not after the assessment of {assessed}; write when the mission will assess again"
        yield Found("error", ("risk_assessment", "reassess_by"), "B2", message)


def b3_temporal(record: Values, today: datetime.date) -> Iterator[Found]:
    due = at(record, "risk_assessment", "reassess_by")
    if isinstance(due, datetime.date) and due < today:
        message = f"the mission's own date for a reassessment, {due}, is past; sensitivity changes with time"
        yield Found("warning", ("risk_assessment", "reassess_by"), "B3", message)


def b3_relational(record: Values, _: datetime.date) -> Iterator[Found]:
    shared = {text_key(as_text(dataset.get("name"))).casefold() for _, dataset in datasets(record)}
    for index, combination in enumerate(items(record.get("risk_assessment"), "combinations")):
        names = texts_in(combination.get("datasets"))
        if names and all(text_key(name).casefold() in shared for name in names):
            message = (
                f"Table B shares {', '.join(map(repr, names))}, which the risk assessment calls sensitive together; "
                "make sure that its decision is kept"
            )
            yield Found("warning", ("risk_assessment", "combinations", index), "B3", message)


RULES: tuple[Rule, ...] = (
    b1_assessed_by_both,
    b2_dates_of_the_assessment,
    b3_temporal,
    b3_relational,
)
