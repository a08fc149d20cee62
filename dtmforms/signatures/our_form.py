"""A signed form of ours. Above what validates a signature stands what an agreement needs: both readers see the same in
the file; there are our two boxes and no others, in their places, each signed once and by another certificate; and all
sign the same terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dtmforms.agreement.check import check_values
from dtmforms.agreement.closed_lists import SIDES
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import known_terms
from dtmforms.changes.policy import our_policy
from dtmforms.findings import Finding, any_error, dotted
from dtmforms.form.fields import DATES, IDENTITY, SIGNATURES, STAYS_AT_HOME, Field, fields
from dtmforms.form.notice import Person
from dtmforms.form.texts import values_of
from dtmforms.language import LANGUAGES
from dtmforms.pdf.geometry import FormLayout
from dtmforms.returns.answer import Basis, ReturnedFields
from dtmforms.returns.pdf_form import fields_of_pdf
from dtmforms.signatures.any_pdf import AnyPdf
from dtmforms.signatures.signed_file import SignatureRead, SignedFile
from dtmforms.signatures.trust import Trusted, TrustFile
from dtmforms.signatures.verification import FieldChange, Verification

CHANGED_LATER = "changed_after_signing"
JUDGED_BY_SIGNATURE = (CHANGED_LATER, "signed_form_changed", "saved_revisions")
"""What is told of a return is told here of each signature."""
_IOM, _PARTNER = SIGNATURES


class OurForm(AnyPdf):
    """A form of ours, whose text is looked at before any of its signatures."""

    def __init__(self, read: SignedFile, trust: TrustFile, answer: Verification) -> None:
        super().__init__(read, trust, answer)
        if read.form is None:
            raise AssertionError
        self.form = read.form
        self.returned: ReturnedFields = fields_of_pdf(read.form, Basis())
        self.table: dict[str, Field] = {entry.name: entry for entry in fields(self.returned.rows)}
        self.organization = self.returned.texts.get("requesting_organization_name", "")
        self.signed_terms = {one.field: self.terms_of(one.values) for one in read.signatures if one.values}

    def judge(self) -> None:
        answer, identity = self.answer, self.returned.identity
        answer.reference = self.returned.texts.get("reference") or None
        terms = {terms for terms in self.signed_terms.values() if terms}
        answer.terms = terms.pop() if len(terms) == 1 else None
        super().judge()
        if answer.terms and identity["form_terms"] and answer.terms != identity["form_terms"]:
            answer.findings.append(Finding("printed_terms_differ", values={"terms": answer.terms}))
        if answer.terms and any(one.holds for one in answer.signatures):
            answer.contacts, answer.organization = self.contacts(), self.organization
            answer.printed_terms = identity["form_terms"]
        if any(change.effect == "focal_point_notice" for one in answer.signatures for change in one.changes):
            answer.findings.append(Finding("focal_point_in_signed_file"))

    def contacts(self) -> dict[str, Person]:
        """Who holds each post in the values that were signed."""
        then = next(one.values for one in self.read.signatures if self.signed_terms.get(one.field))
        record = _record(
            values_of(then or {}, self.returned.rows, language := self.returned.identity["form_language"]).values,
            language,
        )
        if record is None:
            return {}
        holding = {place: record.focal_point(place) for side in SIDES for place in record.places(side)}
        return {place: person.model_dump() if person else None for place, person in holding.items()}

    def unsigned(self) -> list[str]:
        return [name for name in SIGNATURES if name not in {one.field for one in self.read.signatures}]

    def findings(self) -> Iterator[Finding]:
        """What is odd about the file. Of a form that nobody signed, it is told when it comes back filled in."""
        yield from super().findings()
        if self.read.signatures:
            yield from self.odd()
            yield from self.of_both()

    def odd(self) -> Iterator[Finding]:
        """What keeps a form from being signed, and a signature of it from holding."""
        yield from self.flags()
        layout = FormLayout.parse(self.returned.identity["form_rows"])
        if layout is None or layout.purpose != "sign":
            yield Finding("form_not_to_sign")
        others = [one.field for one in self.read.signatures if one.field not in SIGNATURES]
        others += [name for name in self.read.empty if name not in SIGNATURES]
        if others:
            yield Finding("foreign_box", values={"fields": others})
        moved = [one.field for one in self.read.signatures if one.field in SIGNATURES and not one.in_place]
        if moved:
            yield Finding("box_moved", values={"fields": moved})

    def of_both(self) -> Iterator[Finding]:
        """What is odd about its signatures beside each other."""
        if self.partner_was_first():
            written_anew = any(one.field == _IOM and one.intact == "no" for one in self.read.signatures)
            yield Finding("written_anew_before_signing" if written_anew else "partner_signed_first")
        signers = [one.signer.fingerprint for one in self.read.signatures if one.signer]
        if len({*signers}) < len(signers):
            yield Finding("one_certificate_for_both")
        if len({*self.signed_terms.values()}) > 1:
            yield Finding("signed_terms_differ")

    def flags(self) -> Iterator[Finding]:
        """What both readers see otherwise, or a person does."""
        returned = self.returned
        yield from (
            replace(found, severity="error") for found in returned.findings if found.code not in JUDGED_BY_SIGNATURE
        )
        odd = sorted({*returned.suspect, *returned.doubled, *self.dates_shown_otherwise()})
        if odd:
            yield Finding("fields_in_doubt", values={"fields": odd})
        known = {*self.table, *IDENTITY, *DATES}
        unknown, missing = sorted(returned.texts.keys() - known), sorted(known - returned.texts.keys())
        if unknown or missing:
            yield Finding("other_fields", values={"fields": [*unknown, *missing]})

    def dates_shown_otherwise(self) -> Iterator[str]:
        """The dates beside the boxes stand in no table of the form."""
        shown = self.form.qpdf.fields if self.form.qpdf else {}
        for name in DATES:
            for widget in shown[name].widgets if name in shown else ():
                stands = text_key(widget.shown or "") in ("", text_key(shown[name].values[0]))
                if widget.unreadable or widget.hidden or not stands:
                    yield name

    def partner_was_first(self) -> bool:
        """Whether no signature of IOM that is whole comes before the partner's, which closes the form."""
        order = [one.field for one in self.read.signatures if one.field in SIGNATURES and one.intact == "yes"]
        return bool(order) and order[0] == _PARTNER

    def side_of(self, signature: SignatureRead) -> str:
        return signature.field.removeprefix("signature_") if signature.field in SIGNATURES else ""

    def changes(self, signature: SignatureRead) -> Iterator[FieldChange]:
        """Each field that holds something else now than when it was signed, as the policy of changes judges it."""
        then, now = signature.values, self.form.qpdf.texts() if self.form.qpdf else None
        if then is None or now is None or signature.intact != "yes":
            return
        for name in [*self.table, *IDENTITY, *DATES, *sorted({*then, *now} - {*self.table, *IDENTITY, *DATES})]:
            old, new = then.get(name, ""), now.get(name, "")
            if old != new:
                yield self.change(signature, name, old, new)

    def change(self, signature: SignatureRead, name: str, old: str, new: str) -> FieldChange:
        if signature.field == _IOM and name == DATES[1]:
            return FieldChange(name, name, old, new, "allowed")
        entry = self.table.get(name)
        if entry is None:
            return FieldChange(name, name, old, new, "revision")
        row = our_policy().row_for(tuple(map(str, entry.path)))
        return FieldChange(dotted(entry.path), name, old, new, row.effect, row.rule)

    def changed_after(self, signature: SignatureRead, changes: tuple[FieldChange, ...]) -> str:
        """What the signature itself lets change, and no more than the form does: after that of IOM the partner's date,
        after the partner's nothing; whatever locks the file has, or has not."""
        found = signature.changed_after
        if found not in ("none", "allowed"):
            return found
        known = signature.field == _IOM and set(signature.filled) <= {DATES[1]}
        if any(change.effect != "allowed" for change in changes) or (signature.filled and not known):
            return "not-allowed"
        return "unknown" if signature.values is None else found

    def trusted(self, signature: SignatureRead, side: str) -> Trusted:
        if not side:
            return Trusted("no", "signature_in_other_box")
        return super().trusted(signature, side)

    def why_not(self, signature: SignatureRead, changed_after: str, trusted: Trusted) -> str:
        why = super().why_not(signature, changed_after, trusted)
        if why:
            return why
        if any_error(self.answer.findings):
            return "signature_on_flagged"
        return "" if self.signed_terms.get(signature.field) else "signature_without_terms"

    def terms_of(self, then: Mapping[str, str]) -> str | None:
        """The terms of the values that were signed; `None` where they are no agreement. A document may have been made
        in another language than its record's, which is agreed too: then by those that it bears."""
        language = self.returned.identity["form_language"]
        if language not in LANGUAGES:
            return None
        values = values_of(then, self.returned.rows, language).values
        found = {tried: known_terms(record) for tried in LANGUAGES if (record := _record(values, tried))}
        printed = self.returned.identity["form_terms"]
        if any(printed in terms for terms in found.values()):
            return printed
        return found[language][0] if language in found else None


def _record(values: dict[str, Any], language: str) -> Agreement | None:
    checked = check_values(values | {"language": language}, beyond=STAYS_AT_HOME)
    if checked.record:
        return checked.record
    try:
        return Agreement.model_validate(values | {"language": language}, context={"json": True})
    except ValueError:  # of the model's own kind
        return None
