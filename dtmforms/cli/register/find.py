from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

import dtmforms
from dtmforms.cli.help import command, option
from dtmforms.cli.options import as_of_option, not_blank, takes
from dtmforms.cli.register.answers import AnswerRequest, answer, answer_options, begin, rows
from dtmforms.language.codes_in_words import code_in_words
from dtmforms.language.spoken import say, spoken
from dtmforms.sentences.standing import opening

_TO_SIGN = ("unsigned", "revision_to_sign")


@dataclass(frozen=True, kw_only=True)
class FindRequest(AnswerRequest):
    as_of: datetime.date | None
    level: str | None
    method: str | None
    unprotected: bool

    @property
    def wanted(self) -> dtmforms.Wanted:
        beside: dtmforms.Wanted = {"level": self.level, "method": self.method, "unprotected": self.unprotected}
        return super().wanted | beside


@command()
@option("--level", type=click.Choice(dtmforms.LEVELS), metavar="LEVEL")
@option("--method", callback=not_blank, metavar="TEXT")
@option("--unprotected", is_flag=True)
@as_of_option
@answer_options
@takes(FindRequest)
def find(asked: FindRequest) -> int:
    report = begin(asked, "dtmforms/found/1")
    day = asked.as_of or datetime.date.today()
    found = dtmforms.Register(asked.place).find(as_of=day, **asked.wanted)
    document = {"as_of": str(day), "agreements": [one.as_json() | _matches(one) for one in found]}
    lines = _lines(found, asked.state)
    return answer(report, asked, document, lines, lambda: dtmforms.status_workbook(found, as_of=day))


def _matches(found: dtmforms.Standing) -> dict[str, list[dict[str, str | None]]]:
    return {"matches": [match.as_json() for match in found.matches]}


def _lines(found: Sequence[dtmforms.Standing], state: str | None) -> Iterator[str]:
    headings = ["column_agreement", "column_partner", "column_country", "column_found"]
    about = ([one.reference, one.about["organization"], one.about["country"]] for one in found)
    cells = [[*cells, "\n".join(_where(one, state))] for cells, one in zip(about, found, strict=True)]
    yield from rows(headings, cells)
    yield say("agreements_found", count=len(found))


def _where(found: dtmforms.Standing, state: str | None) -> Iterator[str]:
    """Where in the record stands what was asked for, and what is open of that kind; what is shared, where neither was
    asked for."""
    for match in found.matches:
        urgency = match.path.split(".")[1]
        if match.text is None:
            yield say("found_person", path=match.path)
        elif ".method[" in match.path:
            yield say("found_method", urgency=urgency, method=match.text)
        else:
            yield _dataset(urgency, match.text, match.level or "")
    for kind in _TO_SIGN if state == "to_sign" else (state or "",):
        yield from opening(found, kind)
    if not found.matches and not state:
        for one in found.datasets or ():
            yield _dataset(one.urgency, one.name, one.level)


def _dataset(urgency: str, name: str, level: str) -> str:
    return say("found_dataset", urgency=urgency, dataset=name, level=code_in_words(level, spoken()))
