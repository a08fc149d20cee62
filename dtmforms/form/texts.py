"""From a record's values to the texts of the form's fields, and back: one is the inverse of the other for every record
without errors."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dtmforms.agreement.closed_lists import ANNEX, DESTINATIONS, METHODS, SCHEMA, SIDES, URGENCIES
from dtmforms.agreement.destinations import PRINTED_IN, printed
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.plain_values import put, value_at
from dtmforms.findings import Path, dotted
from dtmforms.form.fields import DATASET, OFFERED, TICKED, UNCHOSEN, UNTICKED, Field, OtherTerm, Rows, fields
from dtmforms.language.cldr import unbroken_day
from dtmforms.language.days import days_meant
from dtmforms.language.labels import Labels, labels
from dtmforms.language.paths import steps_in_words

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement


def texts_of(record: Agreement, rows: Rows, language: str) -> dict[str, str]:
    """The text of every field, by its name; empty where the record has nothing for it. None begins or ends with a
    blank."""
    values, words = record.printed_values(), labels(language)
    values["country"] = f"{record.country_in(language).strip()} ({values['country']})"
    return {field.name: _text_of(field, values, words) for field in fields(rows)}


def options_shown(words: Labels) -> dict[str, str]:
    """What a choice shows for each of its values, that of no answer first."""
    return {UNCHOSEN: words.ours["choose"], **words.levels}


def printed_destination(record: Agreement, urgency: str, item: str) -> str:
    """What is printed for an item of a data destination: for one that follows Table C the person's title in Low,
    name and title in Medium (rule C4), empty where the post is vacant; free text as it is, and the annex as that."""
    if item not in DESTINATIONS or item == ANNEX:
        return item
    person = record.focal_point(item)
    return printed(person.model_dump(), PRINTED_IN[urgency]) if person else ""


def _text_of(field: Field, values: dict[str, Any], words: Labels) -> str:
    if field.kind == "tick":
        if field.item:
            return TICKED if field.item in (value_at(values, field.path) or ()) else UNTICKED
        return TICKED if value_at(values, field.path) is None else UNTICKED
    if field.row is not None:
        offered = OFFERED[str(field.path[1]), str(field.path[2])]
        free = [item for item in value_at(values, field.path) or () if item not in offered]
        item = free[field.row] if field.row < len(free) else ""
        return words.methods.get(item, item)
    value = value_at(values, field.path)
    if value is None and _names_ours(field):
        return words.ours["vacant"]
    if isinstance(value, datetime.date):
        return unbroken_day(value, words.language)
    return str(value) if value is not None else UNCHOSEN if field.kind == "choice" else ""


def _names_ours(field: Field) -> bool:
    """Whether a field is the name of a focal point of IOM, which says where there is none."""
    return field.ours and field.path[0] == "table_c" and field.path[-1] == "name"


@dataclass(slots=True)
class FormValues:
    """What the texts of a form amount to: plain values as a record has them.

    `names` gives the field behind each path, written as in findings. `contradictions` are the names of ticks by which a
    column is not used although it has entries."""

    values: dict[str, Any]
    names: dict[str, str] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)


def values_of(texts: Mapping[str, str], rows: Rows, language: str) -> FormValues:
    """The record's values that a form's texts stand for; what was left empty is not there, rows that were left
    empty close up, and an urgency column without any entry is `None`.

    Every dataset is classed Confidential: only such stand in Table B (rule A1). What the form has no field for
    (risk assessment, known e-mail domains, signatories) is not in the values.
    """
    values: dict[str, Any] = {"schema": SCHEMA, "language": language, "table_b": dict.fromkeys(URGENCIES)}
    values["table_c"] = {side: {} for side in SIDES}
    form = FormValues(values)
    closed_up: dict[Path, int] = {}
    for entry in fields(rows):
        value = _value_of(entry, texts.get(entry.name, ""), labels(language))
        if value is None:
            continue
        path = _closed_up(entry.path, closed_up)
        if entry.item or entry.row is not None:
            path = (*path, len(value_at(values, path) or ()))
        put(values, path, value)
        form.names[dotted(path)] = entry.name
    for urgency in URGENCIES:
        column = values["table_b"][urgency]
        for dataset in (column or {}).get("datasets", ()):
            dataset["classification"] = "confidential"
        if column and texts.get(f"table_b_{urgency}_not_applicable") == TICKED:
            form.contradictions.append(f"table_b_{urgency}_not_applicable")
    return form


def _value_of(entry: Field, text: str, words: Labels) -> Any:
    """What a field's text stands for; `None` for nothing."""
    if entry.kind == "tick":
        return entry.item or None if text == TICKED else None
    if entry.kind == "choice":
        return _option(text, words) if text not in ("", UNCHOSEN) else None
    if not text.strip():
        return None
    if entry.term:
        return _typed(entry.term, text.strip())
    if _names_ours(entry) and text.strip() == words.ours["vacant"]:
        return None
    if entry.path == ("country",):
        return re.sub(r".*\(([A-Z]{3})\)\s*$", r"\1", text, flags=re.DOTALL)
    if "datasets" in entry.path and entry.kind == "lines":
        return " ".join(filter(None, map(str.strip, re.split(r"[\r\n]", text))))
    return _closed_item(entry, text, words) if entry.row is not None else text


def _typed(term: OtherTerm, text: str) -> Any:
    """The day or the number that a text says; the text itself where it says none, or one of two days."""
    if term.holds == "day" and len(meant := days_meant(text)) == 1:
        return datetime.date.fromisoformat(meant[0])
    return int(text) if term.holds == "number" and text.isdecimal() else text


def _closed_up(path: Path, indices: dict[Path, int]) -> Path:
    """The path with the row of a form, in which others were left empty, counted among those that were filled."""
    row = next((position for position, step in enumerate(path) if isinstance(step, int)), None)
    if row is None:
        return path
    place = path[:row]
    index = indices.setdefault(path[: row + 1], sum(known[:row] == place for known in indices))
    return (*place, index, *path[row + 1 :])


def _option(text: str, words: Labels) -> str:
    """Some programs store the text that a choice shows, not the value that it stands for."""
    return next((level for level, shown in words.levels.items() if text_key(text) == shown), text)


def _closed_item(field: Field, text: str, words: Labels) -> str:
    """A free row that holds the form's own words for a method means that method."""
    if field.path[2] == "method":
        return next((method for method in METHODS if text_key(text) == words.methods[method]), text)
    return text


def tooltip(field: Field, language: str) -> str:
    """What a field is, in words, for people who cannot see the page: `Table B, Low Urgency, Timeline`."""
    words = labels(language)
    if field.term:
        return steps_in_words((words.ours["other_terms"], words.ours[field.term.label]), language)
    parts = [_label_of(step, field.path, words) for step in field.path]
    if field.row is not None:
        parts.append(f"{words.ours['other']} {field.row + 1}")
    elif field.item:
        parts.append(offered_in_words(field.item, words))
    elif field.kind == "tick":
        parts.append(words.ours["column_not_used"])
    return steps_in_words([part.rstrip(" \u00a0:*") for part in parts if part], language)


def offered_in_words(item: str, words: Labels) -> str:
    """What stands beside a tick."""
    if item == ANNEX:
        return words.ours["field_annex"]
    return words.methods.get(item) or words.official[item.rpartition(".")[2]]


def _label_of(step: str | int, path: Path, words: Labels) -> str:
    """The form's word for one step of a path; empty for a name, which is what the step before it is called. Raises
    `KeyError` where the form has no word for it."""
    if isinstance(step, int):
        return str(step + 1)
    if path[0] in ("table_b", "table_c"):
        if step == "requesting_organization":
            return words.ours[step]
        if "datasets" in path and step in DATASET:
            return "" if step == "name" else words.ours[step]
        official = words.official.get(f"person_{step}") or words.official.get(step)
        if isinstance(official, str):
            return official.partition(":")[0] if step in ("table_b", "table_c") else official
    return "" if step == "name" else words.ours[step]
