"""Returned files, one at a time, each into its answer. They are read in a process apart, begun once and kept."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dtmforms.errors import FileError
from dtmforms.public.sources import Place, Source, admitted, known_codes, name_of
from dtmforms.returns import sandbox_start

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.batch.inbox import Paper
    from dtmforms.batch.records_sent import Sent
    from dtmforms.changes.policy import Policy
    from dtmforms.findings import Finding
    from dtmforms.returns.answer import Return
    from dtmforms.returns.form_field import FormField
    from dtmforms.returns.page_pictures import PictureOfPage
    from dtmforms.returns.returned_file import ReturnedFile
    from dtmforms.returns.together import NamedFile
    from dtmforms.signatures.trust import TrustFile


def begin_reader() -> None:
    """Begin the process that reads, while the program does something else. Nobody has to: who reads begins it."""
    sandbox_start.begin()


def read_return(source: Source, *, password: str | None = None) -> ReturnedFile:
    """A returned file, read once, for whatever takes one: `ingest`, and `take_return` and `look_at_return` of a
    `Register`. Raises `FileError` where the file cannot be read at all."""
    sandbox_start.begin()
    from dtmforms.returns import sandboxed

    return sandboxed.read_return(admitted(source), password)


def read_returns(named: Iterable[tuple[str, bytes]], *, password: str | None = None) -> list[NamedFile]:
    """Returned files, each read once, under the names that are given: of each `.name` and what was `.read`. Files that
    hold pages of one form are one, as in `ingest_all`, and stand last."""
    sandbox_start.begin()
    from dtmforms.returns import sandboxed
    from dtmforms.returns.together import NamedFile, is_part, put_together

    read = [NamedFile(name, sandboxed.read_return(data, password)) for name, data in named]
    parts = [file for file in read if is_part(file.read)]
    return [*(file for file in read if not is_part(file.read)), *put_together(parts)]


def ingest(
    source: Source | ReturnedFile,
    *,
    against: Agreement | Sent | None = None,
    password: str | None = None,
    policy: Policy | None = None,
    accepted: Collection[str] = (),
    confirmed: Mapping[str, str | None] | None = None,
    folder: str | None = None,
    today: datetime.date | None = None,
    trust: TrustFile | None = None,
) -> Return:
    """The answer to a returned file: a PDF form, a Word document, FDF or XFDF data, a scan; or a ZIP archive or a mail
    with one of them, or the pages of one.

    Gives `.kind`, how it was read or why it was not (then `.readable` is false); `.record`, `None` where there is no
    valid one; `.comparison` with `against`, `None` where there is nothing to compare; `.fields` as they were typed, by
    name; `.findings`; and `.exit_code`, as the command's. `against` is the record that was sent, or those of a folder
    (`records_sent`). `password` opens a locked form. `policy` is a mission's own (`read_policy`). `accepted` are the
    codes of flags that somebody takes upon themselves (`acceptable_flags`). Of a scan, `.scanned` are the fields, each
    with the `.picture` of its box, its `.draft` and whether it `.is_asked`; `confirmed` are the values of those, by
    name, as a person has read them off the pictures, `None` for one that nobody can read: once all of them are there,
    a scan is judged like any other return. Of a file that lies in a `folder`, no link is followed that leads out of it.
    Of a form that was signed in its own boxes `.findings` say what `verify` does, by the certificates that the mission
    knows (`trust`), and no other focal point is taken from it.
    Raises `FileError` where the file cannot be read at all, and `UsageError` for a flag that nobody can accept."""
    sandbox_start.begin()  # and what judges is loaded meanwhile
    from dtmforms.returns import sandboxed
    from dtmforms.returns.returned_file import ReturnedFile

    judge = _judge(against, policy, accepted, today, confirmed)
    if isinstance(source, ReturnedFile):
        return judge(source, "")
    data = admitted(source, folder)
    read = sandboxed.read_return(data, password)
    return _with_signatures(judge(read, name_of(source)), data, read, trust, password)


def ingest_all(
    papers: Iterable[Paper],
    *,
    against: Agreement | Sent | None = None,
    password: str | None = None,
    policy: Policy | None = None,
    accepted: Collection[str] = (),
    today: datetime.date | None = None,
    trust: TrustFile | None = None,
) -> Iterator[tuple[str, Return | FileError]]:
    """The answers to returned files, each under its place, or the `FileError` where it cannot be read at all. Files
    that hold pages of one form, in any order, are put together by the codes on them: their answer comes last, `.files`
    says what each of them is, and it is called by the first, with how many there are more. All else is as `ingest` has
    it. Raises `UsageError` as that does."""
    sandbox_start.begin()
    from dtmforms.returns import sandboxed
    from dtmforms.returns.together import NamedFile, is_part, put_together

    judge = _judge(against, policy, accepted, today)
    parts: list[NamedFile] = []
    for paper in papers:
        try:
            data = admitted(paper.place, paper.folder)
        except FileError as error:
            yield paper.place, error
            continue
        read = sandboxed.read_return(data, password)
        if is_part(read):
            parts.append(NamedFile(paper.place, read))
        else:
            yield paper.place, _with_signatures(judge(read, paper.place), data, read, trust, password)
    for form in put_together(parts):
        yield form.name, judge(form.read, form.name)


def read_once(source: Source | ReturnedFile) -> tuple[ReturnedFile, str]:
    """A file that was read already, or is read now, and what messages call it. Raises `FileError`."""
    from dtmforms.returns.returned_file import ReturnedFile

    return (source, "") if isinstance(source, ReturnedFile) else (read_return(source), name_of(source))


def _judge(
    against: Agreement | Sent | None,
    policy: Policy | None,
    accepted: Collection[str],
    today: datetime.date | None,
    confirmed: Mapping[str, str | None] | None = None,
) -> Callable[[ReturnedFile, str], Return]:
    """What makes the answer to a file that was read, under its name."""
    from dtmforms.batch.records_sent import Sent
    from dtmforms.changes.compare import Grounds
    from dtmforms.returns.answer import Basis

    sent = against if isinstance(against, Sent) else Sent(against)
    basis = Basis(today=today, grounds=Grounds(policy), accepted=known_flags(accepted), confirmed=confirmed)
    return lambda read, name: sent.judge(read, name, basis)[0]


def _with_signatures(
    answer: Return, data: bytes, read: ReturnedFile, trust: TrustFile | None, password: str | None
) -> Return:
    """The answer, of a form that was signed in its own boxes with what its signatures amount to."""
    if not answer.is_signed_form:
        return answer
    from dtmforms.public.signatures import verified_form
    from dtmforms.signatures.verify import tell_of_return

    verified = verified_form(data, read, answer.file, trust, password)
    if verified:
        tell_of_return(answer, verified)
    return answer


def page_pictures(
    source: Source, numbers: Collection[int], *, within: str = "", password: str | None = None
) -> dict[int, PictureOfPage]:
    """Pages of a returned PDF file, or of a picture, as a reader shows them, by their numbers from 1: of each the
    `.png`, its `.width` and `.height` in pixels, and where on it a box is (`.place`); eight at most, none of a file
    that has no pages to be drawn, such as a Word document. `within` is the SHA-256 of the file in an archive, a mail or
    a portfolio that is meant, as `read_return` has it. Raises `FileError` where the file cannot be read at all."""
    sandbox_start.begin()
    from dtmforms.returns import page_pictures as drawing

    return drawing.page_pictures(admitted(source), numbers, password, within)


def letter_to_partner(answer: Return, findings: Sequence[Finding], unread: Sequence[FormField] = ()) -> str:
    """A letter in the agreement's language that asks the partner, field by field, what has to be cleared up in a return
    before it can be taken, and what nobody can read on a scan; empty where there is nothing to ask. It repeats no value
    and names nobody."""
    from dtmforms.returns import letter

    return letter.letter_to_partner(answer, findings, unread)


def records_sent(folder: Place) -> Sent:
    """The records of a folder, each for the returns that name it; `.problems` says what is wrong with those that cannot
    be used, by their places. Raises `FileError` where there is no record, and `RecordError` with all references that
    two records have."""
    from dtmforms.batch.records_sent import sent_in

    return sent_in(str(folder))


def papers_in(*sources: Place) -> list[Paper]:
    """The files that are named, and those of folders at any depth, by name: of each `.name`, `.place`, `.folder`, and
    whether it is `.named_as_return`. Raises `FileError` where there is none."""
    from dtmforms.batch import inbox

    return inbox.papers_of([*map(str, sources)])


def acceptable_flags() -> tuple[str, ...]:
    """The codes of the flags that a person can accept."""
    from dtmforms.returns.tampering import flags  # a table that is needed where a return has a flag

    return flags.acceptable()


def known_flags(codes: Collection[str]) -> Sequence[str]:
    """The codes, each once. Raises `UsageError` for one that nobody can accept."""
    return known_codes(codes, acceptable_flags() if codes else ())
