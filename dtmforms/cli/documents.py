"""`fill` and `form`: records, or the blank form, into documents."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from dtmforms.cli.output import Places, Report, as_json_option, force_option, load, place_option, spoken

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement

    Draw = Callable[[Agreement, str, str], bytes]

LANGUAGES = ("en", "fr", "es")


def _document_command(name: str, short_help: str, suffix: str, drawing: str, help_text: str) -> click.Command:
    """A command that makes one document a record. `drawing` is the module that draws: its `draw` takes a record,
    a language and the terms, its `draw_blank` a language; both give the bytes of a file."""

    @click.command(name, short_help=short_help, help=help_text)
    @click.argument("records", nargs=-1, metavar="[RECORD...]")
    @click.option("--blank", is_flag=True, help="The empty official form, without a record.")
    @click.option("--language", type=click.Choice(LANGUAGES), help="The language of the blank form. [default: en]")
    @place_option
    @force_option
    @as_json_option
    def command(
        records: tuple[str, ...], blank: bool, language: str | None, place: str | None, force: bool, as_json: bool
    ) -> int:
        if not blank and not records:
            raise click.UsageError("Name one or more records, or ask for the blank form with --blank.")
        if blank and records:
            raise click.UsageError("A record and --blank do not go together; leave one of them out.")
        if language and not blank:
            raise click.UsageError("--language goes with --blank; a record has its language in it.")
        if as_json and place == "-":
            raise click.UsageError("--json and the document both want standard output; name a file with -o")
        report = Report(as_json, "dtmforms/document/1", aside=place == "-")
        module = importlib.import_module(drawing)
        if blank:
            words = language or "en"
            target = Places(place, (suffix,), (), 1).of(f"blank-{words}", "the blank form")
            _write(report, "blank", target, module.draw_blank(words), {"language": words, "findings": []}, force)
        places = Places(place, (suffix,), records, len(records))
        for source in records:
            with report.item(source):
                _make(report, source, places, module.draw, force)
        return report.exit_code

    return command


def _make(report: Report, source: str, places: Places, draw: Draw, force: bool) -> None:
    from dtmforms import files
    from dtmforms.errors import RecordError
    from dtmforms.versions.terms import fingerprint

    record, findings = load(source)
    if record.language not in LANGUAGES:
        raise RecordError(f"{source}: language: there is no form in {record.language!r}; use {', '.join(LANGUAGES)}")
    report.findings(source, findings)
    terms = fingerprint(record)
    facts: dict[str, object] = {
        "reference": record.reference,
        "language": record.language,
        "terms": terms,
        "findings": [finding.as_json() for finding in findings],
    }
    target = places.of(files.stem(record.reference), source)
    _write(report, source, target, draw(record, record.language, terms), facts, force)


def _write(report: Report, source: str, target: str, data: bytes, facts: dict[str, object], force: bool) -> None:
    from dtmforms import files

    outcome = files.write(target, data, force=force)
    digest = hashlib.sha256(data).hexdigest()
    report.answer({"file": source, "output": target, "outcome": outcome, "sha256": digest} | facts)
    report.say(f"{source} -> {spoken(target)} ({outcome})")


fill = _document_command(
    "fill",
    "Tables B and C as a Word document, for signature.",
    ".docx",
    "dtmforms.word.filling",
    """Tables B and C of each record as a Word document, for signature.

    \b
    Examples:
      dtmforms fill agreement.yaml
      dtmforms fill missions/*.yaml -o to-sign/
      dtmforms fill --blank --language fr -o formulaire.docx
    """,
)
form = _document_command(
    "form",
    "The fillable PDF form, prefilled.",
    ".pdf",
    "dtmforms.pdf.drawing",
    """The fillable PDF form of each record, prefilled, with the cells of IOM locked.

    \b
    Examples:
      dtmforms form agreement.yaml
      dtmforms form agreement.yaml -o to-unicef.pdf
      dtmforms form --blank --language es -o formulario.pdf
    """,
)
