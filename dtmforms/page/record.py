"""The record as a guided form, a step at a time. What was typed is kept with each step, right or wrong; findings stand
beside their fields and stop nothing but the record's way into the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import dtmforms
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.asked import Answer, PageRequest
from dtmforms.page.kept_drafts import Kept, SavedElsewhereError
from dtmforms.page.record_fields import REVIEW, STEPS, step_of
from dtmforms.page.record_form import NO_ROWS, EmptyRows, Said, ShownForm, said_of, sent_in, without

_ADD, _REMOVE, _GO_ON, _TYPED = "add:", "remove:", "go_on", "typed"
"""What a button of a step does with what was typed in it, or a script while it is typed."""
Step: TypeAlias = tuple[str, int, int, int]
"""A step, with how many things are to be mended, to be looked at and not written yet."""


@dataclass(frozen=True, slots=True)
class NotSaved:
    """Why what was typed is not kept."""

    sentence: str
    status: int = 422

    @property
    def is_by_another(self) -> bool:
        """Whether somebody else saved the draft meanwhile."""
        return self.status == 409


def show(asked: PageRequest) -> Answer:
    kept, step = asked.page.drafts.get(asked.given["id"]), asked.given["step"]
    if kept is None or kept.draft is None or step not in STEPS:
        return gone(asked, kept)
    return _page(asked, kept, kept.draft.typed, EmptyRows.in_address(step, asked.given))


def save(asked: PageRequest) -> Answer:
    """Keep what was typed, and do what its button says: go on, look at what was found, add or take out a row."""
    kept, step = asked.page.drafts.get(asked.given["id"]), asked.given["step"]
    if kept is None or kept.draft is None or step not in STEPS:
        return gone(asked, kept)
    do = asked.given.get("do", "")
    others = {path: text for path, text in kept.draft.typed.items() if step_of(path) != step}
    typed = others | sent_in(asked.given, step)
    if do.startswith(_REMOVE):
        typed = without(typed, do.removeprefix(_REMOVE))
    try:
        saved = asked.page.drafts.save(kept, dtmforms.draft(typed), asked.given.get("seen", ""))
    except SavedElsewhereError:
        return _page(asked, kept, typed, not_saved=NotSaved(on_page("draft_is_old"), 409))
    except dtmforms.DtmformsError as error:
        return _page(asked, kept, typed, not_saved=NotSaved(" ".join(error.sentences(spoken()))))
    if do == _TYPED:
        return _page(asked, saved, typed)
    if do == _GO_ON:
        return asked.go(place_of_step(saved, (*STEPS, REVIEW)[STEPS.index(step) + 1]))
    rows = EmptyRows.sent_in(step, asked.given, without=do.removeprefix(_REMOVE))
    if do.startswith(_ADD):
        return asked.go(f"{place_of_step(saved, step)}{rows.and_one(step, do.removeprefix(_ADD)).address}#more")
    return asked.go(f"{place_of_step(saved, step)}{rows.address}")


def gone(asked: PageRequest, kept: Kept | None) -> Answer:
    """Why there is nothing to show: no such draft, no such step, or a file that is no record."""
    if kept is None or kept.draft is not None:
        return asked.refuse(404, on_page("no_such_draft"))
    return asked.refuse(422, on_page("draft_unreadable"), *(one.sentence("", spoken()) for one in kept.found))


def place_of_step(kept: Kept, step: str) -> str:
    return f"/drafts/{kept.id}/{step}"


def around(kept: Kept, said: list[Said], step: str) -> dict[str, object]:
    """What stands around each step: which steps there are, and what is left to do in each."""
    return {
        "kept": kept,
        "step": step,
        "number": (*STEPS, REVIEW).index(step) + 1,
        "steps": [_counted(one, said) for one in STEPS],
        "here": place_of_step(kept, step),
        "organization": kept.typed("requesting_organization.name"),
        "subject": kept.typed("subject"),
    }


def _page(
    asked: PageRequest,
    kept: Kept,
    typed: Mapping[str, str],
    rows: EmptyRows = NO_ROWS,
    not_saved: NotSaved | None = None,
) -> Answer:
    step, said = asked.given["step"], said_of(dtmforms.draft(typed), asked.today)
    in_step = [one for one in dict.fromkeys(said) if step_of(one.path) == step]
    return asked.show(
        f"record_{step}.html",
        not_saved.status if not_saved else 200,
        **around(kept, said, step),
        form=ShownForm(typed, in_step, rows.lists),
        before=(*STEPS, REVIEW)[STEPS.index(step) - 1] if STEPS.index(step) else "",
        old=not_saved.sentence if not_saved else "",
        meanwhile=_meanwhile(kept, typed, step) if not_saved and not_saved.is_by_another else [],
    )


def _meanwhile(kept: Kept, typed: Mapping[str, str], step: str) -> list[tuple[str, str]]:
    """What was saved elsewhere in fields of this step, where something else was typed here."""
    saved = kept.draft.typed if kept.draft else {}
    return [(path, text) for path, text in saved.items() if step_of(path) == step and typed.get(path, "") != text]


def _counted(step: str, said: list[Said]) -> Step:
    kinds = [one.kind for one in said if step_of(one.path) == step]
    return step, kinds.count("mend"), kinds.count("look"), kinds.count("empty")
