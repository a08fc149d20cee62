"""The letter to the partner about a return: what is to be cleared up, field by field, in the agreement's language, with
no value in it and nobody's name."""

from __future__ import annotations

import pytest
from conftest import load_sample
from papers import PARTNER, typed_in_pdfium
from scans import scan_of

import dtmforms

SENT = load_sample("en")
WRONG = {f"{PARTNER}_email": "nobody at all", f"{PARTNER}_mobile": "ring me"}


def returned(sent: dtmforms.Agreement = SENT, texts: dict[str, str] | None = None) -> dtmforms.Return:
    return dtmforms.ingest(typed_in_pdfium(dtmforms.form(sent), texts if texts is not None else WRONG), against=sent)


def test_it_says_field_by_field_what_to_clear_up() -> None:
    answer = returned()
    letter = dtmforms.letter_to_partner(answer, answer.findings)
    assert letter.startswith(f"Subject: {SENT.reference}")
    assert "\n\n1. Table C, Requesting organization, Primary Focal Point, " in letter
    assert "E-mail: this is no e-mail address." in letter
    assert "--accept" not in letter
    assert "ask the partner" not in letter


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_it_is_in_the_agreements_language_and_holds_no_contact_data(language: str) -> None:
    sent = SENT.model_copy(update={"language": language})
    answer = returned(sent)
    letter = dtmforms.letter_to_partner(answer, answer.findings)
    assert letter
    people = [
        text
        for side in sent.values()["table_c"].values()
        for person in side.values()
        if isinstance(person, dict)
        for text in (person["name"], person["mobile"], person["email"])
    ]
    assert not [text for text in (*people, *WRONG.values()) if text and text in letter]
    first = {"en": "Dear", "fr": "Chères", "es": "Estimadas", "ar": "الزميلات"}[language]
    assert first in letter


def test_of_a_flag_on_several_fields_each_is_asked() -> None:
    """As a program leaves them that stores another value, and does not draw it."""
    finding = dtmforms.Finding("shown_as_sent", "form", {"fields": [f"{PARTNER}_name", f"{PARTNER}_email"]}, "error")
    letter = dtmforms.letter_to_partner(returned(texts={}), [finding])
    assert letter.count("Which text is right?") == 2
    assert "clear up 2 things" in letter


def test_what_nobody_can_read_on_a_scan_is_asked() -> None:
    answer = dtmforms.ingest(scan_of(SENT, {f"{PARTNER}_name": "x"}), against=SENT)
    unread = [one for one in answer.scanned if one.name == f"{PARTNER}_name"]
    letter = dtmforms.letter_to_partner(answer, answer.findings, unread)
    assert "Name: we cannot read what stands there." in letter
    assert letter.count("\n\n1. ") == 1
    assert "\n\n2. " not in letter, "that a scan is to be confirmed is nothing that a partner can do"


def test_where_nothing_is_to_be_cleared_up_there_is_none() -> None:
    answer = returned(texts={})
    assert dtmforms.letter_to_partner(answer, answer.findings) == ""
