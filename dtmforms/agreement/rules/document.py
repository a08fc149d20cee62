"""E. The document, and what it is used together with."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.rules.looking import Found, Rule, Values


def e2_data_access_request(record: Values, _: datetime.date) -> Iterator[Found]:
    if record.get("data_access_request") is None:
        message = (
            "the reference of the Data Access Request Form is missing; the guideline is used together with that form"
        )
        yield Found("warning", ("data_access_request",), "E2", message)


RULES: tuple[Rule, ...] = (e2_data_access_request,)
