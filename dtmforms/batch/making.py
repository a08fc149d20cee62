"""The documents of some records. Nothing is written here, so that it can be done by any process, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from dtmforms.agreement.checking import check
from dtmforms.agreement.record import Agreement
from dtmforms.batch.items import Document, Item, Made
from dtmforms.batch.naming import name_of
from dtmforms.batch.plan import AGREEMENT, FORM, SUFFIXES, Plan
from dtmforms.errors import DtmformsError
from dtmforms.form.labels import labels
from dtmforms.pdf import drawing
from dtmforms.register.printing import Printed, printed
from dtmforms.register.store import Register
from dtmforms.versions.terms import fingerprint
from dtmforms.word import filling

Printing = Callable[[Agreement], Printed | None]


def make(plan: Plan, items: Sequence[Item]) -> list[Made]:
    """What becomes of each item. One that is bad spoils no other."""
    with _printing(plan) as printing:
        return [_made(plan, item, printing) for item in items]


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
        if kind in (AGREEMENT, FORM)
    ]
    return Made(item.name, record.reference, tuple(documents), findings)


def _drawn(plan: Plan, kind: str, record: Agreement, terms: str, status: str) -> bytes:
    if kind == FORM:
        return drawing.draw(record, record.language, terms, status)
    return filling.draw(record, record.language, terms, plan.template, status)
