"""Which posts people hold and held: of a person known by an e-mail address or by name, or of an organization."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dtmforms.agreement.keys import folded
from dtmforms.language import LANGUAGES
from dtmforms.language.shown import word
from dtmforms.register import patch
from dtmforms.register.events import Post, posts_in
from dtmforms.register.projection import Projection
from dtmforms.register.query import person_digest, projections_of, projections_with_texts
from dtmforms.register.replay import project
from dtmforms.register.search import stand_in
from dtmforms.register.store import Transaction


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post that a person holds or held. `until` is `None` as long as they hold it. `name` and `organization` stand
    there where a name or an organization was asked for, and are `None` where it was an address (rule D1)."""

    reference: str
    place: str
    since: str
    until: str | None
    name: str | None = None
    organization: str | None = None

    def as_json(self) -> dict[str, Any]:
        whose = {"name": self.name, "organization": self.organization} if self.name else {}
        return {key: getattr(self, key) for key in ("reference", "place", "since", "until")} | whose

    def is_held_on(self, day: str) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def who(transaction: Transaction, asked: str, at: str | None = None) -> list[PostHeld]:
    """Every post that a person holds or held, or on the day `at` alone, known by the address, compared as people mean
    it, or by words of the name; or every post of an organization, known by words of its name. A person is known by name
    and address: two of one name are two, and so are two who share a mailbox."""
    if "@" in asked:
        person = person_digest(asked)
        found = [post for one in projections_of(transaction) for post in _held_by_address(one, person)]
    else:
        found = [post for one in projections_with_texts(transaction) for post in _held_by_name(one, asked)]
    return [post for post in found if at is None or post.is_held_on(at)]


def _held_by_address(projection: Projection, person: str) -> Iterator[PostHeld]:
    if any(_digest(post) == person for step in projection.steps for post in posts_in(step.event).values()):
        for place, holder, since, until in _stints(projection, _digest):
            if holder == person:
                yield PostHeld(projection.reference, place, since, until)


def _held_by_name(projection: Projection, asked: str) -> Iterator[PostHeld]:
    names = _names(projection)
    organization = projection.about["organization"]
    of_partner, of_iom = stand_in(asked, organization), _is_iom(asked)
    if not (of_partner or of_iom or any(stand_in(asked, name, whole=True) for name in names.values())):
        return

    def known_by(post: Post) -> tuple[str, str] | None:
        name = names.get(post["entry"], "") if post else ""
        return (name, folded(name) + post["person"]) if post else None

    for place, (name, _), since, until in _stints(projection, known_by):
        is_ours = place.startswith("iom.")
        if (of_iom if is_ours else of_partner) or stand_in(asked, name, whole=True):
            whose = word("iom", LANGUAGES[0]) if is_ours else organization
            yield PostHeld(projection.reference, place, since, until, name, whose)


def _stints(projection: Projection, known_by: Callable[[Post], Any]) -> Iterator[tuple[str, Any, str, str | None]]:
    """Who held each post from when until when, as long as they are known by the same; in the order of their ends."""
    held: dict[str, tuple[Any, str]] = {}
    for day in sorted({step.event.effective for step in projection.steps}):
        then = project([step.event for step in projection.steps], day, notes=False)
        posts = then.posts if then else {}
        for place in dict.fromkeys((*held, *posts)):
            holder = known_by(posts.get(place))
            before = held.get(place)
            if before and before[0] != holder:
                yield place, *held.pop(place), day
            if holder is not None:
                held.setdefault(place, (holder, day))
    for place, (holder, since) in held.items():
        yield place, holder, since, None


def _names(projection: Projection) -> dict[str, str]:
    """The names of everybody who held a post, by the digests of their entries."""
    entries = (
        (post["entry"], patch.post(step.event.record, place))
        for step in projection.steps
        for place, post in posts_in(step.event).items()
        if post and step.event.record
    )
    return {entry: person["name"] for entry, person in entries if person}


def _digest(post: Post) -> str | None:
    return post["person"] if post else None


def _is_iom(asked: str) -> bool:
    return folded(asked) in {folded(word("iom", language)) for language in LANGUAGES}
