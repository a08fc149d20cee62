"""What ends a suspension, and what does not: as a user runs the register (rules B3, B4)."""

from __future__ import annotations

import copy
import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, STATED, scan
from test_register import REF

DEMO = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
ASSESSED = DEMO["risk_assessment"]
LATER = datetime.date(2026, 11, 12)
PURPOSE = {"purpose": "Another purpose."}
RETYPED = [ASSESSED["assessors"][0], ASSESSED["assessors"][1] | {"name": "Wanjiru N. Kamau"}]


def assessed(**part: Any) -> dict[str, Any]:
    return {"risk_assessment": ASSESSED | part}


def record(name: str, *parts: dict[str, Any]) -> str:
    """The invented record with other parts at its top, as a file."""
    values = copy.deepcopy(DEMO)
    for part in parts:
        values |= part
    Path(name).write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return name


def suspended_since(register: Any, day: str = "2026-11-29") -> str | None:
    since: str | None = register("show", REF, "--as-of", day)[1]["open"].get("suspended")
    return since


def kinds(answer: Any) -> list[str]:
    return [event["kind"] for event in answer["recorded"]]


@pytest.fixture
def suspended(signed: Any) -> Any:
    """The register, with the invented agreement signed and suspended since 10 November 2026."""
    assert signed("suspend", REF, "--why", "unrest", "--on", "2026-11-10")[0] == 0
    return signed


WRITTEN_OTHERWISE = pytest.mark.parametrize(
    "part",
    [
        assessed(assessors=RETYPED),
        assessed(reassess_by=datetime.date(2027, 9, 21)),
        assessed(reassess_by=datetime.date(2027, 1, 21)),
        assessed(combinations=[]),
        assessed(assessed_on=datetime.date(2026, 9, 1)),
        assessed(assessed_on=datetime.date(2027, 9, 1), reassess_by=datetime.date(2028, 9, 1)),
    ],
    ids=["assessor retyped", "put off", "brought forward", "combination dropped", "dated back", "dated to come"],
)


def the_administrative_change(register: Any) -> Any:
    [step] = [step for step in register("history", REF)[1]["steps"] if step["kind"] == "administrative_change"]
    return step


@WRITTEN_OTHERWISE
def test_what_is_written_otherwise_in_an_assessment_is_recorded_as_that_and_ends_nothing(
    suspended: Any, part: dict[str, Any]
) -> None:
    file = record("new.yaml", part)
    assert suspended("notice", REF, "--record", file, "--on", "2026-11-20")[0] == 3  # there is no notice to print
    step = the_administrative_change(suspended)
    assert (step["rule"], "no reassessment" in step["reason"]) == ("B4", True)
    assert suspended_since(suspended) == "2026-11-10"
    assert suspended("reassess", REF, file, "--on", "2026-11-21")[0] == 3


@WRITTEN_OTHERWISE
def test_neither_does_it_beside_a_text_that_nobody_has_signed(suspended: Any, part: dict[str, Any]) -> None:
    code, answer = suspended("revise", REF, record("new.yaml", part, PURPOSE), "--on", "2026-11-20")
    assert (code, kinds(answer)) == (0, ["administrative_change", "revised"])
    assert the_administrative_change(suspended)["rule"] == "B4"
    assert suspended_since(suspended) == "2026-11-10"


def test_an_assessment_of_a_later_day_ends_it(suspended: Any) -> None:
    code, answer = suspended("reassess", REF, record("new.yaml", assessed(assessed_on=LATER)), "--on", "2026-11-13")
    assert (code, kinds(answer)) == (0, ["reassessed"])
    assert suspended_since(suspended, "2026-11-12") == "2026-11-10"
    assert suspended_since(suspended) is None
    step = suspended("history", REF)[1]["steps"][-1]
    assert (step["rule"], "ends the suspension" in step["reason"]) == ("B3", True)


def test_an_assessment_counts_beside_the_newest_there_was_and_not_beside_one_that_was_dated_back(
    suspended: Any,
) -> None:
    back = record("back.yaml", assessed(assessed_on=datetime.date(2026, 8, 1)))
    suspended("notice", REF, "--record", back, "--on", "2026-11-11")
    code, answer = suspended("reassess", REF, record("new.yaml"), "--on", "2026-11-12")
    assert (code, answer["values"]["in_force"]) == (3, "2026-09-21")
    suspended("notice", REF, "--record", record("again.yaml"), "--on", "2026-11-13")
    assert suspended_since(suspended) == "2026-11-10"


def test_an_assessment_of_a_day_to_come_is_none(suspended: Any) -> None:
    file = record("new.yaml", assessed(assessed_on=LATER))
    code, answer = suspended("reassess", REF, file, "--on", "2026-11-11")
    assert (code, answer["code"]) == (3, "reassessed_later")


def test_a_dropped_combination_is_said_also_where_the_risk_is_assessed_anew(suspended: Any) -> None:
    file = record("new.yaml", assessed(assessed_on=LATER, combinations=[]))
    code, answer = suspended("reassess", REF, file, "--on", "2026-11-13")
    assert code == 0
    assert [found["rule"] for found in answer["findings"] if found["code"] == "combination_dropped"] == ["B3"]


def test_another_scan_of_the_same_text_ends_nothing(suspended: Any) -> None:
    code, answer = suspended("sign", REF, "--file", scan("again.png", 150), *STATED, "--on", "2026-11-20")
    assert (code, answer["code"]) == (3, "signed_already")
    assert suspended_since(suspended) == "2026-11-10"


def test_the_first_signature_of_a_text_that_was_suspended_unsigned_ends_nothing(register: Any) -> None:
    register("add", record("demo.yaml"), "--on", "2026-10-01")
    register("suspend", REF, "--why", "unrest", "--on", "2026-11-10")
    assert register("sign", REF, "--file", scan("signed.png"), *STATED, "--on", "2026-11-12")[0] == 0
    assert suspended_since(register) == "2026-11-10"


def test_another_text_ends_it_when_it_is_signed_and_not_before(suspended: Any) -> None:
    suspended("revise", REF, record("new.yaml", PURPOSE), "--on", "2026-11-12")
    assert suspended_since(suspended) == "2026-11-10"
    assert suspended("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-14")[0] == 0
    assert suspended_since(suspended, "2026-11-13") == "2026-11-10"
    assert suspended_since(suspended) is None
    step = suspended("history", REF)[1]["steps"][-1]
    assert (step["rule"], "ends the suspension" in step["reason"]) == ("D5", True)


def test_another_text_that_was_signed_before_it_ends_nothing(suspended: Any) -> None:
    suspended("revise", REF, record("new.yaml", PURPOSE), "--on", "2026-11-02")
    suspended("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-04")
    assert suspended_since(suspended) == "2026-11-10"


def test_a_signature_that_was_taken_back_ends_nothing(suspended: Any) -> None:
    suspended("revise", REF, record("new.yaml", PURPOSE), "--on", "2026-11-12")
    suspended("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-14")
    suspended("withdraw", REF, "5", "--why", "another file")
    assert suspended_since(suspended) == "2026-11-10"


def test_an_assessment_that_comes_with_a_text_is_recorded_and_ends_nothing_before_that_is_signed(
    suspended: Any,
) -> None:
    file = record("new.yaml", PURPOSE, assessed(assessed_on=LATER, reassess_by=datetime.date(2027, 11, 12)))
    code, answer = suspended("revise", REF, file, "--on", "2026-11-13")
    assert (code, kinds(answer)) == (0, ["reassessed", "revised"])
    assert suspended_since(suspended) == "2026-11-10"
    suspended("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-14")
    assert suspended_since(suspended) is None


def test_an_assessment_that_came_with_a_text_may_be_stated_for_the_text_in_force(suspended: Any) -> None:
    both = assessed(assessed_on=LATER)
    suspended("revise", REF, record("new.yaml", PURPOSE, both), "--on", "2026-11-13")
    code, answer = suspended("reassess", REF, record("now.yaml", both), "--on", "2026-11-14")
    assert (code, kinds(answer)) == (0, ["reassessed"])
    assert suspended_since(suspended) is None
    assert suspended("reassess", REF, record("now.yaml", both), "--on", "2026-11-15")[1]["recorded"] == []


@pytest.mark.parametrize(("first", "second"), [(None, "2026-11-15"), ("2026-11-28", "2026-11-15")])
def test_a_later_and_shorter_suspension_ends_none(signed: Any, first: str | None, second: str) -> None:
    until = ("--until", first) if first else ()
    signed("suspend", REF, "--why", "unrest", "--on", "2026-11-10", *until)
    code, answer = signed("suspend", REF, "--why", "less unrest", "--on", "2026-11-12", "--until", second)
    assert (code, [found["code"] for found in answer["findings"]]) == (0, ["suspended_longer"])
    assert suspended_since(signed, "2026-11-20") == "2026-11-10"


def test_a_later_and_longer_suspension_makes_it_last_longer(signed: Any) -> None:
    signed("suspend", REF, "--why", "unrest", "--on", "2026-11-10", "--until", "2026-11-15")
    code, answer = signed("suspend", REF, "--why", "unrest", "--on", "2026-11-12", "--until", "2026-11-20")
    assert (code, answer["findings"]) == (0, [])
    assert suspended_since(signed, "2026-11-20") == "2026-11-10"
    assert suspended_since(signed, "2026-11-21") is None


def test_a_suspension_after_one_that_has_passed_is_another(signed: Any) -> None:
    signed("suspend", REF, "--why", "unrest", "--on", "2026-11-10", "--until", "2026-11-15")
    signed("suspend", REF, "--why", "floods", "--on", "2026-11-20", "--until", "2026-11-22")
    assert [suspended_since(signed, f"2026-11-{day}") for day in (15, 16, 20, 22, 23)] == [
        *("2026-11-10", None, "2026-11-20", "2026-11-20", None)
    ]


def test_a_suspension_is_not_dated_to_after_its_last_day(signed: Any) -> None:
    signed("suspend", REF, "--why", "unrest", "--on", "2026-11-10", "--until", "2026-11-15")
    code, answer = signed("redate", REF, "3", "--on", "2026-11-16", "--why", "mistyped")
    assert (code, answer["code"]) == (3, "last_day_before_first")
    assert signed("redate", REF, "3", "--on", "2026-11-15", "--why", "mistyped")[0] == 0


def test_an_assessment_is_not_dated_to_before_it_was_made(suspended: Any) -> None:
    suspended("reassess", REF, record("new.yaml", assessed(assessed_on=LATER)), "--on", "2026-11-13")
    code, answer = suspended("redate", REF, "4", "--on", "2026-11-11", "--why", "mistyped")
    assert (code, answer["code"]) == (3, "reassessed_later")
    assert suspended("redate", REF, "4", "--on", "2026-11-12", "--why", "mistyped")[0] == 0


def test_an_assessment_that_arrives_late_undoes_no_newer_one(signed: Any) -> None:
    newer = record("newer.yaml", assessed(assessed_on=LATER, reassess_by=datetime.date(2027, 11, 12)))
    older = record("older.yaml", assessed(assessed_on=datetime.date(2026, 11, 5)))
    assert signed("reassess", REF, newer, "--on", "2026-11-20")[0] == 0
    assert signed("reassess", REF, older, "--on", "2026-11-08")[0] == 0
    assert signed("redate", REF, "4", "--on", "2026-11-25", "--why", "it was given on that day")[0] == 0
    shown = signed("show", REF)[1]["record"]["risk_assessment"]
    assert (shown["assessed_on"], shown["reassess_by"]) == ("2026-11-12", "2027-11-12")
    assert signed("history", REF)[1]["steps"][-1]["rule"] == "E6"
