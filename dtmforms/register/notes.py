"""What is unusual about events: that they came late, out of order, were overtaken, or differ (rule E6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dtmforms.findings import Finding
from dtmforms.register.events import KINDS, OF_OTHER_EVENTS, Event, posts_in

_MOVES_NOTHING = ("issued", "duty_done", "rejected")
_FROM_OTHERS = ("returned", "notice")


def unusual(events: Sequence[Event]) -> dict[str, tuple[Finding, ...]]:
    """What is unusual about each of the events of an agreement, by their identities."""
    notes: dict[str, tuple[Finding, ...]] = {}
    latest = ""
    for event in sorted(events, key=lambda event: (event.recorded, KINDS.index(event.kind), event.identity)):
        notes[event.identity] = tuple(_unusual(event, latest, events))
        if event.kind not in _MOVES_NOTHING:
            latest = max(latest, event.effective)
    return notes


def _unusual(event: Event, latest: str, counting: Sequence[Event]) -> Iterator[Finding]:
    """`latest` is the latest day of effect of what was recorded before the event."""
    if event.kind in OF_OTHER_EVENTS:
        return
    if event.kind in _FROM_OTHERS and event.received > event.effective:
        yield Finding("received_late", values={"effective": event.effective, "received": event.received})
    overtaken = event.kind not in _MOVES_NOTHING and event.effective < latest
    if overtaken:
        yield Finding("out_of_order", values={"day": latest})
    if event.kind == "notice":
        others = [one for one in counting if one.kind == "notice" and one.identity != event.identity]
        yield from _among_notices(event, others, overtaken)


def _among_notices(event: Event, others: list[Event], overtaken: bool) -> Iterator[Finding]:
    later = [one for one in others if one.effective > event.effective] if overtaken else []
    if later:
        yield Finding("contacts_renumbered", values={"day": later[0].effective})
    for one in later:
        for place in sorted(posts_in(event).keys() & posts_in(one).keys()):
            yield Finding("overtaken", values={"post": place, "day": one.effective})
    for one in others:
        for place in sorted(filled_otherwise(event, one)):
            yield Finding("filled_otherwise", values={"post": place, "event": one.number})


def filled_otherwise(event: Event, other: Event) -> set[str]:
    """The posts that two notices of one day fill with different entries."""
    if event.kind != "notice" or other.kind != "notice" or event.effective != other.effective:
        return set()
    posts, others = posts_in(event), posts_in(other)
    return {place for place in posts.keys() & others.keys() if posts[place] != others[place]}
