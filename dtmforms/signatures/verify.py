"""What the signatures of a file amount to: four questions of each, never one, and then one verdict on the file.

Nothing holds that is not shown to. Above what validates a signature stands what an agreement needs: that both readers
see the same in the file, that there are our two boxes and no others, in their places, each signed once and by another
certificate, and that all sign the same terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dtmforms.agreement.check import check_values
from dtmforms.agreement.closed_lists import SIDES
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import known_terms
from dtmforms.changes.policy import our_policy
from dtmforms.codes.messages import MESSAGES
from dtmforms.findings import Finding, Value, any_error, dotted
from dtmforms.form.fields import DATES, IDENTITY, SIGNATURES, Field, fields
from dtmforms.form.notice import NoticeContent, Person
from dtmforms.form.texts import values_of
from dtmforms.language import LANGUAGES
from dtmforms.language.spoken import Told
from dtmforms.pdf.geometry import FormLayout
from dtmforms.returns.answer import Basis, Return, ReturnedFields
from dtmforms.returns.pdf_form import fields_of_pdf
from dtmforms.signatures.signed_file import SignatureRead, SignedFile
from dtmforms.signatures.trust import Clock, Trusted, TrustFile

SCHEMA = "dtmforms/verification/1"
CHANGED_LATER = "changed_after_signing"
JUDGED_BY_SIGNATURE = (CHANGED_LATER, "signed_form_changed", "saved_revisions")
"""What is told of a return is told here of each signature."""
_STAYS_AT_HOME = ("risk_assessment", "requesting_organization.email_domains", "signatories")
_SAID = {
    "holds": "verdict_holds",
    "incomplete": "verdict_incomplete",
    "holds_unknown": "verdict_holds_unknown",
    "partly": "verdict_partly",
    "broken": "verdict_broken",
    "cannot_tell": "verdict_cannot_tell",
    "not_signed": "verdict_not_signed",
}
"""The sentence on each verdict."""
_CLOCKS = {
    "": "clock_of_signer",
    "yes": "clock_of_time_stamp",
    "unknown": "clock_of_unknown_time_stamp",
    "no": "clock_of_no_good_time_stamp",
}
"""The sentence on whose clock it is, by whether the time stamp is known."""
_EXIT_CODES = {"holds": 0, "partly": 3, "broken": 3, "cannot_tell": 4, "incomplete": 7, "holds_unknown": 7}
_NOT_SIGNED = 7
_IOM, _PARTNER = SIGNATURES


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that holds something else than when a signature was made. `effect` is "allowed", or what the change would
    be to an agreement, by which `rule`."""

    path: str
    field: str
    old: str
    new: str
    effect: str
    rule: str | None = None

    def as_json(self) -> dict[str, object]:
        return {"path": self.path, "old": self.old, "new": self.new, "effect": self.effect, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature, judged. `side` is whose box it stands in, empty where the file has none of ours; `said` is the
    sentence on it, which may name the signer. The time of `read` is that of the `clock` that counts."""

    read: SignatureRead
    side: str
    changed_after: str
    trusted: str
    holds: bool
    said: Told
    clock: Clock
    changes: tuple[FieldChange, ...] = ()

    @property
    def cannot_tell(self) -> bool:
        read = self.read
        return read.intact == "cannot-tell" or (read.intact == "yes" and bool(read.untold or self.is_open))

    @property
    def is_open(self) -> bool:
        """Whether it is not known what was changed after it."""
        return self.changed_after == "unknown"

    def by_clock(self) -> Told | None:
        """The sentence on whose clock it is, `None` where it says no time, or is not intact."""
        stamp = self.read.stamp
        if self.read.intact != "yes" or not self.read.time:
            return None
        values = (
            {"authority": stamp.authority, "day": stamp.time[:10], "fingerprint": stamp.fingerprint} if stamp else {}
        )
        return _told(_CLOCKS[self.clock.stamp], values)

    def as_json(self, language: str) -> dict[str, object]:
        read, clock = self.read, self.by_clock()
        return {
            "field": read.field,
            "side": self.side or None,
            "signer": read.signer.name if read.signer else None,
            "fingerprint": read.signer.fingerprint if read.signer else None,
            "intact": read.intact,
            "covers_whole_file": "yes" if read.covers_whole_file else "no",
            "changed_after": self.changed_after,
            "trusted": self.trusted,
            "holds": self.holds,
            "time": read.time or None,
            "time_from": ("time_stamp" if self.clock.is_stamped else "signer") if read.time else None,
            "time_stamp": read.stamp
            and {
                "time": read.stamp.time,
                "authority": read.stamp.authority,
                "fingerprint": read.stamp.fingerprint,
                "trusted": self.clock.stamp,
            },
            "changes": [change.as_json() for change in self.changes],
            "code": self.said.code,
            "message": self.said.text(language),
            "clock": clock and clock.text(language),
        }


@dataclass(slots=True)
class Verification:
    """The answer to one file. `reference` and `terms` are `None` of what is no form of ours, or says nothing that can
    be known; `terms` are worked out from the values that were signed."""

    file: str
    sha256: str
    verdict: str = "not_signed"
    reference: str | None = None
    terms: str | None = None
    signatures: list[SignatureVerdict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    """The boxes that nobody has signed."""
    notice: NoticeContent | None = None
    """What it says, where it is a notice of focal points that shows just that (rule D1)."""
    contacts: dict[str, Person] = field(default_factory=dict, repr=False)
    """Of a form of which a signature holds: who holds each post in what was signed (rule D1)."""
    organization: str = ""
    """The partner, as a form of which a signature holds names it."""
    printed_terms: str = ""
    """Those that such a form bears."""

    @property
    def exit_code(self) -> int:
        """That of the verdict; 3 where an error is found beside signatures that hold."""
        code = _EXIT_CODES.get(self.verdict, _NOT_SIGNED)
        return 3 if code in (0, _NOT_SIGNED) and any_error(self.findings) else code

    def said(self) -> Finding:
        """The verdict as a sentence, which names nobody."""
        values: dict[str, Value] = {"fields": self.unsigned} if self.verdict == "incomplete" else {}
        return Finding(_SAID[self.verdict], values=values)

    @property
    def is_of_agreement(self) -> bool:
        """Whether everybody signed a form of ours, all of it holds, and it is known whose each signature is."""
        return self.exit_code == 0 and self.terms is not None

    def as_json(self, language: str = "en") -> dict[str, object]:
        return {
            "schema": SCHEMA,
            "file": self.file,
            "sha256": self.sha256,
            "reference": self.reference,
            "terms": self.terms,
            "verdict": self.verdict,
            "message": self.said().text(language),
            "signatures": [signature.as_json(language) for signature in self.signatures],
            "findings": [finding.as_json(language) for finding in self.findings],
        } | ({"notice": _as_json(self.notice)} if self.notice else {})


def _as_json(notice: NoticeContent) -> dict[str, object]:
    """A notice without the people in it, whom the chain of notices tells."""
    values = {name: getattr(notice, name) for name in ("fingerprint", "follows", "side", "effective")}
    return values | {"posts": [one.place for one in notice.posts]}


def verified(read: SignedFile, file: str, trust: TrustFile, against: Agreement | None = None) -> Verification:
    """What the signatures of a file that was read amount to, by the certificates that a mission knows."""
    answer = Verification(file, read.sha256, findings=list(map(Finding, read.unheld)))
    if read.problem:
        answer.verdict = "cannot_tell"
        answer.findings.append(Finding(read.problem.reason))
        return answer
    _kind_of(read)(read, trust, answer).judge()
    if against:
        answer.findings += _beside(answer, against)
    return answer


def _kind_of(read: SignedFile) -> type[AnyPdf]:
    if read.notice:
        from dtmforms.signatures.notice import OurNotice  # which is one of those here

        return OurNotice
    return OurForm if read.form else AnyPdf


def tell_of_return(answer: Return, verified: Verification) -> None:
    """Put what the signatures of a returned form amount to into its answer: of one that does not hold there is no
    record (rule E9)."""
    told = {found.code for found in answer.findings}
    answer.findings = [found for found in answer.findings if found.code != CHANGED_LATER]
    answer.findings += [verified.said(), *(found for found in verified.findings if found.code not in told)]
    if any_error(answer.findings):
        answer.record = answer.comparison = None


class AnyPdf:
    """A file that is no form of ours: of each signature what can be said of any."""

    def __init__(self, read: SignedFile, trust: TrustFile, answer: Verification) -> None:
        self.read, self.trust, self.answer = read, trust, answer
        self.organization = ""

    def judge(self) -> None:
        answer = self.answer
        answer.unsigned = self.unsigned()
        answer.findings += self.findings()
        answer.signatures = [self.judged(signature) for signature in self.read.signatures]
        answer.verdict = _verdict(answer)

    def unsigned(self) -> list[str]:
        return self.read.empty

    def findings(self) -> Iterator[Finding]:
        for signature in self.read.signatures:
            if signature.again:
                yield Finding("signature_in_two_boxes", values={"fields": [signature.field, *signature.again]})

    def judged(self, signature: SignatureRead) -> SignatureVerdict:
        clock = self.trust.clock(signature)
        signature = replace(signature, time=clock.time)
        side, changes = self.side_of(signature), tuple(self.changes(signature))
        changed_after = self.changed_after(signature, changes)
        trusted = self.trusted(signature, side)
        why = self.why_not(signature, changed_after, trusted)
        said = self.said(signature, why or trusted.why or self.as_it_holds(signature, changes), changes)
        return SignatureVerdict(signature, side, changed_after, trusted.answer, not why, said, clock, changes)

    def side_of(self, signature: SignatureRead) -> str:  # noqa: ARG002 - a form of ours has sides
        return ""

    def changes(self, signature: SignatureRead) -> Iterator[FieldChange]:
        for name in signature.filled:
            yield FieldChange(name, name, "", "", "allowed" if signature.changed_after == "allowed" else "unknown")

    def changed_after(self, signature: SignatureRead, changes: tuple[FieldChange, ...]) -> str:  # noqa: ARG002
        return signature.changed_after

    def trusted(self, signature: SignatureRead, side: str) -> Trusted:
        return self.trust.judge(signature, side, self.organization)

    def why_not(self, signature: SignatureRead, changed_after: str, trusted: Trusted) -> str:
        """The name of the sentence that says why a signature does not hold; empty where it does."""
        if signature.intact == "cannot-tell":
            return f"signature_{signature.untold or 'not_built_so'}"
        if signature.intact == "no":
            return "signature_broken"
        if changed_after == "unknown":
            return "signature_uncovered"
        if signature.untold:
            return f"signature_{signature.untold}"
        if changed_after == "not-allowed":
            return "signature_changed"
        return trusted.why if trusted.answer == "no" else ""

    def as_it_holds(self, signature: SignatureRead, changes: tuple[FieldChange, ...]) -> str:
        if changes:
            return "signature_holds_filled"
        return "signature_holds" if signature.covers_whole_file else "signature_holds_signed"

    def said(self, signature: SignatureRead, code: str, changes: tuple[FieldChange, ...]) -> Told:
        signer, day = signature.signer, signature.time[:10]
        names = [change.field for change in changes if change.effect != "allowed" or code == "signature_holds_filled"]
        if code == "signature_changed" and not names:
            code = "signature_changed_otherwise"
        values: dict[str, Any] = {
            "signer": signer.name if signer else "",
            "day": day,
            "fields": names,
            "fingerprint": signer.fingerprint if signer else "",
            "ends": signer.ends[:10] if signer else "",
            "begins": signer.begins[:10] if signer else "",
        }
        return _told(code, values)


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
            yield Finding("partner_signed_first")
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
        """IOM signs first: the partner's signature closes the form."""
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
    checked = check_values(values | {"language": language}, beyond=_STAYS_AT_HOME)
    if checked.record:
        return checked.record
    try:
        return Agreement.model_validate(values | {"language": language}, context={"json": True})
    except ValueError:  # of the model's own kind
        return None


def _verdict(answer: Verification) -> str:
    """Where several fit, the first."""
    judged = answer.signatures
    if not judged:
        return "not_signed"
    if any(one.cannot_tell for one in judged):
        return "cannot_tell"
    if not any(one.holds for one in judged):
        return "broken"
    if not all(one.holds for one in judged):
        return "partly"
    if any(one.trusted == "unknown" for one in judged):
        return "holds_unknown"
    return "incomplete" if answer.unsigned else "holds"


def _beside(answer: Verification, against: Agreement) -> Iterator[Finding]:
    """The text that was signed, beside a record."""
    values: dict[str, Value] = {"returned": answer.reference or "", "sent": against.reference}
    if answer.reference is None or text_key(answer.reference) != text_key(against.reference):
        yield Finding("signed_other_agreement", values=values)
    elif answer.signatures and answer.terms not in known_terms(against):
        yield Finding("signed_other_text", values={"terms": known_terms(against)[0]})


def _told(code: str, values: Mapping[str, Any]) -> Told:
    """A sentence with those of the values that it tells."""
    return Told(code, {name: values[name] for name in MESSAGES[code]})
