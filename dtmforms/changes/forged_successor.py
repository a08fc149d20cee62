"""Signs that a new focal point may be forged, to divert sensitive data (rule D8), among them texts that only look like
those on file (`lookalikes.toml`). None says who it is (rule D1)."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources

from dtmforms.agreement.closed_lists import SIDES
from dtmforms.agreement.confusables import mixes_scripts
from dtmforms.agreement.keys import domain_key, email_key, folded, text_key
from dtmforms.agreement.model import Agreement, FocalPoint
from dtmforms.agreement.places import territory
from dtmforms.agreement.rules.words import free_mail
from dtmforms.agreement.telephone import phone_key
from dtmforms.changes.access import comes_to_name_another
from dtmforms.changes.confirmation import NOBODY, Confirmation, why_unconfirmed
from dtmforms.changes.diff import Change
from dtmforms.changes.people import leavers, people
from dtmforms.findings import Finding


def doubts(
    old: Agreement, new: Agreement, changes: Sequence[Change], confirmation: Confirmation = NOBODY
) -> Iterator[Finding]:
    """What speaks against believing that the new focal points are those of their organization. Of somebody on file whom
    nobody has confirmed yet, nothing is known by which another could be believed."""
    unconfirmed = confirmation.unconfirmed
    for place in (place for side in SIDES for place in new.places(side)):
        person, side, path = new.focal_point(place), place.partition(".")[0], f"table_c.{place}"
        if person is None:
            continue
        is_news = not _on_file(old, side, person, unconfirmed)
        if is_news:
            yield from _doubts_about_the_name(old, person, f"{path}.name")
            yield from _reached_as_before(old, new, side, person, path)
            yield from _doubts_about_the_address(old, side, person, f"{path}.email", unconfirmed)
        if side != "iom" and (is_news or comes_to_name_another(old, new, place)):
            why = why_unconfirmed(old, new, changes, confirmation)
            if why:
                yield Finding(why, path)
    yield from _doubts_about_the_domains(old, new, unconfirmed)


def _on_file(old: Agreement, side: str, person: FocalPoint, unconfirmed: Collection[str]) -> bool:
    """Whether name, address and number are all known of this side's people, or all of one of them."""
    wanted = _known_by(old, person)
    known = {key for other in _believed(old, side, unconfirmed) for key in _known_by(old, other)}
    return wanted <= known or any(wanted == _known_by(old, other) for other in people(old, side))


def _known_by(record: Agreement, person: FocalPoint) -> set[str]:
    region = territory(record.country)
    return {folded(person.name), email_key(person.email), phone_key(person.mobile, region)}


def _believed(record: Agreement, side: str, unconfirmed: Collection[str]) -> Iterator[FocalPoint]:
    """The focal points of one side whose own confirmation is not open."""
    for place in record.places(side):
        person = record.focal_point(place)
        if person and place not in unconfirmed:
            yield person


def _reached_as_before(old: Agreement, new: Agreement, side: str, person: FocalPoint, path: str) -> Iterator[Finding]:
    """A new name with the address or the number of somebody who left: that is who would be reached (rule D9)."""
    region = territory(old.country)
    for other in leavers(old, new, side):
        if email_key(other.email) == email_key(person.email):
            yield Finding("address_of_leaver", f"{path}.email")
        elif phone_key(other.mobile, region) == phone_key(person.mobile, region):
            yield Finding("number_of_leaver", f"{path}.mobile")


def _doubts_about_the_name(old: Agreement, person: FocalPoint, path: str) -> Iterator[Finding]:
    known = [other.name for side in SIDES for other in people(old, side)]
    if any(folded(person.name) == folded(name) for name in known):
        return
    if mixes_scripts(person.name):
        yield Finding("name_mixes_scripts", path)
    if any(look_alike(person.name, name) for name in known):
        yield Finding("name_looks_alike", path)


def _doubts_about_the_address(
    old: Agreement, side: str, person: FocalPoint, path: str, unconfirmed: Collection[str]
) -> Iterator[Finding]:
    known = [email_key(other.email) for every in SIDES for other in _believed(old, every, unconfirmed)]
    address = email_key(person.email)
    if address not in known and mixes_scripts(address):
        yield Finding("address_mixes_scripts", path)
    if address not in known and any(look_alike(address, other) for other in known):
        yield Finding("address_looks_alike", path)
    domain = _domain(address)
    if domain and domain not in (ours := _domains(old, side, unconfirmed)):
        yield Finding(_doubt_about(domain, ours | _domains(old, "iom")), path)


def _doubts_about_the_domains(old: Agreement, new: Agreement, unconfirmed: Collection[str]) -> Iterator[Finding]:
    """A known domain that is added makes the next forgery pass: it is looked at as an address is."""
    known = _domains(old, "requesting_organization", unconfirmed)
    for domain in {domain_key(domain) for domain in new.requesting_organization.email_domains} - known:
        path = "requesting_organization.email_domains"
        if domain in free_mail():
            yield Finding("free_mail_becomes_known", path)
        elif any(look_alike(domain, other) for other in known):
            yield Finding("lookalike_domain_becomes_known", path)
        elif mixes_scripts(domain):
            yield Finding("new_domain_becomes_known", path)


def _doubt_about(domain: str, known: set[str]) -> str:
    """The code of what is said of an address on a domain that is not its side's."""
    if domain in free_mail():
        return "address_on_free_mail"
    if any(look_alike(domain, other) for other in known):
        return "address_on_lookalike_domain"
    return "address_on_others_domain" if domain in known else "address_on_new_domain"


def _domains(record: Agreement, side: str, unconfirmed: Collection[str] = ()) -> set[str]:
    """The domains that one side is known to write from: one is, once its first user is confirmed."""
    listed = record.requesting_organization.email_domains if side != "iom" else []
    return {domain_key(domain) for domain in listed} | {
        _domain(email_key(person.email)) for person in _believed(record, side, unconfirmed)
    }


def _domain(address: str) -> str:
    return address.rpartition("@")[2] if "@" in address else ""


def look_alike(one: str, other: str) -> bool:
    """Whether two texts differ, and on paper in nothing but look-alike letters or characters that cannot be seen.
    Texts that differ in letter case only look different."""
    return text_key(one).casefold() != text_key(other).casefold() and on_paper(one) == on_paper(other)


@lru_cache(maxsize=4096)
def on_paper(text: str) -> str:
    """What a person takes a text for: without regard to letter case, one letter for all that look like it, and nothing
    that cannot be seen."""
    letters, groups = _lookalikes()
    visible = "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    shown = folded(visible).translate(letters)
    for group, letter in groups.items():
        shown = shown.replace(group, letter)
    return shown


@cache
def _lookalikes() -> tuple[dict[int, str], dict[str, str]]:
    text = resources.files("dtmforms.changes").joinpath("lookalikes.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {ord(like): letter for letter, likes in tables["letters"].items() for like in likes}, tables["groups"]
