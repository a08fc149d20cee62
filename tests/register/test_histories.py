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
from hypothesis import Phase, event, given
from hypothesis import strategies as st
from sampling import examples
from strategies import valid_records

from dtmforms.agreement.closed_lists import POSTS, SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import compare
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.changes.split import split
from dtmforms.errors import RegisterError
from dtmforms.pdf.write.form import draw
from dtmforms.register import patch, query, record_event, signing, take_return
from dtmforms.register.act import JudgedChange, at_once
from dtmforms.register.events import Dated, Event
from dtmforms.register.patch import PLACES
from dtmforms.register.projection import DUTIES, Projection, SignedText, in_order, project
from dtmforms.register.record_event import DutyDone
from dtmforms.register.signed_file import SignedFile, Statement
from dtmforms.register.store import RegisterStore, Transaction
from dtmforms.register.take_return import Intake
from dtmforms.register.transfer import export, exported_events, merge
from dtmforms.register.verify import verify
from dtmforms.returns.returned_file import PrintedPages, ReturnedFile, Unread
from dtmforms.returns.sandboxed import read_return

BEGUN = datetime.date(2026, 1, 1)
DAYS = 300
EVENTS = 55
ACTS = (
    *("notice", "notice", "returned", "revise", "mixed", "agree", "agree", "agree", "administer", "sign"),
    *("duty", "reassess", "suspend", "issue", "redate", "withdraw"),
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


STATED = Statement("DTM Coordinator", "Both signed before me")


def unread_scan(sha256: str) -> SignedFile:
    """A picture that says nothing of itself, as the file that somebody states to be signed."""
    pages = PrintedPages(orphans=[1])
    return SignedFile(ReturnedFile(pages=pages, problem=Unread("scanned", "picture"), sha256=sha256), "picture")


class Doing:
    """One act of the history, by its name, on a random day; days are in no order."""

    def __init__(self, transaction: Transaction, chance: random.Random, number: int, reference: str) -> None:
        self.transaction, self.chance, self.number, self.reference = transaction, chance, number, reference
        self.dated = Dated(BEGUN + datetime.timedelta(days=chance.randrange(DAYS)))
        self.record = query.in_force(query.projection_of(transaction, reference, str(self.dated.effective)))

    def with_people(self, record: Agreement) -> Agreement:
        return with_people(record, self.chance, self.number)

    def notice(self) -> None:
        record_event.notice(self.transaction, self.reference, self.with_people(self.record), None, self.dated)

    def returned(self) -> None:
        wanted = self.with_people(with_method(self.record, self.number))
        form = draw(wanted, "en", fingerprint(self.record))
        take_return.take_return(self.transaction, read_return(form), "return.pdf", Intake(self.dated))

    def revise(self) -> None:
        record_event.revise(self.transaction, self.reference, with_terms(self.record, self.number), self.dated)

    def mixed(self) -> None:
        mixed = self.with_people(with_terms(self.record, self.number))
        record_event.revise(self.transaction, self.reference, mixed, self.dated)

    def agree(self) -> None:
        self.revise()
        self.sign()

    def administer(self) -> None:
        """Another signatory, whom nobody agreed to."""
        values = copy.deepcopy(self.record.values())
        values["signatories"][0]["name"] = f"Person {self.number}"
        record_event.notice(self.transaction, self.reference, Agreement.model_validate(values), None, self.dated)

    def sign(self) -> None:
        """What waits, on that day or, where the text is younger, on the day of the text."""
        waiting = query.projection_of(self.transaction, self.reference).to_sign
        day = max(str(self.dated.effective), waiting.effective if waiting else "")
        dated = Dated(datetime.date.fromisoformat(day))
        signing.sign(self.transaction, self.reference, unread_scan(f"{self.number:064}"), dated, STATED)

    def withdraw(self) -> None:
        """A signature, whichever it is, was recorded wrongly."""
        steps = query.projection_of(self.transaction, self.reference).steps
        numbers = [step.event.number for step in steps if step.event.kind == "signed"]
        number = self.chance.choice(numbers or [0])
        signing.withdraw(self.transaction, self.reference, number, self.dated, f"why {self.number}")

    def redate(self) -> None:
        projection = query.projection_of(self.transaction, self.reference)
        numbers = [step.event.number for step in projection.steps[1:] if step.event.kind != "redated"]
        number = self.chance.choice(numbers or [0])
        signing.redate(self.transaction, self.reference, number, self.dated, f"why {self.number}")

    def duty(self) -> None:
        done = DutyDone(self.chance.choice(DUTIES), file=f"{self.number:064}")
        record_event.duty(self.transaction, self.reference, done, self.dated)

    def reassess(self) -> None:
        values = copy.deepcopy(self.record.values())
        values["risk_assessment"]["assessed_on"] = self.dated.effective
        record_event.reassess(self.transaction, self.reference, Agreement.model_validate(values), self.dated)

    def suspend(self) -> None:
        record_event.suspend(self.transaction, self.reference, f"why {self.number}", None, self.dated)

    def issue(self) -> None:
        record_event.issue(self.transaction, self.reference, f"{self.number:064}", self.dated)


def begin(register: RegisterStore, history: tuple[int, list[str]], events: int = EVENTS) -> str:
    """A register with one agreement and that many events; acts that do not fit are left out."""
    chance = random.Random(history[0])  # noqa: S311 - no secrets in it
    demo = load_sample("en")
    with register.writing(begins=True) as transaction:
        record_event.add(transaction, demo, Dated(BEGUN))
        number = 0
        while len(transaction.events(records=False)) < events:
            try:
                getattr(Doing(transaction, chance, number, demo.reference), history[1][number % len(history[1])])()
            except RegisterError:
                Doing(transaction, chance, number, demo.reference).notice()
            number += 1
    return demo.reference


def told(register: RegisterStore) -> list[Event]:
    """The events without their numbers, which depend on where they were recorded."""
    with register.reading() as transaction:
        return [replace(event, number=0) for event in transaction.events()]


def days() -> Iterator[str]:
    for offset in range(0, DAYS + 1, 25):
        yield str(BEGUN + datetime.timedelta(days=offset))


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
    event(f"{sum(step.event.kind == 'administrative_change' for step in projection.steps)} administrative")
    notices_move_contacts_and_nothing_else(projection)
    history_explains_every_number(projection)
    terms_are_equal_where_nothing_was_agreed(events)
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


def terms_are_equal_where_nothing_was_agreed(events: list[Event]) -> None:
    """The terms move with a revision, and never otherwise; and what was signed stays what it was."""
    terms: dict[int, str] = {}
    signed: dict[int, SignedText | None] = {}
    for projection in (project(events, day) for day in days()):
        assert projection
        assert projection.record
        assert fingerprint(patch.agreement(projection.record)) == projection.terms
        assert terms.setdefault(projection.revision, projection.terms) == projection.terms
        if projection.signed:
            assert signed.setdefault(projection.signed.revision, projection.signed) == projection.signed
    assert len(set(terms.values())) == len(terms)


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
    events = told(register)
    with register.reading() as transaction:
        carried = exported_events(b"".join(export(transaction)))
    shuffled, halves = others
    with shuffled.writing(begins=True) as transaction:
        transaction.append(chance.sample(events, len(events)))
    with halves.writing(begins=True) as transaction:
        transaction.append(events[::2])
        assert merge(transaction, carried).conflicts == ()
        assert merge(transaction, carried).added == 0
    for other in others:
        assert project(told(other)) == project(events)
        with other.reading() as transaction:
            assert verify(transaction).problems == ()


@examples(30)
@given(old=valid_records(), new=valid_records())
def test_both_parts_of_a_change_are_the_whole_change(old: Agreement, new: Agreement) -> None:
    """What takes effect leaves the terms as they are; what waits makes the rest, when it is signed."""
    new = new.model_copy(update={"reference": old.reference})
    today, comparison = datetime.date(2026, 11, 1), compare(old, new)
    judged = JudgedChange(old, comparison, split(old, new, comparison, today=today))
    values = patch.plain(old)
    for one in at_once(old.reference, judged, Dated(today), {}):
        values = patch.merged(values, one.record)
        assert fingerprint(patch.agreement(values)) == fingerprint(old)
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


def test_a_late_notice_lands_where_it_belongs_and_undoes_no_other(tmp_path: Path, demo: Agreement) -> None:
    def with_post(side: str, post: str, name: str) -> Agreement:
        values = copy.deepcopy(demo.values())
        values["table_c"][side][post] |= {"name": name, "email": f"{name.lower()}@x.example"}
        return Agreement.model_validate(values)

    register = RegisterStore(str(tmp_path / "r.sqlite3"))
    with register.writing(begins=True) as transaction:
        record_event.add(transaction, demo, Dated(datetime.date(2026, 1, 1)))
        for name, post, day, received in (("Bob", "primary", 20, 20), ("Carol", "secondary", 10, 25)):
            dated = Dated(datetime.date(2026, 1, day), datetime.date(2026, 1, received))
            done = record_event.notice(
                transaction, demo.reference, with_post("requesting_organization", post, name), None, dated
            )
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
