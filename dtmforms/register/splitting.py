"""What changed from one record to another, as the parts that the register records: a notice, a revision, the rest.

The focal points can take effect at once, the rest of what was agreed waits for a signature (rule D7). Where the notice
part is not valid on its own, or belongs to another organization, it waits with the rest.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from dtmforms.agreement.checking import check_values
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.register import merging
from dtmforms.register.events import digest
from dtmforms.register.looking import person_digest
from dtmforms.register.merging import PLACES, Values
from dtmforms.register.state import DUTIES, Post
from dtmforms.versions.comparing import Change, Comparison, compare


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a change, each empty or `None` where there is nothing of it.

    `notice` and `posts` are a merge patch and the posts that it fills; `proposed` is the whole proposed text, and
    `its_posts` the posts that belong to it; `assessment` is a patch of the risk assessment, `rest` one of all else
    that nobody agreed to, with the change that explains it.
    """

    comparison: Comparison
    notice: Values | None
    posts: tuple[str, ...]
    proposed: Values | None
    its_posts: tuple[str, ...]
    assessment: Values | None
    rest: Values | None
    explains: Change | None

    @property
    def revision_paths(self) -> list[str]:
        return [change.path for change in self.comparison.changes if change.effect == "revision"]


def split(old: Agreement, new: Agreement, today: datetime.date) -> Parts:
    """The change from `old` to `new` in parts. Both are valid records."""
    comparison = compare(old, new)
    was, becomes = merging.plain(old), merging.plain(new)
    posts = tuple(place for place in PLACES if _changes_at(comparison, f"table_c.{place}."))
    waits = tuple(place for place in posts if comparison.revision_required and _waits(comparison, place))
    at_once = tuple(place for place in posts if place not in waits)
    if comparison.revision_required and at_once and not _valid(merging.with_posts(was, becomes, at_once), today):
        waits, at_once = posts, ()
    assessment = _assessment(was, becomes) if _changes_at(comparison, "risk_assessment") else None
    explains = next(
        (c for c in comparison.changes if c.effect == "administrative" and c not in _assessed(comparison)), None
    )
    return Parts(
        comparison=comparison,
        notice=merging.posts_patch(becomes, at_once) if at_once else None,
        posts=at_once,
        proposed=merging.taking_over(becomes, was, waits) if comparison.revision_required else None,
        its_posts=waits,
        assessment=assessment,
        rest=_rest(was, becomes) if explains else None,
        explains=explains,
    )


def posts_of(values: Values, places: tuple[str, ...] = PLACES) -> dict[str, Post]:
    """Who holds which post, as digests of the person's address and of the whole entry: enough to tell people apart and
    to find one, and no contact data."""
    found: dict[str, Post] = {}
    for place in places:
        person = merging.post(values, place)
        found[place] = {"person": person_digest(person["email"]), "entry": digest(person)[:16]} if person else None
    return found


def duties_of(before: Values, after: Values, posts: tuple[str, ...]) -> list[str]:
    """The duties that a notice opens: all where somebody left; else only to tell the counterpart in writing."""
    stay = {text_key(person["name"]) for place in PLACES if (person := merging.post(after, place))}
    before_them = [person for place in posts if (person := merging.post(before, place))]
    somebody_left = any(text_key(person["name"]) not in stay for person in before_them)
    return list(DUTIES if somebody_left else DUTIES[:1])


def _changes_at(comparison: Comparison, path: str) -> list[Change]:
    return [change for change in comparison.changes if change.path.startswith(path)]


def _assessed(comparison: Comparison) -> list[Change]:
    return _changes_at(comparison, "risk_assessment")


def _waits(comparison: Comparison, place: str) -> bool:
    """Whether a post belongs to the proposed text: its side is filled for another organization, or the policy says so
    of any post of that side. Half of a swap would name one person twice."""
    side = place.partition(".")[0]
    renamed = bool(_changes_at(comparison, "requesting_organization.name"))
    by_policy = any(change.effect == "revision" for change in _changes_at(comparison, f"table_c.{side}."))
    return by_policy or (renamed and side == "requesting_organization")


def _valid(values: Values, today: datetime.date) -> bool:
    return check_values(merging.agreement(values).values(), today=today).record is not None


def _assessment(was: Values, becomes: Values) -> Values:
    return {"risk_assessment": merging.difference(was.get("risk_assessment"), becomes.get("risk_assessment"))}


def _rest(was: Values, becomes: Values) -> Values:
    """The patch of signatories and known domains. A list is replaced whole, removed where there is none."""
    patch: dict[str, Any] = {}
    if was.get("signatories") != becomes.get("signatories"):
        patch["signatories"] = becomes.get("signatories")
    domains = [values["requesting_organization"].get("email_domains") for values in (was, becomes)]
    if domains[0] != domains[1]:
        patch["requesting_organization"] = {"email_domains": domains[1]}
    return patch
