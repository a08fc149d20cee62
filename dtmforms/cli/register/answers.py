"""Answers about many agreements: a table for eyes, and a workbook where one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dtmforms import files
from dtmforms.cli import table
from dtmforms.cli.help import option
from dtmforms.cli.options import (
    STANDARD,
    answering_options,
    force_option,
    json_or_standard_output,
    together,
)
from dtmforms.cli.output import Report, check_workbook, in_a_sentence, outcome_word
from dtmforms.cli.register.wanted import WantedRequest, wanted_options
from dtmforms.language.spoken import say


@dataclass(frozen=True, kw_only=True)
class AnswerRequest(WantedRequest):
    """A request for an answer about many agreements; `file` is `None` where no workbook is wanted."""

    file: str | None
    force: bool
    place: str
    as_json: bool


answer_options = together(
    wanted_options,
    option("--xlsx", "file", metavar="FILE"),
    force_option,
    answering_options,
    json_or_standard_output("--xlsx"),
)


def begin(asked: AnswerRequest, schema: str) -> Report:
    """The report of such a command. A place that cannot be a workbook's is wrong usage."""
    check_workbook(asked.file)
    return Report(asked.as_json, schema, aside=asked.file == STANDARD)


def answer(
    report: Report, asked: AnswerRequest, document: dict[str, Any], lines: Iterator[str], workbook: Callable[[], bytes]
) -> int:
    """Answer in JSON, or print the lines; the workbook is written before, where one is asked for."""
    outcome = files.write(asked.file, workbook(), force=asked.force) if asked.file else ""
    report.answer(document | ({"xlsx": {"output": asked.file, "outcome": outcome}} if asked.file else {}))
    for line in () if asked.as_json else lines:
        report.print(line)
    if asked.file:
        report.print(say("file_made", file=in_a_sentence(asked.file), outcome=outcome_word(outcome)))
    return report.exit_code


def rows(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table, line by line; nothing where it has no rows. Headings are the codes of messages."""
    if cells:
        for row in table.columns([[say(heading) for heading in headings], *cells]):
            yield from row.split("\n")
