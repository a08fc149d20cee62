"""Countries: found by whatever people call them, printed as the United Nations do (`countries/README.md`)."""

from __future__ import annotations

import csv
import difflib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError

from dtmforms.language import LANGUAGES

_ARABIC_ARTICLE = "ال"

Key = frozenset[str]
"""The words of a name, in whatever order: `Tanzania, United Republic of` is `United Republic of Tanzania`."""


def territory(alpha3: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of an alpha-3 code; `None` where there is no such country."""
    names = _united_nations().get(alpha3)
    return names["iso2"] if names else None


def country_codes() -> tuple[str, ...]:
    """The alpha-3 codes of all countries, in their order: those of ISO 3166-1, and XKX."""
    return tuple(_united_nations())


@lru_cache(maxsize=1024)
def country_name(alpha3: str, language: str) -> str:
    """The country's name in a language, as the United Nations write it; in a language of which they have none, that of
    CLDR; the code itself where there is no such country."""
    names = _united_nations().get(alpha3, {})
    ours = _usual_names()["printed"].get(alpha3, {}).get(language)
    name = names.get(language) or names.get(f"m49_{language}") or ours or _of_cldr(names.get("iso2", ""), language)
    return name or names.get("en") or alpha3


def find_country(text: str) -> str | None:
    """The alpha-3 code of a country given by code, or by a name that one country alone has: that of the United Nations,
    ISO, M49, DTM or CLDR in a language of the United Nations, a former one, an abbreviation. `None` where there is no
    such country, or where the name is that of several ("Congo")."""
    meant = _meant(text)
    return meant[0] if len(meant) == 1 else None


def similar_countries(text: str, language: str) -> list[str]:
    """Countries that a name may mean, as `COD (Democratic Republic of the Congo)` in a language, the likeliest first;
    at most four."""
    near = [*_meant(text), *_alike(text), *_within(text), *_with_a_word_of(text)]
    return [f"{alpha3} ({country_name(alpha3, language)})" for alpha3 in dict.fromkeys(near)][:4]


def first_language(alpha3: str) -> str:
    """The first language of a country in DTM's table of operations that the form has; English where it has none."""
    languages = _operations().get(alpha3, {}).get("languages", "").split()
    return next((language for language in languages if language in LANGUAGES), LANGUAGES[0])


# What a text means


def _meant(text: str) -> list[str]:
    """The countries that have this code or name, those first that the United Nations call so; none of another name."""
    code = text.strip().upper()
    for alpha3, names in _united_nations().items():
        if code in (alpha3, names["iso2"]):
            return [alpha3]
    key = _key(text)
    short = _without_kind(key)
    return _by_name().get(key) or _by_name_of_cldr().get(key) or _by_short_name().get(short) or []


def _within(text: str) -> list[str]:
    """The countries of which a name stands in the text, run together as in Chinese; the longest name first."""
    whole = _run_together(text)
    found = sorted(
        ((len(name), alpha3) for name, alpha3 in _run_together_names().items() if name in whole), reverse=True
    )
    return [alpha3 for length, alpha3 in found if length > (2 if whole.isascii() else 1)]


def _alike(text: str) -> list[str]:
    """The countries with a name that is nearly this one, the nearest first; what kind of state it is does not count."""
    known = _run_together_names()
    wanted = {_run_together(text), _short(text)}
    near = (difflib.get_close_matches(one, known, n=4, cutoff=0.7) for one in wanted if one)
    nearest = sorted({name for names in near for name in names}, key=lambda name: -_nearness(name, wanted))
    return [known[name] for name in nearest]


def _nearness(name: str, wanted: set[str]) -> float:
    return max(difflib.SequenceMatcher(None, name, one).ratio() for one in wanted)


def _with_a_word_of(text: str) -> list[str]:
    """The countries with a name that has a word of this one, those first that have more of them."""
    by_word: dict[str, list[str]] = {}
    for alpha3, name in _names():
        for word in _key(name):
            by_word.setdefault(word, []).append(alpha3)
    words = [word for word in _without_kind(_key(text)) if len(word) > 3]
    found = Counter(alpha3 for word in words for alpha3 in dict.fromkeys(by_word.get(word, ())))
    return [alpha3 for alpha3, _ in found.most_common()]


# Names


@cache
def _by_name() -> dict[Key, list[str]]:
    return _countries_by_key((alpha3, _key(name)) for alpha3, name in _names())


@cache
def _by_name_of_cldr() -> dict[Key, list[str]]:
    return _countries_by_key((alpha3, _key(name)) for alpha3, name in _names_of_cldr())


@cache
def _by_short_name() -> dict[Key, list[str]]:
    """By names without what kind of state it is: `République de Guinée` is `Guinée`."""
    names = (*_names(), *_names_of_cldr())
    return _countries_by_key((alpha3, _without_kind(_key(name))) for alpha3, name in names)


@cache
def _run_together_names() -> dict[str, str]:
    """The country of each name, as one word; of a name of several, that which the United Nations call so."""
    names = (*_names(), *_names_of_cldr())
    both = ((written, alpha3) for alpha3, name in names for written in (_run_together(name), _short(name)))
    found: dict[str, str] = {}
    for written, alpha3 in both:
        found.setdefault(written, alpha3)
    found.pop("", None)
    return found


def _countries_by_key(keys: Iterator[tuple[str, Key]]) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for alpha3, key in keys:
        if key and alpha3 not in found.setdefault(key, []):
            found[key].append(alpha3)
    return found


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Every name of every country but those of CLDR, with its code; the United Nations' first."""
    official = [
        (alpha3, name)
        for alpha3, names in _united_nations().items()
        for column, said in names.items()
        if not column.startswith("iso")
        for name in said.split("; ")
        if name
    ]
    dtm = [(alpha3, row["name"]) for alpha3, row in _operations().items()]
    usual = [(alpha3, name) for alpha3, names in _usual_names()["names"].items() for name in names]
    return (*official, *dtm, *usual)


def _names_of_cldr() -> Iterator[tuple[str, str]]:
    for language in dict.fromkeys((*_six_languages(), *LANGUAGES)):
        for alpha3, names in _united_nations().items():
            yield alpha3, _of_cldr(names["iso2"], language)


def _of_cldr(iso2: str, language: str) -> str:
    """The name that CLDR has; empty where it knows no such country or language."""
    try:
        return str(Locale(language).territories.get(iso2, ""))
    except UnknownLocaleError:
        return ""


# Words


def _key(text: str) -> Key:
    words = re.findall(r"[^\W_]+", _folded(text))
    between = _usual_names()["words"]["between"]
    return frozenset(_without_article("saint" if word == "st" else word) for word in words if word not in between)


def _without_kind(key: Key) -> Key:
    return key - _kinds_of_states()


@cache
def _kinds_of_states() -> Key:
    return frozenset(_without_article(word) for word in _usual_names()["words"]["of_states"])


def _without_article(word: str) -> str:
    return word.removeprefix(_ARABIC_ARTICLE) if len(word) > 4 else word


def _run_together(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", _folded(text)))


def _short(text: str) -> str:
    """Without what kind of state it is, as one word."""
    kind = _without_kind(_key(text))
    return "".join(word for word in re.findall(r"[^\W_]+", _folded(text)) if _without_article(word) in kind)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ʼ", "'"))
    kept = "".join(character for character in decomposed if not unicodedata.combining(character))
    return kept.replace("ة", "ه").replace("ى", "ي").replace("ـ", "")


# Files


@cache
def _united_nations() -> dict[str, dict[str, str]]:
    return {row["iso3"]: row for row in csv.DictReader(_read("united_nations.csv").splitlines())}


def _six_languages() -> list[str]:
    """Those of the United Nations."""
    [names, *_] = _united_nations().values()
    return [column.removeprefix("m49_") for column in names if column.startswith("m49_")]


@cache
def _operations() -> dict[str, dict[str, str]]:
    return {row["iso3"]: row for row in csv.DictReader(_read("dtm_operations.csv").splitlines())}


@cache
def _usual_names() -> dict[str, Any]:
    return tomllib.loads(_read("usual_names.toml"))


def _read(name: str) -> str:
    return resources.files("dtmforms.agreement").joinpath("countries", name).read_text(encoding="utf-8")
