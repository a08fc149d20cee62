"""Where an agreement stands, in sentences in the user's language: its numbers, what is due and open, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import dtmforms
from dtmforms.language.shown import day_in_words
from dtmforms.language.spoken import say, spoken


def numbers_in_words(numbers: dtmforms.AgreementNumbers) -> str:
    about = {"revision": numbers.revision, "contacts": numbers.contacts, "current": numbers.contacts_on}
    if numbers.signed_contacts_on is None:
        return say("numbers_unsigned", **about)
    return say("numbers_signed", then=numbers.signed_contacts_on, **about)


def waits(paths: Sequence[str]) -> str:
    return say("waits_as_revision", paths=paths)


def to_be_signed(terms: str, changes: Sequence[str]) -> str:
    return say("waits_for_signature", terms=terms, paths=changes)


def when(due: dtmforms.Due) -> str:
    """The day of what is due, and in how many days that is, or how late; since when it is open, where it has no day."""
    if due.day is None:
        return say("open_since", day=due.since)
    if due.days is None:
        return day_in_words(due.day, spoken())
    if due.days == 0:
        return say("due_today", day=due.day)
    return say("due_late", day=due.day, days=-due.days) if due.is_late else say("due_in", day=due.day, days=due.days)


def agreed_days(standing: dtmforms.Standing) -> Iterator[str]:
    """What is agreed of days, a sentence each."""
    agreed = standing.agreed
    if agreed.valid_until:
        yield say("agreed_valid_until", day=agreed.valid_until)
    if agreed.notify_within_days:
        yield say("agreed_notify_within", days=agreed.notify_within_days)
    if agreed.password_change_every_days:
        yield say("agreed_passwords_every", days=agreed.password_change_every_days)


def openings(standing: dtmforms.Standing) -> Iterator[str]:
    """What is open, a sentence each; and what would be, were it not about somebody who has left."""
    for kind in standing.open:
        yield from opening(standing, kind)
    yield from _duties("moot_duties", standing.moot)


def dues_and_openings(standing: dtmforms.Standing) -> Iterator[str]:
    """What has a day, the most urgent first, and what else is open, a sentence each."""
    for due in standing.due:
        if due.day is not None and not (due.what == "validity_ends" and "expired" in standing.open):
            yield say("due", what=due.what, when=when(due))
    for kind in standing.open:
        if kind not in _OVERDUE:  # which are late, and were told
            yield from opening(standing, kind)
    yield from _duties("moot_duties", standing.moot)


def opening(standing: dtmforms.Standing, kind: str) -> Iterator[str]:
    """What is open of one kind; nothing where nothing is."""
    what, until = standing.open.get(kind), standing.open.get("suspended_until")
    if not what or kind == "suspended_until":
        return
    if kind == "suspended" and until:
        yield say("open_suspended_until", since=what, until=until)
    elif kind in _OVERDUE:
        late = (due for due in standing.due if due.what == _OVERDUE[kind])
        yield from (say("due", what=due.what, when=when(due)) for due in late)
    elif kind == "open_duties":
        yield from _duties("open_duties", what)
    else:
        code, value = _OPEN[kind]
        yield say(code, **({value: what} if value else {}))


def _duties(code: str, what: Iterable[dtmforms.OpenDuty]) -> Iterator[str]:
    for (contacts, since), duties in groupby(what, key=lambda one: (one.contacts, one.since)):
        yield say(code, contacts=contacts, since=since, duties=[one.duty for one in duties])


_OVERDUE = {"reassessment_overdue": "reassessment", "passwords_overdue": "password_change"}
"""What is open because it is due and late, and the word for what is due."""
_OPEN: dict[str, tuple[str, str | None]] = {
    "ended": ("open_ended", "day"),
    "expired": ("open_expired", "day"),
    "takes_effect_later": ("open_takes_effect_later", "day"),
    "suspended": ("open_suspended", "since"),
    "unsigned": ("open_unsigned", None),
    "revision_to_sign": ("open_revision_to_sign", None),
    "waiting_for_return": ("open_waiting_for_return", None),
    "corrected_form": ("open_corrected_form", "since"),
    "revision_proposed": ("open_revision_proposed", "count"),
    "vacant_posts": ("open_vacant_posts", "posts"),
    "vacant_areas": ("open_vacant_areas", "areas"),
    "missing_secondary": ("open_missing_secondary", "sides"),
    "hold_sharing": ("open_hold_sharing", "sides"),
}
"""The message for each kind of what can be open, and the name of the value that it tells, if it tells one."""
