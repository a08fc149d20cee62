"""Telephone numbers: which of them reach the same (rule D10), and how they are written to be dialled from anywhere.

Not done here: whether a number exists. What is no number for certain is compared as the text that it is.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from types import ModuleType
from typing import Any

from dtmforms.agreement.keys import text_key

_SCHEME = re.compile(r"^\s*tel:", re.IGNORECASE)
"""Of a number as an address (RFC 3966)."""
_TRUNK_ZERO = re.compile(r"(?<=[\d\s.-])\(\s*0\s*\)")
_ABROAD = re.compile(r"(?<![\w+])00(?=[1-9])")
_RANGE = re.compile(r"\d\s*(?:[/\\∕]\s*(?:\d[\s.-]*){1,4}(?![\d\s.-]*\d)|[~∼～〜])")
"""A number that stands for several: `0103/04`, `0103~09`."""


@lru_cache(maxsize=1024)
def phone_key(text: str, territory: str | None) -> str:
    """The numbers of a cell in E.164, each with its extension, however they are spaced or written; the text's key where
    words stand beside them or none is found. `territory` (ISO 3166-1 alpha-2) reads numbers without a country code."""
    found = _whole_cell(text, territory)
    return " ".join(map(_written, found)) if found else text_key(text)


@lru_cache(maxsize=1024)
def has_phone(text: str, territory: str | None) -> bool:
    """Whether a telephone number that can exist stands in the text. Most can be dialled too, and whether one can be is
    asked of each in any case."""
    readings = _readings(text)
    return any(_numbers(reading, territory, valid=valid) for valid in (True, False) for reading in readings)


def has_trunk_zero(text: str) -> bool:
    """Whether a `(0)` stands in a number with its country code, which is dialled within the country alone."""
    return bool(re.search(r"(?:\+|\b00)[\d\s.-]+\(\s*0\s*\)", _plain(text)))


@lru_cache(maxsize=1024)
def lacks_country_code(text: str, territory: str | None) -> str:
    """The country code, as `+235`, that a number of the text is to be written with and is not; empty where every
    number has `+` before it, and where none is found."""
    for valid in (True, False):
        for reading in _readings(text):
            matches = _numbers(reading, territory, valid=valid)
            short = (match for match in matches if not match.raw_string.lstrip("([ ").startswith(("+", "＋")))
            if matches:
                return next((f"+{match.number.country_code}" for match in short), "")
    return ""


def numbers_within(text: str, territory: str | None) -> list[str]:
    """The numbers, as they are typed, that can be dialled and stand in a text among other things."""
    return [match.raw_string for match in _numbers(_plain(text), territory, valid=True)]


def calling_code(territory: str | None) -> str:
    """The country code of a territory, as `+235`; `+` alone where it has none."""
    code = numbering_plans().country_code_for_region(territory or "")
    return f"+{code}" if code else "+"


@cache
def numbering_plans() -> ModuleType:
    """The library of telephone numbers, loaded with the first number: many commands compare none."""
    import phonenumbers

    return phonenumbers


def _whole_cell(text: str, territory: str | None) -> list[Any]:
    """The numbers of a cell that holds nothing else, in the first reading by which they can be dialled, or else could
    be; empty where there is none."""
    if _RANGE.search(_plain(text)):
        return []
    for valid in (True, False):
        for reading in _readings(text):
            matches = _numbers(reading, territory, valid=valid)
            rest = reading
            for match in matches:
                rest = rest.replace(match.raw_string, "", 1)
            if matches and not re.search(r"\w", rest):
                return [match.number for match in matches]
    return []


_of_one_record = lru_cache(maxsize=64)
"""Several questions are asked of each text of a record."""


@_of_one_record
def _readings(text: str) -> tuple[str, ...]:
    """How the text may be meant: as it stands, without a `(0)` behind a country code, and with `+` for `00`."""
    written = _extension().sub(r"\1;ext=\2", _plain(text))
    short = _TRUNK_ZERO.sub("", written)
    return tuple(dict.fromkeys((written, short, _ABROAD.sub("+", short))))


@_of_one_record
def _numbers(text: str, territory: str | None, *, valid: bool) -> tuple[Any, ...]:
    plans = numbering_plans()
    leniency = plans.Leniency.VALID if valid else plans.Leniency.POSSIBLE
    return tuple(plans.PhoneNumberMatcher(text, territory, leniency=leniency))


def _written(number: Any) -> str:
    plans = numbering_plans()
    extension = f";ext={number.extension}" if number.extension else ""
    return f"{plans.format_number(number, plans.PhoneNumberFormat.E164)}{extension}"


def _plain(text: str) -> str:
    """The text with digits of one kind, and without what turns its direction and shows nothing."""
    if text.isascii():
        return _SCHEME.sub("", text)
    seen = (letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")
    plain = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in seen)
    return _SCHEME.sub("", plain)


@cache
def _extension() -> re.Pattern[str]:
    text = resources.files("dtmforms.agreement").joinpath("extension_words.toml").read_text(encoding="utf-8")
    words = tomllib.loads(text)
    number = "|".join(map(re.escape, words.pop("number")))
    known = sorted({word for some in words.values() for word in some}, key=len, reverse=True)
    label = rf"(?:{'|'.join(map(re.escape, known))})\b\.?(?:\s*(?:{number})\.?)?|[x×#＃]"
    return re.compile(rf"(\d\)?)[\s,;(/-]*(?:{label})[\s:=.-]*(\d{{1,20}})(?!\d)\)?#?", re.IGNORECASE)
