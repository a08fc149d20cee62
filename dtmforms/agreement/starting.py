"""A new record: commented, with what is known of a country and an organization filled in."""

from __future__ import annotations

import json
import string

from dtmforms import files
from dtmforms.agreement.places import country_name, likely_language, territory
from dtmforms.templates import template_path


def new_record(country: str, organization: str) -> bytes:
    """The commented YAML of a new record; `country` is an ISO 3166-1 alpha-3 code."""
    import phonenumbers

    code = phonenumbers.country_code_for_region(territory(country) or "")
    text = files.read(str(template_path("record.yaml"))).decode()
    return (
        string.Template(text)
        .substitute(
            reference=json.dumps(f"{country}-{organization}", ensure_ascii=False),
            language=likely_language(country),
            country=country,
            country_name=country_name(country, "en"),
            organization=json.dumps(organization, ensure_ascii=False),
            phone=f"+{code} " if code else "+",
        )
        .encode()
    )
