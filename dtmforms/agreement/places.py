"""Countries and the names people use for them (Unicode CLDR, through Babel)."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

_BEYOND_ISO = {"XKX": "XK"}
"""Kosovo: in use by the United Nations' data programmes, not in ISO 3166-1."""

_WITHDRAWN = {"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"}
"""Codes of former countries that CLDR still maps to a present one."""


def territory(alpha3: str) -> str | None:
    """The CLDR territory (ISO 3166-1 alpha-2) of an alpha-3 code; `None` where there is no such country."""
    return _territories().get(alpha3)


def country_name(alpha3: str, language: str) -> str:
    """The country's name in a language; the code itself where CLDR has no name for it."""
    return str(Locale(language).territories.get(_territories().get(alpha3, ""), alpha3))


def find_country(text: str) -> str | None:
    """The alpha-3 code of a country given by code or by name, in one of the languages of the form;
    `None` where there is no such country."""
    wanted = _folded(text)
    for alpha3, alpha2 in _territories().items():
        if wanted in (_folded(alpha3), _folded(alpha2)):
            return alpha3
    for language in ("en", "fr", "es", "ar"):
        for alpha3 in _territories():
            if wanted == _folded(country_name(alpha3, language)):
                return alpha3
    return None


def country_names() -> dict[str, str]:
    """Every country's English name by its alpha-3 code."""
    return {alpha3: country_name(alpha3, "en") for alpha3 in _territories()}


def likely_language(alpha3: str) -> str:
    """The first of the country's official languages in which the form exists; English where none is."""
    official = get_official_languages(_territories()[alpha3])
    return next((language for language in official if language in ("en", "fr", "es")), "en")


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())


@cache
def _territories() -> dict[str, str]:
    named = Locale("en").territories
    current = {
        alias: replacements[0]
        for alias, replacements in get_global("territory_aliases").items()
        if len(alias) == 3 and alias.isalpha() and len(replacements) == 1 and replacements[0] in named
    }
    return {alpha3: current[alpha3] for alpha3 in sorted(current.keys() - _WITHDRAWN)} | _BEYOND_ISO
