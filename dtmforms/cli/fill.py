from __future__ import annotations

from dataclasses import dataclass, replace

import click

import dtmforms
from dtmforms.cli.documents import DocumentKind, DocumentsRequest, make_documents, source_options, target_options
from dtmforms.cli.help import command, option
from dtmforms.cli.options import takes
from dtmforms.language.labels import DOCUMENT_LANGUAGES


@dataclass(frozen=True, kw_only=True)
class FillRequest(DocumentsRequest):
    template: str | None


@command()
@source_options
@option("--language", type=click.Choice(DOCUMENT_LANGUAGES))
@option("--template", metavar="FILE.docx")
@target_options
@takes(FillRequest)
def fill(asked: FillRequest) -> int:
    template = dtmforms.read_template(asked.template) if asked.template else None
    if template:
        template.refuse_other(asked.language)
        asked = replace(asked, language=template.languages)
    kind = DocumentKind(
        ".docx",
        lambda record, language, status: dtmforms.fill(record, language, template=template, status=status),
        lambda language: dtmforms.fill_blank(language, template=template),
    )
    return make_documents(kind, asked)
