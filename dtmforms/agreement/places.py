"""Countries and the names people use for them (Unicode CLDR, through Babel)."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

from dtmforms.language import LANGUAGES

_BEYOND_ISO = {"XKX": "XK"}
"""Kosovo: in use by the United Nations' data programmes, not in ISO 3166-1."""

_WITHDRAWN = {"BUR", "DDR", "FXX", "TMP", "XKK", "YMD", "ZAR"}
"""Codes that CLDR still maps to a country and that are not, or no longer, its own."""


_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""Territories of CLDR that are unions, test data, or unknown."""


def territory(alpha3: str) -> str | None:
    """The CLDR territory (ISO 3166-1 alpha-2) of an alpha-3 code; `None` where there is no such country."""
    return _territories().get(alpha3)


def country_codes() -> tuple[str, ...]:
    """The alpha-3 codes of all countries, in their order."""
    return tuple(sorted(_territories()))


@lru_cache(maxsize=1024)
def country_name(alpha3: str, language: str) -> str:
    """The country's name in a language; the code itself where CLDR has no name for it."""
    return str(Locale(language).territories.get(_territories().get(alpha3, ""), alpha3))


def find_country(text: str) -> str | None:
    """The alpha-3 code of a country given by code, or by a name that only one country has in some language of the
    form; `None` where there is no such country or the name fits several ("Congo")."""
    wanted = _folded(text)
    for alpha3, alpha2 in _territories().items():
        if wanted in (_folded(alpha3), _folded(alpha2)) or wanted == _folded(country_name(alpha3, "en")):
            return alpha3
    words = set(_words(text))
    fitting = {alpha3 for alpha3, name in _names() if words and words <= set(_words(name))}
    exact = {alpha3 for alpha3, name in _names() if wanted == _folded(name)}
    return next(iter(exact)) if len(exact) == 1 and fitting <= exact else None


def similar_countries(text: str, language: str) -> list[str]:
    """Countries that a name may mean, as `COD (Congo - Kinshasa)` in a language, the likeliest first; at most four."""
    names = {_folded(name): alpha3 for alpha3, name in _names()}
    near = [names[name] for name in difflib.get_close_matches(_folded(text), names, n=4, cutoff=0.7)]
    words = {word for word in _words(text) if len(word) > 3}
    near += [alpha3 for alpha3, name in _names() if words & set(_words(name))]
    return [f"{alpha3} ({country_name(alpha3, language)})" for alpha3 in dict.fromkeys(near)][:4]


def likely_language(alpha3: str, users: str = LANGUAGES[0]) -> str:
    """That of the user, where it is an official one of the country; else the first of these in which the form exists;
    English where none is."""
    official = get_official_languages(_territories()[alpha3])
    return next((language for language in (users, *official) if language in LANGUAGES and language in official), "en")


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Every country's names in the languages of the form, with its code."""
    return tuple((alpha3, country_name(alpha3, language)) for language in LANGUAGES for alpha3 in _territories())


def _words(text: str) -> list[str]:
    return [_folded(word) for word in re.split(r"[\W_]+", text) if word]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())


@cache
def _territories() -> dict[str, str]:
    """By what CLDR knows of languages, so that no names are loaded: that takes a short command's twentieth part."""
    named = get_global("territory_languages").keys() - _NO_COUNTRIES
    current = {
        alias: replacements[0]
        for alias, replacements in get_global("territory_aliases").items()
        if len(alias) == 3 and alias.isalpha() and len(replacements) == 1 and replacements[0] in named
    }
    return {alpha3: current[alpha3] for alpha3 in sorted(current.keys() - _WITHDRAWN)} | _BEYOND_ISO
