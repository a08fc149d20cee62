"""A. Classification: only what IOM classes Confidential stands in Table B."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.rules.looking import Found, Rule, Values, as_text, datasets, quoted
from dtmforms.agreement.rules.wording import holds_any


def a1_only_confidential(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in datasets(record):
        where = f"{quoted(dataset.get('name'))} in the {path[1]} urgency column"
        if dataset.get("classification") == "public":
            message = f"{where} is classed Public: publish it, no agreement is needed; take it out of Table B"
            yield Found("error", (*path, "classification"), "A1", message)
        if dataset.get("classification") == "secret":
            message = (
                f"{where} is classed Secret, outside of this guideline (note under Table B: referral pathway); "
                "take it out of Table B and go through IOM Legal"
            )
            yield Found("error", (*path, "classification"), "A1", message)


def a2_the_partners_scale(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in datasets(record):
        label = as_text(dataset.get("partner_label"))
        if any(word in label.casefold() for word in ("confiden", "restrict", "personal", "secret")):
            message = f"the partner's {label!r} is often what IOM classes Secret; make sure that IOM's class is right"
            yield Found("warning", (*path, "partner_label"), "A2", message)


def a3_level_of_aggregation(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in datasets(record):
        if dataset.get("level") in ("household", "individual") and dataset.get("classification") == "confidential":
            message = (
                f"{quoted(dataset.get('name'))} at {dataset['level']} level is classed Confidential; "
                "data that can identify a person is Secret: check the class"
            )
            yield Found("warning", (*path, "level"), "A3", message)


def a4_may_be_secret(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in datasets(record):
        name = as_text(dataset.get("name"))
        if holds_any(name, "raw_data"):
            continue
        if holds_any(name, "may_be_secret"):
            message = f"{name!r} may be Secret by its wording; a person decides whether it belongs in Table B"
            yield Found("warning", (*path, "name"), "A4", message)


RULES: tuple[Rule, ...] = (
    a1_only_confidential,
    a2_the_partners_scale,
    a3_level_of_aggregation,
    a4_may_be_secret,
)
