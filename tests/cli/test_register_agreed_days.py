"""Days that are agreed: when an agreement expires, by when the counterpart is told, when passwords are changed again;
as a user runs the register."""

from __future__ import annotations

import copy
import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from agreed_beside import BESIDE
from conftest import RECORDS, STATED, load_sample, scan
from conftest import REFERENCE as REF

import dtmforms
from dtmforms.cli.main import run


def record(name: str, **also: Any) -> str:
    values = copy.deepcopy(load_sample("en").values() | BESIDE | also)
    Path(name).write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return name


def with_successor(name: str) -> str:
    table_c = copy.deepcopy(load_sample("en").values()["table_c"])
    table_c["iom"]["primary"] = {
        "name": "Celeste Abreu",
        "title": "DTM Coordinator",
        "mobile": "+258 82 555 0199",
        "email": "cabreu@iom.example",
    }
    return record(name, table_c=table_c)


@pytest.fixture
def agreed(register: Any) -> Any:
    """The commands of the register, with an agreement of agreed days, signed on 5 October."""
    scan("signed.pdf")
    assert register("add", record("agreement.yaml"), "--on", "2026-10-01")[0] == 0
    assert register("sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-05")[0] == 0
    return register


def due(register: Any, day: str) -> dict[str, tuple[str | None, int | None]]:
    found = register("due", "--within", "900", "--as-of", day)[1]["due"]
    return {one["what"]: (one["day"], one["days"]) for one in found}


def test_the_days_that_are_agreed_are_shown(agreed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _, shown = agreed("show", REF)
    days = ("valid_until", "notify_within_days", "password_change_every_days")
    assert [shown[key] for key in days] == ["2027-12-31", 5, 90]
    [stands] = agreed("status")[1]["agreements"]
    assert [stands[key] for key in days] == ["2027-12-31", 5, 90]
    capsys.readouterr()
    run(["register", "show", REF])
    said = capsys.readouterr().out
    assert "valid until 31 December 2027" in said
    assert "told of a new focal point within 5 days" in said
    assert "changed every 90 days" in said


def test_an_agreement_is_expired_from_the_day_after_its_last_one_on(agreed: Any) -> None:
    """Rule E8."""
    assert due(agreed, "2027-12-31")["validity_ends"] == ("2027-12-31", 0)
    assert "expired" not in agreed("show", REF, "--as-of", "2027-12-31")[1]["open"]
    assert due(agreed, "2028-01-01")["validity_ends"] == ("2027-12-31", -1)
    assert agreed("show", REF, "--as-of", "2028-01-01")[1]["open"]["expired"] == "2027-12-31"
    for day, found in (("2027-12-31", []), ("2028-01-01", [REF])):
        answer = agreed("find", "--state", "expired", "--as-of", day)[1]["agreements"]
        assert [one["reference"] for one in answer] == found


def test_an_expired_agreement_is_counted_as_one(agreed: Any) -> None:
    agreed("status", "--as-of", "2028-01-01", "--xlsx", "status.xlsx")
    headings, row = openpyxl.load_workbook("status.xlsx")["Figures"].iter_rows(values_only=True)
    assert dict(zip(headings, row, strict=True))["Expired"] == 1


@pytest.mark.usefixtures("agreed")
def test_that_it_is_expired_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    for day, said in (
        ("2027-12-30", "end of the agreement's validity: 31 December 2027, in 1 day"),
        ("2028-01-02", ""),
    ):
        run(["register", "status", "--as-of", day])
        printed = capsys.readouterr().out
        assert ("expired: valid until 31 December 2027" in printed) == (not said)
        assert printed.count("31 December 2027") == 1
        assert said in printed


def test_its_documents_say_so_and_a_revision_renews_it(register: Any, register_place: str) -> None:
    scan("signed.pdf")
    old = record("old.yaml", valid_until=datetime.date(2026, 10, 31))
    register("add", old, "--on", "2026-10-01")
    register("sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-05")
    held = dtmforms.check(old).record
    assert held
    with dtmforms.Register(register_place) as book:
        status = book.document_status(held, today=datetime.date.fromisoformat("2026-11-01"))
        assert [found.code for found in status.findings] == ["document_of_expired", "made_of_signed_unknown"]
        assert "expired: valid until 2026-10-31" in (status.sentence("en") or "")
        before = book.document_status(held, today=datetime.date.fromisoformat("2026-10-31"))
        assert [found.code for found in before.findings] == ["made_of_signed_unknown"]
        assert before.expired_on is None
    assert register("revise", REF, record("renewed.yaml"), "--on", "2026-11-01")[0] == 0
    renewed = dtmforms.check("renewed.yaml").record
    assert renewed
    with dtmforms.Register(register_place) as book:
        waiting = book.document_status(renewed, today=datetime.date.fromisoformat("2026-11-01"))
        assert (waiting.expired_on, waiting.numbers and waiting.numbers.revision) == (None, 2)
    scan("renewed.pdf", 200)
    register("sign", REF, "--file", "renewed.pdf", *STATED, "--on", "2026-11-02")
    assert register("show", REF, "--as-of", "2026-11-02")[1]["valid_until"] == "2027-12-31"
    assert "expired" not in register("show", REF, "--as-of", "2026-11-02")[1]["open"]


def test_the_written_notice_is_due_within_the_days_that_are_agreed(agreed: Any) -> None:
    """Rule D12. The handover has no day, for nobody agreed one."""
    agreed("notice", REF, "--record", with_successor("new.yaml"), "--on", "2026-10-20")
    assert due(agreed, "2026-10-22")["written_notice"] == ("2026-10-25", 3)
    assert due(agreed, "2026-10-26")["written_notice"] == ("2026-10-25", -1)
    assert due(agreed, "2026-10-26")["handover_history"] == (None, None)
    assert agreed("notice", REF, "--file", scan("letter.pdf", 90), "--on", "2026-10-24")[0] == 0
    assert "written_notice" not in due(agreed, "2026-10-26")


def test_without_agreed_days_a_notice_is_open_only(signed: Any) -> None:
    table_c = yaml.safe_load(Path(RECORDS["en"]).read_text(encoding="utf-8"))
    table_c["table_c"]["iom"]["primary"]["name"] = "Celeste Abreu"
    Path("new.yaml").write_text(yaml.safe_dump(table_c, allow_unicode=True), encoding="utf-8")
    signed("notice", REF, "--record", "new.yaml", "--on", "2026-10-20")
    assert due(signed, "2026-10-22")["written_notice"] == (None, None)
    assert "validity_ends" not in due(signed, "2026-10-22")


def test_the_paperwork_says_by_which_day_the_counterpart_is_told(agreed: Any) -> None:
    agreed("notice", REF, "--record", with_successor("new.yaml"), "--on", "2026-10-20", "-o", "papers")
    said = "by 25 October 2026, through: E-mail to both focal points of the counterpart"
    papers = sorted(Path("papers").glob("*.docx"))
    assert len(papers) == 2
    for path in papers:
        texts = [paragraph.text.replace("\u00a0", " ") for paragraph in docx.Document(str(path)).paragraphs]
        assert any(said in text for text in texts)


def changed_on(register: Any, day: str, *more: str) -> tuple[int, Any]:
    answer: tuple[int, Any] = register(
        "duty", REF, "passwords_changed", "--evidence", "minutes of the change", "--on", day, *more
    )
    return answer


def test_passwords_are_changed_again_within_the_days_that_are_agreed(agreed: Any) -> None:
    """Rule C6: counted from the signature, and then from each change that is recorded."""
    assert due(agreed, "2026-10-06")["password_change"] == ("2027-01-03", 89)
    assert "passwords_overdue" not in agreed("show", REF, "--as-of", "2027-01-03")[1]["open"]
    assert agreed("show", REF, "--as-of", "2027-01-04")[1]["open"]["passwords_overdue"] == "2027-01-03"
    found = agreed("find", "--state", "passwords_overdue", "--as-of", "2027-01-04")[1]["agreements"]
    assert [one["reference"] for one in found] == [REF]
    assert changed_on(agreed, "2026-11-20")[0] == 0
    assert due(agreed, "2026-11-21")["password_change"] == ("2027-02-18", 89)
    assert due(agreed, "2026-11-19")["password_change"] == ("2027-01-03", 45)


def test_the_same_change_of_passwords_is_recorded_once_and_another_one_again(agreed: Any) -> None:
    assert len(changed_on(agreed, "2026-10-20")[1]["recorded"]) == 1
    assert len(changed_on(agreed, "2026-10-20")[1]["recorded"]) == 0
    assert len(changed_on(agreed, "2026-11-20")[1]["recorded"]) == 1
    steps = [step for step in agreed("history", REF)[1]["steps"] if step["kind"] == "duty_done"]
    assert [(step["effective"], step["rule"]) for step in steps] == [("2026-10-20", "C6"), ("2026-11-20", "C6")]
    assert agreed("verify")[1]["whole"]


def test_what_a_notice_asks_for_is_a_change_of_passwords_too(agreed: Any) -> None:
    """Rule D9."""
    agreed("notice", REF, "--record", with_successor("new.yaml"), "--on", "2026-10-20")
    changed_on(agreed, "2026-10-22")
    assert "passwords_changed" not in due(agreed, "2026-10-23")
    assert due(agreed, "2026-10-23")["password_change"] == ("2027-01-20", 89)
    assert changed_on(agreed, "2026-10-22")[1]["recorded"] == []


def test_without_agreed_days_no_regular_change_is_recorded(signed: Any) -> None:
    assert changed_on(signed, "2026-10-20")[0] == 3
    assert "password_change" not in due(signed, "2026-10-22")


def test_nothing_is_counted_before_an_agreement_is_signed(register: Any) -> None:
    register("add", record("agreement.yaml"), "--on", "2026-10-01")
    assert "password_change" not in due(register, "2026-10-22")
