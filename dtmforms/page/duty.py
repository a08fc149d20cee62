"""A duty of a notice: its papers to send, and that it was done. What was typed stays, also where it is to be mended."""

from __future__ import annotations

import datetime
from pathlib import Path

import dtmforms
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.agreements import place_of
from dtmforms.page.asked import Answer, Asked
from dtmforms.page.needs import Need, needs
from dtmforms.page.returns import COUNTERPARTS

SHOWN_BY_FILE = ("written_notice", "successor_confirmed")
"""What no sentence shows."""
_PAPERS = {"written_notice": ("notice", "handover"), "handover_history": ("handover",)}
_DONE = ("evidence", "day", "by", "confirmed_by")


def show(asked: Asked) -> Answer:
    """The page of a duty that is open; the agreement's own page where it is not."""
    reference = asked.given["reference"]
    state = asked.page.register.show(reference, as_of=asked.today)
    need = _open(state, asked.given["duty"])
    if need is None:
        return asked.go(place_of(state.reference))
    return _page(asked, state, need, dict.fromkeys(_DONE, "") | {"day": str(asked.today)})


def record(asked: Asked) -> Answer:
    """That it was done, with what shows it."""
    reference = asked.given["reference"]
    state = asked.page.register.show(reference, as_of=asked.today)
    need = _open(state, asked.given["duty"])
    if need is None or asked.given.get("seen") != _seen(asked, reference):
        return asked.refuse(409, on_page("page_is_old"))
    typed = {name: asked.given.get(name, "").strip() for name in _DONE}
    try:
        _record(asked, reference, need, typed)
    except dtmforms.DtmformsError as error:
        return _page(asked, state, need, typed, *error.sentences(spoken()))
    except ValueError as error:
        return _page(asked, state, need, typed, on_page(str(error)))
    return asked.go(place_of(state.reference))


def _record(asked: Asked, reference: str, need: Need, typed: dict[str, str]) -> None:
    """Raises `ValueError` with the code of the sentence where a day is none, and where nothing shows that it was done.
    The name of a file shows nothing: no form names what is read."""
    try:
        day = datetime.date.fromisoformat(typed["day"])
    except ValueError:
        raise ValueError("no_day") from None
    evidence = asked.files.get("file") or typed["evidence"]
    if isinstance(evidence, str):
        _refuse_sentence(need, evidence)
    confirmed_by = typed["confirmed_by"] if need.what == "successor_confirmed" else None
    contacts = need.due.contacts if need.due else None
    duty = "passwords_changed" if need.what == "password_change" else need.what
    asked.page.register.duty(
        reference,
        duty,
        evidence,
        contacts=contacts,
        confirmed_by=confirmed_by or None,
        on=day,
        by=typed["by"] or None,
    )


def _refuse_sentence(need: Need, evidence: str) -> None:
    if need.what in SHOWN_BY_FILE:
        raise ValueError("file_is_needed")
    if not evidence:
        raise ValueError("no_evidence")
    if _is_a_place(evidence):
        raise ValueError("evidence_is_a_place")


def _page(asked: Asked, state: dtmforms.State, need: Need, typed: dict[str, str], *problems: str) -> Answer:
    return asked.show(
        "duty.html",
        422 if problems else 200,
        about=state.about,
        here=place_of(state.reference),
        need=need,
        papers=_PAPERS.get(need.what, ()) if state.notices else (),
        needs_file=need.what in SHOWN_BY_FILE,
        counterparts=COUNTERPARTS if need.what == "successor_confirmed" else (),
        seen=_seen(asked, state.reference),
        typed=typed,
        problems=problems,
    )


def _open(state: dtmforms.State, duty: str) -> Need | None:
    """The duty, as far as it is open; that of the earliest notice."""
    found = (need for need in needs([state.standing]) if need.what == duty and need.is_duty)
    return next(found, None)


def _seen(asked: Asked, reference: str) -> str:
    """By what it is known whether something was recorded since."""
    return str(asked.page.register.history(reference)[-1].event.number)


def _is_a_place(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # longer than any name, or with what no name has
        return False
