"""All rules on a record's content, one after the other."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.rules import assessment, classification, document, reference, table_b, table_c, texts
from dtmforms.agreement.rules.values import Found, Values

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
