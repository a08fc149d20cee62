"""Whom data reaches by a change, and who goes on standing in free text (rules C4, C5). No message holds contact data
(rule D1)."""

from __future__ import annotations

from collections.abc import Iterator

from dtmforms.agreement.areas import area_of
from dtmforms.agreement.closed_lists import ANNEX, DESTINATIONS, SIDES, URGENCIES
from dtmforms.agreement.destinations import Counted, as_it_stands, follows
from dtmforms.agreement.keys import folded, text_key
from dtmforms.agreement.model import Agreement, FocalPoint, UrgencyColumn
from dtmforms.agreement.rules.titles import names_another
from dtmforms.changes.fingerprint import Attribute, attributes
from dtmforms.changes.people import has_title_of, leavers, names_anybody, people, reaches
from dtmforms.changes.policy import Steps
from dtmforms.findings import Finding

_SAY_WHO = ("destination", "method", "password_change_plan")
"""Attributes whose free text says who does something: a title in it is somebody's."""


def wider_access(old: Agreement, new: Agreement, before: Counted, after: Counted) -> Iterator[Finding]:
    """More recipients, or others than before (rule C5). `before` and `after` are how the destinations of both count."""
    for urgency in URGENCIES:
        was, becomes = _destinations(old, urgency), _destinations(new, urgency)
        path = f"table_b.{urgency}.destination"
        if _reached(new, urgency) > _reached(old, urgency) or (ANNEX in becomes and ANNEX not in was):
            yield Finding("more_recipients", path)
        known = {*map(folded, was), *DESTINATIONS}
        moved = {item for item, count in after[urgency].items() if count in before[urgency].values()}
        if any(folded(item) not in known and text_key(item) not in moved for item in becomes):
            yield Finding("new_recipient_outside_of_table_c", path)
    for place in new.places("requesting_organization"):
        if comes_to_name_another(old, new, place):
            yield Finding("title_names_another", f"table_c.{place}.title")


def comes_to_name_another(old: Agreement, new: Agreement, place: str) -> bool:
    """Whether the title of a focal point comes to name another organization or unit, and Table B follows it."""
    person, before = new.focal_point(place), old.focal_point(place)
    if person is None or (before and folded(before.title) == folded(person.title)):
        return False
    followed = place if area_of(place) is None else ANNEX
    titles = [other.title for other in people(old, place.partition(".")[0])]
    known = (*titles, old.requesting_organization.name, old.operation, old.subject)
    return names_another(person.title, known) and follows(as_it_stands(new.values()), followed)


def still_standing(old: Agreement, new: Agreement, after: Counted) -> Iterator[Finding]:
    """Free text does not follow Table C by itself (rule C4): who has left may still stand in it, and so may what Table
    C printed before. `after` is how the destinations of the new record count."""
    for path in sorted({path for side in SIDES for path in _naming_leavers(old, new, side)}):
        yield Finding("leaver_still_named", path)
    then, now = as_it_stands(old.values()), as_it_stands(new.values())
    for urgency in URGENCIES:
        printed = {item: count for item, count in then[urgency].items() if "\n" in count}
        if any(after[urgency].get(item) == count != now[urgency][item] for item, count in printed.items()):
            yield Finding("left_standing", f"table_b.{urgency}.destination")


def _naming_leavers(old: Agreement, new: Agreement, side: str) -> Iterator[str]:
    """The paths of free text of Table B that names somebody who has left, or reaches them."""
    gone = leavers(old, new, side)
    staying = [person for every in SIDES for person in people(new, every)]
    for steps, attribute in attributes(new).items() if gone else ():
        if steps[0] == "table_b" and any(_names(steps, attribute, person, staying) for person in gone):
            yield ".".join(steps[:3])


def _names(steps: Steps, attribute: Attribute, person: FocalPoint, staying: list[FocalPoint]) -> bool:
    typed = (attribute.typed,) if isinstance(attribute.typed, str) else attribute.typed
    others = [text for other in staying for text in (other.name, other.title)]
    return any(
        names_anybody(text, [person.name], others)
        or reaches(text, person)
        or (steps[-1] in _SAY_WHO and has_title_of(text, person, staying))
        for text in typed
        if text not in DESTINATIONS
    )


def _reached(record: Agreement, urgency: str) -> int:
    """How many recipients a column has: of the field focal points, one for each area."""
    return sum(
        len(record.table_c.requesting_organization.field) if item == ANNEX else 1
        for item in _destinations(record, urgency)
    )


def _destinations(record: Agreement, urgency: str) -> list[str]:
    column: UrgencyColumn | None = getattr(record.table_b, urgency)
    return column.destination if column else []
