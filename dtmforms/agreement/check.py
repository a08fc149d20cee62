"""From a file's values to a validated record: every problem of form and every finding of a rule, in one run."""

from __future__ import annotations

import copy
import datetime
import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import ValidationError

from dtmforms.agreement import record_file
from dtmforms.agreement.closed_lists import FOCAL_POINT, MOST_AREAS, POSTS, SCHEMA, SIDES
from dtmforms.agreement.model import Agreement, holds_contact_data, is_attribute, keys_at
from dtmforms.agreement.record_file import NO_SUCH_DAY, Source, Unquoted
from dtmforms.agreement.rules.judge import judge
from dtmforms.agreement.rules.persons import names_nobody
from dtmforms.agreement.rules.values import UNREADABLE, at, items
from dtmforms.findings import Finding, Path, Value, any_error, dotted, is_within
from dtmforms.language import LANGUAGES
from dtmforms.language.codes_in_words import code_meant
from dtmforms.language.days import calendar_of_text, days_meant

_ANY_DAY = "2026-10-02"

NAMES = tuple(
    f"table_c.{side}.{place}.name"
    for side in SIDES
    for place in (*POSTS, *(f"field[{index}]" for index in range(MOST_AREAS)))
)
"""The places of people's names. Where a record was valid before, or a register holds it, nothing more is asked of them:
somebody may have accepted one (rule D2)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check gives: the record, `None` where an error was found, and all findings by line."""

    record: Agreement | None
    findings: tuple[Finding, ...]


def check(data: bytes, *, name: str = "", beyond: tuple[str, ...] = (), today: datetime.date | None = None) -> Checked:
    """Check the bytes of a record's file. `today` is the day against which due dates are held; of the paths `beyond`
    nothing is asked."""
    return check_source(record_file.parse(data, name=name), beyond=beyond, today=today)


def check_values(
    values: dict[str, Any], *, beyond: tuple[str, ...] = (), today: datetime.date | None = None
) -> Checked:
    """Check values that come from no file; the findings have no lines. `beyond` are paths that the source of the
    values has no place for, so that nothing is asked of them."""
    return check_source(Source(values=values), beyond=beyond, today=today)


def check_source(source: Source, *, beyond: tuple[str, ...] = (), today: datetime.date | None = None) -> Checked:
    """Check what was read of a record's file."""
    if source.values is None and not source.problems:
        source.problem("no_record", at=1)
    findings = list(source.problems)
    record = None
    if source.values is not None:
        said, vacant = _with_vacancies(source.values)
        findings += [Finding("nobody_named", dotted(path), line=source.line(path)) for path in vacant]
        try:
            record = Agreement.model_validate(said, context={"json": source.json})
        except ValidationError as error:
            findings += _form_problems(error, source)
        broken = {finding.path for finding in findings} | set(beyond)
        values = record.values() if record else said
        readable = _readable(values, findings) if findings else values
        findings += [
            Finding(found.code, dotted(found.path), found.values, line=source.line(found.path))
            for found in judge(readable, today=today or datetime.date.today())
            if not any(is_within(dotted(found.path), path) for path in broken)
        ]
    findings.sort(key=lambda finding: (finding.line or 0, finding.severity))
    return Checked(None if any_error(findings) else record, tuple(findings))


def _with_vacancies(values: Any) -> tuple[Any, list[Path]]:
    """The values with a vacancy for every post or area whose name says that nobody is there yet, and the places of such
    names (rules D4, D11)."""
    vacant = list(_vacancies(values))
    if not vacant:
        return values, []
    said = copy.deepcopy(values)
    for side, post, *index in vacant:
        people = said["table_c"][side]
        if index:
            areas, number = people[post], index[0]
            areas[number] = {key: value for key, value in areas[number].items() if key not in FOCAL_POINT}
        else:
            people[post] = None
    return said, [("table_c", *place, "name") for place in vacant]


def _vacancies(values: Any) -> Iterator[tuple[Any, ...]]:
    """Within Table C, the posts and areas whose name names nobody: the steps to each."""
    for side in SIDES:
        people = at(values, "table_c", side)
        yield from ((side, post) for post in POSTS if _names_nobody(at(people, post)))
        yield from ((side, "field", number) for number, one in enumerate(items(people, "field")) if _names_nobody(one))


def _names_nobody(person: Any) -> bool:
    name = at(person, "name")
    return isinstance(name, str) and names_nobody(name)


def _readable(values: Any, findings: list[Finding]) -> Any:
    """The values, with `UNREADABLE` for whatever a problem was already found with."""
    return _copied(values, (), {finding.path for finding in findings})


def _copied(value: Any, path: Path, broken: Collection[str]) -> Any:
    if isinstance(value, Unquoted) or (dotted(path) in broken and is_attribute(path)):
        return UNREADABLE
    if isinstance(value, dict):
        return {key: _copied(item, (*path, key), broken) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item, (*path, index), broken) for index, item in enumerate(value)]
    return value


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
        code, values = _what(dict(item), path, source, meant.get(path))
        # What stands where a key is expected may be a piece of somebody's name (rule D1).
        named = path[:-1] if item["type"] == "extra_forbidden" and holds_contact_data(path[:-1]) else path
        found.append(Finding(code, dotted(named), values, line=source.line(path)))
    return found


_What: TypeAlias = tuple[str, dict[str, Value]]
"""A code and its values."""
_WANTED = {
    "string_type": "text",
    "date_type": "date",
    "list_type": "list",
    "model_type": "mapping",
    "dict_type": "mapping",
}
_OF_TEXT = {
    "blank": "blank_text",
    "line_break": "line_break",
    "uncarried": "uncarried",
    "half_named": "half_named_area",
}
"""The errors of `model`, with their codes."""
_OF_NUMBERS = ("int_type", "int_from_float", "greater_than_equal", "less_than_equal")
"""Those of numbers of days."""


def _what(item: dict[str, Any], path: Path, source: Source, meant: str | None) -> _What:
    kind, value = item["type"], item["input"]
    if kind == "missing":
        return _missing(path)
    if kind == "extra_forbidden":
        return _unknown_key(path, meant, value)
    if value is None:
        return _empty(kind, path, source)
    if kind in _OF_TEXT:
        return _OF_TEXT[kind], item.get("ctx", {})
    if kind == "country":
        code = item["ctx"]["code"]
        return ("no_country_code", {"typed": value, "code": code}) if code else ("no_country", {"typed": value})
    if kind in ("too_short", "too_long"):
        return _of_another_length(path, item["ctx"])
    if kind == "literal_error":
        return _outside_the_list(path, item, value)
    if isinstance(value, Unquoted) and kind == "string_type":
        return _not_quoted(path, value)
    if kind.startswith("date_"):
        return _no_date(str(path[-1]), value, source)
    return _other_kind(path, kind, value)


def _of_another_length(path: Path, limits: dict[str, Any]) -> _What:
    number = limits["actual_length"]
    if "max_length" in limits:
        return "too_many_areas", {"number": number, "most": limits["max_length"]}
    few: _What = "too_few_items", {"number": number, "least": limits["min_length"]}
    return ("half_empty_column", {}) if path[0] == "table_b" else few


def _empty(kind: str, path: Path, source: Source) -> _What:
    """What stands there may be a word that YAML reads as nothing, such as somebody's name."""
    if kind == "string_type" and path in source.nulls:
        return _not_quoted(path, Unquoted(source.nulls[path], "nothing"))
    return ("empty_value_of_kind", {"wanted": _WANTED[kind]}) if kind in _WANTED else ("empty_value", {})


def _other_kind(path: Path, kind: str, value: Any) -> _What:
    if not path:  # the whole file
        return "no_record", {}
    if kind in _OF_NUMBERS:
        return "no_number_of_days", {}
    return "other_kind", {"kind": _kind_of(value), "wanted": _WANTED.get(kind, "another_kind")}


def _missing(path: Path) -> _What:
    if path[0] == "table_b" and len(path) == 3:
        return "half_filled_column", {}
    if path == ("schema",):
        return "missing_schema", {"schema": SCHEMA}
    return ("missing_need_or_purpose" if path[-1] in ("humanitarian_need", "purpose") else "missing"), {}


def _unknown_key(path: Path, meant: str | None, value: Any) -> _What:
    if path[0] == "table_b" and str(path[-1]).lower() == "high":
        return "high_urgency_column", {}
    if "password" in str(path[-1]).lower() and path[-1] != "password_change_plan":
        return "password_key", {}
    known = keys_at(path[:-1])
    near = meant or next(iter(difflib.get_close_matches(str(path[-1]), known, n=1)), None)
    if value is None:  # what stands behind a comma in a text without quotes
        after: _What = "unknown_key_after_comma", {"expected": list(known)}
        return ("unknown_key_near_after_comma", {"near": near}) if near else after
    return ("unknown_key_near", {"near": near}) if near else ("unknown_key", {"expected": list(known)})


def _outside_the_list(path: Path, item: dict[str, Any], value: Any) -> _What:
    expected = item["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
    typed = value.typed if isinstance(value, Unquoted) else value
    among: dict[str, Value] = {"expected": expected}
    if not isinstance(typed, str):
        code = "no_class_kind" if path[-1] == "classification" else "outside_the_list_kind"
        return code, among | {"kind": _kind_of(value)}
    if path[-1] == "classification":
        return "no_class", among | {"typed": typed}
    near = code_meant(typed, expected, LANGUAGES)
    if not near and path[-1] != "level" and typed is value:
        near = next(iter(difflib.get_close_matches(typed, expected, n=1)), "")
    if near:
        return "outside_the_list_near", among | {"typed": typed, "near": near}
    return "outside_the_list", among | {"typed": typed}


def _not_quoted(path: Path, value: Unquoted) -> _What:
    """How to write a text that YAML takes for something else. Contact data is not repeated (rule D1)."""
    private = holds_contact_data(path)
    if path[-1] == "country" and value.typed.upper() == "NO":
        return "not_quoted_norway", {"typed": value.typed, "read_as": value.read_as}
    example = "…" if private else value.typed
    written = f'{path[-1]}: "{example}"' if isinstance(path[-1], str) else f'"{example}"'
    told: dict[str, Value] = {"read_as": value.read_as, "written": written}
    return ("not_quoted_contact", told) if private else ("not_quoted", told | {"typed": value.typed})


def _no_date(key: str, value: Any, source: Source) -> _What:
    """How to write a day: the one that is meant, where that can be told."""
    typed = value.typed if isinstance(value, Unquoted) else value
    if not isinstance(typed, str):
        return "no_date_kind", {"kind": _kind_of(value), "written": _dated(key, _ANY_DAY, source)}
    if isinstance(value, Unquoted) and value.read_as == NO_SUCH_DAY:
        calendar = calendar_of_text(typed, datetime.date.today())
        elsewhere: _What = "no_such_day_in_calendar", {"typed": typed, "calendar": calendar}
        return elsewhere if calendar else ("no_such_day", {"typed": typed})
    days = days_meant(typed)
    if len(days) > 1:
        return "no_date_but_either", {"typed": typed, "written": [_dated(key, day, source) for day in days]}
    written = _dated(key, days[0] if days else _ANY_DAY, source)
    if isinstance(value, Unquoted) or source.json:
        return "no_date", {"typed": typed, "written": written}
    code = "date_in_quotes" if days == [typed] else "no_date_quoted"
    return code, {"typed": typed, "written": written}


def _dated(key: str, day: str, source: Source) -> str:
    return f'{key}: "{day}"' if source.json else f"{key}: {day}"


def _kind_of(value: Any) -> str:
    """The word for what stands there."""
    if isinstance(value, Unquoted):
        return value.read_as
    kinds: dict[type, str] = {
        type(None): "nothing",
        datetime.date: "date_without_quotes",
        bool: "yes_no",
        dict: "mapping",
        list: "list",
        str: "text",
        int: "number",
        float: "number",
    }
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "another_kind")
