"""What is given as the document that was sent: one of its agreement, as far as a file says of itself what it is."""

from __future__ import annotations

from dtmforms.agreement.keys import text_key
from dtmforms.errors import RegisterError
from dtmforms.findings import Finding
from dtmforms.returns.returned_file import ReturnedFile


def found_in(read: ReturnedFile, reference: str) -> list[Finding]:
    """What a person is to know of a document of an agreement: one that is locked, or of nobody's, does not say whose it
    is. Raises `RegisterError` where any page is of another agreement."""
    said = [read.identity().get("form_reference") or ""]
    said += [other.reference for other in read.pages.others] if read.pages else []
    others = sorted({name for name in said if name and text_key(name) != text_key(reference)})
    if others:
        raise RegisterError("document_of_another", reference=reference, others=others)
    return [*map(Finding, read.unheld), *([] if any(said) else [Finding("document_not_known")])]
