"""A record, or nothing, into a Word template of `templates/`: Tables B and C for signature.

Templates are Word files that a country team may restyle. They are rendered by docxtpl in a sandbox, with every
value escaped; a placeholder that no value belongs to is an error, and so is a value that the template leaves out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx.document
import jinja2
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from dtmforms import files
from dtmforms.agreement.places import country_name
from dtmforms.agreement.record import FOCAL_POINT, POSTS, SIDES, URGENCIES, Agreement
from dtmforms.errors import TemplateError
from dtmforms.form.fields import PREAMBLE
from dtmforms.form.labels import Labels, labels
from dtmforms.form.texts import printed_destination
from dtmforms.templates import template_path

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first day that a ZIP file can hold: parts carry no time, so the same record gives the same bytes."""


def draw(record: Agreement, language: str, terms: str) -> bytes:
    """The record's document, as .docx. Raises `TemplateError`."""
    context = _context(record, labels(language), terms)
    return _render(_template(language), context)


def draw_blank(language: str) -> bytes:
    """The empty official form, as .docx, with the placeholders that the guideline publishes."""
    return _render(_template(language), _blank(labels(language)))


def _template(language: str) -> Path:
    return template_path(f"agreement.{language}.docx")


def _context(record: Agreement, words: Labels, terms: str) -> dict[str, Any]:
    values = record.values()
    context: dict[str, Any] = {"_".join(path): _at(values, path) for path in PREAMBLE}
    context |= {
        "country_name": country_name(record.country, words.language),
        "footer": f"{record.reference}  ·  {words.ours['terms']} {terms}",
    }
    context["password_change_plan"] = record.table_b.password_change_plan or words.ours["not_applicable"]
    for urgency in URGENCIES:
        context[urgency] = _column(record, urgency, words)
    for side in SIDES:
        context[side] = {post: _focal_point(record, f"{side}.{post}", words) for post in POSTS}
        signing = [{"name": s.name, "title": s.title} for s in record.signatories if s.organization == side]
        context[f"{side}_signatories"] = signing or [{"name": "", "title": ""}]
    return context


def _column(record: Agreement, urgency: str, words: Labels) -> dict[str, Any]:
    column = getattr(record.table_b, urgency)
    if column is None:
        unused = words.ours["not_applicable"]
        return {"timeline": unused, "datasets": [unused], "destination": [unused], "method": [unused]}
    printed = [printed_destination(record, urgency, item) or words.ours["vacant"] for item in column.destination]
    return {
        "timeline": column.timeline,
        "datasets": [
            f"{dataset.name} ({words.levels[dataset.level]})"
            + (f" – {record.requesting_organization.name}: “{dataset.partner_label}”" if dataset.partner_label else "")
            for dataset in column.datasets
        ],
        "destination": printed,
        "method": [words.methods.get(item, item) for item in column.method],
    }


def _focal_point(record: Agreement, place: str, words: Labels) -> dict[str, str]:
    person = record.focal_point(place)
    if person is None:
        return dict.fromkeys(FOCAL_POINT, "") | {"name": words.ours["vacant"]}
    return {attribute: getattr(person, attribute) for attribute in FOCAL_POINT}


def _blank(words: Labels) -> dict[str, Any]:
    official = words.official
    context: dict[str, Any] = {"_".join(path): "" for path in PREAMBLE}
    context |= {"country_name": "", "password_change_plan": "", "footer": words.ours["blank"]}
    context["requesting_organization_name"] = official["requesting_organization"]
    for urgency in URGENCIES:
        context[urgency] = {
            "timeline": official[f"{urgency}_timeline"],
            "datasets": [],
            "destination": [official[f"{urgency}_destination"]],
            "method": official[f"{urgency}_method"],
        }
    for side in SIDES:
        context[side] = {post: dict.fromkeys(FOCAL_POINT, "") for post in POSTS}
        context[f"{side}_signatories"] = [{"name": "", "title": ""}]
    return context


def _at(values: Any, path: tuple[str, ...]) -> str:
    for step in path:
        values = values.get(step, "") if isinstance(values, dict) else ""
    return str(values)


def _render(template: Path, context: dict[str, Any]) -> bytes:
    try:
        return _rendered(files.read(str(template)), context)
    except TemplateError as error:
        raise TemplateError(f"{template.name}: {error}") from None
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError, PackageNotFoundError) as error:
        raise TemplateError(
            f"{template.name}: is no Word document ({type(error).__name__}); save it as .docx"
        ) from None


def _rendered(template: bytes, context: dict[str, Any]) -> bytes:
    environment = SandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined, finalize=_as_word_text)
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(context, jinja_env=environment, autoescape=True)
    except jinja2.TemplateError as error:
        raise TemplateError(f"the Word template cannot be rendered: {error.message}") from None
    _nothing_lost(document.docx, context)
    saved = io.BytesIO()
    document.save(saved)
    return without_times(saved.getvalue())


def _as_word_text(value: object) -> object:
    """A value as XML text. Line ends become breaks; braces and percent signs become character references, because
    docxtpl replaces `{_{` and its like after rendering, in values too."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = escape(value).replace("{", Markup("&#123;")).replace("}", Markup("&#125;")).replace("%", Markup("&#37;"))
    return text.replace("\n", Markup('</w:t><w:br/><w:t xml:space="preserve">'))


def _nothing_lost(document: docx.document.Document, context: dict[str, Any]) -> None:
    text = "\n".join(_paragraphs(document))
    lost = [name for name, value in _printed(context) if value and value not in text]
    if lost:
        raise TemplateError(f"the Word template does not print all values; add the placeholders: {', '.join(lost)}")


def _printed(context: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(context, dict):
        for key, value in context.items():
            if key not in ("footer", "country"):
                yield from _printed(value, f"{name}.{key}" if name else key)
    elif isinstance(context, list):
        for value in context:
            yield from _printed(value, name)
    else:
        yield name, context


def _paragraphs(document: docx.document.Document) -> Iterator[str]:
    for paragraph in document.element.body.iter(f"{_W}p"):
        text = ""
        for element in paragraph.iter(f"{_W}t", f"{_W}br"):
            text += "\n" if element.tag == f"{_W}br" else element.text or ""
        yield text


def without_times(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _OLDEST)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return out.getvalue()
