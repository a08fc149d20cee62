"""C. Table B: urgency columns, timelines, destinations, methods."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator
from functools import cache

from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import DESTINATIONS, METHODS, URGENCIES
from dtmforms.agreement.rules.looking import (
    Found,
    Rule,
    Values,
    as_text,
    at,
    datasets,
    list_items,
    quoted,
    shown,
    table_b_texts,
    texts,
)
from dtmforms.agreement.rules.wording import PLACEHOLDER, holds_any, says_high, words
from dtmforms.findings import Path

NO_HIGH = (
    "Table B has no high urgency (note under Table B): a victim or survivor is referred within a referral pathway, "
    "outside of this agreement; write low or medium"
)

_INSTEAD: dict[Path, str] = {
    ("table_b", "low", "timeline"): "write how often, for example 'Monthly'",
    ("table_b", "medium", "timeline"): "give a number, for example 'Within 2 days'",
}


def c1_no_high_urgency(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in table_b_texts(record):
        if says_high(text):
            yield Found("error", path, "C1", f"{shown(path, text)}: {NO_HIGH}")


def c2_urgency_is_about_cleaning(record: Values, _: datetime.date) -> Iterator[Found]:
    for urgency in URGENCIES:
        timeline = as_text(at(record, "table_b", urgency, "timeline"))
        before = holds_any(timeline, "before")
        if holds_any(timeline, "cleaning") and before != (urgency == "medium"):
            when = "when data is cleaned" if urgency == "low" else "before the full dataset is cleaned"
            message = f"{timeline!r} does not fit the {urgency} urgency column, in which data is shared {when}"
            yield Found("warning", ("table_b", urgency, "timeline"), "C2", message)


def c3_placeholders(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in texts(record):
        if PLACEHOLDER.search(text):
            advice = _INSTEAD.get(path, "write what is meant")
            yield Found("error", path, "C3", f"{shown(path, text)} still has the form's placeholder; {advice}")


def c3_kinds_of_timeline(record: Values, _: datetime.date) -> Iterator[Found]:
    low, medium = (as_text(at(record, "table_b", urgency, "timeline")) for urgency in URGENCIES)
    if any(text_key(low).casefold().startswith(word) for word in words("deadline")):
        message = f"{low!r} is a deadline; the Low column asks for a frequency, for example 'Monthly'"
        yield Found("warning", ("table_b", "low", "timeline"), "C3", message)
    if (
        medium
        and not PLACEHOLDER.search(medium)
        and not says_high(medium)
        and not any(character.isnumeric() for character in medium)
    ):
        message = f"{medium!r} names no number of hours or days; the Medium column asks for a deadline"
        yield Found("warning", ("table_b", "medium", "timeline"), "C3", message)


def c4_destinations_have_people(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, item in list_items(record, "destination"):
        if item in DESTINATIONS and at(record, "table_c", *item.split(".")) is None:
            message = f"the data goes to {item}, and Table C names nobody there"
            yield Found("warning", path, "C4", message)


def c5_outside_of_table_c(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, item in list_items(record, "destination"):
        if item not in DESTINATIONS:
            near = "requesting_organization.primary or requesting_organization.secondary"
            message = f"{shown(path, item)} is a destination outside of Table C; for one of its people write {near}"
            yield Found("warning", path, "C5", message)


def c6_passwords(record: Values, _: datetime.date) -> Iterator[Found]:
    plan = at(record, "table_b", "password_change_plan")
    methods = [item for _, item in list_items(record, "method")]
    if plan is None and any(item.startswith("password_protected") for item in methods):
        message = "a password-protected method needs a plan for changing the passwords regularly; write one"
        yield Found("warning", ("table_b", "password_change_plan"), "C6", message)
    for path, text in table_b_texts(record):
        if _typed_in().search(text):
            message = "a password seems to be typed in here; delete it and change it: none is ever written in a form"
            yield Found("error", path, "C6", message)


@cache
def _typed_in() -> re.Pattern[str]:
    known = "|".join(re.escape(word) for word in words("password"))
    return re.compile(rf"({known})\s*[:=：]\s*\S", re.IGNORECASE)


def c6_misspelt(record: Values, _: datetime.date) -> Iterator[Found]:
    """Free text that is nearly a word of the closed list is free text all the same, and surely not meant so."""
    for attribute, closed in (("method", METHODS), ("destination", DESTINATIONS)):
        for path, item in list_items(record, attribute):
            near = [] if item in closed else difflib.get_close_matches(item, closed, n=1, cutoff=0.85)
            if near:
                message = f"this is free text, and nearly {near[0]!r}; did you mean that?"
                yield Found("warning", path, "C6" if attribute == "method" else "C4", message)


def c7_raw_data(record: Values, _: datetime.date) -> Iterator[Found]:
    message = (
        "raw data may hold personal data, which is Secret; take names and locations of households out before sharing"
    )
    for path, dataset in datasets(record):
        if holds_any(as_text(dataset.get("name")), "raw_data"):
            yield Found("warning", (*path, "name"), "C7", message)
    for path, item in list_items(record, "method"):
        if item == "password_protected_excel_email" or holds_any(item, "raw_data"):
            yield Found("warning", path, "C7", message)


def c8_columns(record: Values, _: datetime.date) -> Iterator[Found]:
    table = record.get("table_b")
    if isinstance(table, dict) and all(table.get(urgency) is None for urgency in URGENCIES):
        yield Found("error", ("table_b",), "C8", "both urgency columns are unused; fill in at least one")
    names = {
        urgency: {
            (text_key(as_text(dataset.get("name"))).casefold(), dataset.get("level"))
            for path, dataset in datasets(record)
            if path[1] == urgency and isinstance(dataset.get("name"), str)
        }
        for urgency in URGENCIES
    }
    for path, dataset in datasets(record):
        key = (text_key(as_text(dataset.get("name"))).casefold(), dataset.get("level"))
        if path[1] == "medium" and key in names["low"]:
            name = quoted(dataset.get("name"))
            message = f"{name} stands in both columns; right if it is sent early and again when cleaned"
            yield Found("warning", path, "C8", message)


def c8_nothing_twice(record: Values, _: datetime.date) -> Iterator[Found]:
    seen: set[tuple[object, ...]] = set()
    for path, dataset in datasets(record):
        key = (path[1], text_key(as_text(dataset.get("name"))), dataset.get("level"))
        if isinstance(dataset.get("name"), str) and key in seen:
            yield Found("error", path, "C8", f"{quoted(dataset['name'])} stands twice in this column; delete one")
        seen.add(key)
    for attribute in ("destination", "method"):
        for path, item in list_items(record, attribute):
            key = (path[1], attribute, text_key(item))
            if key in seen:
                yield Found("error", path, "C8", f"{shown(path, item)} stands twice; delete one")
            seen.add(key)


RULES: tuple[Rule, ...] = (
    c1_no_high_urgency,
    c2_urgency_is_about_cleaning,
    c3_placeholders,
    c3_kinds_of_timeline,
    c4_destinations_have_people,
    c5_outside_of_table_c,
    c6_passwords,
    c6_misspelt,
    c7_raw_data,
    c8_columns,
    c8_nothing_twice,
)
