"""What is given as the signed file, beside the text that waits for its signature (rule E9).

A scan that shows ink in every box to sign in is the signed copy by itself. Everything else needs a person who states
that it is signed; what says another thing than the text is no copy of it, whoever states that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dtmforms.agreement.destinations import reprinted
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Grounds
from dtmforms.changes.policy import Policy
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.register import patch
from dtmforms.register.events import Dated, Event
from dtmforms.register.projection import Projection
from dtmforms.register.query import counted_to_sign, in_force, to_sign
from dtmforms.register.take_return import with_earlier_contacts
from dtmforms.returns.answer import Basis, Return
from dtmforms.returns.ingest import judged, said_of_itself
from dtmforms.returns.returned_file import ReturnedFile
from dtmforms.signatures.our_form import JUDGED_BY_SIGNATURE
from dtmforms.signatures.verification import Verification

_KINDS = ("pdf", "picture", "word")
_OF_OTHER_WORDS = ("ours_differs", "ours_differs_contact", "copy_changed")
"""Findings that a return is taken with, and a signed copy is not: it says something else than the text."""
_NO_VALUES = ("drafts", "drafts_without_text")
"""Errors of a scan whose values are wanted; those of a signed copy are known."""
_FOR_A_PERSON = ("page_not_scanned",)
"""Errors for which a person can answer who has the paper."""
_OF_A_PICTURE = (*_FOR_A_PERSON, "other_edition")
"""The same of pages without letters, whose words are compared with nothing, of whichever edition they are (rule E7)."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that was read: `contents` is the word for what it is, whatever its name. `verified` is what its digital
    signatures amount to, where it is a form that has some."""

    read: ReturnedFile
    contents: str
    verified: Verification | None = None

    @property
    def sha256(self) -> str:
        return self.read.sha256

    @property
    def is_picture(self) -> bool:
        """Whether no page of it has letters, as none of a scan has."""
        pages = self.read.pages
        return pages is not None and not pages.lettered


@dataclass(frozen=True, slots=True)
class Statement:
    """That somebody, who is called by a role, states that a file is signed, and why that is known."""

    by: str
    why: str


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """What is seen in a file that is a copy of the text: by what it is signed, `ink` or `signatures` in every box,
    empty for nothing, and what a person is to look at."""

    signed: str
    findings: tuple[Finding, ...]


def shown_by(file: GivenFile, projection: Projection, text: Event, policy: Policy, dated: Dated) -> SignatureSeen:
    """What a file shows of the signature of a text, which was judged by a policy when it was put up. Raises
    `RegisterError` for one that cannot be its signed copy."""
    reference, terms = projection.reference, str(text.details["terms"])
    if file.contents not in _KINDS:
        raise RegisterError("not_a_signed_file", [Finding(file.contents)], reference=reference)
    wanted = list(_as_it_may_be_signed(projection, text))
    bases = [Basis(record, today=dated.effective, grounds=Grounds(policy, terms=terms)) for record in wanted]
    answers = [judged(file.read, reference, bases[0])]
    if not said_of_itself(file.read, reference).readable and not answers[0].readable:
        return _without_code(file, answers[0], reference, terms)
    _refuse_other_text(file, answers[0], reference, [known for basis in bases for known in basis.known_terms])
    if list(_differences(file, answers[0])):
        answers += [judged(file.read, reference, basis) for basis in bases[1:]]
    same = next((answer for answer in answers if not list(_differences(file, answer))), None)
    if same is None:
        told = list(_differences(file, answers[0]))
        raise RegisterError("copy_says_otherwise", told, reference=reference, terms=terms)
    findings = [found for found in same.findings if found.code not in _NO_VALUES]
    if file.verified:
        return _by_signatures(file.verified, findings)
    if same.signatures:
        findings.append(Finding("signature_not_checked", "form"))
    inked = same.signed_copy and same.signed_copy["accepted"]
    return SignatureSeen("ink" if inked else "", tuple(findings))


def _by_signatures(verified: Verification, findings: Sequence[Finding]) -> SignatureSeen:
    """A form with digital signatures is signed where all of them hold and it is known whose they are."""
    told = [found for found in findings if found.code not in JUDGED_BY_SIGNATURE]
    if not verified.is_of_agreement:
        told += [verified.said(), *verified.findings]
        return SignatureSeen("", tuple(told))
    return SignatureSeen("signatures", (*told, *verified.findings))


def _as_it_may_be_signed(projection: Projection, text: Event) -> Iterator[Agreement]:
    """The text with the contacts of now, which come first, and with those of earlier days; free text that follows Table
    C may be printed by either (rule C4)."""
    revision = to_sign(projection)
    waiting = revision or in_force(projection)
    yield waiting
    counted = counted_to_sign(projection) if revision else projection.counted
    follows = {urgency: list(counts.values()) for urgency, counts in counted.items()}
    others = tuple(place for place in patch.places_of(patch.plain(waiting)) if place not in projection.own(text))
    for earlier in with_earlier_contacts(projection):
        values = patch.with_posts(patch.plain(waiting), patch.plain(earlier), others)
        yield patch.agreement(values)
        if (moved_along := reprinted(values, counted, follows)) != values:
            yield patch.agreement(moved_along)


def _without_code(file: GivenFile, answer: Return, reference: str, terms: str) -> SignatureSeen:
    """What a picture shows that says nothing of itself. Raises `RegisterError` for anything else."""
    pages = file.read.pages
    if pages is None or (file.read.problem and file.read.problem.kind not in ("no_form", "not_our_form", "scanned")):
        raise RegisterError("signed_file_unread", answer.findings, reference=reference)
    if pages.lettered:
        raise RegisterError("no_copy_of_the_text", reference=reference, terms=terms)
    return SignatureSeen("", (*map(Finding, file.read.unheld), Finding("signed_without_code", values={"terms": terms})))


def _refuse_other_text(file: GivenFile, answer: Return, reference: str, known: Sequence[str]) -> None:
    """Raises `RegisterError` where any page says that it is of another text than the one with the `known` terms, of
    which the first are those that the register holds."""
    terms = known[0]
    pages = file.read.pages
    copies = [(answer.reference or "", answer.form.get("terms") or "")]
    copies += [(other.reference, other.terms) for other in pages.others] if pages else []
    others = [copy for copy in copies if text_key(copy[0]) != text_key(reference) or copy[1] not in known]
    named = sorted({f"{other} ({those})" if those else other for other, those in others if other})
    if named:
        raise RegisterError("copy_of_another_text", reference=reference, copies=named, terms=terms)
    if others:
        raise RegisterError("copy_of_a_blank_form", reference=reference, terms=terms)


def _differences(file: GivenFile, answer: Return) -> Iterator[Finding]:
    """What a file says otherwise than the record by which it was judged, and what makes doubtful that it does not."""
    known = (*_NO_VALUES, *(_OF_A_PICTURE if file.is_picture else _FOR_A_PERSON))
    for found in answer.findings:
        if found.code in _OF_OTHER_WORDS or (found.severity == "error" and found.code not in known):
            yield found
    for change in answer.comparison.changes if answer.comparison else ():
        yield Finding("signed_text_differs", change.path)
