from __future__ import annotations

import datetime
from dataclasses import dataclass

import click

import dtmforms
from dtmforms.cli.documents import DocumentKind, DocumentsRequest, make_documents, source_options, target_options
from dtmforms.cli.help import command, option
from dtmforms.cli.options import Day, exclusive, takes
from dtmforms.language import LANGUAGES


@dataclass(frozen=True, kw_only=True)
class FormRequest(DocumentsRequest):
    to_sign: bool
    return_by: datetime.date | None


@command()
@source_options
@exclusive("--blank", "--to-sign", "blank_of_no_record")
@exclusive("--blank", "--return-by", "blank_of_no_record")
@option("--language", type=click.Choice(LANGUAGES))
@option("--to-sign", is_flag=True)
@option("--return-by", type=Day(), metavar="DATE")
@target_options
@takes(FormRequest)
def form(asked: FormRequest) -> int:
    kind = DocumentKind(
        ".pdf",
        lambda record, language, status: dtmforms.form(
            record, language, to_sign=asked.to_sign, return_by=asked.return_by, status=status
        ),
        lambda language: dtmforms.form_blank(language),
        "-to-sign" if asked.to_sign else "",
        asked.to_sign,
    )
    return make_documents(kind, asked)
