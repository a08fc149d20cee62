"""Long random histories of agreements: what never happens, whatever happens."""

from __future__ import annotations

import copy
import datetime
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import load_sample, postgresql_place, stricter_policy
from histories import BEGUN, STATED, STRICTER, begin, days, histories, told, unread_scan
from hypothesis import Phase, event, given
from hypothesis import strategies as st
from sampling import examples
from strategies import valid_records

from dtmforms.agreement.closed_lists import POSTS, SIDES
from dtmforms.agreement.destinations import as_it_stands, reprinted
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Grounds, compare
from dtmforms.changes.fingerprint import attributes, fingerprint, fingerprint_of
from dtmforms.changes.policy import Policy, our_policy
from dtmforms.changes.split import split
from dtmforms.register import patch, query, record_event, signing
from dtmforms.register.act import JudgedChange, at_once
from dtmforms.register.events import REGISTER, Dated, Event, posts_in
from dtmforms.register.mission_policy import policy_in_force
from dtmforms.register.patch import PLACES
from dtmforms.register.projection import Projection, SignedText, Step
from dtmforms.register.replay import in_order, project
from dtmforms.register.store import RegisterStore
from dtmforms.register.transfer import export, exported_events, merge
from dtmforms.register.verify import verify

PLAIN = st.recursive(st.integers(), lambda inner: st.dictionaries(st.text(max_size=2), inner | st.lists(inner)))


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.sampled("registers in PostgreSQL"))]
)
def new_register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes one empty register after the other."""
    if request.param == "sqlite":
        return lambda: RegisterStore(str(tmp_path_factory.mktemp("r") / "r.sqlite3"))
    folder = request.getfixturevalue("postgresql")
    return lambda: RegisterStore(postgresql_place(folder))


@examples(8, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # a history is as good as a shorter one
@given(history=histories)
def test_whatever_happens(new_register: Any, history: tuple[int, list[str]]) -> None:
    register = new_register()
    begin(register, history)
    events = told(register)
    projection = project(events)
    assert projection
    event(f"{projection.revision - 1} revisions signed")
    for kind in ("administrative_change", "reassessed", "suspended", "returned"):
        event(f"{sum(step.event.kind == kind for step in projection.steps)} times {kind}")
    notices_move_contacts_and_nothing_else(projection)
    history_explains_every_number(projection)
    terms_are_equal_where_nothing_was_agreed(register, events)
    a_text_comes_into_force_as_its_terms_say(register, events)
    overviews_know_who_holds_which_post(events)
    what_it_was_signed_with_never_moves(register)
    a_suspension_ends_by_a_newer_assessment_or_another_text(events)
    whoever_confirmed_was_on_file(register)
    nothing_is_undone_by_what_is_old(register)
    as_of_is_replaying(new_register(), events)
    chance = random.Random(history[0])  # noqa: S311 - no secrets in it
    merging_in_any_order_gives_the_same(register, [new_register(), new_register()], chance)


def notices_move_contacts_and_nothing_else(projection: Projection) -> None:
    for before, after in pairwise(projection.steps):
        contacts_moved = after.contacts != before.contacts
        revision_moved = after.revision != before.revision
        assert contacts_moved == (after.event.kind == "notice" and after.rule == "D5")
        assert revision_moved == (after.event.kind == "signed" and after.rule == "D5")


def history_explains_every_number(projection: Projection) -> None:
    moved = [step.moved for step in projection.steps]
    assert moved[0] == "both"
    assert projection.revision == 1 + moved.count("revision")
    assert projection.contacts == 1 + moved.count("contacts")
    assert [step.event.effective for step in projection.steps] == sorted(
        step.event.effective for step in projection.steps
    )
    for step in projection.steps:
        assert re.fullmatch(r"[A-E]\d+", step.rule)
        assert step.reason.text("en").endswith(".")


def terms_are_equal_where_nothing_was_agreed(register: RegisterStore, events: list[Event]) -> None:
    """The terms move with a revision, and never otherwise; they are those of the text by the policy by which it was put
    up, and what is agreed by our own stays as it is in it; and what was signed stays what it was."""
    terms: dict[int, str] = {}
    signed: dict[int, SignedText | None] = {}
    for projection in (project(events, day) for day in days()):
        assert projection
        assert projection.record
        text, policy = text_and_policy(register, projection)
        assert fingerprint(text, policy) == projection.terms
        said = attributes(patch.agreement(projection.record), counted=projection.counted)
        assert fingerprint_of(said, our_policy()) == fingerprint(text)
        assert terms.setdefault(projection.revision, projection.terms) == projection.terms
        if projection.signed:
            assert signed.setdefault(projection.signed.revision, projection.signed) == projection.signed
    assert len(set(terms.values())) == len(terms)


def text_and_policy(register: RegisterStore, projection: Projection) -> tuple[Agreement, Policy]:
    """The text in force as it was put up, and by which policy it was judged then."""
    with register.reading() as transaction:
        text = transaction.known([projection.text])[projection.text]
        assert text.record
        return patch.agreement(text.record), policy_in_force(transaction, text)


def a_text_comes_into_force_as_its_terms_say(register: RegisterStore, events: list[Event]) -> None:
    """Also with what only a mission makes a term of, and whatever else was put up by whichever policy, and signed."""
    ordered, taken_back = in_order(events), [event for event in events if event.kind == "withdrawn"]
    whole = project(events)
    assert whole
    for number, step in enumerate(whole.steps, start=1):
        then = project([*ordered[:number], *taken_back]) if step.moved in ("both", "revision") else None
        if then and then.record:
            _, policy = text_and_policy(register, then)
            said = attributes(patch.agreement(then.record), counted=then.counted)
            assert fingerprint_of(said, policy) == then.terms


def overviews_know_who_holds_which_post(events: list[Event]) -> None:
    """They read no texts."""
    for day in days():
        whole, light = project(events, day), project([replace(event, record=None) for event in events], day)
        assert whole
        assert light
        assert whole.record
        assert query.posts_of(whole.record) == whole.posts == light.posts


def as_recorded(register: RegisterStore) -> list[Event]:
    """The events in the order of recording, under their numbers."""
    with register.reading() as transaction:
        return [event for event in transaction.events() if event.reference != REGISTER]


def known_before(events: Sequence[Event], event: Event) -> Projection:
    """The agreement on the day of an event, as it was known when that was recorded."""
    before = project([one for one in events if one.number < event.number], event.effective)
    assert before
    return before


def what_it_was_signed_with_never_moves(register: RegisterStore) -> None:
    """Rule D6: each signature says the same at every moment, whatever was recorded since."""
    events = as_recorded(register)
    told_of: dict[str, tuple[str, int]] = {}
    for number in range(1, len(events) + 1):
        known = events[:number]
        for day in {one.effective for one in in_order(known) if one.kind == "signed"}:
            then = project(known, day, notes=False)
            if signed := then and then.signed:
                says = signed.contacts_on, signed.contacts
                assert told_of.setdefault(signed.sha256, says) == says


def a_suspension_ends_by_a_newer_assessment_or_another_text(events: list[Event]) -> None:
    """Rules B3, B4: between a day on which sharing was suspended and one on which it is not, there is what ends it."""
    changing = sorted({one.effective for one in in_order(events)})
    for day, next_day in pairwise(changing):
        before, after = project(events, day), project(events, next_day)
        assert before
        assert after
        suspended = before.suspended
        if suspended is None or not suspended.goes_on(next_day):
            continue
        assessed = max(assessments(before.steps))
        ended = any(ends(step, assessed, before.terms) for step in after.steps if step.event.effective == next_day)
        if not ended:
            assert after.suspended
            assert after.suspended.since == suspended.since
            assert after.suspended.goes_on(suspended.until or "9999-12-31")


def assessments(steps: Iterable[Step]) -> Iterator[str]:
    """The days on which the risk was assessed for the text in force."""
    for step in steps:
        if step.event.kind in ("drafted", "reassessed") and "with_text" not in step.event.details:
            yield step.event.details["assessed_on"]


def ends(step: Step, assessed: str, terms: str) -> bool:
    if step.event.kind == "reassessed":
        return "with_text" not in step.event.details and bool(step.event.details["assessed_on"] > assessed)
    return step.event.kind == "signed" and step.moved == "revision" and step.event.details["terms"] != terms


def whoever_confirmed_was_on_file(register: RegisterStore) -> None:
    """Rule D8: a chain of confirmations ends in somebody who was on file when the agreement began, in a signatory, or
    in what a file shows."""
    events = as_recorded(register)
    believed = {who["known_by"] for who in posts_in(events[0]).values() if who}
    doubted: dict[str, set[str]] = {}
    for one in events:
        by = one.details.get("confirmed_by")
        if by and not by.endswith(".signatory"):
            then = known_before(events, one)
            who = then.posts[by]
            assert who
            assert who["known_by"] in believed
            assert by not in then.unconfirmed
        posts = posts_in(one)
        asked = {who["known_by"] for place, who in posts.items() if who and place in one.details.get("unconfirmed", ())}
        doubted[one.identity] = asked
        if one.kind in ("notice", "revised") and by:
            believed |= {who["known_by"] for who in posts.values() if who}
        if one.kind == "duty_done" and one.details["duty"] == "successor_confirmed":
            assert one.files
            believed |= doubted[one.details["notice"]]


def nothing_is_undone_by_what_is_old(register: RegisterStore) -> None:
    """Rule E6: a form fills no post as it was filled before, unless somebody confirmed it, and a record of ours brings
    back nobody of the partner's who had left."""
    events = as_recorded(register)
    for one in events:
        if one.kind != "notice" or "confirmed_by" in one.details:
            continue
        then = known_before(events, one)
        on_file = {who["known_by"] for who in then.posts.values() if who}
        for place, who in posts_in(one).items():
            if place.startswith("requesting_organization.") and who in then.ever[place]:
                assert "returned" not in one.files
                assert who
                assert who["known_by"] in on_file


def as_of_is_replaying(register: RegisterStore, events: list[Event]) -> None:
    """What the register tells of a day is what a register tells that has the events up to that day and no others."""
    with register.writing(begins=True):
        pass
    took_effect = {event.identity: event.effective for event in in_order(events)}
    for earlier, day in pairwise(["", *days()]):
        with register.writing() as transaction:
            transaction.append([event for event in events if earlier < took_effect[event.identity] <= day])
        assert without_notes(project(told(register), day)) == without_notes(project(events, day))


def without_notes(projection: Projection | None) -> Projection | None:
    return projection and replace(projection, later=None, steps=[replace(step, notes=()) for step in projection.steps])


def merging_in_any_order_gives_the_same(
    register: RegisterStore, others: list[RegisterStore], chance: random.Random
) -> None:
    with register.reading() as transaction:
        events = [replace(event, number=0) for event in transaction.events()]
        carried = exported_events(b"".join(export(transaction)))
    shuffled, halves = others
    with shuffled.writing(begins=True) as transaction:
        transaction.append(chance.sample(events, len(events)))
    with halves.writing(begins=True) as transaction:
        transaction.append(events[::2])
        assert merge(transaction, carried).conflicts == ()
        assert merge(transaction, carried).added == 0
    for other in others:
        assert project(told(other)) == project(told(register))
        with other.reading() as transaction:
            assert verify(transaction).problems == ()


@examples(30)
@given(old=valid_records(), new=valid_records(), stricter=st.sets(st.sampled_from(STRICTER)))
def test_both_parts_of_a_change_are_the_whole_change(old: Agreement, new: Agreement, stricter: set[str]) -> None:
    """What takes effect leaves the terms as they are, by whichever policy; what waits makes the rest, when it is
    signed."""
    new = new.model_copy(update={"reference": old.reference})
    policy = stricter_policy(stricter)
    today, comparison = datetime.date(2026, 11, 1), compare(old, new, Grounds(policy))
    judged = JudgedChange(old, comparison, split(old, new, comparison, today=today), policy=policy)
    values = patch.plain(old)
    for one in at_once(old.reference, judged, Dated(today), {}):
        values = patch.merged(values, one.record or {})
        values = reprinted(values, as_it_stands(old.values()), one.details.get("follows", {}))
        effect = compare(old, patch.agreement(values), Grounds(policy))
        assert effect.new_terms == effect.old_terms == fingerprint(old, policy)
    if judged.proposed:
        values = patch.taking_over(judged.proposed, values, judged.own)
    assert compare(new, patch.agreement(values)).verdict == "unchanged"


@given(old=PLAIN, new=PLAIN)
def test_a_patch_makes_the_new_of_the_old(old: object, new: object) -> None:
    assert patch.merged(old, patch.difference(old, new)) == new


def test_the_posts_are_those_of_the_record() -> None:
    assert [f"{side}.{post}" for side in SIDES for post in POSTS] == list(PLACES)


def test_what_belongs_to_no_text_is_what_the_policy_lets_change_without_a_revision(demo: Agreement) -> None:
    """What the policy names as less than a revision is taken from the current record, all else from the text."""
    other = copy.deepcopy(demo.values())
    for key in ("purpose", "humanitarian_need", "operation", "subject"):
        other[key] = f"another {key}"
    other["requesting_organization"] = {"name": "Another", "email_domains": ["another.example"]}
    other["signatories"] = []
    other["table_c"]["iom"]["primary"]["name"] = "Another"
    current = Agreement.model_validate(other)
    made = patch.agreement(patch.taking_over(patch.plain(demo), patch.plain(current)))
    assert fingerprint(made) == fingerprint(demo)
    assert {change.effect for change in compare(current, made).changes} == {"revision"}


def with_post(record: Agreement, side: str, post: str, name: str) -> Agreement:
    values = copy.deepcopy(record.values())
    values["table_c"][side][post] |= {"name": name, "email": f"{name.lower()}@x.example"}
    return Agreement.model_validate(values)


def test_a_late_notice_lands_where_it_belongs_and_undoes_no_other(tmp_path: Path, demo: Agreement) -> None:
    register = RegisterStore(str(tmp_path / "r.sqlite3"))
    with register.writing(begins=True) as transaction:
        record_event.add(transaction, demo, Dated(datetime.date(2026, 1, 1)))
        for name, post, day, received in (("Bob", "primary", 20, 20), ("Carol", "secondary", 10, 25)):
            dated = Dated(datetime.date(2026, 1, day), datetime.date(2026, 1, received))
            noticed = with_post(demo, "requesting_organization", post, name)
            done = record_event.notice(transaction, demo.reference, noticed, None, dated)
        projection = query.projection_of(transaction, demo.reference)
        earlier = query.projection_of(transaction, demo.reference, "2026-01-15")
    assert projection.record
    posts = projection.record["table_c"]["requesting_organization"]
    assert (posts["primary"]["name"], posts["secondary"]["name"]) == ("Bob", "Carol")
    assert [step.event.effective for step in projection.steps] == ["2026-01-01", "2026-01-10", "2026-01-20"]
    notes = next(step.notes for step in projection.steps if step.event.identity == done.added[0].identity)
    assert [note.code for note in notes[:2]] == ["received_late", "out_of_order"]
    [renumbered] = notes[2:]
    assert renumbered.text() == "the contacts numbers from 20 January 2026 on are one more than before"
    assert earlier.contacts == 2
    assert projection.contacts == 3


def test_a_post_is_filled_otherwise_where_two_notices_of_one_day_name_others_and_not_on_a_later_day(
    tmp_path: Path, demo: Agreement
) -> None:
    register = RegisterStore(str(tmp_path / "r.sqlite3"))
    with register.writing(begins=True) as transaction:
        record_event.add(transaction, demo, Dated(datetime.date(2026, 1, 1)))
        for name, day in (("Bob", 10), ("Carol", 20), ("Dan", 20)):
            noticed, dated = with_post(demo, "iom", "primary", name), Dated(datetime.date(2026, 1, day))
            record_event.notice(transaction, demo.reference, noticed, None, dated)
        steps = query.projection_of(transaction, demo.reference).steps
    found = [[note.values["event"] for note in step.notes if note.code == "filled_otherwise"] for step in steps]
    assert found == [[], [], [4], [3]]


def test_a_signature_that_was_taken_back_counts_on_no_day_whatever_day_is_given_to_that(tmp_path: Path) -> None:
    register, demo = RegisterStore(str(tmp_path / "r.sqlite3")), load_sample("en")
    signed_on, later = BEGUN + datetime.timedelta(days=5), BEGUN + datetime.timedelta(days=50)
    with register.writing(begins=True) as transaction:
        record_event.add(transaction, demo, Dated(BEGUN))
        signing.sign(transaction, demo.reference, unread_scan(f"{1:064}"), Dated(signed_on), STATED)
        signing.withdraw(transaction, demo.reference, 2, Dated(later), "another file")
        signing.redate(transaction, demo.reference, 3, Dated(later), "said later")
    events = told(register)
    between = project(events, str(signed_on + datetime.timedelta(days=10)))
    assert between
    assert between.signed is None
    as_of_is_replaying(RegisterStore(str(tmp_path / "other.sqlite3")), events)
