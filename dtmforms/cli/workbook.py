"""`workbook`: agreements for people whose tool is Excel, and back into records."""

from __future__ import annotations

from collections.abc import Iterable

import click

import dtmforms
from dtmforms import files, names
from dtmforms.cli.agreements import source_name
from dtmforms.cli.help import argument, group, option
from dtmforms.cli.inputs import load
from dtmforms.cli.options import (
    STANDARD,
    as_json_option,
    force_option,
    json_or_standard_output,
    place_option,
    together,
)
from dtmforms.cli.output import OutputFiles, Report, check_workbook, findings_json, in_a_sentence, outcome_word
from dtmforms.errors import RecordError
from dtmforms.findings import any_error
from dtmforms.language import LANGUAGES
from dtmforms.language.spoken import say, spoken

_target_options = together(
    option("-o", "--output", "file", metavar="FILE.xlsx", default="filled/agreements.xlsx", show_default=True),
    force_option,
    as_json_option,
    json_or_standard_output("-o"),
)


@group()
def workbook() -> None:
    """The commands of the workbook."""


@workbook.command()
@option("--language", type=click.Choice(LANGUAGES))
@option("--single", is_flag=True)
@_target_options
def new(language: str | None, single: bool, file: str, force: bool, as_json: bool) -> int:
    check_workbook(file)
    report = Report(as_json, "dtmforms/workbook-new/1", aside=file == STANDARD)
    language = language or spoken()
    return _write_workbook(report, dtmforms.write_workbook([], language, single=single), language, 0, file, force)


@workbook.command("from")
@argument("records", nargs=-1, required=True, metavar="RECORD...")
@option("--language", type=click.Choice(LANGUAGES))
@_target_options
def from_records(records: tuple[str, ...], language: str | None, file: str, force: bool, as_json: bool) -> int:
    check_workbook(file)
    report = Report(as_json, "dtmforms/workbook-from/1", aside=file == STANDARD)
    loaded = _loaded(records, report)
    if report.exit_code:
        return report.exit_code
    language = language or dtmforms.common_language(loaded)
    return _write_workbook(report, dtmforms.write_workbook(loaded, language), language, len(loaded), file, force)


@workbook.command("to-records")
@argument("file", metavar="FILE.xlsx")
@place_option
@force_option
@as_json_option
@json_or_standard_output("-o")
def to_records(file: str, place: str | None, force: bool, as_json: bool) -> int:
    report = Report(as_json, "dtmforms/workbook-to-records/1", aside=place == STANDARD)
    read = dtmforms.read_workbook(file)
    targets = OutputFiles(place, (".yaml", ".yml"), [file], len(read))
    report.findings(file, read.findings)
    if read.findings:
        report.answer({"file": file, "reference": None, "findings": findings_json(read.findings)})
    report.ends_with(0 if read.is_sound else 3)
    for agreement in read:
        with report.item(source_name(file, agreement)):
            _write_record(report, agreement, file, targets if read.is_sound else None, force)
    if not read.is_sound:
        report.print(say("workbook_not_right", file=file), fg="red")
    return report.exit_code


def _write_workbook(report: Report, data: bytes, language: str, count: int, file: str, force: bool) -> int:
    outcome = files.write(file, data, force=force)
    report.answer({"file": file, "language": language, "agreements": count, "outcome": outcome})
    report.print(say("file_made", file=in_a_sentence(file), outcome=outcome_word(outcome)), fg="green")
    return 0


def _loaded(records: Iterable[str], report: Report) -> list[dtmforms.Agreement]:
    """The records of all files; what is wrong with any of them is printed, and a reference that two of them have."""
    loaded: dict[str, tuple[str, dtmforms.Agreement]] = {}
    for place in records:
        with report.item(place):
            record, findings = load(place)
            report.warnings_of_record(place, findings)
            first = loaded.setdefault(dtmforms.reference_key(record.reference), (place, record))[0]
            if first != place:
                raise RecordError("reference_of_another", place=place, other=first)
    return [record for _, record in loaded.values()]


def _write_record(
    report: Report, agreement: dtmforms.AgreementRead, file: str, targets: OutputFiles | None, force: bool
) -> None:
    """Print what was found in one agreement, and write its record where it is valid and has a place to go."""
    report.findings(file, agreement.findings)
    source = source_name(file, agreement)
    answer = {
        "file": file,
        "cell": agreement.cell,
        "reference": agreement.reference,
        "valid": not any_error(agreement.findings),
        "findings": findings_json(agreement.findings),
    }
    if any_error(agreement.findings):
        report.ends_with(3)
        report.print(say("agreement_invalid", source=source), fg="red")
    elif agreement.record and targets:
        target = targets.of(names.stem(agreement.reference), source)
        outcome = files.write(target, dtmforms.to_yaml(agreement.record), force=force)
        answer |= {"output": target, "outcome": outcome}
        report.print(say("made", source=source, file=in_a_sentence(target), outcome=outcome_word(outcome)), fg="green")
    report.answer(answer)
