"""What strangers send comes to the page too: each file ends in a sentence, and the page goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import RECORDS

sys.path.append(str(Path(__file__).parent.parent / "page"))

if sys.platform == "win32":
    pytest.skip("limits of a process are those of POSIX", allow_module_level=True)

from hostile_places import PLACES
from inputs import INPUTS
from manifest import INGEST
from pages import ORIGIN, Opened, register_with, text_of

import dtmforms

SENT = [name for place, name in enumerate(INPUTS) if place % 8 == 0 and name not in PLACES]
"""The command line gets all of them; the page hands them to the same readers."""
REFERENCE = dtmforms.load(RECORDS["en"]).reference


@pytest.mark.sampled("hostile files sent to the page")
@pytest.mark.parametrize("name", SENT)
def test_a_hostile_file_ends_in_a_sentence_and_the_page_goes_on(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = INPUTS[name].make(tmp_path)
    opened = Opened(register_with(tmp_path, "en"))
    where = "/returns" if INPUTS[name].command == INGEST else "/drafts"
    answer = opened.browser.post(
        where,
        data={"key": opened.keys.form},
        files={"file": ("a file", path.read_bytes())},
        headers={"origin": ORIGIN},
    )
    html = answer.text
    if answer.is_redirect:
        html = opened.browser.get(answer.headers["location"]).text
    assert answer.status_code in (200, 303, 422)
    assert len(text_of(html)) > 100
    assert "Traceback" not in html
    assert "program_fault" not in html
    assert opened.get("/agreements")
    assert [step.event.kind for step in dtmforms.Register(opened.register).history(REFERENCE)] == ["drafted"]
    assert capfd.readouterr() == ("", "")
