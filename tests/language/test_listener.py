"""On the page, nobody is told to type an option or a command: its own words stand for what it does itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Any

import pytest

from dtmforms.codes.page import PAGE
from dtmforms.findings import Finding
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import BY, catalog, sentence
from dtmforms.language.listener import _ON_PAGE, INSTEAD, speak_on_page
from dtmforms.language.spoken import Told

NOT_ON_PAGE = (
    r"exists_and_differs|port_not_free|key_not_opened|no_one_key_on_token|trust_\w+|scheduler_\w+|worker_\w+|\w*no_export"
    r"|\w+_for_export|no_such_post|notice_not_all_seen|received_yet_to_come|pkcs11_missing|reader_without_python"
)
"""What only a command can come to."""
ON_THE_COMMAND_LINE = (
    r"known_as_of|day_told_otherwise|\w+_there_of_other_day|signed_already|notice_not_of_register"
    r"|\w*event_not_as_recorded|register_not_\w+|database_file_of_others|postgresql_missing"
)
"""What the page does not do, and says so: to put a day right, to take a signature back, to mend a register."""
LEFT = re.compile(f"{NOT_ON_PAGE}|{ON_THE_COMMAND_LINE}")


def on_page(said: Callable[..., str], *arguments: Any) -> str:
    def told() -> str:
        speak_on_page()
        return said(*arguments)

    return copy_context().run(told)


def sentences_on_page(subject: str, language: str) -> Iterator[tuple[str, str]]:
    for code, said in catalog(subject, language).items():
        forms = [*said.values()] if isinstance(said, dict) else [said]
        values: dict[str, Any] = dict.fromkeys(re.findall(r"{(\w+)", " ".join(forms)), "x")
        values |= {said[BY]: 2} if isinstance(said, dict) else {}
        if not LEFT.fullmatch(code):
            yield code, on_page(sentence, subject, code, language, values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_page_names_an_option_or_a_command(language: str) -> None:
    said = [
        one
        for subject in ("changes", "errors", "record", "register", "returns")
        for one in sentences_on_page(subject, language)
    ]
    assert [(code, text) for code, text in said if re.search(r"(?<!\w)--\w|dtmforms [a-z]", text)] == []
    assert len(said) > 400


def test_what_stands_for_it_is_a_word_of_the_page() -> None:
    assert {code for _, code in _ON_PAGE if code} | {*INSTEAD.values()} <= {*PAGE}


def test_places_have_their_words_alone() -> None:
    found = Finding(
        "field_missing", "table_c.iom.primary.email", place={"place": "field", "field": "x_y", "label": "E-mail"}
    )
    assert found.where("en") == "E-mail [x_y]"
    assert on_page(found.where, "en") == "E-mail"
    found = Finding("missing", "table_c.iom.primary.email")
    assert "(table_c.iom.primary.email)" in found.sentence("", "en")
    assert on_page(found.sentence, "", "en").startswith("Table C, IOM, primary focal point, e-mail: ")


def test_an_arrow_is_one_letter_that_no_browser_parts() -> None:
    values = {"path": "table_c.iom.primary.name", "old": "A", "new": "B"}
    assert Told("change", values).text("en").endswith("\u00a0-> “B”")
    assert on_page(Told("change", values).text, "en") == "Table C, IOM, primary focal point, name: “A”\u00a0→ “B”"


def test_elsewhere_it_is_said_as_it_is_typed() -> None:
    found = Finding("as_before_a_notice", "table_c.iom.primary")
    assert found.says("fr").endswith("--confirmed-by qui l’a confirmé")
    assert on_page(found.says, "fr").endswith("«\u00a0Confirmé par\u00a0» qui l’a confirmé")
