"""A duty of a notice that was done, with what shows it (rules D4, D8, D9), or passwords that were changed as they
regularly are (rule C6).
"""

from __future__ import annotations

from dataclasses import dataclass

from dtmforms.agreement.keys import text_key
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register.act import Act, recorded_act, refuse_future
from dtmforms.register.confirming import why_not_later
from dtmforms.register.events import Dated, Event
from dtmforms.register.notice_chain import noticed
from dtmforms.register.projection import PASSWORDS, SHOWN_BY_FILE, Notice, Projection
from dtmforms.register.query import projection_of
from dtmforms.register.store import Transaction


@dataclass(frozen=True, slots=True)
class DutyDone:
    """A duty, one of `DUTIES`, with its evidence: text, or a file by its SHA-256, and who confirmed a successor, one of
    `COUNTERPARTS`, where that is said. `notice_file` is the fingerprint of the notice that the file is, where it is one
    of ours. It is done for that notice, for the one with the number `contacts`, or for all in which it is open."""

    duty: str
    evidence: str = ""
    file: str | None = None
    notice_file: str | None = None
    contacts: int | None = None
    confirmed_by: str | None = None

    @property
    def facts(self) -> dict[str, str]:
        by = {"confirmed_by": self.confirmed_by} if self.confirmed_by else {}
        return {"duty": self.duty, "evidence": self.evidence} | by

    @property
    def files(self) -> dict[str, str]:
        return {"evidence": self.file} if self.file else {}

    def event(self, reference: str, notice: str | None, dated: Dated) -> Event:
        """That it was done for a notice, which is given by its identity; for none, as regularly."""
        of_notice = {"notice": notice} if notice else {}
        return dated.event(reference, "duty_done", details=self.facts | of_notice, files=self.files)


def duty_done(transaction: Transaction, reference: str, done: DutyDone, dated: Dated) -> Act:
    """Note a duty as done. Raises `RegisterError` where nothing shows it, and where it is open in no notice and is not
    done regularly either."""
    if not done.evidence and not done.file:
        raise RegisterError("duty_without_evidence", reference=reference, duty=done.duty)
    if done.duty in SHOWN_BY_FILE and not done.file:
        raise RegisterError("duty_needs_file", reference=reference, duty=done.duty)
    refuse_future(reference, "duty_done", dated.effective)
    notices = [
        one
        for one in projection_of(transaction, reference).notices
        if done.duty in (*one.open, *one.moot) and done.contacts in (None, one.contacts)
    ]
    if done.notice_file:
        of_file = noticed(transaction.events(text_key(reference)), done.notice_file)
        if not of_file:
            raise RegisterError("notice_not_of_register", reference=reference)
        notices = [one for one in notices if one.identity in of_file]
    early = [one for one in notices if str(dated.effective) < one.effective]
    if early:
        days = {"day": str(dated.effective), "notice": early[0].effective}
        raise RegisterError("duty_before_notice", reference=reference, duty=done.duty, **days)
    _refuse_confirmer(projection_of(transaction, reference, str(dated.effective)), notices, done)
    events = [done.event(reference, one.identity, dated) for one in notices] or _without_notice(
        transaction, reference, done, dated
    )
    if not events:
        raise RegisterError("duty_not_open", reference=reference, duty=done.duty)
    return recorded_act(transaction, events)


def _refuse_confirmer(projection: Projection, notices: list[Notice], done: DutyDone) -> None:
    """Raises `RegisterError` where whoever confirmed a successor cannot have done so by then (rule D8)."""
    by = done.confirmed_by
    why = {code for one in notices if by and (code := why_not_later(projection, one, by))}
    if why:
        raise RegisterError("confirmer_refused", [*map(Finding, sorted(why))], reference=projection.reference)


def _without_notice(transaction: Transaction, reference: str, done: DutyDone, dated: Dated) -> list[Event]:
    """What is said of a duty that is open in no notice: what was said already, on that day before any other; or that
    passwords were changed as they regularly are (rule C6)."""
    day, known = str(dated.effective), _known(transaction, reference, done)
    regular = projection_of(transaction, reference, day).agreed.password_change_every_days and done.contacts is None
    if done.duty != PASSWORDS or not regular or any(event.effective == day for event in known):
        return [event for event in known if event.effective == day] or known
    return [done.event(reference, None, dated)]


def _known(transaction: Transaction, reference: str, done: DutyDone) -> list[Event]:
    """The events that say just this already, so that twice is the same as once."""
    return [
        event
        for event in transaction.events(text_key(reference))
        if event.kind == "duty_done" and done.facts.items() <= event.details.items() and done.files == event.files
    ]
