"""One person a post (rule D2): what a return that names several asks of a person, and what comes of it; and a post
whose name is a placeholder (rule D4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS
from test_register import REF, returned

from dtmforms.cli.main import run

NAME = "table_c_requesting_organization_secondary_name"
SHARED = {NAME: "Suleimane & Ngozi Eze"}


def test_a_return_that_names_several_people_in_one_post_is_taken_by_a_person_alone(signed: Any) -> None:
    form = returned("return.pdf", **SHARED)
    code, answer = signed("return", form, "--on", "2026-11-03")
    assert (code, "several_in_field" in str(answer["findings"])) == (3, True)
    assert signed("verify")[1]["events"] == 2
    code, answer = signed("return", form, "--accept", "several_in_field", "--on", "2026-11-03")
    assert (code, answer["numbers"]["contacts"]) == (0, 2)
    assert signed("history", REF)[1]["steps"][2]["accepted"] == ["several_in_field"]


def test_how_to_accept_it_is_said(signed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert signed("status")[0] == 0
    run(["register", "return", returned("return.pdf", **SHARED)])
    assert "--accept several_in_field" in capsys.readouterr().err


def test_what_was_accepted_is_printed_and_asked_about_no_more(signed: Any) -> None:
    signed("return", returned("return.pdf", **SHARED), "--accept", "several_in_field", "--on", "2026-11-03")
    assert run(["batch", "register", "-o", "made", "--only", "word"]) == 0
    assert list(Path("made").rglob("*.docx"))
    later = returned("later.pdf", **SHARED, table_c_requesting_organization_primary_title="Child Protection Manager")
    assert signed("return", later, "--on", "2026-11-04")[0] == 0
    person = signed("show", REF)[1]["record"]["table_c"]["requesting_organization"]["secondary"]
    assert person["name"] == SHARED[NAME]


def test_a_placeholder_in_a_return_makes_the_post_vacant_and_is_told_at_its_field(signed: Any) -> None:
    form = returned("return.pdf", **{NAME: "To be confirmed"})
    code, answer = signed("return", form, "--on", "2026-11-03")
    assert code == 0
    assert "nobody_named" in [finding["code"] for finding in answer["findings"]]
    assert "secondary" not in signed("show", REF)[1]["record"]["table_c"]["requesting_organization"]


def test_nobody_is_replaced_by_a_placeholder_as_if_it_were_somebody(signed: Any) -> None:
    Path("next.yaml").write_text('name: TBC\ntitle: "-"\nmobile: "-"\nemail: "-"\n', encoding="utf-8")
    leaves = ("replace-person", "suleimane@harbour-trust.example", "--successor", "next.yaml")
    code, answer = signed(*leaves, "--on", "2026-11-03")
    assert code == 0, answer
    assert "secondary" not in signed("show", REF)[1]["record"]["table_c"]["requesting_organization"]


def test_a_record_with_several_people_in_a_post_is_begun_by_nobody(register: Any) -> None:
    text = RECORDS["en"].read_text(encoding="utf-8").replace("name: Suleimane", "name: Suleimane / Ngozi Eze")
    Path("shared.yaml").write_text(text, encoding="utf-8")
    assert register("add", "shared.yaml")[0] == 3
