"""A register of a hundred invented agreements of twenty countries, and beside it the plain facts of each, by which
answers are counted by hand."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import yaml
from conftest import RECORDS

from dtmforms.agreement.model import Agreement
from dtmforms.register import record_event, signing
from dtmforms.register.duty_done import DutyDone, duty_done
from dtmforms.register.events import Dated
from dtmforms.register.given_file import GivenFile, Statement
from dtmforms.register.store import RegisterStore, Transaction
from dtmforms.returns.returned_file import PrintedPages, ReturnedFile, Unread

AS_OF = datetime.date(2026, 6, 15)
BEGUN, SIGNED, NOTICED, REVISED, REVISION_SIGNED, ENDED = (
    datetime.date(2026, month, day) for month, day in ((1, 5), (1, 20), (3, 10), (4, 1), (4, 20), (5, 4))
)
COUNTRIES = (
    "AFG BDI BFA BGD CAF CMR COD COL ETH HTI IRQ LBY MLI MMR MOZ NER NGA SDN SOM TCD".split()  # noqa: SIM905 - codes
)
PARTNERS = (
    "UNICEF",
    "River Aid Network",
    "Alliance Femmes & Santé",
    "Save the Shore",
    "جمعية الأمل لحماية الطفل",
    "Horn Child Watch",
    "Shoreline Women's Forum",
)
DATASETS = (
    "Unaccompanied and separated children",
    "Feelings of safety at water points",
    "Enfants non accompagnés par site",
    "Older people who live alone",
    "Percepción de seguridad",
    "الأطفال غير المصحوبين",
    "Children out of school",
    "Access to markets",
    "Checkpoints on the way",
    "Girls-only spaces",
)
LEVELS = ("national", "admin1", "admin2", "admin3", "site")
FIRST, LAST = (
    ("Grace", "Amina", "José", "Zoé", "Omar", "Lena", "Ibrahim", "Rosa"),
    ("Obi", "Diallo", "Álvarez", "Haddad", "Okello"),
)
OTHER_METHOD = "Messenger group of the cluster"
DUTIES = ("written_notice", "handover_history", "handover_agreements", "passwords_changed", "successor_confirmed")


@dataclass
class Facts:
    """What is so of one agreement on the day `AS_OF`."""

    reference: str
    country: str
    partner: str
    datasets: list[tuple[str, str]]
    method: str
    reassess_by: datetime.date
    people: dict[str, str]
    """The names by the posts; a vacancy is left out."""
    before: dict[str, str] = field(default_factory=dict)
    """Who held a post before the notice."""
    signed: bool = False
    noticed: bool = False
    duties_open: bool = False
    revised: bool = False
    revision_signed: bool = False
    ended: bool = False


def begin(place: str) -> list[Facts]:
    """The register at a place, and the facts of its agreements in the order of their numbers."""
    with RegisterStore(place).writing(begins=True) as transaction:
        return [_agreement(transaction, number) for number in range(100)]


def _agreement(transaction: Transaction, number: int) -> Facts:
    values, facts = _values(number)
    record = Agreement.model_validate(values)
    record_event.add(transaction, record, Dated(BEGUN))
    if number % 3:
        _sign(transaction, facts.reference, number, SIGNED)
        facts.signed = True
    if number % 8 == 5:
        record = _notice(transaction, record, facts, number)
    if facts.signed and number % 11 == 2:
        _revise(transaction, record, facts, number)
    if number % 33 == 7:
        record_event.end(transaction, facts.reference, "the operation closed", Dated(ENDED))
        facts.ended = True
    return facts


def _values(number: int) -> tuple[dict[str, Any], Facts]:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    shared = [(DATASETS[number % 10], LEVELS[number % 5]), (DATASETS[(number * 3 + 1) % 10], LEVELS[(number + 2) % 4])]
    facts = Facts(
        reference=f"{COUNTRIES[number % 20]}-{number:03}",
        country=COUNTRIES[number % 20],
        partner=PARTNERS[number % 7],
        datasets=shared,
        method=OTHER_METHOD if number % 6 == 1 else "telephone_call",
        reassess_by=AS_OF + datetime.timedelta(days=number * 7 % 240 - 40),
        people={},
    )
    values |= {"reference": facts.reference, "country": facts.country, "operation": f"Operation {number}"}
    values["requesting_organization"] = {"name": facts.partner, "email_domains": [f"partner{number % 7}.example"]}
    values["risk_assessment"]["reassess_by"] = facts.reassess_by
    values["risk_assessment"].pop("combinations")
    names = [f"{FIRST[(number + one) % 8]} {LAST[(number + one) % 5]}" for one in range(2)]
    posts = {"primary": names[0], "secondary": names[1]}
    if number % 10 == 3:
        posts.pop("secondary")
    if number % 25 == 4:
        posts.clear()
    values["table_c"]["requesting_organization"] = {post: _person(name, number) for post, name in posts.items()}
    facts.people = {f"requesting_organization.{post}": name for post, name in posts.items()}
    facts.people |= {f"iom.{post}": one["name"] for post, one in values["table_c"]["iom"].items()}
    values["risk_assessment"]["assessors"] = values["risk_assessment"]["assessors"][:1]
    for urgency, (name, level) in zip(("low", "medium"), shared, strict=True):
        values["table_b"][urgency]["datasets"] = [{"name": name, "level": level, "classification": "confidential"}]
    values["table_b"]["medium"]["method"] = [facts.method]
    return values, facts


def _person(name: str, number: int) -> dict[str, str]:
    address = name.encode("ascii", "ignore").decode().replace(" ", ".").lower()
    whose = {"mobile": f"+258 84 555 {number:04}", "email": f"{address}@partner{number % 7}.example"}
    return {"name": name, "title": "Focal point", **whose}


def _sign(transaction: Transaction, reference: str, number: int, day: datetime.date) -> None:
    digest = f"{number:032}{day:%Y%m%d}".ljust(64, "0")
    read = ReturnedFile(pages=PrintedPages(orphans=[1]), problem=Unread("scanned", "picture"), sha256=digest)
    signing.sign(transaction, reference, GivenFile(read, "picture"), Dated(day), Statement("role", "why"))


def _notice(transaction: Transaction, record: Agreement, facts: Facts, number: int) -> Agreement:
    """A new primary focal point; of every second such notice all is done."""
    values = record.values()
    posts = dict(values["table_c"]["requesting_organization"])
    name = f"Nadia Petrov{number}"
    values["table_c"] = values["table_c"] | {"requesting_organization": posts | {"primary": _person(name, number)}}
    changed = Agreement.model_validate(values)
    record_event.notice(transaction, facts.reference, changed, None, Dated(NOTICED))
    facts.before = dict(facts.people)
    facts.people["requesting_organization.primary"] = name
    facts.noticed = facts.duties_open = True
    if number % 16 == 5:
        for duty in _open_duties(transaction, facts.reference):
            file = "1" * 64 if duty in ("written_notice", "successor_confirmed") else None
            duty_done(transaction, facts.reference, DutyDone(duty, "minutes", file), Dated(NOTICED))
        facts.duties_open = False
    return changed


def _open_duties(transaction: Transaction, reference: str) -> list[str]:
    from dtmforms.register.query import projection_of

    return [duty for _, duty in projection_of(transaction, reference).open_duties]


def _revise(transaction: Transaction, record: Agreement, facts: Facts, number: int) -> None:
    """Another method; every second such text is signed."""
    values = record.values()
    medium = dict(values["table_b"]["medium"]) | {"method": ["password_protected_email"]}
    values["table_b"] = dict(values["table_b"]) | {"medium": medium}
    record_event.revise(transaction, facts.reference, Agreement.model_validate(values), Dated(REVISED))
    facts.revised = True
    if number % 22 == 2:
        _sign(transaction, facts.reference, number, REVISION_SIGNED)
        facts.revision_signed, facts.method = True, "password_protected_email"
