"""`register coverage`: who is called for which area, for eyes and for programs; and the gaps in `status` (rule D11)."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from agreed_beside import OFFICER, with_areas
from conftest import STATED, load_sample, scan

from dtmforms.agreement.record_file import dump_yaml
from dtmforms.cli.main import run
from dtmforms.cli.table import WIDTH, width
from dtmforms.language import LANGUAGES

REFERENCE = load_sample("en").reference
HAUWA = OFFICER | {"name": "Hauwa Bello"}


@pytest.fixture(autouse=True)
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an agreement since the first of October, and another officer for one area since the tenth."""
    monkeypatch.chdir(tmp_path)
    musa = HAUWA | {"name": "Musa Adamu", "email": "madamu@harbour-trust.example"}
    for name, person in (("a", HAUWA), ("b", musa)):
        record = with_areas(load_sample("en"), {"area": "Palma"} | person, {"area": "Mueda"})
        Path(f"{name}.yaml").write_bytes(dump_yaml(record.values()))
    assert run(["register", "add", "a.yaml", "--on", "2026-10-01"]) == 0
    assert run(["register", "notice", REFERENCE, "--record", "b.yaml", "--on", "2026-10-10"]) == 0


def told(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    capsys.readouterr()
    assert run([*command]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("day", "name", "since"),
    [("2026-10-09", "Hauwa Bello", "2026-10-01"), ("2026-10-10", "Musa Adamu", "2026-10-10")],
)
def test_it_says_who_is_called_on_a_day(capsys: pytest.CaptureFixture[str], day: str, name: str, since: str) -> None:
    answer = json.loads(told(capsys, "register", "coverage", REFERENCE, "--as-of", day, "--json"))
    assert (answer["schema"], answer["reference"], answer["as_of"]) == ("dtmforms/coverage/1", REFERENCE, day)
    palma, mueda = answer["areas"]
    assert (palma["side"], palma["area"], palma["person"]["name"], palma["since"]) == (
        "requesting_organization",
        "Palma",
        name,
        since,
    )
    assert (mueda["area"], mueda["person"], mueda["since"]) == ("Mueda", None, "2026-10-01")


@pytest.mark.parametrize("language", LANGUAGES)
def test_for_eyes_it_is_a_table_and_the_gaps_are_counted(capsys: pytest.CaptureFixture[str], language: str) -> None:
    said = told(capsys, "--messages", language, "register", "coverage", REFERENCE, "--as-of", "2026-10-12")
    assert "Musa Adamu" in said
    assert "Hauwa" not in said
    assert said.rstrip().endswith("1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_names_and_counts_areas_without_anybody(capsys: pytest.CaptureFixture[str], language: str) -> None:
    said = told(capsys, "--messages", language, "register", "status", "--as-of", "2026-10-12")
    assert "Mueda" in said
    assert "Musa" not in said
    assert said.rstrip().endswith("1")


def gaps(capsys: pytest.CaptureFixture[str]) -> int:
    found: int = json.loads(told(capsys, "register", "status", "--as-of", "2026-10-09", "--json"))["vacant_areas"]
    return found


def counted() -> dict[str, object]:
    """What the only agreement of the figures is counted under."""
    assert run(["register", "status", "--as-of", "2026-10-09", "--xlsx", "status.xlsx", "--force"]) == 0
    headings, row = openpyxl.load_workbook("status.xlsx")["Figures"].iter_rows(values_only=True)
    return {str(heading): cell for heading, cell in zip(headings, row, strict=True) if cell == 1}


def test_areas_without_anybody_have_a_total_and_a_bar_of_their_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert gaps(capsys) == 1
    assert counted() == {"Unsigned": 1, "All": 1}, "what is more serious comes first"
    scan("signed.pdf")
    assert run(["register", "sign", REFERENCE, "--file", "signed.pdf", *STATED, "--on", "2026-10-02"]) == 0
    assert counted() == {"Areas without anybody": 1, "All": 1}
    assert run(["register", "end", REFERENCE, "--why", "the project is over", "--on", "2026-10-09"]) == 0
    assert gaps(capsys) == 0, "nobody is called under an agreement that has ended"


def test_where_no_areas_are_agreed_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    values = load_sample("en").values() | {"reference": "OTHER", "subject": "Gender-based violence"}
    Path("c.yaml").write_bytes(dump_yaml(values))
    assert run(["register", "add", "c.yaml", "--on", "2026-10-01"]) == 0
    assert told(capsys, "register", "coverage", "OTHER").strip() == "no field focal points are agreed"


def another_agreement(day: str = "2026-10-05") -> None:
    """With an area of IOM's own for which nobody is called, and one of the partner's."""
    record = with_areas(load_sample("en"), {"area": "Ibo"} | HAUWA)
    values = record.values() | {"reference": "OTHER", "subject": "Gender-based violence"}
    values["table_c"]["iom"]["field"] = [{"area": "Ibo"}, {"area": "Quissanga"}]
    Path("other.yaml").write_bytes(dump_yaml(values))
    assert run(["register", "add", "other.yaml", "--on", day]) == 0


def test_without_a_reference_it_is_of_all_agreements_with_areas_and_names_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    another_agreement()
    values = load_sample("en").values() | {"reference": "NO-AREAS", "subject": "Shelter"}
    Path("none.yaml").write_bytes(dump_yaml(values))
    assert run(["register", "add", "none.yaml", "--on", "2026-10-01"]) == 0
    said = told(capsys, "register", "coverage", "--as-of", "2026-10-12", "--json")
    answer = json.loads(said)
    assert (answer["schema"], answer["as_of"]) == ("dtmforms/coverage-of-all/1", "2026-10-12")
    about = {"organization": "Harbour Children's Trust", "country": "MOZ"}
    about["organization"] = load_sample("en").requesting_organization.name
    mueda = {"side": "requesting_organization", "area": "Mueda", "since": "2026-10-01"}
    ours = [{"side": "iom", "area": area, "since": "2026-10-05"} for area in ("Ibo", "Quissanga")]
    assert answer["agreements"] == [
        {"reference": REFERENCE, "areas": 2, "vacant": [mueda]} | about,
        {"reference": "OTHER", "areas": 3, "vacant": ours} | about,
    ]
    assert not any(name in said for name in ("Hauwa", "Musa", "@"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_all_agreements_it_is_one_table_for_eyes(capsys: pytest.CaptureFixture[str], language: str) -> None:
    another_agreement()
    said = told(capsys, "--messages", language, "register", "coverage", "--as-of", "2026-10-12")
    lines = said.splitlines()
    assert [line.split()[0] for line in lines if line.startswith(("OTHER", REFERENCE))] == [REFERENCE, "OTHER"]
    assert all(width(line) <= WIDTH for line in lines)
    assert all(area in said for area in ("Mueda", "Ibo", "Quissanga"))
    assert "Palma" not in said, "somebody is called there"
    assert said.rstrip().endswith("3")


def test_an_agreement_is_among_all_as_long_as_it_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    another_agreement("2026-10-05")

    def references(day: str) -> list[str]:
        answer = json.loads(told(capsys, "register", "coverage", "--as-of", day, "--json"))
        return [one["reference"] for one in answer["agreements"]]

    assert references("2026-10-04") == [REFERENCE]
    assert run(["register", "end", REFERENCE, "--why", "the project is over", "--on", "2026-10-09"]) == 0
    assert (references("2026-10-08"), references("2026-10-09")) == ([REFERENCE, "OTHER"], ["OTHER"])
    assert run(["register", "end", "OTHER", "--why", "the project is over", "--on", "2026-10-10"]) == 0
    said = told(capsys, "register", "coverage", "--as-of", "2026-10-10")
    assert said.strip() == "no field focal points are agreed"


def test_the_people_of_areas_stand_in_show_in_history_and_in_who(capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, "register", "show", REFERENCE)
    assert "field focal point of the requesting organization for “Palma”: Musa Adamu" in shown
    history = told(capsys, "register", "history", REFERENCE)
    assert "“Palma”" in history
    assert "Musa" not in history
    who = told(capsys, "register", "who", "Musa Adamu")
    assert "“Palma”" in who
