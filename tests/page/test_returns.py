"""A returned form on the page: looked at, told in a sentence, and recorded only when somebody has decided."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import RECORDS
from forms import fields_of
from one_language import foreign
from pages import ORIGIN, Opened, text_of

import dtmforms
from dtmforms.page.inbox import Inbox, SentFile

REFERENCE = "MOZ-CD-HCT-CP"


@pytest.fixture
def record() -> dtmforms.Agreement:
    return dtmforms.load(str(RECORDS["en"]))


@pytest.fixture
def opened(tmp_path: Path, record: dtmforms.Agreement) -> Opened:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(record)
    return Opened(register.place)


def returned(record: dtmforms.Agreement, **changes: Any) -> bytes:
    """The form as it comes back, of a record with these changes."""
    return dtmforms.form(dtmforms.Agreement.model_validate(record.values() | changes))


def with_new_person(record: dtmforms.Agreement) -> dict[str, Any]:
    table_c: dict[str, Any] = record.values()["table_c"]
    partner = table_c["requesting_organization"]
    person = partner["primary"] | {"name": "Олена Мороз", "email": "omoroz@harbour-trust.example"}
    return table_c | {"requesting_organization": partner | {"primary": person}}


def with_other_timeline(record: dtmforms.Agreement) -> dict[str, Any]:
    table_b: dict[str, Any] = record.values()["table_b"]
    return table_b | {"low": table_b["low"] | {"timeline": "Every third week"}}


def send(opened: Opened, data: bytes, **fields: str) -> str:
    """The place of a file that was sent."""
    files = {"file": ("Олена.pdf", data)}
    answer = opened.browser.post(
        "/returns", data={"key": opened.keys.form} | fields, files=files, headers={"origin": ORIGIN}
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def accept(opened: Opened, place: str, **fields: str) -> Any:
    return opened.post(f"{place}/accept", **(fields_of(opened.get(place), f"{place}/accept") | fields))


def steps(opened: Opened) -> int:
    return len(dtmforms.Register(opened.register).history(REFERENCE))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ((), "Nothing in it is new."),
        ((with_new_person,), "A notice: only focal points are new."),
        ((with_other_timeline,), "A revision: it is used only after both sides have signed"),
        ((with_new_person, with_other_timeline), "Both: the new focal points need no revision"),
    ],
)
def test_what_it_is_stands_in_a_sentence(
    opened: Opened, record: dtmforms.Agreement, changes: tuple[Any, ...], says: str
) -> None:
    parts = {"table_c" if change is with_new_person else "table_b": change(record) for change in changes}
    place = send(opened, returned(record, **parts))
    assert re.fullmatch(r"/returns/[\w-]{40,}", place)
    html = opened.get(place)
    assert says in text_of(html)
    assert steps(opened) == 1, "nothing is recorded before a person decides"
    assert ("Every third week" in html) == (with_other_timeline in changes)
    assert ("Олена" in html) == (with_new_person in changes)
    assert "Олена" not in "".join(re.findall(r"<title>.*?</title>", html))


def test_accepted_it_takes_effect_and_waits(opened: Opened, record: dtmforms.Agreement) -> None:
    data = returned(record, table_c=with_new_person(record), table_b=with_other_timeline(record))
    place = send(opened, data)
    answer = accept(opened, place, by="dtm_coordinator", confirmed_by="requesting_organization.secondary")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/agreements/{REFERENCE}")
    state = dtmforms.Register(opened.register).show(REFERENCE)
    assert state.numbers.contacts == 2
    assert len(state.waiting) == 1
    assert "Олена" in opened.get(f"/agreements/{REFERENCE}")
    assert opened.browser.get(place).status_code == 404, "it is no longer held"
    again = send(opened, data)
    before = steps(opened)
    assert "It is recorded once, and not again." in opened.get(again)
    assert "/accept" not in opened.get(again)
    assert steps(opened) == before


def test_left_nothing_is_recorded(opened: Opened, record: dtmforms.Agreement) -> None:
    place = send(opened, returned(record, table_c=with_new_person(record)))
    answer = opened.post(f"{place}/leave")
    assert (answer.status_code, answer.headers["location"]) == (303, "/returns")
    assert opened.browser.get(place).status_code == 404
    assert opened.post(f"{place}/accept", seen="").status_code == 404
    assert steps(opened) == 1


def test_what_was_recorded_meanwhile_is_looked_at_first(opened: Opened, record: dtmforms.Agreement) -> None:
    place = send(opened, returned(record, table_c=with_new_person(record)))
    html = opened.get(place)
    given = fields_of(html, f"{place}/accept")
    dtmforms.Register(opened.register).issue(REFERENCE)
    answer = opened.post(f"{place}/accept", **given)
    assert (answer.status_code, "since this page was shown" in answer.text) == (409, True)
    assert steps(opened) == 2
    assert accept(opened, place).status_code == 303


@pytest.mark.parametrize("role", ["a@b.example", "Joana Macuácua"])
def test_where_one_value_is_refused_nothing_typed_is_lost(
    opened: Opened, record: dtmforms.Agreement, role: str
) -> None:
    place = send(opened, returned(record, table_c=with_new_person(record)))
    answer = accept(opened, place, by=role, confirmed_by="requesting_organization.secondary")
    assert (answer.status_code, steps(opened)) == (422, 1)
    assert "role" in answer.text.partition('<div id="by-problem" role="alert">')[2].partition("</div>")[0]
    assert f'name="by" value="{role}" autocomplete="off" dir="auto" aria-invalid="true"' in answer.text
    assert '<option value="requesting_organization.secondary" selected>' in answer.text
    assert "Олена" in answer.text, "what changes stands there as before"
    again = fields_of(answer.text, f"{place}/accept") | {"by": "dtm_coordinator"}
    assert opened.post(f"{place}/accept", **again).status_code == 303
    other = returned(record, table_b=with_other_timeline(record))
    assert 'name="by" value="dtm_coordinator"' in opened.get(send(opened, other)), "it is remembered"


def with_an_action(data: bytes) -> bytes:
    """A form in which something is that nobody puts there by honest means."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.Root.OpenAction = script
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_what_is_held_back_is_told_and_not_taken(opened: Opened, record: dtmforms.Agreement) -> None:
    place = send(opened, with_an_action(returned(record, table_c=with_new_person(record))))
    html = opened.get(place)
    assert "It is held back" in text_of(html)
    assert 'class="note stop"' in html
    flags = re.findall(r'name="accept_(\w+)"', html)
    assert bool(flags) == ("/accept" in html)
    seen = dtmforms.Register(opened.register).last_hash()
    answer = opened.post(f"{place}/accept", seen=seen)
    assert answer.status_code == 422
    assert steps(opened) == 1


@pytest.mark.parametrize("data", [b"x", b"%PDF-1.7\n", b"PK\x03\x04" + b"\0" * 100, b"<html>", bytes(1000)])
def test_a_file_that_is_no_form_ends_in_a_sentence(opened: Opened, data: bytes) -> None:
    html = opened.get(send(opened, data))
    assert "It cannot be read as a form of ours." in text_of(html)
    assert "/accept" not in html


def test_without_a_file_nothing_is_looked_at(opened: Opened) -> None:
    files = {"file": ("", b"")}
    answer = opened.browser.post("/returns", data={"key": opened.keys.form}, files=files, headers={"origin": ORIGIN})
    assert (answer.status_code, "No file was chosen" in answer.text) == (422, True)


def test_a_form_of_an_agreement_that_is_not_there_is_told(opened: Opened) -> None:
    data = dtmforms.form(dtmforms.load(str(RECORDS["fr"])))
    answer = opened.browser.get(send(opened, data))
    assert answer.status_code == 404
    assert "This was not done" in text_of(answer.text)


def test_few_files_are_held() -> None:
    inbox = Inbox()
    names = [inbox.put(SentFile({}, dtmforms.ReturnedFile())) for _ in range(100)]
    assert [name for name in names if inbox.get(name)] == names[-60:]
    large = [inbox.put(SentFile({"": bytes(2 * 10**8)}, dtmforms.ReturnedFile())) for _ in range(2)]
    assert [name for name in large if inbox.get(name)] == large[-1:]


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_it_is_told_in_the_language_of_the_user(opened: Opened, record: dtmforms.Agreement, language: str) -> None:
    place = send(opened, returned(record, table_c=with_new_person(record)))
    typed = ["dtmforms", "English", "français", "español", "العربية", "Олена Мороз", "omoroz", REFERENCE]
    person = record.values()["table_c"]["requesting_organization"]["primary"]
    for where in ("/returns", place):
        html = opened.get(where, language)
        text, codes = text_of(html), re.findall(r'class="code" dir="ltr">(\w+)<', html)
        assert foreign(text, language, [*typed, *codes, *person.values(), "harbour-trust.example"]) == []
