"""The data of a form as XML (XFDF, ISO 19444-1) as plain values: bytes in, no object of the library out.

No entity is resolved, and nothing is fetched. Annotations in the data are not read.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from dtmforms.errors import ReturnError
from dtmforms.pdf.read.model import PdfFields

_DEEPEST = 32


def read_xfdf(data: bytes) -> PdfFields:
    """The values of a form's data, by full name. Raises `ReturnError` of the kind `damaged`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ReturnError("damaged", reason="damaged") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReturnError("damaged", reason="damaged")
    read = PdfFields(data_only=True)
    for fields in root.iterfind("{*}fields"):
        _collect(fields, "", read, depth=0)
    return read


def _collect(above: Any, prefix: str, read: PdfFields, depth: int) -> None:
    for field in above.iterfind("{*}field") if depth < _DEEPEST else ():
        name = f"{prefix}.{field.get('name', '')}" if prefix else field.get("name", "")
        values = [*field.iterfind("{*}value"), *field.iterfind("{*}value-richtext")]
        if name and values:
            read.hold(name, "\n".join("".join(value.itertext()) for value in values).replace("\r\n", "\n"))
        elif name and field.find("{*}field") is None:
            read.hold(name, "")
        _collect(field, name, read, depth + 1)
