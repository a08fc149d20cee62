"""The page of one return: its pages as pictures with what changed marked, what was sent beside what came back, what its
signatures amount to, and the letter to the partner."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS
from forms import fields_of
from one_language import foreign
from pages import ORIGIN, Opened, text_of
from papers import typed_in_pdfium
from scans import as_read, scan_of
from signed_files import certified, countersigned

import dtmforms
from dtmforms.language.shown import day_in_words
from dtmforms.page.return_shown import in_labels

SENT = dtmforms.load(str(RECORDS["en"]))
POST = "table_c_requesting_organization_primary"
NAME, EMAIL, TIMELINE = f"{POST}_name", f"{POST}_email", "table_b_low_timeline"
NOTICE = {NAME: "Олена Мороз", EMAIL: "omoroz@harbour-trust.example"}
BOTH = {NAME: "Ngozi Okonkwo-Eze", EMAIL: "ngozi@harbour-trust.example", TIMELINE: "Every third week"}
WHY = "Came from an unknown sender"
HELD_BACK = {NAME: "Ngozi Okonkwo-Eze", EMAIL: "ngozi at home"}


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    return Opened(register.place)


def send(opened: Opened, data: bytes) -> str:
    answer = opened.browser.post(
        "/returns", data={"key": opened.keys.form}, files={"file": ("form.pdf", data)}, headers={"origin": ORIGIN}
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def sent_with(opened: Opened, texts: dict[str, str]) -> tuple[str, str]:
    """The place and the page of a form into which this was typed."""
    place = send(opened, typed_in_pdfium(dtmforms.form(SENT), texts))
    return place, opened.get(place)


def reject(opened: Opened, place: str, **typed: str) -> Any:
    given = fields_of(opened.get(place), f"{place}/reject")
    return opened.post(f"{place}/reject", **(given | {"why": WHY, "by": "dtm_coordinator"} | typed))


def test_what_changed_is_marked_on_the_picture_and_stands_beside_it(opened: Opened) -> None:
    place, html = sent_with(opened, BOTH)
    marks = re.findall(r'<a href="#v(\d)"[^>]*><rect x="([\d.]+)"', html)
    assert [number for number, _ in marks] == ["1", "2", "3"]
    assert re.findall(r'<tbody id="v(\d)">', html) == ["1", "2", "3"]
    text = text_of(html)
    person = SENT.table_c.requesting_organization.primary
    assert person
    for value in (*BOTH.values(), person.name, person.email):
        assert value in text
    pictures = sorted(set(re.findall(rf'href="({place}/pages/\d)"', html)))
    assert pictures == [f"{place}/pages/1", f"{place}/pages/2"]
    assert html.count('class="crop"') == 3


def test_of_a_mixed_return_it_says_what_takes_effect_and_what_waits(opened: Opened) -> None:
    _, html = sent_with(opened, BOTH)
    notice, waits = html.partition("Takes effect as a notice")[2].partition("Waits as a revision")[::2]
    assert "primary focal point, name" in notice.lower()
    assert "timeline" in waits.partition("</section>")[0].lower()
    assert "Waits as a revision" not in sent_with(opened, NOTICE)[1]


def test_a_browser_gets_pixels_and_nothing_of_the_file(opened: Opened) -> None:
    data = typed_in_pdfium(dtmforms.form(SENT), BOTH)
    place = send(opened, data)
    answer = opened.browser.get(f"{place}/pages/1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert b"%PDF" not in answer.content
    for other in ("0", "99", "-1", "x", "1" * 50, "²"):
        assert opened.browser.get(f"{place}/pages/{other}").status_code == 404
    assert opened.browser.get("/returns/x/pages/1").status_code == 404


def test_a_field_to_clear_up_is_told_by_more_than_a_colour(opened: Opened) -> None:
    _, html = sent_with(opened, HELD_BACK)
    assert html.count("stroke-dasharray") == 1
    row = html.partition('<tbody id="v2">')[2].partition("</tbody>")[0]
    assert "to clear up" in text_of(f"<body>{row}")
    assert "It is held back" in text_of(html)
    assert 'class="code" dir="ltr">no_email<' in html


def test_what_was_found_names_fields_by_their_labels_and_nothing_to_type(opened: Opened) -> None:
    place, _ = sent_with(opened, HELD_BACK)
    for language, label in (("en", "Primary Focal Point, E-mail:"), ("fr", "Point focal principal, Courriel :")):
        found = text_of("<body>" + opened.get(place, language).partition('id="h-found"')[2].partition("</section>")[0])
        assert label in found, found
        assert not re.search(r"table_c[._]|--\w", found)


def test_fields_that_a_finding_names_are_named_by_their_labels() -> None:
    answer = dtmforms.ingest(dtmforms.form(SENT), against=SENT)
    found = dtmforms.Finding("typed_over", "form", {"pages": [1], "fields": [TIMELINE, "no_such_field"]})
    assert in_labels(found, answer).values["fields"] == ["Table B, Low Urgency, Timeline", "no_such_field"]


def test_the_partner_is_asked_by_a_letter_to_copy(opened: Opened) -> None:
    _, html = sent_with(opened, HELD_BACK)
    letter = html.partition('<textarea id="letter"')[2].partition("</textarea>")[0]
    assert "E-mail: this is no e-mail address." in letter
    assert not [text for text in HELD_BACK.values() if text in letter]
    assert "mailto:" not in html
    assert 'data-copy="letter"' in html
    assert '<textarea id="letter"' not in sent_with(opened, NOTICE)[1]


def test_what_nobody_can_read_on_a_scan_is_in_the_letter(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dtmforms, "read_returns", lambda files: as_read(files, scan_of(SENT, {TIMELINE: "scribble"})))
    place = send(opened, b"x")
    assert '<textarea id="letter"' not in opened.get(place)
    opened.post(f"{place}/scan/{TIMELINE}", do="unread")
    assert "we cannot read what stands there" in opened.get(place)


def test_a_mark_is_named_where_it_is_drawn(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a scan its box is shown, as it is on the page, and nothing is said to be marked."""
    _, html = sent_with(opened, NOTICE)
    assert re.search(r'aria-label="Page \d with the changed fields marked"', html)
    assert ">Mark 1<" in html
    scan = scan_of(SENT, {TIMELINE: "Every third week"})
    monkeypatch.setattr(dtmforms, "read_returns", lambda files: as_read(files, scan))
    place = send(opened, b"x")
    opened.post(f"{place}/scan/{TIMELINE}", do="confirm", value="Every third week")
    html = opened.get(place)
    assert "Every third week" in html.partition('<tbody id="v1">')[2]
    assert f'src="{place}/scan/{TIMELINE}/picture"' in html
    assert not re.search("Mark 1|fields marked", html)


def test_a_word_document_has_no_picture_and_the_same_table(opened: Opened) -> None:
    values: dict[str, Any] = SENT.values()
    values["table_b"]["low"]["timeline"] = "Every third week"
    html = opened.get(send(opened, dtmforms.fill(dtmforms.Agreement.model_validate(values))))
    assert "<svg class=" not in html.partition("<main")[2].partition("</main>")[0].replace('<svg viewBox="0 0 12', "")
    assert "Every third week" in html.partition('<tbody id="v1">')[2]


def test_what_signatures_amount_to_is_told(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `verify` has it, by the certificates that the mission knows."""
    asked: list[object] = []

    def verify(source: object, *, trust: object, within: str) -> Any:
        asked.append((source, trust, within))
        return verified

    verified = type(
        "Verification",
        (),
        {
            "verdict": "holds_unknown",
            "signatures": [],
            "said": lambda _: dtmforms.Finding("verdict_holds_unknown"),
        },
    )()
    monkeypatch.setattr(dtmforms, "verify", verify)
    html = opened.get(send(opened, b"%PDF-1.7 /ByteRange"))
    assert "Digital signatures" in text_of(html)
    assert 'class="note need"' in html
    assert len(asked) == 1
    assert "Digital signatures" not in text_of(sent_with(opened, NOTICE)[1])
    assert len(asked) == 1


def test_rejected_it_is_kept_why_and_nothing_moves(opened: Opened) -> None:
    place, _ = sent_with(opened, NOTICE)
    assert reject(opened, place, why="").status_code == 422
    answer = reject(opened, place, by="a@b.example")
    assert answer.status_code == 422
    assert f'value="{WHY}"' in answer.text
    assert '<a href="#h-decide">This was not done</a>' in answer.text, "which is far below"
    assert "<details open><summary>Reject" in answer.text
    answer = reject(opened, place)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/agreements/{SENT.reference}")
    history = text_of(opened.get(f"/agreements/{SENT.reference}"))
    assert "A returned form was not taken; the agreement stays as it is." in history
    assert WHY in history
    assert dtmforms.Register(opened.register).show(SENT.reference).numbers.contacts == 1
    assert opened.browser.get(place).status_code == 404
    assert opened.post(f"{place}/reject", why="x").status_code == 404


@pytest.mark.parametrize("act", ["accept", "reject"])
def test_what_was_recorded_since_is_shown_before_anybody_decides(opened: Opened, act: str) -> None:
    """Whatever is decided, it is refused with the same sentence; the return stands there as it is now, and what was
    typed with it."""
    place, html = sent_with(opened, NOTICE)
    given = fields_of(html, f"{place}/{act}") | {"by": "dtm_coordinator"} | ({"why": WHY} if act == "reject" else {})
    dtmforms.Register(opened.register).issue(SENT.reference)
    answer = opened.post(f"{place}/{act}", **given)
    before_all_else = text_of(answer.text).partition("A notice")[0]
    assert (answer.status_code, "since this page was shown" in before_all_else) == (409, True)
    assert [step.event.kind for step in dtmforms.Register(opened.register).history(SENT.reference)] == [
        "drafted",
        "issued",
    ]
    again = fields_of(answer.text, f"{place}/{act}")
    assert {name: again[name] for name in given if name != "seen"} == {
        name: given[name] for name in given if name != "seen"
    }
    assert opened.post(f"{place}/{act}", **again).status_code == 303


def test_rejected_a_corrected_form_is_waited_for(opened: Opened) -> None:
    """On the page of the agreement and among what needs somebody today, until something comes."""
    place, _ = sent_with(opened, NOTICE)
    reject(opened, place)
    asks = "A returned form was rejected: tell the partner why, and ask for a corrected one"
    html = opened.get(f"/agreements/{SENT.reference}")
    assert asks in text_of(html).partition(" Next ")[2].partition("Its two numbers")[0]
    assert 'class="button first" href="/returns"' in html
    today = opened.get("/agreements").partition('id="h-today"')[2].partition("</section>")[0]
    first = text_of(f"<body>{today.partition('<li>')[2].partition('</li>')[0]}")
    assert asks in first
    assert f"since {day_in_words(str(datetime.date.today()), 'en')}" in first
    assert SENT.reference in opened.get("/agreements?state=corrected_form").partition('id="h-all"')[2]
    dtmforms.Register(opened.register).take_return(dtmforms.read_return(typed_in_pdfium(dtmforms.form(SENT), BOTH)))
    for place in (f"/agreements/{SENT.reference}", "/agreements"):
        assert asks not in text_of(opened.get(place))


def test_what_was_sent_stays_what_it_was(opened: Opened) -> None:
    """A form is held against the focal points that stood in it when it was made, whoever it is by now."""
    register = dtmforms.Register(opened.register)
    values = SENT.values()
    values["table_c"]["requesting_organization"]["primary"] |= {"name": "Samira Haddad", "mobile": "+258 84 555 0150"}
    register.notice(SENT.reference, dtmforms.Agreement.model_validate(values))
    _, html = sent_with(opened, {TIMELINE: "Every third week"})
    assert html.count('<tbody id="v') == 1, "the name came back as it was sent"
    assert "Samira Haddad" not in html.partition('id="h-values"')[2].partition("</section>")[0]
    _, html = sent_with(opened, {NAME: "Ngozi Okonkwo-Eze"})
    first = html.partition('<tbody id="v1">')[2].partition("</tbody>")[0]
    person = SENT.table_c.requesting_organization.primary
    assert person
    assert (person.name in first, "Ngozi Okonkwo-Eze" in first) == (True, True)


def test_of_a_form_that_was_taken_in_it_is_what_stood_before(opened: Opened) -> None:
    data = typed_in_pdfium(dtmforms.form(SENT), NOTICE)
    dtmforms.Register(opened.register).take_return(dtmforms.read_return(data))
    html = opened.get(send(opened, data))
    person = SENT.table_c.requesting_organization.primary
    assert person
    assert "This file was taken in before" in html
    row = html.partition('<tbody id="v1">')[2].partition("</tbody>")[0]
    assert (person.name in row, NOTICE[NAME] in row) == (True, True)


def test_rejected_it_is_held_back_when_it_is_sent_again(opened: Opened) -> None:
    data = typed_in_pdfium(dtmforms.form(SENT), NOTICE)
    place = send(opened, data)
    answer = reject(opened, place, why="Ring +258 84 555 0103")
    assert answer.status_code == 422
    assert 'id="why-problem"' in answer.text
    assert 'value="Ring +258 84 555 0103"' in answer.text
    reject(opened, place)
    html = opened.get(place := send(opened, data))
    assert "This file was rejected on" in text_of(html)
    accept = fields_of(html, f"{place}/accept") | {"by": "dtm_coordinator"}
    assert opened.post(f"{place}/accept", **accept).status_code == 422
    assert dtmforms.Register(opened.register).show(SENT.reference).numbers.contacts == 1
    assert opened.post(f"{place}/accept", **accept, accept_rejected_before="1").status_code == 303
    assert dtmforms.Register(opened.register).show(SENT.reference).numbers.contacts == 2


def test_what_was_taken_in_is_not_rejected(opened: Opened) -> None:
    data = typed_in_pdfium(dtmforms.form(SENT), NOTICE)
    read = dtmforms.read_return(data)
    register = dtmforms.Register(opened.register)
    register.take_return(read)
    assert "/reject" not in opened.get(send(opened, data))
    with pytest.raises(dtmforms.RegisterError, match="taken in before"):
        register.reject_return(read, "late")
    assert not register.verify().problems


@pytest.mark.parametrize("act", ["accept", "reject"])
def test_what_is_recorded_while_it_is_decided_is_not_passed_over(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """By another program, after the page has looked at the register, and before it records."""
    place, html = sent_with(opened, NOTICE)
    given = fields_of(html, f"{place}/{act}") | {"by": "dtm_coordinator"} | ({"why": WHY} if act == "reject" else {})
    last_hash = dtmforms.Register.last_hash

    def then_another(register: dtmforms.Register) -> str:
        held = last_hash(register)
        monkeypatch.undo()
        dtmforms.Register(opened.register).issue(SENT.reference)
        return held

    monkeypatch.setattr(dtmforms.Register, "last_hash", then_another)
    answer = opened.post(f"{place}/{act}", **given)
    assert (answer.status_code, "something was recorded since" in answer.text) == (422, True)
    kinds = [step.event.kind for step in dtmforms.Register(opened.register).history(SENT.reference)]
    assert kinds == ["drafted", "issued"]
    assert opened.post(f"{place}/{act}", **fields_of(answer.text, f"{place}/{act}")).status_code == 303


def test_a_form_that_was_signed_is_recorded_as_the_signed_copy(opened: Opened) -> None:
    html = opened.get(send(opened, countersigned(certified(dtmforms.form(SENT, to_sign=True)))))
    text = text_of(html)
    assert "It is a signed copy, and nothing else is new in it." in text
    assert "Digital signatures Signed" in text
    assert f'href="/agreements/{SENT.reference}/acts/sign"' in html
    assert "/accept" not in html


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_it_is_told_in_the_language_of_the_user(opened: Opened, language: str) -> None:
    for texts in (BOTH, HELD_BACK):
        place, english = sent_with(opened, texts)
        html = opened.get(place, language)
        letter = english.partition('<textarea id="letter"')[2].partition(">")[2].partition("</textarea>")[0].strip()
        codes = re.findall(r'class="code" dir="ltr">(\w+)<', html)
        person = SENT.values()["table_c"]["requesting_organization"]["primary"]
        about = ["dtmforms", "English", "français", "español", "العربية", SENT.reference, "Every second month"]
        label = "Table C, Requesting organization, Primary Focal Point, E-mail"  # as the form has it
        typed = [*about, label, *codes, *texts.values(), *person.values(), "harbour-trust.example"]
        text = text_of(html.replace(letter, ""))
        assert foreign(text, language, typed) == []
