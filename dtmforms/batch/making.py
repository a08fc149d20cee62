"""The documents of some records. Nothing is written here, so that it can be done by any process, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from dtmforms.agreement.checking import check
from dtmforms.agreement.record import Agreement
from dtmforms.batch.items import Document, Item, Made
from dtmforms.batch.naming import name_of
from dtmforms.batch.plan import AGREEMENT, FORM, PRINT, SUFFIXES, Plan
from dtmforms.errors import DtmformsError
from dtmforms.findings import Finding
from dtmforms.form.labels import labels
from dtmforms.passwords import Password
from dtmforms.pdf import drawing
from dtmforms.versions.terms import fingerprint
from dtmforms.word import filling, office

if TYPE_CHECKING:
    from dtmforms.register.printing import Printed

Printing: TypeAlias = "Callable[[Agreement], Printed | None]"


def make(plan: Plan, items: Sequence[Item]) -> list[Made]:
    """What becomes of each item. One that is bad spoils no other. All records are read, then all documents of a kind
    are drawn: a processor does the same thing many times a fifth faster than many things in turn."""
    with _printing(plan) as printing:
        works = [_Work(plan, item) for item in items]
        for work in works:
            work.do(work.begin, printing)
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
        self.findings: tuple[Finding, ...] = item.findings
        self.documents: list[Document] = []
        self.failed: Made | None = None

    def do(self, step: Callable[..., None], *arguments: object) -> None:
        """A step, unless one before it has failed."""
        if self.failed:
            return
        try:
            step(*arguments)
        except DtmformsError as error:
            self.failed = Made(self.item.name, error=str(error))
        except Exception as error:  # noqa: BLE001 - one item never stops the rest; the message may hold contact data
            message = f"a fault of the program, please report it: {type(error).__name__}"
            self.failed = Made(self.item.name, error=message, fault=True)

    def begin(self, printing: Printing) -> None:
        checked = check(self.item.data, name=self.item.name, today=self.plan.today)
        self.record = checked.record
        self.findings += checked.findings
        if checked.record:
            said = self.item.printed or printing(checked.record)
            language = checked.record.language
            self.findings += said.findings if said else ()
            self.status = (said.sentence(language) if said else None) or labels(language).ours["draft"]
            self.terms = fingerprint(checked.record)

    def draw(self, kind: str) -> None:
        if self.record:
            name = name_of(self.plan.pattern, self.record, kind, SUFFIXES[kind])
            self.documents.append(Document(kind, name, _drawn(self.plan, kind, self.record, self.terms, self.status)))

    def made(self) -> Made:
        reference = self.record.reference if self.record else ""
        return self.failed or Made(self.item.name, reference, tuple(self.documents), self.findings)


def looked_up(plan: Plan, items: Sequence[Item]) -> tuple[Plan, list[Item]]:
    """The same work for somebody who has no register: what its documents say that they are is looked up here."""
    with _printing(plan) as printing:
        known = [replace(item, printed=_said(plan, item, printing)) for item in items]
    return replace(plan, register=None), known


def _said(plan: Plan, item: Item, printing: Printing) -> Printed | None:
    record = None if item.printed or not plan.register else check(item.data, name=item.name, today=plan.today).record
    return printing(record) if record else item.printed


@contextmanager
def _printing(plan: Plan) -> Iterator[Printing]:
    if plan.register is None:
        yield lambda _: None
        return
    from dtmforms.register.printing import printed
    from dtmforms.register.store import Register

    with Register(plan.register).reading() as book:
        yield lambda record: printed(book, record, str(plan.today))


def _drawn(plan: Plan, kind: str, record: Agreement, terms: str, status: str) -> bytes:
    """A document, locked where there is a password. A print is nothing yet: it is made of the Word document."""
    if kind == FORM:
        data = drawing.draw(record, record.language, terms, status)
    elif kind == AGREEMENT:
        data = filling.draw(record, record.language, terms, plan.template, status)
    else:
        return b""
    return _locked(kind, data, plan.password) if plan.password else data


def _locked(kind: str, data: bytes, password: Password) -> bytes:
    if kind == FORM:
        from dtmforms.pdf.locking import lock
    else:
        from dtmforms.word.locking import lock
    return lock(data, password)


def _with_prints(made: Sequence[Made]) -> list[Made]:
    """The same, with the Word document of each as PDF: all of them in one go, which takes a tenth of the time."""
    sources = [document.data for each in made for document in each.documents if document.kind == AGREEMENT]
    try:
        prints = iter(office.as_pdf(sources))
    except DtmformsError as error:
        prints = iter([(b"", str(error))] * len(sources))
    return [replace(each, documents=tuple(_print(document, prints) for document in each.documents)) for each in made]


def _print(document: Document, prints: Iterator[tuple[bytes, str]]) -> Document:
    if document.kind != PRINT:
        return document
    data, why = next(prints)
    return replace(document, data=data, why=why)
