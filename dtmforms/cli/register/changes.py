from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import dtmforms
from dtmforms.cli.help import command, option
from dtmforms.cli.options import Day, takes
from dtmforms.cli.register.answers import AnswerRequest, answer, answer_options, begin, rows
from dtmforms.language.paths import path_in_words
from dtmforms.language.shown import day_in_words, word
from dtmforms.language.spoken import say, spoken

_COUNTS = {
    "revision": "count_revisions",
    "focal_point_notice": "count_notices",
    "administrative": "count_administrative",
    None: "count_other_events",
}


@dataclass(frozen=True, kw_only=True)
class ChangesRequest(AnswerRequest):
    since: datetime.date
    until: datetime.date | None
    recorded: bool


@command()
@option("--since", type=Day(), metavar="DATE", required=True)
@option("--until", type=Day(), metavar="DATE")
@option("--recorded", is_flag=True)
@answer_options
@takes(ChangesRequest)
def changes(asked: ChangesRequest) -> int:
    report = begin(asked, "dtmforms/changes/1")
    until = asked.until or datetime.date.today()
    found = dtmforms.Register(asked.place).changes(asked.since, until, recorded=asked.recorded, **asked.wanted)
    document = {"since": str(asked.since), "until": str(until), "changes": [one.as_json() for one in found]}
    return answer(report, asked, document, _lines(found), lambda: dtmforms.answer_workbook(found))


def _lines(found: Sequence[dtmforms.Happened]) -> Iterator[str]:
    """A table for each effect, below how many there are."""
    headings = ["column_day", "column_agreement", "column_rule", "column_what"]
    for effect, some in groupby(found, key=lambda one: one.effect):
        several = list(some)
        yield say(_COUNTS[effect], count=len(several))
        yield from rows(headings, [_row(one) for one in several])
        yield ""
    yield say("events", count=len(found))


def _row(one: dtmforms.Happened) -> list[str]:
    what = "\n".join([word(one.kind, spoken()), *(path_in_words(path, spoken()) for path in one.paths)])
    return [day_in_words(one.day, spoken()), one.reference, one.rule, what]
