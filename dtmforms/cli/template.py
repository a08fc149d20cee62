from __future__ import annotations

import click

import dtmforms
from dtmforms import files
from dtmforms.cli.help import argument, group, option
from dtmforms.cli.options import STANDARD, as_json_option, force_option, json_or_standard_output
from dtmforms.cli.output import Report, in_a_sentence, outcome_word
from dtmforms.findings import Finding
from dtmforms.language.labels import DOCUMENT_LANGUAGES
from dtmforms.language.spoken import say, spoken


@group()
def template() -> None:
    """The commands of templates."""


@template.command()
@option("--language", type=click.Choice(DOCUMENT_LANGUAGES))
@option("-o", "--output", "file", metavar="FILE.docx", required=True)
@force_option
@as_json_option
@json_or_standard_output("-o")
def new(language: str | None, file: str, force: bool, as_json: bool) -> int:
    language = language or spoken()
    report = Report(as_json, "dtmforms/template-new/1", aside=file == STANDARD)
    outcome = files.write(file, dtmforms.original_template(language), force=force)
    report.answer({"file": file, "language": language, "outcome": outcome})
    report.print(say("template_made", file=in_a_sentence(file), outcome=outcome_word(outcome)))
    return 0


@template.command()
@argument("places", nargs=-1, required=True, metavar="FILE.docx...")
@as_json_option
def check(places: tuple[str, ...], as_json: bool) -> int:
    report = Report(as_json, "dtmforms/template/1")
    for place in places:
        with report.item(place):
            problems = dtmforms.check_template(place)
            errors = sum(problem.severity == "error" for problem in problems)
            report.findings(place, problems)
            report.answer({"file": place, "valid": not errors, "problems": [_as_json(problem) for problem in problems]})
            result = "template_refused" if errors else "template_fine"
            report.print(say(result, file=place, errors=say("errors", count=errors)), fg="red" if errors else "green")
            report.ends_with(3 if errors else 0)
    return report.exit_code


def _as_json(problem: Finding) -> dict[str, object]:
    return {
        "severity": problem.severity,
        "part": problem.path,
        "place": problem.where(spoken()),
        "code": problem.code,
        "values": problem.plain_values(),
        "message": problem.says(spoken()),
    }
