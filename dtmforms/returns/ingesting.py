"""A returned form becomes an answer: its fields as typed, the validated record, the comparison, all findings.

Only the partner's own cells are taken from a return. Everything else comes from the record that was sent, where
it is given; an edit of it is reported and not taken (rule D3).
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from dtmforms.agreement.checking import check_values
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.places import find_country
from dtmforms.agreement.record import LANGUAGES, URGENCIES, Agreement
from dtmforms.errors import ReturnError
from dtmforms.findings import Finding, Severity, any_error, dotted
from dtmforms.form.fields import EDITION, IDENTITY, SIGNATURES, TICKED, UNCHOSEN, UNTICKED, Field, fields
from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.form.texts import FormValues, texts_of, tooltip, values_of
from dtmforms.returns.accepting import acceptable, accepted, is_accepted
from dtmforms.returns.apart import returned_fields
from dtmforms.returns.fields import ReturnedFields
from dtmforms.returns.pagination import missing_pages, out_of_order, pages_as_sent
from dtmforms.returns.sentences import sentence, side_by_side
from dtmforms.versions.comparing import Comparison, Grounds, compare
from dtmforms.versions.terms import fingerprint

SCHEMA = "dtmforms/return/1"
_MOST_DOUBLED = 5
"""Beyond, it is two copies of a form that differ, not a field that stands in it twice."""
_STAYS_AT_HOME = ("risk_assessment", "requesting_organization.email_domains", "signatories")
"""What a form never carries, because the partner is not told it or signs it elsewhere."""


@dataclass(slots=True)
class Return:
    """The answer to one returned file. `kind` is how it was read, or why not where `readable` is false.

    `record` is `None` where it is not valid, and `whole` is false where it lacks what no form carries; `comparison` is
    `None` where there is nothing to compare with; `form` is empty where the file is no form of ours."""

    file: str
    sha256: str
    kind: str = "filled"
    readable: bool = True
    whole: bool = True
    reference: str | None = None
    form: dict[str, str | None] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    record: Agreement | None = None
    comparison: Comparison | None = None
    findings: list[Finding] = field(default_factory=list)
    sources: dict[str, dict[str, object]] = field(default_factory=dict)
    signatures: list[dict[str, object]] = field(default_factory=list)
    signed_copy: dict[str, object] | None = None
    pictures: dict[str, bytes] = field(default_factory=dict, repr=False)
    accepted: list[str] = field(default_factory=list)
    """The codes of the flags that a person has accepted, and that were found."""

    @property
    def exit_code(self) -> int:
        """0 for a valid record, or the signed copy of a document that has none in it; 3 where the record is not valid
        or a person has to confirm it; 4 for a file that cannot be read as our form."""
        if not self.readable:
            return ReturnError.exit_code
        return 0 if self.record or self.only_signed else 3

    @property
    def only_signed(self) -> bool:
        """Whether the file is an accepted signed copy, and holds nothing else that is wanted."""
        accepted = bool(self.signed_copy and self.signed_copy["accepted"])
        return accepted and not self.sources and not any_error(self.findings)

    def as_json(self) -> dict[str, object]:
        told: dict[str, object] = {
            "schema": SCHEMA,
            "file": self.file,
            "sha256": self.sha256,
            "kind": self.kind,
            "reference": self.reference,
            "form": self.form,
            "fields": self.fields,
            "record": self.record.values() if self.record else None,
            "comparison": self.comparison.as_json() if self.comparison else None,
            "findings": [finding.as_json() for finding in self.findings],
            "sources": self.sources,
            "signatures": self.signatures,
            "signed_copy": self.signed_copy,
        }
        return told | ({"accepted": self.accepted} if self.accepted else {})


def ingest(
    data: bytes,
    *,
    file: str,
    against: Agreement | None = None,
    earlier: Sequence[Agreement] = (),
    today: datetime.date | None = None,
    password: str | None = None,
    grounds: Grounds | None = None,
    accepted: Collection[str] = (),
) -> Return:
    """Read a returned PDF form or Word document, or the data of a form. `against` is the record that was sent; without
    it the record is what the form says, and what a form does not carry is missing from it. `earlier` are records whose
    focal points a form may still show, because it was made when they were in force. `password` opens the file
    where an empty one does not; `grounds` is by what changes are judged; `accepted` are the codes of flags that
    somebody has taken upon themselves. Never raises for what the file holds."""
    answer, read = _read(data, file, against, password, earlier)
    if read:
        _Reading(answer, read, against, today, grounds, accepted).answered()
    return answer


def recognise(data: bytes, *, file: str) -> Return:
    """What a returned file is and which agreement it names, before there is a record to judge it by: nothing is said
    of its values. Never raises for what the file holds."""
    answer, read = _read(data, file, None, None)
    if read:
        answer.reference = read.identity.get("form_reference") or None
        answer.form["terms"] = read.identity.get("form_terms") or None
    return answer


def _read(
    data: bytes, file: str, against: Agreement | None, password: str | None, earlier: Sequence[Agreement] = ()
) -> tuple[Return, ReturnedFields | None]:
    """The fields of a file, and the answer to begin with; the answer is all where the file is no form of ours."""
    answer = Return(file, hashlib.sha256(data).hexdigest())
    try:
        return answer, returned_fields(data, against, password, earlier)
    except ReturnError as error:
        answer.kind, answer.readable = error.kind, False
        language = against.language if against else error.language
        message = sentence(error.reason, language) if error.reason else str(error)
        answer.findings.append(Finding("error", "", message, code=error.reason))
        return answer, None


class _Reading:
    """One return on its way from fields to an answer."""

    def __init__(
        self,
        answer: Return,
        read: ReturnedFields,
        against: Agreement | None,
        today: datetime.date | None,
        grounds: Grounds | None,
        accepted: Collection[str],
    ) -> None:
        self.answer, self.read, self.against, self.today, self.grounds = answer, read, against, today, grounds
        self.accepted = set(accepted).intersection(acceptable())
        self.identity, self.rows = read.identity, read.rows
        self.language = self.identity.get("form_language", "").partition(",")[0]
        self.table = {entry.name: entry for entry in fields(self.rows)}

    def answered(self) -> None:
        answer = self.answer
        answer.kind, answer.fields = self.read.kind, self.read.stored
        answer.sources, answer.signatures = self.read.sources, self.read.signatures
        answer.signed_copy, answer.pictures = self.read.signed_copy, self.read.pictures
        answer.findings += self.read.findings
        answer.reference = self.identity.get("form_reference") or None
        names = ("edition", "language", "terms")
        answer.form = {name: self.identity.get(f"form_{name}") or None for name in names}
        if not self.same_agreement() or self.read.kind == "scanned":
            return
        self.same_form()
        texts = self.partners_texts()
        if self.nothing_filled_in(texts):
            return
        said = values_of(texts, self.rows, self.language)
        for name in said.contradictions:
            self.error(name, "the column is marked as not used, and has entries; clear one or the other", "C8")
        checked = check_values(self.whole(said), beyond=() if self.against else _STAYS_AT_HOME, today=self.today)
        answer.findings += [
            self.placed(finding, said)
            for finding in checked.findings
            if not self.is_suspect(self.field_of(finding, said)) and not self.follows_from_loss(finding)
        ]
        if not self.against:
            answer.whole = False
            message = (
                "read without the record that was sent: IOM's cells are as the file has them, and the risk assessment, "
                "the known e-mail domains and the signatories, which stay at home, are missing; use --against"
            )
            answer.findings.append(Finding("warning", "", message))
        self.accept()
        if not any_error(answer.findings):
            answer.record = checked.record
        self.same_terms()
        if answer.record and self.against:
            answer.comparison = compare(self.against, answer.record, self.grounds)

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
        message = self.said("other_agreement", returned=repr(reference), sent=repr(against.reference))
        self.answer.findings.append(Finding("error", "reference", message, "E4", code="other_agreement"))
        return False

    def same_form(self) -> None:
        """Whether this is a form of ours, of this edition, made for the terms of the record that was sent."""
        edition, against = self.identity.get("form_edition"), self.against
        if edition != EDITION:
            reason = "other_edition" if edition else "no_edition"
            self.note("error", self.said(reason, returned=edition, sent=EDITION), reason)
        if self.language not in FORM_LANGUAGES:
            if self.language:
                self.note("error", f"the form says that its language is {self.language!r}, in which there is none")
            self.language = "en"
        elif against and against.language != self.language and not self.answer.kind.startswith("word"):
            message = self.said("other_language", returned=self.language, sent=against.language)
            self.note("warning", message, "other_language")
        if against and self.answer.form["terms"] not in (None, fingerprint(against)):
            message = f"the form was made for terms {self.answer.form['terms']}, the record has {fingerprint(against)}"
            self.note("warning", f"{message}; make sure that the partner saw the present text")

    def same_terms(self) -> None:
        """Without the record that was sent, the form's own fingerprint still shows that terms were changed."""
        record, terms = self.answer.record, self.answer.form["terms"]
        if not record or not terms or self.against:
            return
        # A document may have been made in another language than its record's.
        same = (fingerprint(record.model_copy(update={"language": language})) == terms for language in LANGUAGES)
        if not any(same):
            self.note("warning", f"more than focal points was changed since the form was made for terms {terms}")

    def partners_texts(self) -> dict[str, str]:
        """The texts of all fields, those that the partner may not edit as they were sent."""
        table, texts = self.table, dict(self.read.texts)
        self.doubled()
        for name, reason in sorted(self.read.suspect.items()):
            self.at("error", name, self.said(reason), code=reason)
        for name in sorted(texts.keys() - table.keys() - {*IDENTITY, *SIGNATURES}):
            self.at("warning", name, self.said("unknown_field"), code="unknown_field")
        self.in_order()
        lost = self.lost_pages(table.keys() - texts.keys())
        self.same_reference(texts)
        sent = texts_of(self.against, self.rows, self.language) if self.against else {}
        for name, entry in table.items():
            if name == "country" and not self.against and name in texts:
                texts[name] = find_country(texts[name]) or texts[name]
            if entry.ours and self.against:
                if name not in lost:
                    self.compare_ours(entry, texts.get(name, ""), sent[name])
                texts[name] = sent[name]
            elif name not in texts and name not in lost:
                self.error(name, self.said("field_missing"), code="field_missing")
            elif entry.kind == "tick" and name in texts:
                # An on state has any name (ISO 32000-2:2020 12.7.5.2.3); data files tell nothing but that name.
                texts[name] = UNTICKED if texts[name] in ("", UNTICKED) else TICKED
        return texts

    def nothing_filled_in(self, texts: dict[str, str]) -> bool:
        """Say that no cell of the partner holds anything, where none does: all else follows from that."""
        empty = all(_is_empty(texts.get(name, ""), entry) for name, entry in self.table.items() if not entry.ours)
        if empty:
            self.note("error", self.said("nothing_filled_in"), "nothing_filled_in")
        return empty

    def same_reference(self, texts: dict[str, str]) -> None:
        """Without the record that was sent, what the form carries still tells its reference."""
        reference, returned = self.answer.reference, texts.get("reference")
        if reference and returned is not None and not self.against:
            self.compare_ours(self.table["reference"], returned, reference)
            texts["reference"] = reference

    def doubled(self) -> None:
        """Fields that stand twice with different values: neither is chosen."""
        if len(self.read.doubled) > _MOST_DOUBLED:
            self.note("error", self.said("two_copies", number=len(self.read.doubled)), "two_copies")
            return
        for name in sorted(self.read.doubled):
            self.error(name, self.said("doubled_field"), code="doubled_field")

    def in_order(self) -> None:
        order = out_of_order(self.table, self.read.pages)
        if order:
            message = self.said("pages_out_of_order", pages=", ".join(map(str, order)))
            self.note("warning", message, "pages_out_of_order")

    def lost_pages(self, missing: set[str]) -> set[str]:
        """Say which pages did not come back; the names of the fields that stood on them."""
        on_no_page = self.table.keys() - self.read.pages.keys() if self.read.pages else missing
        as_sent = pages_as_sent(self.read, self.language) if on_no_page else {}
        if self.read.page_count < max(as_sent.values(), default=0):
            # A page can be taken away and leave its fields in the form, with what they held before.
            missing = missing | on_no_page
        lost: set[str] = set()
        for page, names in missing_pages(missing, as_sent).items():
            partners = [name for name in names if not (self.against and self.table[name].ours)]
            message = self.said("page_missing", page=page, number=len(names), first=names[0], last=names[-1])
            self.note("error" if partners else "warning", message, "page_missing")
            lost.update(names)
        return lost

    def compare_ours(self, entry: Field, returned: str, sent: str) -> None:
        """A cell of IOM's beside what was sent; contact data is not shown (rule D1)."""
        from_blank = not self.answer.reference and not returned.strip()
        if text_key(returned) == text_key(sent) or from_blank:
            return
        if entry.path[0] == "table_c":
            code, message = "ours_differs_contact", self.said("ours_differs_contact")
        else:
            before, after = side_by_side(sent, returned)
            code, message = "ours_differs", self.said("ours_differs", sent=before, returned=after)
        self.at("warning", entry.name, message, "D3", code)

    def said(self, reason: str, **values: object) -> str:
        """A sentence in the language of the record that was sent, else in that of the form."""
        return sentence(reason, self.against.language if self.against else self.language, **values)

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
        return base | {"table_b": table_b, "table_c": said.values["table_c"]}

    def placed(self, finding: Finding, said: FormValues) -> Finding:
        """A finding on the record with the page and the field that it comes from, where there is one."""
        name = self.field_of(finding, said)
        if name is None:
            return finding
        return Finding(finding.severity, finding.path, f"{self.where(name)}: {finding.message}", finding.rule)

    def field_of(self, finding: Finding, said: FormValues) -> str | None:
        """The field that a finding on the record comes from; `None` where there is none."""
        static = (
            entry.name
            for entry in self.table.values()
            if dotted(entry.path) == finding.path and not entry.item and entry.row is None
        )
        return said.names.get(finding.path) or next(static, None)

    def where(self, name: str) -> str:
        """A field's place in words: its page, its label as the form has it, its name."""
        page = self.read.pages.get(name)
        entry = self.table.get(name)
        label = f"{tooltip(entry, self.language)} " if entry else ""
        return f"page {page}, {label}[{name}]" if page else f"{label}[{name}]"

    def error(self, name: str, message: str, rule: str | None = None, code: str = "") -> None:
        self.at("error", name, message, rule, code)

    def at(self, severity: Severity, name: str, message: str, rule: str | None = None, code: str = "") -> None:
        """A finding at a field, which is named by its path where the form knows it."""
        path = dotted(self.table[name].path) if name in self.table else name
        self.answer.findings.append(Finding(severity, path, f"{self.where(name)}: {message}", rule, code=code))

    def note(self, severity: Severity, message: str, code: str = "") -> None:
        self.answer.findings.append(Finding(severity, "form", message, code=code))


def _in_the_order_of(sent: list[str], returned: list[str]) -> list[str]:
    """A form has no order of ticks: items keep the order of the record that was sent, new ones come after."""
    return [item for item in sent if item in returned] + [item for item in returned if item not in sent]


def _is_empty(text: str, entry: Field) -> bool:
    return text.strip() in ("", {"tick": UNTICKED, "choice": UNCHOSEN}.get(entry.kind, ""))
