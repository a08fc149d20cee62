from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import dtmforms
from dtmforms.cli.help import command, option
from dtmforms.cli.options import Number, as_of_option, takes
from dtmforms.cli.register.answers import AnswerRequest, answer, answer_options, begin, rows
from dtmforms.language.shown import word
from dtmforms.language.spoken import say, spoken
from dtmforms.sentences.standing import when

_MOST_DAYS = 36_500


@dataclass(frozen=True, kw_only=True)
class DueRequest(AnswerRequest):
    within: int
    as_of: datetime.date | None


@command()
@option("--within", type=Number(0, _MOST_DAYS), metavar="DAYS", default=30, show_default=True)
@as_of_option
@answer_options
@takes(DueRequest)
def due(asked: DueRequest) -> int:
    report = begin(asked, "dtmforms/due/1")
    day = asked.as_of or datetime.date.today()
    found = dtmforms.Register(asked.place).due(asked.within, as_of=day, **asked.wanted)
    document = {
        "as_of": str(day),
        "within": asked.within,
        "due": [{"reference": one.reference} | one.about | one.as_json() for one in found],
    }
    return answer(report, asked, document, _lines(found, asked.within), lambda: dtmforms.answer_workbook(found))


def _lines(found: Sequence[dtmforms.Due], within: int) -> Iterator[str]:
    headings = ["column_due", "column_agreement", "column_partner", "column_what"]
    cells = [[when(one), one.reference, one.about["organization"], word(one.what, spoken())] for one in found]
    yield from rows(headings, cells)
    counted = Counter("late" if one.is_late else "without_day" if one.day is None else "to_come" for one in found)
    if counted["late"]:
        yield say("count_late", count=counted["late"])
    if counted["without_day"]:
        yield say("count_without_day", count=counted["without_day"])
    yield say("count_to_come", count=counted["to_come"], within=say("days", count=within))
