"""That a duty of a notice was done, with what shows it; nothing is recorded twice, or over what came meanwhile."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS
from pages import ORIGIN, Opened, text_of

import dtmforms
from dtmforms.page.asked import LARGEST_UPLOAD

REFERENCE = "MOZ-CD-HCT-CP"
HERE = f"/agreements/{REFERENCE}"


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """An agreement that has a new focal point of the partner."""
    values = dtmforms.load(str(RECORDS["en"])).values()
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(dtmforms.Agreement.model_validate(values))
    partner = values["table_c"]["requesting_organization"]
    partner["primary"] = partner["primary"] | {"name": "Олена Мороз", "email": "omoroz@harbour-trust.example"}
    register.notice(REFERENCE, dtmforms.Agreement.model_validate(values))
    return Opened(register.place)


def send(opened: Opened, duty: str, file: bytes = b"", **fields: str) -> Any:
    """What a browser sends of the form of a duty, in which these fields were changed."""
    place = f"{HERE}/duties/{duty}"
    html = opened.get(place)
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html.partition('enctype="multipart/form-data"')[2]))
    files = {"file": ("letter of Олена.pdf", file)} if file else {"file": ("", b"")}
    return opened.browser.post(place, data=given | fields, files=files, headers={"origin": ORIGIN})


def open_in(opened: Opened) -> set[str]:
    return {duty for _, duty in dtmforms.Register(opened.register).show(REFERENCE).open_duties}


def test_each_duty_that_is_open_leads_to_its_page(opened: Opened) -> None:
    html = opened.get(HERE)
    assert set(re.findall(rf'href="{HERE}/duties/(\w+)"', html)) == open_in(opened)
    assert len(open_in(opened)) > 3
    for duty in open_in(opened):
        assert text_of(opened.get(f"{HERE}/duties/{duty}")).count("Record that it was done") == 2


def test_a_notice_of_the_partner_is_said_to_be_theirs(opened: Opened) -> None:
    """Each organization tells the other of its own people (rules D3, D4)."""
    place, says = f"{HERE}/duties/written_notice", "the written notice is from the partner to IOM"
    assert says in opened.get(place)
    assert says not in opened.get(f"{HERE}/duties/handover_history")
    register = dtmforms.Register(opened.register)
    values = register.show(REFERENCE).record.values()
    values["table_c"]["iom"]["primary"] |= {"name": "Samira Haddad"}
    register.notice(REFERENCE, dtmforms.Agreement.model_validate(values))
    assert says not in opened.get(place)


def test_a_sentence_closes_a_duty(opened: Opened) -> None:
    answer = send(opened, "handover_history", evidence="Met on 3 November, minutes 14", by="dtm_coordinator")
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert "handover_history" not in open_in(opened)
    event = dtmforms.Register(opened.register).history(REFERENCE)[-1].event
    assert (event.kind, event.details["evidence"], event.role) == (
        "duty_done",
        "Met on 3 November, minutes 14",
        "dtm_coordinator",
    )
    assert opened.browser.get(f"{HERE}/duties/handover_history").status_code == 303, "it is open no more"


def test_of_a_file_the_fingerprint_is_kept(opened: Opened) -> None:
    assert send(opened, "written_notice", b"%PDF the letter").status_code == 303
    assert "written_notice" not in open_in(opened)
    event = dtmforms.Register(opened.register).history(REFERENCE)[-1].event
    assert list(event.files.values()) == [hashlib.sha256(b"%PDF the letter").hexdigest()]
    assert "Олена" not in repr(event.details)


@pytest.mark.parametrize(
    ("duty", "fields", "says"),
    [
        ("written_notice", {}, "A file shows it"),
        ("handover_history", {"evidence": ""}, "Nothing shows it yet"),
        ("handover_history", {"evidence": "done", "day": "soon"}, "This is no day"),
        ("handover_history", {"evidence": "done", "day": "2026-01-01"}, "2026"),
        ("handover_history", {"evidence": "done", "day": "2999-01-01"}, "2999"),
        ("handover_history", {"evidence": "done", "by": "a@b.example"}, "role"),
        ("handover_history", {"evidence": "/etc/hostname"}, "name of a file on this computer"),
        ("handover_history", {"evidence": "letter.pdf"}, "letter.pdf"),
    ],
)
def test_what_is_to_be_mended_is_said_and_what_was_typed_stays(
    opened: Opened, duty: str, fields: dict[str, str], says: str
) -> None:
    before = open_in(opened)
    answer = send(opened, duty, b"", **fields)
    assert answer.status_code == 422
    assert says in text_of(answer.text)
    assert 'role="alert"' in answer.text
    for name, text in fields.items():
        assert f'name="{name}" value="{text}"' in answer.text
    assert open_in(opened) == before


def test_what_was_recorded_meanwhile_is_not_overwritten(opened: Opened) -> None:
    html = opened.get(f"{HERE}/duties/handover_history")
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html.partition('enctype="multipart/form-data"')[2]))
    dtmforms.Register(opened.register).duty(REFERENCE, "passwords_changed", "changed on the portal")
    answer = opened.browser.post(
        f"{HERE}/duties/handover_history", data=given | {"evidence": "done"}, headers={"origin": ORIGIN}
    )
    assert (answer.status_code, "since this page was shown" in answer.text) == (409, True)
    assert "handover_history" in open_in(opened)


def test_the_same_form_twice_is_recorded_once(opened: Opened) -> None:
    html = opened.get(f"{HERE}/duties/handover_history")
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html.partition('enctype="multipart/form-data"')[2]))
    statuses = [
        opened.browser.post(
            f"{HERE}/duties/handover_history", data=given | {"evidence": "done"}, headers={"origin": ORIGIN}
        ).status_code
        for _ in range(2)
    ]
    assert statuses == [303, 409]
    done = [step for step in dtmforms.Register(opened.register).history(REFERENCE) if step.event.kind == "duty_done"]
    assert len(done) == 1


@pytest.mark.parametrize("duty", ["nothing", "unsigned", "reassessment"])
def test_what_is_no_duty_has_no_page(opened: Opened, duty: str) -> None:
    assert opened.browser.get(f"{HERE}/duties/{duty}").status_code == 303
    answer = opened.post(f"{HERE}/duties/{duty}", seen="1", evidence="done")
    assert answer.status_code == 409


def test_a_file_is_bounded(opened: Opened) -> None:
    answer = send(opened, "written_notice", b"x" * (LARGEST_UPLOAD + 100_000))
    assert (answer.status_code, "More was sent" in answer.text) == (413, True)
    assert "written_notice" in open_in(opened)


def test_two_files_are_none(opened: Opened) -> None:
    files = [("file", ("a", b"a")), ("file", ("b", b"b"))]
    place = f"{HERE}/duties/written_notice"
    answer = opened.browser.post(place, data={"key": opened.keys.form}, files=files, headers={"origin": ORIGIN})
    assert answer.status_code == 413
