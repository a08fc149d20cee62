"""Where people stand in Table C: posts, as `iom.primary`, and the areas of field focal points, as `iom.field[Gwoza]`
(rule D11). An area is known by what its name means, and not by its number in the list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dtmforms.agreement.keys import meaning_key

AREAS = "field"
"""Under which a side of Table C has them."""
_AREA = re.compile(rf"(\w+)\.{AREAS}\[(.*)\]", re.DOTALL)


def area_of(place: str) -> str | None:
    """The area that a place is, `None` for a post."""
    found = _AREA.fullmatch(place)
    return found[2] if found else None


def place_of_area(side: str, area: str) -> str:
    return f"{side}.{AREAS}[{meaning_key(area)}]"


def places_of_areas(table_c: Mapping[str, Any]) -> tuple[str, ...]:
    """The areas of both sides in plain values of Table C, in their order."""
    return tuple(
        place_of_area(side, one["area"]) for side, people in table_c.items() for one in (people or {}).get(AREAS) or ()
    )
