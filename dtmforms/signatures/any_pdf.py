"""Any signed PDF file: four questions of each signature, never one, and then one verdict on the file. What is not shown
to hold does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dtmforms.findings import Finding
from dtmforms.language.spoken import Told
from dtmforms.signatures.signed_file import SignatureRead, SignedFile
from dtmforms.signatures.trust import Trusted, TrustFile
from dtmforms.signatures.verification import FieldChange, SignatureVerdict, Verification, told


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
        return told(code, values)


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
