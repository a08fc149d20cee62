"""Countries: found by whatever people call them, printed as the United Nations do."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale

import dtmforms.agreement
from dtmforms.agreement.places import (
    country_codes,
    country_name,
    find_country,
    first_language,
    similar_countries,
    territory,
)
from dtmforms.language import LANGUAGES

COUNTRIES = Path(dtmforms.agreement.__file__).parent / "countries"
SIX = ("en", "fr", "es", "ar", "ru", "zh")
SCRIPTS = {"ar": "ARABIC", "ru": "CYRILLIC", "zh": "CJK"}


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((COUNTRIES / name).read_text(encoding="utf-8"))))


def united_nations() -> Iterator[tuple[str, str]]:
    """Every name of the United Nations, of M49 and of ISO in English, with its code."""
    for row in rows("united_nations.csv"):
        names = [name for key, said in row.items() if not key.startswith("iso") for name in said.split("; ") if name]
        yield from ((row["iso3"], name) for name in names)


def cldr() -> Iterator[tuple[str, str]]:
    for language in SIX:
        names = Locale(language).territories
        yield from ((code, names[territory(code)]) for code in country_codes())


def dtm() -> Iterator[tuple[str, str]]:
    yield from ((row["iso3"], row["name"]) for row in rows("dtm_operations.csv"))


def is_found_or_offered_first(code: str, name: str) -> bool:
    near = similar_countries(name, "en") if find_country(name) is None else []
    return find_country(name) == code or bool(near and near[0].startswith(f"{code} ("))


@pytest.mark.parametrize(
    ("code", "alpha2"), [("NGA", "NG"), ("COD", "CD"), ("YEM", "YE"), ("TLS", "TL"), ("MMR", "MM"), ("XKX", "XK")]
)
def test_a_code_has_its_territory(code: str, alpha2: str) -> None:
    assert territory(code) == alpha2


@pytest.mark.parametrize("code", ["NO", "nga", "ZAR", "ZZZ", "AZO", ""])
def test_what_is_no_code_has_none(code: str) -> None:
    assert territory(code) is None


def test_there_are_the_countries_of_iso_and_kosovo() -> None:
    assert len(country_codes()) == 250
    assert "XKX" in country_codes()
    assert {territory(code) for code in country_codes()} <= set(Locale("en").territories)
    assert len({territory(code) for code in country_codes()}) == 250


@pytest.mark.parametrize("source", [united_nations, cldr, dtm], ids=lambda source: source.__name__)
def test_every_name_finds_its_country_or_offers_it_first(source: object) -> None:
    names = dict.fromkeys(source())  # type: ignore[operator]
    assert [(code, name) for code, name in names if not is_found_or_offered_first(code, name)] == []


def test_a_name_that_is_not_found_is_that_of_several_countries() -> None:
    known = {name for source in (united_nations, cldr, dtm) for code, name in source() if find_country(name) != code}
    assert known == {"Congo", "Congo (the)", "الكونغو", "Конго", "刚果"}


def test_codes_find_their_country_however_they_are_typed() -> None:
    for code in country_codes():
        assert [find_country(text) for text in (code, code.lower(), f" {code} ", territory(code) or "")] == [code] * 4


@pytest.mark.parametrize(
    ("name", "code"),
    [
        # as the United Nations and DTM have them, and former ones
        *(("Democratic Republic of the Congo", "COD"), ("Syrian Arab Republic", "SYR"), ("State of Palestine", "PSE")),
        *(("Myanmar", "MMR"), ("Lao People's Democratic Republic", "LAO"), ("Lao People’s Democratic Republic", "LAO")),
        *(("United Republic of Tanzania", "TZA"), ("Russian Federation", "RUS"), ("Czech Republic", "CZE")),
        *(("Republic of Moldova", "MDA"), ("Ivory Coast", "CIV"), ("Turkey", "TUR"), ("Soudan", "SDN")),
        *(("Republic of Armenia", "ARM"), ("Bosnia & Herzegovina", "BIH"), ("Philippines (the)", "PHL")),
        *(("Swaziland", "SWZ"), ("Burma", "MMR"), ("Cape Verde", "CPV"), ("Zaïre", "COD"), ("Upper Volta", "BFA")),
        # inverted, in capitals, without accents or articles, with kinds of apostrophes
        *(("Tanzania, United Republic of", "TZA"), ("Congo, The Democratic Republic of the", "COD")),
        *(("SOUTH SUDAN", "SSD"), ("cote d'ivoire", "CIV"), ("Côte d\u02bcIvoire", "CIV"), ("Gambia", "GMB")),
        *(("the Niger", "NER"), ("St Vincent and the Grenadines", "VCT"), ("Emirats arabes unis", "ARE")),
        # in other languages and scripts
        *(("République démocratique du Congo", "COD"), ("République du Congo", "COG"), ("Haïti", "HTI")),
        *(("República Centroafricana", "CAF"), ("Turquía", "TUR"), ("Costa de Marfil", "CIV"), ("Birmania", "MMR")),
        *(("السودان", "SDN"), ("سوريا", "SYR"), ("جمهورية الكونغو الديمقراطية", "COD"), ("لبنان", "LBN")),
        *(
            ("اليمن", "YEM"),
            ("يمن", "YEM"),
            ("Украина", "UKR"),
            ("Южный Судан", "SSD"),
            ("乌克兰", "UKR"),
            ("苏丹", "SDN"),
        ),
        # full names, and what people write
        *(
            ("République de Guinée", "GIN"),
            ("République islamique de Mauritanie", "MRT"),
            ("Republic of Cameroon", "CMR"),
        ),
        *(("República de Honduras", "HND"), ("جمهورية العراق", "IRQ"), ("Kingdom of Morocco", "MAR")),
        *(
            ("DRC", "COD"),
            ("RDC", "COD"),
            ("RCA", "CAF"),
            ("oPt", "PSE"),
            ("UAE", "ARE"),
            ("Kosovo (UNSCR 1244)", "XKX"),
        ),
    ],
)
def test_a_country_is_found_by_every_usual_name(name: str, code: str) -> None:
    assert find_country(name) == code


@pytest.mark.parametrize("name", ["Congo", "Korea", "Corea", "كوريا", "Atlantis", "Republic of", ""])
def test_a_name_that_fits_several_countries_or_none_is_nobody(name: str) -> None:
    assert find_country(name) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Sudan", "SDN"), ("Guinea", "GIN"), ("Niger", "NER"), ("Kosovo", "XKX"), ("Samoa", "WSM")),
        *(("Dominica", "DMA"), ("Ireland", "IRL"), ("Guinée", "GIN"), ("Sudán", "SDN")),
    ],
)
def test_a_name_that_others_contain_is_still_its_own_countrys(name: str, code: str) -> None:
    assert find_country(name) == code


def test_countries_that_a_name_may_mean_are_suggested() -> None:
    assert similar_countries("Congo", "en") == ["COG (Congo)", "COD (Democratic Republic of the Congo)"]
    assert similar_countries("Congo", "fr") == ["COG (Congo)", "COD (République démocratique du Congo)"]
    assert similar_countries("Nigerai", "en")[0] == "NGA (Nigeria)"
    assert similar_countries("Tchat", "fr")[0] == "TCD (Tchad)"
    assert similar_countries("Sudam", "es")[:2] == ["SDN (Sudán)", "SSD (Sudán del Sur)"]
    assert similar_countries("République togolaise", "fr")[0] == "TGO (Togo)"
    assert similar_countries("Xyzzy", "en") == []
    assert len(similar_countries("Islands", "en")) <= 4


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        (
            "COD",
            (
                "Democratic Republic of the Congo",
                "République démocratique du Congo",
                "República Democrática del Congo",
                "جمهورية الكونغو الديمقراطية",
            ),
        ),
        ("COG", ("Congo", "Congo", "Congo", "الكونغو")),
        ("MMR", ("Myanmar", "Myanmar", "Myanmar", "ميانمار")),
        ("CPV", ("Cabo Verde", "Cabo Verde", "Cabo Verde", "كابو فيردي")),
        (
            "SYR",
            (
                "Syrian Arab Republic",
                "République arabe syrienne",
                "República Árabe Siria",
                "الجمهورية العربية السورية",
            ),
        ),
        ("PSE", ("State of Palestine", "État de Palestine", "Estado de Palestina", "دولة فلسطين")),
        ("CIV", ("Côte d'Ivoire", "Côte d'Ivoire", "Côte d’Ivoire", "كوت ديفوار")),
        ("TUR", ("Türkiye", "Türkiye", "Türkiye", "تركيا")),
        # of the M49 list, of ours, and of no list of the United Nations
        ("PRI", ("Puerto Rico", "Porto Rico", "Puerto Rico", "بورتوريكو")),
        ("XKX", ("Kosovo", "Kosovo", "Kosovo", "كوسوفو")),
    ],
)
def test_a_country_is_printed_as_the_united_nations_call_it(code: str, printed: tuple[str, ...]) -> None:
    assert tuple(country_name(code, language) for language in LANGUAGES) == printed


@pytest.mark.parametrize("language", SIX)
def test_every_country_has_a_name_of_its_own_in_the_languages_of_the_united_nations(language: str) -> None:
    names = [country_name(code, language) for code in country_codes()]
    assert len(set(names)) == len(names)
    script = SCRIPTS.get(language, "LATIN")
    assert [name for name in names if not unicodedata.name(name[0]).startswith(script)] == []


def test_a_country_has_a_name_in_other_languages_too() -> None:
    assert country_name("TCD", "pt") == "Chade"
    assert country_name("TCD", "xx") == "Chad"
    assert country_name("ZZZ", "fr") == "ZZZ"


@pytest.mark.parametrize(
    ("code", "language"),
    [
        *(("BFA", "fr"), ("YEM", "ar"), ("UKR", "en"), ("TCD", "ar"), ("NGA", "en"), ("COD", "fr"), ("COL", "es")),
        *(("SDN", "en"), ("CMR", "fr"), ("MOZ", "en"), ("HTI", "fr"), ("MLI", "fr"), ("SOM", "ar"), ("JPN", "en")),
    ],
)
def test_a_record_begins_in_the_first_language_of_the_country_that_the_form_has(code: str, language: str) -> None:
    assert first_language(code) == language
