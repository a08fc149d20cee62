from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby

import dtmforms
from dtmforms.cli.help import command
from dtmforms.cli.options import answering_options, as_of_option, reference_argument
from dtmforms.cli.output import Report
from dtmforms.cli.register.answers import rows
from dtmforms.language.shown import day_in_words, word
from dtmforms.language.spoken import say, spoken


@command()
@reference_argument
@as_of_option
@answering_options
def coverage(reference: str, as_of: datetime.date | None, place: str, as_json: bool) -> int:
    state = dtmforms.Register(place).show(reference, as_of=as_of)
    report = Report(as_json, "dtmforms/coverage/1")
    covered = state.coverage
    report.answer({"reference": state.reference, "as_of": state.day, "areas": [one.as_json() for one in covered]})
    for line in () if as_json else _lines(covered):
        report.print(line)
    return report.exit_code


def _lines(covered: Sequence[dtmforms.Covered]) -> Iterator[str]:
    if not covered:
        yield say("no_areas")
        return
    headings = ["column_area", "column_name", "column_mobile", "column_since"]
    for side, areas in groupby(covered, key=lambda one: one.place.partition(".")[0]):
        yield f"{word(side, spoken())}:"
        yield from rows(headings, [_row(one) for one in areas])
    if vacant := sum(one.person is None for one in covered):
        yield say("areas_without_anybody", count=vacant)


def _row(one: dtmforms.Covered) -> list[str]:
    person = one.person or {"name": say("nobody_is_called"), "mobile": ""}
    return [one.area, person["name"], person["mobile"], day_in_words(one.since, spoken())]
