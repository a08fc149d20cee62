"""A returned form becomes an answer: its fields as typed, the validated record, the comparison, all findings.

Only the partner's own cells are taken from a return. Everything else comes from the record that was sent, where
it is given; an edit of it is reported and not taken (rule D3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from dtmforms.agreement.check import check_values
from dtmforms.agreement.closed_lists import SIDES, URGENCIES
from dtmforms.agreement.confusables import turns_letters
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.agreement.places import find_country
from dtmforms.agreement.rules.persons import names_several
from dtmforms.changes.compare import compare
from dtmforms.changes.fingerprint import known_terms
from dtmforms.codes.kinds import Severity
from dtmforms.findings import Finding, Place, Value, any_error, dotted
from dtmforms.form.fields import DATES, EDITION, IDENTITY, SIGNATURES, TICKED, UNCHOSEN, UNTICKED, Field, fields
from dtmforms.form.texts import FormValues, texts_of, tooltip, value_at, values_of
from dtmforms.language import LANGUAGES
from dtmforms.language.shown import side_by_side
from dtmforms.returns.answer import SCHEMA, Basis, Return, ReturnedFields
from dtmforms.returns.changed_fields import ChangedField, changed_fields
from dtmforms.returns.pdf_form import fields_of_pdf
from dtmforms.returns.printed.cells import fields_of_pages
from dtmforms.returns.returned_file import ReturnedFile, Unread
from dtmforms.returns.sandboxed import read_return
from dtmforms.returns.tampering.flags import acceptable, accepted, is_accepted
from dtmforms.returns.together import files_of, of_files
from dtmforms.returns.word import fields_of_word

__all__ = ["ALONE", "SCHEMA", "Basis", "Return", "ingest", "judged", "recognised"]

ALONE = Basis()
"""A return is judged by nothing but itself."""
_MOST_DOUBLED = 5
"""Beyond, it is two copies of a form that differ, not a field that stands in it twice."""
_STAYS_AT_HOME = ("risk_assessment", "requesting_organization.email_domains", "signatories")
"""What a form never carries, because the partner is not told it or signs it elsewhere."""


def ingest(data: bytes, file: str, basis: Basis = ALONE, password: str | None = None) -> Return:
    """Read a returned PDF form or Word document, or the data of a form, and judge it. `file` is what the answer calls
    it; `password` opens it where an empty one does not. Never raises for what the file holds."""
    return judged(read_return(data, password), file, basis)


def judged(read: ReturnedFile, file: str, basis: Basis = ALONE) -> Return:
    """The answer to a file that was read, by one basis of many. Never raises for what the file holds."""
    answer, returned = _begun(read, file), _fields_of(read, basis)
    if isinstance(returned, Unread):
        return _unread(answer, returned, basis)
    _Judging(answer, returned, basis).answered()
    return answer


def recognised(read: ReturnedFile, file: str) -> Return:
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


class _Judging:
    """One return on its way from fields to an answer."""

    def __init__(self, answer: Return, returned: ReturnedFields, basis: Basis) -> None:
        self.answer, self.read, self.basis = answer, returned, basis
        self.against = basis.against
        self.accepted = set(basis.accepted).intersection(acceptable())
        self.identity, self.rows = returned.identity, returned.rows
        self.language = self.identity.get("form_language", "").partition(",")[0]
        answer.language = self.against.language if self.against else self.language
        self.table = {entry.name: entry for entry in fields(self.rows)}

    @cached_property
    def known_terms(self) -> tuple[str, ...]:
        return self.basis.known_terms

    def answered(self) -> None:
        """Judge the fields, as far as they belong to the record that was sent."""
        self.take_over()
        if self.read.several or not self.same_agreement() or self.is_of_other_edition() or self.read.drafts:
            return
        self.same_form()
        if self.against:
            self.answer.changed = self.changed_since(self.against)
        texts = self.partners_texts()
        if not self.nothing_filled_in(texts):
            self.judge(values_of(texts, self.rows, self.language))

    def changed_since(self, against: Agreement) -> list[ChangedField]:
        """The fields that are not as they were sent. Focal points may be others by now: they count as sent with those
        of then of whom most came back."""
        sent = texts_of(against, self.rows, self.language)
        people = [name for name, entry in self.table.items() if entry.path[0] == "table_c"]
        made_of = self.basis.made_of or (against, *reversed(self.basis.earlier))
        then = (texts_of(record, self.rows, self.language) for record in made_of)
        held = (sent | {name: texts[name] for name in people} for texts in then)
        found = (list(changed_fields(self.table, self.read, texts, self.language)) for texts in held)
        return min(found, key=len)

    def take_over(self) -> None:
        """What goes into the answer as it was read."""
        answer, read = self.answer, self.read
        answer.kind, answer.fields = read.kind, read.stored
        answer.sources, answer.signatures = read.sources, read.signatures
        answer.signed_copy, answer.pictures = read.signed_copy, read.pictures
        answer.scanned, answer.confirmed = read.scanned, read.confirmed
        answer.findings += read.findings
        answer.reference = self.identity.get("form_reference") or None
        names = ("edition", "language", "terms")
        answer.form = {name: self.identity.get(f"form_{name}") or None for name in names}

    def judge(self, said: FormValues) -> None:
        """Check the record that a form makes, and compare it with the one that was sent."""
        answer = self.answer
        for name in said.contradictions:
            self.at(name, "contradicted_column")
        beyond = () if self.against else _STAYS_AT_HOME
        judged_here = tuple(self.names_of_several(said))
        checked = check_values(self.whole(said), beyond=(*beyond, *judged_here), today=self.basis.today)
        answer.findings += [
            self.placed(finding, said)
            for finding in checked.findings
            if not self.is_suspect(self.field_of(finding, said)) and not self.follows_from_loss(finding)
        ]
        if not self.against:
            self.say_what_is_missing()
        self.accept()
        if not any_error(answer.findings):
            answer.record = checked.record
        self.same_terms()
        if answer.record and self.against:
            grounds = replace(self.basis.grounds, terms=self.known_terms[0])
            answer.comparison = compare(self.against, answer.record, grounds)
            self.leave_signed_people()

    def leave_signed_people(self) -> None:
        """A signed form is the agreement, and no notice: no other focal point is taken from it (rules D5, E9)."""
        answer, compared = self.answer, self.answer.comparison
        people = [change.path for change in compared.changes if change.place] if compared else []
        if people and answer.is_signed_form:
            answer.findings.append(Finding("signed_contacts_differ", values={"paths": people}))
            answer.record = answer.comparison = None

    def names_of_several(self, said: FormValues) -> Iterator[str]:
        """The places of names that are those of several people (rule D2), each flagged but where it was sent so:
        somebody has accepted that one before."""
        sent = self.against.values() if self.against else {}
        for name, entry in self.table.items():
            if entry.path[0] != "table_c" or entry.path[-1] != "name":
                continue
            text, before = (str(value_at(values, entry.path) or "") for values in (said.values, sent))
            if names_several(text):
                yield dotted(entry.path)
                if text_key(text) != text_key(before) and not self.is_suspect(name):
                    self.at(name, "several_in_field")

    def say_what_is_missing(self) -> None:
        self.answer.whole = False
        self.answer.findings.append(Finding("read_alone"))

    def accept(self) -> None:
        """Take as warnings what a person has accepted, and keep which of it was found."""
        answer = self.answer
        answer.accepted = sorted({found.code for found in answer.findings if is_accepted(found, self.accepted)})
        answer.findings = accepted(answer.findings, self.accepted)

    def is_suspect(self, name: str | None) -> bool:
        """Whether a field's value is in doubt, so that nothing more is said of it."""
        return self.read.suspect.get(name or "", "") not in ("", *self.accepted)

    def same_agreement(self) -> bool:
        """Whether the form belongs to the record that was sent. If not, nothing more is said of it."""
        against, reference = self.against, self.answer.reference
        if against is None or reference is None or text_key(reference) == text_key(against.reference):
            return True
        values: dict[str, Value] = {"returned": reference, "sent": against.reference}
        self.answer.findings.append(Finding("other_agreement", "reference", values))
        return False

    def is_of_other_edition(self) -> bool:
        """Whether the form is of another edition. Nothing more is said of it then: its cells are others."""
        edition = self.identity.get("form_edition")
        if edition in (None, "", EDITION):
            return False
        self.answer.findings.clear()
        self.note("other_edition", returned=edition, sent=EDITION)
        return True

    def same_form(self) -> None:
        """Whether this is a form of ours, made for the terms of the record that was sent."""
        against = self.against
        if not self.identity.get("form_edition"):
            self.note("no_edition")
        if self.language not in LANGUAGES:
            if self.language:
                self.note("unknown_language", language=self.language)
            self.language = "en"
        elif against and against.language != self.language and not self.answer.kind.startswith("word"):
            self.note("other_language", returned=self.language, sent=against.language)
        terms = self.answer.form["terms"]
        known = self.known_terms
        if known and terms is not None and terms not in known:
            self.note("other_terms", returned=terms, sent=known[0])

    def same_terms(self) -> None:
        """Without the record that was sent, the form's own fingerprint still shows that terms were changed."""
        record, terms = self.answer.record, self.answer.form["terms"]
        if not record or not terms or self.against:
            return
        # A document may have been made in another language than its record's.
        texts = (record.model_copy(update={"language": language}) for language in LANGUAGES)
        policies = {None, self.basis.grounds.policy}
        if not any(terms in known_terms(text, policy) for text in texts for policy in policies):
            self.note("terms_changed", terms=terms)

    def partners_texts(self) -> dict[str, str]:
        """The texts of all fields, those that the partner may not edit as they were sent."""
        table, texts = self.table, dict(self.read.texts)
        sent = texts_of(self.against, self.rows, self.language) if self.against else {}
        self.doubled()
        self.turned(sent)
        for name, reason in sorted(self.read.suspect.items()):
            self.at(name, reason)
        for name in sorted(texts.keys() - table.keys() - {*IDENTITY, *SIGNATURES, *DATES}):
            self.at(name, "unknown_field")
        self.in_order()
        lost = self.lost_pages(table.keys() - texts.keys())
        self.same_reference(texts)
        for name, entry in table.items():
            if name == "country" and not self.against and name in texts:
                texts[name] = find_country(texts[name]) or texts[name]
            if entry.ours and self.against:
                if name not in lost:
                    self.compare_ours(entry, texts.get(name, ""), sent[name])
                texts[name] = sent[name]
            elif name not in texts and name not in lost:
                self.at(name, "field_missing")
            elif entry.kind == "tick" and name in texts:
                # An on state has any name (ISO 32000-2:2020 12.7.5.2.3); data files tell nothing but that name.
                texts[name] = UNTICKED if texts[name] in ("", UNTICKED) else TICKED
        return texts

    def nothing_filled_in(self, texts: dict[str, str]) -> bool:
        """Say that no cell of the partner holds anything, where none does: all else follows from that."""
        empty = all(_is_empty(texts.get(name, ""), entry) for name, entry in self.table.items() if not entry.ours)
        if empty:
            self.note("nothing_filled_in")
        return empty

    def same_reference(self, texts: dict[str, str]) -> None:
        """Without the record that was sent, what the form carries still tells its reference."""
        reference, returned = self.answer.reference, texts.get("reference")
        if reference and returned is not None and not self.against:
            self.compare_ours(self.table["reference"], returned, reference)
            texts["reference"] = reference

    def turned(self, sent: Mapping[str, str]) -> None:
        """Fields of the partner whose text is shown in another order than it is stored, and was not sent so."""
        for name, entry in self.table.items():
            text = self.read.texts.get(name, "")
            if not entry.ours and text != sent.get(name) and turns_letters(text):
                self.read.suspect.setdefault(name, "turned_field")

    def doubled(self) -> None:
        """Fields that stand twice with different values: neither is chosen."""
        if len(self.read.doubled) > _MOST_DOUBLED:
            self.note("two_copies", number=len(self.read.doubled))
            return
        for name in sorted(self.read.doubled):
            self.at(name, "doubled_field")

    def in_order(self) -> None:
        order = out_of_order(self.table, self.read.pages)
        if order:
            self.note("pages_out_of_order", pages=list(order))

    def lost_pages(self, missing: set[str]) -> set[str]:
        """Say which pages did not come back; the names of the fields that stood on them."""
        on_no_page = self.table.keys() - self.read.pages.keys() if self.read.pages else missing
        as_sent = self.read.places if on_no_page else {}
        if self.read.page_count < max(as_sent.values(), default=0):
            # A page can be taken away and leave its fields in the form, with what they held before.
            missing = missing | on_no_page
        lost: set[str] = set()
        for page, names in missing_pages(missing, as_sent).items():
            partners = [name for name in names if not (self.against and self.table[name].ours)]
            values: dict[str, Value] = {"page": page, "number": len(names), "first": names[0], "last": names[-1]}
            severity: Severity = "error" if partners else "warning"
            self.answer.findings.append(Finding("page_missing", "form", values, severity))
            lost.update(names)
        return lost

    def compare_ours(self, entry: Field, returned: str, sent: str) -> None:
        """A cell of IOM's beside what was sent; contact data is not shown (rule D1)."""
        from_blank = not self.answer.reference and not returned.strip()
        if text_key(returned) == text_key(sent) or from_blank:
            return
        if entry.path[0] == "table_c":
            self.at(entry.name, "ours_differs_contact")
        else:
            before, after = side_by_side(sent, returned)
            self.at(entry.name, "ours_differs", sent=before, returned=after)

    def follows_from_loss(self, finding: Finding) -> bool:
        """Whether a finding on the record only says again that fields are not in the file."""
        lost = [dotted(entry.path) for name, entry in self.table.items() if name not in self.read.texts]
        return any(path == finding.path or path.startswith((f"{finding.path}.", f"{finding.path}[")) for path in lost)

    def whole(self, said: FormValues) -> dict[str, Any]:
        """The values of a whole record: the form's, laid over those of the record that was sent."""
        if not self.against:
            return said.values
        base = self.against.values()
        table_b: dict[str, Any] = said.values["table_b"]
        for urgency in URGENCIES:
            column, sent = table_b[urgency], base["table_b"].get(urgency) or {}
            for key in ("destination", "method"):
                if column and key in column:
                    column[key] = _in_the_order_of(sent.get(key, []), column[key])
        table_c = said.values["table_c"]
        for side, rows in zip(SIDES, self.rows.areas, strict=True):
            if not rows and (field := base["table_c"].get(side, {}).get("field")):
                table_c[side]["field"] = field  # which a form without an annex does not carry
        return base | {"table_b": table_b, "table_c": table_c}

    def placed(self, finding: Finding, said: FormValues) -> Finding:
        """A finding on the record with the page and the field that it comes from, where there is one."""
        name = self.field_of(finding, said)
        return finding if name is None else replace(finding, place=self.where(name))

    def field_of(self, finding: Finding, said: FormValues) -> str | None:
        """The field that a finding on the record comes from; `None` where there is none."""
        static = (
            entry.name
            for entry in self.table.values()
            if dotted(entry.path) == finding.path and not entry.item and entry.row is None
        )
        return said.names.get(finding.path) or next(static, None)

    def where(self, name: str) -> Place:
        """A field's place: its page, its label as the form has it, its name."""
        page, entry = self.read.pages.get(name), self.table.get(name)
        place: Place = {"place": "field" if entry else "field_without_label", "field": name}
        if entry:
            place["label"] = tooltip(entry, self.language)
        return place | {"place": f"{place['place']}_on_page", "page": page} if page else place

    def at(self, name: str, code: str, **values: Value) -> None:
        """A finding at a field, which is named by its path where the form knows it."""
        path = dotted(self.table[name].path) if name in self.table else name
        self.answer.findings.append(Finding(code, path, values, place=self.where(name)))

    def note(self, code: str, **values: Value) -> None:
        self.answer.findings.append(Finding(code, "form", values))


def missing_pages(missing: Collection[str], as_sent: Mapping[str, int]) -> dict[int, list[str]]:
    """The pages as sent of which no field came back, with the names of their fields."""
    on_page: dict[int, list[str]] = {}
    for name, page in as_sent.items():
        on_page.setdefault(page, []).append(name)
    return {page: names for page, names in on_page.items() if set(names) <= set(missing)}


def out_of_order(table: Mapping[str, Field], pages: Mapping[str, int]) -> list[int]:
    """The pages of a file in the order of the form, where that is not their own; empty where it is."""
    order = []
    for urgency in URGENCIES:
        # Urgency columns stand beside each other: each of them goes down the pages with what is before and after it.
        names = [name for name, entry in table.items() if not _in_column(entry, {*URGENCIES} - {urgency})]
        found = list(dict.fromkeys(pages[name] for name in names if name in pages))
        if any(after < before for before, after in pairwise(found)):
            order += found
    return list(dict.fromkeys(order))


def _in_column(entry: Field, urgencies: Collection[str | int]) -> bool:
    return len(entry.path) > 1 and entry.path[0] == "table_b" and entry.path[1] in urgencies


def _in_the_order_of(sent: list[str], returned: list[str]) -> list[str]:
    """A form has no order of ticks: items keep the order of the record that was sent, new ones come after."""
    return [item for item in sent if item in returned] + [item for item in returned if item not in sent]


def _is_empty(text: str, entry: Field) -> bool:
    return text.strip() in ("", {"tick": UNTICKED, "choice": UNCHOSEN}.get(entry.kind, ""))
