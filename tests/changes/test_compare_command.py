"""`compare` as a user runs it: a mission's policy, a split."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, load_sample

from dtmforms.agreement.check import check
from dtmforms.agreement.record_file import dump_yaml
from dtmforms.cli.main import run

OLD = str(RECORDS["en"])


@pytest.fixture(autouse=True)
def inside_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, **changes: Any) -> str:
    """A record with some of the sample's values changed; `person` is the name of the partner's primary focal point."""
    values = copy.deepcopy(load_sample("en").values())
    person = changes.pop("person", None)
    if person:
        values["table_c"]["requesting_organization"]["primary"]["name"] = person
    Path(name).write_bytes(dump_yaml(values | changes))
    return name


def test_a_mixed_change_is_written_in_two_records(capsys: pytest.CaptureFixture[str]) -> None:
    new = write("new.yaml", person="Ngozi Eze", purpose="Something else.")
    assert run(["compare", OLD, new, "--split", "-o", "parts"]) == 5
    said = capsys.readouterr().out
    assert "parts/MOZ-CD-HCT-CP-notice.yaml (written): can take effect now\n  Table C, " in said.replace("\\", "/")
    assert "parts/MOZ-CD-HCT-CP-proposed-revision.yaml (written): waits" in said.replace("\\", "/")
    notice, revision = (f"parts/MOZ-CD-HCT-CP-{name}.yaml" for name in ("notice", "proposed-revision"))
    assert check(Path(notice).read_bytes()).record
    assert Path(revision).read_bytes() == Path(new).read_bytes()
    assert run(["compare", OLD, notice]) == 0
    assert run(["compare", notice, revision]) == 5


def test_a_part_that_is_not_there_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", OLD, write("new.yaml", purpose="Something else."), "--split"]) == 5
    assert [path.name for path in Path("filled").iterdir()] == ["MOZ-CD-HCT-CP-proposed-revision.yaml"]
    assert "without revision: nothing of that kind changed" in capsys.readouterr().out


def test_the_answer_names_the_parts_field_by_field(capsys: pytest.CaptureFixture[str]) -> None:
    new = write("new.yaml", person="Ngozi Eze")
    assert run(["compare", OLD, new, "--split", "-o", "parts", "--json"]) == 0
    parts = json.loads(capsys.readouterr().out)["split"]
    assert parts["proposed_revision"] is None
    assert parts["notice"]["paths"] == ["table_c.requesting_organization.primary.name"]


def test_a_split_spares_other_files() -> None:
    new = write("new.yaml", person="Ngozi Eze")
    Path("MOZ-CD-HCT-CP-notice.yaml").write_text("mine", encoding="utf-8")
    assert run(["compare", OLD, new, "--split", "-o", "."]) == 6
    assert run(["compare", OLD, new, "--split", "-o", "one.yaml"]) == 2
    assert run(["compare", OLD, new, "-o", "parts"]) == 2
    assert Path("MOZ-CD-HCT-CP-notice.yaml").read_text(encoding="utf-8") == "mine"
    assert run(["compare", OLD, new, "--split", "-o", ".", "--force"]) == 0
    assert run(["compare", OLD, new, "--split", "-o", "."]) == 0


def test_another_agreement_is_not_split(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", OLD, str(RECORDS["fr"]), "--split"]) == 3
    assert not Path("filled").exists()
    assert "another agreement" in capsys.readouterr().err


def test_a_mission_is_stricter_and_never_looser(capsys: pytest.CaptureFixture[str]) -> None:
    new = write("new.yaml", signatories=[])
    row = '[[row]]\npath = "signatories.**"\neffect = "{}"\nrule = "HQ-7"\nreason = "We sign again."\n'
    Path("ours.toml").write_text(row.format("revision"), encoding="utf-8")
    assert run(["compare", OLD, new]) == 0
    assert run(["compare", OLD, new, "--policy", "ours.toml"]) == 5
    assert "HQ-7" in capsys.readouterr().out
    Path("ours.toml").write_text(row.format("unchanged"), encoding="utf-8")
    assert run(["compare", OLD, new, "--policy", "ours.toml"]) == 3
    said = capsys.readouterr().err
    differs = "“signatories.**” is “unchanged” here and “administrative” in “signatories.**”"
    assert f"ours.toml: row 1 (row[0]): {differs}" in said
    assert run(["compare", OLD, new, "--policy", "missing.toml"]) == 6


def test_the_partners_other_agreements_and_who_confirmed_are_taken_into_account(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sample = load_sample("en").values()
    low = sample["table_b"]["low"]
    more = low | {"datasets": [*low["datasets"], {"name": "Water", "level": "site", "classification": "confidential"}]}
    assessed = sample["risk_assessment"] | {
        "combinations": [{"datasets": ["Water", "Patrols"], "decision": "Never together."}]
    }
    patrols = [{"name": "Patrols", "level": "site", "classification": "confidential"}]
    other = write(
        "other.yaml",
        reference="MOZ-GBV",
        risk_assessment=assessed,
        table_b=sample["table_b"] | {"low": low | {"datasets": patrols}},
    )
    new = write("new.yaml", person="Ngozi Eze", table_b=sample["table_b"] | {"low": more})
    assert run(["compare", OLD, new]) == 5
    assert "sensitive together" not in capsys.readouterr().err
    assert run(["compare", OLD, new, "--beside", other, "--confirmed-by", "requesting_organization.signatory"]) == 5
    said = capsys.readouterr().err
    assert "together with MOZ-GBV, now shares “Water” and “Patrols”" in said
    assert "as having confirmed" not in said
