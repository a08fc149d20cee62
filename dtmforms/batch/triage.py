"""Returns, each as a row for people: how it is to be taken, what stands in it, what is to be asked.

Nothing is written or recorded here, so that it can be done by any process; a file that a reader dies of costs no other.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from dtmforms import files
from dtmforms.agreement.model import Agreement
from dtmforms.batch.inbox import Paper
from dtmforms.batch.process_pool import ended_after
from dtmforms.batch.records_sent import Sent, reference_of
from dtmforms.changes.compare import Grounds
from dtmforms.changes.diff import Change
from dtmforms.errors import FileError, ReturnError
from dtmforms.findings import Finding, any_error, dotted
from dtmforms.form.fields import Field, fields, rows_seen
from dtmforms.form.texts import values_of
from dtmforms.language import LANGUAGES
from dtmforms.returns import sandbox_start
from dtmforms.returns.answer import Basis, Return
from dtmforms.returns.file_type import CONTAINERS, contents_of
from dtmforms.returns.returned_file import ReturnedFile
from dtmforms.returns.sandboxed import read_return
from dtmforms.returns.together import NamedFile, is_part, put_together

Outcome = Literal[
    "valid", "signed copy", "to confirm", "invalid", "cannot be read", "not a return", "duplicate", "fault"
]
LONGEST_SECONDS = 180
"""For one file: scans of many pages take their time, and nothing else does."""
_OFF_A_PAGE = ("scanned", "flattened")
_READABLE = ("pdf", "fdf", "xfdf", "word", "picture", *CONTAINERS)


@dataclass(frozen=True, slots=True)
class HowToRead:
    """How returns are read: against the records that were `sent`, by which `grounds`, on which day, with the `password`
    that opens locked ones, and with which flags `accepted`. With `whole`, rows have their whole answers; `for_register`
    keeps in them what was read."""

    sent: Sent = field(default_factory=Sent)
    grounds: Grounds = field(default_factory=Grounds)
    today: datetime.date | None = None
    password: str | None = None
    whole: bool = False
    accepted: tuple[str, ...] = ()
    for_register: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value as somebody typed it: in which field, which entry of the form's table that is, `None` where it is none,
    and where it goes in a record. `certain` is false of what was read off a page, and of what stands `over` a field
    instead of in it."""

    field: str
    entry: Field | None
    path: str
    text: str
    certain: bool = True
    over: bool = False


@dataclass(frozen=True, slots=True)
class Triaged:
    """A file of the inbox as a row. `kind` is how it was read, or why it was not; `terms` those that the form was made
    for; `changes` are those from the record that was sent; `recorded` is the number of the event in the register, 0 for
    none; `answer` the whole answer, where wanted; `read` the file, where it is kept; `language` is that of the
    agreement, in which the partner is asked, empty where it is not known. `is_part`: nothing is said of it yet, for it
    holds pages of a form of which others are in other files (`together`)."""

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
    changes: tuple[Change, ...] = ()
    recorded: int = 0
    answer: Return | None = None
    read: ReturnedFile | None = field(default=None, repr=False)
    language: str = ""
    is_part: bool = False

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)


def triage(how: HowToRead, papers: Sequence[Paper]) -> list[Triaged]:
    """What becomes of each paper. One that is bad spoils no other."""
    sandbox_start.begin_for_many()
    return [_triaged(how, paper) for paper in papers]


def unread(paper: Paper, why: Finding, outcome: Outcome = "cannot be read", exit_code: int = 4) -> Triaged:
    """A paper of which nothing is known but why it was not read."""
    return Triaged(paper.name, outcome, exit_code, findings=(why,))


def lost(paper: Paper) -> Triaged:
    """A paper that a reader died of, or did not come to an end with."""
    return unread(paper, Finding("reader_ended", values={"seconds": LONGEST_SECONDS}))


def double(paper: Paper) -> Triaged:
    """A paper that is the same file as an earlier one."""
    return Triaged(paper.name, "duplicate", findings=(Finding("same_file", values={"file": paper.same_as}),))


def together(how: HowToRead, parts: Sequence[Triaged]) -> list[Triaged]:
    """The rows of the forms whose pages came in several files; of a file that is alone, its own."""
    forms = put_together([NamedFile(row.file, row.read) for row in parts if row.read])
    return [_guarded(Paper(form.name, ""), partial(_judged, how, form)) for form in forms]


def _triaged(how: HowToRead, paper: Paper) -> Triaged:
    with ended_after(LONGEST_SECONDS):
        return _guarded(paper, partial(_read, how, paper))


def _guarded(paper: Paper, making: Callable[[], Triaged]) -> Triaged:
    try:
        return making()
    except FileError as error:
        return unread(paper, Finding("file_error", values={"said": error.as_value()}), exit_code=error.exit_code)
    except Exception as error:  # noqa: BLE001 - one file never stops the rest; the message may hold contact data
        return unread(paper, Finding("program_fault", values={"fault": type(error).__name__}), "fault", 1)


def _read(how: HowToRead, paper: Paper) -> Triaged:
    data = files.admit(paper.place, paper.folder)
    contents = contents_of(data)
    if not paper.named_as_return and contents not in _READABLE:
        return _no_return(paper, contents)
    file = NamedFile(paper.name, read_return(data, how.password))
    if file.read.problem and file.read.problem.reason == "risk_worksheet":
        return _no_return(paper, file.read.problem.reason)
    if is_part(file.read):  # which is judged when all are there
        return Triaged(paper.name, "to confirm", read=file.read, is_part=True)
    return _judged(how, file)


def _no_return(paper: Paper, code: str) -> Triaged:
    """A paper that is in the inbox and was never sent back as a form: nobody is asked about it."""
    return Triaged(paper.name, "not a return", findings=(Finding(code, severity="warning"),))


def _judged(how: HowToRead, file: NamedFile) -> Triaged:
    basis = Basis(today=how.today, grounds=how.grounds, accepted=how.accepted)
    answer, sent = how.sent.judge(file.read, file.name, basis)
    row = row_of(answer, sent, whole=how.whole)
    return replace(row, read=file.read) if how.for_register else row


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
        comparison.changes if comparison else (),
        answer=replace(answer, pictures={}) if whole else None,
        language=answer.language,
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
            yield Value(name, table.get(own), paths.get(own, ""), text, certain)
    for name, source in answer.sources.items():
        text = str(source.get("text") or "")
        if text.strip():
            own = name.partition(" (")[0]
            yield Value(name, table.get(own), paths.get(own, ""), text, certain=False, over=True)


def _paths(answer: Return, table: dict[str, Field]) -> dict[str, str]:
    """Where in a record the value of each field goes; rows that were left empty are not counted there."""
    language = (answer.form.get("language") or "").partition(",")[0]
    found = values_of(answer.fields, rows_seen(answer.fields), language if language in LANGUAGES else "en")
    return {name: dotted(entry.path) for name, entry in table.items()} | {
        name: path for path, name in found.names.items()
    }


def _says_nothing(text: str, entry: Field | None) -> bool:
    return entry.is_empty(text) if entry else not text.strip()
