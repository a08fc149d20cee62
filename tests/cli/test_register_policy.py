"""A mission's policy in the register, as a user runs it: recorded once, in force for whatever is judged after."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import STATED, scan
from test_commands import fill_in
from test_register import COURIER, DEMO, REF, changed, returned

from dtmforms.cli.main import run

TODAY = datetime.date.today()
TOMORROW = str(TODAY + datetime.timedelta(days=1))
SIGNATORIES = [{"organization": "iom", "name": "Ida Nkosi", "title": "Chief of Mission"}]


def policy(*paths: str, name: str = "ours.toml") -> str:
    """A mission's policy that makes a revision of these, as a file."""
    row = '[[row]]\npath = "{}"\neffect = "revision"\nrule = "HQ-7"\nreason = "We sign again."\n'
    Path(name).write_text("".join(map(row.format, paths)), encoding="utf-8")
    return name


def other_signatories(name: str = "signatories.yaml") -> str:
    return changed(name, "signatories", to=SIGNATORIES)


def asks_for_a_signature(register: Any, record: str) -> bool:
    answer = register("notice", REF, "--record", record, "--on", "2026-11-03")[1]
    return bool(answer.get("code") == "more_than_a_notice")


def in_force(register: Any) -> int | None:
    number: int | None = register("policy")[1]["in_force"]
    return number


def test_it_is_in_force_for_whatever_is_judged_after(signed: Any) -> None:
    assert signed("policy")[1] | {"schema": ""} == {"schema": "", "recorded": [], "in_force": None, "policies": []}
    code, answer = signed("policy", policy("signatories.**"), "--on", "2026-11-01", "--by", "Chief of Mission")
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["policy"])
    [recorded] = answer["policies"]
    assert (recorded["number"], recorded["by"], answer["in_force"]) == (3, "Chief of Mission", 3)
    assert recorded["rows"] == [
        {"path": "signatories.**", "effect": "revision", "rule": "HQ-7", "reason": "We sign again."}
    ]
    Path("ours.toml").unlink()
    code, answer = signed("notice", REF, "--record", other_signatories(), "--on", "2026-11-03")
    assert (code, answer["code"]) == (3, "more_than_a_notice")
    assert signed("revise", REF, "signatories.yaml", "--on", "2026-11-03")[0] == 0


def test_the_terms_tell_apart_what_only_the_mission_makes_a_revision_of(signed: Any) -> None:
    before = signed("show", REF)[1]["terms"]
    signed("policy", policy("signatories.**"))
    assert signed("show", REF)[1]["terms"] == before
    signed("revise", REF, other_signatories(), "--on", "2026-11-03")
    shown = signed("show", REF)[1]
    waiting = shown["to_sign"]["terms"]
    assert (shown["terms"], waiting != before) == (before, True)
    assert signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-05")[0] == 0
    shown = signed("show", REF)[1]
    assert (shown["revision"], shown["terms"], len(shown["record"]["signatories"])) == (2, waiting, 1)


def test_the_history_names_the_rule_of_the_mission(signed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    signed("policy", policy("signatories.**"))
    signed("revise", REF, other_signatories(), "--on", "2026-11-03")
    assert signed("history", REF)[1]["steps"][-1]["by_mission"] == [{"rule": "HQ-7", "reason": "We sign again."}]
    run(["register", "history", REF])
    assert "    by the mission's policy (rule HQ-7): We sign again." in capsys.readouterr().out.splitlines()
    signed("revise", REF, changed("new.yaml", "purpose", to="Another purpose."), "--on", "2026-11-04")
    assert "by_mission" not in signed("history", REF)[1]["steps"][-1]


def test_documents_bear_the_terms_of_their_text(signed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def terms(*words: str) -> str:
        run(["form", *words, "--force", "--json", "-o", "form.pdf"])
        found: str = json.loads(capsys.readouterr().out)["terms"]
        return found

    before = signed("show", REF)[1]["terms"]
    assert terms(other_signatories()) == before == terms(DEMO)
    signed("policy", policy("signatories.**"))
    assert terms(DEMO) == before
    draft = terms("signatories.yaml")
    assert draft != before
    signed("revise", REF, "signatories.yaml", "--on", "2026-11-03")
    assert terms("signatories.yaml") == draft == signed("show", REF)[1]["to_sign"]["terms"]
    other = changed("other.yaml", "reference", to="MOZ-2")
    assert terms(other) not in (before, draft)


def test_a_copy_of_the_text_in_force_is_no_signed_copy_of_one_that_only_the_mission_tells_apart(signed: Any) -> None:
    run(["form", DEMO, "-o", "old.pdf"])
    signed("policy", policy("signatories.**"))
    signed("revise", REF, other_signatories(), "--on", "2026-11-03")
    code, answer = signed("sign", REF, "--file", "old.pdf", *STATED, "--on", "2026-11-05")
    assert (code, answer["code"]) == (3, "copy_of_another_text")
    run(["form", "signatories.yaml", "-o", "new.pdf"])
    assert signed("sign", REF, "--file", "new.pdf", *STATED, "--on", "2026-11-05")[0] == 0


def test_a_form_that_was_sent_before_the_policy_comes_back_after_it(signed: Any) -> None:
    """It bears the terms that its text still has."""
    form = returned("return.pdf", table_c_requesting_organization_primary_title="Head of Protection")
    signed("policy", policy("table_c.*.*.title"))
    code, answer = signed("return", form, "--on", "2026-11-03")
    assert code == 0
    assert answer["waiting"] == ["table_c.requesting_organization.primary.title"]
    assert {finding["code"] for finding in answer["findings"]}.isdisjoint({"other_terms", "form_of_earlier_text"})


def test_a_form_of_a_text_that_the_mission_tells_apart_comes_back(signed: Any) -> None:
    signed("policy", policy("signatories.**"))
    signed("revise", REF, other_signatories(), "--on", "2026-11-03")
    run(["form", "signatories.yaml", "-o", "form.pdf"])
    assert signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-05")[0] == 0
    fill_in("form.pdf", "return.pdf", **COURIER)
    code, answer = signed("return", "return.pdf", "--on", "2026-11-06")
    assert (code, answer["waiting"]) == (0, ["table_b.medium.method"])
    assert {finding["code"] for finding in answer["findings"]}.isdisjoint({"other_terms", "form_of_earlier_text"})


def with_primary(file: str, purpose: str | None = None, **person: str) -> str:
    """The invented record with another primary focal point of IOM, or another detail of theirs, as a file."""
    record = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))
    record["table_c"]["iom"]["primary"] |= person
    record |= {"purpose": purpose} if purpose else {}
    Path(file).write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    return file


def primary(register: Any) -> dict[str, str]:
    found: dict[str, str] = register("show", REF)[1]["record"]["table_c"]["iom"]["primary"]
    return found


def put_up_and_signed(register: Any, record: str, on: str, signed_on: str) -> str:
    """The terms of the text."""
    assert register("revise", REF, record, "--on", on)[0] == 0
    terms: str = register("show", REF)[1]["to_sign"]["terms"]
    copy = scan(f"{record}.png", 100 + int(signed_on[-2:]))
    assert register("sign", REF, "--file", copy, *STATED, "--on", signed_on)[0] == 0
    return terms


def test_of_two_texts_that_cross_the_later_one_comes_into_force_as_it_was_signed(signed: Any) -> None:
    """The second one was put up by what was known of a day before the first one was signed, with other people."""
    signed("policy", policy("table_c.*.primary.name"))
    put_up_and_signed(signed, with_primary("one.yaml", name="Ana Sitoe"), "2026-11-03", "2026-11-10")
    assert primary(signed)["name"] == "Ana Sitoe"
    terms = put_up_and_signed(signed, with_primary("two.yaml", "Another purpose."), "2026-11-05", "2026-11-20")
    shown = signed("show", REF)[1]
    assert (shown["revision"], shown["terms"], primary(signed)["name"]) == (3, terms, "Joana Macuácua")
    assert (shown["record"]["purpose"], shown["contacts_on"]) == ("Another purpose.", "2026-11-20")
    run(["form", with_primary("now.yaml", "Another purpose."), "-o", "form.pdf"])
    fill_in("form.pdf", "return.pdf", **COURIER)
    assert signed("return", "return.pdf", "--on", "2026-11-22")[1]["waiting"] == ["table_b.medium.method"]


def test_a_notice_that_the_mission_leaves_room_for_is_not_undone_by_a_text_that_was_put_up_before(signed: Any) -> None:
    signed("policy", policy("table_c.*.primary.name"))
    assert signed("revise", REF, with_primary("two.yaml", "Another purpose."), "--on", "2026-11-03")[0] == 0
    notice = ("notice", REF, "--record", with_primary("title.yaml", title="Head of Data"), "--on", "2026-11-05")
    assert signed(*notice)[0] == 0
    assert signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-20")[0] == 0
    shown = signed("show", REF)[1]
    assert (primary(signed)["title"], shown["contacts"], shown["contacts_on"]) == ("Head of Data", 2, "2026-11-05")


def test_a_text_comes_into_force_with_its_people_where_a_looser_policy_let_others_in(signed: Any) -> None:
    signed("policy", policy("table_c.*.primary.name"))
    assert signed("revise", REF, with_primary("two.yaml", "Another purpose."), "--on", "2026-11-03")[0] == 0
    signed("policy", policy())
    assert signed("notice", REF, "--record", with_primary("ana.yaml", name="Ana Sitoe"), "--on", "2026-11-05")[0] == 0
    run(["register", "show", REF, "--to-sign", "-o", "to-sign.yaml"])
    to_sign = yaml.safe_load(Path("to-sign.yaml").read_text(encoding="utf-8"))
    assert to_sign["table_c"]["iom"]["primary"]["name"] == "Joana Macuácua"
    assert signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-20")[0] == 0
    assert primary(signed)["name"] == "Joana Macuácua"


def test_who_confirmed_somebody_that_a_text_brings_is_kept_with_the_text(signed: Any) -> None:
    signed("policy", policy("table_c.*.primary.*"))
    successor = {"name": "Olena Moroz", "title": "Lead", "mobile": "+258 84 555 0109"}
    people = {"primary": successor | {"email": "omoroz@harbour-trust.example"}}
    record = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))
    record["table_c"]["requesting_organization"] |= people
    Path("new.yaml").write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    by = "requesting_organization.secondary"
    assert signed("revise", REF, "new.yaml", "--confirmed-by", by, "--on", "2026-11-03")[0] == 0
    assert signed("history", REF)[1]["steps"][-1]["confirmed_by"] == by
    assert signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-05")[0] == 0
    shown = signed("show", REF)[1]
    assert shown["record"]["table_c"]["requesting_organization"]["primary"]["name"] == "Olena Moroz"
    assert not [duty for duty in shown["open"]["open_duties"] if "successor_confirmed" in duty]


def test_a_reassessment_that_the_mission_has_signed_is_none_without_a_signature(signed: Any) -> None:
    later = changed("later.yaml", "risk_assessment", "assessed_on", to=datetime.date(2026, 11, 2))
    signed("policy", policy("risk_assessment.assessed_on"))
    code, answer = signed("reassess", REF, later, "--on", "2026-11-03")
    assert (code, answer["code"]) == (3, "more_than_a_reassessment")
    signed("policy", policy())
    assert signed("reassess", REF, later, "--on", "2026-11-03")[0] == 0


def test_the_same_rows_twice_are_recorded_once_and_other_rows_in_between_bring_them_back(signed: Any) -> None:
    assert len(signed("policy", policy("signatories.**"))[1]["recorded"]) == 1
    assert signed("policy", policy("signatories.**", name="copy.toml"))[1]["recorded"] == []
    assert len(signed("policy", policy())[1]["recorded"]) == 1
    assert not asks_for_a_signature(signed, other_signatories())
    assert len(signed("policy", policy("signatories.**"))[1]["recorded"]) == 1
    assert in_force(signed) == signed("policy")[1]["policies"][-1]["number"]
    assert asks_for_a_signature(signed, changed("none.yaml", "signatories", to=[]))


def test_what_was_recorded_before_it_is_known_again(signed: Any) -> None:
    signed("policy", policy("signatories.**"))
    assert (signed("add", DEMO, "--on", "2026-10-01")[0], len(signed("history", REF)[1]["steps"])) == (0, 2)
    signed("revise", REF, other_signatories(), "--on", "2026-11-03")
    signed("policy", policy("signatories.**", "risk_assessment.**"))
    assert signed("revise", REF, "signatories.yaml", "--on", "2026-11-03")[1]["recorded"] == []


def test_ours_again_where_none_was_recorded_is_nothing_new(signed: Any) -> None:
    assert signed("policy", policy())[1]["recorded"] == []


def test_one_of_a_day_to_come_is_not_in_force_yet(signed: Any) -> None:
    assert len(signed("policy", policy("signatories.**"), "--on", TOMORROW)[1]["recorded"]) == 1
    assert in_force(signed) is None
    assert not asks_for_a_signature(signed, other_signatories())
    signed("policy", policy("risk_assessment.**"), "--on", str(TODAY))
    assert in_force(signed) == 5


def test_one_that_would_never_be_in_force_is_refused(signed: Any) -> None:
    signed("policy", policy("signatories.**"), "--on", "2026-11-02")
    code, answer = signed("policy", policy("risk_assessment.**"), "--on", "2026-11-01")
    assert (code, answer["code"]) == (3, "policy_of_earlier_day")
    assert len(signed("policy")[1]["policies"]) == 1


def test_a_row_that_is_looser_than_ours_is_refused(signed: Any) -> None:
    Path("loose.toml").write_text(
        '[[row]]\npath = "purpose"\neffect = "administrative"\nrule = "x"\nreason = "y"\n', encoding="utf-8"
    )
    code, answer = signed("policy", "loose.toml")
    assert (code, [found["code"] for found in answer["findings"]]) == (3, ["policy_row_looser"])
    assert signed("policy", "none.toml")[0] == 6
    assert signed("policy")[1]["policies"] == []


def test_it_begins_a_register(register: Any) -> None:
    assert register("policy", policy("signatories.**"))[0] == 0
    register("add", DEMO, "--on", "2026-10-01")
    assert asks_for_a_signature(register, other_signatories())
    assert register("verify")[1]["events"] == 2


@pytest.mark.usefixtures("signed")
def test_it_is_told_with_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    def told(*words: str) -> list[str]:
        assert run(["register", "policy", *words]) == 0
        return capsys.readouterr().out.splitlines()

    assert told() == ["the program's own policy is in force; none of the mission is"]
    recorded, first, row = told(policy("signatories.**"), "--on", "2026-11-01")
    assert recorded == "recorded the mission's policy (event 3)"
    assert first.startswith("in force since 1 November 2026: the mission's policy (event 3, SHA-256 ")
    assert row == "  signatories.**: revision (rule HQ-7): We sign again."
    assert told("ours.toml", "--on", "2026-11-01")[0] == "known already; nothing was recorded"
    told(policy(), "--on", "2026-11-02")
    last, none, before, _ = told()
    assert last.startswith("in force since 2 November 2026: the mission's policy (event 4, ")
    assert none == "  no rows of its own: the program's own policy"
    assert before.startswith("not in force: a policy of the mission of 1 November 2026 (event 3, ")


@pytest.mark.parametrize("words", ["notice MOZ", "revise MOZ", "return x.pdf", "replace-person a@b.example"])
def test_the_option_is_gone(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", *words.split(), "--policy", "ours.toml"]) == 2
    assert "--policy" in capsys.readouterr().err


def test_a_register_has_its_own_policy_when_many_returns_are_taken_in(
    signed: Any, register_place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the environment names another one."""
    form = returned("return.pdf", table_c_requesting_organization_primary_title="Head of Protection")
    ingesting = ["ingest", form, "--xlsx", "returns.xlsx", "--register", register_place]
    capsys.readouterr()
    assert run([*ingesting, "--policy", policy("table_c.*.*.title")]) == 2
    assert "a register has its own policy" in capsys.readouterr().err
    monkeypatch.setenv("DTMFORMS_POLICY", "ours.toml")
    run(ingesting)
    shown = signed("show", REF)[1]
    assert (shown["contacts"], shown["waiting"]) == (2, [])


def test_it_is_carried_to_another_office(signed: Any) -> None:
    signed("policy", policy("signatories.**"))
    signed("revise", REF, other_signatories(), "--on", "2026-11-03")
    run(["register", "export", "-o", "ours.jsonl"])
    elsewhere = ("--register", "elsewhere.sqlite3")
    assert run(["register", "import", "ours.jsonl", *elsewhere]) == 0
    third = changed("third.yaml", "signatories", to=[])
    assert run(["register", "notice", REF, "--record", third, "--on", "2026-11-04", *elsewhere]) == 3
    assert run(["register", "import", "ours.jsonl", *elsewhere]) == 0
    assert run(["register", "verify", *elsewhere]) == 0


def test_two_offices_that_had_their_own_are_told(signed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    signed("policy", policy("signatories.**"), "--on", "2026-11-01")
    elsewhere = ("--register", "elsewhere.sqlite3")
    run(["register", "policy", policy("risk_assessment.**"), "--on", "2026-11-02", *elsewhere])
    run(["register", "export", "-o", "theirs.jsonl", *elsewhere])
    capsys.readouterr()
    assert run(["register", "import", "theirs.jsonl"]) == 3
    out = "".join(capsys.readouterr())
    assert "both registers have a policy of the mission" in out
    assert in_force(signed) == 4
