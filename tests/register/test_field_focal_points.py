"""Field focal points in the register (rule D11): who is called for which area, on which day, and which areas have
nobody."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import load_sample, stricter_policy
from histories import STATED, unread_scan

import dtmforms
from dtmforms.agreement.model import Agreement
from dtmforms.errors import RegisterError
from dtmforms.pdf.write.form import draw
from dtmforms.register import signing
from dtmforms.register.events import Dated
from dtmforms.register.mission_policy import stricter_parts
from dtmforms.register.store import RegisterStore

VALUES = load_sample("en").values()
REFERENCE = VALUES["reference"]
OURS, THEIRS = "iom", "requesting_organization"
CONFIRMED_BY = "requesting_organization.secondary"
_MAILS = {OURS: "iom.example", THEIRS: "harbour-trust.example"}
Side = Mapping[str, str | None]


def on(month: int, day: int) -> datetime.date:
    return datetime.date(2026, month, day)


def person(name: str, side: str = THEIRS) -> dict[str, str]:
    number = sum(map(ord, name)) % 10_000
    mail = f"{name.split()[0].lower()}@{_MAILS[side]}"
    return {"name": name, "title": "Child Protection Officer", "mobile": f"+258 84 555 {number:04}", "email": mail}


def record(areas: Side, side: str = THEIRS, **other: Any) -> Agreement:
    """The invented agreement, with who is called for the areas of a side, `None` for nobody."""
    values = copy.deepcopy(VALUES) | other
    values["table_c"][side]["field"] = [
        {"area": area} | (person(name, side) if name else {}) for area, name in areas.items()
    ]
    return Agreement.model_validate(values)


def begun(tmp_path: Path, areas: Side, **other: Any) -> dtmforms.Register:
    """A register with the agreement, in force since the first of October."""
    register = dtmforms.Register(str(tmp_path / "r.sqlite3"))
    register.add(record(areas, **other), on=on(10, 1))
    return register


def sign(tmp_path: Path, day: datetime.date, number: int) -> None:
    """The text that waits is signed."""
    with RegisterStore(str(tmp_path / "r.sqlite3")).writing() as transaction:
        signing.sign(transaction, REFERENCE, unread_scan(f"{number:064}"), Dated(day), STATED)


def called(register: dtmforms.Register, day: datetime.date) -> dict[str, tuple[str | None, str]]:
    """Who is called for each area at the end of a day, and since when."""
    covered = register.show(REFERENCE, as_of=day).coverage
    return {one.area: (one.person["name"] if one.person else None, one.since) for one in covered}


def test_who_is_called_for_which_area_is_known_of_every_day(tmp_path: Path) -> None:
    register = begun(tmp_path, {"Gwoza": "Hauwa Bello", "Bama": None})
    register.notice(REFERENCE, record({"Gwoza": "Musa Adamu", "Bama": None}), on=on(10, 10))
    register.notice(REFERENCE, record({"Gwoza": "Musa Adamu", "Bama": "Musa Adamu"}), on=on(10, 15))
    register.notice(REFERENCE, record({"Gwoza": None, "Bama": "Musa Adamu"}), on=on(10, 20))
    assert called(register, on(10, 9)) == {"Gwoza": ("Hauwa Bello", "2026-10-01"), "Bama": (None, "2026-10-01")}
    assert called(register, on(10, 15)) == {"Gwoza": ("Musa Adamu", "2026-10-10"), "Bama": ("Musa Adamu", "2026-10-15")}
    assert called(register, on(10, 20)) == {"Gwoza": (None, "2026-10-20"), "Bama": ("Musa Adamu", "2026-10-15")}
    numbers = register.show(REFERENCE, as_of=on(10, 20)).numbers
    assert (numbers.revision, numbers.contacts) == (1, 4)


def test_new_details_of_somebody_are_a_notice_from_which_nobody_is_called_anew(tmp_path: Path) -> None:
    register = begun(tmp_path, {"Gwoza": "Hauwa Bello"})
    values = record({"Gwoza": "Hauwa Bello"}).values()
    values["table_c"][THEIRS]["field"][0]["mobile"] = "+258 84 555 0999"
    register.notice(REFERENCE, Agreement.model_validate(values), on=on(10, 10))
    [covered] = register.show(REFERENCE, as_of=on(10, 10)).coverage
    assert (covered.since, (covered.person or {})["mobile"]) == ("2026-10-01", "+258 84 555 0999")


def test_a_notice_that_lands_late_undoes_none_of_another_area(tmp_path: Path) -> None:
    register = begun(tmp_path, {"Gwoza": "Hauwa Bello", "Bama": "Ali Modu"})
    register.notice(REFERENCE, record({"Gwoza": "Hauwa Bello", "Bama": "Zara Umar"}), on=on(10, 20))
    register.notice(REFERENCE, record({"Gwoza": "Musa Adamu", "Bama": "Ali Modu"}), on=on(10, 10), received=on(10, 25))
    assert called(register, on(10, 25)) == {"Gwoza": ("Musa Adamu", "2026-10-10"), "Bama": ("Zara Umar", "2026-10-20")}


def test_an_area_is_agreed_with_a_signature_and_its_officer_comes_with_it(tmp_path: Path) -> None:
    register = begun(tmp_path, {"Gwoza": "Hauwa Bello"})
    sign(tmp_path, on(10, 2), 1)
    register.revise(REFERENCE, record({"Gwoza": "Musa Adamu", "Bama": "Ali Modu", "Dikwa": None}), on=on(10, 10))
    assert called(register, on(10, 10)) == {"Gwoza": ("Musa Adamu", "2026-10-10")}
    sign(tmp_path, on(10, 12), 2)
    assert called(register, on(10, 12)) == {
        "Gwoza": ("Musa Adamu", "2026-10-10"),
        "Bama": ("Ali Modu", "2026-10-12"),
        "Dikwa": (None, "2026-10-12"),
    }
    state = register.show(REFERENCE, as_of=on(10, 12))
    assert state.numbers.revision == 2
    assert [notice.posts for notice in state.notices] == [(f"{THEIRS}.field[Gwoza]",), (f"{THEIRS}.field[Bama]",)]
    assert "written_notice" in state.notices[1].open


def test_who_was_named_for_an_area_while_a_text_waited_stays_when_it_is_signed(tmp_path: Path) -> None:
    register = begun(tmp_path, {"Gwoza": "Hauwa Bello"})
    sign(tmp_path, on(10, 2), 1)
    register.revise(REFERENCE, record({"Gwoza": "Hauwa Bello", "Bama": None}), on=on(10, 10))
    register.notice(REFERENCE, record({"Gwoza": "Musa Adamu"}), on=on(10, 11))
    sign(tmp_path, on(10, 12), 2)
    assert called(register, on(10, 12)) == {"Gwoza": ("Musa Adamu", "2026-10-11"), "Bama": (None, "2026-10-12")}


def test_an_area_that_is_taken_away_takes_its_officer_along(tmp_path: Path) -> None:
    """What they know is changed, and handed over (rules D4, D9); a notice of them that lands late moves nothing."""
    register = begun(tmp_path, {"Gwoza": "Hauwa Bello", "Bama": "Ali Modu"})
    sign(tmp_path, on(10, 2), 1)
    register.revise(REFERENCE, record({"Gwoza": "Hauwa Bello"}), on=on(10, 10))
    sign(tmp_path, on(10, 10), 2)
    assert called(register, on(10, 10)) == {"Gwoza": ("Hauwa Bello", "2026-10-01")}
    [notice] = register.show(REFERENCE, as_of=on(10, 10)).notices
    assert notice.posts == (f"{THEIRS}.field[Bama]",)
    assert {"written_notice", "handover_agreements", "passwords_changed"} <= set(notice.open)
    [held] = [post for post in register.who("ali@harbour-trust.example") if post.place.endswith("[Bama]")]
    assert (held.since, held.until) == ("2026-10-01", "2026-10-10")
    register.notice(REFERENCE, record({"Gwoza": "Hauwa Bello", "Bama": "Zara Umar"}), on=on(10, 5))
    assert called(register, on(10, 10)) == {"Gwoza": ("Hauwa Bello", "2026-10-01")}
    assert register.show(REFERENCE, as_of=on(10, 10)).record == record({"Gwoza": "Hauwa Bello"})


def test_an_area_without_anybody_is_open_until_somebody_is_named(tmp_path: Path) -> None:
    register = begun(tmp_path, {"Gwoza": None, "Bama": "Ali Modu"})
    [stands] = register.status(as_of=on(10, 2), state="vacant_areas")
    assert stands.open["vacant_areas"] == [f"{THEIRS}.field[Gwoza]"]
    assert "vacant_posts" not in stands.open
    register.notice(REFERENCE, record({"Gwoza": "Musa Adamu", "Bama": "Ali Modu"}), on=on(10, 3))
    assert register.status(as_of=on(10, 3), state="vacant_areas") == []


EVERYWHERE = {"Gwoza": "Hauwa Bello", "Bama": "Hauwa Bello", "Dikwa": "Ali Modu"}
HAUWA = "hauwa@harbour-trust.example"


@pytest.mark.parametrize("kinds", [{}, {"posts": ("field",)}])
def test_whoever_leaves_is_replaced_in_their_areas_too(tmp_path: Path, kinds: Any) -> None:
    register = begun(tmp_path, EVERYWHERE)
    register.replace_person(HAUWA, person("Musa Adamu"), on=on(10, 10), **kinds)
    now = {area: name for area, (name, _) in called(register, on(10, 10)).items()}
    assert now == {"Gwoza": "Musa Adamu", "Bama": "Musa Adamu", "Dikwa": "Ali Modu"}


def test_where_posts_are_asked_for_the_areas_stay(tmp_path: Path) -> None:
    register = begun(tmp_path, EVERYWHERE)
    with pytest.raises(RegisterError) as refused:
        register.replace_person(HAUWA, person("Musa Adamu"), ("primary", "secondary"), on=on(10, 10))
    assert refused.value.code == "no_such_post"


def test_a_successor_in_the_field_is_one_person(tmp_path: Path) -> None:
    register = begun(tmp_path, {"Dikwa": "Ali Modu", "Gwoza": "Hauwa Bello"})
    with pytest.raises(RegisterError) as refused:
        register.replace_person("hauwa@harbour-trust.example", person("Musa Adamu and Zara Umar"), on=on(10, 10))
    assert [found.path for found in refused.value.findings] == [f"table_c.{THEIRS}.field[1].name"]


def test_an_officer_who_had_left_comes_back_only_confirmed(tmp_path: Path) -> None:
    """A file from before a notice has them still (rules D8, E6)."""
    register = begun(tmp_path, {"Gwoza": "Hauwa Bello"})
    register.notice(REFERENCE, record({"Gwoza": "Musa Adamu"}), on=on(10, 10))
    with pytest.raises(RegisterError) as refused:
        register.notice(REFERENCE, record({"Gwoza": "Hauwa Bello"}), on=on(10, 20))
    assert refused.value.code == "as_before_an_earlier_notice"
    assert "Gwoza" in refused.value.text("fr")
    register.notice(REFERENCE, record({"Gwoza": "Hauwa Bello"}), on=on(10, 20), confirmed_by=CONFIRMED_BY)
    assert called(register, on(10, 20)) == {"Gwoza": ("Hauwa Bello", "2026-10-20")}


def test_an_officer_of_iom_needs_nobody_to_confirm_them(tmp_path: Path) -> None:
    register = begun(tmp_path, {"Gwoza": "Hauwa Bello"}, side=OURS)
    register.notice(REFERENCE, record({"Gwoza": "Musa Adamu"}, OURS), on=on(10, 10))
    [notice] = register.show(REFERENCE, as_of=on(10, 10)).notices
    assert "successor_confirmed" not in notice.open


def test_where_a_mission_is_stricter_each_area_is_a_part_of_the_text() -> None:
    policy = stricter_policy(["table_c.*.field.*.name"])
    before, after = (
        stricter_parts(record({"Gwoza": name, "Bama": "Ali Modu"}), policy) for name in ("Hauwa Bello", "Musa Adamu")
    )
    assert before.keys() == after.keys() == {f"{THEIRS}.field[{area}]" for area in ("Gwoza", "Bama")}
    assert [part for part in before if before[part] != after[part]] == [f"{THEIRS}.field[Gwoza]"]


def test_an_agreement_without_field_focal_points_has_no_coverage(tmp_path: Path) -> None:
    register = dtmforms.Register(str(tmp_path / "r.sqlite3"))
    register.add(load_sample("en"), on=on(10, 1))
    assert register.show(REFERENCE).coverage == []


SEVEN: Side = dict.fromkeys(("Gwoza", "Bama", "Dikwa", "Monguno", "Mafa", "Konduga"), "Hauwa Bello") | {"Ngala": None}


def test_a_form_brings_another_officer_as_a_notice_and_another_area_as_a_proposal(tmp_path: Path) -> None:
    """Seven areas, as in the guideline's example; and a form from before the notice changes nothing (rule E6)."""
    register = begun(tmp_path, SEVEN)
    terms = register.show(REFERENCE).terms
    sent = draw(record(SEVEN), "en", terms)
    wanted = dict(SEVEN) | {"Gwoza": "Musa Adamu"}
    act = register.take_return(draw(record(wanted), "en", terms), on=on(10, 10))
    assert isinstance(act, dtmforms.Act)
    assert [event.kind for event in act.added] == ["returned", "notice"]
    assert called(register, on(10, 10))["Gwoza"] == ("Musa Adamu", "2026-10-10")
    again = register.take_return(sent, on=on(10, 12))
    assert isinstance(again, dtmforms.Act)
    assert "as_before_a_notice" in {found.code for found in again.findings}
    assert called(register, on(10, 12))["Gwoza"] == ("Musa Adamu", "2026-10-10")
    more = register.take_return(draw(record(wanted | {"Kala": "Ali Modu"}), "en", terms), on=on(10, 15))
    assert isinstance(more, dtmforms.Act)
    assert register.show(REFERENCE).waiting == [f"table_c.{THEIRS}.field[Kala]"]
    register.revise(REFERENCE, on=on(10, 16))
    sign(tmp_path, on(10, 17), 1)
    assert called(register, on(10, 17))["Kala"] == ("Ali Modu", "2026-10-17")
    assert called(register, on(10, 17))["Ngala"] == (None, "2026-10-01")
    assert register.show(REFERENCE, as_of=on(10, 17)).numbers.revision == 2
