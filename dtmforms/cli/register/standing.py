"""Where an agreement stands, in sentences in the user's language: its numbers, what is open, what waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import dtmforms
from dtmforms.language.spoken import say


def numbers_in_words(numbers: dtmforms.AgreementNumbers) -> str:
    about = {"revision": numbers.revision, "contacts": numbers.contacts, "current": numbers.contacts_on}
    if numbers.signed_contacts_on is None:
        return say("numbers_unsigned", **about)
    return say("numbers_signed", then=numbers.signed_contacts_on, **about)


def waits(paths: Sequence[str]) -> str:
    return say("waits_as_revision", paths=paths)


def to_be_signed(terms: str, changes: Sequence[str]) -> str:
    return say("waits_for_signature", terms=terms, paths=changes)


def openings(standing: dtmforms.Standing) -> Iterator[str]:
    """What is open, a sentence each; and what would be, were it not about somebody who has left."""
    for kind, what in standing.open.items():
        if kind == "suspended" and "suspended_until" in standing.open:
            yield say("open_suspended_until", since=what, until=standing.open["suspended_until"])
        elif kind == "open_duties":
            yield from _duties("open_duties", what)
        elif kind != "suspended_until":
            code, value = _OPEN[kind]
            yield say(code, **({value: what} if value else {}))
    yield from _duties("moot_duties", standing.moot)


def _duties(code: str, what: Sequence[tuple[int, str]]) -> Iterator[str]:
    for contacts, duties in groupby(what, key=itemgetter(0)):
        yield say(code, contacts=contacts, duties=[duty for _, duty in duties])


_OPEN: dict[str, tuple[str, str | None]] = {
    "ended": ("open_ended", "day"),
    "takes_effect_later": ("open_takes_effect_later", "day"),
    "suspended": ("open_suspended", "since"),
    "unsigned": ("open_unsigned", None),
    "revision_to_sign": ("open_revision_to_sign", None),
    "waiting_for_return": ("open_waiting_for_return", None),
    "revision_proposed": ("open_revision_proposed", "count"),
    "reassessment_overdue": ("open_reassessment_overdue", "day"),
    "vacant_posts": ("open_vacant_posts", "posts"),
    "missing_secondary": ("open_missing_secondary", "sides"),
    "hold_sharing": ("open_hold_sharing", "sides"),
}
"""The message for each kind of what can be open, and the name of the value that it tells, if it tells one."""
