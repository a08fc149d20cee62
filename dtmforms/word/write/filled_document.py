"""The Word document of a record, or an empty one: Tables B and C for signature.

Templates are Word files that a country team may restyle. A template is checked, compiled once and kept; every value
is escaped, and a template that would leave something out that was agreed is refused.
"""

from __future__ import annotations

import zipfile
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

from dtmforms import files
from dtmforms.agreement.model import Agreement
from dtmforms.errors import TemplateError
from dtmforms.form.barcode import code_png
from dtmforms.form.fields import EDITION
from dtmforms.form.identity import WORD, Identity
from dtmforms.language.labels import labels
from dtmforms.templates import template_path
from dtmforms.word.template_check.check import refuse_bad_template
from dtmforms.word.write import context as contexts
from dtmforms.word.write.template import FIXED_PLACE, CompiledTemplate


def draw(
    record: Agreement, languages: str, terms: str, template: bytes | None = None, status: str | None = None
) -> bytes:
    """The record's document, as .docx. `languages` is one, or two as `en,fr`; `template` a country team's own, ours
    where it is `None`; `status` is printed at the foot in the first language: what the document is, a draft where it is
    `None` (rule D6). The same of all of these give the same bytes. Raises `TemplateError`."""
    record = record.as_printed()
    context = contexts.of_record(record, tuple(languages.split(",")), terms, status)
    context["code"] = code_png(Identity(record.reference, languages, terms, WORD).code())
    context |= _identity(record.reference, languages, terms)
    return _compiled(languages, template).render(context)


def draw_blank(languages: str, template: bytes | None = None) -> bytes:
    """The empty official form, as .docx, with the placeholders that the guideline publishes."""
    context = contexts.of_blank(tuple(languages.split(",")))
    context["code"] = code_png(Identity("", languages, "", WORD).code())
    context |= _identity("", languages, "")
    return _compiled(languages, template).render(context)


def _identity(reference: str, languages: str, terms: str) -> dict[str, Any]:
    return {"form_reference": reference, "form_language": languages, "form_terms": terms}


def original_template(languages: str) -> bytes:
    return files.read(str(template_path(_name(languages))))


def _name(languages: str) -> str:
    return f"agreement.{languages.replace(',', '-')}.docx"


def _compiled(languages: str, template: bytes | None) -> CompiledTemplate:
    if template is not None:
        return _compile(template, languages, "--template")
    return _compiled_file(template_path(_name(languages)), languages)


@cache
def _compiled_file(path: Path, languages: str) -> CompiledTemplate:
    """One of our own, which is read once: nobody changes it while the program runs."""
    return _compile(files.read(str(path)), languages, path.name)


@lru_cache(maxsize=8)
def _compile(data: bytes, languages: str, name: str) -> CompiledTemplate:
    refuse_bad_template(data, name)
    try:
        return CompiledTemplate(data, name, document_properties(languages))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise TemplateError("template_no_document", place=name, said=type(error).__name__) from None


def document_properties(languages: str) -> dict[str, bytes]:
    """The document's properties: ours, and no others. The identity that a returned document is known by is custom
    properties, which Word and LibreOffice keep (ECMA-376 Part 1, 22.3)."""
    words = labels(languages.partition(",")[0])
    return {
        "docProps/core.xml": _CORE.format(
            title=escape(words.ours["title"], quote=False),
            subject=escape(words.official["heading"], quote=False),
            language=words.language,
        ).encode(),
        "docProps/app.xml": _APP.encode(),
        "docProps/custom.xml": _CUSTOM.encode(),
    }


_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>\
<dc:creator>dtmforms</dc:creator><dc:language>{language}</dc:language></cp:coreProperties>"""
_APP = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">\
<Application>dtmforms</Application></Properties>"""
_CUSTOM = (
    """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" \
xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">"""
    + "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(
            {
                "form_reference": "{{ form_reference }}",
                "form_edition": EDITION,
                "form_language": "{{ form_language }}",
                "form_terms": "{{ form_terms }}",
                "form_text": FIXED_PLACE,
            }.items(),
            start=2,
        )
    )
    + "</Properties>"
)
