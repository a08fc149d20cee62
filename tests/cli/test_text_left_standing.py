"""Free text that is what Table C prints, in the register (rule C4): it moves along or is left standing, and the terms
that were signed stay; documents and returns go by them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, STATED, scan
from test_commands import fill_in
from test_register import REF

import dtmforms
from dtmforms.cli.main import run

TEXT, TITLE = "Wanjiru Kamau, Child Protection & M&E Lead", "Child Protection Manager"
MOVED = f"Wanjiru Kamau, {TITLE}"


def record(name: str, text: str, title: str = "Child Protection & M&E Lead") -> str:
    """The invented record with a text in the Low destination and a title of the primary focal point, as a file."""
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    values["table_b"]["low"]["destination"] = [text]
    values["table_c"]["requesting_organization"]["primary"]["title"] = title
    Path(name).write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return name


@pytest.fixture
def agreed(register: Any) -> Any:
    register("add", record("agreed.yaml", TEXT), "--on", "2026-10-01")
    assert register("sign", REF, "--file", scan("signed.png"), *STATED, "--on", "2026-10-05")[0] == 0
    return register


def destination(register: Any) -> list[str]:
    low: list[str] = register("show", REF)[1]["record"]["table_b"]["low"]["destination"]
    return low


def kinds(register: Any) -> list[str]:
    return [step["kind"] for step in register("history", REF)[1]["steps"]]


def test_text_that_moves_along_is_recorded_with_the_notice_and_the_terms_stay(agreed: Any) -> None:
    before = agreed("show", REF)[1]["terms"]
    assert agreed("notice", REF, "--record", record("moved.yaml", MOVED, TITLE), "--on", "2026-11-03")[0] == 0
    assert kinds(agreed) == ["drafted", "signed", "notice"]
    assert (destination(agreed), agreed("show", REF)[1]["terms"]) == ([MOVED], before)


def test_text_that_is_left_standing_keeps_the_terms_on_documents(agreed: Any) -> None:
    before = agreed("show", REF)[1]["terms"]
    assert agreed("notice", REF, "--record", record("left.yaml", TEXT, TITLE), "--on", "2026-11-03")[0] == 0
    assert (destination(agreed), agreed("show", REF)[1]["terms"]) == ([TEXT], before)
    assert run(["form", "left.yaml", "-o", "left.pdf"]) == 0
    fill_in("left.pdf", "return.pdf", table_c_requesting_organization_primary_mobile="+258 84 555 0177")
    code, answer = agreed("return", "return.pdf", "--on", "2026-11-10")
    assert (code, answer["numbers"]["revision"], answer["terms"]) == (0, 1, before)
    assert "other_terms" not in [finding["code"] for finding in answer["findings"]]
    assert answer["waiting"] == []


def test_text_that_is_put_right_later_is_recorded_and_takes_no_revision(agreed: Any) -> None:
    """The register knows that it was what Table C printed when it was agreed."""
    before = agreed("show", REF)[1]["terms"]
    agreed("notice", REF, "--record", record("left.yaml", TEXT, TITLE), "--on", "2026-11-03")
    assert agreed("notice", REF, "--record", record("right.yaml", MOVED, TITLE), "--on", "2026-11-05")[0] == 0
    assert kinds(agreed) == ["drafted", "signed", "notice", "administrative_change"]
    assert (destination(agreed), agreed("show", REF)[1]["terms"]) == ([MOVED], before)


def test_a_form_from_before_the_text_moved_along_does_not_undo_it(agreed: Any) -> None:
    run(["form", "agreed.yaml", "-o", "form.pdf"])
    fill_in("form.pdf", "return.pdf", table_c_requesting_organization_secondary_mobile="+258 84 555 0188")
    agreed("notice", REF, "--record", record("moved.yaml", MOVED, TITLE), "--on", "2026-11-03")
    code, answer = agreed("return", "return.pdf", "--on", "2026-11-10")
    assert (code, answer["waiting"], destination(agreed)) == (0, [], [MOVED])
    assert "text_as_before_a_notice" in [finding["code"] for finding in answer["findings"]]


def test_a_batch_of_the_register_prints_the_terms_that_it_holds(agreed: Any) -> None:
    before = agreed("show", REF)[1]["terms"]
    agreed("notice", REF, "--record", record("left.yaml", TEXT, TITLE), "--on", "2026-11-03")
    assert run(["batch", "register", "-o", "made", "--only", "form"]) == 0
    [made] = Path("made").rglob("*.pdf")
    assert dtmforms.ingest(made).form["terms"] == before


def test_a_copy_from_before_the_text_moved_along_is_a_copy_of_the_text(register: Any) -> None:
    """Rule D6: a notice came while it was with the partner."""
    register("add", record("agreed.yaml", TEXT), "--on", "2026-10-01")
    assert run(["fill", "agreed.yaml", "-o", "copy.docx"]) == 0
    assert register("notice", REF, "--record", record("moved.yaml", MOVED, TITLE), "--on", "2026-10-10")[0] == 0
    assert register("sign", REF, "--file", "copy.docx", *STATED, "--on", "2026-10-20")[0] == 0
    assert destination(register) == [MOVED]
