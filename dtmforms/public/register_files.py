"""Files that acts of the register are given: read, or counted by their SHA-256, which is all that it keeps of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dtmforms.errors import RegisterError
from dtmforms.public.sources import Source, data_of

if TYPE_CHECKING:
    from dtmforms.findings import Finding
    from dtmforms.register.duty_done import DutyDone
    from dtmforms.register.given_file import GivenFile
    from dtmforms.signatures.trust import TrustFile

_NOT_BROKEN = ("not_signed", "incomplete", "holds", "holds_unknown")
"""Verdicts of a notice that may be the written one: nobody has to sign that (rule D3)."""


def given_file(data: bytes, name: str, trust: TrustFile | None) -> GivenFile:
    """What is given as the signed file, read, and what its digital signatures amount to."""
    from dtmforms.public.signatures import verified_form
    from dtmforms.register.given_file import GivenFile
    from dtmforms.returns.file_type import contents_of
    from dtmforms.returns.sandboxed import read_return

    read = read_return(data, recognised=False)
    return GivenFile(read, contents_of(data), None if read.within else verified_form(data, read, name, trust))


def issued_file(document: Source, reference: str) -> tuple[str, Sequence[Finding]]:
    """The SHA-256 of a document of an agreement, and what was found in it. Raises `RegisterError` for another one's."""
    from dtmforms.register.issued_file import found_in
    from dtmforms.returns.sandboxed import read_return

    read = read_return(data_of(document), recognised=False)
    return read.sha256, found_in(read, reference)


def evidence_of(source: Source, reference: str) -> bytes:
    """The bytes of a file that shows something. Raises `RegisterError` for an empty one, as of a scan that failed."""
    data = data_of(source)
    if not data:
        raise RegisterError("evidence_empty", reference=reference)
    return data


def written_notice(source: Source, reference: str) -> DutyDone:
    """The file of the written notice, as evidence that they were told. Raises as `evidence_of` and `notice_in`."""
    from dtmforms.register.act import sha256
    from dtmforms.register.duty_done import DutyDone

    data = evidence_of(source, reference)
    return DutyDone("written_notice", file=sha256(data), notice_file=notice_in(data, reference))


def notice_in(data: bytes, reference: str) -> str | None:
    """The fingerprint of the notice that a file is; `None` for any other file. Raises `RegisterError` for a notice that
    shows something else than it says, for one whose signature does not hold, and for whatever is signed and cannot be
    read."""
    from dtmforms.returns.file_type import contents_of

    if contents_of(data) != "pdf":
        return None
    from dtmforms.returns import sandbox_start
    from dtmforms.signatures.sandboxed import read_signed_file
    from dtmforms.signatures.trust import TrustFile
    from dtmforms.signatures.verify import verified

    sandbox_start.begin()
    read = read_signed_file(data)
    if not read.notice and not (read.problem and b"ByteRange" in data):
        return None
    answer = verified(read, reference, TrustFile())
    if answer.notice is None or answer.verdict not in _NOT_BROKEN:
        raise RegisterError("notice_not_whole", [answer.said(), *answer.findings], reference=reference)
    return answer.notice.fingerprint
