"""What `fill` and `form` have in common: records, or a blank form, into documents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from dtmforms.cli.output import Places, Report, load

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement

LANGUAGES = ("en", "fr", "es")
blank_option = click.option("--blank", is_flag=True, help="The empty official form, without a record.")
language_option = click.option("--language", type=click.Choice(LANGUAGES), help="The language of the blank form.")


def make(
    records: tuple[str, ...],
    *,
    suffix: str,
    draw: Callable[[Agreement, str, str], bytes],
    draw_blank: Callable[[str], bytes],
    blank: bool,
    language: str | None,
    place: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Make one document a record, or the blank one, and return the exit code."""
    from dtmforms import files
    from dtmforms.errors import RecordError
    from dtmforms.versions.terms import fingerprint

    if blank == bool(records):
        raise click.UsageError("Name one or more records, or ask for the blank form with --blank.")
    if language and not blank:
        raise click.UsageError("--language goes with --blank; a record has its language in it.")
    report = Report(as_json, "dtmforms/document/1", aside=place == "-")
    if blank:
        words = language or "en"
        target = Places(place, 1).of(f"blank-{words}", suffix, "the blank form")
        _write(report, "blank", target, draw_blank(words), {"language": words, "findings": []}, force)
        return report.exit_code
    places = Places(place, len(records))
    for source in records:
        with report.item(source):
            record, findings = load(source)
            if record.language not in LANGUAGES:
                raise RecordError(f"{source}: language: there is no form in {record.language!r}; use en, fr or es")
            report.findings(source, findings)
            terms = fingerprint(record)
            target = places.of(files.stem(record.reference), suffix, source)
            facts: dict[str, object] = {
                "reference": record.reference,
                "language": record.language,
                "terms": terms,
                "findings": [finding.as_json() for finding in findings],
            }
            _write(report, source, target, draw(record, record.language, terms), facts, force)
    return report.exit_code


def _write(report: Report, source: str, target: str, data: bytes, facts: dict[str, object], force: bool) -> None:
    from dtmforms import files

    if target == "-" and report.as_json:
        raise click.UsageError("--json and the document both want standard output; name a file with -o")
    outcome = files.write(target, data, force=force)
    digest = hashlib.sha256(data).hexdigest()
    report.answer({"file": source, "output": target, "outcome": outcome, "sha256": digest} | facts)
    report.say(f"{source} -> {target} ({outcome})")
