"""What the register answers as workbooks (.xlsx), in the language that is spoken (`speak`). An answer for eyes loads
nothing that writes workbooks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dtmforms.register.changes_since import Happened
    from dtmforms.register.due import Due
    from dtmforms.register.overview import Standing
    from dtmforms.register.posts_held import PostHeld


def status_workbook(agreements: Sequence[Standing], *, as_of: datetime.date | None = None) -> bytes:
    """What `Register.status` or `find` gave: a table, and how many agreements there are by country and by what is open
    in them, with a chart. Nobody is named in it. What they share stands there where their texts were read."""
    from dtmforms.register.status_workbook import listing

    return listing(agreements, str(as_of or datetime.date.today()))


def answer_workbook(rows: Sequence[Due | Happened | PostHeld]) -> bytes:
    """What `Register.due`, `changes` or `who` gave, as one table."""
    from dtmforms.register.answer_workbook import listing

    return listing(rows)
