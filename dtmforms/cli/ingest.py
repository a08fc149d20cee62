from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dtmforms.cli import triage
from dtmforms.cli.accepting import accept_option
from dtmforms.cli.compare import tell
from dtmforms.cli.grounds import by_policy
from dtmforms.cli.opening import record_in_register
from dtmforms.cli.output import Places, Report, as_json_option, force_option, jobs_option, spoken
from dtmforms.cli.passwords import given_password, password_options
from dtmforms.findings import without_contacts

if TYPE_CHECKING:
    from dtmforms.returns.ingesting import Return
    from dtmforms.versions.comparing import Grounds


@click.command(short_help="Returned PDF forms and Word documents into records, or many into one workbook.")
@click.argument("returns", nargs=-1, required=True, metavar="FILE|FOLDER...")
@click.option(
    "--against",
    metavar="RECORD|FOLDER",
    help="The record that was sent: what it says and the partner may not edit stays. Of a folder of records, each "
    "return is read against the one that it names.",
)
@click.option(
    "-o",
    "--output",
    "place",
    metavar="PLACE",
    help="A file, a folder, or - for standard output. [default: filled/; with --json or --xlsx, nowhere]",
)
@click.option("--xlsx", "workbook", metavar="FILE.xlsx", help="Instead of records, all returns as one workbook.")
@record_in_register
@jobs_option
@click.option(
    "--pictures", metavar="FOLDER", help="Where the picture of each field of a scan goes, for a person to confirm."
)
@password_options("Ask for the password that the files have; it is not shown.")
@by_policy
@accept_option
@force_option
@as_json_option
def ingest(
    returns: tuple[str, ...],
    against: str | None,
    place: str | None,
    workbook: str | None,
    register: str | None,
    jobs: int | None,
    pictures: str | None,
    password_prompt: bool,
    password_file: str | None,
    grounds: Grounds,
    accepted: tuple[str, ...],
    force: bool,
    as_json: bool,
) -> int:
    """Returned PDF forms and Word documents into validated records, with all that was found and, with --against, what
    changed. Printed and flattened forms are read by their places; what is read off scans is a draft to confirm.

    The record is written as YAML, or as JSON where PLACE ends in .json. Only the partner's own cells are taken.
    A password is never an argument, where others could see it; files that need none are read all the same.
    A FOLDER stands for the returns in it, at any depth. A return with a flag gives no record: something in it is not
    as it seems. Whoever has looked takes it as it is with --accept and the code that the message names.

    With --xlsx, no records are written, but one workbook of all returns: a row a file, with what can be done with it; a
    row a value, as it was typed; a row a question, with whom to ask. A bad file stops no other. With --register, which
    stands last or names its place, the returns are taken into the register too, by file name; twice is once.

    \b
    Examples:
      dtmforms ingest return.pdf --against agreement.yaml -o returned.yaml
      dtmforms ingest inbox/*.pdf inbox/*.docx --against agreement.yaml --json
      dtmforms ingest inbox/ --against missions/ --xlsx returns.xlsx
      dtmforms ingest inbox/ --xlsx returns.xlsx --register
      dtmforms ingest scan.pdf --against agreement.yaml --pictures to-confirm --json
      dtmforms ingest locked.pdf --against agreement.yaml --password-prompt
    """
    _refuse_what_does_not_go_together(workbook, place, pictures, register, jobs)
    password = given_password(password_prompt, password_file, returns)
    if workbook is not None:
        asked = triage.Triage(returns, workbook, against, register, password, grounds, accepted, jobs, force, as_json)
        return triage.run(asked)
    return _each(returns, against, place, pictures, password, grounds, accepted, force, as_json)


def _refuse_what_does_not_go_together(
    workbook: str | None, place: str | None, pictures: str | None, register: str | None, jobs: int | None
) -> None:
    if workbook is not None and (place or pictures):
        raise click.UsageError("--xlsx writes one workbook, and no records or pictures; leave out -o and --pictures")
    if workbook is None and register is not None:
        raise click.UsageError("--register goes with --xlsx; for some files, `dtmforms register return` records them")
    if workbook is None and jobs is not None:
        raise click.UsageError("--jobs goes with --xlsx")


def _each(
    sources: tuple[str, ...],
    against: str | None,
    place: str | None,
    pictures: str | None,
    password: str | None,
    grounds: Grounds,
    accepted: tuple[str, ...],
    force: bool,
    as_json: bool,
) -> int:
    """One return after the other, each into its record."""
    from dtmforms.returns import ahead

    ahead.begin()
    from dtmforms import files, names
    from dtmforms.agreement.reading import dump_json, dump_yaml
    from dtmforms.returns import ingesting

    if place == "-" and as_json:
        raise click.UsageError("--json and the record both want standard output; name a file with -o")
    report = Report(as_json, ingesting.SCHEMA, aside=place == "-")
    sent = triage.sent_by(against, report)
    returns = _returns_in(sources, report)
    places = Places(place, (".yaml", ".yml", ".json"), [*returns, *([against] if against else [])], len(returns))
    for file in returns:
        with report.item(file):
            admitted = files.admit(file, returns[file])
            answer, _ = sent.read(admitted, file, password=password, grounds=grounds, accepted=accepted)
            written = None
            report.ends_with(answer.exit_code)
            report.findings(file, answer.findings)
            if answer.record and not (as_json and place is None):
                stem = f"{names.stem(answer.record.reference)}-return-{answer.sha256[:8]}"
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


def _returns_in(sources: tuple[str, ...], report: Report) -> dict[str, str | None]:
    """The files that are named, and those of folders that are called like returns, each with that folder; others there
    are told, not read."""
    if not any(Path(source).is_dir() for source in sources):
        return dict.fromkeys(sources)
    from dtmforms.batch import inbox

    found: dict[str, str | None] = {}
    for source in sources:
        papers = inbox.papers_of([source]) if Path(source).is_dir() else []
        for paper in papers:
            if not paper.named_as_return:
                report.warn(f"{paper.place}: not a return; passed over")
        found |= {paper.place: paper.folder for paper in papers if paper.named_as_return} or {source: None}
    return found


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
    of = f" of {without_contacts(answer.reference)}" if answer.reference else ""
    if answer.record is None:
        return f"{what}{of}: {'the code is that of the agreed text' if answer.only_signed else 'no valid record'}"
    return f"{what}{of}: a {'valid' if answer.whole else 'partial'} record"
