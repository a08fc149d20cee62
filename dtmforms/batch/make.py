"""The documents of some records. Nothing is written here, so that it can be done by any process, here or elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from dtmforms.agreement.check import NAMES, check
from dtmforms.agreement.model import Agreement
from dtmforms.batch.job import AGREEMENT, FORM, PRINT, SUFFIXES, Item, Made, MadeDocument, Plan, name_of
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.errors import DtmformsError
from dtmforms.findings import Finding
from dtmforms.language.labels import labels
from dtmforms.passwords import Password
from dtmforms.pdf.write import form
from dtmforms.word.write import filled_document, libreoffice

if TYPE_CHECKING:
    from dtmforms.register.document_status import DocumentStatus

StatusOf: TypeAlias = "Callable[[Agreement], DocumentStatus | None]"


def make(plan: Plan, items: Sequence[Item]) -> list[Made]:
    """What becomes of each item. One that is bad spoils no other. All records are read, then all documents of a kind
    are drawn: a processor does the same thing many times a fifth faster than many things in turn."""
    works = [_Work(plan, item) for item in items]
    for work in works:
        work.do(work.read)
    with _registered(plan) as status_of:
        for work in works:
            work.do(work.look_up, status_of)
    for kind in plan.kinds:
        for work in works:
            work.do(work.draw, kind)
    made = [work.made() for work in works]
    return _with_prints(made) if PRINT in plan.kinds else made


class _Work:
    """One item on its way to its documents."""

    def __init__(self, plan: Plan, item: Item) -> None:
        self.plan, self.item = plan, item
        self.record: Agreement | None = None
        self.status = item.status
        self.findings: tuple[Finding, ...] = item.findings
        self.documents: list[MadeDocument] = []
        self.failed: Made | None = None

    def do(self, step: Callable[..., None], *arguments: object) -> None:
        """A step, unless one before it has failed."""
        if self.failed:
            return
        try:
            step(*arguments)
        except DtmformsError as error:
            self.failed = Made(self.item.name, findings=(*error.findings, _not_made(error)))
        except Exception as error:  # noqa: BLE001 - one item never stops the rest; the message may hold contact data
            fault = Finding("program_fault", values={"fault": type(error).__name__})
            self.failed = Made(self.item.name, findings=(fault,), fault=True)

    def read(self) -> None:
        beyond = NAMES if self.status and self.status.numbers else ()
        checked = check(self.item.data, name=self.item.name, beyond=beyond, today=self.plan.today)
        self.record = checked.record
        self.findings += checked.findings
        self.terms = fingerprint(checked.record) if checked.record else ""

    def look_up(self, status_of: StatusOf) -> None:
        if self.record:
            self.status = self.status or status_of(self.record)
            self.findings += self.status.findings if self.status else ()
            self.terms = (self.status and self.status.terms) or self.terms

    def draw(self, kind: str) -> None:
        if self.record:
            name = name_of(self.plan.pattern, self.record, kind, SUFFIXES[kind])
            self.documents.append(MadeDocument(kind, name, self._drawn(kind, self.record)))

    def _drawn(self, kind: str, record: Agreement) -> bytes:
        """A document, locked where there is a password. A print is nothing yet: it is made of the Word document."""
        if kind == PRINT:
            return b""
        language = record.language
        status = (self.status and self.status.sentence(language)) or labels(language).ours["draft"]
        if kind == FORM:
            data = form.draw(record, language, self.terms, status)
        else:
            data = filled_document.draw(record, language, self.terms, self.plan.template, status)
        return _locked(kind, data, self.plan.password) if self.plan.password else data

    def made(self) -> Made:
        reference = self.record.reference if self.record else ""
        return self.failed or Made(self.item.name, reference, tuple(self.documents), self.findings)


def looked_up(plan: Plan, items: Sequence[Item]) -> tuple[Plan, list[Item]]:
    """The same work for somebody who has no register: what documents are is looked up here. Raises `FileError` where
    the register cannot be read."""
    if plan.register is None:
        return plan, list(items)
    records = [None if item.status else check(item.data, name=item.name, today=plan.today).record for item in items]
    with _registered(plan) as status_of:
        statuses = [status_of(record) if record else None for record in records]
    known = [replace(item, status=item.status or found) for item, found in zip(items, statuses, strict=True)]
    return replace(plan, register=None), known


@contextmanager
def _registered(plan: Plan) -> Iterator[StatusOf]:
    """What the register says of a record's document, `None` where there is no register. It is open for no longer than
    that: whoever writes waits for whoever reads."""
    if plan.register is None:
        yield lambda _: None
        return
    from dtmforms.register.document_status import status_lookup  # whoever has no register loads no database

    with status_lookup(plan.register, plan.today or datetime.date.today()) as status_of:
        yield status_of


def _locked(kind: str, data: bytes, password: Password) -> bytes:
    from dtmforms.encryption import locked_pdf, locked_word  # slow to load, and only those who lock need it

    return locked_pdf(data, password) if kind == FORM else locked_word(data, password)


def _with_prints(made: Sequence[Made]) -> list[Made]:
    """The same, with the Word document of each as PDF: all of them in one go, which takes a tenth of the time."""
    sources = [document.data for each in made for document in each.documents if document.kind == AGREEMENT]
    try:
        prints, why = iter(libreoffice.as_pdf(sources)), Finding("no_print")
    except DtmformsError as error:
        prints, why = iter([b""] * len(sources)), _not_made(error)
    return [
        replace(each, documents=tuple(_print(document, prints, why) for document in each.documents)) for each in made
    ]


def _print(document: MadeDocument, prints: Iterator[bytes], why: Finding) -> MadeDocument:
    """The document with its print, if it is one; else with why there is none."""
    if document.kind != PRINT:
        return document
    data = next(prints)
    return replace(document, data=data, why=None if data else why)


def _not_made(error: DtmformsError) -> Finding:
    return Finding("not_made", values={"said": error.as_value()})
