"""The last step of a record: all of it, what is left to mend, and, where that is nothing, its way into the register: a
new agreement, a notice, or another text that waits for its signature."""

from __future__ import annotations

from dataclasses import dataclass, field

import dtmforms
from dtmforms import names
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.agreements import place_of
from dtmforms.page.asked import Answer, PageRequest
from dtmforms.page.drafts import in_register
from dtmforms.page.duty import seen_in
from dtmforms.page.kept_drafts import Kept
from dtmforms.page.mending import WHOLE, Problems, ToMendError, day_in, problems_of, typed_in
from dtmforms.page.record import around, gone
from dtmforms.page.record_fields import REVIEW, STEPS, RecordField, step_of
from dtmforms.page.record_form import said_of
from dtmforms.page.returns import change_shown, counterparts, verdict_of

_TYPED = ("day", "by", "confirmed_by", "accept")
_SAME_KEY = "same_key"


@dataclass(frozen=True, slots=True)
class Judged:
    """A record, `None` where it is not valid; the agreement of the register that it changes, `None` for a new one, and
    what it changes of it, `None` where that cannot be told, with the reason among the problems."""

    record: dtmforms.Agreement | None
    state: dtmforms.State | None
    comparison: dtmforms.Comparison | None = None
    problems: Problems = field(default_factory=dict)

    @property
    def does(self) -> str:
        """What can be done with it; empty for nothing."""
        if self.record is None:
            return ""
        if self.state is None:
            return "begin"
        if self.comparison is None or self.comparison.verdict == "unchanged":
            return ""
        return "put_up" if self.comparison.revision_required else "notify"


def show(asked: PageRequest) -> Answer:
    kept = asked.page.drafts.get(asked.given["id"])
    if kept is None or kept.draft is None:
        return gone(asked, kept)
    typed = {"day": str(asked.today), "by": asked.page.session.role, "accept": ""}
    typed |= typed_in(asked.given, ["confirmed_by"])
    return _page(asked, kept, kept.draft, typed, {})


def do(asked: PageRequest) -> Answer:
    """Record it, as it was looked at."""
    kept = asked.page.drafts.get(asked.given["id"])
    if kept is None or kept.draft is None:
        return gone(asked, kept)
    typed = typed_in(asked.given, _TYPED)
    judged = _judged(asked, kept.draft, typed)
    if asked.given.get("seen") != _seen(asked, kept, judged) or asked.given.get("do") != judged.does:
        return asked.refuse(409, on_page("page_is_old"))
    if typed["confirmed_by"] not in ("", *dtmforms.COUNTERPARTS) or typed["accept"] not in ("", _SAME_KEY):
        return asked.refuse(422, on_page("form_not_ours"))
    try:
        act = _recorded(asked, judged, typed)
    except (dtmforms.DtmformsError, ToMendError) as error:
        return _page(asked, kept, kept.draft, typed, problems_of(error), getattr(error, "code", ""))
    asked.page.session.recorded(act, typed["by"])
    asked.page.drafts.settle(kept)
    return asked.go(place_of(act.reference))


def workbook(asked: PageRequest) -> Answer:
    """The record as a workbook."""
    kept = asked.page.drafts.get(asked.given["id"])
    if kept is None or kept.draft is None:
        return gone(asked, kept)
    record = kept.draft.check(today=asked.today).record
    if record is None:
        return asked.refuse(422, on_page("not_ready"))
    return asked.send(dtmforms.write_workbook([record], single=True), f"{names.stem(record.reference)}.xlsx")


def _recorded(asked: PageRequest, judged: Judged, typed: dict[str, str]) -> dtmforms.Act:
    """Raises `DtmformsError`, and `ToMendError` where the day is none."""
    register, record = asked.page.register, judged.record
    if record is None or not judged.does:
        raise ToMendError("form_not_ours")
    dates: dtmforms.Dates = {"on": day_in(typed["day"]), "by": typed["by"] or None}
    if judged.state is None:
        return register.add(record, accepted=[typed["accept"]] if typed["accept"] else [], **dates)
    act = register.revise if judged.does == "put_up" else register.notice
    return act(judged.state.reference, record, confirmed_by=typed["confirmed_by"] or None, **dates)


def _judged(asked: PageRequest, draft: dtmforms.Draft, typed: dict[str, str]) -> Judged:
    """By today: on which day it takes effect is said only with the form."""
    record = draft.check(today=asked.today).record
    state = in_register(asked, draft.typed.get("reference", ""))
    if record is None or state is None:
        return Judged(record, state)
    try:
        confirmed_by = typed["confirmed_by"] if typed["confirmed_by"] in dtmforms.COUNTERPARTS else None
        return Judged(record, state, asked.page.register.judge(state.reference, record, confirmed_by=confirmed_by))
    except dtmforms.RegisterError as error:
        return Judged(record, state, None, {WHOLE: list(error.sentences(spoken()))})


def _page(
    asked: PageRequest, kept: Kept, draft: dtmforms.Draft, typed: dict[str, str], problems: Problems, refused: str = ""
) -> Answer:
    said, judged = said_of(draft, asked.today), _judged(asked, draft, typed)
    comparison = judged.comparison
    return asked.show(
        "record_review.html",
        422 if problems else 200,
        **around(kept, said, REVIEW),
        left=[(step, one) for step in STEPS for one in said if step_of(one.path) == step],
        all_of_it=[(step, _written(draft, step)) for step in STEPS],
        judged=judged,
        verdict=on_page(f"verdict_{verdict_of(comparison)}") if comparison else "",
        changes=[change_shown(one) for one in comparison.changes] if comparison else [],
        found=[one.sentence("", spoken()) for one in comparison.findings] if comparison else [],
        its_page=place_of(judged.state.reference) if judged.state else "",
        counterparts=counterparts(),
        same_key=refused == _SAME_KEY or bool(typed["accept"]),
        seen=_seen(asked, kept, judged),
        typed=typed,
        problems=problems or judged.problems,
    )


def _written(draft: dtmforms.Draft, step: str) -> list[tuple[RecordField, str]]:
    """What was typed in a step, in the order of the record."""
    return [(RecordField(path), text) for path, text in draft.in_order() if step_of(path) == step]


def _seen(asked: PageRequest, kept: Kept, judged: Judged) -> str:
    """By what it is known whether the draft or the agreement is another one since."""
    return f"{kept.seen}.{seen_in(asked, judged.state.reference) if judged.state else ''}"
