"""One agreement: where it stands, its two numbers, who is called for what on a day, what happened and why, and its
documents."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import dtmforms
from dtmforms import names
from dtmforms.findings import each_once
from dtmforms.language.catalog import catalog
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.acts import possible, waits_for_signature
from dtmforms.page.agreements import country_of, place_of
from dtmforms.page.asked import Answer, PageRequest
from dtmforms.page.needs import STATES, Need, needs, state_of
from dtmforms.sentences.history import why
from dtmforms.sentences.standing import agreed_days, dues_and_openings

_MOVED = {"": "none_moved", "revision": "revision_moved", "contacts": "contacts_moved", "both": "both_moved"}
_OF_THE_TEXT = ("drafted", "signed", "revised", "withdrawn", "ended")
"""Events that are about agreed text, whether a number moves or not."""
ACTS = {
    "hold_sharing": "replace",
    "vacant_posts": "replace",
    "vacant_areas": "replace",
    "unsigned": "sign",
    "revision_to_sign": "sign",
}
"""What on the page does the next thing, where that is no duty."""
DRAFTS = {
    "reassessment": "reassess",
    "suspension_ends": "reassess",
    "agreement_ends": "revise",
    "validity_ends": "revise",
}
"""What a draft of the record does: a new assessment, or another text."""
_TO_SIGN = ("to-sign", "form-to-sign")
_COMMANDS = {
    "revision_proposed": "register revise {reference}",
}
"""What does it where the page does not."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A step of the history, for eyes."""

    step: dtmforms.Step

    @property
    def is_about_the_text(self) -> bool:
        return self.step.moved in ("revision", "both") or self.step.event.kind in _OF_THE_TEXT

    @property
    def moved(self) -> str:
        return on_page(_MOVED[self.step.moved])

    @property
    def lines(self) -> list[str]:
        """The reason by its rule, and what is stated of it."""
        return list(why(self.step))


def show(asked: PageRequest) -> Answer:
    """The page of an agreement, as it is today or was at the end of a day."""
    reference, typed = asked.given["reference"], asked.given.get("on", "")
    day = _day(typed) if typed else asked.today
    register = asked.page.register
    if day is None:
        return asked.refuse(422, on_page("no_day"))
    state = register.show(reference, as_of=day)
    stands = state.standing
    steps = [step for step in register.history(reference) if step.event.effective <= str(day)]
    waiting = needs([stands])
    next_act = ACTS.get(waiting[0].what, "") if waiting else ""
    offered = list(_papers(state)) if day == asked.today else []
    return asked.show(
        "agreement.html",
        state=state,
        about=state.about,
        country=country_of(state.about),
        here=place_of(state.reference),
        day=str(day),
        is_today=day == asked.today,
        found=[one.sentence("", spoken()) for one in each_once(asked.page.session.to_tell(state.reference))],
        word=state_of(stands),
        kind=STATES[state_of(stands)],
        sentence=_sentence(state),
        needs=waiting,
        duties=[need for need in waiting[1:] if need.is_duty] if day == asked.today else [],
        next_act=next_act,
        next_papers=[] if next_act != "sign" or _are_made(asked, state) else offered[: len(_TO_SIGN)],
        next_draft=DRAFTS.get(waiting[0].what, "") if waiting else "",
        command=_command(waiting[0]) if waiting and waiting[0].what in _COMMANDS else "",
        acts=possible(state) if day == asked.today else [],
        also=[*agreed_days(stands), *dues_and_openings(stands)],
        signed=state.signed if state.numbers.signed_contacts_on else None,
        sides=dtmforms.SIDES,
        posts=dtmforms.POSTS,
        areas={side: [one for one in state.coverage if one.place.startswith(f"{side}.")] for side in dtmforms.SIDES},
        history=[HistoryRow(step) for step in reversed(steps)],
        papers=offered,
    )


def papers(asked: PageRequest) -> Answer:
    """One of the documents of an agreement, as it is today. Its name says whose it is and no person's."""
    register = asked.page.register
    state = register.show(asked.given["reference"])
    kind = asked.given.get("kind", "")
    if kind not in dict(_papers(state)):
        return asked.refuse(422, on_page("no_such_page"))
    suffix, data = _made(register, state, kind)
    if kind in _TO_SIGN:
        asked.page.papers.keep(state)
    return asked.send(data, f"{names.stem(state.reference)}-{kind}.{suffix}")


def _are_made(asked: PageRequest, state: dtmforms.State) -> bool:
    """Whether the papers to sign were saved here, or were sent."""
    return asked.page.papers.are_saved(state) or "waiting_for_return" in state.standing.open


def _papers(state: dtmforms.State) -> Iterator[tuple[str, str]]:
    """The documents that there can be of an agreement, with what each is called."""
    if waits_for_signature(state):
        yield from zip(_TO_SIGN, ("agreement_to_sign", "form_to_sign"), strict=True)
    if state.signed is not None:
        yield "agreement", "agreement_in_force"
    yield "form", "form_to_fill"
    if state.notices:
        yield "notice", "notice_written"
        yield "handover", "handover_list"
    yield "record", "record_as_file"


def _made(register: dtmforms.Register, state: dtmforms.State, kind: str) -> tuple[str, bytes]:
    """A document, and how its name ends."""
    if kind in ("notice", "handover"):
        return "docx", getattr(register.paperwork(state.reference), kind)
    if kind == "record":
        return "yaml", dtmforms.to_yaml(state.record)
    if kind == "form-to-sign":
        text, status = register.text_to_sign(state.text_to_sign)
        return "pdf", dtmforms.form(text, to_sign=True, status=status)
    record = state.text_to_sign if kind == "to-sign" else state.record
    status = register.document_status(record)
    if kind == "form":
        return "pdf", dtmforms.form(record, status=status)
    return "docx", dtmforms.fill(record, status=status)


def _command(need: Need) -> str:
    words = catalog("help", spoken())["metavars"]
    return f"dtmforms {_COMMANDS[need.what].format(reference=need.reference, **words)}"


def _sentence(state: dtmforms.State) -> str:
    """Where it stands, in one sentence."""
    stands = state.standing
    word, found = state_of(stands), stands.open
    if word == "suspended" and (until := found.get("suspended_until")):
        return on_page("stands_suspended_until", day=found["suspended"], until=until)
    if word == "in_force" and state.signed:
        return on_page("stands_in_force", day=state.signed.on)
    return on_page("stands_unsigned") if word == "unsigned" else on_page(f"stands_{word}", day=found[word])


def _day(typed: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(typed)
    except ValueError:
        return None
