"""The documents of some records. Nothing is written here, so that it can be done by any process, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from dtmforms.agreement.checking import check
from dtmforms.agreement.record import Agreement
from dtmforms.batch.items import Document, Item, Made
from dtmforms.batch.naming import name_of
from dtmforms.batch.plan import AGREEMENT, FORM, PRINT, SUFFIXES, Plan
from dtmforms.errors import DtmformsError
from dtmforms.form.labels import labels
from dtmforms.pdf import drawing
from dtmforms.pdf.locking import lock as lock_pdf
from dtmforms.register.printing import Printed, printed
from dtmforms.register.store import Register
from dtmforms.versions.terms import fingerprint
from dtmforms.word import filling, office
from dtmforms.word.locking import lock as lock_word

Printing = Callable[[Agreement], Printed | None]


def make(plan: Plan, items: Sequence[Item]) -> list[Made]:
    """What becomes of each item. One that is bad spoils no other."""
    with _printing(plan) as printing:
        made = [_made(plan, item, printing) for item in items]
    return _with_prints(made) if PRINT in plan.kinds else made


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
    opened = Register(plan.register).reading() if plan.register else nullcontext()
    with opened as book:
        yield lambda record: printed(book, record, str(plan.today)) if book else None


def _made(plan: Plan, item: Item, printing: Printing) -> Made:
    try:
        return _documents(plan, item, printing)
    except DtmformsError as error:
        return Made(item.name, error=str(error))
    except Exception as error:  # noqa: BLE001 - one item never stops the rest; the message may hold contact data
        return Made(item.name, error=f"a fault of the program, please report it: {type(error).__name__}", fault=True)


def _documents(plan: Plan, item: Item, printing: Printing) -> Made:
    checked = check(item.data, name=item.name, today=plan.today)
    record = checked.record
    findings = (*item.findings, *checked.findings)
    if record is None:
        return Made(item.name, findings=findings)
    said = item.printed or printing(record)
    findings += said.findings if said else ()
    status = (said.sentence(record.language) if said else None) or labels(record.language).ours["draft"]
    terms = fingerprint(record)
    documents = [
        Document(kind, name_of(plan.pattern, record, kind, SUFFIXES[kind]), _drawn(plan, kind, record, terms, status))
        for kind in plan.kinds
    ]
    return Made(item.name, record.reference, tuple(documents), findings)


def _drawn(plan: Plan, kind: str, record: Agreement, terms: str, status: str) -> bytes:
    """A document, locked where there is a password. A print is nothing yet: it is made of the Word document."""
    if kind == FORM:
        data, lock = drawing.draw(record, record.language, terms, status), lock_pdf
    elif kind == AGREEMENT:
        data, lock = filling.draw(record, record.language, terms, plan.template, status), lock_word
    else:
        return b""
    return lock(data, plan.password) if plan.password else data


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
