"""A new record: commented in the user's language, with what is known of a country and an organization filled in."""

from __future__ import annotations

import json
import string

from dtmforms import files
from dtmforms.agreement.closed_lists import LEVELS
from dtmforms.agreement.places import country_name, first_language, territory
from dtmforms.agreement.telephone import calling_code
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.codes_in_words import code_in_words
from dtmforms.templates import template_path


def new_record(country: str, organization: str, language: str = LANGUAGES[0]) -> bytes:
    """The YAML of a new record, with its comments in a language; `country` is an ISO 3166-1 alpha-3 code."""
    code = calling_code(territory(country))
    text = files.read(str(template_path("record.yaml"))).decode()
    return (
        string.Template(text)
        .substitute(
            catalog("new_record", language) or catalog("new_record", LANGUAGES[0]),
            reference=json.dumps(f"{country}-{organization}", ensure_ascii=False),
            language=first_language(country),
            languages=", ".join(LANGUAGES),
            levels=", ".join(_explained(level, language) for level in LEVELS),
            country=country,
            country_name=country_name(country, language),
            organization=json.dumps(organization, ensure_ascii=False),
            phone=f"{code} " if code != "+" else code,
        )
        .encode()
    )


def _explained(code: str, language: str) -> str:
    """A code that is to be typed, with what it is called behind it where that is another word."""
    word = code_in_words(code, language)
    return code if word.casefold() == code else f"{code} ({word})"
