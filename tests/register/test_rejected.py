"""A returned form that was rejected is taken by nobody who does not say so (rule D7), and its reason names nobody."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import REFERENCE, load_sample

import dtmforms
from dtmforms.cli.main import run

DEMO = load_sample("en")
WHY = "The partner says that they never sent it"
YESTERDAY = datetime.date.today() - datetime.timedelta(days=1)


@pytest.fixture
def kept(tmp_path: Path) -> dtmforms.Register:
    kept = dtmforms.Register(tmp_path / "r.sqlite3")
    kept.add(DEMO, on=datetime.date(2026, 10, 1))
    return kept


@pytest.fixture(scope="module")
def form() -> bytes:
    """A form that says something new."""
    values = DEMO.values()
    values["table_c"]["requesting_organization"]["primary"]["title"] = "Data Lead"
    return dtmforms.form(dtmforms.Agreement.model_validate(values))


def kinds(kept: dtmforms.Register) -> list[str]:
    return [step.event.kind for step in kept.history(REFERENCE)]


@pytest.mark.parametrize("dates", [{}, {"on": YESTERDAY}])
def test_nothing_is_taken_from_it_whatever_day_is_named(kept: dtmforms.Register, form: bytes, dates: Any) -> None:
    kept.reject_return(form, WHY, by="dtm_coordinator")
    looked = kept.look_at_return(form, **dates)
    assert (looked.comparison, [one.code for one in looked.findings]) == (None, ["rejected_before"])
    assert looked.answer.accepted == []
    answer = kept.take_return(form, **dates)
    assert isinstance(answer, dtmforms.Return)
    assert (answer.record, answer.exit_code) == (None, 3)
    assert kinds(kept) == ["drafted", "rejected"]


def test_whoever_takes_it_all_the_same_says_so_and_the_register_keeps_that(
    kept: dtmforms.Register, form: bytes
) -> None:
    kept.reject_return(form, WHY)
    done = kept.take_return(form, accepted=["rejected_before"])
    assert isinstance(done, dtmforms.Act)
    assert [event.kind for event in done.added] == ["returned", "notice"]
    assert done.added[0].details["accepted"] == ["rejected_before"]
    assert ("rejected_before", True) in [(one.code, one.accepted) for one in done.findings]
    assert not kept.verify().problems
    [row] = dtmforms.triage([written(kept, form)], register=kept.place)
    assert (row.outcome, row.recorded) == ("valid", done.added[0].number)


@pytest.mark.parametrize("record", [True, False])
def test_a_pile_of_returns_takes_it_no_more_than_one_by_one(kept: dtmforms.Register, form: bytes, record: bool) -> None:
    kept.reject_return(form, WHY)
    inbox = written(kept, form)
    into = dtmforms.IntoRegister(kept.place, record=record)
    [row] = dtmforms.triage([inbox], register=into)
    assert (row.outcome, row.recorded, [one.code for one in row.findings]) == ("invalid", 0, ["rejected_before"])
    assert dtmforms.letter_to_partner(kept.look_at_return(form).answer, row.findings) == ""
    [row] = dtmforms.triage([inbox], register=into, reading=dtmforms.Reading(accepted=["rejected_before"]))
    assert (row.outcome, bool(row.recorded)) == ("valid", record)


def written(kept: dtmforms.Register, form: bytes) -> Path:
    inbox = Path(kept.place).parent / "inbox"
    inbox.mkdir()
    (inbox / "x.pdf").write_bytes(form)
    return inbox


def test_another_file_is_not_held_back(kept: dtmforms.Register, form: bytes) -> None:
    kept.reject_return(dtmforms.form(DEMO), WHY)
    assert isinstance(kept.take_return(form), dtmforms.Act)


def test_rejected_twice_it_is_rejected_once_and_the_first_reason_stays(kept: dtmforms.Register, form: bytes) -> None:
    assert len(kept.reject_return(form, WHY).added) == 1
    again = kept.reject_return(form, WHY, on=YESTERDAY)
    assert (again.added, [one.code for one in again.findings]) == ([], ["known_as_of"])
    with pytest.raises(dtmforms.RegisterError, match="for another reason, and that one stays"):
        kept.reject_return(form, "It came too late")
    assert kinds(kept) == ["drafted", "rejected"]


@pytest.mark.parametrize(
    "why",
    [
        f"{DEMO.table_c.iom.primary.name if DEMO.table_c.iom.primary else ''} did not send it",
        "ask somebody@harbour-trust.example",
        "they called from +258 84 555 0103",
    ],
)
def test_a_reason_names_nobody_and_says_how_nobody_is_reached(kept: dtmforms.Register, form: bytes, why: str) -> None:
    with pytest.raises(dtmforms.RegisterError, match="say why without them") as refused:
        kept.reject_return(form, why)
    assert refused.value.code == "reason_names_somebody"
    assert kinds(kept) == ["drafted"]


def test_a_reason_names_nobody_whom_the_rejected_form_brings(kept: dtmforms.Register) -> None:
    values = DEMO.values()
    person = values["table_c"]["requesting_organization"]["primary"]
    person |= {"name": "Ngozi Eze", "email": "ngozi.eze@harbour-trust.example"}
    form = dtmforms.form(dtmforms.Agreement.model_validate(values))
    with pytest.raises(dtmforms.RegisterError, match="say why without them"):
        kept.reject_return(form, "Nobody there knows Ngozi Eze")
    assert kinds(kept) == ["drafted"]


def test_a_reason_names_nobody_who_has_left_either(kept: dtmforms.Register, form: bytes) -> None:
    """Neither whom a notice replaced, nor whom a text that was never signed, or a return, brought."""
    notice, text, returned = ({"name": name} for name in ("Ngozi Eze", "Bruno Salomão", "Awa Koné"))
    kept.notice(REFERENCE, changed("primary", notice))
    kept.notice(REFERENCE, changed("primary", {"name": "Tariq Aziz"}))
    values = changed("secondary", text).values()
    values["table_b"]["low"]["timeline"] = "Every third week"
    kept.revise(REFERENCE, dtmforms.Agreement.model_validate(values))
    kept.take_return(dtmforms.form(changed("secondary", returned)))
    was_primary = DEMO.table_c.requesting_organization.primary
    assert was_primary
    before = len(kinds(kept))
    for name in (was_primary.name, "Ngozi Eze", "Salomão", "Awa Koné"):
        with pytest.raises(dtmforms.RegisterError, match="say why without them"):
            kept.reject_return(form, f"{name} left, and cannot have sent it")
    assert len(kinds(kept)) == before
    kept.reject_return(form, "Harbour Children's Trust says that it is not theirs")


def changed(post: str, person: dict[str, str]) -> dtmforms.Agreement:
    values = DEMO.values()
    values["table_c"]["requesting_organization"][post] |= person
    return dtmforms.Agreement.model_validate(values)


def test_what_was_recorded_since_it_was_looked_at_is_looked_at_first(kept: dtmforms.Register, form: bytes) -> None:
    seen = kept.last_hash()
    kept.issue(REFERENCE)
    with pytest.raises(dtmforms.RegisterError) as refused:
        kept.reject_return(form, WHY, seen=seen)
    assert refused.value.code == "register_moved_on"
    assert kinds(kept) == ["drafted", "issued"]
    kept.reject_return(form, WHY, seen=kept.last_hash())


def test_on_the_command_line_it_is_kept_with_its_reason_and_held_back_from_then_on(
    kept: dtmforms.Register, form: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "return.pdf").write_bytes(form)
    file, place = str(tmp_path / "return.pdf"), ["--register", kept.place]
    assert run(["register", "reject", file, "--why", WHY, "--by", "dtm_coordinator", "--json", *place]) == 0
    assert [event["kind"] for event in json.loads(capfd.readouterr().out)["recorded"]] == ["rejected"]
    event = kept.history(REFERENCE)[-1].event
    assert (event.kind, event.role, event.details["why"]) == ("rejected", "dtm_coordinator", WHY)
    assert run(["register", "return", file, *place]) == 3
    assert "was rejected on" in capfd.readouterr().err
    assert run(["register", "reject", file, "--why", "It came too late", *place]) == 3
    assert "for another reason" in capfd.readouterr().err
    assert run(["register", "return", file, "--accept", "rejected_before", *place]) == 0
    assert run(["register", "reject", file, "--why", WHY, *place]) == 3
    assert "taken in before" in capfd.readouterr().err
    assert kinds(kept) == ["drafted", "rejected", "returned", "notice"]


def test_a_file_that_names_no_agreement_is_rejected_where_somebody_does(
    kept: dtmforms.Register, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "blank.pdf").write_bytes(dtmforms.form_blank("en"))
    command = ["register", "reject", str(tmp_path / "blank.pdf"), "--why", WHY, "--register", kept.place]
    assert run(command) == 3
    assert "--reference" in capfd.readouterr().err
    assert run([*command, "--reference", REFERENCE]) == 0
    assert kinds(kept) == ["drafted", "rejected"]


@pytest.mark.parametrize(("side", "waits"), [("iom", True), ("requesting_organization", False)])
def test_a_corrected_form_is_waited_for_until_the_partner_has_said_something(
    kept: dtmforms.Register, form: bytes, side: str, waits: bool
) -> None:
    kept.reject_return(form, WHY, on=datetime.date(2026, 10, 5))
    leaves = DEMO.values()["table_c"][side]["primary"]
    comes = leaves | {"name": "Ana Nova", "email": leaves["email"].replace("@", "2@")}
    kept.replace_person(leaves["email"], comes, on=datetime.date(2026, 10, 10))
    assert ("corrected_form" in kept.show(REFERENCE).standing.open) == waits
