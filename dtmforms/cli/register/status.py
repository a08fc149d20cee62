from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import dtmforms
from dtmforms.cli import table
from dtmforms.cli.help import command
from dtmforms.cli.options import as_of_option, takes
from dtmforms.cli.register.answers import AnswerRequest, answer, answer_options, begin
from dtmforms.language.cldr import listed
from dtmforms.language.spoken import say, spoken
from dtmforms.sentences.standing import dues_and_openings

_COUNTS = ("status_late", "status_open", "status_in_order", "status_ended")


@dataclass(frozen=True, kw_only=True)
class StatusRequest(AnswerRequest):
    as_of: datetime.date | None


@command()
@as_of_option
@answer_options
@takes(StatusRequest)
def status(asked: StatusRequest) -> int:
    report = begin(asked, "dtmforms/status/1")
    day = asked.as_of or datetime.date.today()
    agreements = dtmforms.Register(asked.place).status(as_of=day, texts=bool(asked.file), **asked.wanted)
    gaps = sum(len(stands.open.get("vacant_areas", ())) for stands in agreements if "ended" not in stands.open)
    document = {"as_of": str(day), "vacant_areas": gaps, "agreements": [stands.as_json() for stands in agreements]}
    lines = _lines(agreements, gaps)
    return answer(report, asked, document, lines, lambda: dtmforms.status_workbook(agreements, as_of=day))


def _lines(agreements: Sequence[dtmforms.Standing], gaps: int) -> Iterator[str]:
    """A table of the agreements; below each what is due and what is open, and at the end how many there are of each,
    and how many `gaps`: areas without anybody (rule D11)."""
    headings = [say("column_agreement"), say("column_revision"), say("column_contacts"), say("column_terms"), ""]
    rows = [headings, *map(_row, agreements)] if agreements else []
    for row, stands in zip(table.columns(rows), [None, *agreements], strict=False):
        yield from row.split("\n")
        for sentence in dues_and_openings(stands) if stands else ():
            yield from table.paragraph(sentence)
    yield from table.paragraph(_counts(agreements), indent="")
    if gaps:
        yield from table.paragraph(say("areas_without_anybody", count=gaps), indent="")


def _row(stands: dtmforms.Standing) -> list[str]:
    numbers = [str(stands.numbers.revision), str(stands.numbers.contacts)]
    return [stands.reference, *numbers, stands.terms, "" if stands.open else say("in_order")]


def _counts(agreements: Sequence[dtmforms.Standing]) -> str:
    """How many agreements there are, and of these how many in each of the groups that there are."""
    counted = Counter(map(_group, agreements))
    groups = [say(code, count=counted[code]) for code in _COUNTS if counted[code]]
    number = say("agreements", count=len(agreements))
    return say("agreements_counted", agreements=number, groups=listed(groups, spoken())) if groups else number


def _group(stands: dtmforms.Standing) -> str:
    if "ended" in stands.open:
        return "status_ended"
    if any(due.is_late for due in stands.due):
        return "status_late"
    return "status_open" if stands.open else "status_in_order"
