"""Slips of the keyboard around keys: each is told, and put right, so that the rest is read."""

from __future__ import annotations

import pytest
from conftest import TODAY, load_sample

from dtmforms.agreement.check import check
from dtmforms.agreement.record_file import dump_yaml
from dtmforms.findings import Finding

TEXT = dump_yaml(load_sample("en").values()).decode()


def findings(*changes: tuple[str, str]) -> list[Finding]:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return list(check(text.encode(), today=TODAY).findings)


def told(*changes: tuple[str, str]) -> list[tuple[str, int | None, object]]:
    return [(found.code, found.line, found.values.get("character")) for found in findings(*changes)]


def line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


LINE = "  name: Harbour Children's Trust"
PLACE = line_of(LINE)


@pytest.mark.parametrize(
    ("typed", "code", "character"),
    [
        ("\u00a0 name: Harbour Children's Trust", "odd_space", "U+00A0 NO-BREAK SPACE"),
        ("  name:\u00a0Harbour Children's Trust", "odd_space", "U+00A0 NO-BREAK SPACE"),
        ("\u3000name: Harbour Children's Trust", "odd_space", "U+3000 IDEOGRAPHIC SPACE"),
        ("\u202f\u202fname: Harbour Children's Trust", "odd_space", "U+202F NARROW NO-BREAK SPACE"),
        ("\u2003\u2003name: Harbour Children's Trust", "odd_space", "U+2003 EM SPACE"),
        ("  name：Harbour Children's Trust", "odd_colon", "U+FF1A FULLWIDTH COLON"),
        ("  name： Harbour Children's Trust", "odd_colon", "U+FF1A FULLWIDTH COLON"),
        ("  name\ufe55 Harbour Children's Trust", "odd_colon", "U+FE55 SMALL COLON"),
        ("  name:Harbour Children's Trust", "no_space_behind_colon", None),
        ("\tname: Harbour Children's Trust", "yaml_tab", None),
    ],
)
def test_a_slip_is_told_by_what_was_typed(typed: str, code: str, character: str | None) -> None:
    assert told((LINE, typed)) == [(code, PLACE, character)]


@pytest.mark.parametrize("dash", "–—−•‑")
def test_a_dash_of_another_kind_is_told(dash: str) -> None:
    place = line_of("    - name: Fear at the water point")
    typed = ("    - name: Fear at the water point", f"    {dash} name: Fear at the water point")
    assert (("odd_dash", place)) in [(code, line) for code, line, _ in told(typed)]


def test_a_slip_in_many_lines_is_told_once_with_their_number() -> None:
    [found] = list(check(TEXT.replace("  ", "\u00a0\u00a0").encode(), today=TODAY).findings)
    assert found.code == "odd_space"
    assert found.values["count"] == sum(line.startswith("  ") for line in TEXT.split("\n"))


def test_all_slips_are_told_in_one_run_with_whatever_else_is_wrong() -> None:
    found = findings(
        (LINE, "\u00a0\u00a0name: Harbour Children's Trust"),
        ("country: MOZ", "country：MOZ"),
        ("      email: jmacuacua@iom.example", "      email: nobody"),
        ("    - name: Fear at the water point", "    – name: Fear at the water point"),
    )
    assert [one.code for one in found] == ["odd_colon", "odd_space", "odd_dash", "no_email"]


SYNTAX = [
    ("operation: Cabo Delgado Conflict", "operation: Cabo Delgado: conflict"),
    ("subject: Child protection", 'subject: "Child protection'),
    ("    timeline: Every second month", "    timeline: [Every second month"),
    ("      title: Field Coordinator", "      title: @field"),
    ("      title: Data Officer", "      title Data Officer"),
]


@pytest.mark.parametrize("change", SYNTAX)
def test_one_slip_of_syntax_is_told_once(change: tuple[str, str]) -> None:
    assert [found.code.removesuffix("_begun") for found in findings(change)] == ["yaml_syntax"]


def test_many_slips_of_syntax_are_told_in_one_run() -> None:
    found = findings(*SYNTAX)
    assert {one.code.removesuffix("_begun") for one in found} == {"yaml_syntax"}
    lines = [line_of(old) for old, _ in SYNTAX]
    told_at = [{one.line, one.values.get("line")} for one in found]
    assert all(any(line in at or line + 1 in at for at in told_at) for line in lines)
    assert len(found) == len(SYNTAX)


def test_what_stands_in_a_text_is_no_slip() -> None:
    text = "purpose: |\n  Deux choses :\u00a0voir ci-dessous\n  – name：one\n  \u00a0name:two\n"
    assert findings(("purpose: To decide", f"{text}risk_of_sharing: To decide")) == []
