"""To whom something is said: to whoever types commands, or to whoever looks at the page, on which places have their
words alone, and options and commands are fields and buttons.

It is kept for each thread and task by itself (`contextvars`), as the language is.
"""

from __future__ import annotations

import re
from contextvars import ContextVar

_LOOKS = ContextVar("looks at the page", default=False)

_ON_PAGE = (
    (r"`--stated-by[^`]*`", "why_sign"),
    (r"`dtmforms register revise[^`]*`", "propose_text"),
    (r"`dtmforms register reassess[^`]*`", "assess_again"),
    (r"`(?:dtmforms )?register notice(?! --pdf)[^`]*`", "act_replace"),
    (r"`dtmforms register show[^`]*`", "page_of_agreement"),
    (r"`dtmforms register status[^`]*`", "agreements"),
    (r"`dtmforms register history[^`]*`", "what_happened"),
    (r"`dtmforms register add[^`]*`|`dtmforms new`", "new_agreement"),
    (r"`dtmforms workbook new[^`]*`", "empty_workbook"),
    (r"`dtmforms workbook to-records`", "take_file"),
    (r"`dtmforms ingest`", "read_return"),
    (r"`dtmforms verify`", "signatures_amount_to"),
    (r"--accept same_key", "accept_same_key"),
    (r"--confirmed-by", "confirmed_by"),
    (r"--evidence", "shown_by_text"),
    (r"--(?:against|reference)", "of_agreement"),
    (r"--pictures", "confirm_scan"),
    (r"--record", "act_replace"),
    (r"--by", "by_role"),
    (r"--on", "field_of_day"),
    (r" \([^()`]*`role: \w+`[^()`]*\)", ""),
    (r" \[\{field\}\]", ""),
)
"""What stands in sentences for those who type, with the code of the page's own word for it, by which it goes there;
what has none is left out."""
TYPED = re.compile("|".join(f"({pattern})(?![\\w-])" for pattern, _ in _ON_PAGE))
INSTEAD = {"password_needed": "password_on_page"}
"""Sentences that are another one on the page, which does less."""


def looks_at_page() -> bool:
    return _LOOKS.get()


def speak_on_page() -> None:
    """From here on, whatever is said is said on the page."""
    _LOOKS.set(True)


def word_on_page(typed: re.Match[str]) -> str:
    """The code of the page's word for what is typed; empty for none."""
    return _ON_PAGE[(typed.lastindex or 1) - 1][1]
