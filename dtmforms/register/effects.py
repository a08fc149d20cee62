"""What of a judged change takes effect at once, as events, and what waits for a signature, as a proposed text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dtmforms.agreement.record import Agreement
from dtmforms.register import merging
from dtmforms.register.events import Dated, Event, digest
from dtmforms.register.looking import person_digest
from dtmforms.register.merging import DOMAINS, NOT_AGREED, PLACES, Values
from dtmforms.register.state import DUTIES, Post
from dtmforms.versions.changes import Change
from dtmforms.versions.comparing import Comparison
from dtmforms.versions.duties import duties
from dtmforms.versions.splitting import Split
from dtmforms.versions.terms import fingerprint


@dataclass(frozen=True, slots=True)
class Judged:
    """A change from the record in force: what it amounts to, and its parts."""

    old: Agreement
    comparison: Comparison
    parts: Split
    confirmed_by: str | None = None

    @property
    def waiting_paths(self) -> list[str]:
        return [change.path for change in self.parts.waiting]

    @property
    def revision_paths(self) -> list[str]:
        return [change.path for change in self.comparison.changes if change.effect == "revision"]

    @property
    def people(self) -> tuple[str, ...]:
        """The posts that are filled otherwise at once."""
        return _posts(self.parts.taking_effect)

    @property
    def own(self) -> tuple[str, ...]:
        """What belongs to the proposed text, beside its terms: posts, and attributes that usually are no term."""
        steps = {change.steps for change in self.parts.waiting}
        whole = [key for key in NOT_AGREED if any(key == step[0] for step in steps)]
        domains = [DOMAINS] if tuple(DOMAINS.split(".")) in steps else []
        return (*_posts(self.parts.waiting), *whole, *domains)

    @property
    def proposed(self) -> Values | None:
        """The text that waits, `None` where nothing does."""
        if self.parts.revision is None:
            return None
        current = merging.plain(self.parts.notice or self.old)
        return merging.taking_over(merging.plain(self.parts.revision), current, self.own)


def at_once(reference: str, judged: Judged, dated: Dated, files: dict[str, str]) -> Iterator[Event]:
    """The events of what takes effect without a revision; none where nothing does."""
    if judged.parts.notice is None:
        return
    before, after = merging.plain(judged.old), merging.plain(judged.parts.notice)
    if judged.people:
        facts: dict[str, Any] = {
            "posts": posts_of(after, judged.people),
            "duties": duties_of(judged, judged.parts.notice, judged.people),
        }
        facts |= {"confirmed_by": judged.confirmed_by} if judged.confirmed_by else {}
        record = merging.posts_patch(after, judged.people)
        yield dated.event(reference, "notice", details=facts, files=files, record=record)
    patch = merging.difference(before, after)
    patch.pop("table_c", None)
    if "risk_assessment" in patch:
        facts = {"reassess_by": due_of(after)}
        record = {"risk_assessment": patch.pop("risk_assessment")}
        yield dated.event(reference, "reassessed", details=facts, record=record)
    stated = [change for change in judged.parts.taking_effect if change.correction]
    unagreed = {key: patch.pop(key) for key in (*NOT_AGREED, "requesting_organization") if key in patch}
    if unagreed:
        change = next(one for one in judged.parts.taking_effect if one.steps[0] in unagreed)
        facts = {"rule": change.rule, "reason": change.reason}
        yield dated.event(reference, "corrected", details=facts, record=unagreed)
    if stated:
        yield dated.event(reference, "corrected", details=_corrections(judged, stated), record=patch)


def posts_of(values: Values, places: tuple[str, ...] = PLACES) -> dict[str, Post]:
    """Who holds which post, as digests of the person's address and of the whole entry: enough to tell people apart and
    to find one, and no contact data."""
    found: dict[str, Post] = {}
    for place in places:
        person = merging.post(values, place)
        found[place] = {"person": person_digest(person["email"]), "entry": digest(person)[:16]} if person else None
    return found


def due_of(values: Values) -> str | None:
    """The day by which the risk is to be assessed again, `None` where none was set (rule B2)."""
    due: str | None = (values.get("risk_assessment") or {}).get("reassess_by")
    return due


def _posts(changes: tuple[Change, ...]) -> tuple[str, ...]:
    changed = {".".join(change.steps[1:3]) for change in changes if change.steps[0] == "table_c"}
    return tuple(place for place in PLACES if place in changed)


def duties_of(judged: Judged, new: Agreement, places: tuple[str, ...]) -> list[str]:
    """The duties that filling these posts as in `new` opens (rules D4, D9). Whoever could be a forged successor is to
    be confirmed too, unless somebody on file did so already (rule D8)."""
    changes = tuple(change for change in judged.comparison.changes if ".".join(change.steps[1:3]) in places)
    opened: set[str] = {duty.name for duty in duties(judged.old, new, changes)}
    doubted = [finding.path for finding in judged.comparison.findings if finding.rule == "D8"]
    if not judged.confirmed_by and any(path.startswith(f"table_c.{place}") for path in doubted for place in places):
        opened.add("successor_confirmed")
    return [duty for duty in DUTIES if duty in opened]


def _corrections(judged: Judged, stated: list[Change]) -> dict[str, Any]:
    """Both texts of each stated correction, who states it and why, and the terms that it moves (rule D5)."""
    texts = [change.as_json() for change in stated]
    kept = [{key: text[key] for key in ("path", "old", "new", "correction")} for text in texts]
    terms = {"before": judged.comparison.old_terms, "after": fingerprint(judged.parts.notice or judged.old)}
    return {"rule": stated[0].rule, "reason": f"{stated[0].reason.rstrip('.')}.", "corrections": kept, "terms": terms}
