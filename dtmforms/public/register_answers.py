"""What the register answers. Nothing here loads what reads records or draws documents before it is needed."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self, Unpack, cast

from dtmforms.agreement.closed_lists import LEVELS
from dtmforms.drawing import ONE_AT_A_TIME
from dtmforms.errors import RegisterError, UsageError
from dtmforms.public.sources import Place, refuse_unknown
from dtmforms.register import overview, query, transfer, verify
from dtmforms.register.due import WITHIN_DAYS, Due, by_urgency
from dtmforms.register.events import is_hash
from dtmforms.register.overview import ENDED, STATES
from dtmforms.register.search import Wanted
from dtmforms.register.state import State
from dtmforms.register.store import RegisterStore

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.register.changes_since import Happened
    from dtmforms.register.coverage import Coverage
    from dtmforms.register.document_status import DocumentStatus
    from dtmforms.register.mission_policy import Policies
    from dtmforms.register.overview import Standing
    from dtmforms.register.posts_held import PostHeld
    from dtmforms.register.projection import Step
    from dtmforms.register.verify import Verified

Day = datetime.date


@dataclass(frozen=True, slots=True)
class Paperwork:
    """The two documents of a notice of focal points, as .docx in the agreement's language, and its contacts number."""

    reference: str
    contacts: int
    notice: bytes
    handover: bytes


@dataclass(frozen=True, slots=True)
class NoticeToSign:
    """A notice of focal points as PDF, which its `side` signs, and the fingerprint by which the next one names it."""

    reference: str
    side: str
    fingerprint: str
    data: bytes = field(repr=False)


class Overview:
    """All agreements at the end of a day, to be looked through more than once; nothing that is recorded later is seen.
    Whoever keeps it keeps what the records hold, people too (rule D1)."""

    def __init__(self, every: Sequence[overview.WithText], day: str, head: tuple[int, str]) -> None:
        self.every, self.day, self.head = every, day, head

    def standings(self, **wanted: Unpack[Wanted]) -> list[Standing]:
        """As `Register.status` gives them with their texts. Raises `UsageError` as it does."""
        return list(overview.among(self.every, _asked(wanted)))


class RegisterAnswers:
    """The register at a place, as far as it only answers. What is wanted of agreements says `Wanted`."""

    def __init__(self, place: Place) -> None:
        self.place = os.fspath(place)
        self._store = RegisterStore(self.place)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open that would have to be closed."""

    def policies(self) -> Policies:
        """The mission's own policies that were recorded, by their day of effect, and the one that is `.in_force` today,
        `None` where that is ours alone."""
        from dtmforms.register import mission_policy

        with self._store.reading() as transaction:
            return mission_policy.policies(transaction)

    def show(self, reference: str, *, as_of: Day | None = None) -> State:
        """An agreement as it was at the end of a day, today where none is given."""
        day = _day(as_of)
        with self._store.reading() as transaction:
            return State(query.projection_of(transaction, reference, day), day)

    def history(self, reference: str) -> list[Step]:
        """How it came about: each event, the numbers after it, and by which rule they moved or stayed."""
        with self._store.reading() as transaction:
            return query.projection_of(transaction, reference).steps

    def status(self, *, as_of: Day | None = None, texts: bool = False, **wanted: Unpack[Wanted]) -> list[Standing]:
        """Where all agreements stand at the end of a day, or those that are wanted, the most urgent first: `.open` and
        `.due`; with `texts` also `.datasets`, which are `None` where the texts need not be read. Nobody is named in it.
        Raises `UsageError` for a country that is none, and for what is none of the levels or states."""
        day, wanted = _day(as_of), _asked(wanted)
        with self._store.reading() as transaction:
            return overview.standings(transaction, day, day, wanted, texts=texts)

    def overview(self, *, as_of: Day | None = None, since: Overview | None = None) -> Overview:
        """All agreements at the end of a day, read once with their texts; where it is the day of an overview `since`
        which something was recorded, only those are read again of which it was."""
        day = _day(as_of)
        with self._store.reading() as transaction:
            head = transaction.head()
            if since and (since.day, since.head) == (day, head):
                return since
            changed = transaction.changed_since(*since.head) if since and since.day == day else None
            if since is None or changed is None:
                return Overview(overview.with_texts(transaction, day), day, head)
            return Overview(overview.read_again(transaction, day, since.every, changed), day, head)

    def find(self, *, as_of: Day | None = None, **wanted: Unpack[Wanted]) -> list[Standing]:
        """The agreements in which stands what is wanted, at the end of a day: `.matches` says where. Those that have
        ended are left out, but for `state="ended"`. Raises `UsageError` as `status` does."""
        found = self.status(as_of=as_of, texts=True, **wanted)
        return [one for one in found if wanted.get("state") == ENDED or ENDED not in one.open]

    def due(self, within: int = WITHIN_DAYS, *, as_of: Day | None = None, **wanted: Unpack[Wanted]) -> list[Due]:
        """What falls due within so many days, in all agreements or those that are wanted: first what is late, then the
        duties of notices, which have no day, then what is to come. Raises `UsageError` as `status` does."""
        found = (due for one in self.status(as_of=as_of, **wanted) for due in one.due)
        return by_urgency(due for due in found if due.days is None or due.days <= within)

    def changes(
        self, since: Day, until: Day | None = None, *, recorded: bool = False, **wanted: Unpack[Wanted]
    ) -> list[Happened]:
        """What took effect from one day to another, today where none is given, in all agreements or those that are
        wanted: revisions, then notices, then the rest, by rule. With `recorded`, what was recorded in that time. Raises
        `UsageError` as `status` does."""
        from dtmforms.register import changes_since

        day, asked = _day(until), _asked(wanted)
        with self._store.reading() as transaction:
            found = changes_since.changes(transaction, str(since), day, recorded=recorded)
            if not asked:
                return found
            among = {one.reference for one in overview.standings(transaction, day, day, asked)}
        return [one for one in found if one.reference in among]

    def coverage(self, *, as_of: Day | None = None) -> list[Coverage]:
        """Of all agreements with field focal points that go on at the end of a day, the areas, and for which of them
        nobody is called (rule D11). Who is called under one of them says `show`."""
        from dtmforms.register.coverage import coverages

        with self._store.reading() as transaction:
            return coverages(transaction, _day(as_of))

    def who(self, asked: str, *, as_of: Day | None = None) -> list[PostHeld]:
        """Every post that a person holds or held, known by the e-mail address or by words of the name, or every post of
        an organization, known by words of its name; with `as_of`, those that are held on that day. Empty for none."""
        from dtmforms.register.posts_held import who

        with self._store.reading() as transaction:
            return who(transaction, asked, _day(as_of) if as_of else None)

    def verify(self, last: str | None = None) -> Verified:
        """Every hash counted again: `.problems` names each event that is not as it was recorded, `.head` is the last
        hash, to be kept elsewhere. `last` is one that was kept, and must still be there: without it, nobody sees that
        the last events were taken away. Raises `UsageError` where it is no hash."""
        if last is not None and not is_hash(last):
            raise UsageError("no_hash", typed=last)
        with self._store.reading() as transaction:
            return verify.verify(transaction, last and last.lower())

    def last_hash(self) -> str:
        """The hash of the last event: with another one, the register holds something else."""
        with self._store.reading() as transaction:
            return transaction.head()[1]

    def export(self) -> bytes:
        """All events as lines of JSON, to carry to another office."""
        with self._store.reading() as transaction:
            return b"".join(transfer.export(transaction))

    def paperwork(self, reference: str) -> Paperwork:
        """The documents of an agreement's last notice: the written notice to the counterpart, and the checklist of the
        handover (rules D4, D9). Raises `RegisterError` where there was no notice."""
        from dtmforms.language.shown import day_in_words
        from dtmforms.word.write import notice as documents

        with self._store.reading() as transaction:
            state = State(query.projection_of(transaction, reference), _day(None))
        if not state.notices:
            raise RegisterError("no_notice_yet", reference=state.reference)
        last, record = state.notices[-1], state.record
        before = query.before(state.projection, last)
        status = state.numbers.sentence(record.language, lambda day: day_in_words(day, record.language))
        told_by = state.projection.agreed.told_by(last.effective)
        turnover = documents.Turnover(
            record, before, last.contacts, last.posts, last.effective, state.terms, status, last.open, told_by
        )
        with ONE_AT_A_TIME:
            written, handover = documents.written_notice(turnover), documents.handover(turnover)
        return Paperwork(record.reference, last.contacts, written, handover)

    def notices_to_sign(self, reference: str) -> list[NoticeToSign]:
        """The agreement's last notice since it was signed, as a PDF in its language with a box to sign for the side
        whose people change; two where both sides' do. Each names the one before it, so that whoever has them can follow
        who is called (`follow_notices`). Raises `RegisterError` where there was none, and where something of it would
        not be seen."""
        from dtmforms.agreement.keys import text_key
        from dtmforms.form.notice import read_notice
        from dtmforms.pdf.write.notice import draw_notice
        from dtmforms.register import notice_chain

        with self._store.reading() as transaction:
            known = query.projection_of(transaction, reference).reference
            notices = notice_chain.last_notice(transaction.events(text_key(reference)))
        if not notices:
            raise RegisterError("no_notice_since_signature", reference=known)
        try:
            with ONE_AT_A_TIME:
                drawn = [draw_notice(read_notice(one.text())) for one in notices]
        except ValueError:
            raise RegisterError("notice_not_all_seen", reference=known) from None
        return [
            NoticeToSign(one.reference, one.side, one.fingerprint, data)
            for one, data in zip(notices, drawn, strict=True)
        ]

    def refuse_other_notice(self, content: str) -> None:
        """Nothing, for what a notice says that was made of this register. Raises `RegisterError` for any other."""
        from dtmforms.agreement.keys import text_key
        from dtmforms.form.notice import read_notice
        from dtmforms.register import notice_chain

        notice = read_notice(content)
        with self._store.reading() as transaction:
            made = notice_chain.noticed(transaction.events(text_key(notice.reference)), notice.fingerprint)
        if not made:
            raise RegisterError("notice_not_of_register", reference=notice.reference)

    def document_status(self, record: Agreement, *, today: Day | None = None) -> DocumentStatus:
        """What a document of a record is on a day, to be printed on it (`fill`, `form`): with the agreement's numbers,
        or a draft, with findings that say why."""
        from dtmforms.register.document_status import document_status

        with self._store.reading() as transaction:
            return document_status(transaction, record, _day(today))

    def text_to_sign(self, record: Agreement, *, today: Day | None = None) -> tuple[Agreement, DocumentStatus]:
        """What is signed of the agreement of a record, for `form(…, to_sign=True)`, and what its document is: the text
        that the register holds, with a finding where the record differs from it; the record, a draft, where the
        register does not hold the agreement."""
        from dtmforms.register.document_status import text_to_sign

        with self._store.reading() as transaction:
            return text_to_sign(transaction, record, _day(today))


def _day(day: Day | None) -> str:
    return str(day or datetime.date.today())


def _asked(wanted: Wanted) -> Wanted:
    """What is wanted, without what does not matter, and the country by its code. Raises `UsageError` for a country that
    is none, and for what is none of the levels or states."""
    asked = cast("Wanted", {key: value for key, value in wanted.items() if value})
    refuse_unknown(asked.get("level"), LEVELS)
    refuse_unknown(asked.get("state"), STATES)
    if country := asked.get("country"):
        from dtmforms.public.records import country_code

        asked["country"] = country_code(country)
    return asked
