"""A place in a record in the words of people, with the path behind them."""

from __future__ import annotations

import string

import pytest

from dtmforms.agreement.model import attribute_paths
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.paths import path_in_words, steps_in_words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("table_c.iom.primary.email", "Table C, IOM, primary focal point, e-mail"),
        ("table_c.requesting_organization", "Table C, requesting organization"),
        ("table_b.low.datasets[0].name", "Table B, low urgency, dataset 1, name"),
        (
            "table_b.low.datasets[Water, site].level",
            "Table B, low urgency, dataset “Water, per site”, level of aggregation",
        ),
        ("table_b.medium.datasets", "Table B, medium urgency, datasets"),
        ("table_b.medium.destination[2]", "Table B, medium urgency, data destination 3"),
        (
            "risk_assessment.combinations[1].datasets[0]",
            "risk assessment, datasets that are sensitive together, 2, dataset 1",
        ),
        ("requesting_organization.primary", "requesting organization, primary focal point"),
        ("signatories[0].title", "signatory 1, title"),
        ("table_b.low.unknown", "Table B, low urgency"),
        ("risk_assessment.assessors.unknown", "risk assessment, assessors"),
        ("row[0]", "row 1"),
    ],
)
def test_a_place_is_said_step_by_step_with_the_path_behind(path: str, words: str) -> None:
    assert path_in_words(path, "en") == f"{words} ({path})"


@pytest.mark.parametrize("path", ["", "purpose", "unknown", "word/document.xml", "[0]", "unknown[3].name", "...", "]["])
def test_a_path_stands_alone_where_no_words_say_more(path: str) -> None:
    assert path_in_words(path, "en") == path


@pytest.mark.parametrize(("language", "said"), [("en", "form"), ("fr", "formulaire"), ("es", "formulario")])
def test_a_whole_return_has_a_word_and_no_path(language: str, said: str) -> None:
    assert path_in_words("form", language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_attribute_has_words_in_every_language(language: str) -> None:
    in_arabic_letters = catalog("form", language)["text_recognition"]["script"] == "Arabic"
    for steps in attribute_paths():
        path = ".".join(steps).replace(".*", "[0]")
        said = path_in_words(path, language)
        assert said != path or language == "en", path
        assert said.count("،" if in_arabic_letters else ",") + 1 >= len([step for step in steps if step != "*"]), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_item_of_a_list_says_which_one_and_nothing_else_does(language: str) -> None:
    lists = {".".join(steps[: place + 1]) for steps in attribute_paths() for place, s in enumerate(steps) if s == "*"}
    for pattern, said in catalog("paths", language).items():
        of_a_list = pattern == "row.*" or any(matches(pattern, path) for path in lists)
        assert [name for _, name, _, _ in string.Formatter().parse(said) if name is not None] == ["item"] * of_a_list


def matches(pattern: str, path: str) -> bool:
    pairs = [*zip(pattern.split("."), path.split("."), strict=False)]
    return pattern.count(".") == path.count(".") and pattern[-1] == "*" and all(a in ("*", b) for a, b in pairs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_paths_break_nothing_and_turn_nothing(language: str) -> None:
    for path in (
        "table_b.low.datasets[" + "9" * 9000 + "]",
        "table_b.{item}",
        "table_b.low.datasets[{x}\u202e\x1b].name",
    ):
        said = path_in_words(path, language)
        assert "\u202e" not in said
        assert "\x1b" not in said


def test_in_arabic_steps_are_parted_by_its_own_comma_and_the_path_stands_between_isolates() -> None:
    assert path_in_words("table_c.iom", "ar") == "الجدول ج، المنظمة الدولية للهجرة (\u2068table_c.iom\u2069)"


def test_steps_in_words() -> None:
    assert steps_in_words([], "en") == ""
    assert steps_in_words(["a"], "en") == "a"
    assert steps_in_words(["a", "b", "c"], "en") == "a, b, c"
