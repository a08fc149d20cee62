"""`workbook`: agreements for people whose tool is Excel, and back into records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dtmforms.cli.output import (
    STANDARD,
    Places,
    Report,
    as_json_option,
    force_option,
    load,
    place_option,
    spoken,
)

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement
    from dtmforms.workbooks.found import AgreementRead

LANGUAGES = ("en", "fr", "es", "ar")
_DEFAULT_FILE = "filled/agreements.xlsx"

_file_option = click.option(
    "-o", "--output", "file", metavar="FILE.xlsx", default=_DEFAULT_FILE, show_default=True, help="Where to write it."
)


@click.group(short_help="Agreements as a workbook for Excel or LibreOffice, both ways.")
def workbook() -> None:
    """Agreements as a workbook for Excel or LibreOffice, and back into records, without loss.

    \b
    Examples:
      dtmforms workbook new -o agreements.xlsx
      dtmforms workbook from missions/*.yaml -o agreements.xlsx
      dtmforms workbook to-records agreements.xlsx -o missions/
    """


@workbook.command(short_help="An empty workbook to fill in.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of its headings.")
@_file_option
@force_option
@as_json_option
def new(language: str, file: str, force: bool, as_json: bool) -> int:
    """An empty workbook to fill in: its sheet "Read me" says how.

    \b
    Examples:
      dtmforms workbook new
      dtmforms workbook new --language fr -o accords.xlsx
    """
    return _write([], language, file, force, Report(as_json, "dtmforms/workbook-new/1", aside=file == STANDARD))


@workbook.command(name="from", short_help="Records into one workbook.")
@click.argument("records", nargs=-1, required=True, metavar="RECORD...")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Of its headings and lists. [default: that of the records, en where they differ]",
)
@_file_option
@force_option
@as_json_option
def from_records(records: tuple[str, ...], language: str | None, file: str, force: bool, as_json: bool) -> int:
    """Valid records (YAML or JSON) into one workbook, in their order; none is written while one of them is invalid.

    \b
    Examples:
      dtmforms workbook from agreement.yaml -o agreement.xlsx
      dtmforms workbook from missions/*.yaml -o agreements.xlsx --language es
    """
    _check_file(file, as_json)
    report = Report(as_json, "dtmforms/workbook-from/1", aside=file == STANDARD)
    loaded = _load_all(records, report)
    if report.exit_code:
        return report.exit_code
    languages = {record.language for record in loaded}
    own = str(languages.pop()) if len(languages) == 1 else "en"
    return _write(loaded, language or own, file, force, report)


@workbook.command(name="to-records", short_help="A workbook into one record for each agreement.")
@click.argument("file", metavar="FILE.xlsx")
@place_option
@force_option
@as_json_option
def to_records(file: str, place: str | None, force: bool, as_json: bool) -> int:
    """A workbook into one record (YAML) for each of its agreements. Every problem is named at once, with its sheet and
    cell. Valid agreements are written; none is as long as the workbook as a whole is wrong, for then any of them may
    lack a row.

    \b
    Examples:
      dtmforms workbook to-records agreements.xlsx
      dtmforms workbook to-records agreements.xlsx -o missions/ --force
    """
    from dtmforms import files
    from dtmforms.workbooks.apart import records_of

    report = Report(as_json, "dtmforms/workbook-to-records/1", aside=place == STANDARD)
    if as_json and place == STANDARD:
        raise click.UsageError("--json and the record both want standard output; name a file or a folder with -o")
    read = records_of(files.admit(file), file)
    places = Places(place, (".yaml", ".yml"), [file], len(read.agreements))
    report.findings(file, read.findings)
    if read.findings:
        report.answer({"file": file, "reference": None, "findings": [finding.as_json() for finding in read.findings]})
    report.ends_with(0 if read.is_sound else 3)
    for agreement in read.agreements:
        with report.item(f"{file}: {agreement.cell}"):
            _write_record(agreement, file, places if read.is_sound else None, force, report)
    if not read.is_sound:
        report.say(f"{file}: nothing is written before the workbook as a whole is right", fg="red")
    return report.exit_code


def _write_record(agreement: AgreementRead, file: str, places: Places | None, force: bool, report: Report) -> None:
    """Say what was found in one agreement, and write its record where it is valid and there are places."""
    from dtmforms import files, names
    from dtmforms.agreement.reading import dump_yaml

    report.findings(file, agreement.findings)
    answer = {
        "file": file,
        "cell": agreement.cell,
        "reference": agreement.reference,
        "valid": agreement.record is not None,
        "findings": [finding.as_json() for finding in agreement.findings],
    }
    if agreement.record is None:
        report.ends_with(3)
        report.say(f"{file}: {agreement.cell}: invalid", fg="red")
    elif places:
        source = f"{file}: {agreement.cell}"
        target = places.of(names.stem(agreement.reference), source)
        outcome = files.write(target, dump_yaml(agreement.record.values()), force=force)
        answer |= {"output": target, "outcome": outcome}
        report.say(f"{source}: {spoken(target)} ({outcome})", fg="green")
    report.answer(answer)


def _load_all(records: Iterable[str], report: Report) -> list[Agreement]:
    """The records of all files; what is wrong with any of them is said, and a reference that two of them have."""
    from dtmforms.agreement.normal import text_key
    from dtmforms.errors import RecordError

    loaded: dict[str, tuple[str, Agreement]] = {}
    for place in records:
        with report.item(place):
            record, findings = load(place)
            report.findings(place, findings)
            first = loaded.setdefault(text_key(record.reference), (place, record))[0]
            if first != place:
                raise RecordError(f"{place}: has the same reference as {first}; give each its own")
    return [record for _, record in loaded.values()]


def _write(records: list[Agreement], language: str, file: str, force: bool, report: Report) -> int:
    from dtmforms import files
    from dtmforms.workbooks.writing import workbook_of

    _check_file(file, report.as_json)
    outcome = files.write(file, workbook_of(records, language), force=force)
    report.answer({"file": file, "language": language, "agreements": len(records), "outcome": outcome})
    report.say(f"{spoken(file)} ({outcome})", fg="green")
    return 0


def _check_file(file: str, as_json: bool) -> None:
    if file == STANDARD and as_json:
        raise click.UsageError("--json and the workbook both want standard output; name a file with -o")
    if file != STANDARD and (Path(file).suffix.lower() != ".xlsx" or Path(file).is_dir()):
        raise click.UsageError(f"{file} would hold a workbook; name a file that ends in .xlsx")
