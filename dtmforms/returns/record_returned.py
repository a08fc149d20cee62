"""The record that a returned form makes: checked, taken or not, and compared with the one that was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dtmforms.agreement.check import check_values
from dtmforms.agreement.closed_lists import SIDES, URGENCIES
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.agreement.plain_values import value_at
from dtmforms.agreement.rules.persons import names_several
from dtmforms.changes.compare import compare
from dtmforms.changes.fingerprint import known_terms
from dtmforms.findings import Finding, any_error, dotted, is_within
from dtmforms.form.fields import STAYS_AT_HOME
from dtmforms.form.texts import FormValues
from dtmforms.language import LANGUAGES
from dtmforms.returns.answer import Return
from dtmforms.returns.returned_form import ReturnedForm
from dtmforms.returns.tampering.flags import accepted, is_accepted


def judge_record(form: ReturnedForm, said: FormValues) -> None:
    """Check the record that a form makes, and compare it with the one that was sent."""
    answer, against = form.answer, form.against
    record = _checked(form, said)
    if against is None:
        answer.whole = False
        answer.findings.append(Finding("read_alone"))
    _accept(answer, form.accepted)
    if record is None or any_error(answer.findings):
        return
    answer.record = record
    if against is None:
        _say_whether_terms_changed(form, record)
    else:
        grounds = replace(form.basis.grounds, terms=form.known_terms[0])
        answer.comparison = compare(against, record, grounds)
        _leave_signed_people(answer)


def _checked(form: ReturnedForm, said: FormValues) -> Agreement | None:
    """The record, `None` where it is none. What the check finds goes into the answer, each at its field."""
    beyond = () if form.against else STAYS_AT_HOME
    judged_here = tuple(_names_of_several(form, said))
    checked = check_values(_whole(form, said), beyond=(*beyond, *judged_here), today=form.basis.today)
    form.answer.findings += [
        _placed(form, finding, said)
        for finding in checked.findings
        if not form.is_suspect(_field_of(form, finding, said)) and not _follows_from_loss(form, finding)
    ]
    return checked.record


def _names_of_several(form: ReturnedForm, said: FormValues) -> Iterator[str]:
    """The places of names that are those of several people (rule D2), each flagged but where it was sent so: somebody
    has accepted that one before."""
    sent = form.against.values() if form.against else {}
    for name, entry in form.table.items():
        if entry.path[0] != "table_c" or entry.path[-1] != "name":
            continue
        text, before = (str(value_at(values, entry.path) or "") for values in (said.values, sent))
        if names_several(text):
            yield dotted(entry.path)
            if text_key(text) != text_key(before) and not form.is_suspect(name):
                form.at(name, "several_in_field")


def _whole(form: ReturnedForm, said: FormValues) -> dict[str, Any]:
    """The values of a whole record: the form's, laid over those of the record that was sent."""
    if not form.against:
        return said.values
    base = form.against.values()
    table_b: dict[str, Any] = said.values["table_b"]
    for urgency in URGENCIES:
        column, sent = table_b[urgency], base["table_b"].get(urgency) or {}
        for key in ("destination", "method"):
            if column and key in column:
                column[key] = _in_the_order_of(sent.get(key, []), column[key])
    table_c = said.values["table_c"]
    for side, rows in zip(SIDES, form.rows.areas, strict=True):
        if not rows and (field := base["table_c"].get(side, {}).get("field")):
            table_c[side]["field"] = field  # which a form without an annex does not carry
    return base | {"table_b": table_b, "table_c": table_c}


def _in_the_order_of(sent: list[str], returned: list[str]) -> list[str]:
    """A form has no order of ticks: items keep the order of the record that was sent, new ones come after."""
    return [item for item in sent if item in returned] + [item for item in returned if item not in sent]


def _placed(form: ReturnedForm, finding: Finding, said: FormValues) -> Finding:
    """A finding on the record with the page and the field that it comes from, where there is one."""
    name = _field_of(form, finding, said)
    return finding if name is None else replace(finding, place=form.where(name))


def _field_of(form: ReturnedForm, finding: Finding, said: FormValues) -> str | None:
    """The field that a finding on the record comes from; `None` where there is none."""
    static = (
        entry.name
        for entry in form.table.values()
        if dotted(entry.path) == finding.path and not entry.item and entry.row is None
    )
    return said.names.get(finding.path) or next(static, None)


def _follows_from_loss(form: ReturnedForm, finding: Finding) -> bool:
    """Whether a finding on the record only says again that fields are not in the file."""
    lost = [dotted(entry.path) for name, entry in form.table.items() if name not in form.read.texts]
    return any(is_within(path, finding.path) for path in lost)


def _accept(answer: Return, codes: set[str]) -> None:
    """Take as warnings what a person has accepted, and keep which of it was found."""
    answer.accepted = sorted({found.code for found in answer.findings if is_accepted(found, codes)})
    answer.findings = accepted(answer.findings, codes)


def _say_whether_terms_changed(form: ReturnedForm, record: Agreement) -> None:
    """Without the record that was sent, the form's own fingerprint still shows that terms were changed."""
    terms = form.answer.form["terms"]
    if not terms:
        return
    # A document may have been made in another language than its record's.
    texts = (record.model_copy(update={"language": language}) for language in LANGUAGES)
    policies = {None, form.basis.grounds.policy}
    if not any(terms in known_terms(text, policy) for text in texts for policy in policies):
        form.note("terms_changed", terms=terms)


def _leave_signed_people(answer: Return) -> None:
    """A signed form is the agreement, and no notice: no other focal point is taken from it (rules D5, E9)."""
    compared = answer.comparison
    people = [change.path for change in compared.changes if change.place] if compared else []
    if people and answer.is_signed_form:
        answer.findings.append(Finding("signed_contacts_differ", values={"paths": people}))
        answer.record = answer.comparison = None
