"""What a command prints and answers: sentences for eyes, or one line of JSON an item; and the exit code that comes of
it."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from dtmforms import files
from dtmforms.cli.options import DEFAULT_PLACE, STANDARD, acceptable
from dtmforms.codes.documents import OF_THIS_COMPUTER
from dtmforms.errors import DtmformsError, RecordError, UsageError
from dtmforms.findings import Finding, at, each_once, in_file, not_told_yet, sentences
from dtmforms.language.escaped import escaped_but_isolates
from dtmforms.language.reports import report_words
from dtmforms.language.spoken import say, spoken, usage

_DOCUMENTS = (".docx", ".pdf", ".yaml", ".yml", ".json")


@dataclass
class Report:
    """Collects the exit code of a run over several items: the highest of theirs."""

    as_json: bool
    schema: str
    aside: bool = False
    """Whether standard output is taken by data, so that sentences go to standard error."""
    takes_flags: bool = True
    """Whether a flag can be accepted where it is told, so that its sentence says how."""
    exit_code: int = field(default=0, init=False)
    told: set[str] = field(default_factory=set, init=False)
    answered: set[str] = field(default_factory=set, init=False)
    """What was told of this computer, in sentences and in JSON, each once."""

    def answer(self, document: dict[str, Any]) -> None:
        """One item's JSON, where JSON is asked for. Escaped to ASCII, which every console and pipe carries."""
        if self.as_json:
            click.echo(one_line_json({"schema": self.schema} | self._of_computer_once(document)))

    def _of_computer_once(self, document: dict[str, Any]) -> dict[str, Any]:
        codes = {found["code"] for found in document.get("findings", ()) if "code" in found}.intersection(
            OF_THIS_COMPUTER
        )
        known, self.answered = self.answered & codes, self.answered | codes
        if not known:
            return document
        return document | {"findings": [found for found in document["findings"] if found["code"] not in known]}

    def print(self, text: str, **style: Any) -> None:
        """A sentence for eyes."""
        colour = False if "NO_COLOR" in os.environ else None
        click.secho(escaped_but_isolates(text), err=self.as_json or self.aside, color=colour, **style)

    def warn(self, text: str) -> None:
        print_line(text)

    def findings(self, file: str, findings: Sequence[Finding]) -> None:
        new = not_told_yet(findings, self.told)
        for sentence in sentences(new, file, spoken(), lambda found: self.takes_flags and _can_be_accepted(found)):
            self.warn(sentence)

    def warnings_of_record(self, file: str, findings: Sequence[Finding], name: str = "") -> None:
        """How many warnings a record has, which has a `name` of its own within a workbook: in a job, `check` tells
        them, and no command that follows tells them again. All of them for standard input, which cannot be checked
        once more."""
        if file == STANDARD:
            self.findings(file, findings)
        elif findings:
            warnings = say("warnings", count=len(each_once(findings)))
            self.warn(say("check_tells_them", source=name or file, warnings=warnings, file=file))

    def counts(self, kind: str, counts: Mapping[str, int], red: Collection[str]) -> None:
        """How many there are of each outcome, in the words of a kind of report; some of them in `red`."""
        words = report_words(kind)["outcomes"]
        for outcome, number in counts.items():
            line = at(words[outcome]["word"], str(number), spoken())
            self.print(line, fg="red" if outcome in red else None)

    def ends_with(self, exit_code: int) -> None:
        self.exit_code = max(self.exit_code, exit_code)

    @contextmanager
    def item(self, file: str) -> Iterator[None]:
        """One item of several: an error ends the item and not the run."""
        try:
            yield
        except UsageError:  # which no other item would be spared
            raise
        except DtmformsError as error:
            self.ends_with(error.exit_code)
            print_error(error, file)
            self.answer({"file": file} | error_json(error))


def _can_be_accepted(finding: Finding) -> bool:
    """Whether a person may take the flag upon themselves."""
    return finding.severity == "error" and finding.about.subject == "returns" and finding.code in acceptable()


def print_error(error: DtmformsError, file: str = "") -> None:
    """An error on standard error, all of its findings at once, under the name of the file that it concerns."""
    named = file in ("", *error.values.values())
    for sentence in error.sentences(spoken()):
        print_line(sentence if named else in_file(file, sentence, spoken()))


def print_line(text: str) -> None:
    """One line on standard error. What a partner typed stands in many; none of it moves the terminal."""
    click.echo(escaped_but_isolates(text), err=True)


def findings_json(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Findings as an answer has them."""
    return [finding.as_json(spoken()) for finding in each_once(findings)]


def one_line_json(document: dict[str, Any]) -> str:
    """JSON in one line, with all but printable ASCII escaped."""
    return json.dumps(document, default=str).replace("\x7f", "\\u007f")


def error_json(error: DtmformsError) -> dict[str, Any]:
    return {
        "exit_code": error.exit_code,
        "code": error.code,
        "values": error.plain_values(),
        "error": error.text(spoken()),
        "findings": findings_json(error.findings),
    }


def in_a_sentence(place: str) -> str:
    """A place as a sentence names it."""
    return say("standard_output") if place == STANDARD else place


def outcome_word(outcome: str) -> str:
    """The word for what became of a file."""
    return {"written": "file_written", "unchanged": "file_unchanged"}[outcome]


def check_workbook(file: str | None) -> None:
    """Refuse a place for a workbook that cannot be one, as wrong usage."""
    if file and file != STANDARD and (Path(file).suffix.lower() != ".xlsx" or Path(file).is_dir()):
        raise click.UsageError(usage("no_workbook", place=file))


class OutputFiles:
    """Where the documents of a run go, by the rules for PLACE: no two to the same file, and none onto an input."""

    def __init__(self, place: str | None, suffixes: tuple[str, ...], inputs: Sequence[str], items: int) -> None:
        suffix = Path(place or "").suffix.lower()
        if place == STANDARD and items > 1:
            raise click.UsageError(usage("one_document_for_standard_output"))
        if place and suffix in _DOCUMENTS and suffix not in suffixes:
            raise click.UsageError(usage("file_of_other_kind", place=place, suffix=suffixes[0]))
        if place and suffix in suffixes and items > 1:
            raise click.UsageError(usage("one_file_for_many", place=place, number=items))
        self.place = DEFAULT_PLACE if place is None else place
        self.itself = self.place == STANDARD or (suffix in suffixes and not Path(self.place).is_dir())
        self.suffix = suffixes[0]
        self.inputs = {files.resolved(name) for name in inputs if name != STANDARD}
        self.taken: dict[str, str] = {}

    def of(self, stem: str, source: str) -> str:
        """The file for a document that is called `stem`. Raises `RecordError` where another source has it."""
        target = self.place if self.itself else str(Path(self.place) / (stem + self.suffix))
        if target != STANDARD and files.resolved(target) in self.inputs:
            raise RecordError("target_is_an_input", place=target)
        taken_by = self.taken.setdefault(target.casefold(), source)
        if taken_by != source and target != STANDARD:
            raise RecordError("target_of_another", place=source, target=target, other=taken_by)
        return target
