"""What a document is: the agreement's numbers that the register holds, or a draft.

Only the text in force and the text that waits for its signature bear numbers, each with the contacts in force: so no
document shows as agreed, or as announced in a notice, what is neither (rules D5, D6).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Comparison, Grounds, compare
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.changes.policy import Policy
from dtmforms.findings import Finding, Value
from dtmforms.form.fields import EDITION
from dtmforms.language.catalog import catalog
from dtmforms.register import query
from dtmforms.register.agreed_days import AgreedDays, agreed_in
from dtmforms.register.mission_policy import policy_in_force
from dtmforms.register.projection import Projection
from dtmforms.register.query import AgreementNumbers, joined, numbers, suspension
from dtmforms.register.replay import begins_on, project
from dtmforms.register.store import RegisterStore, Transaction
from dtmforms.register.suspension import Suspension


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """`numbers` is `None` for a draft; `findings` say why it is one, without contact data (rule D1), and are empty
    where the register does not hold the agreement. `ended_on` is `None` for an agreement that goes on, `suspended`
    for one whose sharing does; `expired_on` is the last day of a text that holds no more (rule E8). `terms` are those
    that the document bears: of a text that the register holds those that it holds of it, which stay where free text was
    left standing (rule C4), and else those by the mission's policy that is in force."""

    numbers: AgreementNumbers | None = None
    ended_on: str | None = None
    expired_on: str | None = None
    suspended: Suspension | None = None
    findings: tuple[Finding, ...] = ()
    terms: str = ""

    def sentence(self, language: str) -> str | None:
        """As the document prints it, in its language; `None` for a draft."""
        if self.numbers is None:
            return None
        parts, words = self.numbers.printed(language), catalog("paperwork", language)["status"]
        if self.ended_on:
            parts.append(words["ended"].format(day=self.ended_on))
        if self.expired_on:
            parts.append(words["expired"].format(day=self.expired_on))
        if self.suspended:
            parts.append(self.suspended.printed(language))
        return joined(parts, language)


StatusOf: TypeAlias = Callable[[Agreement], DocumentStatus]


@contextmanager
def status_lookup(place: str, today: datetime.date) -> Iterator[StatusOf]:
    """What the register at a place says of documents on a day. Whoever writes waits for whoever looks up: nothing else
    is to be done meanwhile. Raises `FileError` where there is no register."""
    with RegisterStore(place).reading() as transaction:
        yield lambda record: document_status(transaction, record, str(today))


def document_status(transaction: Transaction, record: Agreement, today: str) -> DocumentStatus:
    """What a document of this record is on a day. An agreement that has yet to begin is looked at on its first day."""
    projection, policy = _projection(transaction, record.reference, today), policy_in_force(transaction)
    if projection is None:
        return DocumentStatus(terms=fingerprint(record, policy))
    held = Grounds(policy, counted=projection.counted, terms=projection.terms)
    in_force = compare(query.in_force(projection), record, held)
    if _same(in_force):
        return status_of_text_in_force(projection, today)
    waiting = _beside_text_to_sign(projection, record, policy)
    if waiting and _same(waiting) and projection.to_sign:
        bearing = AgreementNumbers(projection.revision + 1, projection.contacts, None, projection.contacts_on)
        return replace(
            _bearing(bearing, projection, agreed_in(projection.to_sign.details), today), terms=waiting.old_terms
        )
    nearest = waiting if waiting and not waiting.revision_required else in_force
    return DocumentStatus(findings=(_why_draft(projection, record.reference, nearest),), terms=nearest.new_terms)


def text_to_sign(transaction: Transaction, record: Agreement, today: str) -> tuple[Agreement, DocumentStatus]:
    """What is signed of an agreement of which somebody has a record, and what its document is: the text that the
    register holds, the one that waits for its signature where one does (rule E9); the record itself, a draft, where the
    register does not hold the agreement."""
    projection, policy = _projection(transaction, record.reference, today), policy_in_force(transaction)
    if projection is None:
        return record, DocumentStatus(terms=fingerprint(record, policy))
    text = query.to_sign(projection) or query.in_force(projection)
    status = document_status(transaction, text, today)
    changes = compare(text, record, Grounds(policy, counted=projection.counted)).changes
    printed = [change.path for change in changes if change.effect != "administrative" or "signatories" in change.steps]
    if not printed:
        return text, status
    values: dict[str, Value] = {"paths": printed, "reference": record.reference}
    return text, replace(status, findings=(*status.findings, Finding("signs_text_of_register", values=values)))


def _beside_text_to_sign(projection: Projection, record: Agreement, policy: Policy) -> Comparison | None:
    """How a record differs from the revision that waits for its signature; `None` where none does."""
    text, event = query.to_sign(projection), projection.to_sign
    if text is None or event is None:
        return None
    held = Grounds(policy, counted=query.counted_to_sign(projection), terms=event.details["terms"])
    return compare(text, record, held)


def _projection(transaction: Transaction, reference: str, today: str) -> Projection | None:
    events = transaction.events(text_key(reference))
    return project(events, max(today, begins_on(events)), notes=False)


def _same(comparison: Comparison) -> bool:
    """Whether a text is what was agreed, with the same contacts (rule D5)."""
    return comparison.verdict in ("unchanged", "administrative")


def status_of_text_in_force(projection: Projection, today: str) -> DocumentStatus:
    """What the document of the text in force is on a day."""
    bearing = _bearing(numbers(projection), projection, projection.agreed, today)
    return replace(bearing, terms=projection.terms, findings=(*bearing.findings, *_of_signed(projection)))


def _of_signed(projection: Projection) -> Iterator[Finding]:
    """That the text was signed, as which edition, and with which terms: whatever is made of it now is no copy of what
    was signed, and nothing signed is made anew in silence (rule E7)."""
    signed = projection.signed
    if signed is None or signed.revision != projection.revision:
        return
    about: dict[str, Value] = {"day": signed.on, "revision": signed.revision, "terms": signed.terms, "present": EDITION}
    if signed.edition:
        yield Finding("made_of_signed", values=about | {"edition": signed.edition})
    else:
        yield Finding("made_of_signed_unknown", values=about)


def _bearing(numbers: AgreementNumbers, projection: Projection, agreed: AgreedDays, today: str) -> DocumentStatus:
    """The status of a document with these numbers, whose text has agreed these days, with a warning where nobody should
    act on it unawares."""
    suspended = suspension(projection, today)
    if projection.ended_on:
        ended = Finding("document_of_ended", values={"day": projection.ended_on})
        return DocumentStatus(numbers, ended_on=projection.ended_on, findings=(ended,))
    expired_on = agreed.valid_until if agreed.valid_until and agreed.has_expired(today) else None
    findings = [_of_suspended(suspended)] if suspended else []
    if expired_on:
        findings.append(Finding("document_of_expired", values={"day": expired_on}))
    return DocumentStatus(numbers, expired_on=expired_on, suspended=suspended, findings=tuple(findings))


def _of_suspended(suspended: Suspension) -> Finding:
    since: dict[str, Value] = {"since": suspended.since}
    if suspended.until is None:
        return Finding("document_of_suspended", values=since)
    return Finding("document_of_suspended_until", values=since | {"until": suspended.until})


def _why_draft(projection: Projection, reference: str, differs: Comparison) -> Finding:
    """Which attributes are not as the register holds them, and how they get there."""
    paths = [change.path for change in differs.changes if change.effect != "administrative"]
    values: dict[str, Value] = {"paths": paths, "reference": reference}
    if projection.ended_on:
        return Finding("draft_after_end", values=values | {"day": projection.ended_on})
    return Finding("draft_beside_revision" if differs.revision_required else "draft_beside_notice", values=values)
