"""Letters that deceive: told, shown escaped, and never taken out."""

from __future__ import annotations

import unicodedata

import pytest
import yaml
from conftest import RECORDS, TODAY
from hypothesis import given
from hypothesis import strategies as st

from dtmforms.agreement.checking import check
from dtmforms.agreement.letters import deceiving, escaped


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Amina \u202eolleB", [r"\u202e"]),
        ("\u2067abc\u2069", [r"\u2067", r"\u2069"]),
        ("Ami\u200bna\u200b", [r"\u200b"]),
        ("soft\u00adhyphen", [r"\xad"]),
        ("ab\u200dcd", [r"\u200d"]),
        ("a\U000e0041", [r"\U000e0041"]),
    ],
)
def test_what_cannot_be_seen_or_turns_the_direction_is_told(text: str, told: list[str]) -> None:
    assert deceiving(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Müller-Ångström",
        "مريم (UNICEF) +964",
        "\u200e2026-10-01\u200e",
        "می\u200cخواهم",
        "क्\u200dष",
        "👩🏽‍⚕️",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "မြန်မာ",
        "",
    ],
)
def test_what_people_write_is_not(text: str) -> None:
    assert deceiving(text) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("a\nb\r\tc\x7f\x9b", r"a\x0ab\x0d\x09c\x7f\x9b"),
        ("\u202eabc\u2028", r"\u202eabc\u2028"),
        ("\ud800\ufffe", r"\ud800\ufffe"),
        ("Zoë, Олена, مريم \u200e1\u200e, C:\\new", "Zoë, Олена, مريم \u200e1\u200e, C:\\new"),
    ],
)
def test_a_terminal_is_shown_escapes(text: str, shown: str) -> None:
    assert escaped(text) == shown


@given(st.text())
def test_what_is_escaped_is_one_line_that_moves_nothing(text: str) -> None:
    shown = escaped(text)
    assert escaped(shown) == shown
    assert not any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in shown)
    assert not deceiving(shown) or "\u200c" in shown or "\u200d" in shown


@pytest.mark.parametrize(
    ("text", "says"),
    [("Fear at \u202enight", r"\u202e"), ("F\u0435ar", "several scripts"), ("Fe\u200bar", r"\u200b")],
)
def test_a_record_that_holds_such_is_warned_of_and_kept_as_typed(text: str, says: str) -> None:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8")) | {"subject": text}
    checked = check(yaml.safe_dump(values, allow_unicode=True).encode(), today=TODAY)
    [told] = [finding for finding in checked.findings if finding.path == "subject"]
    assert (told.severity, told.rule) == ("warning", "D10")
    assert says in told.message
    assert "\u202e" not in told.message
    assert "\u200b" not in told.message
    assert checked.record
    assert checked.record.subject == text


def test_a_name_that_deceives_is_told_without_the_name() -> None:
    """Rule D1."""
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    values["table_c"]["iom"]["primary"]["name"] = "Am\u0456na Okafor"
    told = check(yaml.safe_dump(values).encode(), today=TODAY).findings
    assert any("several scripts" in finding.message for finding in told)
    assert not any("Okafor" in finding.message for finding in told)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x85", "\ufdd0", "\uffff", "\U0001fffe", "\u2028"])
def test_what_no_document_carries_is_an_error(character: str) -> None:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8")) | {"subject": f"a{character}b"}
    checked = check(yaml.safe_dump(values).encode(), today=TODAY)
    assert checked.record is None
    assert any(finding.path == "subject" and "delete it" in finding.message for finding in checked.findings)
