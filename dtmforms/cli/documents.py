"""Records, or the blank form, into documents: what `fill` and `form` have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import click

import dtmforms
from dtmforms import files, names
from dtmforms.cli.agreements import AgreementSource, agreements_in
from dtmforms.cli.help import argument, option
from dtmforms.cli.options import (
    DEFAULT_REGISTER,
    STANDARD,
    as_json_option,
    exclusive,
    force_option,
    json_or_standard_output,
    place_option,
    register_if_any,
    together,
)
from dtmforms.cli.output import OutputFiles, Report, findings_json, in_a_sentence, outcome_word
from dtmforms.language.labels import labels
from dtmforms.language.spoken import say, spoken, usage
from dtmforms.sentences.standing import numbers_in_words


@dataclass(frozen=True, kw_only=True)
class DocumentsRequest:
    """`language` is `None` for that of each record; `place` for the usual folder; `register` for the one at the usual
    place, if any."""

    records: tuple[str, ...]
    blank: bool
    language: str | None
    register: str | None
    place: str | None
    force: bool
    as_json: bool


Document: TypeAlias = "tuple[dtmforms.Agreement, dtmforms.DocumentStatus | None]"
"""The record of a document, and its status: `None` where nobody named a register and there is none at the usual
place."""

source_options = together(
    exclusive("RECORD", "--blank", "blank_of_no_record"),
    json_or_standard_output("-o"),
    argument("records", nargs=-1, metavar="[RECORD...]"),
    option("--blank", is_flag=True),
)
target_options = together(register_if_any, place_option, force_option, as_json_option)


@dataclass(frozen=True)
class DocumentKind:
    """How one kind of document is made: `draw` takes a record, a language and what the register says that the document
    is, `blank` a language; both give the bytes of a file; `blank` is `None` where there is no such form. `mark` stands
    behind the reference in its name. `to_sign` is whether it is of the text that the register holds, whatever the
    record says (rule E9). `apart` says, by a language, what a document is that is none of the agreement: the register
    knows nothing of it, and the risk need not be assessed yet."""

    suffix: str
    draw: Callable[[dtmforms.Agreement, str, dtmforms.DocumentStatus | None], bytes]
    blank: Callable[[str], bytes] | None
    mark: str = ""
    to_sign: bool = False
    apart: Callable[[str], str] | None = None


def make_documents(kind: DocumentKind, asked: DocumentsRequest) -> int:
    if not asked.blank and not asked.records:
        raise click.UsageError(usage("no_record_named"))
    report = Report(asked.as_json, "dtmforms/document/1", aside=asked.place == STANDARD)
    if asked.blank and kind.blank:
        _make_blank(report, kind.suffix, kind.blank, asked)
        return report.exit_code
    agreements = agreements_in(asked.records, report, assessed=kind.apart is None)
    targets = OutputFiles(asked.place, (kind.suffix,), asked.records, max(len(agreements), len(asked.records)))
    document_of = _registered(asked.register, to_sign=kind.to_sign) if kind.apart is None else _without_register
    for source in agreements:
        with report.item(source.name):
            _make(report, kind, asked, source, document_of(source.record), targets)
    return report.exit_code


def _make(
    report: Report,
    kind: DocumentKind,
    asked: DocumentsRequest,
    source: AgreementSource,
    document: Document,
    targets: OutputFiles,
) -> None:
    record, status = document
    of_status = status.findings if status else ()
    report.warnings_of_record(source.file, source.read.findings, source.name)
    report.findings(source.name, of_status)
    target = targets.of(names.stem(record.reference) + kind.mark, source.name)
    facts = _facts(record, asked.language or record.language, status)
    facts |= {"status": kind.apart(facts["language"])} if kind.apart else {}
    data = kind.draw(record, facts["language"], status)
    facts["findings"] = findings_json([*source.read.findings, *of_status])
    outcome = _write(report, source.name, target, data, facts, asked.force)
    report.print(say("made", source=source.name, file=in_a_sentence(target), outcome=outcome))
    if status and status.numbers:
        report.print(f"  {numbers_in_words(status.numbers)}")
    elif not of_status and not kind.apart:
        report.print(f"  {_how_to_get_numbers(source.file, asked.register)}")


def _how_to_get_numbers(file: str, register: str | None) -> str:
    if register is None:
        return say("how_to_get_numbers", file=file)
    return say("how_to_get_numbers_there", file=file, register=register)


def _registered(register: str | None, *, to_sign: bool) -> Callable[[dtmforms.Agreement], Document]:
    """What the document of a record is. Raises `FileError` where a register that was named is missing."""
    if register is None and not Path(DEFAULT_REGISTER).exists():
        return _without_register
    known = dtmforms.Register(register or DEFAULT_REGISTER)
    known.last_hash()
    return known.text_to_sign if to_sign else lambda record: (record, known.document_status(record))


def _without_register(record: dtmforms.Agreement) -> Document:
    return record, None


def _make_blank(report: Report, suffix: str, draw: Callable[[str], bytes], asked: DocumentsRequest) -> None:
    language = asked.language or spoken()
    target = OutputFiles(asked.place, (suffix,), (), 1).of(f"blank-{language.replace(',', '-')}", "the blank form")
    status = labels(_first(language)).ours["blank"]
    facts: dict[str, Any] = {"language": language, "numbers": None, "status": status, "findings": []}
    outcome = _write(report, "blank", target, draw(language), facts, asked.force)
    report.print(say("blank_form_made", file=in_a_sentence(target), outcome=outcome))


def _facts(record: dtmforms.Agreement, language: str, status: dtmforms.DocumentStatus | None) -> dict[str, Any]:
    """What a document is: of which agreement, with which terms and numbers; without numbers, a draft (rule D6)."""
    terms = (status and status.terms) or dtmforms.terms_of(record)
    about = {"reference": record.reference, "language": language, "terms": terms}
    if status is None or status.numbers is None:
        return {**about, "numbers": None, "status": labels(_first(language)).ours["draft"]}
    return {**about, "numbers": status.numbers.as_json(), "status": status.sentence(_first(language))}


def _first(languages: str) -> str:
    """Of a document in two languages, the first one's."""
    return languages.partition(",")[0]


def _write(report: Report, source: str, target: str, data: bytes, facts: dict[str, Any], force: bool) -> str:
    """Write a document and answer; the word for what became of it."""
    outcome = files.write(target, data, force=force)
    digest = hashlib.sha256(data).hexdigest()
    report.answer({"file": source, "output": target, "outcome": outcome, "sha256": digest} | facts)
    return outcome_word(outcome)
