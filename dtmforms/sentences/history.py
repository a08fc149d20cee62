"""What happened in an event, and by which rule, in sentences in the user's language; nobody is named (rule D1)."""

from __future__ import annotations

from collections.abc import Iterator

import dtmforms
from dtmforms.language.spoken import say, spoken

_TOLD = {
    "until": ("stated_last_day", "day"),
    "duty": ("stated_duty", "duty"),
    "evidence": ("stated_evidence", "evidence"),
    "confirmed_by": ("stated_confirmed", "post"),
    "accepted": ("flags_accepted", "codes"),
    "not_taken": ("stated_not_taken", "posts"),
    "assessed_on": ("stated_assessed", "day"),
    "contacts_on": ("stated_signed_with", "day"),
    "edition": ("stated_edition", "edition"),
    "seen": ("stated_seen", None),
}
"""The message for what is stated of an event, and the name of the value that it tells, if it tells one."""


def why(step: dtmforms.Step) -> Iterator[str]:
    """By which rule the numbers moved or stayed, what is stated, when it was known, and what is unusual."""
    yield say("why_step", reason=step.reason.text(spoken()), rule=step.rule)
    yield from _stated(step.event)
    yield from _of_posts(step.event)
    yield from _of_text(step.event)
    yield _known(step.event)
    for note in step.notes:
        yield note.sentence("", spoken())


def _stated(event: dtmforms.Event) -> Iterator[str]:
    """What people stated: why, until when, who confirmed it, and what shows it."""
    told = event.details
    if event.kind in ("suspended", "ended"):
        yield say("stated_why", why=told["why"])
    if stated_by := told.get("stated_by"):
        yield say("stated_signed", by=stated_by, why=told["why"])
    for key, (code, value) in _TOLD.items():
        if told.get(key):
            yield say(code, **({value: told[key]} if value else {}))
    for digest in event.files.values():
        yield say("stated_file", sha256=digest)


def _of_posts(event: dtmforms.Event) -> Iterator[str]:
    """Which posts a change of focal points filled otherwise, and which it left vacant; nobody is named (rule D1)."""
    posts = event.details.get("posts", {}) if event.kind in ("notice", "revised") else {}
    filled, vacant = ([place for place, who in posts.items() if bool(who) is held] for held in (True, False))
    if filled:
        yield say("stated_posts", posts=filled)
    if vacant:
        yield say("stated_vacant", posts=vacant)


def _of_text(event: dtmforms.Event) -> Iterator[str]:
    """Which text is meant, what it or an administrative change changes, and by which rules of the mission."""
    if event.kind in ("drafted", "revised", "signed"):
        yield say("stated_text", terms=event.details["terms"])
    if paths := event.details.get("changes"):
        yield say("stated_changes", paths=paths)
    for row in event.details.get("by_mission", ()):
        yield say("stated_by_mission", **row)


def _known(event: dtmforms.Event) -> str:
    """When it became known and was recorded, and by which role where that was said."""
    days = {"received": event.received, "recorded": event.recorded[:10]}
    return say("stated_known_by", by=event.role, **days) if event.role else say("stated_known", **days)
