"""A signed notice of focal points: it holds where it shows just what it says, and the side signed it whose people
change (rule D3).
"""

from __future__ import annotations

from collections.abc import Iterator

from dtmforms.findings import Finding, any_error
from dtmforms.form.notice import NoticeContent, read_notice
from dtmforms.pdf.write.notice import box_of
from dtmforms.signatures.any_pdf import AnyPdf
from dtmforms.signatures.signed_file import SignatureRead, SignedFile
from dtmforms.signatures.trust import Trusted, TrustFile
from dtmforms.signatures.verification import FieldChange, Verification


class OurNotice(AnyPdf):
    """A notice, of which all that is shown is looked at before its signature. Nothing in it can be filled in."""

    def __init__(self, read: SignedFile, trust: TrustFile, answer: Verification) -> None:
        super().__init__(read, trust, answer)
        if read.notice is None:
            raise AssertionError
        self.notice: NoticeContent = read_notice(read.notice.content)
        self.as_written, self.box = read.notice.as_written, box_of(self.notice.side)
        self.organization = self.notice.organization

    def judge(self) -> None:
        if self.as_written:
            self.answer.notice = self.notice
            self.answer.reference, self.answer.terms = self.notice.reference, self.notice.terms
        super().judge()

    def unsigned(self) -> list[str]:
        return [] if any(one.field == self.box for one in self.read.signatures) else [self.box]

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        yield from self.odd()

    def odd(self) -> Iterator[Finding]:
        """What keeps a notice from being signed, and a signature of it from holding."""
        if not self.as_written:
            yield Finding("notice_shown_otherwise")
        others = [one.field for one in self.read.signatures if one.field != self.box]
        others += [name for name in self.read.empty if name != self.box]
        if others:
            yield Finding("foreign_box", values={"fields": others})

    def side_of(self, signature: SignatureRead) -> str:
        return self.notice.side if signature.field == self.box else ""

    def changed_after(self, signature: SignatureRead, changes: tuple[FieldChange, ...]) -> str:
        return "not-allowed" if changes else super().changed_after(signature, changes)

    def trusted(self, signature: SignatureRead, side: str) -> Trusted:
        return super().trusted(signature, side) if side else Trusted("no", "signature_in_other_box")

    def why_not(self, signature: SignatureRead, changed_after: str, trusted: Trusted) -> str:
        why = super().why_not(signature, changed_after, trusted)
        return why or ("signature_on_flagged" if any_error(self.answer.findings) else "")

    def against_signing(self, side: str) -> Iterator[Finding]:
        """What keeps a side from signing it."""
        yield from self.odd()
        if side != self.notice.side:
            yield Finding("notice_of_other_side", values={"side": self.notice.side})
        if self.read.signatures:
            yield Finding("signed_before", values={"fields": [one.field for one in self.read.signatures]})
