"""Letters that deceive: told, shown escaped, and never taken out."""

from __future__ import annotations

import pytest
import yaml
from conftest import RECORDS, TODAY

from dtmforms.agreement.check import check
from dtmforms.agreement.confusables import deceiving, turns_letters


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Amina \u202eolleB", [r"\u202e"]),
        ("\u2067abc\u2069", [r"\u2067", r"\u2069"]),
        ("Ami\u200bna\u200b", [r"\u200b"]),
        ("soft\u00adhyphen", [r"\xad"]),
        ("ab\u200dcd", [r"\u200d"]),
        ("a\U000e0041", [r"\U000e0041"]),
        ("\U0001f600\U000e0041", [r"\U000e0041"]),
        ("Ana\u200d Bila", [r"\u200d"]),
        ("Bila\u200c", [r"\u200c"]),
        ("Ana\ufe0f", [r"\ufe0f"]),
        ("+258\ufe0f 84", [r"\ufe0f"]),
        ("Ana\U000e0101", [r"\U000e0101"]),
        ("Ana\u3164Bila", [r"\u3164"]),
        ("Ana\u115f\u1160\uffa0", [r"\u115f", r"\u1160", r"\uffa0"]),
        ("Ana\u2800Bila", [r"\u2800"]),
        ("A\u034fna", [r"\u034f"]),
        ("Ana\u180b\u180e", [r"\u180b", r"\u180e"]),
        ("An\ufff9a\ufffab\ufffb", [r"\ufff9", r"\ufffa", r"\ufffb"]),
        ("Ana\u200fBila", [r"\u200f"]),
        ("a\u200e@b.example", [r"\u200e"]),
        ("Ana\ue000", [r"\ue000"]),
        ("Ana\U000f0000", [r"\U000f0000"]),
        ("Ana\u0378", [r"\u0378"]),
        ("Ana\u206aBila", [r"\u206a"]),
        ("Ana\U0001d173", [r"\U0001d173"]),
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
        "မြန်\u200bမာ",
        "ភាសា\u200bខ្មែរ",
        "နာမည်\ufe00",
        "ᠮᠣᠩᠭᠣᠯ\u180bᠠ",
        "辻\U000e0100さん",
        "☎\ufe0f 1\ufe0f\u20e3",
        "❤\ufe0f\u200d🔥",
        "مريم \u200f(+964)\u200f",
        "\u200e+967 71 555 0217\u200e",
        "⠁\u2800⠃",
        "Ngữ Åsa Ħamrun Ọlá ʻOkina",
        "አማርኛ",
        "",
    ],
)
def test_what_people_write_is_not(text: str) -> None:
    assert deceiving(text) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [("Fear at \u202enight", r"\u202e"), ("F\u0435ar", "several scripts"), ("Fe\u200bar", r"\u200b")],
)
def test_a_record_that_holds_such_is_warned_of_and_kept_as_typed(text: str, says: str) -> None:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8")) | {"subject": text}
    checked = check(yaml.safe_dump(values, allow_unicode=True).encode(), today=TODAY)
    [told] = [finding for finding in checked.findings if finding.path == "subject"]
    assert (told.severity, told.rule) == ("warning", "D10")
    assert says in told.text()
    assert "\u202e" not in told.text()
    assert "\u200b" not in told.text()
    assert checked.record
    assert checked.record.subject == text


def test_a_name_that_deceives_is_told_without_the_name() -> None:
    """Rule D1."""
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    values["table_c"]["iom"]["primary"]["name"] = "Am\u0456na Okafor"
    told = check(yaml.safe_dump(values).encode(), today=TODAY).findings
    assert any("several scripts" in finding.text() for finding in told)
    assert not any("Okafor" in finding.text() for finding in told)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x85", "\ufdd0", "\uffff", "\U0001fffe", "\u2028"])
def test_what_no_document_carries_is_an_error(character: str) -> None:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8")) | {"subject": f"a{character}b"}
    checked = check(yaml.safe_dump(values).encode(), today=TODAY)
    assert checked.record is None
    assert any(finding.path == "subject" and "delete it" in finding.text() for finding in checked.findings)


@pytest.mark.parametrize(
    "text",
    [
        "+258 84 \u202e3010 555\u202c",
        "\u2068+258 \u202d0103\u202c\u2069",
        "آمنة \u202eabc\u202c",
        "+258 84\u200f 555 0103",
        "\u200f+258 84 555 0103",
        "\u2067+258 84 555 0103\u2069",
        "\u202bAna Bila\u202c",
        "84\u061c 555 0103",
    ],
)
def test_what_is_shown_in_another_order_than_it_is_stored_is_known(text: str) -> None:
    assert turns_letters(text)


@pytest.mark.parametrize(
    "text",
    [
        "\u202a+258 84 555 0103\u202c",
        "\u2066+258 84 555 0103\u2069",
        "\u2068Amina Bello\u2069",
        "\u202bآمنة الطيّب\u202c",
        "آمنة\u200f (CP)",
        "\u200e2026-10-01\u200e",
        "Ana Bila\u200f",
        "",
    ],
)
def test_what_programs_put_around_a_text_that_is_copied_turns_no_letters(text: str) -> None:
    assert not turns_letters(text)
