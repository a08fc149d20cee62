"""A record's file, YAML or JSON, as plain values with the line of each; and values as a file again.

Not done here: whether the values make a record. No object of the YAML library leaves this module.
The reading is stricter than YAML and JSON: no tags, anchors, aliases or merge keys, no key twice, and a scalar
without quotes that YAML takes for a number or a yes/no value stays what was typed, as `Unquoted`, so that a message can
show it.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from dtmforms.agreement import slips
from dtmforms.agreement.model import uncarried, without_uncarried
from dtmforms.findings import Finding, Path, Value, dotted

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_READ_AS = {"int": "number", "float": "number", "bool": "yes_no", "timestamp": "date_and_time"}
"""What YAML takes for no text, with the word for it."""
_TAG = "tag:yaml.org,2002:"
_LOOKS: dict[str, list[tuple[str, Any]]] = {
    letter: [(tag.removeprefix(_TAG), look) for tag, look in looks]
    for letter, looks in yaml.resolver.Resolver.yaml_implicit_resolvers.items()
}
"""How what YAML takes for no text looks, by its first letter."""
_MERGE = "<<"
_LARGEST_BYTES = 500_000
"""A record of all rows that a form can have is smaller."""
_DEEPEST = 50
_JSON_TOKEN = re.compile(r'\n|[{}\[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}\[\],:"]+')
"""RFC 8259, 2, and the ends of lines."""
_LINE_ENDS = re.compile("[\u2028\u2029]")
"""What YAML takes for the end of a line and a record does not have, written as it is."""
NO_SUCH_DAY = "day_of_no_calendar"
_OTHER_KINDS = {
    b"%PDF-": "pdf_for_record",
    b"PK\x03\x04": "office_file_for_record",
    b"\xd0\xcf\x11\xe0": "old_office_file_for_record",
}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a text of Notepad begins that was saved as Unicode (the byte order mark)."""
_NESTED = "exceeded maximum nesting depth"
"""What libyaml says of values that lie deeper in each other than it goes."""
_MOST_SYNTAX_ERRORS = 10


@dataclass(frozen=True, slots=True)
class Unquoted:
    """A scalar without quotes that is no text: what was typed, and the word for what YAML or JSON reads it as."""

    typed: str
    read_as: str


@dataclass(slots=True)
class Source:
    """What a file holds. `values` is `None` where the file is empty or could not be parsed; in that case
    `problems` says why. `nulls` is what was typed where YAML reads nothing, as `Null`."""

    values: Any = None
    json: bool = False
    lines: dict[Path, int] = field(default_factory=dict)
    nulls: dict[Path, str] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """The line of a path, or of the nearest place around it that the file has; `None` without a file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(self, code: str, path: Path = (), at: int | None = None, **values: Value) -> None:
        """Note what is wrong with a place, in the line of it or in another one."""
        self.problems.append(Finding(code, dotted(path), values, line=at or self.line(path)))

    def doubled(self, path: Path, line: int) -> None:
        self.problem("doubled_key", path, line, line=self.line(path))


def parse(data: bytes, *, name: str = "") -> Source:
    """The values of a record's file, JSON where its name ends so or its text begins with a brace."""
    source = Source()
    for magic, code in _OTHER_KINDS.items():
        if data.startswith(magic):
            source.problem(code, at=1)
            return source
    if len(data) > _LARGEST_BYTES:
        source.problem("record_too_large", at=1, kilobytes=_LARGEST_BYTES // 1000)
        return source
    text = _decoded(data, source)
    if text is None:
        return source
    text = _without_control_characters(text, source)
    source.json = name.lower().endswith(".json") or text.lstrip().startswith("{")
    try:
        _parse_json(text, source) if source.json else _parse_yaml(text, source)
    except RecursionError:
        source.problem("too_deeply_nested", at=1)
    return source


def dump_yaml(values: dict[str, Any]) -> bytes:
    """Plain values as YAML that `parse` reads back equal."""
    dumped = _dumped(values, as_it_is=True)
    return (_dumped(values, as_it_is=False) if _LINE_ENDS.search(dumped) else dumped).encode()


def _dumped(values: dict[str, Any], *, as_it_is: bool) -> str:
    return str(yaml.dump(values, Dumper=_DUMPER, sort_keys=False, allow_unicode=as_it_is, width=100_000))


def dump_json(values: dict[str, Any]) -> bytes:
    """Plain values as JSON that `parse` reads back equal; dates as YYYY-MM-DD."""
    return json.dumps(values, ensure_ascii=False, indent=2, default=datetime.date.isoformat).encode() + b"\n"


def _decoded(data: bytes, source: Source) -> str | None:
    """The text of a file in UTF-8, or in UTF-16 that says so itself; `None` for another one, which is a problem then:
    what its letters are is not certain."""
    if b"\0" in data[:2] or data[2:4] == b"\0\0":
        source.problem("not_utf8", at=1, byte="0x00")
        return None
    try:
        return data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        source.problem("not_utf8", at=line, byte=f"0x{data[error.start]:02X}")
        return None


def _without_control_characters(text: str, source: Source) -> str:
    """Control characters stop the YAML library at the first one: each is named here and then left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not uncarried(text.replace("\t", " ")):
        return text
    for number, line in enumerate(text.split("\n"), start=1):
        character = uncarried(line.replace("\t", " "))
        if character:
            source.problem("uncarried_in_line", at=number, character=character)
    return without_uncarried(text)


def _parse_yaml(text: str, source: Source) -> None:
    walked = Source()
    try:
        walked.values = _YamlWalk(text, walked).document()
    except yaml.MarkedYAMLError:
        walked = _parsed_put_right(text, source)
    except (yaml.YAMLError, ValueError) as error:
        walked.problem("not_yaml", at=1, said=type(error).__name__)
    source.values, source.lines, source.nulls = walked.values, walked.lines, walked.nulls
    source.problems = sorted([*source.problems, *walked.problems], key=lambda found: found.line or 0)


def _parsed_put_right(text: str, source: Source) -> Source:
    """What a file holds that is no YAML as it stands: slips are told and put right, and a line that is wrong otherwise
    is told and passed over, so that as much is told in one run as the parser sees; no values where any line was."""
    right, found = slips.put_right(text)
    source.problems += [Finding(slip.code, values=slip.values, line=slip.lines[0]) for slip in found]
    tabs = any(slip.code == "yaml_tab" for slip in found)
    passed_over: set[int] = set()
    while True:
        walked = Source()
        try:
            values = _YamlWalk(right, walked).document()
        except yaml.MarkedYAMLError as error:
            if error.problem == _NESTED:
                raise RecursionError(_NESTED) from None
            culprit = min(_culprit(error), right.count("\n") + 1)
            if tabs or culprit in passed_over or len(passed_over) == _MOST_SYNTAX_ERRORS:
                return walked
            _syntax(error, source)
            passed_over.add(culprit)
            right = slips.without_line(right, culprit)
        else:
            walked.values = None if passed_over else values
            return walked


def _culprit(error: yaml.MarkedYAMLError) -> int:
    """The line, counted from 1, that is to blame: where something began that does not end, or where it was seen."""
    begun = error.context_mark and "block" not in (error.context or "")
    return _line(error.context_mark if begun else error.problem_mark) or 1


def _syntax(error: yaml.MarkedYAMLError, source: Source) -> None:
    """What is wrong with a file that is no YAML, and the usual causes: the parser notices some only lines later."""
    at = _line(error.problem_mark or error.context_mark)
    said = " ".join(part for part in (error.context, error.problem) if part)
    if error.context_mark:
        source.problem("yaml_syntax_begun", at=at, said=said, line=_line(error.context_mark))
    else:
        source.problem("yaml_syntax", at=at, said=said)


def _parse_json(text: str, source: Source) -> None:
    try:
        source.values = json.loads(text, parse_constant=lambda typed: Unquoted(typed, "not_a_number"))
    except json.JSONDecodeError as error:
        source.problem("not_json", at=error.lineno, said=error.msg)
        return
    except ValueError as error:
        source.problem("not_json", at=1, said=str(error))
        return
    walk = _JsonWalk(text, source)
    walk.value(walk.sign(), ())


class _YamlWalk:
    """From the events of a document (YAML 1.1, 3.1) to values, noting the line of every path on the way, and whatever
    a record may not have. libyaml would make nodes of them by recursion in C, without a limit."""

    def __init__(self, text: str, source: Source) -> None:
        self.event = _LOADER(text).get_event
        self.source = source
        self.depth = 0

    def document(self) -> Any:
        """The values of the first document; `None` where there is none."""
        self.event()
        if isinstance(self.event(), yaml.StreamEndEvent):
            return None
        value = self.value(self.event(), ())
        self.event()
        event = self.event()
        if not isinstance(event, yaml.StreamEndEvent):
            self.source.problem("second_document", at=_line(event.start_mark))
        return value

    def value(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self.source.lines.setdefault(path, line)
        self.refuse_properties(event, path, line)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path, line)
        if isinstance(event, yaml.AliasEvent):
            return None
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RecursionError
        values = self.mapping(path) if isinstance(event, yaml.MappingStartEvent) else self.sequence(path)
        self.depth -= 1
        return values

    def refuse_properties(self, event: Any, path: Path, line: int) -> None:
        """Tags, anchors and aliases (YAML 1.1, 3.2), of keys and of values: what was typed is all that is read."""
        if event.anchor is None and event.tag is None:
            return
        if isinstance(event, yaml.AliasEvent):
            self.source.problem("yaml_alias", path, line)
            return
        for code, found in (("yaml_tag", event.tag), ("yaml_anchor", event.anchor)):
            if found is not None:
                self.source.problem(code, path, line)

    def mapping(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self.event(), yaml.MappingEndEvent):
            key, line = self.key(event, path), event.start_mark.line + 1
            if key is None:
                self.value(self.event(), (*path, "?"))
                continue
            place = (*path, key)
            if key in values:
                self.source.doubled(place, line)
            self.source.lines.setdefault(place, line)
            value = self.value(self.event(), place)
            values.setdefault(key, value)
        return values

    def key(self, event: Any, path: Path) -> str | None:
        """A key as it was typed; `None` for what is none, which is a problem then."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.CollectionStartEvent):
            self.value(event, (*path, "?"))
            self.source.problem("yaml_key_is_no_text", path, line)
            return None
        if isinstance(event, yaml.AliasEvent):
            self.refuse_properties(event, path, line)
            return None
        self.refuse_properties(event, (*path, event.value), line)
        if event.value == _MERGE and event.implicit[0]:
            self.source.problem("yaml_merge_key", path, line)
            return None
        return str(event.value)

    def sequence(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := self.event(), yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values))))
        return values

    def scalar(self, event: Any, path: Path, line: int) -> Any:
        kind = _kind(event)
        if kind == "null":
            if event.value:
                self.source.nulls[path] = event.value
            return None
        if kind == "timestamp" and re.fullmatch(r"\d{4}-\d\d-\d\d", event.value):
            try:
                return datetime.date.fromisoformat(event.value)
            except ValueError:
                return Unquoted(event.value, NO_SUCH_DAY)
        if kind in _READ_AS:
            return Unquoted(event.value, _READ_AS[kind])
        if kind == "merge":
            self.source.problem("yaml_merge_sign", path, line)
        return event.value


class _JsonWalk:
    """Through a text that is valid JSON, noting the line of every path, and every key that stands twice."""

    def __init__(self, text: str, source: Source) -> None:
        self.signs = _JSON_TOKEN.finditer(text)
        self.source = source
        self.line = 1

    def sign(self) -> str:
        """The next token that is no end of a line; empty at the end of the text."""
        for found in self.signs:
            if found[0] != "\n":
                return found[0]
            self.line += 1
        return ""

    def value(self, sign: str, path: Path) -> None:
        if len(path) > _DEEPEST:
            raise RecursionError
        self.source.lines.setdefault(path, self.line)
        if sign == "{":
            self.mapping(path)
        elif sign == "[":
            self.sequence(path)

    def mapping(self, path: Path) -> None:
        keys: set[str] = set()
        while (sign := self.sign()) != "}":
            if sign == ",":
                continue
            key = json.loads(sign)
            place = (*path, key)
            if key in keys:
                self.source.doubled(place, self.line)
            keys.add(key)
            self.source.lines.setdefault(place, self.line)
            self.sign()  # the colon
            self.value(self.sign(), place)

    def sequence(self, path: Path) -> None:
        count = 0
        while (sign := self.sign()) != "]":
            if sign != ",":
                self.value(sign, (*path, count))
                count += 1


def _kind(event: Any) -> str:
    """What YAML takes a scalar for: without quotes by how it looks, and else for text."""
    if event.implicit[0]:
        for kind, look in _LOOKS.get(event.value[:1], ()):
            if look.match(event.value):
                return kind
    return "str"


def _line(mark: Any) -> int | None:
    return mark.line + 1 if mark else None
