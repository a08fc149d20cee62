"""Signs that a new focal point may be forged, to divert sensitive data (rule D8). None says who it is (rule D1)."""

from __future__ import annotations

from collections.abc import Iterator

from dtmforms.agreement.letters import mixes_scripts
from dtmforms.agreement.normal import email_key, phone_key
from dtmforms.agreement.places import territory
from dtmforms.agreement.record import POSTS, SIDES, Agreement, FocalPoint
from dtmforms.agreement.rules import free_mail
from dtmforms.findings import Finding
from dtmforms.versions.lookalikes import look_alike
from dtmforms.versions.people import folded, leavers, people

COUNTERPARTS = (
    "requesting_organization.primary",
    "requesting_organization.secondary",
    "requesting_organization.signatory",
)
"""Who can confirm a new focal point of the requesting organization, by what they are in the record on file."""


def doubts(old: Agreement, new: Agreement, confirmed_by: str | None) -> Iterator[Finding]:
    """What speaks against believing that the new focal points are those of their organization."""
    for side in SIDES:
        for post in POSTS:
            person = new.focal_point(f"{side}.{post}")
            if person and not _on_file(old, side, person):
                path = f"table_c.{side}.{post}"
                yield from _doubts_about_the_name(old, person, f"{path}.name")
                yield from _reached_as_before(old, new, side, person, path)
                yield from _doubts_about_the_address(old, side, person, f"{path}.email")
                if side != "iom":
                    yield from _unconfirmed(old, confirmed_by, path)
    yield from _doubts_about_the_domains(old, new)


def _on_file(old: Agreement, side: str, person: FocalPoint) -> bool:
    """Whether name, address and number are all known of this side's people."""
    region = territory(old.country)
    known = {
        key
        for other in people(old, side)
        for key in (folded(other.name), email_key(other.email), phone_key(other.mobile, region))
    }
    return {folded(person.name), email_key(person.email), phone_key(person.mobile, region)} <= known


def _reached_as_before(old: Agreement, new: Agreement, side: str, person: FocalPoint, path: str) -> Iterator[Finding]:
    """A new name with the address or the number of somebody who left: that is who would be reached (rule D9)."""
    region = territory(old.country)
    for other in leavers(old, new, side):
        same_address = email_key(other.email) == email_key(person.email)
        if same_address or phone_key(other.mobile, region) == phone_key(person.mobile, region):
            what = "address" if same_address else "number"
            message = f"the {what} is that of somebody who has left, who would be reached by it; ask for another one"
            yield Finding("warning", f"{path}.{'email' if same_address else 'mobile'}", message, "D9")


def _doubts_about_the_name(old: Agreement, person: FocalPoint, path: str) -> Iterator[Finding]:
    known = [other.name for side in SIDES for other in people(old, side)]
    if any(folded(person.name) == folded(name) for name in known):
        return
    if mixes_scripts(person.name):
        yield _doubt(path, "a word of the name mixes letters of several scripts")
    if any(look_alike(person.name, name) for name in known):
        yield _doubt(path, "the name differs from one on file in look-alike letters only")


def _doubts_about_the_address(old: Agreement, side: str, person: FocalPoint, path: str) -> Iterator[Finding]:
    known = [email_key(other.email) for every in SIDES for other in people(old, every)]
    address = email_key(person.email)
    if address in known:
        return
    if mixes_scripts(address):
        yield _doubt(path, "the address mixes letters of several scripts")
    if any(look_alike(address, other) for other in known):
        yield _doubt(path, "the address differs from one on file in look-alike letters only")
    domain = _domain(address)
    if domain and domain not in (ours := _domains(old, side)):
        yield _doubt(path, f"the address is on {_kind_of(domain, ours | _domains(old, 'iom'))}")


def _unconfirmed(old: Agreement, confirmed_by: str | None, path: str) -> Iterator[Finding]:
    if confirmed_by is None:
        message = "no counterpart who was on file already is named as having confirmed this"
        yield _doubt(path, message)
    elif not _holds_a_place(old, confirmed_by):
        yield _doubt(path, "nobody is on file as the counterpart that is named as having confirmed this")


def _doubts_about_the_domains(old: Agreement, new: Agreement) -> Iterator[Finding]:
    """A known domain that is added makes the next forgery pass: it is looked at as an address is."""
    known = _domains(old, "requesting_organization")
    for domain in {domain.casefold() for domain in new.requesting_organization.email_domains} - known:
        if domain in free_mail() or mixes_scripts(domain) or any(look_alike(domain, other) for other in known):
            path = "requesting_organization.email_domains"
            yield _doubt(path, f"among the domains that are known from now on is {_kind_of(domain, known)}")


def _kind_of(domain: str, known: set[str]) -> str:
    if domain in free_mail():
        return "a free mail service"
    if any(look_alike(domain, other) for other in known):
        return "a domain that looks like a known one and is another"
    if domain in known:
        return "a domain of the other side"
    return "a domain that this organization has not used"


def _domains(record: Agreement, side: str) -> set[str]:
    """The domains that one side is known to write from."""
    listed = record.requesting_organization.email_domains if side != "iom" else []
    return {domain.casefold() for domain in listed} | {
        _domain(email_key(person.email)) for person in people(record, side)
    }


def _domain(address: str) -> str:
    return address.rpartition("@")[2] if "@" in address else ""


def _holds_a_place(record: Agreement, counterpart: str) -> bool:
    side, _, place = counterpart.partition(".")
    if place == "signatory":
        return any(signatory.organization == side for signatory in record.signatories)
    return counterpart in COUNTERPARTS and record.focal_point(counterpart) is not None


def _doubt(path: str, message: str) -> Finding:
    advice = "confirm it with a counterpart already on file, by another channel"
    return Finding("warning", path, f"{message}; {advice}", "D8")
