from __future__ import annotations

import click

import dtmforms
from dtmforms.cli.documents import DocumentKind, DocumentsRequest, make_documents, source_options, target_options
from dtmforms.cli.help import command, option
from dtmforms.cli.options import takes
from dtmforms.language import LANGUAGES

_FORM = DocumentKind(
    ".pdf",
    lambda record, language, status: dtmforms.form(record, language, status=status),
    lambda language: dtmforms.form_blank(language),
)


@command()
@source_options
@option("--language", type=click.Choice(LANGUAGES))
@target_options
@takes(DocumentsRequest)
def form(asked: DocumentsRequest) -> int:
    return make_documents(_FORM, asked)
