"""The commands of `register` that answer: what is in force, how it came about, what is open, whether all is whole."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import click

from dtmforms.cli.opening import as_of_option, place_of_register, question, to_be_signed, waits
from dtmforms.cli.output import STANDARD, Report, as_json_option, check_workbook, force_option, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dtmforms.register.overview import Standing
    from dtmforms.register.state import State, Step

LARGEST_EXPORT_BYTES = 2_000_000_000
_SAID = ("accepted", "changes", "confirmed_by", "corrections", "duty", "evidence", "until", "verdict", "why")
"""What a history repeats of that which people said of an event."""


@click.command(short_help="An agreement at a date: numbers, focal points, what is open.")
@click.argument("reference", metavar="REF")
@as_of_option
@click.option("-o", "--output", "file", metavar="FILE", help="Write the record in force, as YAML or JSON.")
@click.option("--to-sign", is_flag=True, help="With -o: the record that waits for its signature instead.")
@force_option
@question
def show(
    reference: str,
    as_of: datetime.datetime | None,
    file: str | None,
    to_sign: bool,
    force: bool,
    place: str,
    as_json: bool,
) -> int:
    """An agreement today, or at the end of another day: its numbers, its focal points, what is open, what waits. With
    -o, its record in force is written, to go on from; with --to-sign too, the record that waits for its signature, to
    be filled in and sent.

    \b
    Examples:
      dtmforms register show NGA-LCB-UNICEF-CP
      dtmforms register show NGA-LCB-UNICEF-CP --as-of 2026-11-01 -o then.yaml
      dtmforms register show NGA-LCB-UNICEF-CP --to-sign -o to-sign.yaml
    """
    from dtmforms.register import overview
    from dtmforms.register.looking import state_of
    from dtmforms.register.store import Register

    if to_sign and not file:
        raise click.UsageError("--to-sign says which record -o writes; name a file with -o")
    if as_json and file == STANDARD:
        raise click.UsageError("--json and the record both want standard output; name a file with -o")

    day = (as_of.date() if as_of else datetime.date.today()).isoformat()
    with Register(place).reading() as book:
        state = state_of(book, reference, day)
    report = Report(as_json, "dtmforms/state/1", aside=file == STANDARD)
    if file:
        _write(state, file, to_sign, force)
    stands = overview.standing(state, day)
    told = {"as_of": day} | stands.as_json() | {"status": overview.numbers(state).sentence()}
    told |= {"to_sign": overview.revision_to_sign(state), "waiting": overview.waiting_paths(state)}
    report.answer(told | {"signed": _signature(state), "notices": _notices(state), "record": state.record})
    if not as_json:
        _show(report, state, stands)
    return report.exit_code


def _write(state: State, file: str, to_sign: bool, force: bool) -> None:
    from dtmforms import files
    from dtmforms.agreement.reading import dump_json, dump_yaml
    from dtmforms.register.looking import in_force, unsigned

    dump = dump_json if file.endswith(".json") else dump_yaml
    record = unsigned(state) if to_sign else in_force(state)
    files.write(file, dump(record.values()), force=force)


def _show(report: Report, state: State, stands: Standing) -> None:
    """An agreement for eyes; nobody is named where the record itself has standard output (rule D1)."""
    from dtmforms.register.overview import numbers, revision_to_sign, waiting_paths

    report.say(f"{state.reference}: {numbers(state).sentence()}", bold=True)
    report.say(f"  terms {state.terms}; {'; '.join(f'{key}: {text}' for key, text in state.about.items())}")
    if state.signed:
        report.say(f"  signed on {state.signed.on}, SHA-256 {state.signed.sha256}")
    for line in () if report.aside else _people(state):
        report.say(f"  {line}")
    for line in _openings(stands):
        report.say(f"  {line}")
    if to_sign := revision_to_sign(state):
        report.say(f"  {to_be_signed(**to_sign)}")
        report.say(f"  `dtmforms register show {state.reference} --to-sign -o FILE` writes its record")
    if paths := waiting_paths(state):
        report.say(f"  {waits(paths)}")


def _people(state: State) -> Iterator[str]:
    """Who holds each post of Table C."""
    from dtmforms.register.merging import PLACES, post

    for place in PLACES:
        person = post(state.record or {"table_c": {}}, place)
        texts = [person[key] for key in ("name", "title", "mobile", "email")] if person else ["vacant"]
        yield f"{place}: {', '.join(texts)}"


def _signature(state: State) -> dict[str, Any] | None:
    if state.signed is None:
        return None
    return {key: getattr(state.signed, key) for key in ("sha256", "on", "revision", "contacts", "contacts_on")}


def _notices(state: State) -> list[dict[str, Any]]:
    return [
        {"contacts": notice.contacts, "effective": notice.effective, "posts": notice.posts, "open": notice.open}
        for notice in state.notices
    ]


def _openings(stands: Standing) -> Iterator[str]:
    """What is open, in words."""
    from dtmforms.register.overview import Suspension

    for word, what in stands.open.items():
        if word == "suspended":
            yield Suspension(what, stands.open.get("suspended_until")).sentence()
        elif word != "suspended_until":
            yield _open(word, what)


def _open(word: str, what: Any) -> str:
    """Something open in words: `open duties: contacts 2: written_notice`."""
    said = word.replace("_", " ")
    if what is True:
        return said
    return f"{said}: {', '.join(map(str, what)) if isinstance(what, list) else what}"


@click.command(short_help="Every event of an agreement, and why each number moved or stayed.")
@click.argument("reference", metavar="REF")
@question
def history(reference: str, place: str, as_json: bool) -> int:
    """Every event of an agreement by the day of its effect, with the numbers after it, and the rule by which they moved
    or stayed. What came late or out of order says so.

    \b
    Examples:
      dtmforms register history NGA-LCB-UNICEF-CP
    """
    from dtmforms.register.looking import state_of
    from dtmforms.register.store import Register

    with Register(place).reading() as book:
        state = state_of(book, reference)
    report = Report(as_json, "dtmforms/history/1")
    report.answer({"reference": state.reference, "steps": [_step(step) for step in state.steps]})
    for step in () if as_json else state.steps:
        moved = {"": "", "both": " *"}.get(step.moved, f" * {step.moved} moved")
        numbers = f"revision {step.revision}, contacts {step.contacts}"
        report.say(f"{step.event.effective}  event {step.event.number}: {step.event.kind:10}  {numbers}{moved}")
        report.say(f"    {step.reason} (rule {step.rule})")
        for corrected in step.event.details.get("corrections", ()):
            report.say(f"    {corrected['path']}: {corrected['old']!r} -> {corrected['new']!r}")
        if accepted := step.event.details.get("accepted"):
            report.say(f"    accepted: {', '.join(accepted)}")
        for note in step.notes:
            report.say(f"    {note} (rule E6)")
    return report.exit_code


def _step(step: Step) -> dict[str, Any]:
    event = {
        key: getattr(step.event, key) for key in ("number", "kind", "effective", "received", "recorded", "by", "files")
    }
    told = {key: getattr(step, key) for key in ("revision", "contacts", "moved", "rule", "reason", "notes")}
    said = {key: step.event.details[key] for key in _SAID if key in step.event.details}
    return event | told | said


@click.command(short_help="What is open, over all agreements.")
@as_of_option
@click.option("--xlsx", "file", metavar="FILE", help="Also write them as a workbook, FILE.xlsx.")
@force_option
@question
def status(as_of: datetime.datetime | None, file: str | None, force: bool, place: str, as_json: bool) -> int:
    """All agreements with their numbers and what is open: unsigned, waiting for a return or a signature, duties of
    notices, reassessment overdue, vacant posts, missing secondary focal points. Nobody is named.

    With --xlsx, they are a table for Excel or LibreOffice too, a row for each, with a column for each kind of what is
    open. Dates in it are dates, everything else that was typed is text.

    \b
    Examples:
      dtmforms register status
      dtmforms register status --as-of 2027-04-02 --json
      dtmforms register status --xlsx agreements.xlsx --force
    """
    from dtmforms.register.overview import standings
    from dtmforms.register.store import Register

    check_workbook(file, as_json)
    day = (as_of.date() if as_of else datetime.date.today()).isoformat()
    with Register(place).reading() as book:
        all_of_them = standings(book, day, day)
    written = {"xlsx": _write_workbook(all_of_them, day, file, force)} if file else {}
    report = Report(as_json, "dtmforms/status/1", aside=file == STANDARD)
    report.answer({"as_of": day, "agreements": [stands.as_json() for stands in all_of_them]} | written)
    if not as_json:
        widest = max((len(stands.reference) for stands in all_of_them), default=0)
        for stands in all_of_them:
            numbers = f"revision {stands.numbers.revision}  contacts {stands.numbers.contacts}"
            is_open = "; ".join(_openings(stands))
            report.say(f"{stands.reference:{widest}}  {numbers}  {stands.terms}  {is_open or 'in order'}")
    report.say(f"{len(all_of_them)} agreements, {sum(bool(stands.open) for stands in all_of_them)} with something open")
    for workbook in written.values():
        report.say(f"{spoken(workbook['output'])} ({workbook['outcome']})")
    return report.exit_code


def _write_workbook(all_of_them: Sequence[Standing], day: str, file: str, force: bool) -> dict[str, str]:
    from dtmforms import files
    from dtmforms.register.listing import listing

    return {"output": file, "outcome": files.write(file, listing(all_of_them, day), force=force)}


@click.command(short_help="Where a person is a focal point, and was.")
@click.argument("email")
@question
def who(email: str, place: str, as_json: bool) -> int:
    """Every post that a person, known by the e-mail address, holds or held.

    \b
    Examples:
      dtmforms register who gobi@unicef.example
    """
    from dtmforms.register import overview
    from dtmforms.register.store import Register

    with Register(place).reading() as book:
        namings = overview.who(book, email)
    report = Report(as_json, "dtmforms/who/1")
    report.answer({"posts": [naming.as_json() for naming in namings]})
    for naming in namings:
        until = f"until {naming.until}" if naming.until else "now"
        report.say(f"{naming.reference}: {naming.place}, from {naming.since} {until}")
    if not namings:
        report.say("no focal point of any agreement, now or before")
    return report.exit_code


@click.command(short_help="Whether every event is as it was recorded.")
@click.option("--expect", metavar="HASH", help="A hash noted earlier, that must still be in the register.")
@question
def verify(expect: str | None, place: str, as_json: bool) -> int:
    """Count the hash of every event again: what is not as it was recorded is named, and ends with 3.
    The last hash, kept elsewhere, later shows that no event was taken away since.

    \b
    Examples:
      dtmforms register verify
      dtmforms register verify --expect 5f2b...
    """
    from dtmforms.register import verifying
    from dtmforms.register.store import Register

    with Register(place).reading() as book:
        found = verifying.verify(book, expect)
    report = Report(as_json, "dtmforms/verified/1")
    report.answer({"whole": not found.problems, "events": found.events, "head": found.head, "problems": found.problems})
    for problem in found.problems:
        report.warn(problem)
    said = f"{len(found.problems)} problems" if found.problems else "whole"
    report.say(f"{found.events} events, {said}; the last hash is {found.head}", fg="red" if found.problems else "green")
    return 3 if found.problems else 0


@click.command(short_help="The register as lines of JSON, to carry to another office.")
@click.option("-o", "--output", "file", default="-", metavar="FILE", help="Where to. [default: standard output]")
@force_option
@place_of_register
@as_json_option
def export(file: str, force: bool, place: str, as_json: bool) -> int:
    """The register as lines of JSON, an event each, to carry to another office. It holds contact data.

    \b
    Examples:
      dtmforms register export -o register.jsonl
    """
    from dtmforms import files
    from dtmforms.register import carrying
    from dtmforms.register.store import Register

    if as_json and file == "-":
        raise click.UsageError("--json and the events both want standard output; name a file with -o")
    with Register(place).reading() as book:
        exported = list(carrying.export(book))
    outcome = files.write(file, b"".join(exported), force=force)
    report = Report(as_json, "dtmforms/export/1", aside=file == "-")
    report.answer({"file": file, "events": len(exported), "outcome": outcome})
    report.say(f"{len(exported)} events -> {'standard output' if file == '-' else file} ({outcome})")
    return 0


@click.command("import", short_help="Merge another office's export.")
@click.argument("file")
@question
def import_(file: str, place: str, as_json: bool) -> int:
    """Merge the export of another office. Events that are there already stay one; one that contradicts an event of this
    register is named and left out, and the command ends with 3.

    \b
    Examples:
      dtmforms register import register.jsonl
    """
    from dtmforms import files
    from dtmforms.register import carrying
    from dtmforms.register.store import Register

    data = files.read(file, LARGEST_EXPORT_BYTES)
    with Register(place).writing(begins=True) as book:
        merged = carrying.merge(book, data, file)
    report = Report(as_json, "dtmforms/import/1")
    report.answer({"file": file, "added": merged.added, "known": merged.known, "conflicts": merged.conflicts})
    for conflict in merged.conflicts:
        report.warn(conflict)
    report.say(f"{file}: {merged.added} events added, {merged.known} known, {len(merged.conflicts)} conflicts")
    return 3 if merged.conflicts else 0


COMMANDS = (show, history, status, who, verify, export, import_)
