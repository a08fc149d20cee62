"""The history of a register of more than forty mixed events, written by the commands, read as an auditor reads it."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, STATED, scan
from test_commands import fill_in
from test_register import REF
from test_register_confirming import OF_THE_FORM, PARTNER, PEOPLE, by, named, person

from dtmforms.cli.main import run

DEMO = str(RECORDS["en"])
FIRST_OF_IOM = PEOPLE["iom"]["primary"]


class Clerk:
    """Records one thing after the other, by a role, each known on its own day unless another one is said."""

    def __init__(self, register: Any) -> None:
        self.register = register

    def __call__(self, command: str, *options: str, on: str, known: str = "", code: int = 0) -> None:
        days = ("--on", f"2026-{on}", "--received", f"2026-{known or on}", "--by", "dtm_coordinator")
        of = () if command in ("add", "return") else (REF,)
        assert self.register(command, *of, *options, *days)[0] == code

    def record(self, name: str, *edits: Any, as_of: str = "") -> str:
        """The record in force on a day with these edits, as a file."""
        shown = self.register("show", REF, *(("--as-of", f"2026-{as_of}") if as_of else ()))[1]["record"]
        for edit in edits:
            edit(shown)
        assessed = shown["risk_assessment"]
        for key in ("assessed_on", "reassess_by"):
            assessed[key] = datetime.date.fromisoformat(str(assessed[key]))
        Path(name).write_text(yaml.safe_dump(shown, allow_unicode=True), encoding="utf-8")
        return name

    def form(self, name: str, record: str, **texts: str) -> str:
        run(["form", record, "-o", f"made-{name}"])
        fill_in(f"made-{name}", name, **texts)
        return name

    def last(self, kind: str) -> str:
        return str([step["number"] for step in self.steps() if step["kind"] == kind][-1])

    def steps(self) -> list[Any]:
        steps: list[Any] = self.register("history", REF)[1]["steps"]
        return steps


def assessed(**parts: Any) -> Any:
    return lambda record: record["risk_assessment"].update(parts)


def agreed(**parts: Any) -> Any:
    return lambda record: record.update(parts)


def signatory(record: dict[str, Any]) -> None:
    record["signatories"][1]["name"] = "Rui Tembe"


def the_first_months(does: Clerk) -> None:
    """A signature, a successor who is confirmed later, a deputy, a suspension that only an assessment ends."""
    does("add", DEMO, on="01-10")
    does("issue", "--file", does.form("old.pdf", DEMO), on="01-12")
    does("sign", "--file", scan("first.png", 200), *STATED, on="01-20")
    successor = {f"{OF_THE_FORM}_secondary_{key}": text for key, text in person("ana").items()}
    does("return", does.form("one.pdf", DEMO, **successor), on="02-03", known="02-05")
    Path("letter.pdf").write_bytes(b"letter")
    does("duty", "written_notice", "--evidence", "letter.pdf", on="02-06")
    does("duty", "successor_confirmed", "--evidence", "letter.pdf", *by("primary"), on="02-07")
    does("duty", "handover_history", "--evidence", "minutes of 8 February", on="02-08")
    does("notice", "--record", does.record("a.yaml", named("iom", primary=person("rosa", "iom.example"))), on="02-20")
    does("notice", "--record", does.record("b.yaml", named("iom", primary=FIRST_OF_IOM)), on="03-01")
    does("suspend", "--why", "unrest around the sites", on="03-05")
    does("notice", "--record", does.record("c.yaml", assessed(combinations=[])), on="03-06")
    does("suspend", "--why", "less unrest", "--until", "2026-03-20", on="03-08")
    does("reassess", does.record("d.yaml", assessed(assessed_on="2026-03-25", reassess_by="2027-04-01")), on="03-26")


def a_revision_and_what_crosses_it(does: Clerk) -> None:
    """A mixed return, its text signed, an old form, the same confirmed, a late notice, vacancies."""
    texts = {f"{OF_THE_FORM}_primary_{key}": text for key, text in person("bo").items()}
    courier = {"table_b_medium_method_other_01": "By courier"}
    does("return", does.form("two.pdf", does.record("e.yaml"), **texts, **courier), *by("secondary"), on="04-02")
    does("revise", on="04-06")
    does("sign", "--file", scan("second.png", 180), *STATED, on="04-10")
    does("return", "old.pdf", on="04-20")
    does("return", "old.pdf", *by("signatory"), on="04-22")
    late = does.record("f.yaml", named("iom", secondary=person("lia", "iom.example")), as_of="04-08")
    does("notice", "--record", late, on="04-08", known="04-25")
    does("notice", "--record", does.record("g.yaml", named(PARTNER, secondary=None)), on="05-02")
    does("notice", "--record", does.record("h.yaml", named(PARTNER, secondary=person("carla"))), on="05-10")
    dalia = does.record("i.yaml", named(PARTNER, secondary=person("dalia")))
    does("notice", "--record", dalia, *by("primary"), on="05-20")
    does("notice", "--record", does.record("j.yaml", signatory), on="05-25")


def to_the_end(does: Clerk) -> None:
    """A suspension that a signature ends, one that was recorded wrongly, a day put right, duties, the end."""
    does("suspend", "--why", "a new front line", on="06-01")
    text = does.record("k.yaml", agreed(purpose="To decide each week."), assessed(assessed_on="2026-06-08"))
    does("revise", text, on="06-10")
    does("issue", on="06-11")
    does("sign", "--file", scan("wrong.png", 90), *STATED, on="06-15")
    does("withdraw", does.last("signed"), "--why", "a scan of the draft", on="06-16")
    does("sign", "--file", scan("third.png", 70), *STATED, on="06-18")
    does("redate", does.last("signed"), "--why", "the partner signed a day earlier", on="06-17", known="06-19")
    does("duty", "passwords_changed", "--evidence", "portal and Excel, both", on="06-20")
    does("notice", "--file", "letter.pdf", on="06-21")
    does("revise", does.record("l.yaml", lambda record: record["table_b"]["low"].update(timeline="Weekly")), on="07-01")
    does("end", "--why", "the operation closed", on="08-31")


@pytest.fixture
def account(register: Any, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setenv("DTMFORMS_ROLE", "dtm_coordinator")
    does = Clerk(register)
    the_first_months(does)
    a_revision_and_what_crosses_it(does)
    to_the_end(does)
    return does


@pytest.mark.sampled("what takes seconds")
def test_an_auditor_finds_every_event_its_day_its_rule_and_nobody_named(
    account: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = account.steps()
    assert len(steps) >= 40
    assert sorted(step["number"] for step in steps) == list(range(1, len(steps) + 1))
    assert [step["effective"] for step in steps] == sorted(step["effective"] for step in steps)
    kinds = Counter(step["kind"] for step in steps)
    assert {"administrative_change", "duty_done", "ended", "redated", "returned", "suspended", "withdrawn"} <= set(
        kinds
    )
    capsys.readouterr()
    run(["register", "history", REF])
    told = capsys.readouterr().out
    paragraphs = re.split(r"\n(?=\S)", told.strip())
    assert len(paragraphs) == len(steps)
    for paragraph, step in zip(paragraphs, steps, strict=True):
        assert f"event {step['number']}: " in paragraph
        assert re.search(r"\(rule [A-E]\d+\)", paragraph.splitlines()[1])
        assert re.search(r"\n    known on .+, recorded on .+ by dtm_coordinator", paragraph)
        for digest in step["files"].values():
            assert digest in paragraph
        if step["received"] > step["effective"] and step["kind"] in ("notice", "returned"):
            assert "warning: late" in paragraph
    for who in ("ana", "bo", "carla", "dalia", "Wanjiru", "Macuácua", "Rui Tembe", "@", "+258"):
        assert not re.search(rf"(?<!\w){re.escape(who)}(?!\w)", told)


@pytest.mark.sampled("what takes seconds")
def test_the_account_says_what_followed_from_what(account: Clerk, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    run(["register", "history", REF])
    told = capsys.readouterr().out
    for sentence in (
        "A duty that event 5 brought was done",
        "confirmed by: primary focal point of the requesting organization",
        "evidence: “minutes of 8 February”",
        "what changes: risk assessment, datasets that are sensitive together",
        "a suspension ends no sooner because another one does",
        "on a later day than before, which ends the suspension",
        "not taken, because it stood so before an earlier notice: primary focal point of the requesting organization",
        "The same form was judged anew",
        "signed with the contacts of 2 April 2026",
        "vacant: secondary focal point of the requesting organization",
        "the confirmation of the successor that contacts 9 asked for is moot",
        "with a text that waits for its signature; that is recorded, and ends no suspension",
        "a revision, in force since it was signed, which ends the suspension",
        "was taken back: “a scan of the draft”",
        "was put right: “the partner signed a day earlier”",
    ):
        assert sentence in told, sentence
    numbers = [(step["revision"], step["contacts"], step["moved"]) for step in account.steps()]
    assert numbers[0] == (1, 1, "both")
    for before, after in pairwise(numbers):
        assert (after[0] - before[0], after[1] - before[1]) == (after[2] == "revision", after[2] == "contacts")
    assert account.register("verify")[1]["whole"]
