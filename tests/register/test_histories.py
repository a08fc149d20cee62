"""Long random histories of agreements: what never happens, whatever happens."""

from __future__ import annotations

import copy
import datetime
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import load_sample, postgresql_place
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st
from strategies import valid_records

from dtmforms.agreement.record import POSTS, SIDES, Agreement
from dtmforms.errors import RegisterError
from dtmforms.pdf.drawing import draw
from dtmforms.register import looking, merging, recording, returning, signing
from dtmforms.register.carrying import export, merge
from dtmforms.register.effects import Judged, at_once
from dtmforms.register.events import Dated, Event
from dtmforms.register.merging import PLACES
from dtmforms.register.state import DUTIES, Signature, State, fold, in_order
from dtmforms.register.store import Book, Register
from dtmforms.register.verifying import verify
from dtmforms.versions.comparing import Correction, Grounds, compare
from dtmforms.versions.splitting import split
from dtmforms.versions.terms import fingerprint

BEGUN = datetime.date(2026, 1, 1)
DAYS = 300
EVENTS = 55
ACTS = (
    *("notice", "notice", "returned", "revise", "mixed", "agree", "agree", "agree", "correct", "sign"),
    *("duty", "reassess", "suspend", "issue", "redate"),
)

PLAIN = st.recursive(st.integers(), lambda inner: st.dictionaries(st.text(max_size=2), inner | st.lists(inner)))

histories = st.tuples(st.integers(0, 2**32), st.lists(st.sampled_from(ACTS), min_size=20, max_size=20))
"""A seed for the days and the people, and acts that are done over and over until there are enough events."""


def with_people(record: Agreement, chance: random.Random, number: int) -> Agreement:
    values = copy.deepcopy(record.values())
    place = chance.choice(PLACES)
    side, _, post = place.partition(".")
    person = {"name": f"Person {number}", "title": "T", "mobile": "+258 84 555 0100", "email": f"p{number}@x.example"}
    if post == "secondary" and chance.random() < 0.2 and values["table_c"][side].get(post):
        del values["table_c"][side][post]
    else:
        values["table_c"][side][post] = person
    return Agreement.model_validate(values)


def with_terms(record: Agreement, number: int) -> Agreement:
    return record.model_copy(update={"purpose": f"Purpose {number}"})


def with_method(record: Agreement, number: int) -> Agreement:
    values = copy.deepcopy(record.values())
    values["table_b"]["medium"]["method"] = [f"By courier {number}"]
    return Agreement.model_validate(values)


class Doing:
    """One act of the history, by its name, on a random day; days are in no order."""

    def __init__(self, book: Book, chance: random.Random, number: int, reference: str) -> None:
        self.book, self.chance, self.number, self.reference = book, chance, number, reference
        self.dated = Dated(BEGUN + datetime.timedelta(days=chance.randrange(DAYS)))
        self.record = looking.in_force(looking.state_of(book, reference, str(self.dated.effective)))

    def with_people(self, record: Agreement) -> Agreement:
        return with_people(record, self.chance, self.number)

    def notice(self) -> None:
        recording.notice(self.book, self.reference, self.with_people(self.record), None, self.dated)

    def returned(self) -> None:
        wanted = self.with_people(with_method(self.record, self.number))
        form = draw(wanted, "en", fingerprint(self.record))
        returning.take_return(self.book, form, "return.pdf", self.dated)

    def revise(self) -> None:
        recording.revise(self.book, self.reference, with_terms(self.record, self.number), self.dated)

    def mixed(self) -> None:
        mixed = self.with_people(with_terms(self.record, self.number))
        recording.revise(self.book, self.reference, mixed, self.dated)

    def agree(self) -> None:
        self.revise()
        self.sign()

    def correct(self) -> None:
        slip = self.record.model_copy(update={"humanitarian_need": f"Need {self.number}"})
        stated = Grounds(corrections=[Correction("humanitarian_need", "Coordinator", "A slip")])
        recording.correct(self.book, self.reference, slip, self.dated, stated)

    def sign(self) -> None:
        """What waits, on that day or, where the text is younger, on the day of the text."""
        waiting = looking.state_of(self.book, self.reference).to_sign
        day = max(str(self.dated.effective), waiting.effective if waiting else "")
        signing.sign(self.book, self.reference, f"{self.number:064}", Dated(datetime.date.fromisoformat(day)))

    def redate(self) -> None:
        state = looking.state_of(self.book, self.reference)
        numbers = [step.event.number for step in state.steps[1:] if "redates" not in step.event.details]
        number = self.chance.choice(numbers or [0])
        signing.redate(self.book, self.reference, number, self.dated, f"why {self.number}")

    def duty(self) -> None:
        evidence = f"evidence {self.number}"
        recording.duty(self.book, self.reference, self.chance.choice(DUTIES), evidence, None, self.dated)

    def reassess(self) -> None:
        values = copy.deepcopy(self.record.values())
        values["risk_assessment"]["assessed_on"] = self.dated.effective
        recording.reassess(self.book, self.reference, Agreement.model_validate(values), self.dated)

    def suspend(self) -> None:
        recording.suspend(self.book, self.reference, f"why {self.number}", None, self.dated)

    def issue(self) -> None:
        recording.issue(self.book, self.reference, f"{self.number:064}", self.dated)


def begin(register: Register, history: tuple[int, list[str]], events: int = EVENTS) -> str:
    """A register with one agreement and that many events; acts that do not fit are left out."""
    chance = random.Random(history[0])  # noqa: S311 - no secrets in it
    demo = load_sample("en")
    with register.writing(begins=True) as book:
        recording.add(book, demo, Dated(BEGUN))
        number = 0
        while len(book.events(records=False)) < events:
            try:
                getattr(Doing(book, chance, number, demo.reference), history[1][number % len(history[1])])()
            except RegisterError:
                Doing(book, chance, number, demo.reference).notice()
            number += 1
    return demo.reference


def told(register: Register) -> list[Event]:
    """The events without their numbers, which depend on where they were recorded."""
    with register.reading() as book:
        return [replace(event, number=0) for event in book.events()]


def days() -> Iterator[str]:
    for offset in range(0, DAYS + 1, 25):
        yield str(BEGUN + datetime.timedelta(days=offset))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes one empty register after the other."""
    if request.param == "sqlite":
        return lambda: Register(str(tmp_path_factory.mktemp("r") / "r.sqlite3"))
    folder = request.getfixturevalue("postgresql")
    return lambda: Register(postgresql_place(folder))


@settings(max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # a history is as good as a shorter one
@given(history=histories)
def test_whatever_happens(new_register: Any, history: tuple[int, list[str]]) -> None:
    register = new_register()
    begin(register, history)
    events = told(register)
    state = fold(events)
    assert state
    event(f"{state.revision - 1} revisions signed")
    event(f"{sum(step.event.kind == 'corrected' for step in state.steps)} corrections")
    notices_move_contacts_and_nothing_else(state)
    history_explains_every_number(state)
    terms_are_equal_where_nothing_was_agreed_or_corrected(events)
    as_of_is_replaying(new_register(), events)
    chance = random.Random(history[0])  # noqa: S311 - no secrets in it
    merging_in_any_order_gives_the_same(register, [new_register(), new_register()], chance)


def notices_move_contacts_and_nothing_else(state: State) -> None:
    for before, after in pairwise(state.steps):
        contacts_moved = after.contacts != before.contacts
        revision_moved = after.revision != before.revision
        assert contacts_moved == (after.event.kind == "notice" and after.rule == "D5")
        assert revision_moved == (after.event.kind == "signed" and after.rule == "D5")


def history_explains_every_number(state: State) -> None:
    moved = [step.moved for step in state.steps]
    assert moved[0] == "both"
    assert state.revision == 1 + moved.count("revision")
    assert state.contacts == 1 + moved.count("contacts")
    assert [step.event.effective for step in state.steps] == sorted(step.event.effective for step in state.steps)
    for step in state.steps:
        assert re.fullmatch(r"[A-E]\d+", step.rule)
        assert step.reason.endswith(".")


def terms_are_equal_where_nothing_was_agreed_or_corrected(events: list[Event]) -> None:
    """The terms move with a revision, and with a correction that somebody stated, and never otherwise; and what was
    signed stays what it was."""
    terms: dict[tuple[int, int], str] = {}
    signed: dict[int, Signature | None] = {}
    for state in (fold(events, day) for day in days()):
        assert state
        assert state.record
        assert fingerprint(merging.agreement(state.record)) == state.terms
        corrected = sum(step.event.kind == "corrected" and step.rule != "E6" for step in state.steps)
        assert terms.setdefault((state.revision, corrected), state.terms) == state.terms
        if state.signed:
            assert signed.setdefault(state.signed.revision, state.signed) == state.signed
    assert len(set(terms.values())) == len(terms)


def as_of_is_replaying(register: Register, events: list[Event]) -> None:
    """What the register tells of a day is what a register tells that has the events up to that day and no others."""
    with register.writing(begins=True):
        pass
    took_effect = {event.identity: event.effective for event in in_order(events)}
    for earlier, day in pairwise(["", *days()]):
        with register.writing() as book:
            book.append([event for event in events if earlier < took_effect[event.identity] <= day])
        assert without_notes(fold(told(register), day)) == without_notes(fold(events, day))


def without_notes(state: State | None) -> State | None:
    return state and replace(state, later=None, steps=[replace(step, notes=()) for step in state.steps])


def merging_in_any_order_gives_the_same(register: Register, others: list[Register], chance: random.Random) -> None:
    events = told(register)
    with register.reading() as book:
        carried = b"".join(export(book))
    shuffled, halves = others
    with shuffled.writing(begins=True) as book:
        book.append(chance.sample(events, len(events)))
    with halves.writing(begins=True) as book:
        book.append(events[::2])
        assert merge(book, carried).conflicts == ()
        assert merge(book, carried).added == 0
    for other in others:
        assert fold(told(other)) == fold(events)
        with other.reading() as book:
            assert verify(book).problems == ()


@settings(max_examples=30)
@given(old=valid_records(), new=valid_records())
def test_both_parts_of_a_change_are_the_whole_change(old: Agreement, new: Agreement) -> None:
    """What takes effect leaves the terms as they are; what waits makes the rest, when it is signed."""
    new = new.model_copy(update={"reference": old.reference})
    today, comparison = datetime.date(2026, 11, 1), compare(old, new)
    judged = Judged(old, comparison, split(old, new, comparison, today=today))
    values = merging.plain(old)
    for one in at_once(old.reference, judged, Dated(today), {}):
        values = merging.merged(values, one.record)
        assert fingerprint(merging.agreement(values)) == fingerprint(old)
    if judged.proposed:
        values = merging.taking_over(judged.proposed, values, judged.own)
    assert compare(new, merging.agreement(values)).verdict == "unchanged"


@given(old=PLAIN, new=PLAIN)
def test_a_patch_makes_the_new_of_the_old(old: object, new: object) -> None:
    assert merging.merged(old, merging.difference(old, new)) == new


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
    made = merging.agreement(merging.taking_over(merging.plain(demo), merging.plain(current)))
    assert fingerprint(made) == fingerprint(demo)
    assert {change.effect for change in compare(current, made).changes} == {"revision"}


def test_a_late_notice_lands_where_it_belongs_and_undoes_no_other(tmp_path: Path, demo: Agreement) -> None:
    def with_post(side: str, post: str, name: str) -> Agreement:
        values = copy.deepcopy(demo.values())
        values["table_c"][side][post] |= {"name": name, "email": f"{name.lower()}@x.example"}
        return Agreement.model_validate(values)

    register = Register(str(tmp_path / "r.sqlite3"))
    with register.writing(begins=True) as book:
        recording.add(book, demo, Dated(datetime.date(2026, 1, 1)))
        for name, post, day, received in (("Bob", "primary", 20, 20), ("Carol", "secondary", 10, 25)):
            dated = Dated(datetime.date(2026, 1, day), datetime.date(2026, 1, received))
            done = recording.notice(book, demo.reference, with_post("requesting_organization", post, name), None, dated)
        state = looking.state_of(book, demo.reference)
        earlier = looking.state_of(book, demo.reference, "2026-01-15")
    assert state.record
    posts = state.record["table_c"]["requesting_organization"]
    assert (posts["primary"]["name"], posts["secondary"]["name"]) == ("Bob", "Carol")
    assert [step.event.effective for step in state.steps] == ["2026-01-01", "2026-01-10", "2026-01-20"]
    notes = next(step.notes for step in state.steps if step.event.identity == done.added[0].identity)
    assert [note.partition(":")[0] for note in notes[:2]] == ["late", "out of order"]
    assert notes[2:] == ("the contacts numbers from 2026-01-20 on are one more than before",)
    assert earlier.contacts == 2
    assert state.contacts == 3
