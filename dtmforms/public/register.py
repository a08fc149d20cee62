"""The register: the agreements in force, and all that happened to them.

Every act is one transaction, recorded whole or not at all; files are read before it begins. Each loads what it takes.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, Unpack

from dtmforms import files
from dtmforms.errors import RegisterError, UsageError
from dtmforms.public.register_answers import RegisterAnswers
from dtmforms.public.register_files import evidence_of, given_file, issued_file, written_notice
from dtmforms.public.sources import Source, admitted, data_of, known_codes, name_of
from dtmforms.register import transfer
from dtmforms.register.events import NOT_STATED, Dated
from dtmforms.register.projection import CONFIRMED

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.changes.compare import Comparison, Grounds
    from dtmforms.register.act import Act
    from dtmforms.register.given_file import Statement
    from dtmforms.register.mission_policy import Policies
    from dtmforms.register.store import Transaction
    from dtmforms.register.take_return import LookedAt
    from dtmforms.register.transfer import Merged
    from dtmforms.returns.answer import Return
    from dtmforms.returns.returned_file import ReturnedFile
    from dtmforms.signatures.trust import TrustFile

Day = datetime.date


class Dates(TypedDict, total=False):
    """What every act may be told: the day `on` which it took effect and the one on which it was `received`, both today
    where they are left out or `None`, and the role `by` which it is recorded, never a person (rule D1)."""

    on: Day | None
    received: Day | None
    by: str | None


class Judging(Dates, total=False):
    """What acts may be told too that judge changes: by which counterpart on file a new focal point was confirmed (rule
    D8), such as `requesting_organization.secondary`. They are judged by the mission's policy, if one was recorded."""

    confirmed_by: str | None


class Register(RegisterAnswers):
    """The register at a place: the path of a SQLite file, or `postgresql://...`.

    No connection stays open between acts, so that it can be used by several threads, and `with` it or without.

    Every method raises `FileError` where the register cannot be read or written, with what to do, and those that are
    given a reference `RegisterError` where it is that of no agreement. Acts raise `RegisterError` where they do not fit
    what the register holds, and `UsageError` where `by` is an address; then nothing is recorded. What they give has
    `.added`, the events that are new, none where all was known already; `.after`, the agreement then; `.findings` and
    `.notes`."""

    def add(self, record: Agreement, *, accepted: Collection[str] = (), **dates: Unpack[Dates]) -> Act:
        """Begin an agreement, and the register where there is none. Refused where another one that goes on is of the
        same country, operation, organization and subject (rule E4), unless `accepted` has `same_key`, which is kept."""
        from dtmforms.register import record_event

        dated, codes = dated_of(**dates), known_codes(accepted, (record_event.SAME_KEY,))
        return self._recorded(lambda transaction: record_event.add(transaction, record, dated, codes), begins=True)

    def issue(self, reference: str, document: Source | None = None, **dates: Unpack[Dates]) -> Act:
        """Its document was sent. One of another agreement is refused; one that does not say whose it is, is told."""
        from dtmforms.register import record_event

        dated = dated_of(**dates)
        sha256, found = issued_file(document, reference) if document is not None else (None, [])
        act = self._recorded(lambda transaction: record_event.issue(transaction, reference, sha256, dated))
        return replace(act, findings=(*act.findings, *found))

    def sign(
        self,
        reference: str,
        signed: Source,
        *,
        stated_by: str | None = None,
        why: str | None = None,
        trust: TrustFile | None = None,
        **dates: Unpack[Dates],
    ) -> Act:
        """The text that waits was signed, as this file: a PDF, a picture or a Word document that is a copy of it. A
        form with digital signatures is taken by `verify`'s verdict, by the certificates that the mission knows
        (`trust`). Where they do not hold, or ink is not seen in every box of a scan, somebody states that it is signed,
        by a role, and why that is known (rule E9); of the two none is given without the other."""
        from dtmforms.returns import sandbox_start

        sandbox_start.begin()
        from dtmforms.register import signing

        dated, stated = dated_of(**dates), _statement(stated_by, why)
        file = given_file(admitted(signed), name_of(signed), trust)
        return self._recorded(lambda transaction: signing.sign(transaction, reference, file, dated, stated))

    def refuse_other_text(self, form: Source) -> None:
        """Nothing, for the form of the text that waits for its signature. Raises `RegisterError` for a form of any
        other, and `ReturnError` for what is no form of ours."""
        from dtmforms.errors import ReturnError
        from dtmforms.register import signing

        file = given_file(admitted(form), name_of(form), None)
        reference = file.read.identity().get("form_reference")
        if file.read.problem:
            raise ReturnError(file.read.problem.kind, reason=file.read.problem.reason)
        if not reference:
            raise ReturnError("not_our_form", reason="other_form")
        with self._store.reading() as transaction:
            signing.refuse_other_text(transaction, reference, file)

    def withdraw(self, reference: str, event: int, why: str, **dates: Unpack[Dates]) -> Act:
        """A signature that was recorded wrongly, given by the number of its event, does not count: its text waits
        again. What was recorded stays."""
        from dtmforms.register import signing

        dated = dated_of(**dates)
        return self._recorded(lambda transaction: signing.withdraw(transaction, reference, event, dated, why))

    def take_return(
        self,
        source: Source | ReturnedFile,
        *,
        reference: str | None = None,
        accepted: Collection[str] = (),
        confirmed: Mapping[str, str | None] | None = None,
        seen: str | None = None,
        **judging: Unpack[Judging],
    ) -> Act | Return:
        """Take a returned file in: its notice takes effect, its revision waits (rule D7). `reference` is the agreement,
        where the form does not name it; `accepted` are the codes of flags that somebody takes upon themselves;
        `confirmed` is what a person has read off a scan, as `ingest` has it, and then `by` is needed. `seen`
        is what `last_hash` gave when the return was looked at: where something was recorded since, it is refused. One
        that cannot be taken comes back as the answer that says why, as `ingest` gives it, and nothing is recorded. The
        same file twice is one return."""
        from dtmforms.returns import sandbox_start

        sandbox_start.begin()
        from dtmforms.public.returns import known_flags, read_once
        from dtmforms.register.take_return import Intake, take_return

        dated, grounds = _judged_by(**judging)
        intake = Intake(dated, grounds, known_flags(accepted), confirmed)
        self._store.refuse_missing()
        read, name = read_once(source)
        with self._store.writing(seen=seen) as transaction:
            return take_return(transaction, read, name, intake, reference)

    def reject_return(
        self,
        source: Source | ReturnedFile,
        why: str,
        *,
        reference: str | None = None,
        seen: str | None = None,
        **dates: Unpack[Dates],
    ) -> Act:
        """Keep that a returned file is not to be taken, and why, in a sentence that names nobody; the agreement stays
        as it is, and `take_return` takes the same file only where `rejected_before` is accepted. `reference` is the
        agreement, where the form does not name it, and `seen` is as there. The same file for the same reason is one
        rejection; for another reason it is refused, as is one that names somebody who is or was a person of the
        agreement, or is one of the form, an address or a number."""
        from dtmforms.returns import sandbox_start

        sandbox_start.begin()
        from dtmforms.public.returns import read_once
        from dtmforms.register.returns_known import reject_return

        dated = dated_of(**dates)
        self._store.refuse_missing()
        read, name = read_once(source)
        with self._store.writing(seen=seen) as transaction:
            return reject_return(transaction, read, name, why, dated, reference)

    def look_at_return(
        self,
        source: Source | ReturnedFile,
        *,
        reference: str | None = None,
        accepted: Collection[str] = (),
        confirmed: Mapping[str, str | None] | None = None,
        **judging: Unpack[Judging],
    ) -> LookedAt:
        """What `take_return` would come to, of which nothing is recorded: `.answer`, `.reference`, the `.comparison`
        with what is in force, `None` where there is no valid record, `.findings`, and whether the register has it
        already, `.is_known`. Raises what that raises."""
        from dtmforms.returns import sandbox_start

        sandbox_start.begin()
        from dtmforms.public.returns import known_flags, read_once
        from dtmforms.register.take_return import Intake, look_at_return

        dated, grounds = _judged_by(**judging)
        intake = Intake(dated, grounds, known_flags(accepted), confirmed)
        self._store.refuse_missing()
        read, name = read_once(source)
        with self._store.reading() as transaction:
            return look_at_return(transaction, read, name, intake, reference)

    def notice(
        self,
        reference: str,
        record: Agreement | None = None,
        *,
        written: Source | None = None,
        **judging: Unpack[Judging],
    ) -> Act:
        """New focal points from a record, and the file of the `written` notice; without a record, that of the notices
        that are open. One of the two is needed. Refused where the record asks for more than a notice (rule D5), and
        where the file is a notice that the register did not make, shows something else, or has a signature that does
        not hold."""
        from dtmforms.register import record_event

        dated, grounds = _judged_by(**judging)
        done = written_notice(written, reference) if written is not None else None
        return self._recorded(
            lambda transaction: record_event.notice(transaction, reference, record, done, dated, grounds)
        )

    def duty(
        self,
        reference: str,
        duty: str,
        evidence: str | os.PathLike[str] | bytes,
        *,
        contacts: int | None = None,
        confirmed_by: str | None = None,
        **dates: Unpack[Dates],
    ) -> Act:
        """A duty of a notice, one of `DUTIES`, was done. Evidence is a sentence, or a file: a path, its name if it is
        there, or its bytes; a written notice and a confirmation are shown by a file alone. `contacts` is the number of
        the notice, `None` for all in which it is open; `confirmed_by` the counterpart who confirmed a successor. Where
        it is agreed how often passwords are changed, `passwords_changed` may also be open in none."""
        from dtmforms.register import act
        from dtmforms.register import evidence as evidences
        from dtmforms.register.duty_done import DutyDone, duty_done

        if confirmed_by and duty != CONFIRMED:
            raise UsageError("confirmer_of_other_duty")
        dated = dated_of(**dates)
        if isinstance(evidence, str) and not evidences.names_a_file(evidence):
            done = DutyDone(duty, evidence)
        elif duty == "written_notice":
            done = written_notice(evidence, reference)
        else:
            done = DutyDone(duty, file=act.sha256(evidence_of(evidence, reference)))
        done = replace(done, contacts=contacts, confirmed_by=confirmed_by)
        return self._recorded(lambda transaction: duty_done(transaction, reference, done, dated))

    def replace_person(
        self,
        email: str,
        successor: Mapping[str, str] | Source,
        posts: Sequence[str] = ("primary", "secondary", "field"),
        **judging: Unpack[Judging],
    ) -> list[Act]:
        """Give the posts that a person holds, known by their address, to a successor, as a notice in every agreement
        concerned, or in none. The successor is given by `name`, `title`, `mobile` and `email`, or as a file with
        these."""
        from dtmforms.register import record_event
        from dtmforms.register.evidence import successor_in

        if isinstance(successor, Mapping):
            person = dict(successor)
        else:
            person = successor_in(data_of(successor), name_of(successor))
        dated, grounds = _judged_by(**judging)
        with self._store.writing() as transaction:
            return record_event.replace_person(transaction, email, person, posts, dated, grounds)

    def revise(self, reference: str, record: Agreement | None = None, **judging: Unpack[Judging]) -> Act:
        """Put up another text for signature: a record, or without one what returns have proposed. Its focal points take
        effect as a notice."""
        from dtmforms.register import record_event

        dated, grounds = _judged_by(**judging)
        return self._recorded(lambda transaction: record_event.revise(transaction, reference, record, dated, grounds))

    def judge(self, reference: str, record: Agreement, **judging: Unpack[Judging]) -> Comparison:
        """What a record changes of what is in force, as `notice` and `revise` judge it; nothing is recorded. Raises
        what they raise of a record that brings back what was before a notice."""
        from dtmforms.register import act

        dated, grounds = _judged_by(**judging)
        with self._store.reading() as transaction:
            projection = act.going_on(transaction, reference, dated)
            return act.judged_change(transaction, projection, record, dated, grounds).comparison

    def reassess(self, reference: str, record: Agreement, **dates: Unpack[Dates]) -> Act:
        """The risk was assessed again, on a later day, and no text changed."""
        from dtmforms.register import record_event

        dated = dated_of(**dates)
        return self._recorded(lambda transaction: record_event.reassess(transaction, reference, record, dated))

    def suspend(self, reference: str, why: str, *, until: Day | None = None, **dates: Unpack[Dates]) -> Act:
        """Sharing is suspended, `until` a last day if that is known, or until the risk is assessed on a later day, or
        another text is signed."""
        from dtmforms.register import record_event

        dated = dated_of(**dates)
        return self._recorded(lambda transaction: record_event.suspend(transaction, reference, why, until, dated))

    def end(self, reference: str, why: str, **dates: Unpack[Dates]) -> Act:
        """The agreement ends."""
        from dtmforms.register import record_event

        dated = dated_of(**dates)
        return self._recorded(lambda transaction: record_event.end(transaction, reference, why, dated))

    def redate(self, reference: str, event: int, why: str, **dates: Unpack[Dates]) -> Act:
        """The day of an event, given by its number, is put right; what was recorded stays."""
        from dtmforms.register import signing

        dated = dated_of(**dates)
        return self._recorded(lambda transaction: signing.redate(transaction, reference, event, dated, why))

    def record_policy(self, source: Source, **dates: Unpack[Dates]) -> Policies:
        """The mission's own policy, a file of TOML as `read_policy` takes it, is in force from then on for whatever is
        judged; a file without rows goes back to ours. Gives all that were recorded; `.added` is empty where the one in
        force has the same rows. Begins the register where there is none. Raises `RecordError` with every row that is
        looser than ours or wrong, and `RegisterError` where one of a later day is in force."""
        from dtmforms.changes.policy import tightened
        from dtmforms.register import act, mission_policy

        dated, data = dated_of(**dates), data_of(source)
        policy, digest = tightened(data, name_of(source)), act.sha256(data)
        with self._store.writing(begins=True) as transaction:
            return mission_policy.record_policy(transaction, policy, digest, dated)

    def import_(self, source: Source) -> Merged:
        """Add the events of an export that are not there yet, and begin the register where there is none: `.added`,
        `.known`, and `.conflicts`, of which what was there stays. Raises `RegisterError` where lines are not as they
        were exported, or make no agreement."""
        name = name_of(source)
        data = source if isinstance(source, bytes) else files.read(name, files.LARGEST_OWN_BYTES)
        events = transfer.exported_events(data, name)
        with self._store.writing(begins=True) as transaction:
            return transfer.merge(transaction, events)

    def _recorded(self, act: Callable[[Transaction], Act], *, begins: bool = False) -> Act:
        with self._store.writing(begins=begins) as transaction:
            return act(transaction)


def dated_of(*, on: Day | None = None, received: Day | None = None, by: str | None = None) -> Dated:
    """The days and the role of an act. Raises `TypeError` for anything else that it is told, `UsageError` for a role
    that looks like a person's address (rule D1), and `RegisterError` for what is to become known (rule E6)."""
    role, today = _role(by), datetime.date.today()
    if received and received > today:
        raise RegisterError("received_yet_to_come", day=str(received))
    return Dated(on or today, received or today, role or NOT_STATED)


def _judged_by(*, confirmed_by: str | None = None, **dates: Unpack[Dates]) -> tuple[Dated, Grounds]:
    """The days and the role of an act that judges changes, and by what it judges them. Raises as `dated_of`."""
    from dtmforms.changes.compare import Grounds

    return dated_of(**dates), Grounds(confirmed_by=confirmed_by)


def _role(by: str | None) -> str | None:
    from dtmforms.agreement.model import uncarried

    if by and ("@" in by or uncarried(by)):
        raise UsageError("role_is_an_address")
    return by


def _statement(stated_by: str | None, why: str | None) -> Statement | None:
    """That somebody states a signature; `None` where nobody does. Raises `UsageError` where half of it is missing."""
    from dtmforms.register.given_file import Statement

    if stated_by and why:
        return Statement(_role(stated_by) or "", why)
    if stated_by:
        raise UsageError("statement_needs_why", one="stated_by", other="why")
    if why:
        raise UsageError("why_needs_statement", one="why", other="stated_by")
    return None
