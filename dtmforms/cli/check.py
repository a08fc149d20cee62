from __future__ import annotations

from dtmforms.cli.agreements import AgreementSource, agreements_in
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
        for source in agreements_in([place], report):
            _tell(report, source)
    return report.exit_code


def _tell(report: Report, source: AgreementSource) -> None:
    record, findings = source.read.record, source.read.findings
    errors = sum(finding.severity == "error" for finding in findings)
    report.findings(source.file, findings)
    report.answer(
        source.as_json()
        | {
            "valid": record is not None,
            "reference": record.reference if record else None,
            "findings": findings_json(findings),
        }
    )
    counts = {"errors": say("errors", count=errors), "warnings": say("warnings", count=len(findings) - errors)}
    result = say("record_invalid" if errors else "record_valid", file=source.name, **counts)
    report.print(result, fg="red" if errors else "green")
    report.ends_with(3 if errors else 0)
