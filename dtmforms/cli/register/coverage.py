from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby

import dtmforms
from dtmforms.cli.help import argument, command
from dtmforms.cli.options import answering_options, as_of_option
from dtmforms.cli.output import Report
from dtmforms.cli.register.answers import rows
from dtmforms.language.shown import day_in_words, word
from dtmforms.language.spoken import say, spoken


@command()
@argument("reference", required=False, metavar="[REF]")
@as_of_option
@answering_options
def coverage(reference: str | None, as_of: datetime.date | None, place: str, as_json: bool) -> int:
    register, day = dtmforms.Register(place), as_of or datetime.date.today()
    if reference is None:
        report = Report(as_json, "dtmforms/coverage-of-all/1")
        every = register.coverage(as_of=day)
        report.answer({"as_of": str(day), "agreements": [one.as_json() for one in every]})
        lines = _of_all(every)
    else:
        report = Report(as_json, "dtmforms/coverage/1")
        state = register.show(reference, as_of=day)
        covered = state.coverage
        report.answer({"reference": state.reference, "as_of": state.day, "areas": [one.as_json() for one in covered]})
        lines = _of_one(covered)
    for line in () if as_json else lines:
        report.print(line)
    return report.exit_code


def _of_all(every: Sequence[dtmforms.Coverage]) -> Iterator[str]:
    """A row an agreement; nobody is named (rule D1)."""
    if not every:
        yield say("no_areas")
        return
    headings = ["column_agreement", "column_partner", "column_country", "column_areas", "column_without_anybody"]
    yield from rows(headings, [_row_of_agreement(one) for one in every])
    if vacant := sum(len(one.vacant) for one in every):
        yield say("areas_without_anybody", count=vacant)


def _row_of_agreement(one: dtmforms.Coverage) -> list[str]:
    vacant = [say("area_without_anybody", side=area.side, area=area.area, since=area.since) for area in one.vacant]
    return [one.reference, one.about["organization"], one.about["country"], str(len(one.areas)), "\n".join(vacant)]


def _of_one(covered: Sequence[dtmforms.Covered]) -> Iterator[str]:
    if not covered:
        yield say("no_areas")
        return
    headings = ["column_area", "column_name", "column_mobile", "column_since"]
    for side, areas in groupby(covered, key=lambda one: one.side):
        yield f"{word(side, spoken())}:"
        yield from rows(headings, [_row_of_area(one) for one in areas])
    if vacant := sum(one.person is None for one in covered):
        yield say("areas_without_anybody", count=vacant)


def _row_of_area(one: dtmforms.Covered) -> list[str]:
    person = one.person or {"name": say("nobody_is_called"), "mobile": ""}
    return [one.area, person["name"], person["mobile"], day_in_words(one.since, spoken())]
