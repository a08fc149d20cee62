"""Parts of a record: a change as a JSON merge patch (RFC 7396), and which parts belong to no agreed text.

Records here are plain values as JSON carries them; days are text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dtmforms.agreement.areas import AREAS, area_of, place_of_area, places_of_areas
from dtmforms.agreement.closed_lists import POSTS, SIDES
from dtmforms.agreement.keys import meaning_key
from dtmforms.register.events import canonical

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

Values = dict[str, Any]

PLACES = tuple(f"{side}.{post}" for side in SIDES for post in POSTS)
"""The four posts of Table C, as a path names them."""
NOT_AGREED = ("schema", "risk_assessment", "signatories")
DOMAINS = "requesting_organization.email_domains"
"""What beside Table C is no term of an agreement: the policy lets it change without a revision."""


def part_of(steps: Sequence[str]) -> str:
    """The part of a record that belongs to a text as a whole or not at all, by the steps of a path in it: a post, an
    area, one of `NOT_AGREED`, `DOMAINS`, or what always does."""
    if steps[0] == "table_c":
        return place_of_area(steps[1], steps[3]) if steps[2] == AREAS else ".".join(steps[1:3])
    domains = tuple(DOMAINS.split("."))
    return DOMAINS if tuple(steps[:2]) == domains else steps[0]


def plain(record: Agreement) -> Values:
    """The record as JSON carries it."""
    values: Values = json.loads(canonical(record.values()))
    return values


def agreement(values: Values) -> Agreement:
    """The record of plain values that were one before."""
    from dtmforms.agreement.model import Agreement

    return Agreement.model_validate(values, context={"json": True})


def merged(values: Any, patch: Any) -> Any:
    """RFC 7396: mappings are merged, `None` removes, everything else replaces. Beside it, a mapping laid over the list
    of areas says who is called for those among them that are there: which ones are is agreed (rule D11)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(values) if isinstance(values, dict) else {}
    for key, change in patch.items():
        if change is None:
            result.pop(key, None)
        elif key == AREAS and isinstance(change, dict):
            areas = [_called(one, change.get(meaning_key(one["area"]), one)) for one in result.get(key, ())]
            result |= {key: areas} if areas else {}
        else:
            result[key] = merged(result.get(key), change)
    return result


def difference(old: Any, new: Any) -> Any:
    """The patch that makes `new` of `old`; empty where they are equal."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    patch = dict.fromkeys(old.keys() - new.keys())
    changed = {key: value for key, value in new.items() if key not in old or old[key] != value}
    return patch | {key: difference(old.get(key), value) for key, value in changed.items()}


def _called(one: Values, person: Values | None) -> Values:
    """An area with whoever is called for it, `None` for nobody."""
    return {"area": one["area"]} | (_without_area(person) if person else {})


def _without_area(one: Values) -> Values:
    return {key: value for key, value in one.items() if key != "area"}


def places_of(values: Values) -> tuple[str, ...]:
    """The four posts, and the areas of a record."""
    return (*PLACES, *places_of_areas({side: values["table_c"].get(side) for side in SIDES}))


def post(values: Values, place: str) -> Values | None:
    """Who holds a post, or is called for an area; `None` for a vacancy, and for an area that is not there."""
    side, _, name = place.partition(".")
    people: Values = values["table_c"].get(side, {})
    if area_of(place) is not None:
        areas = people.get(AREAS, ())
        if isinstance(areas, dict):  # those of a patch
            return areas.get(area_of(place))
        called = (one for one in areas if place_of_area(side, one["area"]) == place)
        return _without_area(next(called, {})) or None
    person: Values | None = people.get(name)
    return person


def names_in(values: Values) -> Iterator[str]:
    """The names of everybody whom a record, or a patch of one, names."""
    assessed = values.get("risk_assessment") or {}
    yield from _names(values.get("table_c"))
    yield from _names(values.get("signatories"))
    yield from _names(assessed.get("assessors"))


def _names(values: Any) -> Iterator[str]:
    if isinstance(values, dict):
        yield from (text for key, text in values.items() if key == "name" and isinstance(text, str))
        values = list(values.values())
    if isinstance(values, list):
        for one in values:
            yield from _names(one)


def with_posts(values: Values, source: Values, places: tuple[str, ...]) -> Values:
    """The record with these posts, and areas, filled or vacant as in `source`."""
    return merged(values, posts_patch(source, places)) if places else values


def posts_patch(source: Values, places: tuple[str, ...]) -> Values:
    """The patch that fills these posts as `source` has them."""
    patch: Values = {"table_c": {}}
    for place in places:
        side, _, name = place.partition(".")
        of_side, area = patch["table_c"].setdefault(side, {}), area_of(place)
        if area is None:
            of_side[name] = post(source, place)
        else:
            of_side.setdefault(AREAS, {})[area] = post(source, place)
    return patch


def taking_over(text: Values, current: Values, own: Sequence[str] = ()) -> Values:
    """The agreed text of one record with all of the other that is agreed by nobody: focal points, risk assessment,
    signatories, known domains. `own` names what of these belongs to the text itself: posts, areas, and `NOT_AGREED`."""
    taken = [key for key in NOT_AGREED if key not in own]
    result = {key: value for key, value in text.items() if key not in taken}
    result |= {key: current[key] for key in taken if key in current}
    result["table_c"] = {side: _as_now(text["table_c"].get(side), current["table_c"].get(side)) for side in SIDES}
    organization = {key: value for key, value in text["requesting_organization"].items() if key != "email_domains"}
    domains = (text if DOMAINS in own else current)["requesting_organization"].get("email_domains")
    result["requesting_organization"] = organization | ({"email_domains": domains} if domains else {})
    return with_posts(result, text, tuple(place for place in places_of(text) if place in own))


def _as_now(text: Values | None, current: Values | None) -> Values:
    """The posts of a side as they are, and the areas of a text, each with whom it is given now where it is not new."""
    now = {meaning_key(one["area"]): one for one in (current or {}).get(AREAS, ())}
    areas = [_called(one, now.get(meaning_key(one["area"]), one)) for one in (text or {}).get(AREAS, ())]
    posts = {key: who for key, who in (current or {}).items() if key != AREAS}
    return posts | ({AREAS: areas} if areas else {})
