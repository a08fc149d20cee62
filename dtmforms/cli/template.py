from __future__ import annotations

import dtmforms
from dtmforms.cli.help import argument, group
from dtmforms.cli.options import as_json_option
from dtmforms.cli.output import Report
from dtmforms.findings import Finding
from dtmforms.language.spoken import say, spoken


@group()
def template() -> None:
    """The commands of templates."""


@template.command()
@argument("files", nargs=-1, required=True, metavar="FILE.docx...")
@as_json_option
def check(files: tuple[str, ...], as_json: bool) -> int:
    report = Report(as_json, "dtmforms/template/1")
    for place in files:
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
