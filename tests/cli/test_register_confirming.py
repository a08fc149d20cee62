"""Who confirms a new focal point, what closes that, and what an old form or record does not undo: as a user runs the
register (rules D3, D4, D8, E6)."""

from __future__ import annotations

import contextlib
import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS
from test_commands import fill_in
from test_register import REF, changed, returned

from dtmforms.cli.main import run

PARTNER = "requesting_organization"
PEOPLE = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))["table_c"]
OF_THE_FORM = "table_c_requesting_organization"
Edit = Callable[[dict[str, Any]], None]


def by(post: str) -> tuple[str, str]:
    return "--confirmed-by", f"{PARTNER}.{post}"


def person(name: str, domain: str = "harbour-trust.example") -> dict[str, str]:
    number = "".join(str(ord(letter) % 10) for letter in f"{name}xxxx"[:4])
    return {"name": f"{name} Eze", "title": "Lead", "mobile": f"+258 84 555 {number}", "email": f"{name}@{domain}"}


def named(side: str, **posts: dict[str, str] | None) -> Edit:
    def edit(record: dict[str, Any]) -> None:
        record["table_c"][side] = {key: who for key, who in (record["table_c"][side] | posts).items() if who}

    return edit


def recorded(register: Any, name: str, *edits: Edit) -> str:
    """The record in force with these edits, as a file."""
    record = copy.deepcopy(register("show", REF)[1]["record"])
    for edit in edits:
        edit(record)
    text = yaml.safe_dump(record, allow_unicode=True).replace("'2026-09-21'", "2026-09-21")
    Path(name).write_text(text.replace("'2027-03-21'", "2027-03-21"), encoding="utf-8")
    return name


def noticed(register: Any, day: str, *edits: Edit, options: tuple[str, ...] = ()) -> Any:
    """The answer to a notice with these edits; its paperwork is answered after it."""
    record, said = recorded(register, f"{day}.yaml", *edits), io.StringIO()
    with contextlib.redirect_stdout(said):
        code = run(["register", "notice", REF, "--record", record, "--on", f"2026-11-{day}", *options, "--json"])
    assert code == 0, said.getvalue()
    return json.loads(said.getvalue().splitlines()[0])


def to_confirm(answer: Any) -> list[int]:
    """The contacts numbers of the notices whose people are to be confirmed."""
    return [duty["contacts"] for duty in answer["open_duties"] if duty["duty"] == "successor_confirmed"]


def codes(answer: Any) -> set[str]:
    return {finding["code"] for finding in answer["findings"]}


def confirmed(register: Any, day: str, *options: str) -> tuple[int, Any]:
    """A mail of somebody on file, as a file."""
    Path("mail.eml").write_bytes(b"I know them.")
    on = "--on", f"2026-11-{day}"
    code, answer = register("duty", REF, "successor_confirmed", "--evidence", "mail.eml", *on, *options)
    return code, answer


def people(register: Any, side: str = PARTNER) -> dict[str, str]:
    return {post: who["name"] for post, who in register("show", REF)[1]["record"]["table_c"][side].items()}


# Who confirms


def test_nobody_confirms_whose_own_confirmation_is_open(signed: Any) -> None:
    assert to_confirm(noticed(signed, "03", named(PARTNER, secondary=person("ana")))) == [2]
    answer = noticed(signed, "04", named(PARTNER, primary=person("bo")), options=by("secondary"))
    assert to_confirm(answer) == [2, 3]
    assert "confirmed_by_unconfirmed" in codes(answer)
    assert "confirmed_by" not in signed("history", REF)[1]["steps"][-1]


def test_whoever_was_confirmed_confirms(signed: Any) -> None:
    noticed(signed, "03", named(PARTNER, secondary=person("ana")))
    assert confirmed(signed, "06")[0] == 0
    answer = noticed(signed, "07", named(PARTNER, primary=person("bo")), options=by("secondary"))
    assert (to_confirm(answer), codes(answer) & {"unconfirmed", "confirmed_by_unconfirmed"}) == ([], set())
    assert signed("history", REF)[1]["steps"][-1]["confirmed_by"] == "requesting_organization.secondary"


def signatory(record: dict[str, Any]) -> None:
    record["signatories"][1]["name"] = "Rui Tembe"


@pytest.mark.parametrize(
    ("who", "also"),
    [
        ("secondary", named(PARTNER, primary=person("bo"), secondary=person("ana"))),
        ("secondary", named(PARTNER, secondary=PEOPLE[PARTNER]["secondary"] | {"email": "s@harbour-trust.example"})),
        ("secondary", named(PARTNER, secondary=PEOPLE[PARTNER]["secondary"] | {"title": "Lead"})),
        ("secondary", named(PARTNER, primary=PEOPLE[PARTNER]["secondary"], secondary=person("bo"))),
        ("signatory", signatory),
        ("signatory", named(PARTNER, primary=person("bo") | {"name": "Daniel Okello"})),
    ],
    ids=["replaced", "re-addressed", "with another title", "in the other post", "a new signatory", "named"],
)
def test_nobody_confirms_a_change_that_concerns_them(signed: Any, who: str, also: Edit) -> None:
    answer = noticed(signed, "03", named(PARTNER, primary=person("bo")), also, options=by(who))
    assert "confirmed_by_changing" in codes(answer)
    assert to_confirm(answer) == [2]


def test_a_signatory_who_was_there_before_confirms(signed: Any) -> None:
    answer = noticed(signed, "03", named(PARTNER, primary=person("bo")), options=by("signatory"))
    assert to_confirm(answer) == []
    noticed(signed, "04", signatory)
    answer = noticed(signed, "05", named(PARTNER, secondary=person("ana")), options=by("signatory"))
    assert to_confirm(answer) == []


def test_what_changes_of_ioms_people_hinders_no_confirmation(signed: Any) -> None:
    edits = named(PARTNER, primary=person("bo")), named("iom", secondary=person("rosa", "iom.example"))
    assert to_confirm(noticed(signed, "03", *edits, options=by("secondary"))) == []


def test_a_domain_is_known_once_its_first_user_is_confirmed(signed: Any) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo", "relief.example")))
    answer = noticed(signed, "04", named(PARTNER, secondary=person("ana", "relief.example")), options=by("signatory"))
    assert "address_on_new_domain" in codes(answer)
    assert confirmed(signed, "06")[0] == 0
    answer = noticed(signed, "07", named(PARTNER, secondary=person("carla", "relief.example")), options=by("signatory"))
    assert "address_on_new_domain" not in codes(answer)


def test_the_address_of_somebody_unconfirmed_makes_nobody_known(signed: Any) -> None:
    stranger = person("ana", "relief.example")
    noticed(signed, "03", named(PARTNER, secondary=stranger))
    readdressed = PEOPLE[PARTNER]["primary"] | {"email": stranger["email"]}
    answer = noticed(signed, "04", named(PARTNER, primary=readdressed, secondary=None))
    assert {"unconfirmed", "address_on_new_domain"} <= codes(answer)
    assert to_confirm(answer) == [3]


def test_somebody_unconfirmed_who_takes_the_other_post_is_still_to_be_confirmed(signed: Any) -> None:
    noticed(signed, "03", named(PARTNER, secondary=person("ana")))
    answer = noticed(signed, "04", named(PARTNER, primary=person("ana"), secondary=None))
    assert to_confirm(answer) == [2]
    answer = noticed(signed, "05", named(PARTNER, secondary=person("bo")), options=by("primary"))
    assert to_confirm(answer) == [2, 4]


def test_whoever_shares_an_address_with_somebody_unconfirmed_is_somebody_else(signed: Any) -> None:
    shared = person("ana") | {"email": PEOPLE[PARTNER]["primary"]["email"]}
    assert to_confirm(noticed(signed, "03", named(PARTNER, secondary=shared))) == [2]
    answer = noticed(signed, "04", named(PARTNER, secondary=person("bo")), options=by("primary"))
    assert to_confirm(answer) == []
    assert signed("show", REF)[1]["moot_duties"] == ["contacts 2: successor_confirmed"]


# What closes it


@pytest.mark.parametrize("duty", ["written_notice", "successor_confirmed"])
def test_a_sentence_does_not_close_what_a_file_shows(signed: Any, duty: str) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo")))
    code, answer = signed("duty", REF, duty, "--evidence", "Said at the meeting of 4 November")
    assert (code, answer["code"]) == (3, "duty_needs_file")
    Path("letter.pdf").write_bytes(b"letter")
    code, answer = signed("duty", REF, duty, "--evidence", "letter.pdf")
    assert (code, duty in [one["duty"] for one in answer["open_duties"]]) == (0, False)


def test_who_confirmed_is_kept_with_the_file(signed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo")))
    assert confirmed(signed, "06", *by("secondary"))[0] == 0
    step = signed("history", REF)[1]["steps"][-1]
    assert step["confirmed_by"] == "requesting_organization.secondary"
    assert step["files"]["evidence"]
    run(["register", "history", REF])
    assert "confirmed by: secondary focal point of the requesting organization" in capsys.readouterr().out


def test_nobody_confirms_themselves_afterwards_or_whoever_came_with_them(signed: Any) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo"), secondary=person("ana")))
    for post, why in (("primary", "confirmed_by_unconfirmed"), ("secondary", "confirmed_by_unconfirmed")):
        code, answer = confirmed(signed, "06", *by(post))
        assert (code, answer["code"], codes(answer)) == (3, "confirmer_refused", {why})
    assert confirmed(signed, "06", *by("signatory"))[0] == 0


def test_whoever_changed_in_a_notice_does_not_confirm_it_afterwards(signed: Any) -> None:
    retitled = PEOPLE[PARTNER]["secondary"] | {"title": "Lead"}
    noticed(signed, "03", named(PARTNER, primary=person("bo"), secondary=retitled))
    code, answer = confirmed(signed, "06", *by("secondary"))
    assert (code, codes(answer)) == (3, {"confirmed_by_changing"})


def test_only_a_confirmation_has_somebody_who_confirmed_it(signed: Any) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo")))
    code, answer = signed("duty", REF, "passwords_changed", "--evidence", "both", *by("secondary"))
    assert (code, "successor_confirmed alone" in answer["error"]) == (2, True)


# What is moot


def test_a_confirmation_of_somebody_who_has_left_is_moot_and_says_so(
    signed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo")))
    answer = noticed(signed, "04", named(PARTNER, primary=person("carla")), options=by("secondary"))
    assert to_confirm(answer) == []
    assert [note["values"] for note in answer["noted"] if note["code"] == "confirmation_moot"] == [{"contacts": 2}]
    assert signed("show", REF)[1]["moot_duties"] == ["contacts 2: successor_confirmed"]
    assert signed("show", REF)[1]["notices"][0]["moot"] == ["successor_confirmed"]
    assert signed("show", REF, "--as-of", "2026-11-03")[1]["moot_duties"] == []
    for command in ("show", "status", "history"):
        capsys.readouterr()
        run(["register", command, *([] if command == "status" else [REF])])
        assert "moot" in " ".join(capsys.readouterr().out.split())
    assert confirmed(signed, "03")[0] == 0
    assert signed("show", REF)[1]["moot_duties"] == []


def test_a_confirmation_is_not_moot_as_long_as_one_of_them_is_there(signed: Any) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo"), secondary=person("ana")))
    answer = noticed(signed, "04", named(PARTNER, primary=person("carla")), options=by("signatory"))
    assert to_confirm(answer) == [2]


def test_whoever_is_back_is_to_be_confirmed_after_all(signed: Any) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo")))
    noticed(signed, "04", named(PARTNER, primary=person("carla")), options=by("secondary"))
    answer = noticed(signed, "05", named(PARTNER, primary=person("bo") | {"title": "Head"}), options=by("secondary"))
    assert to_confirm(answer) == [2]


# Old forms and records


def without_secondary(register: Any) -> str:
    """The agreement begins without a secondary focal point of the partner, who is named a month later. Gives the form
    of before, as a file."""
    old = changed("old.yaml", "table_c", PARTNER, to={"primary": PEOPLE[PARTNER]["primary"]})
    assert register("add", old, "--on", "2026-10-01")[0] == 0
    run(["form", old, "-o", "old.pdf"])
    noticed(register, "03", named(PARTNER, secondary=person("ana")), options=by("primary"))
    return "old.pdf"


def test_a_vacancy_of_before_is_old_news(register: Any) -> None:
    code, answer = register("return", without_secondary(register), "--on", "2026-11-10")
    assert (code, answer["numbers"]["contacts"]) == (0, 2)
    [finding] = [finding for finding in answer["findings"] if finding["code"] == "as_before_a_notice"]
    assert finding["path"] == "table_c.requesting_organization.secondary"
    assert people(register)["secondary"] == "ana Eze"


def test_a_record_of_before_makes_no_post_vacant_again(register: Any) -> None:
    without_secondary(register)
    code, answer = register("notice", REF, "--record", "old.yaml", "--on", "2026-11-10")
    assert (code, answer["values"]["posts"]) == (3, ["requesting_organization.secondary"])
    assert register("notice", REF, "--record", "old.yaml", "--on", "2026-11-10", *by("primary"))[0] == 0
    assert people(register) == {"primary": PEOPLE[PARTNER]["primary"]["name"]}


def test_a_post_that_was_never_vacant_becomes_so_by_a_notice(signed: Any) -> None:
    form = returned("vacant.pdf", **dict.fromkeys((f"{OF_THE_FORM}_secondary_{key}" for key in person("x")), ""))
    code, answer = signed("return", form, "--on", "2026-11-03")
    assert (code, answer["numbers"]["contacts"], "secondary" in people(signed)) == (0, 2, False)


def test_the_same_form_is_judged_anew_where_somebody_confirmed_it(register: Any) -> None:
    form = without_secondary(register)
    register("return", form, "--on", "2026-11-10")
    code, answer = register("return", form, "--on", "2026-11-11", *by("primary"))
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["returned", "notice"])
    assert "secondary" not in people(register)
    assert register("return", form, "--on", "2026-11-12", *by("primary"))[1]["recorded"] == []
    assert register("verify")[1]["whole"]


def test_a_form_that_was_confirmed_at_once_is_known_when_it_comes_again(register: Any) -> None:
    """Also where somebody was named since: it was confirmed once."""
    form = without_secondary(register)
    register("return", form, "--on", "2026-11-10", *by("primary"))
    noticed(register, "11", named(PARTNER, secondary=person("carla")), options=by("primary"))
    assert register("return", form, "--on", "2026-11-12", *by("primary"))[1]["recorded"] == []
    assert people(register)["secondary"] == "carla Eze"


def test_what_else_a_form_proposes_waits_once_when_it_is_judged_anew(register: Any) -> None:
    without_secondary(register)
    fill_in("old.pdf", "mixed.pdf", table_b_medium_method_other_01="By courier")
    first = register("return", "mixed.pdf", "--on", "2026-11-10")[1]
    again = register("return", "mixed.pdf", "--on", "2026-11-11", *by("primary"))[1]
    assert (first["waiting"], again["waiting"]) == (["table_b.medium.method"],) * 2
    assert again["numbers"]["contacts"] == 3


def test_a_form_is_not_believed_because_of_whom_it_brings_back(signed: Any) -> None:
    """The counterpart who is named is brought back by the same form."""
    old = returned("old.pdf")
    noticed(signed, "03", named(PARTNER, secondary=person("ana")), options=by("primary"))
    signed("return", old, "--on", "2026-11-04")
    code, answer = signed("return", old, "--on", "2026-11-05", *by("secondary"))
    assert (code, answer["recorded"]) == (0, [])
    assert {"as_before_a_notice", "confirmed_by_changing"} <= codes(answer)


def test_the_same_form_with_who_confirmed_it_closes_what_was_open(signed: Any) -> None:
    form = returned("new.pdf", **{f"{OF_THE_FORM}_primary_{key}": text for key, text in person("bo").items()})
    assert to_confirm(signed("return", form, "--on", "2026-11-03")[1]) == [2]
    code, answer = signed("return", form, "--on", "2026-11-05", *by("secondary"))
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["returned", "duty_done"])
    assert to_confirm(answer) == []


# What is put back


def test_ioms_own_turnover_is_ioms_word(signed: Any) -> None:
    """A deputy stands in, the primary is back, and the posts are as they were; a number is put right."""
    first, second = PEOPLE["iom"]["primary"], PEOPLE["iom"]["secondary"]
    steps = (
        ("03", named("iom", primary=person("rosa", "iom.example"))),
        ("04", named("iom", primary=first)),
        ("05", named("iom", primary=second, secondary=first)),
        ("06", named("iom", primary=first, secondary=second)),
        ("07", named("iom", secondary=None)),
        ("08", named("iom", secondary=second)),
        ("09", named("iom", secondary=None)),
        ("10", named("iom", secondary=second | {"mobile": "+258 82 555 0177"})),
        ("11", named("iom", secondary=second)),
    )
    for day, edit in steps:
        answer = noticed(signed, day, edit)
        assert to_confirm(answer) == []
        assert ("there_before" in codes(answer)) == (day in ("04", "06", "08", "09", "11"))
    assert people(signed, "iom") == {post: who["name"] for post, who in PEOPLE["iom"].items()}
    assert signed("show", REF)[1]["contacts"] == 1 + len(steps)


def test_a_detail_of_somebody_on_file_that_is_put_back_is_no_forgery_and_was_there_before(signed: Any) -> None:
    primary = PEOPLE[PARTNER]["primary"]
    noticed(signed, "03", named(PARTNER, primary=primary | {"title": "Head"}))
    answer = noticed(signed, "04", named(PARTNER, primary=primary))
    assert "there_before" in codes(answer)
    assert not any(finding["rule"] == "D8" for finding in answer["findings"])
    assert to_confirm(answer) == []


def test_posts_of_the_partner_are_exchanged_back_without_somebody_who_confirms(signed: Any) -> None:
    first, second = PEOPLE[PARTNER]["primary"], PEOPLE[PARTNER]["secondary"]
    noticed(signed, "03", named(PARTNER, primary=second, secondary=first))
    answer = noticed(signed, "04", named(PARTNER, primary=first, secondary=second))
    assert ("there_before" in codes(answer), to_confirm(answer)) == (True, [])


def test_somebody_of_the_partner_who_had_left_is_back_only_where_somebody_confirmed_it(signed: Any) -> None:
    noticed(signed, "03", named(PARTNER, primary=person("bo")), options=by("secondary"))
    back = recorded(signed, "back.yaml", named(PARTNER, primary=PEOPLE[PARTNER]["primary"] | {"title": "Head"}))
    code, answer = signed("notice", REF, "--record", back, "--on", "2026-11-04")
    assert (code, answer["code"]) == (3, "as_before_an_earlier_notice")
    assert signed("notice", REF, "--record", back, "--on", "2026-11-04", *by("secondary"))[0] == 0
