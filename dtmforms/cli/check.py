from __future__ import annotations

import click

from dtmforms.cli.output import Report, as_json_option


@click.command(short_help="Every problem in the records, at once.")
@click.argument("records", nargs=-1, required=True, metavar="RECORD...")
@as_json_option
def check(records: tuple[str, ...], as_json: bool) -> int:
    """Every problem in the records (YAML or JSON, - for standard input), at once, each with its line.

    \b
    Examples:
      dtmforms check agreement.yaml
      dtmforms check missions/*.yaml --json
    """
    from dtmforms import files
    from dtmforms.agreement.checking import check as check_bytes

    report = Report(as_json, "dtmforms/check/1")
    for place in records:
        with report.item(place):
            checked = check_bytes(files.read(place), name=place)
            errors = sum(finding.severity == "error" for finding in checked.findings)
            report.findings(place, checked.findings)
            report.answer(
                {
                    "file": place,
                    "valid": checked.record is not None,
                    "reference": checked.record.reference if checked.record else None,
                    "findings": [finding.as_json() for finding in checked.findings],
                }
            )
            counts = f"{_count(errors, 'error')}, {_count(len(checked.findings) - errors, 'warning')}"
            report.say(f"{place}: {'invalid' if errors else 'valid'} ({counts})", fg="red" if errors else "green")
            report.ends_with(3 if errors else 0)
    return report.exit_code


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
