"""What holds for every address of the page; and a person who stands in what was asked for, and nowhere else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, scan
from forms import fields_of
from pages import ORIGIN, Opened, register_with
from starlette.routing import Route

import dtmforms
from dtmforms.cli.main import run
from dtmforms.page.keys import new_secret
from dtmforms.page.record_fields import REVIEW, STEPS

REFERENCE = "MOZ-CD-HCT-CP"
HERE = f"/agreements/{REFERENCE}"
CANARY = {
    "name": "Zqwitsa Žqałtja",
    "title": "Lead",
    "mobile": "+258 84 555 7193",
    "email": "zqcanary@harbour-trust.example",
}
TRACES = ("Zqwitsa", "Žqałtja", "%C5%BDqa", "555 7193", "5557193", "zqcanary")


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(register_with(tmp_path, "en"))


def addresses(opened: Opened) -> Iterator[tuple[str, str]]:
    """Every method and address that the page answers."""
    for route in opened.guarded._app.routes:
        assert isinstance(route, Route)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            place = route.path.replace("{reference}", REFERENCE).replace("{act}", "end").replace("{step}", STEPS[0])
            yield method, re.sub(r"\{\w+\}", "x", place)


def test_every_address_is_for_one_browser_and_its_own_pages(opened: Opened, tmp_path: Path) -> None:
    ours = {"origin": ORIGIN}
    strangers: tuple[tuple[dict[str, str], int], ...] = (
        ({"host": "evil.example"} | ours, 400),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"} | ours, 403),
        ({"sec-fetch-site": "same-site"} | ours, 403),
    )
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    found = [*addresses(opened)]
    assert len(found) > 30
    for method, place in found:
        form = {"data": {"key": opened.keys.form, "do": "go_on"}} if method == "POST" else {}
        for headers, status in strangers:
            answer = opened.browser.request(method, place, headers=headers, **form)  # type: ignore[arg-type]
            assert (answer.status_code, answer.text) == (status, ""), (method, place, headers)
        if place in ("/page.css", "/page.js", "/icon.svg"):
            continue
        without_cookie = opened.stranger().request(method, place, headers=ours, **form)  # type: ignore[arg-type]
        assert without_cookie.status_code == 403, (method, place)
        assert opened.keys.form not in without_cookie.text
        if method == "POST":
            assert opened.browser.post(place, headers={}, **form).status_code == 403  # type: ignore[arg-type]
            another = opened.browser.post(place, data={"key": new_secret()}, headers=ours)
            assert another.status_code == 403
        for other in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            assert opened.browser.request(other, place, headers=ours).status_code == 405
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not opened.life.is_closed


# A person


def test_a_person_stands_in_what_was_asked_for_and_nowhere_else(
    opened: Opened, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Through the whole job, what fails too: in no address, title, header, name of a file, log or list; a file that was
    sent stands on the list by its own name."""
    answers: list[Any] = []
    opened.browser.event_hooks["response"].append(answers.append)

    def send(place: str, file: bytes = b"", **fields: str) -> Any:
        shown = (
            fields_of(opened.browser.get(place).text, place) if not place.startswith(("/returns", "/drafts")) else {}
        )
        files = {"file": (f"{CANARY['name']}.pdf", file)}
        given = {"key": opened.keys.form} | shown | fields
        return opened.browser.post(place, data=given, files=files, headers={"origin": ORIGIN})

    record = dtmforms.load(RECORDS["en"])
    values = record.values()
    values["table_c"]["requesting_organization"]["primary"] = CANARY
    changed = dtmforms.Agreement.model_validate(values)
    signed = Path(scan(str(tmp_path / "signed.pdf"))).read_bytes()
    send(f"{HERE}/acts/sign", signed, why="Both signed before me", by=CANARY["email"])
    send(f"{HERE}/acts/sign", signed, why="Both signed before me", by="dtm_coordinator")
    place = send("/returns", dtmforms.form(changed)).headers["location"]
    seen = fields_of(opened.get(place), f"{place}/accept")
    assert CANARY["name"] in opened.get(place)
    opened.post(f"{place}/accept", **(seen | {"by": CANARY["email"]}))
    assert opened.post(f"{place}/accept", **(seen | {"by": "dtm_coordinator"})).headers["location"] == HERE
    assert CANARY["name"] in opened.get(HERE)
    for kind in ("form", "notice", "handover", "record", "agreement", "x"):
        opened.post(f"{HERE}/papers", kind=kind)
    opened.post("/agreements/find", person=CANARY["name"])
    send("/returns", b"no form")
    send("/drafts", dtmforms.to_yaml(changed).replace(b"MOZ\n", b"Mozambique\n"))
    draft = str(send("/drafts", dtmforms.to_yaml(changed)).headers["location"]).rpartition("/")[0]
    for step in (*STEPS, REVIEW, "remove"):
        opened.get(f"{draft}/{step}")
    lists = [opened.get(place) for place in ("/agreements", "/drafts")]
    lists.append(opened.get("/returns").replace(f"{CANARY['name']}.pdf", ""))
    for answer in answers:
        answer.read()
        told = [str(answer.request.url), *(f"{name}: {value}" for name, value in answer.headers.items())]
        told += re.findall(r"<title>.*?</title>|(?:href|action|src)=\"[^\"]*\"", answer.text, re.DOTALL)
        assert traces("\n".join(told)) == [], answer.request.url
    assert len(answers) > 30
    assert traces("\n".join(lists)) == []
    assert traces("\n".join(str(path) for path in tmp_path.rglob("*"))) == []
    assert traces("\n".join([*capfd.readouterr(), caplog.text])) == []


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace.lower() in text.lower()]


# At the same time


def test_of_two_tabs_that_send_at_once_one_is_recorded(opened: Opened) -> None:
    place = f"{HERE}/acts/suspend"
    form = fields_of(opened.get(place), place)
    codes = at_once(
        *(
            lambda why=why: opened.post(place, **(form | {"why": why})).status_code
            for why in ("the operation paused", "the access is closed", "the partner asked for it")
        )
    )
    assert sorted(codes) == [303, 409, 409]
    assert [step.event.kind for step in dtmforms.Register(opened.register).history(REFERENCE)] == [
        "drafted",
        "suspended",
    ]


def test_what_the_command_line_records_at_the_same_time_is_kept(
    opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    place = f"{HERE}/acts/suspend"
    form = fields_of(opened.get(place), place)
    command = ["register", "issue", REFERENCE, "--register", opened.register]
    at_once(lambda: opened.post(place, **(form | {"why": "the operation paused"})).status_code, lambda: run(command))
    capsys.readouterr()
    register = dtmforms.Register(opened.register)
    kinds = [step.event.kind for step in register.history(REFERENCE)]
    assert kinds.count("issued") == 1
    assert kinds.count("suspended") <= 1, "where the command came first, the page says that it is old"
    assert not register.verify().problems


def at_once(*calls: Any) -> list[Any]:
    gate, done = threading.Barrier(len(calls)), list[Any]()

    def call(one: Any) -> None:
        gate.wait()
        done.append(one())

    threads = [threading.Thread(target=call, args=(one,)) for one in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
@pytest.mark.parametrize(("kind", "new"), [("draft", ["Another one", "drafted"]), ("act", ["drafted", "suspended"])])
def test_killed_at_any_write_nothing_is_lost_or_doubled(tmp_path: Path, kind: str, new: list[str]) -> None:
    command = [sys.executable, str(Path(__file__).parent / "killed.py"), str(tmp_path), kind]
    found = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    ran = subprocess.run(command, env=found, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert len(told) >= 4
    for one in told:
        assert one["after"] == new, "the same form, sent again, leads to the same end"
        assert one["again"] == (303 if one["kept"] else 409), one
    assert (told[0]["kept"], told[-1]["kept"], told[-1]["finished"]) == (True, False, True)
