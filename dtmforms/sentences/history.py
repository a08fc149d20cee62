"""What happened in an event, and by which rule, in sentences in the user's language; nobody is named (rule D1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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
}
"""The message for what is stated of an event, and the name of the value that it tells."""
_SEEN = {"ink": "stated_seen", "signatures": "stated_signatures"}


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
    if event.kind in ("suspended", "ended", "rejected"):
        yield say("stated_why", why=told["why"])
    if stated_by := told.get("stated_by"):
        yield say("stated_signed", by=stated_by, why=told["why"])
    for key, (code, value) in _TOLD.items():
        if told.get(key):
            yield say(code, **{value: told[key]})
    if read_off := told.get("confirmed_fields"):
        yield say("stated_read_off", count=len(read_off))
    if event.kind == "signed":
        yield from _of_signature(told)
    for digest in event.files.values():
        yield say("stated_file", sha256=digest)


def _of_signature(told: Mapping[str, Any]) -> Iterator[str]:
    """By what a text was taken as signed: what is seen in the file, and what its digital signatures amounted to."""
    if seen := told.get("seen"):
        yield say(_SEEN[seen])
    yield from signed_by(told.get("verdict"), told.get("certificates", ()))


def signed_by(verdict: str | None, certificates: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """What digital signatures amounted to when they were recorded, and by which certificates; nobody is named."""
    if verdict:
        yield say("stated_verdict", verdict=verdict)
    for certificate in certificates:
        yield say("stated_certificate", **certificate)


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
