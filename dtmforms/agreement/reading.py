"""A record's file, YAML or JSON, as plain values with the line of each; and values as a file again.

Not done here: whether the values make a record. No object of the YAML library leaves this module.
The reading is stricter than YAML: no aliases, no key twice, and a scalar without quotes that YAML takes
for a number or a yes/no value stays what was typed, as `Unquoted`, so that a message can show it.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from dtmforms.agreement.record import uncarried, without_uncarried
from dtmforms.findings import Finding, Path, dotted

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_READ_AS = {"int": "a number", "float": "a number", "bool": "a yes/no value", "timestamp": "a date and time"}
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_LARGEST_BYTES = 500_000
"""A record of all rows that a form can have is smaller."""
_DEEPEST = 50
_SURELY_FLAT = 400
_INDENTED = re.compile(r"^[ ]*(?:[-?][ \t]+)*", re.MULTILINE)
NO_SUCH_DAY = "a date that is in no calendar"
_OTHER_KINDS = (
    (b"%PDF-", "a PDF file", "read a returned form with `dtmforms ingest`"),
    (
        b"PK\x03\x04",
        "a Word or Excel file",
        "write the record as text, in YAML, or make records of a workbook with `dtmforms workbook to-records`",
    ),
)
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Unquoted:
    """A scalar without quotes that is no text: what was typed, and what YAML or JSON reads it as."""

    typed: str
    read_as: str


@dataclass(slots=True)
class Source:
    """What a file holds. `values` is `None` where the file is empty or could not be parsed; in that case
    `problems` says why."""

    values: Any = None
    json: bool = False
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """The line of a path, or of the nearest place around it that the file has; `None` without a file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(self, path: Path, message: str, line: int | None = None) -> None:
        self.problems.append(Finding("error", dotted(path), message, line=line or self.line(path)))


def parse(data: bytes, *, name: str = "") -> Source:
    """The values of a record's file, JSON where its name ends so or its text begins with a brace."""
    source = Source()
    for magic, kind, advice in _OTHER_KINDS:
        if data.startswith(magic):
            source.problem((), f"this is {kind} and no record; {advice}", 1)
            return source
    if len(data) > _LARGEST_BYTES:
        source.problem((), f"larger than {_LARGEST_BYTES // 1000} kB; no record is, give the file of one agreement", 1)
        return source
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        source.problem((), f"byte 0x{data[error.start]:02X} is not UTF-8 text; save the file as UTF-8", line)
        return source
    text = _without_control_characters(text, source)
    source.json = name.lower().endswith(".json") or text.lstrip().startswith("{")
    try:
        _parse_json(text, source) if source.json else _parse_yaml(text, source)
    except RecursionError:
        source.problem((), "too deeply nested to be a record", 1)
    return source


def dump_yaml(values: dict[str, Any]) -> bytes:
    """Plain values as YAML that `parse` reads back equal."""
    dumped = yaml.dump(values, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=100_000)
    return str(dumped).encode()


def dump_json(values: dict[str, Any]) -> bytes:
    """Plain values as JSON that `parse` reads back equal; dates as YYYY-MM-DD."""
    return json.dumps(values, ensure_ascii=False, indent=2, default=datetime.date.isoformat).encode() + b"\n"


def _without_control_characters(text: str, source: Source) -> str:
    """Control characters stop the YAML library at the first one: each is named here and then left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not uncarried(text.replace("\t", " ")):
        return text
    for number, line in enumerate(text.split("\n"), start=1):
        code = uncarried(line.replace("\t", " "))
        if code:
            source.problem((), f"the line holds the character {code}, which no form can carry; delete it", number)
    return without_uncarried(text)


def _parse_yaml(text: str, source: Source) -> None:
    try:
        _refuse_deep_nesting(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        source.problem((), _syntax(error, text), _line(error.problem_mark or error.context_mark))
        return
    except (yaml.YAMLError, ValueError) as error:
        source.problem((), f"not valid YAML: {type(error).__name__}", 1)
        return
    if node is not None:
        source.values = _Walk(source).value(node, ())


def _syntax(error: yaml.MarkedYAMLError, text: str) -> str:
    """What is wrong with a file that is no YAML, and the usual causes: the parser notices some only lines later."""
    line = text.split("\n")[error.problem_mark.line : error.problem_mark.line + 1] if error.problem_mark else []
    if line and line[0][: len(line[0]) - len(line[0].lstrip())].count("\t"):
        return "not valid YAML: the line is indented with a tab; indent with spaces"
    begun = f", begun in line {_line(error.context_mark)}" if error.context_mark else ""
    said = " ".join(part for part in (error.context, error.problem) if part)
    return (
        f"not valid YAML ({said}{begun}); look in this line and in those above for a quote or bracket that is not "
        "closed, a colon without a space, or another indentation, and put text that holds ': ', ' #' or, between "
        "braces, a comma into quotes"
    )


def _parse_json(text: str, source: Source) -> None:
    try:
        source.values = json.loads(text, parse_constant=lambda typed: Unquoted(typed, "not a number"))
    except json.JSONDecodeError as error:
        source.problem((), f"not valid JSON: {error.msg}", error.lineno)
        return
    except ValueError as error:
        source.problem((), f"not valid JSON: {error}", 1)
        return
    try:
        # Only for the lines. JSON is YAML but for tabs between the tokens and for surrogates in escapes.
        text = _SURROGATE.sub("....", text.replace("\t", " "))
        _refuse_deep_nesting(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return
    if node is not None:
        _Walk(source).value(node, ())


def _refuse_deep_nesting(text: str) -> None:
    """libyaml builds nodes by recursion in C, without a limit: deep nesting would end the whole program. A text that
    has not even the brackets and the indentation for it need not be looked through."""
    indented = max((len(found) for found in _INDENTED.findall(text)), default=0)
    if 2 * indented + text.count("[") + text.count("{") < _SURELY_FLAT:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RecursionError


class _Walk:
    """From the nodes of a document to values, noting the line of every path on the way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.source.lines.setdefault(path, _line(node.start_mark) or 1)
        if id(node) in self.seen:
            self.source.problem(path, "a YAML alias (*) stands here; write the value out")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = _line(key_node.start_mark)
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                self.source.problem(path, "a list or mapping stands where a key must be", line)
            elif key in values:
                first = self.source.lines[(*path, key)]
                self.source.problem(
                    (*path, key), f"the key stands twice, first in line {first}; delete one of them", line
                )
            else:
                self.source.lines[(*path, key)] = line or 1
                values[key] = self.value(value_node, (*path, key))
        return values

    def scalar(self, node: yaml.Node, path: Path) -> Any:
        kind = node.tag.removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "timestamp" and re.fullmatch(r"\d{4}-\d\d-\d\d", node.value):
            try:
                return datetime.date.fromisoformat(node.value)
            except ValueError:
                return Unquoted(node.value, NO_SUCH_DAY)
        if kind in _READ_AS:
            return Unquoted(node.value, _READ_AS[kind])
        if kind != "str" and not (kind == "value" and node.value == "="):
            self.source.problem(path, "a YAML tag (!) or merge key (<<) stands here; write plain text")
        return node.value


def _line(mark: Any) -> int | None:
    return mark.line + 1 if mark else None
