"""What is found in a record, a return, a template or a change: a code, its place and its values. Sentences are made of
it at the edge, in one language; which codes there are, and what each of them tells, stands in `codes`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from dtmforms.codes import CODES
from dtmforms.codes.documents import OF_THIS_COMPUTER
from dtmforms.codes.errors import ERRORS
from dtmforms.codes.kinds import Code, Kind, Kinds, Severity
from dtmforms.codes.values import fit, is_of
from dtmforms.contacts import without_contacts
from dtmforms.language.catalog import sentence
from dtmforms.language.paths import path_in_words
from dtmforms.language.quoted import isolated
from dtmforms.language.shown import place_in_words, shown
from dtmforms.language.spoken import Told

_TYPED = ("text", "texts", "seen", "dataset", "said")
"""The kinds of values that hold what somebody typed."""
_MOST_OF_A_KIND, _FIRST_OF_MANY = 10, 5
"""How many findings of one code are all told on a terminal, and how many of more."""
_COUNTED = ("returns", "signatures", "register", "batch")
"""Subjects of which that is so. What somebody has to mend, a record, a workbook, a policy or a template, is told
whole: all problems at once."""
_OF_THE_CODE = cast("Severity", "")
Path: TypeAlias = "tuple[str | int, ...]"
"""A place in a record, a step an element: ("table_b", "low", "datasets", 0, "name")."""
Place: TypeAlias = dict[str, str | int | list[str]]
"""One of `codes.PLACES`, its name under `place`, with its values."""
Value: TypeAlias = str | int | list[str] | list[int] | Place | None
"""What a sentence tells, as JSON has it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `code` names it, and `values` are what its sentence tells beside its place: plain, and the same
    in every language. Addresses and numbers that someone typed where they do not belong stand in no sentence (rule D1).

    `path` is a place in the record, the part of a template, or a word such as `form`; empty for the whole. `severity`
    is that of the code where nothing else is said. `line` is a line of the record's file, counted from 1, `None` where
    there is no file; `cell` is the place in a workbook, as `Focal points!D7`, and stands for line and path there;
    `place` is where in a returned file or a template, empty for the whole. `accepted`: a person has taken it as it is.

    Raises `ValueError` for a code that the table lacks, and for values or a place that are not those of the table."""

    code: str
    path: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    severity: Severity = _OF_THE_CODE
    line: int | None = None
    cell: str | None = None
    place: Place = field(default_factory=dict)
    accepted: bool = False

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"there is no code {self.code!r}")
        if not fit(self.values, self.about.values) or not is_of("place", self.place):
            raise ValueError(f"{self.code} has other values, or another place, than the table of codes")
        if not self.severity:
            object.__setattr__(self, "severity", self.about.severity)

    @property
    def about(self) -> Code:
        """What the table of codes says of it."""
        return CODES[self.code]

    @property
    def rule(self) -> str | None:
        """The guideline's rule, `None` where only the form of a file is concerned."""
        return self.about.rule

    def says(self, language: str = "en") -> str:
        """The sentence alone."""
        kinds = self.about.values
        said = sentence(self.about.subject, self.code, language, shown(_told(self.values), kinds, language))
        return _framed("accepted", language, message=said, code=self.code) if self.accepted else said

    def where(self, language: str = "en") -> str:
        """The place in a returned file or a template, in words; empty for the whole."""
        return place_in_words(_told(self.place), language)

    def text(self, language: str = "en") -> str:
        """The sentence, with the place in words before it."""
        return at(self.where(language), self.says(language), language)

    def sentence(self, file: str, language: str = "en", *, acceptable: bool = False) -> str:
        """The finding as a person reads it: `file:line: path: message (rule C3)`. `acceptable`: it also says how to
        accept it."""
        message = self.text(language)
        if acceptable:
            message = _framed("acceptable", language, message=message.rstrip("."), code=self.code)
        if self.rule:
            said = message.removesuffix(".")  # the stop of a whole sentence goes behind its rule
            message = _framed("of_rule", language, message=said, rule=self.rule) + message[len(said) :]
        if self.severity == "warning":
            message = _framed("warning", language, message=message)
        return in_file(file, at(self._at_what(language), message, language), language, self.line)

    def _at_what(self, language: str) -> str:
        """The cell or the path; empty where a field of a form stands before the sentence, which says the same."""
        if self.cell:
            return isolated(self.cell, language)
        return "" if "field" in self.place else path_in_words(without_contacts(self.path), language)

    def as_json(self, language: str = "en") -> dict[str, object]:
        """As an answer gives it: what somebody typed without addresses and numbers in `values` (rule D1)."""
        told: dict[str, object] = {
            "severity": self.severity,
            "path": self.path,
            "line": self.line,
            "rule": self.rule,
            "code": self.code,
            "values": self.plain_values(),
            "message": self.text(language),
        }
        of_a_form = {key: self.place[key] for key in ("page", "field") if key in self.place}
        return told | ({"cell": self.cell} if self.cell else {}) | of_a_form

    def plain_values(self) -> dict[str, Any]:
        """The values for another program, without contact data."""
        return plain(self.values, self.about.values)


def _framed(frame: str, language: str, **values: object) -> str:
    return sentence("words", frame, language, values)


def at(place: str, message: str, language: str) -> str:
    """A message with its place before it, where it has one."""
    return _framed("at", language, place=place, message=message) if place else message


def in_file(file: str, message: str, language: str, line: int | None = None) -> str:
    """A message with its file before it: `file:line: message` in every language where a line is known, since programs
    look for that."""
    file = isolated(file, language)
    return at(file, message, language) if line is None else f"{file}:{line}: {message}"


def plain(values: Mapping[str, Any], kinds: Kinds) -> dict[str, Any]:
    """The values of a sentence for another program, without contact data."""
    return {name: _plain(kinds[name], value) for name, value in values.items()}


def _plain(kind: Kind, value: Any) -> object:
    if kind == "error":
        kinds = ERRORS[value["error"]]
        return {"error": value["error"]} | plain({name: value[name] for name in kinds}, kinds)
    return _without_contacts_in(value) if kind in _TYPED else value


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values for a sentence, without contact data, of which a name may hold some too."""
    return {name: _without_contacts_in(value) for name, value in values.items()}


def _without_contacts_in(value: Any) -> Any:
    if isinstance(value, dict):
        return _told(value)
    if isinstance(value, list):
        return [_without_contacts_in(item) for item in value]
    return without_contacts(value) if isinstance(value, str) else value


def sentences(
    findings: Sequence[Finding],
    file: str,
    language: str = "en",
    acceptable: Callable[[Finding], bool] = lambda _: False,
) -> Iterator[str]:
    """Each finding as a person reads it; of many with one code in what others made (a return, a register) the first
    ones, and how many more there are. `acceptable` says of a finding whether a person may accept it."""
    findings = each_once(findings)
    counts = Counter(finding.code for finding in findings if finding.about.subject in _COUNTED)
    told: Counter[str] = Counter()
    for finding in findings:
        told[finding.code] += 1
        if counts[finding.code] <= _MOST_OF_A_KIND or told[finding.code] <= _FIRST_OF_MANY:
            yield finding.sentence(file, language, acceptable=acceptable(finding))
        elif told[finding.code] == _FIRST_OF_MANY + 1:
            more = Told("more_of_a_kind", {"count": counts[finding.code] - _FIRST_OF_MANY}).text(language)
            yield in_file(file, more, language)


def each_once(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in their order, without those that say the same of the same place again."""
    return [*{repr(finding): finding for finding in findings}.values()]


def not_told_yet(findings: Iterable[Finding], told: set[str]) -> list[Finding]:
    """Findings without those on this computer that were `told`, by their codes: they are told once of all files."""
    new = [found for found in findings if found.code not in told]
    told.update(found.code for found in new if found.code in OF_THIS_COMPUTER)
    return new


def any_error(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def is_within(path: str, place: str) -> bool:
    """Whether a path, as people write it, is a place or leads into it; into the whole record leads none."""
    return path == place or (bool(place) and path.startswith((f"{place}.", f"{place}[")))


def dotted(path: Path) -> str:
    """A path as people and answers write it: `table_b.low.datasets[0].name`; empty for the whole record."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
