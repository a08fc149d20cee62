"""A scan that a person has confirmed field by field is a return like any other; until then nothing is concluded."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from conftest import TODAY, load_sample
from papers import as_pdf, by_partner, by_pdfium, changes, filled, form_of, rendered, turned
from PIL import Image, ImageDraw
from scans import scan_of

import dtmforms
from dtmforms.form.fields import TICKED, UNTICKED
from dtmforms.form.texts import texts_of
from dtmforms.pdf.write.form import layout_of
from dtmforms.register.events import Dated
from dtmforms.register.store import RegisterStore
from dtmforms.register.take_return import Intake, as_taken
from dtmforms.returns.printed import ocr
from dtmforms.returns.printed.laid import AROUND_PT

SENT = load_sample("en")
POST = "table_c_requesting_organization_primary"
NAME, TITLE, MOBILE, EMAIL = (f"{POST}_{attribute}" for attribute in ("name", "title", "mobile", "email"))
PERSON = {
    NAME: "Олена Мороз",
    TITLE: "Child Protection Specialist",
    MOBILE: "+258 84 555 0177",
    EMAIL: "omoroz@harbour-trust.example",
}
TIMELINE = "table_b_low_timeline"
TICK = "table_b_low_method_password_protected_excel_email"


def asked(read: dtmforms.ReturnedFile) -> dict[str, dtmforms.ScannedField]:
    return {one.name: one for one in dtmforms.ingest(read, against=SENT).scanned if one.is_asked}


def test_what_is_as_it_was_sent_is_not_asked() -> None:
    assert asked(scan_of(SENT, {})) == {}


def test_what_was_written_is_asked_and_addresses_are_not_prefilled() -> None:
    found = asked(scan_of(SENT, PERSON | {TIMELINE: "Every third week"}))
    assert set(found) == {*PERSON, TIMELINE}
    drafts = {name: one.draft for name, one in found.items()}
    assert drafts == PERSON | {TIMELINE: "Every third week", MOBILE: "", EMAIL: ""}
    assert SENT.table_b.low
    assert found[TIMELINE].sent == SENT.table_b.low.timeline
    assert found[TIMELINE].label("en").startswith("Table B")
    assert all(one.picture.startswith(b"\x89PNG") for one in found.values())


def test_of_a_person_all_lines_are_asked_where_one_is_another() -> None:
    """A digit that is read as the old one is not taken for it."""
    read = scan_of(SENT, PERSON, drafts={MOBILE: "+258 84 555 0103"})
    assert set(asked(read)) == set(PERSON)


@pytest.mark.parametrize("draft", ["", "scribble"])
def test_what_is_written_and_not_read_is_asked(draft: str) -> None:
    name = next(one.name for one in dtmforms.ingest(scan_of(SENT, {}), against=SENT).scanned if one.sent == "")
    assert set(asked(scan_of(SENT, {name: "By hand"}, drafts={name: draft}))) == {name}


def test_without_text_recognition_whatever_is_written_is_asked() -> None:
    read = scan_of(SENT, {})
    assert read.pages
    read.pages.recognised = False
    found = asked(read)
    assert {NAME, TIMELINE} <= set(found)
    assert not any(one.kind == "tick" or one.may_be_empty for one in found.values())


def test_a_tick_that_is_another_is_asked() -> None:
    texts = {one.name: one.sent for one in dtmforms.ingest(scan_of(SENT, {}), against=SENT).scanned}
    other = UNTICKED if texts[TICK] == TICKED else TICKED
    assert set(asked(scan_of(SENT, {TICK: other}))) == {TICK}


def test_confirmed_it_is_a_return_like_any_other() -> None:
    read = scan_of(SENT, PERSON, drafts={NAME: "Onena Mopo3"})
    before = dtmforms.ingest(read, against=SENT)
    assert (before.record, before.comparison, before.confirmed) == (None, None, [])
    assert "drafts" in [found.code for found in before.findings]
    after = dtmforms.ingest(read, against=SENT, confirmed=PERSON)
    assert after.comparison
    assert after.comparison.verdict == "focal_point_notice"
    assert after.record
    person = after.record.table_c.requesting_organization.primary
    assert person
    assert person.name == "Олена Мороз"
    assert after.confirmed == sorted(PERSON)
    assert not {"drafts", "ours_differs", "page_missing", "field_missing", "nothing_new_seen"} & {
        found.code for found in after.findings
    }


def test_while_one_field_is_not_confirmed_nothing_is_concluded() -> None:
    read = scan_of(SENT, PERSON)
    answer = dtmforms.ingest(read, against=SENT, confirmed={NAME: PERSON[NAME]})
    assert (answer.record, answer.comparison) == (None, None)
    assert "drafts" in [found.code for found in answer.findings]


def test_what_is_not_asked_can_be_put_right_and_what_is_of_iom_cannot() -> None:
    answer = dtmforms.ingest(scan_of(SENT, {}), against=SENT, confirmed={TIMELINE: "Daily", "reference": "X"})
    assert answer.comparison
    assert (answer.comparison.verdict, answer.confirmed) == ("revision", [TIMELINE])


def test_a_page_that_was_not_scanned_keeps_it_back() -> None:
    read = scan_of(SENT, {})
    assert read.pages
    last = read.pages.page_count
    del read.pages.sheets[last]
    read.pages.cells = [cell for cell in read.pages.cells if cell.sheet != last]
    answer = dtmforms.ingest(read, against=SENT, confirmed={})
    assert answer.record is None
    assert "page_not_scanned" in [found.code for found in answer.findings]


def test_of_another_text_nothing_is_concluded() -> None:
    values = SENT.values()
    values["table_b"]["low"]["timeline"] = "Weekly"
    other = dtmforms.Agreement.model_validate(values)
    answer = dtmforms.ingest(scan_of(SENT, PERSON), against=other, confirmed=PERSON)
    assert (answer.record, answer.comparison) == (None, None)


def test_in_the_register_it_stands_as_confirmed_by_a_role(tmp_path: Path) -> None:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    read = scan_of(SENT, PERSON)
    looked = register.look_at_return(read, confirmed=PERSON)
    assert looked.comparison
    with pytest.raises(dtmforms.RegisterError, match="by which role"):
        register.take_return(read, confirmed=PERSON)
    act = register.take_return(read, confirmed=PERSON, by="dtm_coordinator")
    assert isinstance(act, dtmforms.Act)
    returned = next(event for event in act.added if event.kind == "returned")
    assert (returned.role, returned.details["confirmed_fields"]) == ("dtm_coordinator", sorted(PERSON))
    assert "Мороз" not in str(returned.details)
    assert register.show(SENT.reference).numbers.contacts == 2


def test_in_the_register_nothing_is_taken_of_what_is_not_confirmed(tmp_path: Path) -> None:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    assert isinstance(register.take_return(scan_of(SENT, PERSON), by="dtm_coordinator"), dtmforms.Return)
    assert len(register.history(SENT.reference)) == 1


def test_a_scan_of_which_nothing_was_asked_takes_a_role_too(tmp_path: Path) -> None:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    with pytest.raises(dtmforms.RegisterError, match="by which role"):
        register.take_return(scan_of(SENT, {}), confirmed={})
    assert isinstance(register.take_return(scan_of(SENT, {}), confirmed={}, by="dtm_coordinator"), dtmforms.Act)


def test_a_scan_is_not_read_in_another_way_the_second_time(tmp_path: Path) -> None:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    read, by = scan_of(SENT, PERSON), "dtm_coordinator"
    register.take_return(read, confirmed=PERSON, by=by)
    other = PERSON | {EMAIL: "other@elsewhere.example"}
    for confirmed_by in (None, "requesting_organization.secondary"):
        with pytest.raises(dtmforms.RegisterError, match="with other values"):
            register.take_return(read, confirmed=other, by=by, confirmed_by=confirmed_by)
    assert register.show(SENT.reference).numbers.contacts == 2
    again = register.take_return(read, confirmed=PERSON, by=by, confirmed_by="requesting_organization.secondary")
    assert isinstance(again, dtmforms.Act)
    assert "omoroz" not in str([event.details for event in again.added])


@pytest.mark.parametrize("name", [TIMELINE, MOBILE, TICK])
@pytest.mark.parametrize("text", [None, "a\x07b"])
def test_what_nobody_can_read_is_not_taken_as_it_was_sent(name: str, text: str | None) -> None:
    """Also where it was not asked, and where what was confirmed can be no value of the field."""
    answer = dtmforms.ingest(scan_of(SENT, {}), against=SENT, confirmed={name: text})
    assert (answer.record, answer.comparison, answer.confirmed) == (None, None, [])
    assert "drafts" in [found.code for found in answer.findings]


def test_a_tick_that_may_be_another_is_asked() -> None:
    read = scan_of(SENT, {})
    assert read.pages
    read.pages.cells = [replace(cell, unsure=cell.name == TICK) for cell in read.pages.cells]
    assert set(asked(read)) == {TICK}
    assert dtmforms.ingest(read, against=SENT, confirmed={}).record is None


Mark = tuple[float, float, float, float]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        (MOBILE, (60.0, -4.0, 66.0, -0.5)),
        (EMAIL, (-5.0, 2.0, -2.0, 8.0)),
        (TICK, (-5.0, 2.0, -2.0, 8.0)),
        (TIMELINE, (40.0, -4.0, 60.0, -2.0)),
    ],
    ids=["above", "beside", "beside a tick", "above lines"],
)
def test_ink_around_a_box_is_asked_and_dirt_is_not(name: str, mark: Mark) -> None:
    """From the upper left corner of the box, in points; what is read of the box is what was sent."""
    for marked in (mark, (mark[0], mark[1], mark[0] + 0.3, mark[1] + 0.3)):
        box = [round((edge + AROUND_PT) * 300 / 72) for edge in marked]
        read = painted(scan_of(SENT, {}), name, partial(ImageDraw.ImageDraw.rectangle, xy=box, fill=0))
        assert (name in asked(read)) == (marked == mark)


def painted(
    read: dtmforms.ReturnedFile, name: str, paint: Callable[[ImageDraw.ImageDraw], object]
) -> dtmforms.ReturnedFile:
    """A scan with something more on the picture of a field; what is read of it stays."""
    assert read.pages
    cell, out = next(one for one in read.pages.cells if one.name == name), io.BytesIO()
    picture = Image.open(io.BytesIO(cell.picture))
    paint(ImageDraw.Draw(picture))
    picture.save(out, "PNG")
    read.pages.cells = [replace(one, picture=out.getvalue()) if one is cell else one for one in read.pages.cells]
    return read


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *((MOBILE, f"+258 84 555 01{digits}") for digits in ("08", "02", "05", "83", "13")),
        (NAME, "Wanjiru Kamao"),
        (EMAIL, "wkamaa@harbour-trust.example"),
        ("table_b_low_datasets_01_level", "admin1"),
        (TIMELINE, "Every seconb month"),
    ],
)
def test_what_was_typed_anew_in_the_same_letters_is_asked_whatever_is_read(name: str, text: str) -> None:
    """As a label over the box, with as much ink: a program that reads what was sent is not believed."""
    sent = {one.name: one.sent or "" for one in dtmforms.ingest(scan_of(SENT, {}), against=SENT).scanned}
    assert name in asked(scan_of(SENT, {name: text}, drafts={name: sent[name]}))


@pytest.mark.parametrize(("draft", "is_asked"), [("Bool K", False), ("admin2", True), ("-", True), ("", True)])
def test_a_level_that_is_misread_is_asked_where_it_is_read_as_another(draft: str, is_asked: bool) -> None:
    level = "table_b_low_datasets_01_level"
    assert (level in asked(scan_of(SENT, {}, drafts={level: draft}))) == is_asked


def test_a_digit_that_was_painted_over_is_asked() -> None:
    """White on white paper is seen by what is gone."""
    x, y = round(30 * 300 / 72), round(12 * 300 / 72)
    read = painted(scan_of(SENT, {}), MOBILE, lambda pen: pen.rectangle([x, y, x + 20, y + 40], fill=255))
    assert MOBILE in asked(read)


def test_a_tick_that_is_half_struck_out_is_asked() -> None:
    ticked = next(one.name for one in dtmforms.ingest(scan_of(SENT, {}), against=SENT).scanned if one.sent == TICKED)
    edge = round(AROUND_PT * 300 / 72)
    for paint in (
        lambda pen: pen.line([edge - 15, edge + 15, edge + 50, edge + 20], fill=0, width=5),
        lambda pen: pen.rectangle([edge + 4, edge + 4, edge + 18, edge + 30], fill=255),
    ):
        assert ticked in asked(painted(scan_of(SENT, {}), ticked, paint))


def test_a_field_without_a_picture_is_asked() -> None:
    read = scan_of(SENT, {})
    assert read.pages
    read.pages.cells = [replace(cell, picture=b"") if cell.name == TICK else cell for cell in read.pages.cells]
    assert set(asked(read)) == {TICK}


@pytest.mark.sampled("scans")
def test_a_scan_whose_fields_are_typed_is_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn, scanned askew and read without text recognition: what is written has to be typed, ticks are seen."""
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")
    wanted = by_partner(SENT)
    flat = by_pdfium(filled(form_of(SENT), changes(SENT, wanted)))
    read = dtmforms.read_return(as_pdf(turned(rendered(flat, 150), 1)))
    texts = texts_of(wanted, layout_of(SENT, "en").rows, "en")
    found = asked(read)
    assert set(changes(SENT, wanted)) <= set(found)
    assert not [one.name for one in found.values() if one.may_be_empty and texts[one.name] not in ("", "-")]
    ticks = {name: one.draft for name, one in found.items() if one.kind == "tick"}
    typed = {name: texts[name] for name in found if name not in ticks}
    answer = dtmforms.ingest(read, against=SENT, confirmed=typed | ticks)
    typed_in = dtmforms.ingest(dtmforms.form(wanted), against=SENT)
    assert answer.record
    assert answer.record == typed_in.record


def test_what_was_taken_in_is_looked_at_again_with_what_was_confirmed(tmp_path: Path) -> None:
    """By what was in force just before it was taken in; without what a person has read off it, it says nothing."""
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    read, dated = scan_of(SENT, PERSON), Dated(TODAY, TODAY, "dtm_coordinator")
    register.take_return(read, confirmed=PERSON, by="dtm_coordinator")
    with RegisterStore(register.place).reading() as transaction:
        again = as_taken(transaction, read, "scan.pdf", Intake(dated, confirmed=PERSON), SENT.reference)
        unread = as_taken(transaction, read, "scan.pdf", Intake(dated), SENT.reference)
    assert again.answer
    assert again.answer.comparison
    assert (again.answer.comparison.verdict, again.answer.confirmed) == ("focal_point_notice", sorted(PERSON))
    assert unread.answer
    assert (unread.answer.record, unread.answer.confirmed) == (None, [])


def test_what_was_recorded_since_it_was_looked_at_refuses_it(tmp_path: Path) -> None:
    """In one transaction: between the look at the register and the event, nobody comes in."""
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    read, seen = scan_of(SENT, PERSON), register.last_hash()
    register.issue(SENT.reference)
    with pytest.raises(dtmforms.RegisterError) as refused:
        register.take_return(read, confirmed=PERSON, by="dtm_coordinator", seen=seen)
    assert refused.value.code == "register_moved_on"
    assert [step.event.kind for step in register.history(SENT.reference)] == ["drafted", "issued"]
    done = register.take_return(read, confirmed=PERSON, by="dtm_coordinator", seen=register.last_hash())
    assert isinstance(done, dtmforms.Act)
