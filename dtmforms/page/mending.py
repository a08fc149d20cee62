"""What is to be mended in a form, beside the field that it is in; what was typed stays in the form."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import dtmforms
from dtmforms.language.spoken import on_page, spoken

WHOLE = ""
"""Under which stands what is in no field."""
_FIELDS = {
    "role_is_an_address": "by",
    "person_as_role": "by",
    "role_needed": "by",
    "scan_needs_role": "by",
    "no_day": "day",
    "begins_later": "day",
    "duty_yet_to_come": "day",
    "signature_yet_to_come": "day",
    "event_yet_to_come": "day",
    "duty_before_notice": "day",
    "before_beginning": "day",
    "last_day_before_first": "until",
    "no_last_day": "until",
    "confirmer_refused": "confirmed_by",
    "evidence_missing": "evidence",
    "no_evidence": "evidence",
    "notice_not_of_register": "evidence",
    "notice_not_whole": "evidence",
    "evidence_is_a_place": "evidence",
    "file_is_needed": "file",
    "choose_file": "file",
    "no_reason": "why",
    "reason_names_somebody": "why",
    "return_rejected_before": "why",
    "no_post": "place",
    "no_name": "name",
    "form_not_ours": WHOLE,
    "page_is_old": WHOLE,
    "not_done": WHOLE,
    "signature_not_seen": "why",
}
"""In which field each of them is, by its code; the others are in the whole form."""
Problems: TypeAlias = Mapping[str, list[str]]
"""The sentences, by the field that they stand beside."""


class ToMendError(ValueError):
    """Something in a form is to be mended, by the code of its sentence among those of the page."""


def problems_of(error: dtmforms.DtmformsError | ToMendError) -> Problems:
    if isinstance(error, ToMendError):
        return {_FIELDS[str(error)]: [on_page(str(error))]}
    return {_FIELDS.get(error.code, WHOLE): list(error.sentences(spoken()))}


def typed_in(given: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: given.get(name, "").strip() for name in names}


def day_in(typed: str, code: str = "no_day") -> datetime.date:
    """Raises `ToMendError` where it is none."""
    try:
        return datetime.date.fromisoformat(typed)
    except ValueError:
        raise ToMendError(code) from None
