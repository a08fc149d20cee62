"""What a command says: sentences for eyes, or one line of JSON an item; and the exit code that comes of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dtmforms.agreement.letters import escaped
from dtmforms.cli.accepting import with_next_step
from dtmforms.errors import DtmformsError, RecordError

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement
    from dtmforms.findings import Finding

Command = TypeVar("Command", bound=Callable[..., Any])
STANDARD = "-"
DEFAULT_PLACE = "filled"
DOCUMENTS = (".docx", ".pdf", ".yaml", ".yml", ".json")

as_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document an item on standard output.")
force_option = click.option("--force", is_flag=True, help="Replace files that exist and differ.")
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", help="How many processes. [default: one a core]"
)
place_option = click.option(
    "-o", "--output", "place", metavar="PLACE", help="A file, a folder, or - for standard output. [default: filled/]"
)


def in_words(_: click.Context, option: click.Parameter, text: str | None) -> str | None:
    """The text of an option; a blank one is wrong usage."""
    if text is not None and not text.strip():
        raise click.BadParameter("it is blank; say it in words", param=option)
    return text


@dataclass
class Report:
    """Collects the exit code of a run over several items: the highest of theirs."""

    as_json: bool
    schema: str
    aside: bool = False
    """Whether standard output is taken by data, so that sentences go to standard error."""
    exit_code: int = field(default=0, init=False)

    def answer(self, document: dict[str, Any]) -> None:
        """One item's JSON, where JSON is asked for. Escaped to ASCII, which every console and pipe carries."""
        if self.as_json:
            click.echo(one_line_json({"schema": self.schema} | document))

    def say(self, text: str, **style: Any) -> None:
        colour = False if "NO_COLOR" in os.environ else None
        click.secho(escaped(text), err=self.as_json or self.aside, color=colour, **style)

    def warn(self, text: str) -> None:
        tell_line(text)

    def findings(self, file: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.warn(with_next_step(finding).sentence(file))

    def ends_with(self, exit_code: int) -> None:
        self.exit_code = max(self.exit_code, exit_code)

    @contextmanager
    def item(self, file: str) -> Iterator[None]:
        """One item of several: an error ends the item and not the run."""
        try:
            yield
        except DtmformsError as error:
            self.ends_with(error.exit_code)
            tell_error(error, file)
            self.answer({"file": file} | error_json(error))


def tell_error(error: DtmformsError, file: str = "") -> None:
    """An error on standard error, all of its findings at once, each under the name of the file that it concerns."""
    for sentence in error.sentences() if isinstance(error, RecordError) else [str(error)]:
        named = not file or sentence.startswith(f"{file}:")
        tell_line(sentence if named else f"{file}: {sentence}")


def tell_line(text: str) -> None:
    """One line on standard error. What a partner typed stands in many; none of it moves the terminal."""
    click.echo(escaped(text), err=True)


def one_line_json(document: dict[str, Any]) -> str:
    """JSON in one line, with all but printable ASCII escaped."""
    return json.dumps(document, default=str).replace("\x7f", "\\u007f")


def error_json(error: DtmformsError) -> dict[str, Any]:
    found = error.findings if isinstance(error, RecordError) else ()
    return {
        "exit_code": error.exit_code,
        "error": str(error),
        "findings": [finding.as_json() for finding in found],
    }


def spoken(place: str) -> str:
    """A place as a sentence names it."""
    return "standard output" if place == STANDARD else place


def check_workbook(file: str | None, as_json: bool) -> None:
    """Refuse a place for a workbook that cannot be one."""
    if file == STANDARD and as_json:
        raise click.UsageError("--json and the workbook both want standard output; name a file with --xlsx")
    if file and file != STANDARD and Path(file).suffix.lower() != ".xlsx":
        raise click.UsageError(f"{file} would hold a workbook; name a file that ends in .xlsx")


def load(place: str) -> tuple[Agreement, Sequence[Finding]]:
    """The record at a place, and its warnings. Raises `RecordError` with all findings where it is invalid."""
    from dtmforms import files
    from dtmforms.agreement.checking import check

    checked = check(files.read(place), name=place)
    if checked.record is None:
        raise RecordError(f"{place}: the record is invalid", checked.findings, place)
    return checked.record, checked.findings


class Places:
    """Where the documents of a run go, by the rules for PLACE: no two to the same file, and none onto an input."""

    def __init__(self, place: str | None, suffixes: tuple[str, ...], inputs: Sequence[str], items: int) -> None:
        from dtmforms import files

        suffix = Path(place or "").suffix.lower()
        if place == STANDARD and items > 1:
            raise click.UsageError("standard output takes one document; name a folder with -o")
        if place and suffix in DOCUMENTS and suffix not in suffixes:
            raise click.UsageError(f"{place} would hold a {suffixes[0]} file; name it so, or name a folder with -o")
        if place and suffix in suffixes and items > 1:
            raise click.UsageError(f"{place} is one file, and there are {items} to write; name a folder with -o")
        self.place = DEFAULT_PLACE if place is None else place
        self.itself = self.place == STANDARD or (suffix in suffixes and not Path(self.place).is_dir())
        self.suffix = suffixes[0]
        self.inputs = {files.resolved(name) for name in inputs if name != STANDARD}
        self.taken: dict[str, str] = {}

    def of(self, stem: str, source: str) -> str:
        """The file for a document that is called `stem`. Raises `RecordError` where another source has it."""
        from dtmforms import files

        target = self.place if self.itself else str(Path(self.place) / (stem + self.suffix))
        if target != STANDARD and files.resolved(target) in self.inputs:
            raise RecordError(
                f"{target}: is one of the files that were read, and is not written over; give another place"
            )
        taken_by = self.taken.setdefault(target.casefold(), source)
        if taken_by != source and target != STANDARD:
            raise RecordError(f"{source}: would be written to {target}, as {taken_by}; give each its own reference")
        return target
