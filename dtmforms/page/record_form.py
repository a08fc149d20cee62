"""A step of a record's form as it is shown: what was typed, what was found beside each field, and which rows there
are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import dtmforms
from dtmforms.language.catalog import sentence
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.record_fields import RecordField, closed, lists_of, step_of

_NO_DAY = re.compile(r"no_date.*|date_in_quotes|no_such_day.*")
_EMPTY = re.compile(r"missing.*|half_\w+_column|no_(risk_assessment|column_used)|both_posts_vacant")
"""The codes of what is not written yet."""
_IN_ROW = re.compile(r"(.+\[\d+\])\.")
"""A field of a row of a list."""
_IN_ADDRESS = "add"
_IMPACT_OF = "impact_of:"
"""What a hidden field of a dataset begins with, which says by its number where its impact stands."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was found, in words: `mend`, `empty` for what is not written yet, or `look`."""

    path: str
    kind: str
    text: str

    @property
    def name(self) -> str:
        return RecordField(self.path).name


@dataclass(frozen=True, slots=True)
class Choice:
    """An item of a closed list, or free text, at the place in the list that it has or would have."""

    path: str
    value: str
    word: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class EmptyRows:
    """The lists of a step that are to have an empty row, the one that was asked for last at the end: a draft keeps no
    empty row, and whoever asked for one still wants it. An address carries them to the page that shows them; what is
    no list to which a row can be added gets into none."""

    lists: tuple[str, ...] = ()

    @staticmethod
    def in_address(step: str, given: Mapping[str, str]) -> EmptyRows:
        """Those that an address has."""
        return _known(step, given.get(_IN_ADDRESS, "").split(","))

    @staticmethod
    def sent_in(step: str, given: Mapping[str, str], without: str = "") -> EmptyRows:
        """Those of which a row was sent, but for the one `without`, that holds nothing."""
        sent = [(found[1], text) for path, text in given.items() if (found := _IN_ROW.match(path))]
        filled = {row for row, text in sent if text}
        return _known(step, (row.rpartition("[")[0] for row, _ in sent if row not in {*filled, without}))

    def and_one(self, step: str, wanted: str) -> EmptyRows:
        return _known(step, (*(one for one in self.lists if one != wanted), wanted))

    @property
    def address(self) -> str:
        """What follows the place of the step."""
        return f"?{_IN_ADDRESS}={','.join(self.lists)}" if self.lists else ""


NO_ROWS = EmptyRows()


def _known(step: str, lists: Iterable[str]) -> EmptyRows:
    return EmptyRows(tuple(one for one in dict.fromkeys(lists) if one in lists_of(step)))


@dataclass(frozen=True, slots=True)
class ShownForm:
    """The fields of a form, of a draft as it is kept or as it was just sent; `more` are the lists that are to have one
    row more, the one that was asked for last at the end."""

    typed: Mapping[str, str]
    said: Sequence[Said] = ()
    more: Sequence[str] = ()

    def value(self, path: str) -> str:
        return self.typed.get(path, "")

    def field(self, path: str) -> RecordField:
        return RecordField(path)

    def options(self, path: str) -> list[tuple[str, str]]:
        """What there is to choose from, and what was typed where that is something else."""
        options, typed = RecordField(path).options, self.typed.get(path, "")
        return options if not typed or typed in dict(options) else [*options, (typed, typed)]

    def beside(self, path: str) -> list[Said]:
        """What was found of just this place."""
        return [one for one in self.said if one.path == path]

    def is_wrong(self, path: str) -> bool:
        return any(one.kind == "mend" for one in self.beside(path))

    def within(self, path: str) -> list[Said]:
        """The same of it and of all in it."""
        return [one for one in self.said if _is_within(one.path, path)]

    def rows(self, path: str, least: int = 0) -> list[str]:
        """The items of a list: those that hold something, with one more where it is wanted."""
        found = _numbers(self.typed, path)
        new = (found[-1] + 1) if found else 0
        more = max(least - len(found), int(path in self.more))
        return [f"{path}[{number}]" for number in (*found, *range(new, new + more))]

    def choices(self, path: str, name: str, without: Sequence[str] = ()) -> list[Choice]:
        """The items of a closed list, and which of them a list of the record has."""
        at = {self.typed[f"{path}[{number}]"]: number for number in _numbers(self.typed, path)}
        new = max(at.values(), default=-1) + 1
        found = [(code, word) for code, word in closed(name) if code in at or code not in without]
        return [
            Choice(f"{path}[{at.get(code, new + count)}]", code, word, code in at)
            for count, (code, word) in enumerate(found)
        ]

    def free(self, path: str, name: str = "") -> list[str]:
        """The places of a list that hold free text, with one more for another one."""
        known = dict(closed(name)) if name else {}
        found = _numbers(self.typed, path)
        new = max(found, default=-1) + 1 + len(known)
        return [f"{path}[{number}]" for number in found if self.typed[f"{path}[{number}]"] not in known] + [
            f"{path}[{new}]"
        ]

    def datasets(self) -> list[tuple[str, str]]:
        """The places of all datasets of Table B, with where the impact of each stands; empty where a dataset before
        has the same name, and so the same impact."""
        impacts = "risk_assessment.impacts"
        numbers = _numbers(self.typed, impacts)
        there = {self.typed.get(f"{impacts}[{number}].dataset", ""): number for number in reversed(numbers)}
        new, used, found = max(numbers, default=-1) + 1, set[str](), []
        for urgency, _ in closed("urgency"):
            for row in self.rows(f"table_b.{urgency}.datasets"):
                name = self.typed.get(f"{row}.name", "")
                number = there.get(name) if name else None
                if number is None:
                    number, new = new, new + 1
                found.append((row, "" if name and name in used else f"{impacts}[{number}]"))
                used.add(name)
        return found

    def impacts_of_none(self) -> list[str]:
        """The places of impacts that stand beside no dataset of Table B: of another name, or of one that has another
        impact already."""
        shown, impacts = {impact for _, impact in self.datasets()}, "risk_assessment.impacts"
        rows = (f"{impacts}[{number}]" for number in _numbers(self.typed, impacts))
        return [row for row in rows if row not in shown]

    def names(self) -> list[str]:
        """The datasets of Table B, each once."""
        found = (self.typed.get(f"{row}.name", "") for row, _ in self.datasets())
        return list(dict.fromkeys(name for name in found if name))

    def together(self, row: str) -> list[Choice]:
        """The datasets that may be sensitive together, and which of them are said to be."""
        path = f"{row}.datasets"
        at = {self.typed[f"{path}[{number}]"]: number for number in _numbers(self.typed, path)}
        new = max(at.values(), default=-1) + 1
        return [
            Choice(f"{path}[{at.get(name, new + count)}]", name, name, name in at)
            for count, name in enumerate(dict.fromkeys([*self.names(), *at]))
        ]

    def suggested(self, impact: str) -> str:
        """The class that Table A's words suggest; empty for as long as answers are missing that it depends on."""
        given = {whom: self.typed.get(f"{impact}.{whom}", "") for whom in dtmforms.AFFECTED}
        suggested = dtmforms.class_suggested(given)
        return suggested if all(given.values()) or suggested == "secret" else ""


def said_of(draft: dtmforms.Draft, day: datetime.date) -> list[Said]:
    """What is found in a draft, as the page says it; the place is where it was typed."""
    found = draft.check(today=day).findings
    return [Said(draft.as_given(one.path), _kind(one), _text(one)) for one in found]


def sent_in(given: Mapping[str, str], step: str) -> dict[str, str]:
    """What was sent of a step; each impact with the dataset beside which it stood."""
    sent = {path: text for path, text in given.items() if step_of(path) == step}
    if step == "risk":
        for name, number in given.items():
            impact = f"risk_assessment.impacts[{number}]"
            dataset = given.get(f"{name.removeprefix(_IMPACT_OF)}.name", "")
            if name.startswith(_IMPACT_OF) and any(given.get(f"{impact}.{whom}") for whom in dtmforms.AFFECTED):
                sent[f"{impact}.dataset"] = dataset
    return sent


def without(typed: Mapping[str, str], place: str) -> dict[str, str]:
    """What was typed, without all that stands at a place; of a dataset that is gone, without its impact."""
    left = {path: text for path, text in typed.items() if not _is_within(path, place)}
    gone, names = typed.get(f"{place}.name"), ShownForm(left).names()
    if step_of(place) == "risk" and gone and gone not in names:
        of_gone = [row for row in ShownForm(left).impacts_of_none() if left.get(f"{row}.dataset") == gone]
        left = {path: text for path, text in left.items() if not any(_is_within(path, row) for row in of_gone)}
    return left


def _is_within(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}.", f"{place}["))


def _numbers(typed: Mapping[str, str], path: str) -> list[int]:
    """Which items of a list hold something."""
    pattern = re.compile(re.escape(path) + r"\[(\d+)\]")
    return sorted({int(found[1]) for place, text in typed.items() if text and (found := pattern.match(place))})


def _kind(found: dtmforms.Finding) -> str:
    if _EMPTY.fullmatch(found.code):
        return "empty"
    return "mend" if found.severity == "error" else "look"


def _text(found: dtmforms.Finding) -> str:
    """With the rule behind it."""
    said = _sentence(found)
    stop = "." if said.endswith(".") else ""
    message = said.removesuffix(".")
    return (
        sentence("words", "of_rule", spoken(), {"message": message, "rule": found.rule}) + stop if found.rule else said
    )


def _sentence(found: dtmforms.Finding) -> str:
    if _NO_DAY.fullmatch(found.code):
        return on_page("no_day")
    if found.code.startswith("missing"):
        return on_page("still_empty")
    return found.says(spoken())
