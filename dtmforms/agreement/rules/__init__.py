"""What the guideline asks of a record's content, rule by rule (A1-A4, B1-B3, C1-C8, D1-D4, D8, D10, E2).

The rules know plain values, readable or not: a value that another problem was found with is `UNREADABLE`,
and no rule says a second thing about it. A rule yields what it found, nothing where all is well.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.rules import assessment, classification, document, reference, table_b, table_c, texts
from dtmforms.agreement.rules.values import UNREADABLE, Found, Values, at
from dtmforms.agreement.rules.words import free_mail

__all__ = ["RULES", "UNREADABLE", "Found", "at", "free_mail", "judge"]

RULES = tuple(
    rule
    for module in (reference, classification, assessment, table_b, table_c, document, texts)
    for rule in module.RULES
)


def judge(record: Values, *, today: datetime.date) -> Iterator[Found]:
    """All that the rules find in a record's plain values."""
    if isinstance(record, dict):
        for rule in RULES:
            yield from rule(record, today)
