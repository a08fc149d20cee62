"""D. Table C: focal points, who designates them, how they are reached."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from dtmforms.agreement.closed_lists import POSTS, SIDES
from dtmforms.agreement.keys import domain_key, email_domain, email_key, email_problem, folded, meaning_key
from dtmforms.agreement.places import territory
from dtmforms.agreement.rules.persons import names_several
from dtmforms.agreement.rules.values import Found, Rule, Values, areas, as_text, at, people, texts_in
from dtmforms.agreement.rules.words import free_mail, has_placeholder, holds_any
from dtmforms.agreement.telephone import has_phone, has_trunk_zero, lacks_country_code
from dtmforms.findings import Value


def d2_two_different_people(record: Values, _: datetime.date) -> Iterator[Found]:
    """One person has one name and one address; an office may share a mailbox, and many share a name."""
    for side in SIDES:
        primary, secondary = (at(record, "table_c", side, post) for post in POSTS)
        if isinstance(primary, dict) and secondary is None:
            yield Found("no_secondary", ("table_c", side, "secondary"))
        if isinstance(primary, dict) and isinstance(secondary, dict):
            same = (_shared(primary, secondary, "name", folded), _shared(primary, secondary, "email", email_key))
            if any(same):
                yield Found(_SAME[same], ("table_c", side, "secondary"))


_SAME = {(True, True): "same_person_twice", (True, False): "same_name_twice", (False, True): "same_address_twice"}
"""What is said of two posts, by whether their names and their addresses are the same."""


def _shared(primary: Values, secondary: Values, attribute: str, key: Callable[[str], str]) -> bool:
    texts = [as_text(person.get(attribute)) for person in (primary, secondary)]
    return all(texts) and key(texts[0]) == key(texts[1])


def d2_one_person_a_post(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, person in people(record):
        if names_several(as_text(person.get("name"))):
            yield Found("several_people", (*path, "name"))


def d3_only_its_own_people(record: Values, _: datetime.date) -> Iterator[Found]:
    domains = {path: email_domain(as_text(person.get("email"))) for path, person in people(record)}
    theirs = set(map(domain_key, texts_in(at(record, "requesting_organization", "email_domains"))))
    ours = {domain for path, domain in domains.items() if path[1] == "iom"} - theirs
    for path, domain in domains.items():
        if domain and domain in (theirs if path[1] == "iom" else ours) - free_mail():
            yield Found("domain_of_partner" if path[1] == "iom" else "domain_of_iom", (*path, "email"))
    known = dict(people(record))
    for path, person in known.items():
        others = [other for place, other in known.items() if place[1] == "iom" != path[1]]
        if any(
            _shared(person, other, "name", folded) or _shared(person, other, "email", email_key) for other in others
        ):
            yield Found("person_of_other_side", path)


def d4_vacant_posts(record: Values, _: datetime.date) -> Iterator[Found]:
    for side in SIDES:
        posts = at(record, "table_c", side)
        if isinstance(posts, dict) and all(posts.get(post) is None for post in POSTS):
            yield Found("both_posts_vacant", ("table_c", side))
        elif isinstance(posts, dict) and posts.get("primary") is None:
            yield Found("primary_vacant", ("table_c", side, "primary"))


def d11_each_area_once(record: Values, _: datetime.date) -> Iterator[Found]:
    """One person may be called for several areas; for one area, it is one person."""
    for side in SIDES:
        known: set[str] = set()
        for path, one in areas(record, side):
            area = as_text(one.get("area"))
            if area and meaning_key(area) in known:
                yield Found("area_twice", (*path, "area"), {"area": area})
            known.add(meaning_key(area))


def d11_areas_without_anybody(record: Values, _: datetime.date) -> Iterator[Found]:
    for side in SIDES:
        vacant = [as_text(one.get("area")) for _, one in areas(record, side) if one.get("name") is None]
        if any(vacant):
            yield Found("areas_vacant", ("table_c", side, "field"), {"areas": [area for area in vacant if area]})


def d12_told_in_writing(record: Values, _: datetime.date) -> Iterator[Found]:
    channel = as_text(at(record, "turnover", "channel"))
    if holds_any(channel, "call") and not holds_any(channel, "mail"):
        yield Found("told_by_telephone", ("turnover", "channel"))


def d8_known_domains(record: Values, _: datetime.date) -> Iterator[Found]:
    domains = texts_in(at(record, "requesting_organization", "email_domains"))
    for index, domain in enumerate(domains):
        if "@" in domain or "." not in domain:
            yield Found("no_domain", ("requesting_organization", "email_domains", index), {"typed": domain})
    known = set(map(domain_key, domains))
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
        if mobile and not has_placeholder(mobile):
            for code, values in _how_to_dial(mobile, region):
                yield Found(code, (*path, "mobile"), values)


def _how_to_dial(mobile: str, region: str | None) -> Iterator[tuple[str, dict[str, Value]]]:
    """The codes of what keeps a number from being dialled as it stands, from anywhere."""
    if not has_phone(mobile, region):
        yield "no_telephone", {}
    if code := lacks_country_code(mobile, region):
        yield "number_without_country", {"written": f"{code} …"}
    if has_trunk_zero(mobile):
        yield "trunk_zero", {}


RULES: tuple[Rule, ...] = (
    d2_two_different_people,
    d2_one_person_a_post,
    d3_only_its_own_people,
    d4_vacant_posts,
    d8_known_domains,
    d10_reachable,
    d11_each_area_once,
    d11_areas_without_anybody,
    d12_told_in_writing,
)
