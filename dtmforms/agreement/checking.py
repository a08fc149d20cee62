"""From a file's values to a validated record: every problem of form and every finding of a rule, in one run."""

from __future__ import annotations

import datetime
import difflib
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from dtmforms.agreement import reading, rules
from dtmforms.agreement.reading import NO_SUCH_DAY, Source, Unquoted
from dtmforms.agreement.record import SCHEMA, Agreement, holds_contact_data, is_attribute, keys_at
from dtmforms.findings import Finding, Path, any_error, dotted


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check gives: the record, `None` where an error was found, and all findings by line."""

    record: Agreement | None
    findings: tuple[Finding, ...]


def check(data: bytes, *, name: str = "", today: datetime.date | None = None) -> Checked:
    """Check the bytes of a record's file. `today` is the day against which due dates are held."""
    return check_source(reading.parse(data, name=name), today=today)


def check_values(
    values: dict[str, Any], *, beyond: tuple[str, ...] = (), today: datetime.date | None = None
) -> Checked:
    """Check values that come from no file; the findings have no lines. `beyond` are paths that the source of the
    values has no place for, so that nothing is asked of them."""
    return check_source(Source(values=values), beyond=beyond, today=today)


def check_source(source: Source, *, beyond: tuple[str, ...] = (), today: datetime.date | None = None) -> Checked:
    """Check what was read of a record's file."""
    if source.values is None and not source.problems:
        source.problem((), "the file holds no record; `dtmforms new` writes one to fill in", 1)
    findings = list(source.problems)
    record = None
    if source.values is not None:
        try:
            record = Agreement.model_validate(source.values, context={"json": source.json})
        except ValidationError as error:
            findings += _form_problems(error, source)
        broken = {finding.path for finding in findings} | set(beyond)
        values = record.values() if record else source.values
        readable = _readable(values, findings) if findings else values
        findings += [
            Finding(found.severity, dotted(found.path), found.message, found.rule, source.line(found.path))
            for found in rules.judge(readable, today=today or datetime.date.today())
            if not any(_within(dotted(found.path), path) for path in broken)
        ]
    findings.sort(key=lambda finding: (finding.line or 0, finding.severity))
    return Checked(None if any_error(findings) else record, tuple(findings))


def _within(path: str, place: str) -> bool:
    return path == place or (bool(place) and path.startswith((f"{place}.", f"{place}[")))


def _readable(values: Any, findings: list[Finding]) -> Any:
    """The values, with `rules.UNREADABLE` for whatever a problem was already found with."""
    broken = {finding.path for finding in findings}

    def copied(value: Any, path: Path) -> Any:
        if isinstance(value, Unquoted) or (dotted(path) in broken and is_attribute(path)):
            return rules.UNREADABLE
        if isinstance(value, dict):
            return {key: copied(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [copied(item, (*path, index)) for index, item in enumerate(value)]
        return value

    return copied(values, ())


def _form_problems(error: ValidationError, source: Source) -> list[Finding]:
    """pydantic's errors in our words; a misspelt key is one problem, not an unknown and a missing one."""
    errors = error.errors(include_url=False)
    missing = {item["loc"] for item in errors if item["type"] == "missing"}
    meant: dict[Path, str] = {}
    for item in errors:
        if item["type"] == "extra_forbidden":
            path = item["loc"]
            free = [str(m[-1]) for m in missing if m[:-1] == path[:-1] and m[-1] not in meant.values()]
            near = difflib.get_close_matches(str(path[-1]), free, n=1)
            if near:
                meant[path] = near[0]
                missing.discard((*path[:-1], near[0]))
    found = []
    for item in errors:
        path = item["loc"]
        if item["type"] == "missing" and path not in missing:
            continue
        message, rule = _message(dict(item), path, source, meant.get(path))
        # What stands where a key is expected may be a piece of somebody's name (rule D1).
        named = path[:-1] if item["type"] == "extra_forbidden" and holds_contact_data(path[:-1]) else path
        found.append(Finding("error", dotted(named), message, rule, source.line(path)))
    return found


_SENTENCES = {
    "country": "{value!r} is no ISO 3166-1 alpha-3 code; {advice}",
    "blank": "there is no text in it; write it, or leave the key out",
    "line_break": "the text has more than one line; the form has one line for it",
    "uncarried": "the text holds the character {character}, which no form can carry; delete it",
}
_WANTED = {
    "string_type": "text",
    "date_type": "a date",
    "list_type": "a list",
    "model_type": "a mapping of keys",
    "dict_type": "a mapping of keys",
}


def _message(item: dict[str, Any], path: Path, source: Source, meant: str | None) -> tuple[str, str | None]:
    kind, value = item["type"], item["input"]
    key = path[-1] if path else ""
    if kind == "missing":
        return _missing(path)
    if kind == "extra_forbidden":
        return _unknown_key(path, meant, value)
    if value is None:
        return f"empty; write {_WANTED.get(kind, 'it')}", None
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(value=value, **item.get("ctx", {})), None
    if kind == "too_short":
        least = item["ctx"]["min_length"]
        if path[0] == "table_b":
            return "the column is half-filled: nothing stands here; fill it in, or leave the column unused", "C8"
        return f"the list has {len(value)} of at least {least} items", None
    if kind == "literal_error":
        return _outside_the_list(path, item, value)
    if isinstance(value, Unquoted) and kind == "string_type":
        return _not_quoted(path, value), None
    if kind.startswith("date_"):
        return _no_date(str(key), value, source), None
    return f"{_kind_of(value)} stands here, where {_WANTED.get(kind, 'another kind of value')} is expected", None


def _missing(path: Path) -> tuple[str, str | None]:
    if path[0] == "table_b" and len(path) == 3:
        return "the column is half-filled: this is missing; fill it in, or leave the column unused", "C8"
    if path == ("schema",):
        return f"missing; write schema: {SCHEMA}", None
    if path[-1] in ("humanitarian_need", "purpose"):
        return "missing; write the legitimate humanitarian need and the defined purpose", "E2"
    return "missing; write it", None


def _unknown_key(path: Path, meant: str | None, value: Any) -> tuple[str, str | None]:
    if path[0] == "table_b" and str(path[-1]).lower() == "high":
        return rules.NO_HIGH, "C1"
    if "password" in str(path[-1]).lower() and path[-1] != "password_change_plan":
        return "no password is ever written here; delete it, and give it by another way", "C6"
    known = keys_at(path[:-1])
    near = meant or next(iter(difflib.get_close_matches(str(path[-1]), known, n=1)), None)
    advice = f"did you mean {near!r}?" if near else f"expected one of: {', '.join(known)}"
    comma = "; if it belongs to a text with a comma in it, put that text in quotes" if value is None else ""
    return f"unknown key; {advice}{comma}", None


def _outside_the_list(path: Path, item: dict[str, Any], value: Any) -> tuple[str, str | None]:
    expected = item["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
    if path[-1] == "classification":
        return (
            f"{_shown(value)} is no class of IOM's scale ({expected}); another scale is never mapped by its word: "
            "decide IOM's class, and put the partner's own word in partner_label",
            "A2",
        )
    if path[-1] == "level" or not isinstance(value, str):
        return f"{_shown(value)} stands here; expected one of: {expected}", None
    near = difflib.get_close_matches(value, expected.split(", "), n=1)
    advice = f"; did you mean {near[0]!r}?" if near else ""
    return f"{value!r} stands here; expected one of: {expected}{advice}", None


def _not_quoted(path: Path, value: Unquoted) -> str:
    """How to write a text that YAML takes for something else. Contact data is not repeated (rule D1)."""
    example = "…" if holds_contact_data(path) else value.typed
    typed = "what is typed" if holds_contact_data(path) else repr(value.typed)
    written = f'{path[-1]}: "{example}"' if isinstance(path[-1], str) else f'"{example}"'
    advice = f"put it in quotes: {written}"
    if path[-1] == "country" and value.typed.upper() == "NO":
        advice = "Norway's ISO 3166-1 alpha-3 code is NOR"
    return f"{typed} without quotes is read as {value.read_as}, not as text; {advice}"


def _no_date(key: str, value: Any, source: Source) -> str:
    written = '"2026-10-02"' if source.json else "2026-10-02"
    if isinstance(value, Unquoted) and value.read_as == NO_SUCH_DAY:
        return f"{value.typed!r} is a day that does not exist; correct it"
    if isinstance(value, str) and not source.json:
        try:
            day = datetime.date.fromisoformat(value)
        except ValueError:
            return f"{value!r} is no date; write year-month-day without quotes: {key}: {written}"
        return f"{value!r} in quotes is text; write the date without quotes: {key}: {day.isoformat()}"
    return f"{_shown(value)} is no date; write year-month-day: {key}: {written}"


def _shown(value: Any) -> str:
    if isinstance(value, Unquoted):
        return repr(value.typed)
    return repr(value) if isinstance(value, str) else _kind_of(value)


def _kind_of(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Unquoted):
        return value.read_as
    if isinstance(value, datetime.date):
        return "a date (in quotes it would be text)"
    if isinstance(value, bool):
        return "a yes/no value"
    names: dict[type, str] = {
        dict: "a mapping of keys",
        list: "a list",
        str: "text",
        int: "a number",
        float: "a number",
    }
    return next((name for kind, name in names.items() if isinstance(value, kind)), "another kind of value")
