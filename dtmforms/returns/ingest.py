"""A returned form becomes an answer: its fields as typed, the validated record, the comparison, all findings.

Only the partner's own cells are taken from a return. Everything else comes from the record that was sent, where
it is given; an edit of it is reported and not taken (rule D3).
"""

from __future__ import annotations

from dtmforms.findings import Finding
from dtmforms.form.texts import texts_of
from dtmforms.returns.answer import SCHEMA, Basis, Return, ReturnedFields
from dtmforms.returns.changed_fields import ChangedField, changed_fields
from dtmforms.returns.partners_texts import said_by_partner
from dtmforms.returns.pdf_form import fields_of_pdf
from dtmforms.returns.printed.cells import fields_of_pages
from dtmforms.returns.record_returned import judge_record
from dtmforms.returns.returned_file import ReturnedFile, Unread
from dtmforms.returns.returned_form import ReturnedForm
from dtmforms.returns.sandboxed import read_return
from dtmforms.returns.together import files_of, of_files
from dtmforms.returns.word import fields_of_word

__all__ = ["ALONE", "SCHEMA", "Basis", "Return", "ingest", "judged", "said_of_itself"]

ALONE = Basis()
"""A return is judged by nothing but itself."""


def ingest(data: bytes, file: str, basis: Basis = ALONE, password: str | None = None) -> Return:
    """Read a returned PDF form or Word document, or the data of a form, and judge it. `file` is what the answer calls
    it; `password` opens it where an empty one does not. Never raises for what the file holds."""
    return judged(read_return(data, password), file, basis)


def judged(read: ReturnedFile, file: str, basis: Basis = ALONE) -> Return:
    """The answer to a file that was read, by one basis of many. Never raises for what the file holds."""
    answer, returned = _begun(read, file), _fields_of(read, basis)
    if isinstance(returned, Unread):
        return _unread(answer, returned, basis)
    _take_over(answer, returned)
    _judge(ReturnedForm(answer, returned, basis))
    return answer


def said_of_itself(read: ReturnedFile, file: str) -> Return:
    """What a file is and which agreement it names, before there is a record to judge it by: nothing is said of its
    values."""
    answer = _begun(read, file)
    if read.problem:
        return _unread(answer, read.problem, ALONE)
    identity = read.identity()
    answer.reference = identity.get("form_reference") or None
    answer.form["terms"] = identity.get("form_terms") or None
    return answer


def _begun(read: ReturnedFile, file: str) -> Return:
    """An answer that says which files it is about, and how they were read."""
    return Return(file, read.sha256, files=files_of(read, file), findings=[*map(Finding, read.unheld), *of_files(read)])


def _fields_of(read: ReturnedFile, basis: Basis) -> ReturnedFields | Unread:
    """The fields of a file, compared with the record that was sent; why there are none in one that is no form of ours.
    Pages may be known by that record alone."""
    returned = None
    if read.form:
        returned = fields_of_pdf(read.form, basis)
    elif read.document:
        returned = fields_of_word(read.document, basis)
    elif read.pages:
        returned = fields_of_pages(read.pages, basis)
    return returned or read.problem or Unread("damaged", "reader_broke_down")


def _unread(answer: Return, why: Unread, basis: Basis) -> Return:
    answer.kind, answer.readable = why.kind, False
    answer.language = basis.against.language if basis.against else why.language
    answer.findings.append(Finding(why.reason, values={"names": list(why.names)} if why.names else {}))
    return answer


def _take_over(answer: Return, read: ReturnedFields) -> None:
    """What goes into the answer as it was read."""
    answer.kind, answer.fields = read.kind, read.stored
    answer.sources, answer.signatures = read.sources, read.signatures
    answer.signed_copy, answer.pictures = read.signed_copy, read.pictures
    answer.scanned, answer.confirmed = read.scanned, read.confirmed
    answer.findings += read.findings
    answer.reference = read.identity.get("form_reference") or None
    names = ("edition", "language", "terms")
    answer.form = {name: read.identity.get(f"form_{name}") or None for name in names}


def _judge(form: ReturnedForm) -> None:
    """Judge what a form says, as far as it belongs to the record that was sent."""
    if form.read.several or form.say_if_of_another_agreement() or form.say_if_of_another_edition() or form.read.drafts:
        return
    form.say_what_is_other()
    if form.against:
        form.answer.changed = _changed_since_sent(form)
    said = said_by_partner(form)
    if said is not None:
        judge_record(form, said)


def _changed_since_sent(form: ReturnedForm) -> list[ChangedField]:
    """The fields that are not as they were sent. Focal points may be others by now: they count as sent with those of
    then of whom most came back. That is a guess, to be shown; nothing is concluded from it."""
    people = [name for name, entry in form.table.items() if entry.path[0] == "table_c"]
    then = (texts_of(record, form.rows, form.language) for record in form.basis.perhaps_made_of)
    held = (form.sent | {name: texts[name] for name in people} for texts in then)
    found = (list(changed_fields(form.table, form.read, texts, form.language)) for texts in held)
    return min(found, key=len)
