"""`fill` and `form`: records, or the blank form, into documents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from dtmforms.cli.opening import printing, register_if_any
from dtmforms.cli.output import Places, Report, as_json_option, force_option, load, place_option, spoken

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement
    from dtmforms.register.printing import Printed

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
@register_if_any
@place_option
@force_option
@as_json_option
def fill(
    records: tuple[str, ...],
    blank: bool,
    language: str | None,
    template: str | None,
    register: str | None,
    place: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Tables B and C of each record as a Word document, for signature. Where the register holds the agreement, its
    revision and contacts numbers stand on every page; else it is a draft.

    \b
    Examples:
      dtmforms fill agreement.yaml
      dtmforms fill agreement.yaml --register office/register.sqlite3
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
        lambda record, words, terms, status: filling.draw(record, words, terms, own, status),
        lambda words: filling.draw_blank(words, own),
    )
    return _make(drawing, records, blank, language, register, place, force, as_json)


@click.command(short_help="The fillable PDF form, prefilled.")
@_records
@_blank
@click.option(
    "--language",
    type=click.Choice(PDF_LANGUAGES),
    help="The language of the form. [default: the record's; en for --blank]",
)
@register_if_any
@place_option
@force_option
@as_json_option
def form(
    records: tuple[str, ...],
    blank: bool,
    language: str | None,
    register: str | None,
    place: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """The fillable PDF form of each record, prefilled, with the cells of IOM locked. Where the register holds the
    agreement, its revision and contacts numbers stand on every page; else it is a draft.

    \b
    Examples:
      dtmforms form agreement.yaml
      dtmforms form agreement.yaml --register office/register.sqlite3
      dtmforms form agreement.yaml -o to-unicef.pdf
      dtmforms form --blank --language es -o formulario.pdf
    """
    from dtmforms.pdf import drawing

    return _make(
        Drawing(".pdf", drawing.draw, drawing.draw_blank),
        records,
        blank,
        language,
        register,
        place,
        force,
        as_json,
    )


@dataclass(frozen=True)
class Drawing:
    """How one kind of document is made: `draw` takes a record, a language, the terms and what the document is,
    `blank` a language; both give the bytes of a file."""

    suffix: str
    draw: Callable[[Agreement, str, str, str], bytes]
    blank: Callable[[str], bytes]


def _make(
    drawing: Drawing,
    records: tuple[str, ...],
    blank: bool,
    language: str | None,
    register: str | None,
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
        _make_blank(report, drawing, language or "en", place, force)
        return report.exit_code
    places = Places(place, (drawing.suffix,), records, len(records))
    with printing(register) as printed:
        for source in records:
            with report.item(source):
                _make_one(report, source, places, drawing, language, printed, force)
    return report.exit_code


def _make_blank(report: Report, drawing: Drawing, words: str, place: str | None, force: bool) -> None:
    target = Places(place, (drawing.suffix,), (), 1).of(f"blank-{words.replace(',', '-')}", "the blank form")
    facts: dict[str, object] = {"language": words, **_status(None, words, "blank"), "findings": []}
    _write(report, "blank", target, drawing.blank(words), facts, force)


def _make_one(
    report: Report,
    source: str,
    places: Places,
    drawing: Drawing,
    language: str | None,
    printed: Callable[[Agreement], Printed | None],
    force: bool,
) -> None:
    from dtmforms import names
    from dtmforms.versions.terms import fingerprint

    record, findings = load(source)
    words = language or record.language
    said = printed(record)
    findings = [*findings, *(said.findings if said else ())]
    report.findings(source, findings)
    terms, status = fingerprint(record), _status(said, words)
    facts: dict[str, object] = {
        "reference": record.reference,
        "language": words,
        "terms": terms,
        **status,
        "findings": [finding.as_json() for finding in findings],
    }
    target = places.of(names.stem(record.reference), source)
    _write(report, source, target, drawing.draw(record, words, terms, str(status["status"])), facts, force)
    if said and said.numbers:
        report.say(f"  {status['status']}")


def _status(said: Printed | None, words: str, without: str = "draft") -> dict[str, object]:
    """The agreement's numbers, and what its document is in the document's first language; `without` numbers a draft
    (rule D6)."""
    from dtmforms.form.labels import labels

    language = words.partition(",")[0]
    if said is None or said.numbers is None:
        return {"numbers": None, "status": labels(language).ours[without]}
    return {"numbers": said.numbers.as_json(), "status": said.sentence(language)}


def _write(report: Report, source: str, target: str, data: bytes, facts: dict[str, object], force: bool) -> None:
    from dtmforms import files

    outcome = files.write(target, data, force=force)
    digest = hashlib.sha256(data).hexdigest()
    report.answer({"file": source, "output": target, "outcome": outcome, "sha256": digest} | facts)
    report.say(f"{source} -> {spoken(target)} ({outcome})")
