"""E. The document, and what it is used together with."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.rules.values import Found, Rule, Values, as_text, items
from dtmforms.language.days import calendar_of


def e2_data_access_request(record: Values, _: datetime.date) -> Iterator[Found]:
    if record.get("data_access_request") is None:
        yield Found("no_data_access_request", ("data_access_request",))


def e5_one_signs_in_the_form(record: Values, _: datetime.date) -> Iterator[Found]:
    """Which has one box for each side; the Word document has one for everybody."""
    sides: set[str] = set()
    for index, signatory in enumerate(items(record, "signatories")):
        side = as_text(signatory.get("organization"))
        if side in sides:
            yield Found("signs_the_document_only", ("signatories", index))
        sides |= {side} - {""}


def e8_valid_until(record: Values, today: datetime.date) -> Iterator[Found]:
    day = record.get("valid_until")
    if isinstance(day, datetime.date) and day < today and not calendar_of(day.year, day.month, today):
        yield Found("expired", ("valid_until",), {"day": str(day)})


RULES: tuple[Rule, ...] = (e2_data_access_request, e5_one_signs_in_the_form, e8_valid_until)
