"""A duty of a notice: its papers to send, and that it was done. What was typed stays, also where it is to be mended."""

from __future__ import annotations

from pathlib import Path

import dtmforms
from dtmforms.language.spoken import on_page
from dtmforms.page.agreements import place_of
from dtmforms.page.asked import Answer, PageRequest
from dtmforms.page.mending import Problems, ToMendError, day_in, problems_of, typed_in
from dtmforms.page.needs import Need, needs
from dtmforms.page.returns import counterparts

_PAPERS = {"written_notice": ("notice", "handover"), "handover_history": ("handover",)}
_DONE = ("evidence", "day", "by", "confirmed_by")


def show(asked: PageRequest) -> Answer:
    """The page of a duty that is open; the agreement's own page where it is not."""
    reference = asked.given["reference"]
    state = asked.page.register.show(reference, as_of=asked.today)
    need = _open(state, asked.given["duty"])
    if need is None:
        return asked.go(place_of(state.reference))
    return _page(
        asked, state, need, dict.fromkeys(_DONE, "") | {"day": str(asked.today), "by": asked.page.session.role}
    )


def record(asked: PageRequest) -> Answer:
    """That it was done, with what shows it."""
    reference = asked.given["reference"]
    state = asked.page.register.show(reference, as_of=asked.today)
    need = _open(state, asked.given["duty"])
    if need is None or asked.given.get("seen") != seen_in(asked, reference):
        return asked.refuse(409, on_page("page_is_old"))
    typed = typed_in(asked.given, _DONE)
    try:
        act = _record(asked, reference, need, typed)
    except (dtmforms.DtmformsError, ToMendError) as error:
        return _page(asked, state, need, typed, problems_of(error))
    asked.page.session.recorded(act, typed["by"])
    return asked.go(place_of(state.reference))


def _record(asked: PageRequest, reference: str, need: Need, typed: dict[str, str]) -> dtmforms.Act:
    """Raises `ToMendError` where a day is none, and where nothing shows that it was done. The name of a file shows
    nothing: no form names what is read."""
    day = day_in(typed["day"])
    evidence = asked.files.get("file") or typed["evidence"]
    if isinstance(evidence, str):
        _refuse_sentence(need, evidence)
    confirmed_by = typed["confirmed_by"] if need.what == "successor_confirmed" else None
    contacts = need.due.contacts if need.due else None
    duty = "passwords_changed" if need.what == "password_change" else need.what
    return asked.page.register.duty(
        reference,
        duty,
        evidence,
        contacts=contacts,
        confirmed_by=confirmed_by or None,
        on=day,
        by=typed["by"] or None,
    )


def _refuse_sentence(need: Need, evidence: str) -> None:
    if need.is_shown_by_file:
        raise ToMendError("file_is_needed")
    if not evidence:
        raise ToMendError("no_evidence")
    if _is_a_place(evidence):
        raise ToMendError("evidence_is_a_place")


def _page(
    asked: PageRequest, state: dtmforms.State, need: Need, typed: dict[str, str], problems: Problems | None = None
) -> Answer:
    return asked.show(
        "duty.html",
        422 if problems else 200,
        about=state.about,
        here=place_of(state.reference),
        need=need,
        papers=_PAPERS.get(need.what, ()) if state.notices else (),
        of_partner="notice" in _PAPERS.get(need.what, ()) and _is_of_partner(state),
        needs_file=need.is_shown_by_file,
        counterparts=counterparts() if need.what == "successor_confirmed" else (),
        seen=seen_in(asked, state.reference),
        typed=typed,
        problems=problems or {},
    )


def _open(state: dtmforms.State, duty: str) -> Need | None:
    """The duty, as far as it is open; that of the earliest notice."""
    found = (need for need in needs([state.standing]) if need.what == duty and need.is_duty)
    return next(found, None)


def seen_in(asked: PageRequest, reference: str) -> str:
    """By what it is known whether something was recorded since."""
    return str(asked.page.register.history(reference)[-1].event.number)


def _is_a_place(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # longer than any name, or with what no name has
        return False


def _is_of_partner(state: dtmforms.State) -> bool:
    """Whether the last notice is the partner's: those of their people alone are others."""
    return all(place.startswith("requesting_organization.") for notice in state.notices[-1:] for place in notice.posts)
