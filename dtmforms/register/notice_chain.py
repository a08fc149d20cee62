"""The place of each notice among those of its agreement: what it says, for each side whose people change, and the
fingerprint of the one before it. A notice is made once more of the events before it, which stay as they are, so that
it can be printed at any time.

A chain begins with each text that is signed, and goes on in the order in which notices were recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dtmforms.agreement.areas import place_of_area
from dtmforms.agreement.closed_lists import SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.form.notice import NoticeContent, Person, PostChange
from dtmforms.register import patch
from dtmforms.register.events import CHAIN, Event, posts_in
from dtmforms.register.projection import Projection
from dtmforms.register.replay import project


def in_chain(recorded: Sequence[Event], events: Iterable[Event]) -> list[Event]:
    """Events that are about to be recorded, each notice with its fingerprints, one for each side, and the terms for
    which they count."""
    history, found = list(recorded), []
    for event in events:
        notices = list(notices_of(history, event)) if event.kind == "notice" else []
        if notices:
            place = {"terms": notices[0].terms, "fingerprints": [one.fingerprint for one in notices]}
            event = replace(event, details=event.details | {CHAIN: place})
        found.append(event)
        history.append(replace(event, number=_after(history)))
    return found


def _after(history: Sequence[Event]) -> int:
    return max((event.number for event in history), default=0) + 1


def last_notice(recorded: Sequence[Event]) -> list[NoticeContent]:
    """What the notice says that was recorded last since the text in force was signed, one for each side; empty where
    there is none, and where the events before it are no longer those that it was made of."""
    now = project(recorded, notes=False)
    last = _last(recorded, now) if now and now.signed else None
    made = list(notices_of([one for one in recorded if one.number < last.number], last)) if last else []
    kept = last.details[CHAIN]["fingerprints"] if last else []
    return made if [one.fingerprint for one in made] == kept else []


def noticed(recorded: Iterable[Event], fingerprint: str) -> set[str]:
    """The identities of the events that a notice with that fingerprint tells of; empty where the register has made no
    such notice."""
    chained = (event for event in recorded if CHAIN in event.details)
    return {event.identity for event in chained if fingerprint in event.details[CHAIN]["fingerprints"]}


def notices_of(recorded: Sequence[Event], event: Event) -> Iterator[NoticeContent]:
    """What a notice says, for each side whose people change, by the events that were recorded before it."""
    then, now = project(recorded, event.effective, notes=False), project(recorded, notes=False)
    if then is None or now is None or then.record is None or event.record is None:
        return
    before = patch.agreement(then.record)
    after = patch.agreement(patch.merged(then.record, event.record))
    last = _last(recorded, now)
    follows = last.details[CHAIN]["fingerprints"][-1] if last else now.terms
    for side in SIDES:
        posts = tuple(_changes(before, after, [place for place in posts_in(event) if place.startswith(f"{side}.")]))
        if posts:
            notice = NoticeContent(
                before.reference.strip(),
                now.terms,
                before.language,
                before.country_in(before.language),
                before.requesting_organization.name.strip(),
                side,
                event.effective,
                follows,
                posts,
            )
            follows = notice.fingerprint
            yield notice


def _changes(before: Agreement, after: Agreement, places: Iterable[str]) -> Iterator[PostChange]:
    names = {
        place_of_area(side, one.area): one.area.strip() for side in SIDES for one in getattr(after.table_c, side).field
    }
    for place in places:
        change = PostChange(place, names.get(place, ""), _person(before, place), _person(after, place))
        if change.before != change.after:
            yield change


def _person(record: Agreement, place: str) -> Person:
    person = record.focal_point(place)
    return {part: text.strip() for part, text in person.model_dump().items()} if person else None


def _last(recorded: Sequence[Event], now: Projection) -> Event | None:
    """The notice that was recorded last for the terms in force, since they were signed: what was recorded before, and
    took effect before, stands in what was signed."""
    signed = now.signed
    signatures = (one.number for one in recorded if one.kind == "signed" and signed and _is(one, signed.sha256))
    since = max(signatures, default=0)
    for event in sorted(recorded, key=lambda one: one.number, reverse=True):
        if event.kind != "notice" or event.details.get(CHAIN, {}).get("terms") != now.terms:
            continue
        if signed is None or event.number > since or event.effective > signed.on:
            return event
    return None


def _is(event: Event, sha256: str) -> bool:
    return event.files.get("signed") == sha256
