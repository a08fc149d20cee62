"""What is asked about all agreements, and answered right: a hundred of twenty countries, counted by hand."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hundred_agreements import (
    AS_OF,
    BEGUN,
    DATASETS,
    ENDED,
    NOTICED,
    OTHER_METHOD,
    PARTNERS,
    REVISED,
    Facts,
    begin,
)

import dtmforms

Register = dtmforms.Register


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, list[Facts]]:
    place = str(tmp_path_factory.mktemp("hundred") / "register.sqlite3")
    facts = begin(place)
    return Register(place), facts


def references(found: Iterable[Any]) -> list[str]:
    return sorted(one.reference for one in found)


def counted(facts: list[Facts], is_so: Callable[[Facts], bool]) -> list[str]:
    """The agreements of which something is so, but for those that have ended."""
    return sorted(one.reference for one in facts if is_so(one) and not one.ended)


@pytest.mark.sampled("what takes seconds")
def test_the_agreements_are_of_every_kind(hundred: tuple[Register, list[Facts]]) -> None:
    """So that no count below is one of nothing, or of all."""
    _, facts = hundred
    for kind in ("signed", "noticed", "duties_open", "revised", "revision_signed", "ended"):
        assert 0 < sum(getattr(one, kind) for one in facts) < len(facts), kind
    assert len({one.country for one in facts}) == 20


@pytest.mark.parametrize("name", DATASETS)
def test_which_share_a_dataset(hundred: tuple[Register, list[Facts]], name: str) -> None:
    register, facts = hundred
    found = register.find(dataset=name, as_of=AS_OF)
    assert references(found) == counted(facts, lambda one: name in dict(one.datasets))
    assert all(match.text == name for one in found for match in one.matches)


@pytest.mark.parametrize("words", ["enfants ACCOMPAGNES", "enfants non accompagnés", "accompagn", "اطفال المصحوبين"])
def test_a_dataset_is_found_by_some_of_its_words_without_accents(
    hundred: tuple[Register, list[Facts]], words: str
) -> None:
    register, facts = hundred
    name = DATASETS[5] if words.startswith("ا") else DATASETS[2]
    found = references(register.find(dataset=words, as_of=AS_OF))
    also = DATASETS[0] if words == "accompagn" else name
    assert found == counted(facts, lambda one: bool({name, also} & {each for each, _ in one.datasets} - {DATASETS[0]}))


def test_a_word_that_stands_within_another_one_is_not_found(hundred: tuple[Register, list[Facts]]) -> None:
    register, _ = hundred
    assert register.find(dataset="only", as_of=AS_OF)
    assert not register.find(dataset="nly", as_of=AS_OF)


@pytest.mark.parametrize("level", ["site", "national", "household"])
def test_which_share_at_a_level(hundred: tuple[Register, list[Facts]], level: str) -> None:
    register, facts = hundred
    found = references(register.find(level=level, as_of=AS_OF))
    assert found == counted(facts, lambda one: level in [at for _, at in one.datasets])


def test_a_dataset_at_a_level_is_one_that_is_both(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    found = references(register.find(dataset=DATASETS[0], level="site", as_of=AS_OF))
    assert found == counted(facts, lambda one: (DATASETS[0], "site") in one.datasets)


@pytest.mark.parametrize("partner", PARTNERS)
def test_which_are_with_a_partner(hundred: tuple[Register, list[Facts]], partner: str) -> None:
    register, facts = hundred
    assert references(register.find(partner=partner, as_of=AS_OF)) == counted(facts, lambda one: one.partner == partner)


@pytest.mark.parametrize("typed", ["TCD", "tcd", "Chad", "Tchad", "تشاد"])
def test_which_are_in_a_country(hundred: tuple[Register, list[Facts]], typed: str) -> None:
    register, facts = hundred
    assert references(register.find(country=typed, as_of=AS_OF)) == counted(facts, lambda one: one.country == "TCD")


@pytest.mark.parametrize("person", ["Grace Obi", "José Álvarez", "Nadia Petrov5"])
def test_where_a_person_is_named_today_and_on_a_day(hundred: tuple[Register, list[Facts]], person: str) -> None:
    register, facts = hundred
    now = references(register.find(person=person, as_of=AS_OF))
    then = references(register.find(person=person, as_of=NOTICED - datetime.timedelta(days=1)))
    assert now == counted(facts, lambda one: person in one.people.values())
    assert then == sorted(one.reference for one in facts if person in (one.before or one.people).values())


def test_a_person_is_found_by_name_without_accents_and_by_address(hundred: tuple[Register, list[Facts]]) -> None:
    register, _ = hundred
    by_name = references(register.find(person="jose alvarez", partner="UNICEF", as_of=AS_OF))
    assert by_name == references(register.find(person="José Álvarez", partner="UNICEF", as_of=AS_OF))
    assert by_name == references(register.find(person="JOS.LVAREZ@partner0.example", as_of=AS_OF))
    assert by_name
    assert not register.find(person="Obiang", as_of=AS_OF)
    assert not register.find(person="Ob", as_of=AS_OF)


def test_whose_posts_are_vacant(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    assert references(register.find(state="vacant_posts", as_of=AS_OF)) == counted(
        facts, lambda one: len(one.people) < 4
    )
    assert references(register.find(state="hold_sharing", as_of=AS_OF)) == counted(
        facts, lambda one: len(one.people) == 2
    )


def test_which_are_unsigned_and_which_text_waits_for_its_signature(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    assert references(register.find(state="unsigned", as_of=AS_OF)) == counted(facts, lambda one: not one.signed)
    waits = counted(facts, lambda one: not one.signed or (one.revised and not one.revision_signed))
    assert references(register.find(state="to_sign", as_of=AS_OF)) == waits


def test_whose_duties_are_open(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    assert references(register.find(state="open_duties", as_of=AS_OF)) == counted(facts, lambda one: one.duties_open)


def test_every_state_can_be_asked_for_and_in_order_is_what_is_in_no_other(
    hundred: tuple[Register, list[Facts]],
) -> None:
    register, facts = hundred
    by_state = {state: set(references(register.find(state=state, as_of=AS_OF))) for state in dtmforms.STATES}
    in_order = by_state.pop("in_order")
    assert in_order
    assert in_order | set().union(*by_state.values()) == {one.reference for one in facts}
    assert not in_order & set().union(*by_state.values())
    assert by_state["ended"] == {one.reference for one in facts if one.ended}


@pytest.mark.parametrize("within", [0, 7, 30, 90])
def test_which_assessments_fall_due_within_days(hundred: tuple[Register, list[Facts]], within: int) -> None:
    register, facts = hundred
    due = [one for one in register.due(within, as_of=AS_OF) if one.what == "reassessment"]
    last = AS_OF + datetime.timedelta(days=within)
    assert references(one for one in due if not one.is_late) == counted(
        facts, lambda one: AS_OF <= one.reassess_by <= last
    )
    assert references(one for one in due if one.is_late) == counted(facts, lambda one: one.reassess_by < AS_OF)
    for one in due:
        assert one.day
        assert one.days == (datetime.date.fromisoformat(one.day) - AS_OF).days


def test_what_is_due_begins_with_what_is_late_the_longest(hundred: tuple[Register, list[Facts]]) -> None:
    register, _ = hundred
    found = register.due(30, as_of=AS_OF)
    groups = ["late" if one.is_late else "open" if one.day is None else "ahead" for one in found]
    assert groups == sorted(groups, key=["late", "open", "ahead"].index)
    assert set(groups) == {"late", "open", "ahead"}
    for group in ("late", "ahead"):
        days = [one.days for one, its in zip(found, groups, strict=True) if its == group]
        assert days == sorted(days, key=lambda one: one or 0)


def test_what_changed_since_a_day_as_notice_and_as_revision(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    found = register.changes(NOTICED, AS_OF)
    by_effect: dict[str | None, list[str]] = {}
    for one in found:
        by_effect.setdefault(one.effect, []).append(one.reference)
    assert sorted(by_effect["focal_point_notice"]) == sorted(one.reference for one in facts if one.noticed)
    assert sorted(by_effect["revision"]) == sorted(one.reference for one in facts if one.revision_signed)
    kinds = Counter(one.kind for one in found)
    assert kinds["revised"] == sum(one.revised for one in facts)
    assert kinds["ended"] == sum(one.ended for one in facts)
    assert "drafted" not in kinds
    assert {path for one in found if one.effect == "revision" for path in one.paths} == {"table_b.medium.method"}
    assert {one.rule for one in found if one.effect} == {"D5"}


def test_changes_are_those_from_the_first_day_to_the_last(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    assert {one.day for one in register.changes(NOTICED, REVISED)} == {str(NOTICED), str(REVISED)}
    assert not register.changes(NOTICED + datetime.timedelta(days=1), REVISED - datetime.timedelta(days=1))
    assert len(register.changes(BEGUN, BEGUN)) == len(facts)
    today = datetime.date.today()
    assert len(register.changes(today - datetime.timedelta(days=1), recorded=True)) == len(register.changes(BEGUN))
    assert not register.changes(BEGUN, ENDED, recorded=True)


def test_which_use_a_method_that_is_not_protected(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    found = register.find(unprotected=True, as_of=AS_OF)
    assert references(found) == counted(facts, lambda one: one.method == OTHER_METHOD)
    assert {match.text for one in found for match in one.matches} == {OTHER_METHOD}
    assert references(register.find(method="messenger", as_of=AS_OF)) == references(found)
    by_code = references(register.find(method="telephone_call", as_of=AS_OF))
    assert by_code == counted(facts, lambda one: one.method == "telephone_call")
    assert references(register.find(method="telephone", as_of=AS_OF)) == by_code


def test_all_that_is_asked_for_has_to_be_so(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    found = references(register.find(partner="UNICEF", state="unsigned", level="site", as_of=AS_OF))
    assert found == counted(
        facts, lambda one: one.partner == "UNICEF" and not one.signed and "site" in dict(one.datasets).values()
    )
    assert found
    late = register.due(0, as_of=AS_OF, country="NGA")
    assert {one.about["country"] for one in late} == {"NGA"}
    some = register.changes(NOTICED, AS_OF, partner="UNICEF")
    assert {one.reference for one in some} <= {one.reference for one in facts if one.partner == "UNICEF"}
    assert some


@pytest.mark.parametrize(
    ("wanted", "code"), [({"state": "open"}, "none_of_these"), ({"level": "town"}, "none_of_these")]
)
def test_what_is_no_state_level_or_country_is_wrong_usage(
    hundred: tuple[Register, list[Facts]], wanted: Any, code: str
) -> None:
    register, _ = hundred
    with pytest.raises(dtmforms.UsageError) as refused:
        register.find(**wanted)
    assert refused.value.code == code
    with pytest.raises(dtmforms.UsageError):
        register.find(country="Atlantis")


# Who


def test_who_holds_a_post_by_name_by_organization_and_by_address(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    held = {(post.reference, post.place) for post in register.who("Grace Obi", as_of=AS_OF)}
    assert held == {
        (one.reference, place) for one in facts for place, name in one.people.items() if name == "Grace Obi"
    }
    of_partner = {(post.reference, post.place, post.name) for post in register.who("river aid", as_of=AS_OF)}
    assert of_partner == {
        (one.reference, place, name)
        for one in facts
        for place, name in one.people.items()
        if one.partner == "River Aid Network" and place.startswith("requesting_organization")
    }
    assert {post.organization for post in register.who("River Aid")} == {"River Aid Network"}
    assert {post.place.partition(".")[0] for post in register.who("OIM")} == {"iom"}


def test_who_held_a_post_says_from_when_until_when(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    one = next(one for one in facts if one.noticed)
    place = "requesting_organization.primary"
    before = [
        post for post in register.who(one.before[place]) if (post.reference, post.place) == (one.reference, place)
    ]
    assert [(post.since, post.until) for post in before] == [(str(BEGUN), str(NOTICED))]
    [now] = register.who(one.people[place])
    assert (now.since, now.until, now.place) == (str(NOTICED), None, place)
    assert not register.who("Nobody at all")


def test_an_address_is_answered_without_a_name(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    posts = register.who("grace.obi@partner0.example")
    assert posts
    assert {post.name for post in posts} == {None}
    assert all(post.reference in {one.reference for one in facts if one.partner == "UNICEF"} for post in posts)


def test_two_who_share_a_mailbox_are_two_by_name_and_one_by_address(tmp_path: Path, demo: dtmforms.Agreement) -> None:
    def with_primary(name: str) -> dtmforms.Agreement:
        values = demo.values()
        values["table_c"]["requesting_organization"]["primary"] |= {"name": name, "email": "info@harbour-trust.example"}
        return dtmforms.Agreement.model_validate(values)

    register = Register(tmp_path / "r.sqlite3")
    register.add(with_primary("Ana Reis"), on=BEGUN)
    register.notice(demo.reference, with_primary("Rui Reis"), on=NOTICED)
    days = {post.name: (post.since, post.until) for post in register.who("reis")}
    assert days == {"Ana Reis": (str(BEGUN), str(NOTICED)), "Rui Reis": (str(NOTICED), None)}
    [post] = register.who("info@harbour-trust.example")
    assert (post.since, post.until) == (str(BEGUN), None)


# Where all stand


def test_the_most_urgent_come_first(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    found = register.status(as_of=AS_OF)
    assert len(found) == len(facts)

    def rank(stands: dtmforms.Standing) -> int:
        if "ended" in stands.open:
            return 3
        return 0 if "hold_sharing" in stands.open else 1 if "reassessment_overdue" in stands.open else 2

    ranks = [rank(stands) for stands in found]
    assert [one for one in ranks if one != 2] == sorted(one for one in ranks if one != 2)
    late = [stands.due[0].days for stands in found if rank(stands) == 1]
    assert late == sorted(late, key=lambda days: days or 0)
    assert found[0].open["hold_sharing"]


def test_texts_are_read_where_they_are_needed_only(hundred: tuple[Register, list[Facts]]) -> None:
    register, facts = hundred
    assert {one.datasets for one in register.status(as_of=AS_OF, country="NGA")} == {None}
    shared = {
        one.reference: [(each.name, each.level) for each in one.datasets or ()] for one in register.find(as_of=AS_OF)
    }
    assert shared == {one.reference: one.datasets for one in facts if not one.ended}


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"country": "Mozambique"},
        {"partner": "alliance sante"},
        {"dataset": "children"},
        {"person": "Zoe", "dataset": "enfants"},
        {"state": "open_duties", "level": "site"},
        {"unprotected": True},
    ],
)
def test_what_was_read_once_answers_as_the_register_does(
    hundred: tuple[Register, list[Facts]], wanted: dict[str, Any]
) -> None:
    register, facts = hundred
    found = register.overview(as_of=AS_OF).standings(**wanted)
    assert found == register.status(as_of=AS_OF, texts=True, **wanted)
    assert 0 < len(found) <= len(facts)
    assert (len(found) == len(facts)) == (not wanted)


@pytest.mark.parametrize("wanted", [{"country": "Atlantis"}, {"level": "street"}, {"state": "fine"}])
def test_what_was_read_once_refuses_what_the_register_does(
    hundred: tuple[Register, list[Facts]], wanted: dict[str, Any]
) -> None:
    with pytest.raises(dtmforms.UsageError):
        hundred[0].overview(as_of=AS_OF).standings(**wanted)
