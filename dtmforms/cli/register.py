"""`register`: the agreements in force. Here are the commands that record; those that answer are in `registered`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dtmforms.cli import registered
from dtmforms.cli.grounds import correcting, judging
from dtmforms.cli.opening import Acting, Moment, act, digest_of, evidence, tell
from dtmforms.cli.output import DEFAULT_PLACE, Report, force_option, in_words, load
from dtmforms.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dtmforms.register.acting import Act
    from dtmforms.register.events import Dated
    from dtmforms.register.store import Book, Register
    from dtmforms.versions.comparing import Correction, Grounds

SCHEMA = "dtmforms/register/1"
DUTIES = ("written_notice", "handover_history", "handover_agreements", "passwords_changed", "successor_confirmed")

_reference = click.argument("reference", metavar="REF")
_why = click.option("--why", callback=in_words, required=True, metavar="TEXT", help="The reason, kept with the event.")


@click.group(short_help="The agreements in force, and all that happened to them.")
def register() -> None:
    """The agreements in force, and all that happened to them. Nothing that was recorded is ever changed or removed.

    An agreement has two numbers: its revision moves when another text is signed, its contacts move with each
    focal-point notice.

    \b
    Examples:
      dtmforms register add agreement.yaml
      dtmforms register sign NGA-LCB-UNICEF-CP --file signed.pdf --on 2026-10-20
      dtmforms register return inbox/*.pdf
      dtmforms register duty NGA-LCB-UNICEF-CP passwords_changed --evidence "changed on the portal"
      dtmforms register status
      dtmforms register show NGA-LCB-UNICEF-CP --as-of 2026-11-01
    """


for answering in registered.COMMANDS:
    register.add_command(answering)


def _one(acting: Acting, does: Callable[[Book], Act]) -> int:
    """One act in one transaction, and what came of it."""
    from dtmforms.register.store import Register

    with Register(acting.place).writing() as book:
        done = does(book)
    report = Report(acting.as_json, SCHEMA)
    tell(report, done)
    return report.exit_code


@register.command(short_help="Begin agreements from their records.")
@click.argument("records", nargs=-1, required=True, metavar="RECORD...")
@act
def add(records: tuple[str, ...], acting: Acting) -> int:
    """Begin agreements from their records: revision 1, contacts 1, not signed yet.

    \b
    Examples:
      dtmforms register add agreement.yaml
      dtmforms register add missions/*.yaml --register postgresql://dtm@office/register
    """
    from dtmforms.register import recording
    from dtmforms.register.store import Register

    report = Report(acting.as_json, SCHEMA)
    opened = Register(acting.place)
    for source in records:
        with report.item(source):
            record, findings = load(source)
            with opened.writing(begins=True) as book:
                done = recording.add(book, record, acting.dated)
            report.findings(source, findings)
            tell(report, done, source)
    return report.exit_code


@register.command(short_help="A document was sent to the partner.")
@_reference
@click.option("--file", "document", metavar="FILE", help="The document that was sent.")
@act
def issue(
    reference: str,
    document: str | None,
    acting: Acting,
) -> int:
    """Note that a document was sent; from then on the agreement waits for its return.

    \b
    Examples:
      dtmforms register issue NGA-LCB-UNICEF-CP --file filled/NGA-LCB-UNICEF-CP.pdf
    """
    from dtmforms.register import recording

    digest = digest_of(document) if document else None
    return _one(acting, lambda book: recording.issue(book, reference, digest, acting.dated))


@register.command(short_help="The text was signed.")
@_reference
@click.option("--file", "signed", required=True, metavar="SIGNED.pdf", help="The signed file; its SHA-256 is kept.")
@act
def sign(reference: str, signed: str, acting: Acting) -> int:
    """Note that the text that waits for its signature was signed. A revision comes into force with it. The code on the
    pages, where it can be read, has to be that of this text.

    \b
    Examples:
      dtmforms register sign NGA-LCB-UNICEF-CP --file signed.pdf --on 2026-10-20
    """
    from dtmforms import files
    from dtmforms.register import signing
    from dtmforms.returns.copies import copied

    data = files.read(signed)
    digest, copies = hashlib.sha256(data).hexdigest(), copied(data)
    return _one(acting, lambda book: signing.sign(book, reference, digest, acting.dated, copies))


@register.command("return", short_help="Returned forms: focal points take effect, a revision waits.")
@click.argument("returns", nargs=-1, required=True, metavar="FILE...")
@click.option("--reference", metavar="REF", help="The agreement, where the form does not name it.")
@judging
@act
def return_(returns: tuple[str, ...], reference: str | None, acting: Acting, grounds: Grounds) -> int:
    """Take returned forms in, each against the agreement in force. New focal points take effect as a notice; whatever
    takes a revision waits, named attribute by attribute. The same file twice is one return.

    \b
    Examples:
      dtmforms register return return.pdf
      dtmforms register return inbox/*.pdf --on 2026-11-03 --json
    """
    from dtmforms.register.store import Register

    report = Report(acting.as_json, SCHEMA)
    opened = Register(acting.place)
    for file in returns:
        with report.item(file):
            _take(report, opened, file, reference, acting.dated, grounds)
    return report.exit_code


def _take(report: Report, opened: Register, file: str, reference: str | None, dated: Dated, grounds: Grounds) -> None:
    from dtmforms import files
    from dtmforms.register import returning
    from dtmforms.register.acting import Act

    data = files.read(file)
    with opened.writing() as book:
        done = returning.take_return(book, data, file, dated, reference, grounds)
    if isinstance(done, Act):
        tell(report, done, file)
        return
    report.ends_with(done.exit_code)
    report.findings(file, done.findings)
    report.answer({"recorded": []} | {key: value for key, value in done.as_json().items() if key != "schema"})
    report.say(f"{file}: not taken; nothing was recorded", fg="red")


@register.command(short_help="New focal points, their paperwork, or the written notice of them.")
@_reference
@click.option("--record", metavar="RECORD", help="The record with the new focal points.")
@click.option("--file", "written", metavar="WRITTEN-NOTICE", help="The letter or e-mail that told the counterpart.")
@click.option("-o", "--output", "folder", metavar="FOLDER", help="Where the paperwork goes. [default: filled/]")
@force_option
@judging
@act
def notice(
    reference: str,
    record: str | None,
    written: str | None,
    folder: str | None,
    force: bool,
    acting: Acting,
    grounds: Grounds,
) -> int:
    """Take new focal points from a record, keep the written notice as evidence that the counterpart was told, or both.
    A record that asks for more is refused: it takes a revision.

    With a record, or with neither, the paperwork of the last notice is made: the written notice to the counterpart,
    and the checklist of the handover.

    \b
    Examples:
      dtmforms register notice NGA-LCB-UNICEF-CP --record new-contacts.yaml --on 2026-11-03
      dtmforms register notice NGA-LCB-UNICEF-CP -o to-send/
      dtmforms register notice NGA-LCB-UNICEF-CP --file letter.pdf
    """
    from dtmforms.register import recording

    new = load(record)[0] if record else None
    digest = digest_of(written) if written else None
    code = 0
    if record or written:
        code = _one(acting, lambda book: recording.notice(book, reference, new, digest, acting.dated, grounds))
    if record or not written:
        _paperwork(acting, reference, folder or DEFAULT_PLACE, force)
    return code


def _paperwork(acting: Acting, reference: str, folder: str, force: bool) -> None:
    """The two documents of the last notice of an agreement."""
    from dtmforms import files
    from dtmforms.register.looking import state_of
    from dtmforms.register.paperwork import turnover
    from dtmforms.register.store import Register
    from dtmforms.word import notices

    with Register(acting.place).reading() as book:
        last = turnover(state_of(book, reference))
    report = Report(acting.as_json, "dtmforms/paperwork/1")
    for name, draw in (("notice", notices.written_notice), ("handover", notices.handover)):
        target = str(Path(folder) / f"{files.stem(last.record.reference)}-{name}-{last.number}.docx")
        outcome = files.write(target, draw(last), force=force)
        report.answer({"reference": last.record.reference, "output": target, "outcome": outcome})
        report.say(f"{reference} -> {target} ({outcome})")


@register.command(short_help="A duty of a notice was done.")
@_reference
@click.argument("done", metavar="DUTY", type=click.Choice(DUTIES))
@click.option(
    "--evidence",
    "shown",
    callback=in_words,
    required=True,
    metavar="TEXT|FILE",
    help="What shows it: a file that is there, or a sentence.",
)
@click.option("--contacts", type=int, metavar="N", help="The notice of that contacts number. [default: all open]")
@act
def duty(
    reference: str,
    done: str,
    shown: str,
    contacts: int | None,
    acting: Acting,
) -> int:
    """Note a duty of a focal-point notice as done: written_notice, handover_history, handover_agreements,
    passwords_changed or successor_confirmed. A notice is open until each is evidenced.

    \b
    Examples:
      dtmforms register duty NGA-LCB-UNICEF-CP written_notice --evidence letter.pdf
      dtmforms register duty NGA-LCB-UNICEF-CP passwords_changed --evidence "portal and Excel, both" --contacts 2
    """
    from dtmforms.register import recording

    text, digest = evidence(shown)
    return _one(acting, lambda book: recording.duty(book, reference, done, text, digest, acting.dated, contacts))


@register.command(short_help="Another text, to be signed.")
@_reference
@click.argument("record", required=False)
@judging
@act
def revise(reference: str, record: str | None, acting: Acting, grounds: Grounds) -> int:
    """Put up another text for signature: a record, or without one what returns have proposed. The text in force
    stays until `register sign`; focal points in the record take effect at once, as a notice. What is to be signed,
    `register show REF --to-sign -o FILE` writes.

    \b
    Examples:
      dtmforms register revise NGA-LCB-UNICEF-CP revised.yaml
      dtmforms register revise NGA-LCB-UNICEF-CP
    """
    from dtmforms.register import recording

    new = load(record)[0] if record else None
    return _one(acting, lambda book: recording.revise(book, reference, new, acting.dated, grounds))


@register.command(short_help="A slip in agreed text was put right.")
@_reference
@click.argument("record", required=False)
@correcting
@judging
@act
def correct(reference: str, record: str | None, acting: Acting, grounds: Grounds, corrections: list[Correction]) -> int:
    """Note that what changed in agreed text only puts slips right: in a record, or without one in what returns have
    proposed. It is no revision, because somebody states so, by role and with a reason; both texts are kept.

    \b
    Examples:
      dtmforms register correct NGA-LCB-UNICEF-CP mended.yaml --correction purpose \\
        --stated-by "DTM Coordinator" --why "A letter was missing"
    """
    from dtmforms.register import recording

    new = load(record)[0] if record else None
    stated = replace(grounds, corrections=corrections)
    return _one(acting, lambda book: recording.correct(book, reference, new, acting.dated, stated))


@register.command(short_help="The risk was assessed again.")
@_reference
@click.argument("record")
@act
def reassess(reference: str, record: str, acting: Acting) -> int:
    """Note a risk assessment that was repeated and changed no text: it is recorded, and no revision.

    \b
    Examples:
      dtmforms register reassess NGA-LCB-UNICEF-CP agreement.yaml --on 2027-03-30
    """
    from dtmforms.register import recording

    new = load(record)[0]
    return _one(acting, lambda book: recording.reassess(book, reference, new, acting.dated))


@register.command(short_help="Sharing stops for now.")
@_reference
@_why
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day, if it is known.")
@act
def suspend(
    reference: str,
    why: str,
    until: Moment,
    acting: Acting,
) -> int:
    """Suspend sharing, until the risk is assessed again, the agreement is signed again, or a day has passed.

    \b
    Examples:
      dtmforms register suspend NGA-LCB-UNICEF-CP --why "the context has changed"
    """
    from dtmforms.register import recording

    last = until.date() if until else None
    return _one(acting, lambda book: recording.suspend(book, reference, why, last, acting.dated))


@register.command(short_help="The agreement is over.")
@_reference
@_why
@act
def end(reference: str, why: str, acting: Acting) -> int:
    """End an agreement. Its history stays, and its reference is given to no other.

    \b
    Examples:
      dtmforms register end NGA-LCB-UNICEF-CP --why "the operation closed" --on 2027-12-31
    """
    from dtmforms.register import recording

    return _one(acting, lambda book: recording.end(book, reference, why, acting.dated))


@register.command("replace-person", short_help="One person leaves: notices in every agreement concerned.")
@click.argument("email")
@click.option(
    "--successor", required=True, metavar="FILE", help="YAML or JSON with name, title, mobile and email; - for a pipe."
)
@click.option(
    "--role",
    "posts",
    multiple=True,
    type=click.Choice(["primary", "secondary"]),
    default=("primary", "secondary"),
    help="Only where the person is that focal point. [default: both]",
)
@judging
@act
def replace_person(email: str, successor: str, posts: tuple[str, ...], acting: Acting, grounds: Grounds) -> int:
    """Give every post that a person holds to a successor: a notice in each agreement, all of them or none.

    \b
    Examples:
      dtmforms register replace-person ayusuf@iom.example --successor new.yaml --role primary --on 2026-12-01
    """
    from dtmforms.register import recording
    from dtmforms.register.store import Register

    person = _person(successor)
    report = Report(acting.as_json, SCHEMA)
    with Register(acting.place).writing() as book:
        acts = recording.replace_person(book, email, person, posts, acting.dated, grounds)
    for done in acts:
        tell(report, done)
    return report.exit_code


@register.command(short_help="The day of an event was wrong.")
@_reference
@click.argument("number", type=int, metavar="EVENT")
@_why
@act
def redate(reference: str, number: int, why: str, acting: Acting) -> int:
    """Put right the day of an event, by its number in `register history`: it counts from the day given with --on. What
    was recorded stays, and so does the statement.

    \b
    Examples:
      dtmforms register redate NGA-LCB-UNICEF-CP 7 --on 2026-11-03 --why "the year was mistyped"
    """
    from dtmforms.register import signing

    return _one(acting, lambda book: signing.redate(book, reference, number, acting.dated, why))


def _person(place: str) -> dict[str, str]:
    """A focal point's four attributes from a file. What stands in it is not repeated in a message (rule D1)."""
    from dtmforms import files
    from dtmforms.agreement.reading import parse
    from dtmforms.agreement.record import FOCAL_POINT

    values = parse(files.read(place), name=place).values
    right = isinstance(values, dict) and sorted(values) == sorted(FOCAL_POINT)
    if not right or not all(isinstance(text, str) and text.strip() for text in values.values()):
        raise RegisterError(f"{place}: write name, title, mobile and email, each as text in quotes, and nothing else")
    return {key: str(values[key]) for key in FOCAL_POINT}
