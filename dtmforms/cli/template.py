from __future__ import annotations

import click

from dtmforms.cli.output import Report, as_json_option


@click.group(short_help="Word templates of a country team's own.")
def template() -> None:
    """Word templates of a country team's own: a copy of one of `templates/`, restyled in Word.

    \b
    Examples:
      dtmforms template check ours.docx
      dtmforms fill agreement.yaml --template ours.docx
    """


@template.command(short_help="Everything that is wrong with a template.")
@click.argument("files", nargs=-1, required=True, metavar="FILE.docx...")
@as_json_option
def check(files: tuple[str, ...], as_json: bool) -> int:
    """Everything that is wrong with a template: what is missing, misspelt or unknown, words of Section 2 that differ
    from the official text, and what a template must not have. Nothing of it is run.

    \b
    Examples:
      dtmforms template check ours.docx
      dtmforms template check *.docx --json
    """
    from dtmforms.files import read
    from dtmforms.word.judging import sentence, template_problems

    report = Report(as_json, "dtmforms/template/1")
    for place in files:
        with report.item(place):
            problems = template_problems(read(place))
            errors = sum(problem.severity == "error" for problem in problems)
            for problem in problems:
                report.warn(f"{place}: {'warning: ' if problem.severity == 'warning' else ''}{sentence(problem)}")
            listed = [
                {key: getattr(problem, key) for key in ("severity", "part", "place", "message")} for problem in problems
            ]
            report.answer({"file": place, "valid": not errors, "problems": listed})
            report.say(f"{place}: {'refused' if errors else 'fine'} ({errors} errors)", fg="red" if errors else "green")
            report.ends_with(3 if errors else 0)
    return report.exit_code
