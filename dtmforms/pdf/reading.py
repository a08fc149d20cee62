"""A PDF file's form fields as plain texts: bytes in, values out, no object of the library leaves this module.

Not done here: whether the file is a form of ours, and what the texts mean. Nothing that is drawn is read: the
field's value (/V) is the truth, and programs draw many scripts wrongly.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, StreamObject

from dtmforms.errors import ReturnError
from dtmforms.form.fields import TICKED, UNTICKED

# pypdf logs what it repairs, with pieces of the file; without a handler Python prints that to standard error.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_DEEPEST = 32


@dataclass(slots=True)
class PdfFields:
    """The fields of a file: text by full name, as stored but for line ends, which are `\\n`. Ticks are `Yes` or `Off`.

    `pages` counts from 1 and lacks fields that stand on no page. `doubled` are names that stand for several fields
    with different values; their text is the first one's. `keywords` are those of the document information."""

    texts: dict[str, str] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)
    keywords: str = ""


def read_fields(data: bytes) -> PdfFields:
    """The fields of a PDF file. Raises `ReturnError` of the kind `damaged`, `encrypted` or `no_form`."""
    if not data:
        raise ReturnError("not_our_form", "the file is empty; ask for the form again")
    if b"%PDF-" not in data[:1024]:
        raise ReturnError(
            "not_our_form", "this is neither a PDF nor a .docx file; ask for the form itself, filled in and saved"
        )
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReturnError("encrypted", "the file needs a password; ask for it without one, or save it without")
        read = _fields_of(reader)
    except ReturnError:
        raise
    except pypdf.errors.DependencyError:
        raise ReturnError("encrypted", "the file is encrypted; ask for it without a password") from None
    except Exception:  # noqa: BLE001 - on broken files pypdf raises far more than its own errors
        raise ReturnError("damaged", "the file is damaged or was cut off on its way; ask for it again") from None
    if not read.texts:
        raise ReturnError(
            "no_form", "the file has no form fields (printed or scanned?); ask for the form itself, filled in"
        )
    return read


def _fields_of(reader: pypdf.PdfReader) -> PdfFields:
    read = PdfFields(keywords=str(reader.metadata.get("/Keywords", "") if reader.metadata else ""))
    on_page: dict[int, int] = {}
    widgets: list[DictionaryObject] = []
    for number, page in enumerate(reader.pages, start=1):
        for reference in _items(page.get("/Annots")):
            widget = reference.get_object()
            if isinstance(widget, DictionaryObject) and widget.get("/Subtype") == "/Widget":
                on_page[id(widget)] = number
                widgets.append(widget)
    root = reader.root_object
    form = _resolved(root.get("/AcroForm"))
    for reference in _items(form.get("/Fields")) if isinstance(form, DictionaryObject) else ():
        _collect(reference.get_object(), read, on_page, _Inherited(), depth=0)
    for widget in widgets:
        # Copying pages or merging files can leave widgets behind that no form names any longer.
        name = _full_name(widget)
        if name and name not in read.texts:
            _collect(widget, read, on_page, _Inherited(name.rpartition(".")[0]), depth=0)
    return read


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What a field takes from the field above it (ISO 32000-2:2020 12.7.4.1, Table 226)."""

    name: str = ""
    kind: Any = None
    value: Any = None


def _collect(node: Any, read: PdfFields, on_page: dict[int, int], above: _Inherited, depth: int) -> None:
    if not isinstance(node, DictionaryObject) or depth > _DEEPEST:
        return
    partial = node.get("/T")
    name = above.name if partial is None else f"{above.name}.{partial}" if above.name else str(partial)
    here = _Inherited(name, node.get("/FT", above.kind), _resolved(node.get("/V", above.value)))
    kids = [kid for kid in (_resolved(item) for item in _items(node.get("/Kids"))) if isinstance(kid, DictionaryObject)]
    if any("/T" in kid for kid in kids):
        for kid in kids:
            _collect(kid, read, on_page, here, depth + 1)
        return
    if not name:
        return
    text = _tick(here.value, [node, *kids]) if here.kind == "/Btn" else _text(here.value)
    if read.texts.setdefault(name, text) != text:
        read.doubled.add(name)
    for widget in (node, *kids):
        if id(widget) in on_page:
            read.pages.setdefault(name, on_page[id(widget)])


def _full_name(widget: DictionaryObject) -> str:
    parts: list[str] = []
    node: Any = widget
    while isinstance(node, DictionaryObject) and len(parts) <= _DEEPEST:
        if "/T" in node:
            parts.insert(0, str(node["/T"]))
        node = _resolved(node.get("/Parent"))
    return ".".join(parts)


def _tick(value: Any, widgets: list[DictionaryObject]) -> str:
    """On states have any name; a value is missing where only the appearance state was kept (12.7.5.2.3)."""
    states = [_text(value)] if value is not None else [_text(_resolved(widget.get("/AS"))) for widget in widgets]
    return TICKED if any(state not in ("", UNTICKED) for state in states) else UNTICKED


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, ArrayObject):
        return _text(_resolved(value[0])) if value else ""
    if isinstance(value, StreamObject):
        value = ByteStringObject(value.get_data())
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    text = str(value)
    if isinstance(value, NameObject):
        text = text.removeprefix("/")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _items(value: Any) -> list[Any]:
    value = _resolved(value)
    return list(value) if isinstance(value, ArrayObject) else []


def _resolved(value: Any) -> Any:
    return value.get_object() if value is not None and hasattr(value, "get_object") else value
