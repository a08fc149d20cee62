from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dtmforms
from dtmforms import files
from dtmforms.cli.help import command, option
from dtmforms.cli.options import (
    STANDARD,
    answering_options,
    as_of_option,
    force_option,
    json_or_standard_output,
    needs,
    reference_argument,
    takes,
)
from dtmforms.cli.output import Report
from dtmforms.language.spoken import say
from dtmforms.sentences.history import signed_by
from dtmforms.sentences.standing import agreed_days, numbers_in_words, openings, to_be_signed, waits

_SIGNED = ("sha256", "on", "terms", "edition", "revision", "contacts", "contacts_on", "verdict", "certificates")
_NOTICE = ("contacts", "effective", "posts", "open", "moot")


@dataclass(frozen=True, kw_only=True)
class ShowRequest:
    reference: str
    as_of: datetime.date | None
    file: str | None
    to_sign: bool
    force: bool
    place: str
    as_json: bool


@command()
@reference_argument
@as_of_option
@option("-o", "--output", "file", metavar="FILE")
@option("--to-sign", is_flag=True)
@force_option
@answering_options
@needs("--to-sign", "-o", "to_sign_needs_place")
@json_or_standard_output("-o")
@takes(ShowRequest)
def show(asked: ShowRequest) -> int:
    state = dtmforms.Register(asked.place).show(asked.reference, as_of=asked.as_of)
    report = Report(asked.as_json, "dtmforms/state/1", aside=asked.file == STANDARD)
    if asked.file:
        _write(state, asked.file, asked.to_sign, asked.force)
    report.answer({"as_of": state.day} | state.standing.as_json() | _as_json(state))
    if not asked.as_json:
        _print(report, state)
    return report.exit_code


def _write(state: dtmforms.State, file: str, to_sign: bool, force: bool) -> None:
    dump = dtmforms.to_json if file.endswith(".json") else dtmforms.to_yaml
    files.write(file, dump(state.text_to_sign if to_sign else state.record), force=force)


def _as_json(state: dtmforms.State) -> dict[str, Any]:
    signed = state.signed
    return {
        "status": state.status,
        "to_sign": state.to_sign,
        "waiting": state.waiting,
        "signed": {key: getattr(signed, key) for key in _SIGNED} if signed else None,
        "notices": [{key: getattr(notice, key) for key in _NOTICE} for notice in state.notices],
        "record": state.values,
    }


def _print(report: Report, state: dtmforms.State) -> None:
    """An agreement for eyes; nobody is named where the record itself has standard output (rule D1)."""
    reference, numbers = state.reference, numbers_in_words(state.numbers)
    report.print(say("agreement_stands", reference=reference, numbers=numbers), bold=True)
    for line in _about(state, with_people=not report.aside):
        report.print(f"  {line}")
    for line in openings(state.standing):
        report.print(f"  {line}")
    if to_sign := state.to_sign:
        report.print(f"  {to_be_signed(**to_sign)}")
        report.print(f"  {say('next_write_record', reference=reference)}")
    if paths := state.waiting:
        report.print(f"  {waits(paths)}")


def _about(state: dtmforms.State, *, with_people: bool) -> Iterator[str]:
    """What the agreement is about, what was signed, and who holds each post of Table C."""
    yield say("agreement_is_about", terms=state.terms, **state.about)
    yield from agreed_days(state.standing)
    if state.signed:
        yield say("signed_on", day=state.signed.on, sha256=state.signed.sha256)
        if state.signed.edition:
            yield say("stated_edition", edition=state.signed.edition)
        yield from signed_by(state.signed.verdict, state.signed.certificates)
    for place, person in state.people.items() if with_people else ():
        yield say("post_held", post=place, **person) if person else say("post_vacant", post=place)
