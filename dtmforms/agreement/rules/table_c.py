"""D. Table C: focal points, who designates them, how they are reached."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.normal import email_domain, email_key, email_problem, has_phone, text_key
from dtmforms.agreement.places import territory
from dtmforms.agreement.record import POSTS, SIDES
from dtmforms.agreement.rules.looking import Found, Rule, Values, as_text, at, people, texts_in
from dtmforms.agreement.rules.wording import PLACEHOLDER, free_mail
from dtmforms.findings import without_contacts


def d1_no_contact_data_in_the_reference(record: Values, _: datetime.date) -> Iterator[Found]:
    reference = as_text(record.get("reference"))
    names = [as_text(person.get("name")) for _, person in people(record)]
    named = any(name and text_key(name).casefold() in text_key(reference).casefold() for name in names if len(name) > 3)
    if "@" in reference or named or without_contacts(reference) != reference:
        message = (
            "the reference holds a name, an address or a telephone number, and it becomes a file's name; "
            "choose one without"
        )
        yield Found("error", ("reference",), "D1", message)


def d2_two_different_people(record: Values, _: datetime.date) -> Iterator[Found]:
    for side in SIDES:
        primary, secondary = (at(record, "table_c", side, post) for post in POSTS)
        if isinstance(primary, dict) and secondary is None:
            message = "each organization should have a primary and a secondary focal point; name a secondary"
            yield Found("warning", ("table_c", side, "secondary"), "D2", message)
        if isinstance(primary, dict) and isinstance(secondary, dict):
            names = [text_key(as_text(person.get("name"))).casefold() for person in (primary, secondary)]
            emails = [as_text(person.get("email")) for person in (primary, secondary)]
            if (names[0] and names[0] == names[1]) or (all(emails) and email_key(emails[0]) == email_key(emails[1])):
                message = (
                    "primary and secondary focal point are the same person; name another, or leave the post vacant"
                )
                yield Found("error", ("table_c", side, "secondary"), "D2", message)


def d3_only_its_own_people(record: Values, _: datetime.date) -> Iterator[Found]:
    domains = {path: email_domain(as_text(person.get("email"))) for path, person in people(record)}
    ours = {domain for path, domain in domains.items() if path[1] == "iom"}
    for path, domain in domains.items():
        if path[1] != "iom" and domain and domain in ours - free_mail():
            message = "this address is on a domain of IOM; each organization designates only its own people"
            yield Found("warning", (*path, "email"), "D3", message)


def d4_vacant_posts(record: Values, _: datetime.date) -> Iterator[Found]:
    for side in SIDES:
        posts = at(record, "table_c", side)
        if isinstance(posts, dict) and all(posts.get(post) is None for post in POSTS):
            message = "both posts are vacant: hold sharing until a focal point is designated in writing"
            yield Found("warning", ("table_c", side), "D4", message)
        elif isinstance(posts, dict) and posts.get("primary") is None:
            message = "the post is vacant; a successor is to be designated, told in writing, and handed over to"
            yield Found("warning", ("table_c", side, "primary"), "D4", message)


def d8_known_domains(record: Values, _: datetime.date) -> Iterator[Found]:
    domains = texts_in(at(record, "requesting_organization", "email_domains"))
    for index, domain in enumerate(domains):
        if "@" in domain or "." not in domain:
            message = f"{domain!r} is no domain; write what stands behind the @, for example organization.example"
            yield Found("warning", ("requesting_organization", "email_domains", index), "D8", message)
    known = {domain.casefold() for domain in domains}
    for path, person in people(record):
        domain = email_domain(as_text(person.get("email")))
        if path[1] == "requesting_organization" and known and domain and domain not in known:
            message = "the address is on a domain that is not among the known ones; confirm it by another channel"
            yield Found("warning", (*path, "email"), "D8", message)


def d10_reachable(record: Values, _: datetime.date) -> Iterator[Found]:
    region = territory(as_text(record.get("country")))
    for path, person in people(record):
        email, mobile = as_text(person.get("email")), as_text(person.get("mobile"))
        if email and not PLACEHOLDER.search(email) and email_problem(email):
            message = "this is no e-mail address; write one address, such as name@organization.example"
            yield Found("error", (*path, "email"), "D10", message)
        if mobile and not PLACEHOLDER.search(mobile) and not has_phone(mobile, region):
            message = "no telephone number is recognised here; write it with + and the country code"
            yield Found("warning", (*path, "mobile"), "D10", message)


RULES: tuple[Rule, ...] = (
    d1_no_contact_data_in_the_reference,
    d2_two_different_people,
    d3_only_its_own_people,
    d4_vacant_posts,
    d8_known_domains,
    d10_reachable,
)
