"""A finding: a code with plain values, and the sentence that is made of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dtmforms.cli.output import error_json, findings_json
from dtmforms.codes import CODES, PLACES, WORDS
from dtmforms.codes.kinds import Kind, Kinds
from dtmforms.errors import RecordError
from dtmforms.findings import Finding, Value, sentences
from dtmforms.language import LANGUAGES
from dtmforms.language.paths import path_in_words
from dtmforms.language.quoted import isolated
from dtmforms.language.shown import shortened

SOME: dict[Kind, Value] = {
    "text": "Ágnes {typed} [this]",
    "texts": ["one", "two"],
    "seen": None,
    "dataset": None,
    "name": "name",
    "names": ["a", "b"],
    "choices": ["a", "b"],
    "code": "site",
    "codes": ["site", "household"],
    "steps": ["a", "b"],
    "fields": ["reference"],
    "path": "table_b.low",
    "paths": ["table_b.low", "purpose"],
    "number": 3,
    "ordinal": 3,
    "numbers": [1, 2],
    "size": 1_234_567,
    "day": "2026-10-02",
    "language": "fr",
    "word": WORDS[0],
    "words": [*WORDS[:2]],
    "post": "iom.primary",
    "posts": ["iom.primary", "iom.field[Gwoza]"],
    "place": {"place": "paragraph", "number": 4},
    "said": "some error",
    "error": {"error": "reader_broke_down"},
}
"""A value of each kind."""


def some(kinds: Kinds) -> dict[str, Any]:
    return {name: SOME[kind] for name, kind in kinds.items()}


def some_finding(code: str) -> Finding:
    return Finding(code, "table_b.low.timeline", some(CODES[code].values), line=4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_makes_a_sentence_in_every_language(language: str) -> None:
    place = f"{isolated('a.yaml', language)}:4: {path_in_words('table_b.low.timeline', language)}"
    for code in CODES:
        said = some_finding(code).sentence("a.yaml", language)
        assert said.startswith(place)
        assert len(said) > len(place) + 15


def test_every_place_is_said_before_the_sentence() -> None:
    for name, kinds in PLACES.items():
        finding = Finding("missing", place={"place": name, **some(kinds)})
        assert finding.text() == f"{finding.where()}: missing; write it"
        assert finding.where()


def test_a_sentence_names_severity_place_and_rule() -> None:
    finding = Finding("deadline_in_low", "table_b.low.timeline", {"timeline": "Within a day"}, line=12)
    said = "“Within a day” is a deadline; the Low column asks for a frequency, for example “Monthly” (rule C3)"
    place = "Table B, low urgency, timeline (table_b.low.timeline)"
    assert finding.sentence("a.yaml") == f"a.yaml:12: {place}: warning: {said}"


def test_a_cell_stands_for_line_and_path() -> None:
    finding = Finding("missing", "table_c.iom.primary.name", cell="Focal points!D2")
    assert finding.sentence("a.xlsx") == "a.xlsx: Focal points!D2: missing; write it"


def test_a_colon_is_that_of_the_language_unless_programs_look_for_the_line() -> None:
    finding = Finding("missing", "purpose")
    assert finding.sentence("a.yaml", "fr").startswith("a.yaml\u00a0: finalité (purpose)\u00a0: ")
    assert replace(finding, line=3).sentence("a.yaml", "fr").startswith("a.yaml:3: finalité (purpose)\u00a0: ")


def test_a_place_in_a_form_is_said_once() -> None:
    place: Any = {"place": "field_on_page", "page": 2, "label": "Country", "field": "country"}
    finding = Finding("field_missing", "country", place=place)
    assert finding.sentence("a.pdf") == f"a.pdf: page 2, Country [country]: {finding.says()}"


def test_what_can_be_accepted_says_how_and_what_was_says_so() -> None:
    finding = Finding("script", "form")
    told = finding.sentence("a.pdf", acceptable=True)
    assert told.endswith("for the form without it; or take the form as it is with --accept script")
    assert Finding("script", "form", accepted=True).text() == f"{finding.text()} (accepted: script)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_full_stop_of_a_sentence_stands_behind_its_rule(language: str) -> None:
    told = [some_finding(code).sentence("a.pdf", language) for code, about in CODES.items() if about.rule]
    assert any(line.endswith(").") for line in told)
    assert not any(". (" in line for line in told)


def test_an_answer_has_code_and_plain_values_beside_the_message() -> None:
    for code in CODES:
        told = some_finding(code).as_json()
        assert told["code"] == code
        assert json.loads(json.dumps(told)) == told
        assert told["values"] == some(CODES[code].values)


def test_code_and_values_are_the_same_in_every_language() -> None:
    finding = Finding("two_copies", "form", {"number": 7})
    told = [finding.as_json(language) for language in LANGUAGES]
    assert len({str(one.pop("message")) for one in told}) == len(LANGUAGES)
    assert all(one == told[0] for one in told)


def test_a_place_in_a_form_stands_in_the_answer() -> None:
    place: Any = {"place": "field_on_page", "page": 2, "label": "Country", "field": "country"}
    told = Finding("field_missing", "country", place=place).as_json()
    assert (told["page"], told["field"]) == (2, "country")
    assert str(told["message"]).startswith("page 2, Country [country]: ")


def test_values_leave_out_addresses_and_numbers_that_somebody_typed() -> None:
    """Rule D1."""
    finding = Finding("sensitive_together", values={"datasets": ["Sites", "call +258 845 550 199 or a@b.example"]})
    assert finding.as_json()["values"] == {"datasets": ["Sites", "call … or …"]}
    assert Finding("high_urgency", values={"typed": None}).as_json()["values"] == {"typed": None}


def test_a_text_that_is_not_told_is_this_text() -> None:
    assert Finding("item_twice", values={"typed": None}).text() == "this text stands twice; delete one"


def test_what_was_found_twice_is_told_once() -> None:
    found = Finding("missing", "purpose")
    assert [*sentences([found, Finding("missing", "table_b.low"), Finding("missing", "purpose")], "a.yaml")] == [
        found.sentence("a.yaml"),
        Finding("missing", "table_b.low").sentence("a.yaml"),
    ]
    assert len(findings_json([found, found])) == 1


def test_what_a_library_says_in_english_is_told_in_no_other_language() -> None:
    found = Finding("not_json", values={"said": "Expecting value"})
    assert "(Expecting value); look near this line" in found.says("en")
    for language in LANGUAGES[1:]:
        assert "Expecting" not in found.says(language)
        assert found.as_json(language)["values"] == {"said": "Expecting value"}


def test_of_many_fields_a_sentence_names_the_first() -> None:
    finding = Finding("renamed", "form", {"fields": [f"field_{n}" for n in range(7)]})
    assert "[field_0], [field_1], [field_2], [field_3], [field_4] (+2);" in finding.text()


@pytest.mark.parametrize(
    ("code", "values", "place"),
    [
        ("no_such_code", {}, {}),
        ("", {}, {}),
        ("missing", {"typed": "x"}, {}),
        ("high_urgency", {}, {}),
        ("high_urgency", {"typed": 3}, {}),
        ("may_be_secret", {"dataset": None}, {}),
        ("two_copies", {"number": "7"}, {}),
        ("two_forms", {"references": "AB"}, {}),
        ("two_forms", {"references": [1, 2]}, {}),
        ("comments", {"pages": ["1"]}, {}),
        ("empty_value_of_kind", {"wanted": "no word"}, {}),
        ("missing", {}, {"place": "nowhere"}),
        ("missing", {}, {"place": "paragraph"}),
        ("missing", {}, {"place": "paragraph", "number": "4"}),
        ("missing", {}, {"number": 4}),
    ],
)
def test_a_finding_that_the_table_does_not_know_is_none(code: str, values: Any, place: Any) -> None:
    with pytest.raises(ValueError, match="code"):
        Finding(code, values=values, place=place)


def test_severity_and_rule_are_those_of_the_code() -> None:
    assert (Finding("missing").severity, Finding("missing").rule) == ("error", None)
    assert (Finding("raw_data").severity, Finding("raw_data").rule) == ("warning", "C7")
    assert Finding("missing", severity="warning").severity == "warning"


def test_a_long_text_is_shortened_and_says_so() -> None:
    assert shortened("x" * 80) == "x" * 80
    assert shortened("x" * 81) == "x" * 79 + "…"


# Many


def test_of_many_findings_of_one_code_in_a_return_the_first_are_told_and_the_others_counted() -> None:
    many = [Finding("copy_unknown", f"table_b.low.datasets[{number}].name") for number in range(12)]
    other = Finding("no_record")
    told = list(sentences([*many[:6], other, *many[6:]], "a.yaml"))
    assert told[:5] == [finding.sentence("a.yaml") for finding in many[:5]]
    assert told[5:] == ["a.yaml: and 7 more of this kind; --json lists all of them", other.sentence("a.yaml")]


def test_ten_findings_of_one_code_are_all_told() -> None:
    ten = [Finding("copy_unknown", f"table_b.low.datasets[{number}].name") for number in range(10)]
    assert list(sentences(ten, "")) == [finding.sentence("") for finding in ten]


@pytest.mark.parametrize("code", ["missing", "row_twice", "policy_row_of_nothing", "placeholder_torn"])
def test_of_a_file_that_somebody_has_to_mend_every_problem_is_told_at_once(code: str) -> None:
    """Of a record, a workbook, a policy or a template; in an error, and in its answer."""
    values = {name: SOME[kind] for name, kind in CODES[code].values.items()}
    error = RecordError("record_invalid", [Finding(code, str(number), values) for number in range(30)], place="a.yaml")
    assert len(error.sentences()) == len(error_json(error)["findings"]) == 30
