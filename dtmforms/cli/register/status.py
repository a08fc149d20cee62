from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import dtmforms
from dtmforms import files
from dtmforms.cli import table
from dtmforms.cli.help import command, option
from dtmforms.cli.options import STANDARD, answering_options, as_of_option, force_option, json_or_standard_output
from dtmforms.cli.output import Report, check_workbook, in_a_sentence, outcome_word
from dtmforms.cli.register.standing import openings
from dtmforms.language.spoken import say


@command()
@as_of_option
@option("--xlsx", "file", metavar="FILE")
@force_option
@answering_options
@json_or_standard_output("--xlsx")
def status(as_of: datetime.date | None, file: str | None, force: bool, place: str, as_json: bool) -> int:
    check_workbook(file)
    day = as_of or datetime.date.today()
    agreements = dtmforms.Register(place).status(as_of=day)
    written = {}
    if file:
        data = dtmforms.status_workbook(agreements, as_of=day)
        written["xlsx"] = {"output": file, "outcome": files.write(file, data, force=force)}
    report = Report(as_json, "dtmforms/status/1", aside=file == STANDARD)
    report.answer({"as_of": str(day), "agreements": [stands.as_json() for stands in agreements]} | written)
    for line in () if as_json else _lines(agreements):
        report.print(line)
    is_open = sum(bool(stands.open) for stands in agreements)
    report.print(say("agreements_open", count=len(agreements), open=is_open))
    for workbook in written.values():
        told = outcome_word(workbook["outcome"])
        report.print(say("file_made", file=in_a_sentence(workbook["output"]), outcome=told))
    return report.exit_code


def _lines(agreements: Sequence[dtmforms.Standing]) -> Iterator[str]:
    """A table of the agreements; below each what is open."""
    headings = [say("column_agreement"), say("column_revision"), say("column_contacts"), say("column_terms"), ""]
    rows = [headings, *map(_row, agreements)] if agreements else []
    for row, stands in zip(table.columns(rows), [None, *agreements], strict=False):
        yield from row.split("\n")
        for sentence in openings(stands) if stands else ():
            yield from table.paragraph(sentence)


def _row(stands: dtmforms.Standing) -> list[str]:
    numbers = [str(stands.numbers.revision), str(stands.numbers.contacts)]
    return [stands.reference, *numbers, stands.terms, "" if stands.open else say("in_order")]
