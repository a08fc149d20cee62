"""`fill` and `form`: records, or the blank form, into documents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from dtmforms.cli.output import Places, Report, as_json_option, force_option, load, place_option, spoken

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement

WORD_LANGUAGES = ("en", "fr", "es", "ar", "en,fr", "en,es", "en,ar")
PDF_LANGUAGES = ("en", "fr", "es", "ar")

_records = click.argument("records", nargs=-1, metavar="[RECORD...]")
_blank = click.option("--blank", is_flag=True, help="The empty official form, without a record.")


@click.command(short_help="Tables B and C as a Word document, for signature.")
@_records
@_blank
@click.option(
    "--language",
    type=click.Choice(WORD_LANGUAGES),
    help="The language of the document, or two for one after the other. [default: the record's; en for --blank]",
)
@click.option("--template", metavar="FILE.docx", help="A Word template of your own; see `dtmforms template check`.")
@place_option
@force_option
@as_json_option
def fill(
    records: tuple[str, ...],
    blank: bool,
    language: str | None,
    template: str | None,
    place: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Tables B and C of each record as a Word document, for signature.

    \b
    Examples:
      dtmforms fill agreement.yaml
      dtmforms fill agreement.yaml --language en,ar
      dtmforms fill missions/*.yaml --template ours.docx -o to-sign/
      dtmforms fill --blank --language fr -o formulaire.docx
    """
    from dtmforms import files
    from dtmforms.word import filling
    from dtmforms.word.judging import languages_of, refuse_bad_template

    own = files.read(template) if template else None
    if own is not None:
        refuse_bad_template(own, str(template))
        if language not in (None, languages_of(own)):
            raise click.UsageError(f"{template} is in {languages_of(own)}, and --language asks for {language}.")
        language = languages_of(own)
    drawing = Drawing(
        ".docx",
        lambda record, words, terms: filling.draw(record, words, terms, own),
        lambda words: filling.draw_blank(words, own),
    )
    return _make(drawing, records, blank, language, place, force, as_json)


@click.command(short_help="The fillable PDF form, prefilled.")
@_records
@_blank
@click.option(
    "--language",
    type=click.Choice(PDF_LANGUAGES),
    help="The language of the form. [default: the record's; en for --blank]",
)
@place_option
@force_option
@as_json_option
def form(
    records: tuple[str, ...], blank: bool, language: str | None, place: str | None, force: bool, as_json: bool
) -> int:
    """The fillable PDF form of each record, prefilled, with the cells of IOM locked.

    \b
    Examples:
      dtmforms form agreement.yaml
      dtmforms form agreement.yaml -o to-unicef.pdf
      dtmforms form --blank --language es -o formulario.pdf
    """
    from dtmforms.pdf import drawing

    return _make(
        Drawing(".pdf", drawing.draw, drawing.draw_blank),
        records,
        blank,
        language,
        place,
        force,
        as_json,
    )


@dataclass(frozen=True)
class Drawing:
    """How one kind of document is made: `draw` takes a record, a language and the terms, `blank` a language; both
    give the bytes of a file."""

    suffix: str
    draw: Callable[[Agreement, str, str], bytes]
    blank: Callable[[str], bytes]


def _make(
    drawing: Drawing,
    records: tuple[str, ...],
    blank: bool,
    language: str | None,
    place: str | None,
    force: bool,
    as_json: bool,
) -> int:
    if not blank and not records:
        raise click.UsageError("Name one or more records, or ask for the blank form with --blank.")
    if blank and records:
        raise click.UsageError("A record and --blank do not go together; leave one of them out.")
    if as_json and place == "-":
        raise click.UsageError("--json and the document both want standard output; name a file with -o")
    report = Report(as_json, "dtmforms/document/1", aside=place == "-")
    if blank:
        words = language or "en"
        target = Places(place, (drawing.suffix,), (), 1).of(f"blank-{words.replace(',', '-')}", "the blank form")
        _write(report, "blank", target, drawing.blank(words), {"language": words, "findings": []}, force)
    places = Places(place, (drawing.suffix,), records, len(records))
    for source in records:
        with report.item(source):
            _make_one(report, source, places, drawing, language, force)
    return report.exit_code


def _make_one(report: Report, source: str, places: Places, drawing: Drawing, language: str | None, force: bool) -> None:
    from dtmforms import files
    from dtmforms.versions.terms import fingerprint

    record, findings = load(source)
    words = language or record.language
    report.findings(source, findings)
    terms = fingerprint(record)
    facts: dict[str, object] = {
        "reference": record.reference,
        "language": words,
        "terms": terms,
        "findings": [finding.as_json() for finding in findings],
    }
    target = places.of(files.stem(record.reference), source)
    _write(report, source, target, drawing.draw(record, words, terms), facts, force)


def _write(report: Report, source: str, target: str, data: bytes, facts: dict[str, object], force: bool) -> None:
    from dtmforms import files

    outcome = files.write(target, data, force=force)
    digest = hashlib.sha256(data).hexdigest()
    report.answer({"file": source, "output": target, "outcome": outcome, "sha256": digest} | facts)
    report.say(f"{source} -> {spoken(target)} ({outcome})")
