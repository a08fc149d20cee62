"""Random histories of one agreement: what people do, on days in no order, with what was not known yet."""

from __future__ import annotations

import copy
import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from conftest import load_sample, stricter_policy
from hypothesis import strategies as st

from dtmforms.agreement.closed_lists import COUNTERPARTS
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Grounds
from dtmforms.errors import RecordError, RegisterError
from dtmforms.pdf.write.form import draw
from dtmforms.register import patch, query, record_event, signing, take_return
from dtmforms.register.duty_done import DutyDone, duty_done
from dtmforms.register.events import REGISTER, Dated, Event
from dtmforms.register.given_file import GivenFile, Statement
from dtmforms.register.mission_policy import policies, record_policy
from dtmforms.register.projection import CONFIRMED, DUTIES
from dtmforms.register.returns_known import reject_return
from dtmforms.register.store import RegisterStore, Transaction
from dtmforms.register.take_return import Intake
from dtmforms.returns.returned_file import PrintedPages, ReturnedFile, Unread
from dtmforms.returns.sandboxed import read_return

BEGUN = datetime.date(2026, 1, 1)
DAYS = 300
EVENTS = 55
ACTS = (
    *("notice", "notice", "deputy", "exchange", "vacate", "moved_along", "moved_along", "put_right"),
    *("returned", "old_form", "old_form", "again", "reject"),
    *("revise", "mixed", "area", "area", "agree", "agree", "agree", "sign", "second_scan", "withdraw"),
    *("duty", "confirm", "administer", "reassess", "reassess", "edit_assessment", "assess_with_text"),
    *("suspend", "suspend", "issue", "redate", "policy", "policy"),
)
STRICTER = (
    *("signatories.**", "table_c.*.primary.name", "table_c.iom.secondary.*", "table_c.*.field.*.name"),
    "requesting_organization.email_domains",
)
"""What a mission may make a revision of."""

histories = st.tuples(st.integers(0, 2**32), st.lists(st.sampled_from(ACTS), min_size=30, max_size=30))
"""A seed for the days and the people, and acts that are done over and over until there are enough events."""
AREAS = ("Palma", "Ibo", "Mueda")
STATED = Statement("DTM Coordinator", "Both signed before me")


def the_first_text() -> Agreement:
    """The invented agreement, whose risk was assessed before it began, with one destination in free text, which is just
    what Table C prints."""
    values = load_sample("en").values()
    values["risk_assessment"] |= {"assessed_on": datetime.date(2025, 12, 1)}
    values["table_b"]["medium"]["destination"] = ["requesting_organization.primary", "Suleimane, Field Coordinator"]
    values["table_c"]["iom"]["field"] = [{"area": "Palma"}]
    values["table_c"]["requesting_organization"]["field"] = [{"area": "Palma"} | somebody(1), {"area": "Ibo"}]
    return Agreement.model_validate(values)


def somebody(number: int) -> dict[str, str]:
    return {"name": f"Person {number}", "title": "T", "mobile": "+258 84 555 0100", "email": f"p{number}@x.example"}


def with_posts(record: Agreement, **posts: Any) -> Agreement:
    """The record with posts filled or vacant, each by its path with an underscore for the period."""
    values = copy.deepcopy(record.values())
    for name, person in posts.items():
        side, _, post = name.rpartition("_")
        values["table_c"][side] = {key: who for key, who in (values["table_c"][side] | {post: person}).items() if who}
    return Agreement.model_validate(values)


def with_people(record: Agreement, chance: random.Random, number: int) -> Agreement:
    """The record with somebody new in one post, or for one area; free text is left standing."""
    return with_one(record, chance, somebody(number))


def with_one(record: Agreement, chance: random.Random, person: dict[str, str] | None) -> Agreement:
    """The record with somebody, or nobody, in one of its posts and areas."""
    values = patch.plain(record)
    place = chance.choice(patch.places_of(values))
    side, _, post = place.partition(".")
    source = {"table_c": {side: {post: person, "field": [one | (person or {}) for one in areas_of(record, side)]}}}
    return patch.agreement(patch.with_posts(values, source, (place,)))


def areas_of(record: Agreement, side: str) -> list[dict[str, str]]:
    return [{"area": one.area} for one in getattr(record.table_c, side).field]


def with_another_area(record: Agreement, chance: random.Random, number: int) -> Agreement:
    """The record with an area more on one side, with somebody or nobody, or with one less."""
    values = copy.deepcopy(record.values())
    side = chance.choice(["iom", "requesting_organization"])
    areas = values["table_c"][side].setdefault("field", [])
    if areas and chance.random() < 0.5:
        areas.pop(chance.randrange(len(areas)))
    elif name := next((name for name in AREAS if name not in [one["area"] for one in areas]), ""):
        areas.append({"area": name} | (somebody(number) if chance.random() < 0.5 else {}))
    return Agreement.model_validate(values)


def with_text_of_table_c(record: Agreement) -> Agreement:
    """The record with its destination in free text as Table C prints it, where the post is not vacant."""
    values = copy.deepcopy(record.values())
    if person := values["table_c"]["requesting_organization"].get("secondary"):
        printed = f"{person['name']}, {person['title']}"
        values["table_b"]["medium"]["destination"] = ["requesting_organization.primary", printed]
    return Agreement.model_validate(values)


def with_terms(record: Agreement, number: int) -> Agreement:
    return record.model_copy(update={"purpose": f"Purpose {number}"})


def with_method(record: Agreement, number: int) -> Agreement:
    values = copy.deepcopy(record.values())
    values["table_b"]["medium"]["method"] = [f"By courier {number}"]
    return Agreement.model_validate(values)


def with_assessment(record: Agreement, **parts: Any) -> Agreement:
    values = copy.deepcopy(record.values())
    values["risk_assessment"] |= parts
    return Agreement.model_validate(values)


def unread_scan(sha256: str) -> GivenFile:
    """A picture that says nothing of itself, as the file that somebody states to be signed."""
    pages = PrintedPages(orphans=[1])
    return GivenFile(ReturnedFile(pages=pages, problem=Unread("scanned", "picture"), sha256=sha256), "picture")


@dataclass
class Office:
    """Where the register is kept: what chance brings, and the forms that are out."""

    transaction: Transaction
    chance: random.Random
    reference: str
    forms: list[bytes] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)


class Doing:
    """One act of the history, by its name, on a random day; days are in no order."""

    def __init__(self, office: Office, number: int) -> None:
        self.office, self.chance, self.number, self.reference = office, office.chance, number, office.reference
        self.transaction = office.transaction
        self.dated = Dated(BEGUN + datetime.timedelta(days=self.chance.randrange(DAYS)))
        then = query.projection_of(self.transaction, self.reference, str(self.dated.effective))
        self.record, self.terms = query.in_force(then), then.terms

    @property
    def grounds(self) -> Grounds:
        """Now and then somebody says who confirmed it, be that true or not."""
        return Grounds(confirmed_by=self.chance.choice([None, *COUNTERPARTS]))

    def with_people(self, record: Agreement) -> Agreement:
        return with_people(record, self.chance, self.number)

    # Focal points

    def noticed(self, record: Agreement) -> None:
        record_event.notice(self.transaction, self.reference, record, None, self.dated, self.grounds)

    def notice(self) -> None:
        self.noticed(self.with_people(self.record))

    def deputy(self) -> None:
        """Somebody stands in for IOM's primary focal point, or whoever was there first is back."""
        first = the_first_text().values()["table_c"]["iom"]["primary"]
        is_away = patch.plain(self.record)["table_c"]["iom"].get("primary") != first
        self.noticed(with_posts(self.record, iom_primary=first if is_away else somebody(self.number)))

    def exchange(self) -> None:
        posts = self.record.values()["table_c"]["requesting_organization"]
        exchanged = {"primary": posts.get("secondary"), "secondary": posts.get("primary")}
        new = with_posts(self.record, **{f"requesting_organization_{key}": who for key, who in exchanged.items()})
        self.noticed(with_text_of_table_c(new) if self.chance.random() < 0.5 else new)

    def vacate(self) -> None:
        self.noticed(with_one(self.record, self.chance, None))

    def moved_along(self) -> None:
        self.noticed(with_text_of_table_c(self.with_people(self.record)))

    def put_right(self) -> None:
        """Free text that was left standing says what Table C says again."""
        self.noticed(with_text_of_table_c(self.record))

    # Returns, which cross each other, and forms that are older than what is in force

    def taken(self, form: bytes) -> None:
        self.office.taken.append(form)
        intake = Intake(self.dated, self.grounds)
        take_return.take_return(self.transaction, read_return(form), "return.pdf", intake)

    def returned(self) -> None:
        wanted = self.with_people(with_method(self.record, self.number))
        wanted = with_text_of_table_c(wanted) if self.chance.random() < 0.5 else wanted
        self.office.forms.append(draw(self.record, "en", self.terms))
        self.taken(draw(wanted, "en", self.terms))

    def old_form(self) -> None:
        """A form that was made on some day, filled in otherwise or not, comes back on another."""
        then = query.projection_of(self.transaction, self.reference, self.any_day())
        old = query.in_force(then)
        filled = old if self.chance.random() < 0.5 else self.with_people(old)
        self.taken(draw(filled, "en", then.terms))

    def again(self) -> None:
        self.taken(self.chance.choice(self.office.taken or [draw(self.record, "en", self.terms)]))

    def reject(self) -> None:
        """A form that was not taken: nothing moves by it."""
        read = ReturnedFile(problem=Unread("damaged", "damaged"), sha256=f"{self.number:064x}")
        reject_return(self.transaction, read, "return.pdf", "Not ours", self.dated, self.reference)

    def any_day(self) -> str:
        return str(BEGUN + datetime.timedelta(days=self.chance.randrange(DAYS)))

    # Texts

    def revise(self) -> None:
        record_event.revise(self.transaction, self.reference, with_terms(self.record, self.number), self.dated)

    def mixed(self) -> None:
        mixed = self.with_people(with_terms(self.record, self.number))
        record_event.revise(self.transaction, self.reference, mixed, self.dated, self.grounds)

    def area(self) -> None:
        """Another set of areas, which is signed or waits."""
        wanted = with_another_area(self.record, self.chance, self.number)
        record_event.revise(self.transaction, self.reference, wanted, self.dated, self.grounds)
        if self.chance.random() < 0.7:
            self.sign()

    def agree(self) -> None:
        self.revise()
        self.sign()

    def sign(self) -> None:
        """What waits, on that day or, where the text is younger, on the day of the text."""
        waiting = query.projection_of(self.transaction, self.reference).to_sign
        day = max(str(self.dated.effective), waiting.effective if waiting else "")
        dated = Dated(datetime.date.fromisoformat(day))
        signing.sign(self.transaction, self.reference, unread_scan(f"{self.number:064}"), dated, STATED)

    def second_scan(self) -> None:
        """Another picture of what was signed, while nothing waits."""
        if query.projection_of(self.transaction, self.reference).to_sign is None:
            self.sign()

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

    # All else

    def duty(self) -> None:
        done = DutyDone(self.chance.choice(DUTIES), file=f"{self.number:064}")
        duty_done(self.transaction, self.reference, done, self.dated)

    def confirm(self) -> None:
        by = self.chance.choice([None, *COUNTERPARTS])
        done = DutyDone(CONFIRMED, file=f"{self.number:064}", confirmed_by=by)
        duty_done(self.transaction, self.reference, done, self.dated)

    def administer(self) -> None:
        """Another signatory, whom nobody agreed to."""
        values = copy.deepcopy(self.record.values())
        self.chance.choice(values["signatories"])["name"] = f"Person {self.number}"
        self.noticed(Agreement.model_validate(values))

    def reassess(self) -> None:
        later = with_assessment(self.record, assessed_on=self.dated.effective)
        record_event.reassess(self.transaction, self.reference, later, self.dated)

    def edit_assessment(self) -> None:
        """What is no reassessment, whatever it says."""
        assessed = self.record.values()["risk_assessment"]
        retyped = [one | {"name": f"{one['name']} {self.number}"} for one in assessed["assessors"]]
        earlier = assessed["assessed_on"] - datetime.timedelta(days=self.chance.randrange(1, 99))
        dropped = {"combinations": []} if assessed.get("combinations") else {"assessors": retyped}
        edits: list[dict[str, Any]] = [{"assessors": retyped}, {"assessed_on": earlier}, dropped]
        self.noticed(with_assessment(self.record, **self.chance.choice(edits)))

    def assess_with_text(self) -> None:
        later = with_assessment(with_terms(self.record, self.number), assessed_on=self.dated.effective)
        record_event.revise(self.transaction, self.reference, later, self.dated)

    def suspend(self) -> None:
        lasts = self.chance.choice([None, 10, 40])
        until = self.dated.effective + datetime.timedelta(days=lasts) if lasts else None
        record_event.suspend(self.transaction, self.reference, f"why {self.number}", until, self.dated)

    def policy(self) -> None:
        """The mission asks for other revisions than before, or for ours alone."""
        last = policies(self.transaction).in_force
        day = max(str(self.dated.effective), last.event.effective if last else "")
        stricter = stricter_policy([path for path in STRICTER if self.chance.random() < 0.4])
        record_policy(self.transaction, stricter, f"{self.number:064}", Dated(datetime.date.fromisoformat(day)))

    def otherwise(self) -> None:
        """What is done where an act does not fit: a notice, or, where the mission asks for more than that, nothing but
        that the document is sent."""
        try:
            self.notice()
        except RegisterError:
            self.issue()

    def issue(self) -> None:
        record_event.issue(self.transaction, self.reference, f"{self.number:064}", self.dated)


def begin(register: RegisterStore, history: tuple[int, list[str]], events: int = EVENTS) -> str:
    """A register with one agreement and that many events; acts that do not fit are left out."""
    chance = random.Random(history[0])  # noqa: S311 - no secrets in it
    first = the_first_text()
    with register.writing(begins=True) as transaction:
        record_event.add(transaction, first, Dated(BEGUN))
        office, number = Office(transaction, chance, first.reference), 0
        while len(transaction.events(records=False)) < events:
            try:
                getattr(Doing(office, number), history[1][number % len(history[1])])()
            except (RecordError, RegisterError):
                Doing(office, number).otherwise()
            number += 1
    return first.reference


def told(register: RegisterStore) -> list[Event]:
    """The agreement's events without their numbers, which depend on where they were recorded."""
    with register.reading() as transaction:
        return [replace(event, number=0) for event in transaction.events() if event.reference != REGISTER]


def days() -> Iterator[str]:
    for offset in range(0, DAYS + 1, 25):
        yield str(BEGUN + datetime.timedelta(days=offset))
