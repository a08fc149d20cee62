"""Returns of an inbox into the register: one after the other, by name, each in a transaction of its own."""

from __future__ import annotations

from dataclasses import replace

from dtmforms.batch.triage import Asked, Triaged, row_of
from dtmforms.errors import RecordError, RegisterError
from dtmforms.findings import Finding
from dtmforms.register.act import Act
from dtmforms.register.events import Dated, Event
from dtmforms.register.store import RegisterStore, Transaction
from dtmforms.register.take_return import Intake, as_taken, take_return
from dtmforms.returns.returned_file import ReturnedFile

_WORTH_TAKING = ("valid", "signed copy", "to confirm", "invalid")


class RegisterIntake:
    """Takes returns that were read into the register at a place. Raises `FileError` where there is none."""

    def __init__(self, place: str, dated: Dated, asked: Asked) -> None:
        self._register, self._whole = RegisterStore(place), asked.whole
        self._intake = Intake(dated, asked.grounds, asked.accepted)
        with self._register.reading():
            pass  # one that is missing is named before anything is read

    def take(self, row: Triaged) -> Triaged:
        """Take a return in, where it was readable. The row then shows how it stands to what was in force just before:
        so it is the same when all is read again. Raises `FileError` where the register cannot be written."""
        if row.read is None or row.outcome not in _WORTH_TAKING:
            return row
        try:
            with self._register.writing() as transaction:
                return self._taken(transaction, row.read, row)
        except (RecordError, RegisterError) as error:
            refused = Finding("register_refused", "register", {"said": error.as_value()})
            found = (*row.findings, *error.findings, refused)
            return replace(row, outcome="invalid", exit_code=error.exit_code, findings=found)

    def _taken(self, transaction: Transaction, read: ReturnedFile, row: Triaged) -> Triaged:
        done = take_return(transaction, read, row.file, self._intake, row.reference)
        if not isinstance(done, Act):
            return row_of(done, None, whole=self._whole)
        event = _event(transaction, read.sha256, done)
        if done.answer is None:
            done = as_taken(transaction, read, row.file, self._intake, row.reference)
        if done.answer is None:
            return row
        row = row_of(done.answer, None, whole=self._whole)
        return replace(row, verdict=event.details["verdict"], findings=done.findings, recorded=event.number)


def _event(transaction: Transaction, digest: str, done: Act) -> Event:
    """The event of the return that was taken in, now or before."""
    events = [*done.added, *transaction.events(done.reference, kinds=("returned",), records=False)]
    return next(event for event in events if event.kind == "returned" and event.files.get("returned") == digest)
