from __future__ import annotations

import click

import dtmforms
from dtmforms import files
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.options import STANDARD, as_json_option, force_option, json_or_standard_output
from dtmforms.cli.output import Report, in_a_sentence, outcome_word
from dtmforms.language import LANGUAGES
from dtmforms.language.spoken import say, spoken

_READERS = ("partner",)


@command()
@argument("reader", type=click.Choice(_READERS))
@option("--language", type=click.Choice(LANGUAGES))
@option("-o", "--output", "file", metavar="FILE.docx")
@force_option
@as_json_option
@json_or_standard_output("-o")
def guide(reader: str, language: str | None, file: str | None, force: bool, as_json: bool) -> int:
    language = language or spoken()
    file = file or f"filled/guide-{reader}-{language}.docx"
    report = Report(as_json, "dtmforms/guide/1", aside=file == STANDARD)
    outcome = files.write(file, dtmforms.guide(language), force=force)
    report.answer({"file": file, "reader": reader, "language": language, "outcome": outcome})
    report.print(say("guide_made", file=in_a_sentence(file), outcome=outcome_word(outcome)))
    return 0
