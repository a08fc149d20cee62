"""What the signatures of a file amount to: of a form of ours, of a notice, or of any other PDF file."""

from __future__ import annotations

from collections.abc import Iterator

from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import known_terms
from dtmforms.findings import Finding, Value, any_error
from dtmforms.returns.answer import Return
from dtmforms.signatures.any_pdf import AnyPdf
from dtmforms.signatures.our_form import CHANGED_LATER, OurForm
from dtmforms.signatures.signed_file import SignedFile
from dtmforms.signatures.trust import TrustFile
from dtmforms.signatures.verification import Verification


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
        from dtmforms.signatures.notice import OurNotice  # with what draws notices, which nothing else here needs

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


def _beside(answer: Verification, against: Agreement) -> Iterator[Finding]:
    """The text that was signed, beside a record."""
    values: dict[str, Value] = {"returned": answer.reference or "", "sent": against.reference}
    if answer.reference is None or text_key(answer.reference) != text_key(against.reference):
        yield Finding("signed_other_agreement", values=values)
    elif answer.signatures and answer.terms not in known_terms(against):
        yield Finding("signed_other_text", values={"terms": known_terms(against)[0]})
