"""What the register knows of a returned file: that it was taken in, or that somebody rejected it, and why (rule D7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from dtmforms.agreement.keys import text_key
from dtmforms.changes.people import names_anybody
from dtmforms.contacts import without_contacts
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding, any_error
from dtmforms.register import patch
from dtmforms.register.act import Act, going_on, recorded_act
from dtmforms.register.events import Dated, Event
from dtmforms.register.projection import Projection
from dtmforms.register.store import Transaction
from dtmforms.returns.answer import Return
from dtmforms.returns.ingest import judged, said_of_itself
from dtmforms.returns.returned_file import ReturnedFile
from dtmforms.returns.tampering.flags import accepted, is_accepted

_NAME = re.compile(r"table_c\..+\.name")
"""The place of a focal point's name."""


def returned_event(read: ReturnedFile, dated: Dated, reference: str, again: dict[str, str] | None = None) -> Event:
    """The event by which the register knows a file again that was taken in; `again` is what makes it another one."""
    return dated.event(reference, "returned", details=again, files={"returned": read.sha256})


def of_another_day(known: Iterable[Event], dated: Dated) -> Iterator[Finding]:
    """That what is known already was recorded as of another day."""
    for event in known:
        if event.effective != str(dated.effective):
            yield Finding("known_as_of", values={"day": event.effective, "event": event.number})


def agreement_of(transaction: Transaction, first: Return, dated: Dated, reference: str | None) -> Projection:
    """The agreement of a return, which goes on; `reference` is that which somebody named. Raises `RegisterError` where
    neither they nor the form name one."""
    if named := reference or first.reference:
        return going_on(transaction, named, dated)
    raise RegisterError("return_names_no_agreement", place=first.file)


def reject_return(
    transaction: Transaction, read: ReturnedFile, file: str, why: str, dated: Dated, reference: str | None = None
) -> Act:
    """Keep that a returned form is not to be taken, and why; the agreement stays as it is, and the same file is from
    then on taken by nobody who does not accept `rejected_before`. The same file with the same reason is one rejection.
    Raises `RegisterError` where no agreement is named, where the reason names somebody whom the agreement names or ever
    named, or the form, or how somebody is reached (rule D1), and where the return was taken in, or rejected for another
    reason, before."""
    projection = agreement_of(transaction, said_of_itself(read, file), dated, reference)
    reference = projection.reference
    ever = (name for event in transaction.events(reference) for name in patch.names_in(event.record or {}))
    people = [*ever, *_named_in(judged(read, file))]
    if names_anybody(why, people) or without_contacts(why) != why:
        raise RegisterError("reason_names_somebody", reference=reference)
    if transaction.known([returned_event(read, dated, reference).identity]):
        raise RegisterError("return_taken_before", reference=reference)
    for event in rejections_of(transaction, reference, read):
        if event.details["why"] != why:
            values = {"reference": reference, "event": event.number, "day": event.effective}
            raise RegisterError("return_rejected_before", **values)
        return Act(reference, [], projection, tuple(of_another_day([event], dated)))
    facts, files = {"why": why}, {"rejected": read.sha256}
    return recorded_act(transaction, [dated.event(reference, "rejected", details=facts, files=files)])


def _named_in(answer: Return) -> list[str]:
    """The names of the people in a form, who need not be known."""
    paths = {name: field.path for name, field in answer.table.items()}
    named = (text for name, text in answer.fields.items() if _NAME.fullmatch(paths.get(name, "")))
    return [text for text in named if text.strip()]


def rejections_of(transaction: Transaction, reference: str, read: ReturnedFile) -> Iterator[Event]:
    """The events by which a file was rejected; registers that were merged may have several."""
    history = transaction.events(text_key(reference), kinds=("rejected",), records=False)
    return (event for event in history if event.files.get("rejected") == read.sha256)


def hold_back(answer: Return, rejections: Iterable[Event], codes: Collection[str]) -> None:
    """Nothing is taken from a return that was rejected, unless a person has accepted that (rule D7)."""
    found = [Finding("rejected_before", values={"day": event.effective, "event": event.number}) for event in rejections]
    answer.accepted = sorted({*answer.accepted, *(one.code for one in found if is_accepted(one, codes))})
    told = accepted(found, codes)
    answer.findings += told
    if any_error(told):
        answer.record = answer.comparison = None
