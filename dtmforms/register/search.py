"""What agreements are looked for by, and where in an agreement that stands.

Words are found without regard to letter case and accents. In scripts with letter case, each has to begin a word of the
text; others write words together. Nobody who is found is named in what is given back (rule D1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypedDict

from dtmforms.agreement.closed_lists import LEVELS, METHODS, URGENCIES
from dtmforms.agreement.keys import email_key
from dtmforms.agreement.rules.words import is_unprotected, without_marks
from dtmforms.language.codes_in_words import code_in_words
from dtmforms.language.spoken import spoken
from dtmforms.register.patch import Values


class Wanted(TypedDict, total=False):
    """What agreements are looked for by; all of it has to be so, and what is `None` or left out does not matter.

    `dataset`, `partner` and `method` are words, `person` words of a name or an e-mail address, `country` a code (ISO
    3166-1 alpha-3) or a name, `level` one of the record's, `state` one of `STATES`; `unprotected`: some method is
    outside of what Section 1 names (rule C6)."""

    dataset: str | None
    partner: str | None
    country: str | None
    person: str | None
    state: str | None
    level: str | None
    method: str | None
    unprotected: bool


_OF_TEXTS = ("dataset", "person", "level", "method", "unprotected")


def takes_texts(wanted: Wanted) -> bool:
    """Whether the texts of the agreements have to be read for it."""
    return any(wanted.get(key) for key in _OF_TEXTS)


class SharedDataset(NamedTuple):
    """A dataset of Table B: in which urgency, under which name, at which level."""

    urgency: str
    name: str
    level: str

    def as_json(self) -> dict[str, str]:
        return self._asdict()


@dataclass(frozen=True, slots=True)
class Match:
    """Where something that was asked for stands: its path, and the text there, `None` where people are named; of a
    dataset the level too."""

    path: str
    text: str | None = None
    level: str | None = None

    def as_json(self) -> dict[str, str | None]:
        return {"path": self.path, "text": self.text, "level": self.level}


def datasets_in(values: Values) -> tuple[SharedDataset, ...]:
    """The datasets of Table B in their order."""
    return tuple(dataset for _, dataset in _datasets(values))


def matches_in(values: Values | None, wanted: Wanted) -> tuple[Match, ...] | None:
    """Where the texts, people and methods that are wanted stand in a record; `None` where one of them is not there, or
    nothing is known of the text."""
    if not takes_texts(wanted):
        return ()
    found: list[Match] = []
    looks: Iterable[Iterable[Match]] = _looks(values, wanted) if values else [()]
    for some in looks:
        matches = list(some)
        if not matches:
            return None
        found += matches
    return tuple(found)


def is_about(about: dict[str, str], wanted: Wanted) -> bool:
    """Whether an agreement is of the country and with the partner that are wanted; the country is given by its code."""
    country, partner = wanted.get("country"), wanted.get("partner")
    return (not country or about["country"] == country) and (not partner or stand_in(partner, about["organization"]))


def stand_in(words: str, text: str, *, whole: bool = False) -> bool:
    """Whether each of the words stands in the text, `whole` or as the beginning of one."""
    key = without_marks(text)
    return all(_pattern(word, whole=whole).search(key) for word in without_marks(words).split())


def _pattern(word: str, *, whole: bool) -> re.Pattern[str]:
    if not any(letter.islower() for letter in word):
        return re.compile(re.escape(word))
    return re.compile(rf"(?<!\w){re.escape(word)}" + (r"(?!\w)" if whole else ""))


def _looks(values: Values, wanted: Wanted) -> Iterator[Iterable[Match]]:
    dataset, level = wanted.get("dataset"), wanted.get("level")
    if dataset or level:
        yield (
            Match(path, one.name, one.level)
            for path, one in _datasets(values)
            if (not dataset or stand_in(dataset, one.name)) and level in (None, "", one.level)
        )
    if method := wanted.get("method"):
        yield (Match(path, said) for path, said in _methods(values) if _says_method(method, said))
    if wanted.get("unprotected"):
        yield (Match(path, said) for path, said in _methods(values) if said not in METHODS and is_unprotected(said))
    if person := wanted.get("person"):
        yield (Match(path) for path, one in people_in(values) if is_person(one, person))


def _datasets(values: Values) -> Iterator[tuple[str, SharedDataset]]:
    for urgency in URGENCIES:
        for index, one in enumerate((values["table_b"].get(urgency) or {}).get("datasets", ())):
            level = one["level"] if one["level"] in LEVELS else ""
            yield f"table_b.{urgency}.datasets[{index}]", SharedDataset(urgency, one["name"], level)


def _methods(values: Values) -> Iterator[tuple[str, str]]:
    for urgency in URGENCIES:
        for index, said in enumerate((values["table_b"].get(urgency) or {}).get("method", ())):
            yield f"table_b.{urgency}.method[{index}]", said


def _says_method(words: str, said: str) -> bool:
    return words == said or stand_in(words, code_in_words(said, spoken()))


def people_in(values: Values) -> Iterator[tuple[str, Values]]:
    """Everybody whom a record names, by the path."""
    for key in ("table_c", "signatories", "risk_assessment"):
        yield from _people(values.get(key), key)


def _people(value: Any, path: str) -> Iterator[tuple[str, Values]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _people(item, f"{path}[{index}]")
    elif isinstance(value, dict) and "name" in value:
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _people(item, f"{path}.{key}")


def is_person(person: Values, asked: str) -> bool:
    """Whether a person is meant by an e-mail address, or by words of the name."""
    if "@" in asked:
        return "email" in person and email_key(person["email"]) == email_key(asked)
    return stand_in(asked, person["name"], whole=True)
