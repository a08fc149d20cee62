"""What the program says to whoever runs it: in their language, in the right form for a number."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Iterator

import pytest
from babel import Locale
from babel.plural import PluralRule

from dtmforms.codes.errors import ERRORS, USAGE
from dtmforms.codes.messages import MESSAGES
from dtmforms.language import LANGUAGES
from dtmforms.language import catalog as catalogs
from dtmforms.language.catalog import BY, catalog, plural_category, sentence
from dtmforms.language.shown import shown
from dtmforms.language.spoken import Told, say, speak, spoken, usage

NUMBERS = (0, 1, 2, 3, 11, 100, 1_000_000)
CATEGORIES = {
    "en": ("other", "one", "other", "other", "other", "other", "other"),
    "fr": ("one", "one", "other", "other", "other", "other", "many"),
    "es": ("other", "one", "other", "other", "other", "other", "many"),
    "ar": ("zero", "one", "two", "few", "many", "other", "other"),
}
"""The plural categories of CLDR that those numbers have."""


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    speak("en")


def test_english_is_spoken_where_nobody_chose() -> None:
    assert contextvars.Context().run(spoken) == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_chosen_is_spoken(language: str) -> None:
    speak(language)
    assert spoken() == language


def test_a_language_that_there_is_not_is_refused_and_changes_nothing() -> None:
    speak("fr")
    with pytest.raises(KeyError):
        speak("xx")
    assert spoken() == "fr"


def test_another_thread_and_another_task_speak_their_own() -> None:
    speak("fr")
    heard: list[str] = []
    thread = threading.Thread(target=lambda: heard.append(spoken()))
    thread.start()
    thread.join()
    contextvars.copy_context().run(speak, "ar")
    assert heard == ["en"]
    assert spoken() == "fr"


def test_a_code_or_a_value_that_the_table_lacks_is_no_message() -> None:
    for tell in (say, usage):
        with pytest.raises(KeyError):
            tell("no_such_message")
    with pytest.raises(KeyError):
        say("errors")


@pytest.mark.parametrize(("language", "categories"), CATEGORIES.items())
def test_a_number_has_its_plural_category(language: str, categories: tuple[str, ...]) -> None:
    assert tuple(plural_category(language, number) for number in NUMBERS) == categories


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plural_rules_are_those_of_cldr(language: str) -> None:
    rules = catalog("form", language)["plurals"]
    assert PluralRule(rules).rules == Locale(language).plural_form.rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_takes_the_form_of_its_number(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    categories = [plural_category(language, number) for number in NUMBERS]
    forms = {category: f"{category}: {{count}}" for category in categories}
    example = {"messages": {"found": {BY: "count"} | forms}}
    monkeypatch.setattr(catalogs, "catalog", lambda subject, said: example.get(subject, {}) or catalog(subject, said))
    monkeypatch.setitem(MESSAGES, "found", {"count": "number"})
    speak(language)
    for number, category in zip(NUMBERS, categories, strict=True):
        written = format(shown({"count": number}, {"count": "number"}, language)["count"])
        assert say("found", count=number) == f"{category}: {written}"
    assert say("found", count=1_000_000) != f"{categories[-1]}: 1000000"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_depends_on_a_number_has_a_form_for_all(language: str) -> None:
    tables = {"messages": MESSAGES, "errors": ERRORS, "usage": USAGE}
    for subject, codes in tables.items():
        for code, said in catalog(subject, language).items():
            if isinstance(said, dict):
                assert codes[code][said[BY]] in ("number", "size"), code
                values = dict.fromkeys(codes[code], "x")
                assert all(sentence(subject, code, language, values | {said[BY]: number}) for number in NUMBERS)


def test_one_error_and_two_errors() -> None:
    assert [say("errors", count=number) for number in (0, 1, 2, 1000)] == [
        "0 errors",
        "1 error",
        "2 errors",
        "1,000 errors",
    ]


def test_what_is_told_can_be_kept_and_said_in_any_language() -> None:
    told = Told("errors", {"count": 1})
    assert told == Told("errors", {"count": 1})
    assert told.text("en") == "1 error"


def test_a_language_that_lacks_a_message_says_it_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogs, "catalog", lambda subject, said: catalog(subject, said) if said == "en" else {})
    assert catalogs.sentence("messages", "errors", "ar", {"count": 2}) == "2 errors"


def test_between_backticks_stands_what_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    example = {"command": "{name}: `dtmforms show {name}`, or `{name}`; {name}"}
    monkeypatch.setattr(catalogs, "catalog", lambda *_: example)
    said = catalogs.sentence("messages", "command", "ar", {"name": "\u2068A B\u2069"})
    assert said == "\u2068A B\u2069: `dtmforms show A B`, or `A B`; \u2068A B\u2069"
