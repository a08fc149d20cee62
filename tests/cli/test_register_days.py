"""Days that do not fit, days that are put right, and copies of another text: as a user runs the register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, STATED, scan
from test_register import DEMO, REF, SUCCESSOR, changed, returned

from dtmforms.cli.main import run


def test_a_wrong_day_is_put_right_and_what_was_recorded_stays(signed: Any) -> None:
    form = returned("return.pdf", **SUCCESSOR)
    code, answer = signed("return", form, "--on", "2099-11-03")
    assert any("until then all stays as it is" in finding["message"] for finding in answer["findings"])
    assert signed("show", REF)[1]["contacts"] == 1
    assert signed("status")[1]["agreements"][0]["open"]["takes_effect_later"] == "2099-11-03"
    _, answer = signed("return", form, "--on", "2026-11-03")
    assert any("register redate" in finding["message"] for finding in answer["findings"])
    for number in (3, 4):
        code, _ = signed("redate", REF, str(number), "--on", "2026-11-03", "--why", "the year was mistyped")
        assert code == 0
    _, shown = signed("show", REF)
    assert (shown["contacts"], shown["contacts_on"]) == (2, "2026-11-03")
    assert signed("show", REF, "--as-of", "2026-11-02")[1]["contacts"] == 1
    steps = signed("history", REF)[1]["steps"]
    assert [step["effective"] for step in steps if step["kind"] == "notice"] == ["2026-11-03"]
    assert [step["why"] for step in steps if step["kind"] == "redated"] == ["the year was mistyped"] * 2
    assert signed("verify")[1]["whole"]


def test_an_event_that_is_not_there_has_no_day_to_put_right(signed: Any) -> None:
    code, answer = signed("redate", REF, "9", "--on", "2026-11-03", "--why", "x")
    assert (code, "there are 1 and 2" in answer["error"]) == (3, True)


def test_a_day_is_not_put_right_to_one_on_which_its_text_was_not_there(signed: Any) -> None:
    for number, day in (("1", "2026-10-06"), ("2", "2026-09-30")):
        code, answer = signed("redate", REF, number, "--on", day, "--why", "x")
        assert (code, "signed before it was there" in answer["error"]) == (3, True)
    assert signed("redate", REF, "1", "--on", "2026-09-30", "--why", "x")[0] == 0
    assert signed("redate", REF, "2", "--on", "2026-09-30", "--why", "x")[0] == 0


def test_a_text_counts_from_the_day_on_which_it_was_signed(register: Any) -> None:
    """Whoever records first and dates later need not date it falsely."""
    scan("signed.pdf")
    register("add", DEMO)
    code, answer = register("sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-05")
    assert (code, answer["numbers"]["signed_contacts_on"]) == (0, "2026-10-05")
    scan("second.pdf", 200)
    register("revise", REF, changed("new.yaml", "purpose", to="Another purpose."))
    code, answer = register("sign", REF, "--file", "second.pdf", *STATED, "--on", "2026-10-20")
    assert (code, answer["numbers"]["revision"]) == (0, 2)
    _, shown = register("show", REF)
    assert shown["signed"]["on"] == "2026-10-20"
    assert "revision_to_sign" not in shown["open"]
    assert register("show", REF, "--as-of", "2026-10-19")[1]["revision"] == 1


@pytest.mark.sampled("days that cannot be")
@pytest.mark.parametrize(
    "act",
    [
        ["sign", REF, "--file", "other.pdf", *STATED, "--on", "2099-01-01"],
        ["end", REF, "--why", "over", "--on", "2026-01-01"],
        ["suspend", REF, "--why", "x", "--until", "2026-11-10", "--on", "2026-11-20"],
        ["duty", REF, "handover_history", "--evidence", "minutes", "--on", "2026-10-30"],
        ["duty", REF, "handover_history", "--evidence", "minutes", "--on", "2099-10-30"],
        ["add", DEMO, "--on", "2062-11-29"],
        ["issue", REF, "--on", "2062-11-29"],
        ["reassess", REF, DEMO, "--on", "2062-11-29"],
        ["redate", REF, "1", "--why", "x", "--on", "2062-11-29"],
        ["redate", REF, "2", "--why", "x", "--on", "2062-11-29"],
        ["suspend", REF, "--why", "unrest", "--on", "2026-11-01", "--received", "2062-11-29"],
        ["notice", REF, "--file", "other.pdf", "--received", "2099-01-01"],
    ],
)
def test_a_day_that_cannot_be_is_refused(signed: Any, act: list[str]) -> None:
    scan("other.pdf", 170)
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    before = signed("verify")[1]["events"]
    code, answer = signed(*act)
    assert code == 3
    assert act[-1] in answer["values"].values()
    assert signed("verify")[1]["events"] == before


def test_a_signed_copy_of_another_text_is_refused(signed: Any) -> None:
    run(["form", DEMO, "-o", "first.pdf"])
    run(["fill", DEMO, "-o", "first.docx"])
    signed("revise", REF, changed("new.yaml", "purpose", to="Another purpose."), "--on", "2026-11-03")
    for file in ("first.pdf", "first.docx"):
        code, answer = signed("sign", REF, "--file", file, *STATED, "--on", "2026-11-05")
        assert (code, "TNBW-4ECT" in answer["error"]) == (3, True)
    run(["form", "new.yaml", "-o", "second.pdf"])
    code, answer = signed("sign", REF, "--file", "second.pdf", *STATED, "--on", "2026-11-05")
    assert (code, answer["numbers"]["revision"], answer["findings"]) == (0, 2, [])


def test_a_file_that_says_nothing_of_itself_is_signed_with_a_warning(register: Any) -> None:
    scan("scan.pdf", 160)
    register("add", DEMO, "--on", "2026-10-01")
    code, answer = register("sign", REF, "--file", "scan.pdf", *STATED, "--on", "2026-10-05")
    assert (code, [finding["code"] for finding in answer["findings"]]) == (0, ["signed_without_code"])


@pytest.mark.parametrize("path", ["signatories", "purpose"])
def test_only_an_assessment_is_taken_as_one(signed: Any, path: str) -> None:
    signed("suspend", REF, "--why", "the context changed", "--on", "2026-11-01")
    to: Any = [] if path == "signatories" else "Another purpose."
    assert signed("reassess", REF, changed("new.yaml", path, to=to), "--on", "2026-11-02")[0] == 3
    code, answer = signed("reassess", REF, DEMO, "--on", "2026-11-02")
    assert (code, "2026-09-21" in answer["values"].values()) == (3, True)
    assert "suspended" in signed("status")[1]["agreements"][0]["open"]


def test_two_offices_that_fill_a_post_otherwise_on_one_day_are_told_so(signed: Any, tmp_path: Path) -> None:
    signed("export", "-o", "a.jsonl")
    other = ("--register", str(tmp_path / "other.sqlite3"))
    signed("import", "a.jsonl", *other)
    person = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))["table_c"]["iom"]["primary"]
    for name, place in (("Anna", ()), ("Otto", other)):
        record = changed(f"{name}.yaml", "table_c", "iom", "primary", to=person | {"name": name})
        assert signed("notice", REF, "--record", record, "--on", "2026-11-03", "-o", name, *place)[0] == 0
    signed("export", "-o", "b.jsonl", *other)
    code, answer = signed("import", "b.jsonl")
    assert (code, answer["added"]) == (3, 1)
    assert "the primary focal point of IOM was named otherwise on 3 November 2026" in answer["conflicts"][0]


def test_an_agreement_that_two_offices_began_otherwise_is_left_alone(signed: Any, tmp_path: Path) -> None:
    """Its events belong to another text."""
    other = ("--register", str(tmp_path / "other.sqlite3"))
    signed("add", changed("other.yaml", "purpose", to="Another purpose."), "--on", "2026-10-01", *other)
    signed("suspend", REF, "--why", "x", "--on", "2026-10-02", *other)
    signed("export", "-o", "b.jsonl", *other)
    code, answer = signed("import", "b.jsonl")
    assert (code, answer["added"], len(answer["conflicts"])) == (3, 0, 1)


# The contacts that were signed (rule D6)


def renamed(name: str) -> str:
    """The invented record with another primary focal point of IOM, as a file."""
    person = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))["table_c"]["iom"]["primary"]
    return changed(
        f"{name}.yaml", "table_c", "iom", "primary", to=person | {"name": name, "email": f"{name}@iom.example"}
    )


def signed_with(register: Any) -> tuple[str, int]:
    shown = register("show", REF)[1]
    return shown["signed_contacts_on"], shown["signed"]["contacts"]


def test_a_notice_that_is_recorded_later_does_not_move_what_was_signed_with(signed: Any) -> None:
    assert signed_with(signed) == ("2026-10-01", 1)
    assert signed("notice", REF, "--record", renamed("anna"), "--on", "2026-10-03")[0] == 0
    assert signed_with(signed) == ("2026-10-01", 1)
    _, shown = signed("show", REF)
    assert (shown["contacts"], shown["contacts_on"]) == (2, "2026-10-03")


def test_a_notice_that_was_there_is_what_it_was_signed_with(register: Any) -> None:
    register("add", DEMO, "--on", "2026-10-01")
    register("notice", REF, "--record", renamed("anna"), "--on", "2026-10-03")
    register("sign", REF, "--file", scan("signed.pdf"), *STATED, "--on", "2026-10-05")
    assert signed_with(register) == ("2026-10-03", 2)


@pytest.mark.parametrize(("event", "day"), [("1", "2026-09-15"), ("2", "2026-10-20"), ("3", "2026-10-04")])
def test_no_day_that_is_put_right_moves_what_was_signed_with(signed: Any, event: str, day: str) -> None:
    signed("notice", REF, "--record", renamed("anna"), "--on", "2026-10-10")
    assert signed("redate", REF, event, "--on", day, "--why", "x")[0] == 0
    assert signed_with(signed) == ("2026-10-01", 1)


def test_people_whom_a_signature_brings_are_those_that_it_was_signed_with(signed: Any) -> None:
    record = changed(
        "new.yaml", "requesting_organization", to={"name": "Coastal", "email_domains": ["coastal.example"]}
    )
    values = yaml.safe_load(Path(record).read_text(encoding="utf-8"))
    values["table_c"]["requesting_organization"]["primary"]["name"] = "Ngozi Eze"
    Path(record).write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    signed("revise", REF, record, "--on", "2026-11-04")
    signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-05")
    assert signed_with(signed) == ("2026-11-05", 1)


def test_nothing_is_dated_to_before_the_agreement_began(signed: Any) -> None:
    signed("issue", REF, "--on", "2026-10-02")
    code, answer = signed("redate", REF, "3", "--on", "2026-09-30", "--why", "x")
    assert (code, answer["code"], answer["values"]["begins"]) == (3, "before_beginning", "2026-10-01")
    assert signed("redate", REF, "3", "--on", "2026-10-01", "--why", "x")[0] == 0


def test_an_agreement_does_not_begin_after_what_happened_to_it(register: Any) -> None:
    register("add", DEMO, "--on", "2026-10-01")
    register("issue", REF, "--on", "2026-10-03")
    code, answer = register("redate", REF, "1", "--on", "2026-10-04", "--why", "x")
    assert (code, answer["code"], answer["values"]["event"]) == (3, "begun_after_event", 2)
    assert register("redate", REF, "1", "--on", "2026-10-03", "--why", "x")[0] == 0


def test_a_revision_is_not_signed_before_the_agreement_began(signed: Any) -> None:
    signed("revise", REF, changed("new.yaml", "purpose", to="Another purpose."), "--on", "2026-11-03")
    file = scan("new.png", 150)
    code, answer = signed("sign", REF, "--file", file, *STATED, "--on", "2026-09-30")
    assert (code, answer["code"]) == (3, "before_beginning")
    assert signed("sign", REF, "--file", file, *STATED, "--on", "2026-10-20")[0] == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("20/10/2026", "2026-10-20"),
        ("20 octobre 2026", "2026-10-20"),
        ("03/04/2026", "2026-04-03 or 2026-03-04"),
        ("٢٠٢٦-١٠-٢٠", "2026-10-20"),
        ("1448-04-21", "the Islamic calendar"),
        ("1405-07-28", "the Solar Hijri calendar"),
        ("2019-13-05", "the Ethiopian calendar"),
        ("soon", "such as 2026-11-03"),
    ],
)
def test_a_day_that_is_written_otherwise_is_told_with_the_right_spelling(
    capsys: pytest.CaptureFixture[str], typed: str, said: str
) -> None:
    assert run(["register", "status", "--as-of", typed]) == 2
    assert said in capsys.readouterr().err
