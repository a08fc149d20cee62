"""B. The risk assessment: by whom, when, and which datasets together."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.closed_lists import Classification
from dtmforms.agreement.impact import class_suggested
from dtmforms.agreement.keys import folded
from dtmforms.agreement.rules.values import (
    UNREADABLE,
    Found,
    Rule,
    Values,
    as_text,
    at,
    datasets,
    days,
    items,
    texts_in,
)
from dtmforms.agreement.rules.words import holds_any
from dtmforms.findings import Value
from dtmforms.language.days import calendar_of

_OLD, _FAR_OFF = 5, 10
"""An assessment of so many years ago, and one to come in so many, are more likely slips in the year."""

_OF_OTHER_CLASSES: dict[Classification, str] = {"secret": "impact_of_secret", "public": "impact_of_public"}
"""What is found of a dataset that Table A's words put into another class than Table B may have (rule A1)."""


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
        theirs = folded(organization) == folded(partner)
        expert = assessor.get("role") == "sectoral_expert"
        if expert and organization and partner and not ours and not theirs:
            yield Found("expert_of_another_organization", ("risk_assessment", "assessors", index, "organization"))


def b2_dates_of_the_assessment(record: Values, today: datetime.date) -> Iterator[Found]:
    assessed, due = (_day_of_ours(record, key, today) for key in ("assessed_on", "reassess_by"))
    if assessed and assessed > today:
        yield Found("assessed_in_the_future", ("risk_assessment", "assessed_on"), {"day": str(assessed)})
    if assessed and (assessed.year + _OLD, assessed.month, assessed.day) < today.timetuple()[:3]:
        yield Found("assessed_long_ago", ("risk_assessment", "assessed_on"), {"day": str(assessed), "years": _OLD})
    if due and due.year > today.year + _FAR_OFF:
        yield Found("reassessment_far_off", ("risk_assessment", "reassess_by"), {"day": str(due), "years": _FAR_OFF})
    if assessed and due and due <= assessed:
        days: dict[str, Value] = {"day": str(due), "assessed": str(assessed)}
        yield Found("reassessed_before", ("risk_assessment", "reassess_by"), days)


def _day_of_ours(record: Values, key: str, today: datetime.date) -> datetime.date | None:
    """A day of the assessment; `None` where there is none, or where it is one of another calendar."""
    day = at(record, "risk_assessment", key)
    return day if isinstance(day, datetime.date) and not calendar_of(day.year, day.month, today) else None


def days_of_our_calendar(record: Values, today: datetime.date) -> Iterator[Found]:
    """Wherever a record has a day."""
    for path, day in days(record):
        if calendar := calendar_of(day.year, day.month, today):
            yield Found("day_of_another_calendar", path, {"day": str(day), "calendar": calendar})


def b3_temporal(record: Values, today: datetime.date) -> Iterator[Found]:
    due = at(record, "risk_assessment", "reassess_by")
    if isinstance(due, datetime.date) and due < today:
        yield Found("reassessment_due", ("risk_assessment", "reassess_by"), {"day": str(due)})


def b3_relational(record: Values, _: datetime.date) -> Iterator[Found]:
    shared = {folded(as_text(dataset.get("name"))) for _, dataset in datasets(record)}
    for index, combination in enumerate(items(record.get("risk_assessment"), "combinations")):
        names = texts_in(combination.get("datasets"))
        if names and all(folded(name) in shared for name in names):
            yield Found("sensitive_together", ("risk_assessment", "combinations", index), {"datasets": names})


def b5_of_each_dataset(record: Values, _: datetime.date) -> Iterator[Found]:
    """What is said of some datasets and not of all, and what Table A's own words call each by its impact. A program
    suggests; a person decides."""
    impacts = items(record.get("risk_assessment"), "impacts")
    assessed = {folded(as_text(impact.get("dataset"))) for impact in impacts}
    names = dict.fromkeys(as_text(dataset.get("name")) for _, dataset in datasets(record))
    rest = [name for name in names if name and folded(name) not in assessed]
    if impacts and rest:
        yield Found("impact_of_some", ("risk_assessment", "impacts"), {"datasets": rest})
    for index, impact in enumerate(impacts):
        path, name = ("risk_assessment", "impacts", index), as_text(impact.get("dataset"))
        if code := _OF_OTHER_CLASSES.get(class_suggested(impact)):
            yield Found(code, path, {"dataset": name or None})


def b5_before_the_collection(record: Values, today: datetime.date) -> Iterator[Found]:
    assessed, begins = (_day_of_ours(record, key, today) for key in ("assessed_on", "collection_begins"))
    if assessed and begins and assessed > begins:
        days: dict[str, Value] = {"day": str(assessed), "begins": str(begins)}
        yield Found("assessed_after_collection", ("risk_assessment", "assessed_on"), days)


RULES: tuple[Rule, ...] = (
    b1_assessed_by_both,
    b2_dates_of_the_assessment,
    days_of_our_calendar,
    b3_temporal,
    b3_relational,
    b5_of_each_dataset,
    b5_before_the_collection,
)
