"""D. Table C: focal points, who designates them, how they are reached."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.closed_lists import POSTS, SIDES
from dtmforms.agreement.keys import email_domain, email_key, email_problem, has_phone, text_key
from dtmforms.agreement.places import territory
from dtmforms.agreement.rules.values import Found, Rule, Values, as_text, at, people, texts_in
from dtmforms.agreement.rules.words import free_mail, has_placeholder
from dtmforms.contacts import without_contacts


def d1_no_contact_data_in_the_reference(record: Values, _: datetime.date) -> Iterator[Found]:
    reference = as_text(record.get("reference"))
    names = [as_text(person.get("name")) for _, person in people(record)]
    named = any(name and text_key(name).casefold() in text_key(reference).casefold() for name in names if len(name) > 3)
    if "@" in reference or named or without_contacts(reference) != reference:
        yield Found("contact_in_reference", ("reference",))


def d2_two_different_people(record: Values, _: datetime.date) -> Iterator[Found]:
    for side in SIDES:
        primary, secondary = (at(record, "table_c", side, post) for post in POSTS)
        if isinstance(primary, dict) and secondary is None:
            yield Found("no_secondary", ("table_c", side, "secondary"))
        if isinstance(primary, dict) and isinstance(secondary, dict):
            names = [text_key(as_text(person.get("name"))).casefold() for person in (primary, secondary)]
            emails = [as_text(person.get("email")) for person in (primary, secondary)]
            if (names[0] and names[0] == names[1]) or (all(emails) and email_key(emails[0]) == email_key(emails[1])):
                yield Found("same_person_twice", ("table_c", side, "secondary"))


def d3_only_its_own_people(record: Values, _: datetime.date) -> Iterator[Found]:
    domains = {path: email_domain(as_text(person.get("email"))) for path, person in people(record)}
    ours = {domain for path, domain in domains.items() if path[1] == "iom"}
    for path, domain in domains.items():
        if path[1] != "iom" and domain and domain in ours - free_mail():
            yield Found("domain_of_iom", (*path, "email"))


def d4_vacant_posts(record: Values, _: datetime.date) -> Iterator[Found]:
    for side in SIDES:
        posts = at(record, "table_c", side)
        if isinstance(posts, dict) and all(posts.get(post) is None for post in POSTS):
            yield Found("both_posts_vacant", ("table_c", side))
        elif isinstance(posts, dict) and posts.get("primary") is None:
            yield Found("primary_vacant", ("table_c", side, "primary"))


def d8_known_domains(record: Values, _: datetime.date) -> Iterator[Found]:
    domains = texts_in(at(record, "requesting_organization", "email_domains"))
    for index, domain in enumerate(domains):
        if "@" in domain or "." not in domain:
            yield Found("no_domain", ("requesting_organization", "email_domains", index), {"typed": domain})
    known = {domain.casefold() for domain in domains}
    for path, person in people(record):
        domain = email_domain(as_text(person.get("email")))
        if path[1] == "requesting_organization" and known and domain and domain not in known:
            yield Found("unlisted_domain", (*path, "email"))


def d10_reachable(record: Values, _: datetime.date) -> Iterator[Found]:
    region = territory(as_text(record.get("country")))
    for path, person in people(record):
        email, mobile = as_text(person.get("email")), as_text(person.get("mobile"))
        if email and not has_placeholder(email) and email_problem(email):
            yield Found("no_email", (*path, "email"))
        if mobile and not has_placeholder(mobile) and not has_phone(mobile, region):
            yield Found("no_telephone", (*path, "mobile"))


RULES: tuple[Rule, ...] = (
    d1_no_contact_data_in_the_reference,
    d2_two_different_people,
    d3_only_its_own_people,
    d4_vacant_posts,
    d8_known_domains,
    d10_reachable,
)
