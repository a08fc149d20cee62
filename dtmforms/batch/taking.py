"""Returns of an inbox into the register: one after the other, by name, each in a transaction of its own."""

from __future__ import annotations

from dataclasses import replace

from dtmforms import files
from dtmforms.batch.inbox import Paper
from dtmforms.batch.triage import Asked, Triaged, row_of
from dtmforms.errors import RecordError, RegisterError
from dtmforms.findings import Finding
from dtmforms.register import returning
from dtmforms.register.acting import Act, sha256
from dtmforms.register.events import Dated, Event
from dtmforms.register.store import Book, Register

_WORTH_TAKING = ("valid", "signed copy", "to confirm", "invalid")


def taken(register: Register, dated: Dated, asked: Asked, paper: Paper, row: Triaged) -> Triaged:
    """Take a return into the register, where it was readable. The row then says how it stands to what was in force just
    before: so it says the same when all is read again. Raises `FileError` where the register cannot be written."""
    if row.outcome not in _WORTH_TAKING:
        return row
    data = files.admit(paper.place, paper.folder)
    try:
        with register.writing() as book:
            return _taken(book, data, dated, asked, paper, row)
    except (RecordError, RegisterError) as error:
        refused = Finding("error", "register", str(error))
        return replace(row, outcome="invalid", exit_code=error.exit_code, findings=(*row.findings, refused))


def _taken(book: Book, data: bytes, dated: Dated, asked: Asked, paper: Paper, row: Triaged) -> Triaged:
    how = (dated, row.reference, row.terms, asked.grounds)
    done = returning.take_recognised(book, data, paper.name, *how, asked.accepted)
    if not isinstance(done, Act):
        return row_of(done, None, whole=asked.whole)
    event = _event(book, sha256(data), done)
    if done.answer is None:
        done = returning.as_taken(book, data, paper.name, *how)
    if done.answer is None:
        return row
    told = row_of(done.answer, None, whole=asked.whole)
    return replace(told, verdict=event.details["verdict"], findings=done.findings, recorded=event.number)


def _event(book: Book, digest: str, done: Act) -> Event:
    """The event of the return that was taken in, now or before."""
    events = [*done.added, *book.events(done.reference, kinds=("returned",), records=False)]
    return next(event for event in events if event.kind == "returned" and event.files.get("returned") == digest)
