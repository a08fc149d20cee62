from __future__ import annotations

from dataclasses import dataclass, replace

import click

import dtmforms
from dtmforms.cli.documents import DocumentKind, DocumentsRequest, make_documents, source_options, target_options
from dtmforms.cli.help import command, option
from dtmforms.cli.options import exclusive, takes
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.labels import DOCUMENT_LANGUAGES
from dtmforms.language.spoken import usage


@dataclass(frozen=True, kw_only=True)
class FillRequest(DocumentsRequest):
    template: str | None
    worksheet: bool


_WORKSHEET = DocumentKind(
    ".docx",
    lambda record, language, _: dtmforms.worksheet(record, language),
    None,
    "-worksheet",
    apart=lambda language: str(catalog("paperwork", language)["worksheet"]["apart"]),
)


@command()
@source_options
@option("--language", type=click.Choice(DOCUMENT_LANGUAGES))
@option("--template", metavar="FILE.docx")
@option("--worksheet", is_flag=True)
@exclusive("--worksheet", "--blank", "worksheet_of_a_record")
@exclusive("--worksheet", "--template", "worksheet_of_a_record")
@exclusive("--worksheet", "--register", "worksheet_of_a_record")
@target_options
@takes(FillRequest)
def fill(asked: FillRequest) -> int:
    if asked.worksheet:
        return _make_worksheets(asked)
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


def _make_worksheets(asked: FillRequest) -> int:
    if asked.language and asked.language not in LANGUAGES:
        raise click.UsageError(usage("worksheet_in_two_languages", typed=asked.language))
    return make_documents(_WORKSHEET, asked)
