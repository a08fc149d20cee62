"""Returns, each as a row for people: how it is to be taken, what stands in it, what is to be asked.

Nothing is written or recorded here, so that it can be done by any process; a file that a reader dies of costs no other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dtmforms import files
from dtmforms.agreement.record import Agreement
from dtmforms.batch.inbox import Paper
from dtmforms.batch.sent import Sent, reference_of
from dtmforms.batch.workers import ended_after
from dtmforms.errors import FileError, ReturnError
from dtmforms.findings import Finding, any_error, dotted
from dtmforms.form.fields import UNCHOSEN, UNTICKED, Field, fields, rows_seen
from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.form.texts import tooltip, values_of
from dtmforms.returns import ahead
from dtmforms.returns.contents import contents_of
from dtmforms.returns.sentences import sentence
from dtmforms.versions.comparing import Grounds

if TYPE_CHECKING:
    from dtmforms.returns.ingesting import Return

Outcome = Literal[
    "valid", "signed copy", "to confirm", "invalid", "cannot be read", "not a return", "duplicate", "fault"
]
LONGEST_SECONDS = 180
"""For one file: scans of many pages take their time, and nothing else does."""
_OFF_A_PAGE = ("scanned", "flattened")
_READABLE = ("pdf", "fdf", "xfdf", "word", "picture")


@dataclass(frozen=True, slots=True)
class Asked:
    """How returns are read: against which records, by which grounds, with which flags accepted, and whether their
    whole answers are wanted."""

    sent: Sent = field(default_factory=Sent)
    grounds: Grounds = field(default_factory=Grounds)
    today: datetime.date | None = None
    password: str | None = None
    whole: bool = False
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A value as somebody typed it: in which field, what that is in words, where it goes in a record. `certain` is
    false of what was read off a page, and of what stands over a field instead of in it."""

    field: str
    label: str
    path: str
    text: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Triaged:
    """A file of the inbox as a row. `kind` is how it was read, or why it was not; `terms` those that the form was made
    for; `changes` say what differs from the record that was sent; `recorded` is the number of the event in the
    register, 0 for none; `answer` the whole answer, where wanted."""

    file: str
    outcome: Outcome
    exit_code: int = 0
    kind: str = ""
    reference: str = ""
    organization: str = ""
    verdict: str = ""
    terms: str = ""
    findings: tuple[Finding, ...] = ()
    values: tuple[Value, ...] = ()
    changes: tuple[str, ...] = ()
    recorded: int = 0
    answer: dict[str, Any] | None = None

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)


def triage(asked: Asked, papers: Sequence[Paper]) -> list[Triaged]:
    """What becomes of each paper. One that is bad spoils no other."""
    ahead.begin_for_many()
    return [_triaged(asked, paper) for paper in papers]


def unread(paper: Paper, message: str, outcome: Outcome = "cannot be read", exit_code: int = 4) -> Triaged:
    """A paper of which nothing can be told but why."""
    return Triaged(paper.name, outcome, exit_code, findings=(Finding("error", "", message),))


def lost(paper: Paper) -> Triaged:
    """A paper that a reader died of, or did not come to an end with."""
    message = (
        f"the file cannot be read: its reader broke down, or took longer than {LONGEST_SECONDS} seconds; ask for the "
        "form again, as it was sent"
    )
    return unread(paper, message)


def double(paper: Paper) -> Triaged:
    """A paper that is the same file as an earlier one."""
    return Triaged(
        paper.name, "duplicate", findings=(Finding("warning", "", f"the same file as {paper.same_as}, byte for byte"),)
    )


def _triaged(asked: Asked, paper: Paper) -> Triaged:
    try:
        with ended_after(LONGEST_SECONDS):
            return _read(asked, paper)
    except FileError as error:
        return unread(paper, str(error), exit_code=error.exit_code)
    except Exception as error:  # noqa: BLE001 - one file never stops the rest; the message may hold contact data
        message = f"a fault of the program, please report it: {type(error).__name__}"
        return unread(paper, message, "fault", 1)


def _read(asked: Asked, paper: Paper) -> Triaged:
    data = files.admit(paper.place, paper.folder)
    contents = contents_of(data)
    if not paper.named_as_return and contents not in _READABLE:
        return Triaged(
            paper.name, "not a return", findings=(Finding("warning", "", sentence(contents, "en"), code=contents),)
        )
    how = {"today": asked.today, "password": asked.password, "grounds": asked.grounds, "accepted": asked.accepted}
    answer, sent = asked.sent.read(data, paper.name, **how)
    return row_of(answer, sent, whole=asked.whole)


def row_of(answer: Return, sent: Agreement | None, *, whole: bool = False) -> Triaged:
    """The row of a return that was read against the record that was sent, if there is one."""
    known = answer.record or sent
    comparison = answer.comparison
    return Triaged(
        answer.file,
        _outcome(answer),
        answer.exit_code,
        answer.kind,
        reference_of(answer),
        known.requesting_organization.name if known else answer.fields.get("requesting_organization_name", ""),
        comparison.verdict if comparison else "",
        answer.form.get("terms") or "",
        (*answer.findings, *(comparison.findings if comparison else ())),
        tuple(_values(answer)),
        tuple(f"{change.path}: {change.old!r} -> {change.new!r}" for change in comparison.changes)
        if comparison
        else (),
        answer=answer.as_json() if whole else None,
    )


def _outcome(answer: Return) -> Outcome:
    if answer.exit_code == ReturnError.exit_code:
        return "cannot be read"
    if answer.record:
        return "valid"
    if answer.only_signed:
        return "signed copy"
    others = any(finding.rule == "E4" and finding.severity == "error" for finding in answer.findings)
    off_a_page = answer.kind in _OFF_A_PAGE and not others
    return "invalid" if any_error(answer.findings) and not off_a_page else "to confirm"


def _values(answer: Return) -> Iterator[Value]:
    """Whatever stands in the file, or over its fields; what is empty, not ticked or not chosen is no value."""
    table = {entry.name: entry for entry in fields(rows_seen(answer.fields))}
    paths = _paths(answer, table)
    for name, text in answer.fields.items():
        own = name.partition(" (")[0]
        if not _says_nothing(text, table.get(own)):
            certain = bool(answer.sources.get(name, {}).get("sure", True)) and answer.kind != "scanned"
            yield Value(name, _label(table.get(own)), paths.get(own, ""), text, certain)
    for name, source in answer.sources.items():
        text = str(source.get("text") or "")
        if text.strip():
            own = name.partition(" (")[0]
            yield Value(name, f"Typed over: {_label(table.get(own)) or own}", paths.get(own, ""), text, certain=False)


def _paths(answer: Return, table: dict[str, Field]) -> dict[str, str]:
    """Where in a record the value of each field goes; rows that were left empty are not counted there."""
    language = (answer.form.get("language") or "").partition(",")[0]
    said = values_of(answer.fields, rows_seen(answer.fields), language if language in FORM_LANGUAGES else "en")
    return {name: dotted(entry.path) for name, entry in table.items()} | {
        name: path for path, name in said.names.items()
    }


def _label(entry: Field | None) -> str:
    return tooltip(entry, "en") if entry else ""


def _says_nothing(text: str, entry: Field | None) -> bool:
    return text.strip() in ("", {"tick": UNTICKED, "choice": UNCHOSEN}.get(entry.kind if entry else "", ""))
