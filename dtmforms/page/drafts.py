"""The drafts: those that there are, a new one, one from a workbook, one that changes an agreement of the register."""

from __future__ import annotations

from collections.abc import Iterable

import dtmforms
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.agreements import country_of
from dtmforms.page.asked import NO_REGISTER, UNKNOWN, Answer, PageRequest
from dtmforms.page.kept_drafts import MOST, Kept, SavedElsewhereError
from dtmforms.page.record import gone, place_of_step
from dtmforms.page.record_fields import STEPS

PLACE = "/drafts"


def show(asked: PageRequest) -> Answer:
    return _page(asked)


def begin(asked: PageRequest) -> Answer:
    """A new record, in the language of whoever begins it, until they choose another one."""
    return asked.go(place_of_step(asked.page.drafts.new(dtmforms.draft({"language": spoken()})), STEPS[0]))


def revise(asked: PageRequest) -> Answer:
    """The draft of another text of an agreement."""
    return _of_agreement(asked, STEPS[0])


def reassess(asked: PageRequest) -> Answer:
    """The same, where the risk is assessed."""
    return _of_agreement(asked, "risk")


def _of_agreement(asked: PageRequest, step: str) -> Answer:
    """The draft that there is of an agreement, or a new one that begins from the record in force."""
    state = asked.page.register.show(asked.given["reference"])
    drafts = asked.page.drafts
    kept = drafts.of(state.reference) or drafts.new(dtmforms.read_draft(dtmforms.to_yaml(state.record)))
    return asked.go(place_of_step(kept, step))


def take(asked: PageRequest) -> Answer:
    """A file that was sent, a workbook or a record: a draft of each agreement in it, or what is wrong with it."""
    data = asked.files.get("file")
    if data is None:
        return _page(asked, [on_page("choose_file")])
    if not data.startswith(b"PK"):
        return asked.go(place_of_step(asked.page.drafts.new(dtmforms.read_draft(data)), STEPS[0]))
    read = dtmforms.read_records(data, assessed=False)
    if not read or any(agreement.record is None for agreement in read):
        found = [*read.findings, *(one for agreement in read for one in agreement.findings)]
        return _page(asked, [on_page("nothing_taken"), *(one.sentence("", spoken()) for one in found)])
    new = [asked.page.drafts.new(dtmforms.read_draft(dtmforms.to_yaml(one.record))) for one in read if one.record]
    return asked.go(place_of_step(new[0], STEPS[0]) if len(new) == 1 else PLACE)


def empty_workbook(asked: PageRequest) -> Answer:
    return asked.send(dtmforms.write_workbook([], spoken(), single=True), "agreement.xlsx")


def ask_remove(asked: PageRequest) -> Answer:
    """Whether a draft is to go, which cannot be taken back."""
    kept = asked.page.drafts.get(asked.given["id"])
    return asked.show("draft_remove.html", kept=kept) if kept else gone(asked, kept)


def remove(asked: PageRequest) -> Answer:
    kept = asked.page.drafts.get(asked.given["id"])
    if kept is None:
        return asked.go(PLACE)
    try:
        if asked.given.get("seen") != kept.seen:
            raise SavedElsewhereError
        asked.page.drafts.drop(kept)
    except SavedElsewhereError:
        return asked.refuse(409, on_page("draft_is_old"))
    return asked.go(PLACE)


def in_register(asked: PageRequest, reference: str) -> dtmforms.State | None:
    """The agreement that a draft changes; `None` for a new one."""
    if not reference:
        return None
    try:
        return asked.page.register.show(reference)
    except dtmforms.DtmformsError as error:
        if error.code in (*NO_REGISTER, *UNKNOWN):
            return None
        raise


def _page(asked: PageRequest, problems: Iterable[str] = ()) -> Answer:
    kept, problems = asked.page.drafts.all(), list(problems)
    known = _references(asked)
    return asked.show(
        "drafts.html",
        422 if problems else 200,
        drafts=[(one, _country(one), dtmforms.reference_key(one.typed("reference")) in known) for one in kept],
        folder=str(asked.page.drafts.folder),
        most=MOST,
        first=STEPS[0],
        problems=problems,
    )


def _country(kept: Kept) -> str:
    code = kept.typed("country")
    return country_of({"country": code}) if code else ""


def _references(asked: PageRequest) -> set[str]:
    try:
        every = asked.page.standings.on(asked.today)
    except dtmforms.FileError as error:
        if error.code in NO_REGISTER:
            return set()
        raise
    return {dtmforms.reference_key(one.reference) for one in every}
