"""Rule E4 in the register: one key, one agreement; and of another agreement nothing takes effect in this one."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, REFERENCE, load_sample

import dtmforms
from dtmforms import Agreement

DEMO = load_sample("en")
BEGUN, LATER = datetime.date(2026, 10, 1), datetime.date(2026, 11, 3)
PERSON = {"name": "Ngozi Eze", "title": "Officer", "mobile": "+258 84 555 0109", "email": "neze@harbour-trust.example"}


def with_other(**values: Any) -> Agreement:
    return Agreement.model_validate(DEMO.values() | values)


TWIN = with_other(reference="TWIN")
LOUD = with_other(reference="TWIN", subject=DEMO.subject.upper())
OTHER_SUBJECT = with_other(reference="TWIN", subject="Gender-based violence")
WITH_PEOPLE = DEMO.values()["table_c"]
WITH_PEOPLE = {side: posts | {"primary": PERSON} for side, posts in WITH_PEOPLE.items()}


@pytest.fixture
def kept(tmp_path: Path) -> dtmforms.Register:
    """A register with the invented agreement in it."""
    kept = dtmforms.Register(tmp_path / "r.sqlite3")
    kept.add(DEMO, on=BEGUN)
    return kept


@pytest.mark.parametrize("second", [TWIN, LOUD], ids=["the same key", "in other letter case"])
def test_a_second_agreement_with_one_key_is_refused(kept: dtmforms.Register, second: Agreement) -> None:
    with pytest.raises(dtmforms.RegisterError, match=REFERENCE) as refused:
        kept.add(second, on=LATER)
    assert refused.value.code == "same_key"
    assert kept.verify().events == 1


def test_it_is_added_where_somebody_accepts_that_and_the_register_keeps_it(kept: dtmforms.Register) -> None:
    act = kept.add(TWIN, accepted=["same_key"], on=LATER)
    assert act.added[0].details["accepted"] == ["same_key"]
    assert kept.add(TWIN, on=LATER).added == []
    assert kept.add(TWIN, accepted=["same_key"], on=LATER).added == []


def test_what_nobody_had_to_accept_is_not_kept(kept: dtmforms.Register) -> None:
    act = kept.add(OTHER_SUBJECT, accepted=["same_key"])
    assert "accepted" not in act.added[0].details


def test_nothing_else_can_be_accepted(kept: dtmforms.Register) -> None:
    with pytest.raises(dtmforms.UsageError):
        kept.add(TWIN, accepted=["hidden_text"])


def test_the_first_of_two_is_known_again_without_a_word(kept: dtmforms.Register) -> None:
    kept.add(TWIN, accepted=["same_key"], on=LATER)
    assert kept.add(DEMO, on=BEGUN).added == []


@pytest.mark.parametrize(("ends", "refused"), [(LATER, False), (LATER + datetime.timedelta(days=1), True)])
def test_one_that_has_ended_by_then_makes_room(kept: dtmforms.Register, ends: datetime.date, refused: bool) -> None:
    kept.end(REFERENCE, "over", on=ends)
    if refused:
        with pytest.raises(dtmforms.RegisterError):
            kept.add(TWIN, on=LATER)
    else:
        assert kept.add(TWIN, on=LATER).added


def test_a_text_that_waits_for_its_signature_has_its_key_already(kept: dtmforms.Register) -> None:
    kept.revise(REFERENCE, with_other(subject="Gender-based violence"), on=LATER)
    with pytest.raises(dtmforms.RegisterError, match=REFERENCE):
        kept.add(OTHER_SUBJECT, on=LATER)


def test_nothing_of_another_agreement_takes_effect_at_once(kept: dtmforms.Register) -> None:
    other = with_other(subject="Gender-based violence", table_c=WITH_PEOPLE, signatories=[])
    act = kept.revise(REFERENCE, other, on=LATER, confirmed_by="requesting_organization.secondary")
    assert [event.kind for event in act.added] == ["revised"]
    assert [found.rule for found in act.findings if found.code == "another_agreement"] == ["E4"]
    assert kept.show(REFERENCE).record == DEMO


def test_near_miss_the_people_of_another_purpose_take_effect(kept: dtmforms.Register) -> None:
    other = with_other(purpose="Another purpose.", table_c=WITH_PEOPLE)
    act = kept.revise(REFERENCE, other, on=LATER, confirmed_by="requesting_organization.secondary")
    assert [event.kind for event in act.added] == ["notice", "revised"]


def test_a_notice_that_brings_another_agreement_is_refused_and_says_so(kept: dtmforms.Register) -> None:
    with pytest.raises(dtmforms.RegisterError) as refused:
        kept.notice(REFERENCE, with_other(country="TZA", table_c=WITH_PEOPLE), on=LATER)
    assert [found.code for found in refused.value.findings] == ["another_agreement"]
    assert kept.show(REFERENCE).record == DEMO


def test_on_the_command_line_too(signed: Any) -> None:
    text = RECORDS["en"].read_text(encoding="utf-8").replace(REFERENCE, "TWIN")
    Path("twin.yaml").write_text(text, encoding="utf-8")
    code, answer = signed("add", "twin.yaml")
    assert (code, answer["code"], answer["values"]["others"]) == (3, "same_key", [REFERENCE])
    assert signed("add", "twin.yaml", "--accept", "same_key")[0] == 0
    [step] = signed("history", "TWIN")[1]["steps"]
    assert step["accepted"] == ["same_key"]
    assert signed("add", "twin.yaml", "--accept", "another")[0] == 2
