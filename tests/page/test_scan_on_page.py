"""A scan on the page: each field beside its picture, confirmed by one key; kept until it is taken in, and recorded only
then."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS
from forms import fields_of
from one_language import foreign
from pages import ORIGIN, Opened, text_of
from scans import SHA256, as_read, scan_of

import dtmforms
from dtmforms.page.kept_scans import Scans

SENT = dtmforms.load(str(RECORDS["en"]))
REFERENCE = SENT.reference
POST = "table_c_requesting_organization_primary"
NAME, TITLE, MOBILE, EMAIL = (f"{POST}_{attribute}" for attribute in ("name", "title", "mobile", "email"))
TIMELINE, TICK = "table_b_low_timeline", "table_b_low_method_password_protected_excel_email"
PERSON = {
    NAME: "Олена Мороз",
    TITLE: "Child Protection Specialist",
    MOBILE: "+258 84 555 0177",
    EMAIL: "omoroz@harbour-trust.example",
}
ORDER = [NAME, TITLE, MOBILE, EMAIL]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    return Opened(register.place)


def send(opened: Opened, monkeypatch: pytest.MonkeyPatch, written: dict[str, str], **drafts: str) -> str:
    """The place of a scan that was sent, read as it is said here."""
    read = scan_of(SENT, written, drafts)
    monkeypatch.setattr(dtmforms, "read_returns", lambda files: as_read(files, read))
    answer = opened.browser.post(
        "/returns", data={"key": opened.keys.form}, files={"file": ("scan.pdf", b"x")}, headers={"origin": ORIGIN}
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def go_on(opened: Opened, place: str) -> str:
    """The field that is next, or where all of them are."""
    answer = opened.browser.get(f"{place}/scan")
    return str(answer.headers["location"]) if answer.status_code == 303 else f"{place}/scan"


def press(opened: Opened, at: str, do: str = "confirm", **typed: str) -> Any:
    """Press a button of a field, with what stands in it, or with what is typed."""
    return opened.post(at, **(fields_of(opened.get(at), at) | typed | {"do": do}))


def read_off(opened: Opened) -> dict[str, str | None]:
    held: dict[str, str | None] = kept(opened)["confirmed"]
    return held


def kept(opened: Opened) -> dict[str, Any]:
    path = Path(opened.records) / "scans" / f"{SHA256}.json"
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def confirm_all(opened: Opened, place: str) -> None:
    for name in ORDER:
        assert press(opened, f"{place}/scan/{name}", value=PERSON[name]).status_code == 303


def test_from_a_scan_to_a_notice_field_by_field(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, PERSON, **{NAME: "Onena Mopo3"})
    html = opened.get(place)
    assert "4 fields are to be confirmed" in text_of(html)
    assert "/accept" not in html
    at = go_on(opened, place)
    for number, name in enumerate(ORDER, start=1):
        assert at == f"{place}/scan/{name}"
        assert f"Field {number} of 4" in text_of(opened.get(at))
        answer = press(opened, at, **({} if name == TITLE else {"value": PERSON[name]}))
        assert answer.status_code == 303
        at = answer.headers["location"]
    assert at == f"{place}/scan"
    assert "All fields are looked at" in text_of(opened.get(at))
    assert len(dtmforms.Register(opened.register).history(REFERENCE)) == 1, "nothing is recorded yet"
    html = opened.get(place)
    assert "A notice: only focal points are new." in text_of(html)
    given = fields_of(html, f"{place}/accept")
    answer = opened.post(f"{place}/accept", **given)
    assert (answer.status_code, "by which role" in answer.text) == (422, True)
    answer = opened.post(f"{place}/accept", **(fields_of(answer.text, f"{place}/accept") | {"by": "dtm_coordinator"}))
    assert answer.status_code == 303
    html = opened.get(answer.headers["location"])
    assert "Олена Мороз" in html
    assert "read off the pictures of a scan and confirmed: 4 fields" in text_of(html)
    assert not list((Path(opened.records) / "scans").iterdir()), "what was kept is in the register"


def test_what_was_sent_is_what_stood_in_the_form_when_it_was_made(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is the focal point by now: whom the form names already is not asked, and a line that is another stands
    beside the line that was sent."""
    now: dict[str, Any] = SENT.values()
    now["table_c"]["requesting_organization"]["primary"] |= {"name": "Samira Haddad", "mobile": "+258 84 555 0150"}
    dtmforms.Register(opened.register).notice(REFERENCE, dtmforms.Agreement.model_validate(now))
    person = SENT.table_c.requesting_organization.primary
    assert person
    place = send(opened, monkeypatch, {NAME: PERSON[NAME]})
    for name, was_sent in ((NAME, person.name), (MOBILE, person.mobile)):
        html = opened.get(f"{place}/scan/{name}")
        assert was_sent in html
        assert "Samira Haddad" not in html
        assert "+258 84 555 0150" not in html
    place = send(opened, monkeypatch, {TIMELINE: "Every third week"})
    assert go_on(opened, place) == f"{place}/scan/{TIMELINE}"
    assert "Field 1 of 1" in text_of(opened.get(f"{place}/scan/{TIMELINE}"))
    assert person.name in opened.get(f"{place}/scan?all=1")
    press(opened, f"{place}/scan/{TIMELINE}")
    html = opened.get(place)
    assert "A revision" in text_of(html)
    given = fields_of(html, f"{place}/accept") | {"by": "dtm_coordinator"}
    assert opened.post(f"{place}/accept", **given).status_code == 303
    state = dtmforms.Register(opened.register).show(REFERENCE)
    assert (state.people["requesting_organization.primary"] or {})["name"] == "Samira Haddad"


def test_one_press_confirms_what_is_right(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, {TIMELINE: "Every third week"})
    at = go_on(opened, place)
    assert press(opened, at).headers["location"] == f"{place}/scan"
    assert read_off(opened) == {TIMELINE: "Every third week"}
    assert "A revision" in text_of(opened.get(place))


def test_a_scan_in_which_nothing_is_another_asks_nothing(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, {})
    assert "Nothing in it is new." in text_of(opened.get(place))
    assert go_on(opened, place) == f"{place}/scan"


@pytest.mark.parametrize("name", [MOBILE, EMAIL])
def test_addresses_are_typed_by_the_person(opened: Opened, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place = send(opened, monkeypatch, PERSON)
    at = f"{place}/scan/{name}"
    html = opened.get(at)
    assert PERSON[name] not in html
    answer = press(opened, at)
    assert (answer.status_code, "Type what you see" in answer.text) == (422, True)
    assert press(opened, at, value=PERSON[name]).status_code == 303
    assert PERSON[name] in opened.get(at), "what the person typed stands there"


@pytest.mark.parametrize("value", ["a\x07b", "two\nlines", "x" * 5001])
def test_what_can_be_no_value_stays_in_the_field(opened: Opened, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    place = send(opened, monkeypatch, PERSON)
    answer = press(opened, f"{place}/scan/{NAME}", value=value)
    assert answer.status_code == 422
    assert "This can be no value of the field." in text_of(answer.text)
    assert not (Path(opened.records) / "scans").exists()


def test_ticks_are_chosen(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {one.name: one.sent for one in dtmforms.ingest(scan_of(SENT, {}), against=SENT).scanned}[TICK]
    other = "Off" if sent == "Yes" else "Yes"
    place = send(opened, monkeypatch, {TICK: other})
    at = go_on(opened, place)
    assert fields_of(opened.get(at), at)["value"] == other
    assert press(opened, at, value="Perhaps").status_code == 422
    press(opened, at)
    assert read_off(opened) == {TICK: other}


def test_the_last_one_is_taken_back_and_nothing_typed_is_lost(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, PERSON)
    confirm_all(opened, place)
    answer = press(opened, f"{place}/scan/{NAME}", "back")
    assert answer.headers["location"] == f"{place}/scan/{EMAIL}"
    assert EMAIL not in read_off(opened)
    html = opened.get(f"{place}/scan/{EMAIL}")
    assert f'value="{PERSON[EMAIL]}"' in html
    assert go_on(opened, place) == f"{place}/scan/{EMAIL}"
    assert press(opened, f"{place}/scan/{EMAIL}").headers["location"] == f"{place}/scan"


def test_with_nothing_to_take_back_it_stays(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, PERSON)
    at = f"{place}/scan/{NAME}"
    assert press(opened, at, "back").headers["location"] == at


def test_what_nobody_can_read_holds_it_back(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, PERSON)
    confirm_all(opened, place)
    assert press(opened, f"{place}/scan/{TITLE}", "unread").headers["location"] == f"{place}/scan"
    assert "1 field that nobody can read" in text_of(opened.get(f"{place}/scan"))
    html = opened.get(place)
    assert "1 field that nobody can read" in text_of(html)
    assert "/accept" not in html
    seen = dtmforms.Register(opened.register).last_hash() + Scans(opened.records).read_off(SHA256).digest
    assert opened.post(f"{place}/accept", seen=seen, by="dtm_coordinator").status_code == 422
    press(opened, f"{place}/scan/{TITLE}", value=PERSON[TITLE])
    assert "/accept" in opened.get(place)


def test_what_nobody_can_read_holds_it_back_also_where_it_was_not_asked(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = send(opened, monkeypatch, {})
    press(opened, f"{place}/scan/{EMAIL}", "unread")
    assert "/accept" not in opened.get(place)
    seen = dtmforms.Register(opened.register).last_hash() + Scans(opened.records).read_off(SHA256).digest
    assert opened.post(f"{place}/accept", seen=seen, by="dtm_coordinator").status_code == 422
    assert len(dtmforms.Register(opened.register).history(REFERENCE)) == 1


def test_what_is_accepted_is_what_was_shown(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another tab, in which a field was confirmed anew, is told to an old page."""
    place = send(opened, monkeypatch, PERSON)
    confirm_all(opened, place)
    given = fields_of(opened.get(place), f"{place}/accept") | {"by": "dtm_coordinator"}
    press(opened, f"{place}/scan/{EMAIL}", value="other@elsewhere.example")
    assert opened.post(f"{place}/accept", **given).status_code == 409
    assert len(dtmforms.Register(opened.register).history(REFERENCE)) == 1
    given = fields_of(opened.get(place), f"{place}/accept") | {"by": "dtm_coordinator"}
    assert opened.post(f"{place}/accept", **given).status_code == 303


@pytest.mark.parametrize("name", [TICK, TITLE, "reference", "x"])
def test_what_is_kept_is_checked_as_typing_is(opened: Opened, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place = send(opened, monkeypatch, PERSON)
    scans = Scans(opened.records)
    scans.confirm(SHA256, name, "non\x07sense")
    text = text_of(opened.get(place))
    assert "4 fields are to be confirmed" in text
    assert "sense" not in opened.get(f"{place}/scan?all=1")


def test_a_scan_that_is_left_keeps_what_was_confirmed(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, PERSON)
    confirm_all(opened, place)
    assert opened.post(f"{place}/leave").status_code == 303
    assert read_off(opened) == PERSON


def test_an_empty_field_is_confirmed_by_its_own_button(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, {TIMELINE: "struck out"})
    at = f"{place}/scan/{TIMELINE}"
    assert press(opened, at, value=" ").status_code == 422
    assert press(opened, at, "empty").status_code == 303
    assert read_off(opened) == {TIMELINE: ""}


def test_what_was_sent_and_is_gone_is_confirmed_empty_by_one_press(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = send(opened, monkeypatch, {TIMELINE: ""})
    assert press(opened, go_on(opened, place)).status_code == 303
    assert read_off(opened) == {TIMELINE: ""}


def test_it_outlasts_a_killed_server(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scan is not kept, what was confirmed is: whoever chooses it again begins where they were."""
    place = send(opened, monkeypatch, PERSON)
    press(opened, f"{place}/scan/{NAME}", value=PERSON[NAME])
    again = Opened(opened.register)
    assert again.browser.get(place).status_code == 404
    place = send(again, monkeypatch, PERSON)
    assert "3 fields are to be confirmed" in text_of(again.get(place))
    assert go_on(again, place) == f"{place}/scan/{TITLE}"
    assert [path.name for path in Path(opened.records).rglob("*")] == ["scans", f"{SHA256}.json"]


@pytest.mark.parametrize(
    "held",
    ["", "{", "[]", "[" * 100_000, '{"schema": "x"}', '{"schema": "dtmforms/confirmed-scan/1", "confirmed": {"a": 1}}'],
)
def test_a_file_that_is_none_of_ours_confirms_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    folder = Path(opened.records) / "scans"
    folder.mkdir(parents=True)
    (folder / f"{SHA256}.json").write_text(held)
    place = send(opened, monkeypatch, PERSON)
    assert "4 fields are to be confirmed" in text_of(opened.get(place))


def test_what_was_not_asked_can_be_put_right(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, {})
    html = opened.get(f"{place}/scan")
    assert "It can be wrong by a digit" in text_of(html)
    assert f'href="{place}/scan/{MOBILE}"' in html
    press(opened, f"{place}/scan/{MOBILE}", value=PERSON[MOBILE])
    assert "A notice" in text_of(opened.get(place))


def test_pictures_are_pictures_of_fields_alone(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, PERSON)
    answer = opened.browser.get(f"{place}/scan/{NAME}/picture")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    for other in (f"{place}/scan/reference/picture", f"{place}/scan/x/picture", f"/returns/x/scan/{NAME}/picture"):
        assert opened.browser.get(other).status_code == 404


def test_what_is_no_scan_has_nothing_to_confirm(opened: Opened) -> None:
    data = dtmforms.form(SENT)
    answer = opened.browser.post(
        "/returns", data={"key": opened.keys.form}, files={"file": ("form.pdf", data)}, headers={"origin": ORIGIN}
    )
    place = answer.headers["location"]
    assert "/scan" not in opened.get(place)
    assert opened.browser.get(f"{place}/scan").status_code == 404
    assert opened.post(f"{place}/scan/{NAME}", do="confirm", value="x").status_code == 404


def test_keys_are_those_of_the_buttons(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page's script presses, and what it leaves alone: without it nothing has the cursor, so that a key that
    is held down confirms nothing either."""
    place = send(opened, monkeypatch, PERSON)
    press(opened, f"{place}/scan/{NAME}", value=PERSON[NAME])
    html = opened.get(f"{place}/scan/{TITLE}")
    keys = dict(re.findall(r'value="(\w+)" aria-keyshortcuts="(\w+)"', html))
    assert keys == {"confirm": "Enter", "unread": "PageDown", "back": "PageUp"}
    assert "autofocus" not in html
    assert re.findall(r'<button[^>]*value="(\w+)"', html.partition("data-keys")[2])[0] == "confirm"
    assert "event.repeat" in opened.browser.get("/page.js").text


def test_no_address_and_no_title_names_anybody(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = send(opened, monkeypatch, PERSON)
    for at in (f"{place}/scan/{NAME}", f"{place}/scan?all=1"):
        html = opened.get(at)
        found = re.findall(r'<title>.*?</title>|(?:href|action|src)="[^"]*"', html)
        assert not [one for one in found if any(text in one for text in (*PERSON.values(), "Мороз", "omoroz"))]


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_it_is_told_in_the_language_of_the_user(opened: Opened, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    place = send(opened, monkeypatch, PERSON | {TIMELINE: "Every third week"})
    press(opened, f"{place}/scan/{NAME}", "unread")
    texts = [one.sent for one in dtmforms.ingest(scan_of(SENT, {}), against=SENT).scanned if one.kind != "tick"]
    typed = ["dtmforms", "English", "français", "español", "العربية", REFERENCE, "Every third week", *PERSON.values()]
    for at in (f"{place}/scan/{TIMELINE}", f"{place}/scan/{MOBILE}", f"{place}/scan?all=1"):
        assert foreign(text_of(opened.get(at, language)), language, [*typed, *filter(None, texts)]) == []
