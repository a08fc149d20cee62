"""C. Table B: urgency columns, timelines, destinations, methods."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator
from functools import cache

from dtmforms.agreement.closed_lists import ANNEX, DESTINATION_POSTS, DESTINATIONS, METHODS, URGENCIES
from dtmforms.agreement.keys import folded, meaning_key
from dtmforms.agreement.rules.values import (
    Found,
    Rule,
    Values,
    areas,
    as_text,
    at,
    datasets,
    list_items,
    name_of,
    seen,
    table_b_texts,
    texts,
    texts_beside,
)
from dtmforms.agreement.rules.words import (
    has_placeholder,
    holds_any,
    is_unprotected,
    says_high,
    types_a_password,
    without_marks,
)
from dtmforms.findings import Path
from dtmforms.language import LANGUAGES
from dtmforms.language.codes_in_words import code_in_words

_PLACEHOLDERS: dict[Path, str] = {
    ("table_b", "low", "timeline"): "placeholder_for_frequency",
    ("table_b", "medium", "timeline"): "placeholder_for_deadline",
}


def c1_no_high_urgency(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in table_b_texts(record):
        if says_high(text):
            yield Found("high_urgency", path, {"typed": seen(path, text)})


def c2_urgency_is_about_cleaning(record: Values, _: datetime.date) -> Iterator[Found]:
    for urgency in URGENCIES:
        timeline = as_text(at(record, "table_b", urgency, "timeline"))
        before = holds_any(timeline, "before")
        if holds_any(timeline, "cleaning") and before != (urgency == "medium"):
            code = "cleaned_before_low" if urgency == "low" else "cleaned_after_medium"
            yield Found(code, ("table_b", urgency, "timeline"), {"timeline": timeline})


def c3_placeholders(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in texts(record):
        if has_placeholder(text):
            yield Found(_PLACEHOLDERS.get(path, "placeholder"), path, {"typed": seen(path, text)})


def c3_kinds_of_timeline(record: Values, _: datetime.date) -> Iterator[Found]:
    low, medium = (as_text(at(record, "table_b", urgency, "timeline")) for urgency in URGENCIES)
    if holds_any(low, "deadline"):
        yield Found("deadline_in_low", ("table_b", "low", "timeline"), {"timeline": low})
    if (
        medium
        and not has_placeholder(medium)
        and not says_high(medium)
        and not any(character.isnumeric() for character in medium)
    ):
        yield Found("no_number_in_medium", ("table_b", "medium", "timeline"), {"timeline": medium})


def c4_destinations_have_people(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, item in list_items(record, "destination"):
        if item in DESTINATION_POSTS and at(record, "table_c", *item.split(".")) is None:
            yield Found("nobody_at_destination", path, {"destination": item})


def c4_field_focal_points(record: Values, _: datetime.date) -> Iterator[Found]:
    """Low names one title; Medium may name the field focal points, who are then in the list (rule D11)."""
    theirs = [one for _, one in areas(record, ANNEX.partition(".")[0])]
    for path, item in list_items(record, "destination"):
        if item == ANNEX and "low" in path:
            yield Found("field_in_low", path)
        elif item == ANNEX and not theirs:
            yield Found("no_areas_at_destination", path)
        elif item == ANNEX and all(one.get("name") is None for one in theirs):
            yield Found("nobody_at_destination", path, {"destination": item})


def c5_outside_of_table_c(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, item in list_items(record, "destination"):
        if item not in DESTINATIONS:
            yield Found("outside_of_table_c", path, {"typed": seen(path, item)})


def c6_passwords(record: Values, _: datetime.date) -> Iterator[Found]:
    plan = at(record, "table_b", "password_change_plan")
    methods = [item for _, item in list_items(record, "method")]
    if plan is None and any(item.startswith("password_protected") for item in methods):
        yield Found("no_password_plan", ("table_b", "password_change_plan"))
    for path, text in (*table_b_texts(record), *texts_beside(record)):
        if types_a_password(text):
            yield Found("password_typed_in", path)


def c6_protected(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, item in list_items(record, "method"):
        if item not in METHODS and is_unprotected(item):
            yield Found("unprotected_method", path, {"typed": item})


def c6_misspelt(record: Values, _: datetime.date) -> Iterator[Found]:
    """Free text that is nearly a word of the closed list, or is what a language calls one, is free text all the same,
    and surely not meant so."""
    for attribute, closed, code in (
        ("method", METHODS, "nearly_a_method"),
        ("destination", DESTINATIONS, "nearly_a_destination"),
    ):
        for path, item in list_items(record, attribute):
            near = "" if item in closed else _nearest(item, closed)
            if near:
                yield Found(code, path, {"near": near})


def _nearest(typed: str, closed: tuple[str, ...]) -> str:
    """The item of a closed list that the text is, but for a letter or an accent, as it is written or as a language of
    ours calls it; empty for none."""
    for cutoff, known in ((0.85, {code: code for code in closed}), (0.9, _in_words(closed))):
        for near in difflib.get_close_matches(without_marks(typed), known, n=1, cutoff=cutoff):
            return known[near]
    return ""


@cache
def _in_words(closed: tuple[str, ...]) -> dict[str, str]:
    return {without_marks(code_in_words(code, language)): code for language in LANGUAGES for code in closed}


def c7_raw_data(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in datasets(record):
        if holds_any(as_text(dataset.get("name")), "raw_data"):
            yield Found("raw_data", (*path, "name"))
    for path, item in list_items(record, "method"):
        if item == "password_protected_excel_email" or holds_any(item, "raw_data"):
            yield Found("raw_data", path)


def c8_columns(record: Values, _: datetime.date) -> Iterator[Found]:
    table = record.get("table_b")
    if isinstance(table, dict) and all(table.get(urgency) is None for urgency in URGENCIES):
        yield Found("no_column_used", ("table_b",))
    names = {
        urgency: {
            (folded(as_text(dataset.get("name"))), dataset.get("level"))
            for path, dataset in datasets(record)
            if path[1] == urgency and isinstance(dataset.get("name"), str)
        }
        for urgency in URGENCIES
    }
    for path, dataset in datasets(record):
        key = (folded(as_text(dataset.get("name"))), dataset.get("level"))
        if path[1] == "medium" and key in names["low"]:
            yield Found("in_both_columns", path, {"dataset": name_of(dataset)})


def c8_nothing_twice(record: Values, _: datetime.date) -> Iterator[Found]:
    known: set[tuple[object, ...]] = set()
    for path, dataset in datasets(record):
        key = (path[1], meaning_key(as_text(dataset.get("name"))), dataset.get("level"))
        if isinstance(dataset.get("name"), str) and key in known:
            yield Found("dataset_twice", path, {"dataset": name_of(dataset)})
        known.add(key)
    for attribute in ("destination", "method"):
        for path, item in list_items(record, attribute):
            key = (path[1], attribute, meaning_key(item))
            if key in known:
                yield Found("item_twice", path, {"typed": seen(path, item)})
            known.add(key)


RULES: tuple[Rule, ...] = (
    c1_no_high_urgency,
    c2_urgency_is_about_cleaning,
    c3_placeholders,
    c3_kinds_of_timeline,
    c4_destinations_have_people,
    c4_field_focal_points,
    c5_outside_of_table_c,
    c6_passwords,
    c6_protected,
    c6_misspelt,
    c7_raw_data,
    c8_columns,
    c8_nothing_twice,
)
