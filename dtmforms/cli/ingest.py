from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dtmforms.cli.compare import tell
from dtmforms.cli.output import Places, Report, as_json_option, force_option, load, spoken
from dtmforms.cli.passwords import given_password, password_options

if TYPE_CHECKING:
    from dtmforms.returns.ingesting import Return


@click.command(short_help="Returned PDF forms and Word documents into records.")
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
@click.option(
    "--pictures", metavar="FOLDER", help="Where the picture of each field of a scan goes, for a person to confirm."
)
@password_options("Ask for the password that the files have; it is not shown.")
@force_option
@as_json_option
def ingest(
    returns: tuple[str, ...],
    against: str | None,
    place: str | None,
    pictures: str | None,
    password_prompt: bool,
    password_file: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Returned PDF forms and Word documents into validated records, with all that was found and, with --against, what
    changed. Printed and flattened forms are read by their places; what is read off scans is a draft to confirm.

    The record is written as YAML, or as JSON where PLACE ends in .json. Only the partner's own cells are taken.
    A password is never an argument, where others could see it; files that need none are read all the same.

    \b
    Examples:
      dtmforms ingest return.pdf --against agreement.yaml -o returned.yaml
      dtmforms ingest inbox/*.pdf inbox/*.docx --against agreement.yaml --json
      dtmforms ingest scan.pdf --against agreement.yaml --pictures to-confirm --json
      dtmforms ingest locked.pdf --against agreement.yaml --password-prompt
    """
    from dtmforms import files
    from dtmforms.agreement.reading import dump_json, dump_yaml
    from dtmforms.returns import ingesting

    if place == "-" and as_json:
        raise click.UsageError("--json and the record both want standard output; name a file with -o")
    sent = load(against)[0] if against else None
    report = Report(as_json, ingesting.SCHEMA, aside=place == "-")
    places = Places(place, (".yaml", ".yml", ".json"), [*returns, *([against] if against else [])], len(returns))
    password = given_password(password_prompt, password_file, returns)
    for file in returns:
        with report.item(file):
            answer = ingesting.ingest(files.read(file), file=file, against=sent, password=password)
            written = None
            report.ends_with(answer.exit_code)
            report.findings(file, answer.findings)
            if answer.record and not (as_json and place is None):
                stem = f"{files.stem(answer.record.reference)}-return-{answer.sha256[:8]}"
                written = places.of(stem, answer.sha256)
                dump = dump_json if Path(written).suffix == ".json" else dump_yaml
                files.write(written, dump(answer.record.values()), force=force)
            if pictures is not None:
                _write_pictures(answer, pictures if len(returns) == 1 else f"{pictures}/{answer.sha256[:8]}", force)
            report.answer(answer.as_json() | ({"output": written} if written else {}))
            report.say(f"{file}: {_state(answer)}{f' -> {spoken(written)}' if written else ''}")
            if answer.comparison:
                tell(report, file, answer.comparison)
    return report.exit_code


def _write_pictures(answer: Return, folder: str, force: bool) -> None:
    """Write the picture of each field under the field's name, and say where it is in the field's source."""
    from dtmforms import files

    for name, picture in answer.pictures.items():
        place = str(Path(folder) / f"{name}.png")
        files.write(place, picture, force=force)
        answer.sources.get(name, {})["picture"] = place


_READ_AS = {"flattened": "the printed form", "scanned": "a scan"}


def _state(answer: Return) -> str:
    if not answer.readable:
        return f"not read ({answer.kind.replace('_', ' ')})"
    what = _READ_AS.get(answer.kind, "the filled form")
    of = f" of {answer.reference}" if answer.reference else ""
    if answer.record is None:
        return f"{what}{of}: {'the code is that of the agreed text' if answer.only_signed else 'no valid record'}"
    return f"{what}{of}: a {'valid' if answer.whole else 'partial'} record"
