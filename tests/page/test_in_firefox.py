"""The main way in Firefox, whose script, forms and downloads are others than Chromium's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Served
from firefox import firefox
from job import CONFIRMER, FIRST, NEW, ROLE, is_done, record_in, register_of, returned, signed_in, workbook_of

import dtmforms


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path) as program:
        yield program


@pytest.mark.program("firefox-esr")
@pytest.mark.sampled("the job in a browser")
def test_the_main_way_is_gone_in_firefox(served: Served, tmp_path: Path) -> None:
    record = record_in("es")
    with firefox(tmp_path / "profile", "es") as browser:
        browser.go(served.address)
        assert browser.ask("document.documentElement.lang") == "es"
        browser.follow("main a[href='/drafts']")
        browser.type("main [type=file]", str(workbook_of(record, tmp_path)))
        browser.follow("main form[enctype] button")
        browser.type("[name=operation]", " II")
        browser.follow("[name=do][value=go_on]")
        browser.follow(".steps a[href$='/review']")
        browser.type("[name=by]", ROLE)
        browser.follow("[name=do][value=begin]")
        here = f"/agreements/{record.reference}"
        assert browser.address() == served.origin + here
        assert browser.save("[name=kind][value=to-sign]").startswith(b"PK")
        form = browser.save("[name=kind][value=form]")
        browser.follow(".top a[href='/returns']")
        browser.type("main [type=file]", str(returned(form, tmp_path)))
        browser.follow(FIRST)
        assert browser.ask("document.querySelectorAll('.sheet rect').length") == len(NEW)
        browser.click(f"option[value='{CONFIRMER}']")
        browser.follow(FIRST)
        for place in (f"{here}/acts/sign", *(f"{here}/duties/{duty}" for duty in duties(served, record.reference))):
            browser.go(served.origin + place)
            shown = "evidence" if browser.ask("document.querySelector('[name=evidence]') !== null") else "file"
            browser.type(f"[name={shown}]", {"evidence": "In the office", "file": str(signed_in(tmp_path))}[shown])
            if place.endswith("sign"):
                browser.type("[name=why]", "Both signed before me")
            browser.follow("form[enctype] button")
            assert browser.address() == served.origin + here
        browser.follow(".foot button")
        served.program.wait(60)
    is_done(served, record.reference)
    assert register_of(served).show(record.reference).about["operation"].endswith(" II")


def duties(served: Served, reference: str) -> list[str]:
    standing = register_of(served).show(reference).standing
    return [due.what for due in standing.due if due.what in dtmforms.DUTIES]
