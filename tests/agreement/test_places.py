"""Countries by code and by name."""

from __future__ import annotations

import pytest

from dtmforms.agreement.places import country_name, find_country, likely_language, similar_countries, territory


@pytest.mark.parametrize(
    ("code", "alpha2"), [("NGA", "NG"), ("COD", "CD"), ("YEM", "YE"), ("TLS", "TL"), ("MMR", "MM"), ("XKX", "XK")]
)
def test_a_code_has_its_territory(code: str, alpha2: str) -> None:
    assert territory(code) == alpha2


@pytest.mark.parametrize("code", ["NO", "nga", "ZAR", "ZZZ", ""])
def test_what_is_no_code_has_none(code: str) -> None:
    assert territory(code) is None


@pytest.mark.parametrize("text", ["CIV", "ci", "Côte d’Ivoire", "cote d'ivoire", "ساحل العاج"])
def test_a_country_is_found_by_code_or_name(text: str) -> None:
    assert find_country(text) == "CIV"


@pytest.mark.parametrize("name", ["Congo", "Atlantis", "DRC"])
def test_a_name_that_fits_several_countries_or_none_is_nobody(name: str) -> None:
    assert find_country(name) is None


def test_countries_that_a_name_may_mean_are_suggested() -> None:
    assert {"COG (Congo - Brazzaville)", "COD (Congo - Kinshasa)"} <= set(similar_countries("Congo", "en"))
    assert similar_countries("Nigerai", "en")[0] == "NGA (Nigeria)"
    assert similar_countries("Tchat", "fr")[0] == "TCD (Tchad)"
    assert similar_countries("Xyzzy", "en") == []


@pytest.mark.parametrize(("name", "code"), [("Sudan", "SDN"), ("Guinea", "GIN"), ("Niger", "NER"), ("Kosovo", "XKX")])
def test_a_name_that_others_contain_is_still_its_own_countrys(name: str, code: str) -> None:
    assert find_country(name) == code


def test_names_and_languages() -> None:
    assert country_name("TCD", "fr") == "Tchad"
    assert likely_language("BFA") == "fr"
    assert likely_language("YEM") == "ar"
    assert likely_language("UKR") == "en"


def test_the_users_language_is_likely_where_it_is_official() -> None:
    assert likely_language("TCD", "fr") == "fr"
    assert likely_language("TCD", "ar") == "ar"
    assert likely_language("NGA", "fr") == "en"
