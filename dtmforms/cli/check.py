from __future__ import annotations

import dtmforms
from dtmforms.cli.help import argument, command
from dtmforms.cli.options import as_json_option
from dtmforms.cli.output import Report, findings_json
from dtmforms.language.spoken import say


@command()
@argument("records", nargs=-1, required=True, metavar="RECORD...")
@as_json_option
def check(records: tuple[str, ...], as_json: bool) -> int:
    report = Report(as_json, "dtmforms/check/1")
    for place in records:
        with report.item(place):
            checked = dtmforms.check(place)
            errors = sum(finding.severity == "error" for finding in checked.findings)
            warnings = len(checked.findings) - errors
            report.findings(place, checked.findings)
            report.answer(
                {
                    "file": place,
                    "valid": checked.record is not None,
                    "reference": checked.record.reference if checked.record else None,
                    "findings": findings_json(checked.findings),
                }
            )
            counts = {"errors": say("errors", count=errors), "warnings": say("warnings", count=warnings)}
            result = say("record_invalid" if errors else "record_valid", file=place, **counts)
            report.print(result, fg="red" if errors else "green")
            report.ends_with(3 if errors else 0)
    return report.exit_code
