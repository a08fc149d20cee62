"""Drafts of records: begun, taken from a file, and their way into the register, by the acts of the command line."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS
from forms import fields_of, fill
from pages import ORIGIN, Opened, register_with, text_of

import dtmforms
from dtmforms import files
from dtmforms.page import drafts, kept_drafts
from dtmforms.page.record_fields import REVIEW, STEPS

REFERENCE = "MOZ-CD-HCT-CP"
TODAY = datetime.date.today()
PERSON = {"name": "Олена Мороз", "title": "Lead", "mobile": "+258 84 555 0199", "email": "omoroz@harbour-trust.example"}


@pytest.fixture
def record() -> dtmforms.Agreement:
    return dtmforms.load(RECORDS["en"])


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(str(tmp_path / "register.sqlite3"))


@pytest.fixture
def office(tmp_path: Path) -> Opened:
    """A register that has the agreement."""
    return Opened(register_with(tmp_path, "en"))


def take(opened: Opened, data: bytes) -> Any:
    files_ = {"file": ("of Олена.xlsx", data)}
    return opened.browser.post("/drafts", data={"key": opened.keys.form}, files=files_, headers={"origin": ORIGIN})


def place_in(answer: Any) -> str:
    """Of the draft that an answer leads to, without its step."""
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("/")[0]


def revised(opened: Opened) -> str:
    return place_in(opened.post(f"/agreements/{REFERENCE}/revise"))


def do(opened: Opened, place: str, html: str = "", **typed: str) -> Any:
    """What the review's one button does."""
    html = html or opened.get(f"{place}/{REVIEW}")
    button = re.search(r'name="do" value="(\w+)"', html)
    assert button, text_of(html)
    return fill(opened, f"{place}/{REVIEW}", typed, button[1], html)


def register_of(opened: Opened) -> dtmforms.Register:
    return dtmforms.Register(opened.register)


def kinds(opened: Opened) -> list[str]:
    return [step.event.kind for step in register_of(opened).history(REFERENCE)]


def drafts_of(opened: Opened) -> list[Path]:
    return sorted(Path(opened.records).glob("*")) if Path(opened.records).exists() else []


# Begun


@pytest.mark.parametrize("has_register", [True, False])
def test_the_page_of_agreements_leads_to_a_new_one_and_to_the_drafts(tmp_path: Path, has_register: bool) -> None:
    opened = Opened(register_with(tmp_path, *(["en"] if has_register else [])))
    html = opened.get("/agreements")
    assert 'href="/drafts"' in html
    assert opened.post("/drafts/new", **fields_of(html, "/drafts/new")).headers["location"].endswith("/parties")
    assert "not named yet" in text_of(opened.get("/drafts"))


def test_looking_begins_no_draft(office: Opened) -> None:
    for place in ("/drafts", "/agreements", f"/agreements/{REFERENCE}"):
        office.get(place)
    assert drafts_of(office) == []


def test_a_new_agreement_goes_into_the_register_and_leads_to_its_page(
    opened: Opened, record: dtmforms.Agreement
) -> None:
    place = place_in(take(opened, dtmforms.to_yaml(record)))
    answer = do(opened, place, by="dtm_coordinator", day=str(TODAY - datetime.timedelta(days=1)))
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/agreements/{REFERENCE}")
    state = register_of(opened).show(REFERENCE)
    assert state.record == record
    event = register_of(opened).history(REFERENCE)[-1].event
    assert (event.kind, event.role) == ("drafted", "dtm_coordinator")
    assert event.effective == str(TODAY - datetime.timedelta(days=1))
    assert drafts_of(opened) == [], "its record is in the register now"


def test_a_draft_that_is_not_right_yet_stays_out_of_the_register(opened: Opened, record: dtmforms.Agreement) -> None:
    place = place_in(take(opened, dtmforms.to_yaml(record)))
    html = opened.get(f"{place}/{REVIEW}")
    fill(opened, f"{place}/parties", {"subject": ""})
    assert do(opened, place, html).status_code == 409, "the page shows an old state"
    html = opened.get(f"{place}/{REVIEW}")
    assert f'href="{place}/parties#subject"' in html
    assert 'name="do" value="begin"' not in html
    assert opened.post(f"{place}/workbook").status_code == 422
    assert opened.post(f"{place}/{REVIEW}", do="begin", day=str(TODAY)).status_code == 409
    assert not Path(opened.register).exists()


def test_what_the_register_refuses_stands_beside_its_field_with_what_was_typed(
    office: Opened, record: dtmforms.Agreement
) -> None:
    place = place_in(take(office, dtmforms.to_yaml(record).replace(REFERENCE.encode(), b"MOZ-2", 1)))
    answer = do(office, place, day="soon", by="dtm_coordinator")
    assert answer.status_code == 422
    assert 'value="dtm_coordinator"' in answer.text
    assert "This is no day" in text_of(answer.text)
    answer = do(office, place)
    assert answer.status_code == 422, "another agreement that goes on has the same country, operation and subject"
    assert "MOZ-2" not in [one.reference for one in register_of(office).status()]
    answer = do(office, place, answer.text, accept="same_key", day=str(TODAY))
    assert answer.headers["location"] == "/agreements/MOZ-2"


# Changed


def test_another_text_begins_from_the_record_in_force(office: Opened, record: dtmforms.Agreement) -> None:
    place = revised(office)
    assert revised(office) == place, "there is one draft of an agreement"
    [path] = drafts_of(office)
    assert path.read_bytes() == dtmforms.to_yaml(record)
    text = text_of(office.get(f"{place}/{REVIEW}"))
    assert "There is nothing to record" in text
    assert "changes an agreement of the register" in text_of(office.get("/drafts"))


def test_a_new_focal_point_is_recorded_as_a_notice(office: Opened) -> None:
    place, post = revised(office), "table_c.requesting_organization.primary"
    before = register_of(office).show(REFERENCE)
    fill(office, f"{place}/table_c", {f"{post}.{name}": text for name, text in PERSON.items()})
    html = office.get(f"{place}/{REVIEW}")
    assert "A notice: only focal points are new" in text_of(html)
    answer = do(office, place, html, by="dtm_coordinator", confirmed_by="requesting_organization.secondary")
    assert answer.headers.get("location") == f"/agreements/{REFERENCE}", text_of(answer.text)
    after = register_of(office).show(REFERENCE)
    assert after.people["requesting_organization.primary"] == PERSON
    assert (after.terms, after.to_sign) == (before.terms, None)
    assert kinds(office)[1] == "notice"


def test_what_is_found_of_an_act_is_told_once_on_the_page_of_its_agreement(office: Opened) -> None:
    place = revised(office)
    fill(office, f"{place}/table_c", {f"table_c.requesting_organization.primary.{key}": PERSON[key] for key in PERSON})
    done = do(office, place)
    found = "named as having confirmed this"
    assert found not in text_of(office.get("/agreements"))
    assert found in text_of(office.get(done.headers["location"])).partition("Next")[0]
    assert found not in text_of(office.get(done.headers["location"])).partition("Next")[0]


def test_another_text_waits_for_its_signature(office: Opened) -> None:
    place = revised(office)
    fill(office, f"{place}/need", {"purpose": "To decide each week which sites are visited."})
    html = office.get(f"{place}/{REVIEW}")
    assert "A revision: it is used only after both sides have signed" in text_of(html)
    assert do(office, place, html).status_code == 303
    state = register_of(office).show(REFERENCE)
    assert state.to_sign is not None
    assert state.text_to_sign.purpose == "To decide each week which sites are visited."
    assert state.record.purpose != state.text_to_sign.purpose


def test_what_no_revision_is_needed_for_takes_effect(office: Opened) -> None:
    place, day = revised(office), str(TODAY)
    fill(office, f"{place}/risk", {"risk_assessment.assessed_on": day, "risk_assessment.reassess_by": ""})
    assert do(office, place).status_code == 303
    assert kinds(office)[1:] == ["reassessed"]
    assert str(register_of(office).show(REFERENCE).record.risk_assessment.assessed_on) == day  # type: ignore[union-attr]


def test_what_was_recorded_meanwhile_is_not_written_over(office: Opened) -> None:
    place = revised(office)
    fill(office, f"{place}/need", {"purpose": "Another one"})
    html = office.get(f"{place}/{REVIEW}")
    register_of(office).suspend(REFERENCE, "the operation paused")
    assert do(office, place, html).status_code == 409
    assert kinds(office) == ["drafted", "suspended"]
    assert len(drafts_of(office)) == 1, "the draft stays"


def test_a_file_that_somebody_else_made_stays_when_its_record_is_in_the_register(
    opened: Opened, record: dtmforms.Agreement
) -> None:
    path = Path(opened.records) / "mozambique.yaml"
    files.write(str(path), dtmforms.to_yaml(record))
    [place] = re.findall(r'href="(/drafts/\w+)/remove"', opened.get("/drafts"))
    assert do(opened, place).status_code == 303
    assert drafts_of(opened) == [path]


@pytest.mark.parametrize("name", ["draft-00112233.yaml", "draft-kenya.yaml"])
def test_a_file_in_which_somebody_wrote_stays_too(opened: Opened, record: dtmforms.Agreement, name: str) -> None:
    path = Path(opened.records) / name
    files.write(str(path), b"# Ask the partner once more.\n" + dtmforms.to_yaml(record))
    [place] = re.findall(r'href="(/drafts/\w+)/remove"', opened.get("/drafts"))
    assert do(opened, place).status_code == 303
    assert drafts_of(opened) == [path]


def test_a_file_that_cannot_be_read_and_a_name_of_no_script_hide_no_other(
    opened: Opened, record: dtmforms.Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, data = Path(opened.records), dtmforms.to_yaml(record)
    files.write(str(folder / "mozambique.yaml"), data)
    (folder / "large.yaml").write_bytes(data + b"#" * 2_000)
    with contextlib.suppress(OSError):  # where a name has to be UTF-8
        (folder / os.fsdecode(b"\xff.yaml")).write_bytes(data)
    monkeypatch.setattr(files, "LARGEST_BYTES", len(data) + 1_000)
    places = re.findall(r'href="(/drafts/\w+)/\w+"', opened.get("/drafts"))
    assert len({*places}) == len([*folder.iterdir()])


# From a file, and to one


def test_a_workbook_becomes_drafts_and_a_draft_becomes_a_workbook(opened: Opened, record: dtmforms.Agreement) -> None:
    both = [record, dtmforms.load(RECORDS["fr"])]
    assert take(opened, dtmforms.write_workbook(both)).headers["location"] == "/drafts"
    read = [dtmforms.read_draft(path) for path in drafts_of(opened)]
    assert {one.typed["reference"] for one in read} == {one.reference for one in both}
    place = place_in(take(opened, dtmforms.to_yaml(record)))
    answer = opened.post(f"{place}/workbook")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{REFERENCE}.xlsx"
    [back] = dtmforms.read_workbook(answer.content)
    assert back.record == record


def test_of_a_workbook_that_is_not_right_nothing_is_taken(opened: Opened) -> None:
    answer = take(opened, opened.post("/drafts/workbook").content)
    assert answer.status_code == 422
    answer = take(opened, b"PK and no workbook")
    assert answer.status_code == 422
    assert drafts_of(opened) == []


def test_a_record_with_mistakes_is_taken_to_be_mended(opened: Opened, record: dtmforms.Agreement) -> None:
    data = dtmforms.to_yaml(record).replace(b"MOZ\n", b"Mozambique\n", 1)
    place = place_in(take(opened, b"# a note\n" + data))
    assert '<option value="Mozambique" selected>' in opened.get(f"{place}/parties")
    assert "Comments in it are not kept" in text_of(opened.get("/drafts"))


# Removed


def test_a_draft_is_removed_only_when_somebody_says_so(opened: Opened) -> None:
    place = place_in(opened.post("/drafts/new"))
    html = opened.get(f"{place}/remove")
    assert "cannot be taken back" in text_of(html)
    assert len(drafts_of(opened)) == 1
    old = fields_of(html, f"{place}/remove")
    fill(opened, f"{place}/parties", {"operation": "Lake Chad"})
    assert opened.post(f"{place}/remove", **old).status_code == 409
    assert opened.post(f"{place}/remove", **fields_of(opened.get(f"{place}/remove"), f"{place}/remove")).is_redirect
    assert drafts_of(opened) == []
    for step in (*STEPS, REVIEW, "remove"):
        assert opened.browser.get(f"{place}/{step}").status_code == 404


def test_a_form_without_the_key_changes_nothing(opened: Opened) -> None:
    place = place_in(opened.post("/drafts/new"))
    [path] = drafts_of(opened)
    before = path.read_bytes()
    for where in ("/drafts/new", f"{place}/parties", f"{place}/remove", f"{place}/{REVIEW}"):
        answer = opened.browser.post(where, data={"operation": "x", "key": "another"}, headers={"origin": ORIGIN})
        assert answer.status_code == 403
    assert [one.read_bytes() for one in drafts_of(opened)] == [before]


def test_no_address_leads_to_a_file_outside_of_the_folder(opened: Opened, record: dtmforms.Agreement) -> None:
    outside = Path(opened.register).parent / "outside.yaml"
    files.write(str(outside), dtmforms.to_yaml(record))
    Path(opened.records).mkdir()
    (Path(opened.records) / "link.yaml").symlink_to(outside)
    assert "/remove" not in opened.get("/drafts")
    assert opened.browser.get("/drafts/..%2Foutside.yaml/parties").status_code == 404


def test_of_many_drafts_the_newest_are_listed(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (kept_drafts, drafts):
        monkeypatch.setattr(module, "MOST", 3)
    for number in range(4):
        files.write(str(Path(opened.records) / f"draft-{number}.yaml"), b"subject: x\n")
    html = opened.get("/drafts")
    assert html.count("/remove") == 3
    assert "The newest 3 are shown" in text_of(html)
