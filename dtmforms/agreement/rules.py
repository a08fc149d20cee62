"""What the guideline asks of a record's content, rule by rule (A1-A4, B1-B3, C1-C8, D1-D4, D10, E2).

The rules know plain values, readable or not: a value that another problem was found with is `UNREADABLE`,
and no rule says a second thing about it. A rule yields what it found, nothing where all is well.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, TypeAlias

from dtmforms.agreement.findings import Path, Severity
from dtmforms.agreement.normal import email_key, email_problem, has_phone, text_key
from dtmforms.agreement.places import territory
from dtmforms.agreement.record import DESTINATIONS, FOCAL_POINT, METHODS, POSTS, SIDES, URGENCIES

UNREADABLE: Final = ...
"""Stands for a value that cannot be judged: it is there, and nothing more is known of it."""

NO_HIGH = (
    "Table B has no high urgency (note under Table B): a victim or survivor is referred within a referral pathway, "
    "outside of this agreement; write low or medium"
)

Values: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Found:
    severity: Severity
    path: Path
    rule: str
    message: str


Rule: TypeAlias = Callable[[Values, datetime.date], Iterator[Found]]


def judge(record: Values, *, today: datetime.date) -> Iterator[Found]:
    """All that the rules find in a record's plain values."""
    if isinstance(record, dict):
        for rule in RULES:
            yield from rule(record, today)


def a1_only_confidential(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in _datasets(record):
        where = f"{_quoted(dataset.get('name'))} in the {path[1]} urgency column"
        if dataset.get("classification") == "public":
            message = f"{where} is classed Public: publish it, no agreement is needed; take it out of Table B"
            yield Found("error", (*path, "classification"), "A1", message)
        if dataset.get("classification") == "secret":
            message = (
                f"{where} is classed Secret, outside of this guideline (note under Table B: referral pathway); "
                "take it out of Table B and go through IOM Legal"
            )
            yield Found("error", (*path, "classification"), "A1", message)


def a2_the_partners_scale(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in _datasets(record):
        label = _text(dataset.get("partner_label"))
        if any(word in label.casefold() for word in ("confiden", "restrict", "personal", "secret")):
            message = f"the partner's {label!r} is often what IOM classes Secret; make sure that IOM's class is right"
            yield Found("warning", (*path, "partner_label"), "A2", message)


def a3_level_of_aggregation(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in _datasets(record):
        if dataset.get("level") in ("household", "individual") and dataset.get("classification") == "confidential":
            message = (
                f"{_quoted(dataset.get('name'))} at {dataset['level']} level is classed Confidential; "
                "data that can identify a person is Secret: check the class"
            )
            yield Found("warning", (*path, "level"), "A3", message)


def a4_may_be_secret(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, dataset in _datasets(record):
        name = _text(dataset.get("name"))
        if _holds_any(name, "raw_data"):
            continue
        if _holds_any(name, "may_be_secret"):
            message = f"{name!r} may be Secret by its wording; a person decides whether it belongs in Table B"
            yield Found("warning", (*path, "name"), "A4", message)


def b1_assessed_by_both(record: Values, _: datetime.date) -> Iterator[Found]:
    assessment = record.get("risk_assessment")
    if assessment is None:
        message = (
            "there is no risk assessment; the DTM Coordinator and a sectoral expert make one before collecting data"
        )
        yield Found("error", ("risk_assessment",), "B1", message)
    assessors = _items(assessment, "assessors")
    if not assessors:
        return
    roles = [assessor.get("role") for assessor in assessors]
    for role, words in (("dtm_coordinator", "the DTM Coordinator"), ("sectoral_expert", "a sectoral expert")):
        if role not in roles and UNREADABLE not in roles:
            message = f"{words} is not among those who assessed the risk; add who did, with role: {role}"
            yield Found("error", ("risk_assessment", "assessors"), "B1", message)
    partner = _text(_at(record, "requesting_organization", "name"))
    for index, assessor in enumerate(assessors):
        organization = _text(assessor.get("organization"))
        ours = organization.casefold().startswith(("iom", "oim", "المنظمة الدولية للهجرة"))
        theirs = text_key(organization).casefold() == text_key(partner).casefold()
        expert = assessor.get("role") == "sectoral_expert"
        if expert and organization and partner and not ours and not theirs:
            message = "a sectoral expert is from IOM or from the requesting organization; this is another one"
            yield Found("warning", ("risk_assessment", "assessors", index, "organization"), "B1", message)


def b2_dates_of_the_assessment(record: Values, today: datetime.date) -> Iterator[Found]:
    assessed = _at(record, "risk_assessment", "assessed_on")
    due = _at(record, "risk_assessment", "reassess_by")
    if isinstance(assessed, datetime.date) and assessed > today:
        message = f"{assessed} is still to come; write the day on which the risk was assessed"
        yield Found("warning", ("risk_assessment", "assessed_on"), "B2", message)
    if isinstance(assessed, datetime.date) and isinstance(due, datetime.date) and due <= assessed:
        message = f"{due} is not after the assessment of {assessed}; write when the mission will assess again"
        yield Found("error", ("risk_assessment", "reassess_by"), "B2", message)


def b3_temporal(record: Values, today: datetime.date) -> Iterator[Found]:
    due = _at(record, "risk_assessment", "reassess_by")
    if isinstance(due, datetime.date) and due < today:
        message = (
            f"by the mission's own interval the risk was to be assessed again by {due}; sensitivity changes with time"
        )
        yield Found("warning", ("risk_assessment", "reassess_by"), "B3", message)


def b3_relational(record: Values, _: datetime.date) -> Iterator[Found]:
    shared = {text_key(_text(dataset.get("name"))).casefold() for _, dataset in _datasets(record)}
    for index, combination in enumerate(_items(record.get("risk_assessment"), "combinations")):
        names = [_text(name) for name in combination.get("datasets") or [] if isinstance(name, str)]
        if names and all(text_key(name).casefold() in shared for name in names):
            message = (
                f"Table B shares {', '.join(map(repr, names))}, which the risk assessment calls sensitive together; "
                "make sure that its decision is kept"
            )
            yield Found("warning", ("risk_assessment", "combinations", index), "B3", message)


def c1_no_high_urgency(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in _table_b_texts(record):
        if _says_high(text):
            yield Found("error", path, "C1", f"{text!r}: {NO_HIGH}")


def _says_high(text: str) -> bool:
    """A single word says it alone, a phrase anywhere: "a high number of sites" is no urgency."""
    key = text_key(text).casefold()
    phrases = (word for word in _words("high_urgency") if " " in word or "-" in word)
    return key in _words("high_urgency") or any(phrase in key for phrase in phrases)


def c2_urgency_is_about_cleaning(record: Values, _: datetime.date) -> Iterator[Found]:
    for urgency in URGENCIES:
        timeline = _text(_at(record, "table_b", urgency, "timeline"))
        before = _holds_any(timeline, "before")
        if _holds_any(timeline, "cleaning") and before != (urgency == "medium"):
            when = "when data is cleaned" if urgency == "low" else "before the full dataset is cleaned"
            message = f"{timeline!r} does not fit the {urgency} urgency column, in which data is shared {when}"
            yield Found("warning", ("table_b", urgency, "timeline"), "C2", message)


def c3_placeholders(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in _texts(record):
        if _PLACEHOLDER.search(text):
            shown = "the text" if "table_c" in path else repr(text)
            advice = _INSTEAD_OF_A_PLACEHOLDER.get(path, "write what is meant")
            yield Found("error", path, "C3", f"{shown} still has the form's placeholder; {advice}")


def c3_kinds_of_timeline(record: Values, _: datetime.date) -> Iterator[Found]:
    low, medium = (_text(_at(record, "table_b", urgency, "timeline")) for urgency in URGENCIES)
    if any(text_key(low).casefold().startswith(word) for word in _words("deadline")):
        message = f"{low!r} is a deadline; the Low column asks for a frequency, for example 'Monthly'"
        yield Found("warning", ("table_b", "low", "timeline"), "C3", message)
    if (
        medium
        and not _PLACEHOLDER.search(medium)
        and not _says_high(medium)
        and not any(character.isnumeric() for character in medium)
    ):
        message = f"{medium!r} names no number of hours or days; the Medium column asks for a deadline"
        yield Found("warning", ("table_b", "medium", "timeline"), "C3", message)


def c4_destinations_have_people(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, item in _list_items(record, "destination"):
        if item in DESTINATIONS and _at(record, "table_c", *item.split(".")) is None:
            message = f"the data goes to {item}, and Table C names nobody there"
            yield Found("warning", path, "C4", message)


def c5_outside_of_table_c(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, item in _list_items(record, "destination"):
        if item not in DESTINATIONS:
            near = "requesting_organization.primary or requesting_organization.secondary"
            message = f"{item!r} is a destination outside of Table C; for one of its people write {near}"
            yield Found("warning", path, "C5", message)


def c6_passwords(record: Values, _: datetime.date) -> Iterator[Found]:
    plan = _at(record, "table_b", "password_change_plan")
    methods = [item for _, item in _list_items(record, "method")]
    if plan is None and any(item.startswith("password_protected") for item in methods):
        message = "a password-protected method needs a plan for changing the passwords regularly; write one"
        yield Found("warning", ("table_b", "password_change_plan"), "C6", message)
    words = "|".join(re.escape(word) for word in _words("password"))
    typed_in = re.compile(rf"({words})\s*[:=：]\s*\S", re.IGNORECASE)
    for path, text in _table_b_texts(record):
        if typed_in.search(text):
            message = "a password seems to be typed in here; delete it and change it: none is ever written in a form"
            yield Found("error", path, "C6", message)


def c7_raw_data(record: Values, _: datetime.date) -> Iterator[Found]:
    message = (
        "raw data may hold personal data, which is Secret; take names and locations of households out before sharing"
    )
    for path, dataset in _datasets(record):
        if _holds_any(_text(dataset.get("name")), "raw_data"):
            yield Found("warning", (*path, "name"), "C7", message)
    for path, item in _list_items(record, "method"):
        if item == "password_protected_excel_email" or _holds_any(item, "raw_data"):
            yield Found("warning", path, "C7", message)


def c8_columns(record: Values, _: datetime.date) -> Iterator[Found]:
    table = record.get("table_b")
    if isinstance(table, dict) and all(table.get(urgency) is None for urgency in URGENCIES):
        yield Found("error", ("table_b",), "C8", "both urgency columns are unused; fill in at least one")
    names = {
        urgency: {
            (text_key(_text(dataset.get("name"))).casefold(), dataset.get("level"))
            for path, dataset in _datasets(record)
            if path[1] == urgency and isinstance(dataset.get("name"), str)
        }
        for urgency in URGENCIES
    }
    for path, dataset in _datasets(record):
        key = (text_key(_text(dataset.get("name"))).casefold(), dataset.get("level"))
        if path[1] == "medium" and key in names["low"]:
            name = _quoted(dataset.get("name"))
            message = f"{name} stands in both columns; right if it is sent early and again when cleaned"
            yield Found("warning", path, "C8", message)


def c8_nothing_twice(record: Values, _: datetime.date) -> Iterator[Found]:
    seen: set[tuple[object, ...]] = set()
    for path, dataset in _datasets(record):
        key = (path[1], text_key(_text(dataset.get("name"))), dataset.get("level"))
        if isinstance(dataset.get("name"), str) and key in seen:
            yield Found("error", path, "C8", f"{_quoted(dataset['name'])} stands twice in this column; delete one")
        seen.add(key)
    for attribute in ("destination", "method"):
        for path, item in _list_items(record, attribute):
            key = (path[1], attribute, text_key(item))
            if key in seen:
                yield Found("error", path, "C8", f"{item!r} stands twice; delete one")
            seen.add(key)


def d1_no_contact_data_in_the_reference(record: Values, _: datetime.date) -> Iterator[Found]:
    reference = _text(record.get("reference"))
    people = [_text(person.get("name")) for _, person in _people(record)]
    named = any(
        name and text_key(name).casefold() in text_key(reference).casefold() for name in people if len(name) > 3
    )
    if "@" in reference or named:
        message = "the reference holds a name or an address, and it becomes a file's name; choose one without"
        yield Found("error", ("reference",), "D1", message)


def d2_two_different_people(record: Values, _: datetime.date) -> Iterator[Found]:
    for side in SIDES:
        primary, secondary = (_at(record, "table_c", side, post) for post in POSTS)
        if isinstance(primary, dict) and secondary is None:
            message = "each organization should have a primary and a secondary focal point; name a secondary"
            yield Found("warning", ("table_c", side, "secondary"), "D2", message)
        if isinstance(primary, dict) and isinstance(secondary, dict):
            names = [text_key(_text(person.get("name"))).casefold() for person in (primary, secondary)]
            emails = [_text(person.get("email")) for person in (primary, secondary)]
            if (names[0] and names[0] == names[1]) or (all(emails) and email_key(emails[0]) == email_key(emails[1])):
                message = (
                    "primary and secondary focal point are the same person; name another, or leave the post vacant"
                )
                yield Found("error", ("table_c", side, "secondary"), "D2", message)


def d3_only_its_own_people(record: Values, _: datetime.date) -> Iterator[Found]:
    people = {side: [(path, person) for path, person in _people(record) if path[1] == side] for side in SIDES}
    ours = {email_key(_text(person.get("email"))).rpartition("@")[2] for _, person in people["iom"]}
    for path, person in people["requesting_organization"]:
        domain = email_key(_text(person.get("email"))).rpartition("@")[2]
        if domain and domain in ours - free_mail():
            message = "this address is on a domain of IOM; each organization designates only its own people"
            yield Found("warning", (*path, "email"), "D3", message)


def d4_vacant_posts(record: Values, _: datetime.date) -> Iterator[Found]:
    for side in SIDES:
        posts = _at(record, "table_c", side)
        if isinstance(posts, dict) and all(posts.get(post) is None for post in POSTS):
            message = "both posts are vacant: hold sharing until a focal point is designated in writing"
            yield Found("warning", ("table_c", side), "D4", message)
        elif isinstance(posts, dict) and posts.get("primary") is None:
            message = "the post is vacant; a successor is to be designated, told in writing, and handed over to"
            yield Found("warning", ("table_c", side, "primary"), "D4", message)


def d10_reachable(record: Values, _: datetime.date) -> Iterator[Found]:
    region = territory(_text(record.get("country")))
    for path, person in _people(record):
        email, mobile = _text(person.get("email")), _text(person.get("mobile"))
        if email and not _PLACEHOLDER.search(email) and email_problem(email):
            message = "this is no e-mail address; write one address, such as name@organization.example"
            yield Found("error", (*path, "email"), "D10", message)
        if mobile and not _PLACEHOLDER.search(mobile) and not has_phone(mobile, region):
            message = "no telephone number is recognised here; write it with + and the country code"
            yield Found("warning", (*path, "mobile"), "D10", message)


def e2_data_access_request(record: Values, _: datetime.date) -> Iterator[Found]:
    if record.get("data_access_request") is None:
        message = (
            "the reference of the Data Access Request Form is missing; the guideline is used together with that form"
        )
        yield Found("warning", ("data_access_request",), "E2", message)


def free_mail() -> frozenset[str]:
    """Domains on which anybody can open an account (rule D8)."""
    return _words("free_mail")


RULES: tuple[Rule, ...] = (
    a1_only_confidential,
    a2_the_partners_scale,
    a3_level_of_aggregation,
    a4_may_be_secret,
    b1_assessed_by_both,
    b2_dates_of_the_assessment,
    b3_temporal,
    b3_relational,
    c1_no_high_urgency,
    c2_urgency_is_about_cleaning,
    c3_placeholders,
    c3_kinds_of_timeline,
    c4_destinations_have_people,
    c5_outside_of_table_c,
    c6_passwords,
    c7_raw_data,
    c8_columns,
    c8_nothing_twice,
    d1_no_contact_data_in_the_reference,
    d2_two_different_people,
    d3_only_its_own_people,
    d4_vacant_posts,
    d10_reachable,
    e2_data_access_request,
)

_INSTEAD_OF_A_PLACEHOLDER: dict[Path, str] = {
    ("table_b", "low", "timeline"): "write how often, for example 'Monthly'",
    ("table_b", "medium", "timeline"): "give a number, for example 'Within 2 days'",
}
_PLACEHOLDER = re.compile(
    r"\[\s*(e\.?g\b|p\. ?ex|por ej|p\. ?ej|insert|insér|requesting org|organisation dem|organización sol)"
    r"|within x (days|hours)|dans les x (jours|heures)|dentro de x (días|horas)",
    re.IGNORECASE,
)


def _at(values: Values, *steps: str) -> Values:
    for step in steps:
        values = values.get(step) if isinstance(values, dict) else values if values is UNREADABLE else None
    return values


def _text(value: Values) -> str:
    return value if isinstance(value, str) else ""


def _quoted(value: Values) -> str:
    return repr(value) if isinstance(value, str) else "a dataset"


def _items(values: Values, key: str) -> list[dict[str, Any]]:
    items = values.get(key) if isinstance(values, dict) else None
    return [item if isinstance(item, dict) else {} for item in items] if isinstance(items, list) else []


def _datasets(record: Values) -> Iterator[tuple[Path, dict[str, Any]]]:
    for urgency in URGENCIES:
        for index, dataset in enumerate(_items(_at(record, "table_b", urgency), "datasets")):
            yield ("table_b", urgency, "datasets", index), dataset


def _list_items(record: Values, attribute: str) -> Iterator[tuple[Path, str]]:
    for urgency in URGENCIES:
        items = _at(record, "table_b", urgency, attribute)
        for index, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, str):
                yield ("table_b", urgency, attribute, index), item


def _people(record: Values) -> Iterator[tuple[Path, dict[str, Any]]]:
    for side in SIDES:
        for post in POSTS:
            person = _at(record, "table_c", side, post)
            if isinstance(person, dict):
                yield ("table_c", side, post), {key: person.get(key) for key in FOCAL_POINT}


def _texts(values: Values, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(values, dict):
        for key, value in values.items():
            yield from _texts(value, (*path, key))
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield from _texts(value, (*path, index))
    elif isinstance(values, str):
        yield path, values


def _table_b_texts(record: Values) -> Iterator[tuple[Path, str]]:
    closed = {*DESTINATIONS, *METHODS}
    for path, text in _texts(_at(record, "table_b"), ("table_b",)):
        if text not in closed:
            yield path, text


@cache
def _words(topic: str) -> frozenset[str]:
    text = resources.files("dtmforms.agreement").joinpath("words.toml").read_text(encoding="utf-8")
    return frozenset(word.casefold() for word in tomllib.loads(text)[topic])


def _holds_any(text: str, topic: str) -> bool:
    return bool(_pattern(topic).search(text_key(text).casefold()))


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    words = (re.escape(word).replace(r"\*", r"\w*") for word in sorted(_words(topic)))
    return re.compile(rf"(?<!\w)({'|'.join(words)})(?!\w)")
