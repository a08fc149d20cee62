"""Returns without fields: printed, flattened or scanned pages, and pictures of them."""

from __future__ import annotations

from dtmforms.agreement.record import Agreement
from dtmforms.errors import ReturnError
from dtmforms.pdf.returned import PdfFields
from dtmforms.returns.fields import ReturnedFields


def of_printed(data: bytes, read: PdfFields, password: str | None, sent: Agreement | None) -> ReturnedFields:  # noqa: ARG001
    """The fields of a PDF file that has none of ours left, from its pages; `read` is what else stands in it.
    Raises `ReturnError` of the kind `no_form` where the pages are not those of our form."""
    raise ReturnError("no_form", reason="no_fields")


def of_picture(data: bytes, sent: Agreement | None) -> ReturnedFields:  # noqa: ARG001
    """The fields on a picture of a page. Raises `ReturnError` of the kind `scanned`."""
    raise ReturnError("scanned", reason="picture")
