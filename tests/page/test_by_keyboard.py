"""The page by keyboard alone: the whole job, a scan by a key a field, and the focus that stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsers import Served, ServedHere, begun, watched
from job import CONFIRMER, FIRST, ROLE, is_done, record_in, returned, signed_in
from keyboard import Keyboard
from scans import SHA256, as_read, scan_of

import dtmforms
from dtmforms.page.kept_scans import Scans
from dtmforms.page.record_fields import STEPS, step_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.program("chromium")
GO_ON = "[name=do][value=go_on]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with begun() as started:
        yield started


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path) as program:
        yield program


@pytest.mark.sampled("the job in a browser")
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_whole_job_is_done_by_keyboard_alone(
    browser: Browser, served: Served, tmp_path: Path, language: str
) -> None:
    record, signed = record_in(language), signed_in(tmp_path)
    with watched(browser, served, language) as window:
        keys = Keyboard(window.page)
        keys.to(".skip")
        keys.follow()
        keys.to("form[action='/drafts/new'] button")
        keys.follow("Space")
        write(keys, window.page, record)
        keys.type("by", ROLE)
        keys.follow()
        here = f"/agreements/{record.reference}"
        assert window.place() == here
        assert keys.save("[name=kind][value=to-sign]").startswith(b"PK")
        form = keys.save("[name=kind][value=form]")
        keys.back_to(".top a[href='/returns']")
        keys.follow()
        keys.choose(returned(form, tmp_path))
        keys.to(FIRST)
        keys.follow()
        keys.select("confirmed_by", CONFIRMER)
        keys.to(FIRST)
        keys.follow()
        keys.to(f"a[href='{here}/duties/written_notice']")
        keys.follow()
        assert keys.save("[name=kind][value=notice]").startswith(b"PK")
        keys.choose(signed)
        keys.to("form[enctype] button")
        keys.follow()
        keys.to(f"a[href='{here}/acts/sign']")
        keys.follow()
        keys.choose(signed)
        keys.type("why", "Both signed before me")
        keys.to(FIRST)
        keys.follow("Space")
        while window.page.locator(f"{FIRST}[href*='/duties/']").count():
            keys.to(FIRST)
            keys.follow()
            keys.type("evidence", "Handed over in the office")
            keys.to("form[enctype] button")
            keys.follow()
            assert window.place() == here
        keys.back_to(".top a[href='/agreements']")
        keys.follow()
        keys.to(f"main a[href='{here}']")
        keys.follow()
        keys.to(".foot button")
        keys.follow()
        served.program.wait(60)
    is_done(served, record.reference)


def write(keys: Keyboard, page: Page, record: dtmforms.Agreement) -> None:
    """The record, step by step, with rows added by their buttons, to its review."""
    typed = dtmforms.read_draft(dtmforms.to_yaml(record)).typed
    for step in STEPS:
        left = {path: text for path, text in typed.items() if step_of(path) == step}
        while left := keys.fill_in(left, GO_ON):
            lists = [str(one.get_attribute("value")) for one in page.locator("[value^='add:']").all()]
            [add] = [one for one in lists if next(iter(left)).startswith(one.removeprefix("add:"))]
            keys.back_to(f"[name=do][value='{add}']")
            keys.follow()
        keys.follow()


@pytest.mark.sampled("what takes seconds")
def test_whoever_is_on_a_link_stays_there_while_what_was_found_is_told(browser: Browser, served: Served) -> None:
    with watched(browser, served, "en") as window:
        keys, page = Keyboard(window.page), window.page
        keys.to("form[action='/drafts/new'] button")
        keys.follow()
        counted, held = page.locator("#steps").inner_html(), []
        page.route("**/parties", lambda sent: held.append(sent) if sent.request.method == "POST" else sent.continue_())
        keys.type("operation", "Lake Chad")
        keys.back_to("#steps [href$='/review']")
        held[0].continue_()
        page.wait_for_function("was => document.querySelector('#steps').innerHTML !== was", arg=counted)
        assert keys.is_at("#steps [href$='/review']")
        keys.stop()


# A scan, field by field

SENT = dtmforms.load(Path(__file__).parent.parent.parent / "scripts" / "demo_agreement.yaml")
POST, TIMELINE = "table_c_requesting_organization_primary", "table_b_low_timeline"
TICK = "table_b_low_method_password_protected_excel_email"
WRITTEN = {
    f"{POST}_name": "Олена Мороз",
    f"{POST}_title": "Child Protection Specialist",
    f"{POST}_mobile": "+258 84 555 0177",
    f"{POST}_email": "omoroz@harbour-trust.example",
    TIMELINE: "Every third week",
    TICK: "Yes",
}


@pytest.mark.sampled("what takes seconds")
def test_a_held_key_confirms_one_field_and_a_scan_takes_a_key_a_field(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dtmforms, "read_returns", lambda files: as_read(files, scan_of(SENT, WRITTEN)))
    dtmforms.Register(tmp_path / "register.sqlite3").add(SENT)
    scans, presses = Scans(str(tmp_path / "records")), 0
    with ServedHere(tmp_path, monkeypatch) as served, watched(browser, served, "en") as window:
        keys, page = Keyboard(window.page), window.page

        def hold(key: str) -> int:
            """How many fields are confirmed after it: held before the next page comes, and for a while on that."""
            with page.expect_navigation():
                for _ in range(5):
                    page.keyboard.down(key)
            at = window.place()
            for _ in range(20):
                page.keyboard.down(key)
            page.wait_for_timeout(100)
            assert window.place() == at, f"{key} was held, and went on"
            page.keyboard.up(key)
            return len(scans.read_off(SHA256).values)

        window.go("/returns")
        keys.choose(tmp_path / "register.sqlite3")
        keys.to(FIRST)
        keys.follow()
        keys.to(FIRST)
        assert hold("Enter") == 0, "held since the page before"
        assert [hold("PageDown"), hold("PageUp")] == [1, 0]
        while page.locator("[data-keys]").count():
            if not keys.stop()["value"]:
                keys.put(WRITTEN[window.place().rpartition("/")[2]])
            presses += 1
            assert hold("Enter") == presses
    assert scans.read_off(SHA256).values == WRITTEN
    assert presses == len(WRITTEN), "as many as fields are asked"
