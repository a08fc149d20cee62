"""What the commands of the register have in common: which register, which day, which role; and what they say."""

from __future__ import annotations

import datetime
import functools
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from dtmforms.cli.output import Report, as_json_option, in_words
from dtmforms.errors import FileError

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement
    from dtmforms.register.acting import Act
    from dtmforms.register.events import Dated
    from dtmforms.register.printing import Printed
    from dtmforms.register.store import Book

Command = TypeVar("Command", bound=Callable[..., Any])
Moment = datetime.datetime | None
DEFAULT = "filled/register.sqlite3"
SCHEMA = "dtmforms/register/1"
_LIKE_A_FILE = re.compile(
    r"[/\\]|\.(?:pdf|docx?|odt|rtf|txt|eml|msg|html?|jpe?g|png|heic|tiff?|xlsx?|ods|csv|pptx?|zip|ya?ml|json)\s*$",
    re.IGNORECASE,
)

_day = click.DateTime(["%Y-%m-%d"])


def _place_of_register(name: str, default: str | None) -> Callable[[Command], Command]:
    """The option --register, that arrives under a name; where nobody gave one, as the default."""
    return click.option(
        "--register",
        name,
        metavar="PLACE",
        envvar="DTMFORMS_REGISTER",
        default=default,
        help=f"A SQLite file, or postgresql://USER@HOST/DATABASE. [default: $DTMFORMS_REGISTER, or {DEFAULT}]",
    )


place_of_register = _place_of_register("place", DEFAULT)
register_if_any = _place_of_register("register", None)
"""For commands that do without: `None` where nobody named a register, and none need be at the usual place."""
record_in_register = click.option(
    "--register",
    "register",
    metavar="[PLACE]",
    is_flag=False,
    flag_value="",
    help="Take the returns into the register, and judge each by what is in force. "
    f"[default PLACE: $DTMFORMS_REGISTER, or {DEFAULT}]",
)
"""`None` where nobody asked for it, and empty where nobody named a place: the environment alone records nothing."""
reference_argument = click.argument("reference", metavar="REF")
as_of_option = click.option("--as-of", type=_day, metavar="DATE", help="At the end of that day, YYYY-MM-DD.")


def question(command: Command) -> Command:
    """The options of a command that only reads."""
    return place_of_register(as_json_option(command))


@contextmanager
def printing(register: str | None) -> Iterator[Callable[[Agreement], Printed | None]]:
    """What the register says of a record's document, asked in one go for all documents of a run. `None` is said where
    nobody named a register and there is none at the usual place. Raises `FileError` where one that was named is
    missing."""
    if register is None and not Path(DEFAULT).exists():
        yield lambda _: None
        return
    from dtmforms.register.printing import printed
    from dtmforms.register.store import Register

    today = datetime.date.today().isoformat()
    with Register(register or DEFAULT).reading() as book:
        yield lambda record: printed(book, record, today)


def named_register(place: str) -> str:
    """The place that was named with `record_in_register`, else the usual one."""
    return place or os.environ.get("DTMFORMS_REGISTER") or DEFAULT


@dataclass(frozen=True)
class Acting:
    """Where an act is recorded, when it took effect and by which role, and how its answer is given."""

    place: str
    dated: Dated
    as_json: bool


def act(command: Command) -> Command:
    """The options of a command that records; they arrive together, as `acting`."""

    @functools.wraps(command)
    def acts(*, on: Moment, received: Moment, by: str | None, place: str, as_json: bool, **rest: Any) -> Any:
        return command(acting=Acting(place, dated_by(on, received, by), as_json), **rest)

    options = (
        click.option("--on", type=_day, metavar="DATE", help="When it took effect, YYYY-MM-DD. [default: today]"),
        click.option("--received", type=_day, metavar="DATE", help="When it became known. [default: today]"),
        click.option(
            "--by",
            callback=in_words,
            metavar="ROLE",
            envvar="DTMFORMS_ROLE",
            help="Who records it: a role, not a person.",
        ),
    )
    wanted: Any = acts
    for option in reversed(options):
        wanted = option(wanted)
    return cast(Command, question(wanted))


def done_once(acting: Acting, does: Callable[[Book], Act]) -> int:
    """One act in one transaction, and what came of it."""
    from dtmforms.register.store import Register

    with Register(acting.place).writing() as book:
        done = does(book)
    report = Report(acting.as_json, SCHEMA)
    tell(report, done)
    return report.exit_code


def dated_by(on: Moment, received: Moment, by: str | None) -> Dated:
    """The days and the role of an act. A role that looks like a person's address is wrong usage (rule D1)."""
    from dtmforms.agreement.record import uncarried
    from dtmforms.register.events import NOT_STATED, Dated

    if by and ("@" in by or uncarried(by)):
        raise click.UsageError("--by takes a role, such as dtm_coordinator, and no person's address")
    today = datetime.date.today()
    return Dated(on.date() if on else today, received.date() if received else today, by or NOT_STATED)


def said_of(act: Act, language: str = "en") -> dict[str, Any]:
    """An act as JSON: what was recorded and where the agreement stands after it."""
    from dtmforms.register.overview import numbers, revision_to_sign, waiting_paths

    return {
        "reference": act.reference,
        "recorded": [{"number": event.number, "kind": event.kind, "effective": event.effective} for event in act.added],
        "numbers": numbers(act.state).as_json(),
        "terms": act.state.terms,
        "status": numbers(act.state).sentence(language),
        "open_duties": [{"contacts": notice.contacts, "duty": duty} for notice, duty in act.state.open_duties],
        "to_sign": revision_to_sign(act.state),
        "waiting": waiting_paths(act.state),
        "notes": notes_on(act),
        "findings": [finding.as_json() for finding in act.findings],
    }


def notes_on(act: Act) -> list[str]:
    """What is unusual about the events that were just recorded (rule E6)."""
    new = {event.identity for event in act.added}
    return [
        f"{step.event.kind}: {note}" for step in act.state.steps if step.event.identity in new for note in step.notes
    ]


def tell(report: Report, act: Act, source: str = "") -> None:
    """An act for eyes, without contact data (rule D1)."""
    report.findings(source or act.reference, act.findings)
    document = said_of(act)
    report.answer(({"file": source} if source else {}) | document)
    kinds = ", ".join(f"{event.kind} (event {event.number})" for event in act.added)
    done = f"recorded {kinds}" if kinds else "known already; nothing was recorded"
    report.say(f"{act.reference}: {done}", fg="green" if kinds else None)
    report.say(f"  {document['status']} (terms {act.state.terms})")
    for note in document["notes"]:
        report.warn(f"{act.reference}: {note} (rule E6)")
    opened = {event.identity for event in act.added}
    for notice in act.state.notices:
        if notice.identity in opened and notice.open:
            report.say(f"  contacts {notice.contacts}: open until evidenced: {', '.join(notice.open)} (rules D4, D9)")
    if any(event.kind == "returned" for event in act.added) and document["waiting"]:
        report.say(f"  {waits(document['waiting'])}")
    if any(event.kind == "revised" for event in act.added) and document["to_sign"]:
        report.say(f"  {to_be_signed(**document['to_sign'])}")
        report.say(f"  next: `dtmforms register show {act.reference} --to-sign -o FILE` writes its record, for")
        report.say("  `dtmforms fill FILE` or `form`; once it is signed, `dtmforms register sign`")


def waits(paths: Sequence[str]) -> str:
    return f"waits as a revision (rule D7): {', '.join(paths)}"


def to_be_signed(terms: str, changes: Sequence[str]) -> str:
    return f"waits for its signature (rule D7): terms {terms}, which change {', '.join(changes)}"


def digest_of(place: str) -> str:
    """The SHA-256 of a file. Raises `FileError`."""
    from dtmforms import files

    return hashlib.sha256(files.read(place)).hexdigest()


def evidence(given: str) -> tuple[str, str | None]:
    """Evidence as text, or as the SHA-256 of the file that it names; the name itself is not kept (rule D1). Raises
    `FileError` where no file is there and the text looks like the name of one."""
    if _is_file(given):
        return "", digest_of(given)
    if _LIKE_A_FILE.search(given):
        raise FileError(
            f"{given}: there is no such file; check the name and the folder, or say in a sentence what shows it, "
            "without / and \\"
        )
    return given, None


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except OSError:  # a sentence longer than any name
        return False
