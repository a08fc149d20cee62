"""`register`: the agreements in force. Here are the commands of its texts, from the first to the
last; those of focal points are in `turnover`, those that only answer in `registered`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from dtmforms.cli import registered, turnover
from dtmforms.cli.grounds import correcting, judging
from dtmforms.cli.opening import SCHEMA, Acting, Moment, act, digest_of, done_once, reference_argument, tell
from dtmforms.cli.output import Report, in_words, load

if TYPE_CHECKING:
    from dtmforms.versions.comparing import Correction, Grounds

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


for command in (*registered.COMMANDS, *turnover.COMMANDS):
    register.add_command(command)


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
@reference_argument
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
    return done_once(acting, lambda book: recording.issue(book, reference, digest, acting.dated))


@register.command(short_help="The text was signed.")
@reference_argument
@click.option("--file", "signed", required=True, metavar="SIGNED.pdf", help="The signed file; its SHA-256 is kept.")
@act
def sign(reference: str, signed: str, acting: Acting) -> int:
    """Note that the text that waits for its signature was signed. A revision comes into force with it. The code on the
    pages, where it can be read, has to be that of this text.

    \b
    Examples:
      dtmforms register sign NGA-LCB-UNICEF-CP --file signed.pdf --on 2026-10-20
    """
    from dtmforms.returns import ahead

    ahead.begin()
    from dtmforms import files
    from dtmforms.register import signing
    from dtmforms.returns.apart import copied

    data = files.admit(signed)
    digest, copies = hashlib.sha256(data).hexdigest(), copied(data)
    return done_once(acting, lambda book: signing.sign(book, reference, digest, acting.dated, copies))


@register.command(short_help="Another text, to be signed.")
@reference_argument
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
    return done_once(acting, lambda book: recording.revise(book, reference, new, acting.dated, grounds))


@register.command(short_help="A slip in agreed text was put right.")
@reference_argument
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
    return done_once(acting, lambda book: recording.correct(book, reference, new, acting.dated, stated))


@register.command(short_help="The risk was assessed again.")
@reference_argument
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
    return done_once(acting, lambda book: recording.reassess(book, reference, new, acting.dated))


@register.command(short_help="Sharing stops for now.")
@reference_argument
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
    return done_once(acting, lambda book: recording.suspend(book, reference, why, last, acting.dated))


@register.command(short_help="The agreement is over.")
@reference_argument
@_why
@act
def end(reference: str, why: str, acting: Acting) -> int:
    """End an agreement. Its history stays, and its reference is given to no other.

    \b
    Examples:
      dtmforms register end NGA-LCB-UNICEF-CP --why "the operation closed" --on 2027-12-31
    """
    from dtmforms.register import recording

    return done_once(acting, lambda book: recording.end(book, reference, why, acting.dated))


@register.command(short_help="The day of an event was wrong.")
@reference_argument
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

    return done_once(acting, lambda book: signing.redate(book, reference, number, acting.dated, why))
