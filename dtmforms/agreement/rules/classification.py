"""A. Classification: only what IOM classes Confidential stands in Table B."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.rules.values import Found, Rule, Values, as_text, datasets, name_of
from dtmforms.agreement.rules.words import holds_any
from dtmforms.language import LANGUAGES

_NOT_CONFIDENTIAL = {"public": "public_dataset", "secret": "secret_dataset"}


def a1_only_confidential(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in datasets(record):
        code = _NOT_CONFIDENTIAL.get(as_text(dataset.get("classification")))
        if code:
            yield Found(code, (*path, "classification"), {"dataset": name_of(dataset), "urgency": str(path[1])})


def a2_the_partners_scale(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in datasets(record):
        label = as_text(dataset.get("partner_label"))
        if holds_any(label, "partners_scale"):
            yield Found("partner_label", (*path, "partner_label"), {"label": label})


def a3_level_of_aggregation(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in datasets(record):
        if dataset.get("level") in ("household", "individual") and dataset.get("classification") == "confidential":
            yield Found("fine_level", (*path, "level"), {"dataset": name_of(dataset), "level": dataset["level"]})


def a4_may_be_secret(record: Values, _: datetime.date) -> Iterator[Found]:
    """By the words of the record's language and of English: what is a name in Spanish is a number in French."""
    languages = (as_text(record.get("language")), LANGUAGES[0])
    for path, dataset in datasets(record):
        name = as_text(dataset.get("name"))
        if holds_any(name, "raw_data"):
            continue
        if holds_any(name, "may_be_secret", languages):
            yield Found("may_be_secret", (*path, "name"), {"dataset": name})


RULES: tuple[Rule, ...] = (
    a1_only_confidential,
    a2_the_partners_scale,
    a3_level_of_aggregation,
    a4_may_be_secret,
)
