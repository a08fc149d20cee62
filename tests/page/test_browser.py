"""The page in a browser: the whole job by mouse, by keyboard and without script; every screen for everybody, in every
language, light and dark, on a telephone and at 200 %. Nothing leaves the computer, and the browser complains of
nothing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsers import NARROW, ZOOMED, Served, Watched, axe, begun, too_wide, violations, watched
from conftest import RECORDS, scan

import dtmforms
from dtmforms.language import LANGUAGES
from dtmforms.page.record_fields import REVIEW, STEPS, step_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.program("chromium")
FIRST = "main .first"
ROLE = "dtm_coordinator"
NEW = {"name": "Олена Мороз", "title": "Lead", "mobile": "+226 70 55 01 99", "email": "omoroz@roseau.example"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with begun() as started:
        yield started


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path) as program:
        yield program


def record_in(language: str) -> dtmforms.Agreement:
    values = dtmforms.load(RECORDS["fr"]).values() | {"language": language}
    return dtmforms.Agreement.model_validate(values)


def returned(record: dtmforms.Agreement, folder: Path) -> Path:
    """The form as it comes back, with another focal point."""
    values = record.values()
    values["table_c"]["requesting_organization"]["primary"] = NEW
    path = folder / "return.pdf"
    path.write_bytes(dtmforms.form(dtmforms.Agreement.model_validate(values)))
    return path


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
@pytest.mark.parametrize(("language", "script"), [("fr", True), ("ar", False)])
def test_the_whole_job_is_done_by_mouse_also_without_script(
    browser: Browser, served: Served, tmp_path: Path, language: str, script: bool
) -> None:
    record = record_in(language)
    with watched(browser, served, language, java_script_enabled=script) as window:
        page = window.page
        if script:
            write(page, record)
        else:
            begin_from(page, workbook_of(record, tmp_path))
        page.fill("[name=by]", ROLE)
        go_by(page, "[name=do][value=begin]")
        here = f"/agreements/{record.reference}"
        assert window.place() == here
        assert saved(page, "[name=kind][value=to-sign]").startswith(b"PK")
        assert saved(page, "[name=kind][value=form]").startswith(b"%PDF")
        go_by(page, ".next a[href$='/acts/sign']")
        page.set_input_files("[name=file]", scan(str(tmp_path / "signed.pdf")))
        page.fill("[name=why]", "Both signed before me")
        page.fill("[name=by]", ROLE)
        go_by(page, FIRST)
        assert window.place() == here
        go_by(page, ".top a[href='/returns']")
        page.set_input_files("[name=file]", returned(record, tmp_path))
        go_by(page, FIRST)
        assert register_of(served).show(record.reference).numbers.contacts == 1, "it is looked at first"
        page.select_option("[name=confirmed_by]", "requesting_organization.secondary")
        go_by(page, FIRST)
        assert window.place() == here
        while page.locator(f"{FIRST}[href*='/duties/']").count():
            do_the_duty(page, str(tmp_path / "signed.pdf"))
            assert window.place() == here
        go_by(page, ".foot button")
        assert not page.locator(".top nav").count()
        served.program.wait(60)
    state = register_of(served).show(record.reference)
    assert state.signed is not None
    assert state.people["requesting_organization.primary"] == NEW
    assert (state.numbers.revision, state.numbers.contacts) == (1, 2)
    assert [due.what for due in state.standing.due if due.what in dtmforms.DUTIES] == []
    assert {step.event.role for step in register_of(served).history(record.reference)} == {ROLE}


def register_of(served: Served) -> dtmforms.Register:
    return dtmforms.Register(served.register)


def do_the_duty(page: Page, file: str) -> None:
    go_by(page, FIRST)
    if page.locator("[name=evidence]").count():
        page.fill("[name=evidence]", "Handed over in the office")
    else:
        page.set_input_files("[name=file]", file)
    go_by(page, "form[enctype] button")


def workbook_of(record: dtmforms.Agreement, folder: Path) -> Path:
    path = folder / "agreement.xlsx"
    path.write_bytes(dtmforms.write_workbook([record]))
    return path


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


@pytest.mark.sampled("the job in a browser")
def test_the_main_way_is_gone_by_keyboard_alone(browser: Browser, served: Served, tmp_path: Path) -> None:
    record = record_in("en")
    files = {"record": tmp_path / "agreement.yaml", "signed": Path(scan(str(tmp_path / "signed.pdf")))}
    files["record"].write_bytes(dtmforms.to_yaml(record))
    with watched(browser, served, "en") as window:
        keys = Keyboard(window.page)
        keys.to(".skip")
        keys.follow()
        keys.to("main a[href='/drafts']")
        keys.follow()
        keys.choose(files["record"])
        keys.to("main form[enctype] button")
        keys.follow()
        keys.to(".steps a[href$='/review']")
        keys.follow()
        keys.type("by", ROLE)
        keys.follow()
        here = window.place()
        assert here == f"/agreements/{record.reference}"
        keys.to(f"a[href='{here}/acts/sign']")
        keys.follow()
        keys.choose(files["signed"])
        keys.type("why", "Both signed before me")
        keys.type("by", ROLE)
        keys.follow()
        keys.to(f"a[href='{here}/acts/replace']")
        keys.follow()
        keys.select("place", "requesting_organization.primary")
        for name, text in NEW.items():
            keys.type(name, text)
        keys.select("confirmed_by", "requesting_organization.secondary")
        keys.type("by", ROLE)
        keys.follow()
        assert window.place() == here
    state = register_of(served).show(record.reference)
    assert (state.signed is not None, state.people["requesting_organization.primary"]) == (True, NEW)


class Keyboard:
    """Nothing but keys. Wherever Tab leads, that is seen."""

    _FOCUSED = "document.activeElement"
    _MOST_STOPS = 150

    def __init__(self, page: Page) -> None:
        self._page = page
        page.on("filechooser", lambda _: None)  # from now on the browser asks us, and opens no window of the system

    def to(self, selector: str) -> None:
        """By Tab, to what is after this place, or before it."""
        for _ in range(self._MOST_STOPS):
            self._page.keyboard.press("Tab")
            here, outlined = self._page.evaluate(
                f"""selector => [{self._FOCUSED}.matches(selector), {self._FOCUSED} === document.body ||
                (getComputedStyle({self._FOCUSED}).outlineStyle !== "none" &&
                {self._FOCUSED}.getClientRects().length > 0)]""",
                selector,
            )
            assert outlined, f"where Tab leads is not seen: {self._page.evaluate(f'{self._FOCUSED}.outerHTML')}"
            if here:
                return
        pytest.fail(f"Tab does not lead to {selector}")

    def follow(self) -> None:
        """To the page, or the place, where Enter leads."""
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        self.to(f"main [name='{name}']")
        self._page.keyboard.insert_text(text)

    def select(self, name: str, value: str) -> None:
        self.to(f"main [name='{name}']")
        for _ in range(self._MOST_STOPS):
            if self._page.evaluate(f"{self._FOCUSED}.value") == value:
                return
            self._page.keyboard.press("ArrowDown")
        pytest.fail(f"{value} cannot be chosen")

    def choose(self, file: Path) -> None:
        self.to("main [type=file]")
        with self._page.expect_file_chooser() as waiting:
            self._page.keyboard.press("Enter")
        waiting.value.set_files(str(file))


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


@pytest.mark.sampled("screens in a browser")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_for_everybody(browser: Browser, served: Served, tmp_path: Path, language: str) -> None:
    """By axe; and nothing scrolls sideways on a telephone, or at 200 %. Colours, light and dark, are the same in every
    language: they are looked at in two, which have other letters and directions."""
    colours = language in ("en", "ar")
    faults: list[str] = []
    source = axe()
    with watched(browser, served, language) as window:
        page = window.page
        for screen in screens(window, served, tmp_path):
            page.set_viewport_size({"width": 1280, "height": 800})
            page.evaluate(source)
            found = violations(page, colours=colours)
            if colours:
                page.emulate_media(color_scheme="dark")
                found += [f"dark: {one}" for one in violations(page, others=False)]
                page.emulate_media(color_scheme="light")
            for size in (NARROW, ZOOMED):
                if wide := too_wide(page, *size):
                    found.append(f"{wide} points too wide at {size}")
            faults += [f"{screen}: {one}" for one in found]
    assert faults == []


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
    page.set_input_files("[name=file]", returned(record_in("fr"), folder))
    go_by(page, FIRST)
    yield "a return"
    go_by(page, ".foot button")
    yield "closed"


def office(served: Served) -> tuple[str, list[str]]:
    """A register with an agreement that somebody left, with a duty of that, and one that is not signed."""
    register, day = register_of(served), datetime.date.today() - datetime.timedelta(days=20)
    register.add(dtmforms.load(RECORDS["en"]), on=day)
    record = dtmforms.load(RECORDS["fr"])
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


def wrong_record(folder: Path) -> Path:
    """One with something to mend, or to look at, in many steps."""
    path = folder / "wrong.yaml"
    text = dtmforms.to_yaml(dtmforms.load(RECORDS["en"])).decode()
    for pattern, wrong in ((r"country: \w+", "country: Mozambique"), (r"assessed_on: \S+", "assessed_on: soon")):
        text = re.sub(pattern, wrong, text)
    path.write_text(text.replace("classification: confidential", "classification: secret"), encoding="utf-8")
    return path
