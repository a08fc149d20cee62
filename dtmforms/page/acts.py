"""What somebody does with an agreement: another focal point, the signed copy, a suspension, the end. Each is a form;
what was typed stays where something is to be mended, and nothing is recorded over what came meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import dtmforms
from dtmforms.language.shown import post_in_words
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.agreements import place_of
from dtmforms.page.asked import Answer, PageRequest
from dtmforms.page.duty import seen_in
from dtmforms.page.mending import WHOLE, Problems, ToMendError, day_in, problems_of, typed_in
from dtmforms.page.returns import counterparts

NOBODY = "nobody"


class _FoundError(Exception):
    """What is found of a new focal point: something to mend, or only to be looked at before it is recorded."""

    def __init__(self, problems: Problems, *, is_to_mend: bool) -> None:
        super().__init__()
        self.problems, self.looked_at = problems, "" if is_to_mend else _key_of(problems)


@dataclass(frozen=True, slots=True)
class Doing:
    """A form that was sent: whose agreement it is of, and what was typed in it."""

    asked: PageRequest
    state: dtmforms.State
    typed: dict[str, str]

    @property
    def dates(self) -> dtmforms.Dates:
        return {"on": day_in(self.typed["day"]), "by": self.typed["by"] or None}

    @property
    def why(self) -> str:
        """Raises `ToMendError` where no reason is given."""
        if not self.typed["why"]:
            raise ToMendError("no_reason")
        return self.typed["why"]

    @property
    def file(self) -> bytes:
        """Raises `ToMendError` where none was chosen."""
        if "file" not in self.asked.files:
            raise ToMendError("choose_file")
        return self.asked.files["file"]


@dataclass(frozen=True, slots=True)
class FormOfAct:
    """What a form asks, in its order; when there is something to do with it; and what records it."""

    fields: tuple[str, ...]
    is_possible: Callable[[dtmforms.State], bool]
    record: Callable[[Doing], dtmforms.Act]


def show(asked: PageRequest) -> Answer:
    """The form, where there is something to do with it; the agreement's own page where there is not."""
    state, form = _found(asked)
    if form is None:
        return asked.go(place_of(state.reference))
    typed = dict.fromkeys(form.fields, "") | {"day": str(asked.today), "by": asked.page.session.role}
    return _page(asked, state, form, typed, {})


def record(asked: PageRequest) -> Answer:
    state, form = _found(asked)
    if form is None or asked.given.get("seen") != seen_in(asked, state.reference):
        return asked.refuse(409, on_page("page_is_old"))
    typed = typed_in(asked.given, form.fields)
    try:
        act = form.record(Doing(asked, state, typed))
    except (dtmforms.DtmformsError, ToMendError) as error:
        return _page(asked, state, form, typed, problems_of(error))
    except _FoundError as found:
        return _page(asked, state, form, typed, found.problems, found.looked_at)
    asked.page.session.recorded(act, typed["by"])
    return asked.go(place_of(state.reference))


def possible(state: dtmforms.State) -> list[str]:
    """What can be done with an agreement."""
    return [act for act, form in FORMS.items() if form.is_possible(state)]


def _found(asked: PageRequest) -> tuple[dtmforms.State, FormOfAct | None]:
    state = asked.page.register.show(asked.given["reference"], as_of=asked.today)
    form = FORMS.get(asked.given["act"])
    return state, form if form and form.is_possible(state) else None


def _page(
    asked: PageRequest,
    state: dtmforms.State,
    form: FormOfAct,
    typed: dict[str, str],
    problems: Problems,
    looked_at: str = "",
) -> Answer:
    return asked.show(
        "act.html",
        422 if problems else 200,
        act=asked.given["act"],
        about=state.about,
        here=place_of(state.reference),
        fields=form.fields,
        places=[(place, post_in_words(place, spoken())) for place in state.people],
        counterparts=counterparts(),
        looked_at=looked_at,
        seen=seen_in(asked, state.reference),
        typed=typed,
        problems=problems,
    )


def _replace(doing: Doing) -> dtmforms.Act:
    """As a notice. What is to be looked at of the new focal point is shown once before it is recorded (rule D8)."""
    place, typed = doing.typed["place"], doing.typed
    if place not in doing.state.people:
        raise ToMendError("no_post")
    if typed["confirmed_by"] not in ("", *dtmforms.COUNTERPARTS):
        raise ToMendError("form_not_ours")
    dates = doing.dates
    state = doing.asked.page.register.show(doing.state.reference, as_of=dates["on"])
    values = json.loads(dtmforms.to_json(state.record))
    before = dtmforms.check(json.dumps(values).encode(), today=dates["on"])
    person = None if typed["who"] == NOBODY else {name: typed[name] for name in dtmforms.FOCAL_POINT}
    if person and not person["name"]:
        raise ToMendError("no_name")
    path = _put(values, place, person, [one.place for one in state.coverage])
    checked = dtmforms.check(json.dumps(values).encode(), today=dates["on"])
    found = _beside_fields([one for one in checked.findings if one not in before.findings], path)
    if checked.record is None or (found and doing.asked.given.get("looked_at") != _key_of(found)):
        raise _FoundError(found, is_to_mend=checked.record is None)
    confirmed_by = typed["confirmed_by"] or None
    return doing.asked.page.register.notice(doing.state.reference, checked.record, confirmed_by=confirmed_by, **dates)


def _put(values: dict[str, Any], place: str, person: dict[str, str] | None, areas: Sequence[str]) -> str:
    """Give a post, or one of the areas of its side, to a person or to nobody; the path of it."""
    side, _, post = place.partition(".")
    if place not in areas:
        values["table_c"][side][post] = person
        return f"table_c.{place}"
    number = [one for one in areas if one.startswith(f"{side}.")].index(place)
    area = values["table_c"][side]["field"][number]
    values["table_c"][side]["field"][number] = {"area": area["area"]} | (person or {})
    return f"table_c.{side}.field[{number}]"


def _beside_fields(findings: Sequence[dtmforms.Finding], path: str) -> Problems:
    """What is found of a person, beside the fields; and whatever else is, for the form as a whole."""
    found: dict[str, list[str]] = {}
    for one in findings:
        name = one.path.removeprefix(f"{path}.")
        is_beside = name in dtmforms.FOCAL_POINT
        said = replace(one, line=None, path="" if is_beside else one.path)
        found.setdefault(name if is_beside else WHOLE, []).append(said.sentence("", spoken()))
    return found


def _key_of(problems: Problems) -> str:
    """By what it is known that they were looked at."""
    return hashlib.sha256(json.dumps(problems, sort_keys=True).encode()).hexdigest() if problems else ""


def _sign(doing: Doing) -> dtmforms.Act:
    """A reason states that it is signed, where that is not seen in the file (rule E9)."""
    why, dates = doing.typed["why"] or None, doing.dates
    if why and not dates["by"]:
        raise ToMendError("role_needed")
    stated_by = dates["by"] if why else None
    page, trust = doing.asked.page, doing.asked.page.known()
    reference, file = doing.state.reference, doing.file
    act = page.register.sign(reference, file, stated_by=stated_by, why=why, trust=trust, **dates)
    page.papers.drop(doing.state)
    return act


def _suspend(doing: Doing) -> dtmforms.Act:
    until = day_in(doing.typed["until"], "no_last_day") if doing.typed["until"] else None
    return doing.asked.page.register.suspend(doing.state.reference, doing.why, until=until, **doing.dates)


def _end(doing: Doing) -> dtmforms.Act:
    return doing.asked.page.register.end(doing.state.reference, doing.why, **doing.dates)


def _goes_on(state: dtmforms.State) -> bool:
    return "ended" not in state.standing.open


def waits_for_signature(state: dtmforms.State) -> bool:
    return _goes_on(state) and (state.to_sign is not None or state.signed is None)


FORMS = {
    "sign": FormOfAct(("file", "day", "why", "by"), waits_for_signature, _sign),
    "replace": FormOfAct(("place", "who", *dtmforms.FOCAL_POINT, "day", "confirmed_by", "by"), _goes_on, _replace),
    "suspend": FormOfAct(("why", "day", "until", "by"), _goes_on, _suspend),
    "end": FormOfAct(("why", "day", "by"), _goes_on, _end),
}
