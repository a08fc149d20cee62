"""Returns of an inbox beside the register, or into it: one after the other, by name, each in its own transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from dtmforms.batch.triage import HowToRead, Triaged, row_of
from dtmforms.errors import RecordError, RegisterError
from dtmforms.findings import Finding
from dtmforms.register.act import Act
from dtmforms.register.events import Dated, Event
from dtmforms.register.store import RegisterStore, Transaction
from dtmforms.register.take_return import Intake, as_taken, look_at_return, take_return
from dtmforms.returns.returned_file import ReturnedFile

_WORTH_TAKING = ("valid", "signed copy", "to confirm", "invalid")


class RegisterIntake:
    """Holds returns that were read against the register at a place, and takes them into it. Raises `FileError` where
    there is none. `alone` is held while one is taken."""

    def __init__(
        self, place: str, dated: Dated, how: HowToRead, alone: AbstractContextManager[object] | None = None
    ) -> None:
        self._register, self._whole = RegisterStore(place), how.whole
        self._intake, self._alone = Intake(dated, how.grounds, how.accepted), alone or nullcontext()
        with self._register.reading():
            pass  # one that is missing is named before anything is read

    def look(self, row: Triaged) -> Triaged:
        """What taking a return in would come to, where it was readable; nothing is recorded. Raises `FileError` where
        the register cannot be read."""
        return self._judged(row, self._register.reading, self._looked_at)

    def take(self, row: Triaged) -> Triaged:
        """Take a return in, where it was readable. The row then shows how it stands to what was in force just before:
        so it is the same when all is read again. Raises `FileError` where the register cannot be written."""
        with self._alone:
            return self._judged(row, self._register.writing, self._taken)

    def _judged(
        self,
        row: Triaged,
        opened: Callable[[], AbstractContextManager[Transaction]],
        act: Callable[[Transaction, ReturnedFile, Triaged], Triaged],
    ) -> Triaged:
        if row.read is None or row.outcome not in _WORTH_TAKING:
            return row
        try:
            with opened() as transaction:
                return act(transaction, row.read, row)
        except (RecordError, RegisterError) as error:
            refused = Finding("register_refused", "register", {"said": error.as_value()})
            found = (*row.findings, *error.findings, refused)
            return replace(row, outcome="invalid", exit_code=error.exit_code, findings=found)

    def _looked_at(self, transaction: Transaction, read: ReturnedFile, row: Triaged) -> Triaged:
        looked = look_at_return(transaction, read, row.file, self._intake, row.reference)
        if looked.is_known and looked.reference:
            return self._known(transaction, read, row, _event(transaction, read.sha256, looked.reference))
        shown, compared = row_of(looked.answer, None, whole=self._whole), looked.comparison
        if compared is None:
            return replace(shown, findings=looked.findings)
        return replace(shown, verdict=compared.verdict, changes=compared.changes, findings=looked.findings)

    def _taken(self, transaction: Transaction, read: ReturnedFile, row: Triaged) -> Triaged:
        done = take_return(transaction, read, row.file, self._intake, row.reference)
        if not isinstance(done, Act):
            return row_of(done, None, whole=self._whole)
        event = _event(transaction, read.sha256, done.reference)
        return self._known(transaction, read, row, event, done)

    def _known(
        self, transaction: Transaction, read: ReturnedFile, row: Triaged, event: Event, done: Act | None = None
    ) -> Triaged:
        """The row of a return that the register has, by what was in force just before it was taken in."""
        if done is None or done.answer is None:
            done = as_taken(transaction, read, row.file, self._intake, event.reference)
        if done.answer is None:
            return row
        shown = row_of(done.answer, None, whole=self._whole)
        return replace(shown, verdict=event.details["verdict"], findings=done.findings, recorded=event.number)


def _event(transaction: Transaction, digest: str, reference: str) -> Event:
    """The event of a return that was taken in, now or before."""
    events = transaction.events(reference, kinds=("returned",), records=False)
    return next(event for event in events if event.files.get("returned") == digest)
