"""Who is called for which area on a day, and since when nobody is (rule D11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dtmforms.agreement.areas import area_of
from dtmforms.agreement.closed_lists import SIDES
from dtmforms.register import patch
from dtmforms.register.events import Post
from dtmforms.register.patch import Values
from dtmforms.register.projection import Projection
from dtmforms.register.query import projections_with_texts
from dtmforms.register.replay import project
from dtmforms.register.store import Transaction


@dataclass(frozen=True, slots=True)
class Covered:
    """An area of an agreement, by its place (`requesting_organization.field[Gwoza]`) and as it is written there, with
    whoever is called for it, `None` for nobody; `since` is the day from which that is so."""

    place: str
    area: str
    person: Values | None
    since: str

    def as_json(self) -> dict[str, Any]:
        return {"side": self.side, "area": self.area, "person": self.person, "since": self.since}

    @property
    def side(self) -> str:
        return self.place.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Coverage:
    """An agreement with its areas, beside others: `about` is whose it is. In its JSON nobody is named (rule D1)."""

    reference: str
    about: dict[str, str]
    areas: tuple[Covered, ...]

    @property
    def vacant(self) -> list[Covered]:
        """The areas for which nobody is called."""
        return [one for one in self.areas if one.person is None]

    def as_json(self) -> dict[str, Any]:
        whose = {key: self.about[key] for key in ("organization", "country")}
        vacant = [{"side": one.side, "area": one.area, "since": one.since} for one in self.vacant]
        return {"reference": self.reference} | whose | {"areas": len(self.areas), "vacant": vacant}


def coverages(transaction: Transaction, at: str) -> list[Coverage]:
    """All agreements that have areas and go on at the end of a day, by reference."""
    found = (one for one in projections_with_texts(transaction, at) if not one.ended_on)
    every = (Coverage(one.reference, one.about, tuple(coverage(one))) for one in found)
    return [one for one in every if one.areas]


def coverage(projection: Projection) -> list[Covered]:
    """The areas of an agreement, in the order of its text, those of IOM first."""
    values = projection.record or {"table_c": {}}
    areas = list(_areas(values))
    since = _since(projection) if areas else {}
    return [Covered(place, area, patch.post(values, place), since[place]) for place, area in areas]


def _areas(values: Values) -> Iterator[tuple[str, str]]:
    named = [one["area"] for side in SIDES for one in values["table_c"].get(side, {}).get("field", ())]
    places = [place for place in patch.places_of(values) if area_of(place) is not None]
    yield from zip(places, named, strict=True)


def _since(projection: Projection) -> dict[str, str]:
    """From which day on who is called for each area is known by the same name and address, or is nobody."""
    found: dict[str, tuple[str | None, str]] = {}
    events = [step.event for step in projection.steps]
    for day in sorted({event.effective for event in events}):
        then = project(events, day, notes=False)
        posts = then.posts if then else {}
        now = {place: _known_by(post) for place, post in posts.items() if area_of(place) is not None}
        found = {
            place: found[place] if place in found and found[place][0] == who else (who, day)
            for place, who in now.items()
        }
    return {place: day for place, (_, day) in found.items()}


def _known_by(post: Post) -> str | None:
    return post["known_by"] if post else None
