"""What a code says of itself, and what its values can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity = Literal["error", "warning"]
Kind = Literal[
    "text", "texts", "seen", "dataset", "name", "names", "choices", "code", "codes", "steps", "fields", "path", "paths",
    "number", "ordinal", "numbers", "size", "day", "language", "word", "words", "place", "said", "error",
    "post", "posts", "typed", "listed", "item", "phrase",
]  # fmt: skip
Kinds: TypeAlias = dict[str, Kind]
"""The values of a sentence by their names, each with its kind."""

KINDS: dict[Kind, str] = {
    "text": "as somebody typed it or a file has it",
    "texts": "several of them",
    "seen": "as somebody typed it, `null` where it may name or reach a person (rule D1)",
    "dataset": "the name of a dataset, `null` where it has none that can be read",
    "name": "a name that stands as it is: a code, a reference, a file, a key, a cell, terms",
    "names": "several of them",
    "choices": "several of them, of which one is to be chosen",
    "code": "a code of one of the record's closed lists",
    "codes": "codes of one of the record's closed lists, or its words, of which one is to be chosen",
    "steps": "several names, each a place within the one before it",
    "fields": "the names of fields of the form",
    "path": "a place in the record, as `table_b.low.timeline`",
    "paths": "several of them",
    "number": "how many",
    "ordinal": "which one of many, counted from 1: a page, a line, a row, an event",
    "numbers": "several of them",
    "size": "a number of bytes",
    "day": "a date, ISO 8601",
    "language": "a language, by its code (ISO 639)",
    "word": "the name of one of the words below",
    "words": "several of them",
    "post": "a post of Table C, as `iom.primary`, or an area of field focal points, as `iom.field[Gwoza]`",
    "posts": "several of them",
    "place": "one of the places below, under `place`, with its values",
    "said": "what another program says, in its own words",
    "error": "one of the errors below, its code under `error`, with its values",
    "typed": "what somebody typed, one text or several, `null` for nothing",
    "listed": "the same where the record has a closed list: its codes, or free text",
    "item": "an item of a list in the record, `null` for nothing",
    "phrase": "a phrase of the program's own, in the language of the sentence",
}


@dataclass(frozen=True, slots=True)
class Code:
    """`subject` is the file of sentences, `severity` that of a finding where nothing else is said of it, `rule` `None`
    where no rule of the guideline is concerned; `values` are the names of what is told, each with its kind."""

    subject: str
    severity: Severity
    rule: str | None
    values: Kinds


Row: TypeAlias = tuple[Severity, str | None, Kinds]


def error(rule: str | None = None, /, **values: Kind) -> Row:
    return "error", rule, values


def warning(rule: str | None = None, /, **values: Kind) -> Row:
    return "warning", rule, values
