"""The page in a browser: the whole job by mouse, and without script; every screen for everybody, in every language,
light and dark, on a telephone and at 200 %, with names as long as any. Nothing leaves the computer, and the browser
complains of nothing."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsers import (
    NARROW,
    WIDE,
    ZOOMED,
    Served,
    ServedHere,
    Watched,
    axe,
    begun,
    focus_on_pictures,
    too_wide,
    violations,
    watched,
)
from conftest import RECORDS
from job import CONFIRMER, FIRST, NEW, ROLE, is_done, record_in, register_of, returned, signed_in, workbook_of
from scans import as_read, scan_of

import dtmforms
from dtmforms.language import LANGUAGES
from dtmforms.page.record_fields import REVIEW, STEPS, step_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.program("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with begun() as started:
        yield started


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path) as program:
        yield program


def go_by(page: Page, selector: str) -> None:
    """Click on what leads to another page, and wait for that."""
    with page.expect_navigation():
        page.click(selector)


def saved(page: Page, selector: str) -> bytes:
    with page.expect_download() as waiting:
        page.click(selector)
    return Path(waiting.value.path()).read_bytes()


# The whole job


@pytest.mark.sampled("the job in a browser")
def test_the_whole_job_is_done_by_mouse(browser: Browser, served: Served, tmp_path: Path) -> None:
    record = record_in("fr")
    with watched(browser, served, "fr") as window:
        write(window.page, record)
        do_the_job(window, served, record, tmp_path)
        served.program.wait(60)
    is_done(served, record.reference)


@pytest.mark.sampled("the job in a browser")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_job_is_done_without_script(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    record = record_in(language)
    with (
        ServedHere(tmp_path, monkeypatch) as served,
        watched(browser, served, language, java_script_enabled=False) as window,
    ):
        begin_from(window.page, workbook_of(record, tmp_path))
        do_the_job(window, served, record, tmp_path)
    is_done(served, record.reference)


def do_the_job(window: Watched, served: Served, record: dtmforms.Agreement, folder: Path) -> None:
    """From the review of a record to the end of the page."""
    page, here, signed = window.page, f"/agreements/{record.reference}", signed_in(folder)
    page.fill("[name=by]", ROLE)
    go_by(page, "[name=do][value=begin]")
    assert window.place() == here
    assert saved(page, "[name=kind][value=to-sign]").startswith(b"PK")
    form = saved(page, "[name=kind][value=form]")
    go_by(page, f"a[href='{here}/acts/sign']")
    page.set_input_files("[name=file]", signed)
    page.fill("[name=why]", "Both signed before me")
    page.fill("[name=by]", ROLE)
    go_by(page, FIRST)
    assert window.place() == here
    go_by(page, ".top a[href='/returns']")
    page.set_input_files("[name=file]", returned(form, folder))
    go_by(page, FIRST)
    assert register_of(served).show(record.reference).numbers.contacts == 1, "it is looked at first"
    page.select_option("[name=confirmed_by]", CONFIRMER)
    go_by(page, FIRST)
    assert window.place() == here
    while page.locator(f"{FIRST}[href*='/duties/']").count():
        do_the_duty(page, signed)
        assert window.place() == here
    go_by(page, ".foot button")
    assert not page.locator(".top nav").count()


def do_the_duty(page: Page, file: Path) -> None:
    go_by(page, FIRST)
    if page.locator("[name=evidence]").count():
        page.fill("[name=evidence]", "Handed over in the office")
    else:
        page.set_input_files("[name=file]", file)
    go_by(page, "form[enctype] button")


def begin_from(page: Page, file: Path) -> None:
    """A draft of what a file holds, as far as its review."""
    go_by(page, "main a[href='/drafts']")
    page.set_input_files("[name=file]", str(file))
    go_by(page, "main form[enctype] button")
    go_by(page, ".steps a[href$='/review']")


def write(page: Page, record: dtmforms.Agreement) -> None:
    """The record, typed step by step into the guided form, with rows added by their buttons."""
    typed = dtmforms.read_draft(dtmforms.to_yaml(record)).typed
    go_by(page, "form[action='/drafts/new'] button")
    for step in STEPS:
        left = {path: text for path, text in typed.items() if step_of(path) == step}
        while left := put_in(page, left):
            lists = [str(one.get_attribute("value")) for one in page.locator("[value^='add:']").all()]
            [add] = [one for one in lists if next(iter(left)).startswith(one.removeprefix("add:"))]
            go_by(page, f"[name=do][value='{add}']")
        go_by(page, "[name=do][value=go_on]")


def put_in(page: Page, typed: Mapping[str, str]) -> dict[str, str]:
    """Whatever there is a field for; what is left."""
    fields = page.locator("main [name]")
    shown = fields.evaluate_all("all => all.map(one => [one.name, one.type, one.value])")
    left = {}
    for path, text in typed.items():
        items = path.partition("[")[0]
        for number, (name, kind, value) in enumerate(shown):
            if kind in ("radio", "checkbox"):
                if value == text and (name == path or (kind == "checkbox" and name.startswith(f"{items}["))):
                    fields.nth(number).check()
                    break
            elif name == path:
                (fields.nth(number).select_option if kind == "select-one" else fields.nth(number).fill)(text)
                break
        else:
            left[path] = text
    return left


def test_what_is_typed_is_kept_though_the_page_is_left(browser: Browser, served: Served) -> None:
    with watched(browser, served, "en") as window:
        page = window.page
        go_by(page, "form[action='/drafts/new'] button")
        draft = window.place()
        page.locator("[name=operation]").press_sequentially("Lake Chad")
        go_by(page, ".brand")
        window.go(draft)
        assert page.locator("[name=operation]").input_value() == "Lake Chad"


# Every screen


LONG_NAME = ("Réseau Roseau شبكة القصب للمياه والصرف الصحي " * 5)[:200].strip()
LONG_WORD = "Wasserstellenvermeidungsverhaltensbeobachtungsdatensammlungen"[:60]
LONG_PERSON = {"name": LONG_NAME, "title": LONG_WORD, "email": f"{'n' * 40}.2@{'roseau.' * 8}example"}
SCANNED = {"table_b_low_timeline": "Every third week"}


@pytest.mark.sampled("screens in a browser")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_for_everybody(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """By axe, light and dark; and nothing scrolls sideways: at 1280 points, at 200 %, and on a telephone."""
    faults: list[str] = []
    source, by_itself = axe(), dtmforms.read_returns

    def read(files: list[tuple[str, bytes]]) -> Any:
        scan = scan_of(lengthened("en"), SCANNED)
        return as_read(files, scan) if files[0][0] == "scan.jpg" else by_itself(files)

    monkeypatch.setattr(dtmforms, "read_returns", read)
    with ServedHere(tmp_path, monkeypatch) as served, watched(browser, served, language) as window:
        page = window.page
        for screen in screens(window, served, tmp_path):
            found = [
                f"{wide} points too wide at {size}"
                for size in (NARROW, ZOOMED, WIDE)
                if (wide := too_wide(page, *size))
            ]
            page.evaluate(source)
            found += violations(page)
            on_pictures = focus_on_pictures(page)
            page.emulate_media(color_scheme="dark")
            found += [
                f"dark: the focus on a mark is {one}" for one in {*focus_on_pictures(page)}.difference(on_pictures)
            ]
            found += [f"dark: {one}" for one in violations(page, others=False)]
            page.emulate_media(color_scheme="light")
            faults += [f"{screen}: {one}" for one in found]
    assert not faults, "\n".join(faults)


def screens(window: Watched, served: Served, folder: Path) -> Iterator[str]:
    """Goes from one to the next; each is named."""
    page = window.page
    yield "no agreements"
    reference, places = office(served)
    window.go("/drafts")
    page.set_input_files("[name=file]", str(wrong_record(folder)))
    go_by(page, "main form[enctype] button")
    draft = window.place().rpartition("/")[0]
    here = f"/agreements/{reference}"
    for place in (
        "/agreements",
        *places,
        *(f"{here}/acts/{act}" for act in ("sign", "suspend")),  # which have all kinds of fields, beside that below
        "/drafts",
        *(f"{draft}/{step}" for step in (*STEPS, REVIEW, "remove")),
        "/returns",
        "/settings",
        "/nothing",
        "/used",
    ):
        window.go(place)
        yield place
    window.go("/many")
    yield "many at once"
    go_by(page, "[action='/many/documents'] button")
    page.locator("[action='/many/report']").wait_for()
    yield "what became of many"
    window.go(f"{here}/acts/replace")
    page.fill("[name=by]", "Somebody@iom.example")
    go_by(page, FIRST)
    yield "what is to be mended in a form"
    window.go(here)
    go_by(page, f"form[action='{here}/revise'] button")
    go_by(page, ".steps a[href$='/review']")
    yield "a review"
    window.go("/returns")
    page.set_input_files("[name=file]", returned(dtmforms.form(lengthened("fr")), folder, LONG_PERSON))
    go_by(page, FIRST)
    yield "a return"
    for name, data in (("scan.jpg", b"x"), ("return.docx", dtmforms.fill(lengthened("en")))):
        window.go("/returns")
        page.set_input_files("[name=file]", {"name": name, "mimeType": "", "buffer": data})
        go_by(page, FIRST)
        yield f"a return: {name}"
        if page.locator(f"{FIRST}[href$='/scan']").count():
            go_by(page, FIRST)
            yield "a field of a scan"
            go_by(page, "a[href$='all=1']")
            yield "all fields of a scan"
    window.go("/returns")
    yield "a list of returns"
    go_by(page, ".foot button")
    yield "closed"


def office(served: Served) -> tuple[str, list[str]]:
    """A register with an agreement that somebody left, with a duty of that, and one that is not signed."""
    register, day = register_of(served), datetime.date.today() - datetime.timedelta(days=20)
    register.add(lengthened("en"), on=day)
    record = lengthened("fr")
    register.add(record, on=day)
    values = record.values()
    values["table_c"]["requesting_organization"]["primary"] = NEW
    register.notice(record.reference, dtmforms.Agreement.model_validate(values), on=day)
    here = f"/agreements/{record.reference}"
    return record.reference, [
        here,
        f"{here}?on={day}",
        f"{here}/duties/written_notice",
        f"{here}/duties/handover_history",
    ]


def lengthened(language: str) -> dtmforms.Agreement:
    """The invented agreement with a name as long as any, in two directions, and a word and addresses that no line
    holds."""
    record = dtmforms.load(RECORDS[language])
    told, partner = dtmforms.to_json(record).decode(), record.values()["requesting_organization"]
    for short, long in (
        (partner["name"], LONG_NAME),
        (partner["email_domains"][0], f"{'roseau.' * 8}example"),
        (record.values()["table_b"]["low"]["datasets"][0]["name"], LONG_WORD),
        (record.subject, f"{record.subject} {LONG_WORD} مياه"),
    ):
        told = told.replace(json.dumps(short, ensure_ascii=False)[1:-1], long)
    return dtmforms.load(told.encode())


def wrong_record(folder: Path) -> Path:
    """One with something to mend, or to look at, in many steps."""
    path = folder / "wrong.yaml"
    text = dtmforms.to_yaml(lengthened("en")).decode()
    for pattern, wrong in ((r"country: \w+", "country: Mozambique"), (r"assessed_on: \S+", "assessed_on: soon")):
        text = re.sub(pattern, wrong, text)
    path.write_text(text.replace("classification: confidential", "classification: secret"), encoding="utf-8")
    return path
