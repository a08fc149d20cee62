"""Countries by code and by name."""

from __future__ import annotations

import pytest

from dtmforms.agreement.places import country_name, find_country, likely_language, territory


@pytest.mark.parametrize(
    ("code", "alpha2"), [("NGA", "NG"), ("COD", "CD"), ("YEM", "YE"), ("TLS", "TL"), ("MMR", "MM"), ("XKX", "XK")]
)
def test_a_code_has_its_territory(code: str, alpha2: str) -> None:
    assert territory(code) == alpha2


@pytest.mark.parametrize("code", ["NO", "nga", "ZAR", "XXX", ""])
def test_what_is_no_code_has_none(code: str) -> None:
    assert territory(code) is None


@pytest.mark.parametrize("text", ["CIV", "ci", "Côte d’Ivoire", "cote d'ivoire", "ساحل العاج"])
def test_a_country_is_found_by_code_or_name(text: str) -> None:
    assert find_country(text) == "CIV"


def test_names_and_languages() -> None:
    assert country_name("TCD", "fr") == "Tchad"
    assert likely_language("BFA") == "fr"
    assert likely_language("UKR") == "en"
    assert find_country("Atlantis") is None
