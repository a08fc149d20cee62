"""Whose confirmation is open in an agreement, what a form or a record would put back as it was, and who confirms
(rules D8, E6)."""

from __future__ import annotations

from collections.abc import Iterator

from dtmforms.agreement.keys import folded
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import compare
from dtmforms.changes.confirmation import Confirmation, names_at, why_unconfirmed
from dtmforms.register.events import Post, posts_in
from dtmforms.register.patch import Values
from dtmforms.register.projection import Notice, Projection
from dtmforms.register.query import in_force, posts_of


def as_before_a_notice(projection: Projection, values: Values, places: tuple[str, ...] | None = None) -> list[str]:
    """The posts that a record fills, or leaves vacant, just as they were before, and are not any more."""
    found = posts_of(values, places)
    otherwise = {place: post for place, post in found.items() if post != projection.posts.get(place)}
    return [place for place, post in otherwise.items() if post in projection.ever.get(place, ())]


def undone(projection: Projection, values: Values, places: tuple[str, ...]) -> list[str]:
    """The partner's posts that a record gives back to somebody who had left, or makes vacant again as before a notice
    that filled them. IOM's own are IOM's word, and whoever is on file may be as before."""
    posts = posts_of(values, tuple(place for place in places if not place.startswith("iom.")))
    before = as_before_a_notice(projection, values, tuple(posts))
    return [
        place for place, post in posts.items() if (place in before if post is None else _has_left(post, projection))
    ]


def why_not(projection: Projection, record: Agreement, by: str | None) -> str | None:
    """The code of why nobody has confirmed what a record changes of what is in force, `None` where somebody has."""
    current = in_force(projection)
    return why_unconfirmed(current, record, compare(current, record).changes, Confirmation(by, projection.unconfirmed))


def why_not_later(projection: Projection, notice: Notice, by: str) -> str | None:
    """The code of why a counterpart cannot have confirmed, afterwards, whom a notice named; `None` where they can."""
    record = in_force(projection)
    why = why_unconfirmed(record, record, (), Confirmation(by, projection.unconfirmed))
    named = {folded(name) for name in _named(record, projection, notice)}
    return why or ("confirmed_by_changing" if named.intersection(map(folded, names_at(record, by))) else None)


def _named(record: Agreement, projection: Projection, notice: Notice) -> Iterator[str]:
    """The names of those whom a notice named, and who hold a post."""
    event = next(step.event for step in projection.steps if step.event.identity == notice.identity)
    people = {post["known_by"] for post in posts_in(event).values() if post}
    for place, post in projection.posts.items():
        person = record.focal_point(place) if post and post["known_by"] in people else None
        if person:
            yield person.name


def _has_left(post: Post, projection: Projection) -> bool:
    """Whether a person held a post of the agreement and holds none any more."""
    holders = {now["person"] for now in projection.posts.values() if now}
    before = {then["person"] for posts in projection.ever.values() for then in posts if then}
    return post is not None and post["person"] in before - holders
