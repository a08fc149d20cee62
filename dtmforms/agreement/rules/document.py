"""E. The document, and what it is used together with."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.rules.values import Found, Rule, Values


def e2_data_access_request(record: Values, _: datetime.date) -> Iterator[Found]:
    if record.get("data_access_request") is None:
        yield Found("no_data_access_request", ("data_access_request",))


RULES: tuple[Rule, ...] = (e2_data_access_request,)
