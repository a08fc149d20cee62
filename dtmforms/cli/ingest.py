from __future__ import annotations

from pathlib import Path

import click

from dtmforms.cli.compare import tell
from dtmforms.cli.output import Places, Report, as_json_option, force_option, load


@click.command(short_help="Returned PDF forms into validated records.")
@click.argument("returns", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--against", metavar="RECORD", help="The record that was sent: what it says and the partner may not edit stays."
)
@click.option(
    "-o",
    "--output",
    "place",
    metavar="PLACE",
    help="A file, a folder, or - for standard output. [default: filled/; with --json, nowhere]",
)
@force_option
@as_json_option
def ingest(returns: tuple[str, ...], against: str | None, place: str | None, force: bool, as_json: bool) -> int:
    """Returned PDF forms into validated records, with everything that was found and, with --against, what changed.

    The record is written as YAML, or as JSON where PLACE ends in .json. Only the partner's own cells are taken.

    \b
    Examples:
      dtmforms ingest return.pdf --against agreement.yaml -o returned.yaml
      dtmforms ingest inbox/*.pdf --against agreement.yaml --json
    """
    from dtmforms import files
    from dtmforms.agreement.reading import dump_json, dump_yaml
    from dtmforms.returns import ingesting

    if place == "-" and as_json:
        raise click.UsageError("--json and the record both want standard output; name a file with -o")
    sent = load(against)[0] if against else None
    report = Report(as_json, ingesting.SCHEMA, aside=place == "-")
    places = Places(place, len(returns))
    for file in returns:
        with report.item(file):
            answer = ingesting.ingest(files.read(file), file=file, against=sent)
            written = None
            report.ends_with(answer.exit_code)
            report.findings(file, answer.findings)
            if answer.record and not (as_json and place is None):
                stem = f"{files.stem(answer.record.reference)}-return-{answer.sha256[:8]}"
                written = places.of(stem, ".yaml", answer.sha256)
                dump = dump_json if Path(written).suffix == ".json" else dump_yaml
                files.write(written, dump(answer.record.values()), force=force)
            report.answer(answer.as_json() | ({"output": written} if written else {}))
            state = "a valid record" if answer.record else "no valid record"
            of = f" of {answer.reference}" if answer.reference else ""
            report.say(f"{file}: {answer.kind}{of}: {state}{f' -> {written}' if written else ''}")
            if answer.comparison:
                tell(report, answer.comparison)
    return report.exit_code
