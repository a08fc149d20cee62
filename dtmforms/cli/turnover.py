"""The commands of `register` for new focal points: returns, notices with their paperwork, duties, one who leaves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dtmforms.cli.accepting import accept_option
from dtmforms.cli.grounds import judging
from dtmforms.cli.opening import SCHEMA, Acting, act, digest_of, done_once, evidence, reference_argument, tell
from dtmforms.cli.output import DEFAULT_PLACE, Report, force_option, in_words, load
from dtmforms.errors import RegisterError

if TYPE_CHECKING:
    from dtmforms.register.events import Dated
    from dtmforms.register.store import Register
    from dtmforms.versions.comparing import Grounds

DUTIES = ("written_notice", "handover_history", "handover_agreements", "passwords_changed", "successor_confirmed")


@click.command("return", short_help="Returned forms: focal points take effect, a revision waits.")
@click.argument("returns", nargs=-1, required=True, metavar="FILE...")
@click.option("--reference", metavar="REF", help="The agreement, where the form does not name it.")
@judging
@accept_option
@act
def return_(
    returns: tuple[str, ...], reference: str | None, acting: Acting, grounds: Grounds, accepted: tuple[str, ...]
) -> int:
    """Take returned forms in, each against the agreement in force. New focal points take effect as a notice; whatever
    takes a revision waits, named attribute by attribute. The same file twice is one return. What was accepted with
    --accept is kept with the event.

    \b
    Examples:
      dtmforms register return return.pdf
      dtmforms register return inbox/*.pdf --on 2026-11-03 --json
    """
    from dtmforms.returns import ahead

    ahead.begin()
    from dtmforms.register.store import Register

    report = Report(acting.as_json, SCHEMA)
    opened = Register(acting.place)
    for file in returns:
        with report.item(file):
            _take(report, opened, file, reference, acting.dated, grounds, accepted)
    return report.exit_code


def _take(
    report: Report,
    opened: Register,
    file: str,
    reference: str | None,
    dated: Dated,
    grounds: Grounds,
    accepted: tuple[str, ...],
) -> None:
    from dtmforms import files
    from dtmforms.register import returning
    from dtmforms.register.acting import Act

    data = files.admit(file)
    with opened.writing() as book:
        done = returning.take_return(book, data, file, dated, reference, grounds, accepted)
    if isinstance(done, Act):
        tell(report, done, file)
        return
    report.ends_with(done.exit_code)
    report.findings(file, done.findings)
    report.answer({"recorded": []} | {key: value for key, value in done.as_json().items() if key != "schema"})
    report.say(f"{file}: not taken; nothing was recorded", fg="red")


@click.command(short_help="New focal points, their paperwork, or the written notice of them.")
@reference_argument
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
        code = done_once(acting, lambda book: recording.notice(book, reference, new, digest, acting.dated, grounds))
    if record or not written:
        _paperwork(acting, reference, folder or DEFAULT_PLACE, force)
    return code


def _paperwork(acting: Acting, reference: str, folder: str, force: bool) -> None:
    """The two documents of the last notice of an agreement."""
    from dtmforms import files, names
    from dtmforms.register.looking import state_of
    from dtmforms.register.paperwork import turnover
    from dtmforms.register.store import Register
    from dtmforms.word import notices

    with Register(acting.place).reading() as book:
        last = turnover(state_of(book, reference))
    report = Report(acting.as_json, "dtmforms/paperwork/1")
    for name, draw in (("notice", notices.written_notice), ("handover", notices.handover)):
        target = str(Path(folder) / f"{names.stem(last.record.reference)}-{name}-{last.number}.docx")
        outcome = files.write(target, draw(last), force=force)
        report.answer({"reference": last.record.reference, "output": target, "outcome": outcome})
        report.say(f"{reference} -> {target} ({outcome})")


@click.command(short_help="A duty of a notice was done.")
@reference_argument
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
    return done_once(acting, lambda book: recording.duty(book, reference, done, text, digest, acting.dated, contacts))


@click.command("replace-person", short_help="One person leaves: notices in every agreement concerned.")
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


def _person(place: str) -> dict[str, str]:
    """A focal point's four attributes from a file. What stands in it is not repeated in a message (rule D1)."""
    from dtmforms import files
    from dtmforms.agreement.reading import parse
    from dtmforms.agreement.record import FOCAL_POINT

    source = parse(files.read(place), name=place)
    values = source.values
    right = not source.problems and isinstance(values, dict) and sorted(values) == sorted(FOCAL_POINT)
    if not right or not all(isinstance(text, str) and text.strip() for text in values.values()):
        raise RegisterError(
            f"{place}: write name, title, mobile and email, each once, as text in quotes, and nothing else"
        )
    return {key: str(values[key]) for key in FOCAL_POINT}


COMMANDS = (return_, notice, duty, replace_person)
