"""What the register takes for a notice or a revision, and by what it judges: as a user runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, scan
from test_register import COURIER, REF, SUCCESSOR, changed, returned

DEMO = str(RECORDS["en"])
STATED = ("--stated-by", "DTM Coordinator", "--why", "Both signed before me")
CONFIRMED = ("--confirmed-by", "requesting_organization.secondary")
MENDED = "Children without any adult of their family"
RENAMED = {"table_b_low_datasets_01_name": MENDED}
RENAMED_PATH = "table_b.low.datasets[Children without an adult of their family, site].name"
FEAR = {"name": "Checkpoints near the site", "level": "site", "classification": "confidential"}


def test_a_form_of_the_text_in_force_is_not_said_to_be_of_an_earlier_text(signed: Any) -> None:
    code, answer = signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    assert code == 0
    assert "earlier text" not in str(answer)


def test_a_dataset_that_completes_a_combination_over_two_agreements_is_named(signed: Any) -> None:
    """Rule B3, relational: also where the partner's name is written in other letter case."""
    other = changed("other.yaml", "table_b", "low", "datasets", to=[FEAR])
    text = Path(other).read_text(encoding="utf-8").replace(REF, "MOZ-2").replace("Harbour Children", "HARBOUR Children")
    Path(other).write_text(text, encoding="utf-8")
    _, answer = signed("add", other, "--accept", "same_key", "--on", "2026-10-02")
    [finding] = [finding for finding in answer["findings"] if finding["rule"] == "B3"]
    assert "“Fear at the water point”" in finding["message"]
    assert REF in finding["message"]


def test_a_revision_is_looked_at_together_with_the_partners_other_agreements(signed: Any) -> None:
    other = changed("other.yaml", "table_b", "low", "datasets", to=[FEAR | {"name": "Wells"}])
    Path(other).write_text(Path(other).read_text(encoding="utf-8").replace(REF, "MOZ-2"), encoding="utf-8")
    assert signed("add", other, "--accept", "same_key", "--on", "2026-10-02")[1]["findings"] == []
    wider = changed("wider.yaml", "table_b", "low", "datasets", to=[FEAR])
    Path(wider).write_text(Path(wider).read_text(encoding="utf-8").replace(REF, "MOZ-2"), encoding="utf-8")
    _, answer = signed("revise", "MOZ-2", wider, "--on", "2026-10-03")
    assert any("together with MOZ-CD-HCT-CP" in finding["message"] for finding in answer["findings"])


def primary_of(signed: Any) -> Any:
    return signed("show", REF)[1]["record"]["table_c"]["requesting_organization"]["primary"]


def test_somebody_who_had_left_is_not_brought_back_by_an_old_form(signed: Any) -> None:
    """Rules D8, E6: the form was filled before the notice; only its other cells are news."""
    old = returned("old.pdf", table_c_requesting_organization_secondary_title="Coordinator in the field")
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    code, answer = signed("return", old, "--on", "2026-11-05")
    assert (code, answer["numbers"]["contacts"]) == (0, 3)
    assert primary_of(signed)["name"] == "Олена Мороз"
    [finding] = [finding for finding in answer["findings"] if "it is not taken" in finding["message"]]
    assert finding["path"] == "table_c.requesting_organization.primary"


def test_somebody_who_is_back_is_taken_where_a_counterpart_confirmed_it(signed: Any) -> None:
    old = returned("old.pdf")
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    code, answer = signed("return", old, "--on", "2026-11-05", *CONFIRMED)
    assert (code, answer["numbers"]["contacts"]) == (0, 3)
    [*_, step] = signed("history", REF)[1]["steps"]
    assert step["confirmed_by"] == "requesting_organization.secondary"


@pytest.mark.parametrize("attribute", ["mobile", "title"])
def test_an_untouched_form_from_before_a_notice_changes_nothing(signed: Any, attribute: str) -> None:
    old = returned("old.pdf")
    new = returned("new.pdf", **{f"table_c_requesting_organization_primary_{attribute}": "+258 84 555 0177"})
    signed("return", new, "--on", "2026-11-03")
    code, answer = signed("return", old, "--on", "2026-11-10")
    assert (code, answer["numbers"]["contacts"]) == (0, 2)
    assert primary_of(signed)[attribute] == "+258 84 555 0177"


def test_half_of_an_old_form_that_would_name_somebody_twice_is_refused(signed: Any) -> None:
    """The two exchanged their posts; the old form has them as before, and one of them with another number."""
    people = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))["table_c"]["requesting_organization"]
    swapped = {"primary": people["secondary"], "secondary": people["primary"]}
    old = returned("old.pdf", table_c_requesting_organization_secondary_mobile="+258 84 555 0177")
    signed("notice", REF, "--record", changed("new.yaml", "table_c", "requesting_organization", to=swapped))
    code, answer = signed("return", old)
    assert (code, "send the partner the present form" in answer["error"]) == (3, True)
    assert answer["findings"]
    assert not any(name in str(answer) for name in ("Wanjiru", "Suleimane", "0177"))


@pytest.mark.parametrize("act", [["notice", REF, "--record", DEMO], ["revise", REF, "old.yaml"]])
def test_a_record_from_before_a_notice_does_not_undo_it(signed: Any, act: list[str]) -> None:
    changed("old.yaml", "purpose", to="Another purpose.")
    signed("return", returned("new.pdf", **SUCCESSOR))
    code, answer = signed(*act)
    assert (code, "requesting_organization.primary" in answer["values"]["posts"]) == (3, True)


def test_a_form_from_before_a_revision_proposes_only_what_was_changed_in_it(signed: Any) -> None:
    old = returned("old.pdf", **COURIER)
    signed("revise", REF, changed("new.yaml", "table_b", "low", "timeline", to="Every month"), "--on", "2026-11-03")
    signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-04")
    code, answer = signed("return", old, "--on", "2026-11-05")
    assert (code, answer["waiting"]) == (0, ["table_b.medium.method"])
    assert any("made for an earlier text" in finding["message"] for finding in answer["findings"])


def test_what_several_returns_propose_is_put_up_together(signed: Any) -> None:
    signed("return", returned("one.pdf", **RENAMED), "--on", "2026-11-03")
    code, answer = signed("return", returned("two.pdf", **COURIER), "--on", "2026-11-04")
    assert (code, answer["waiting"]) == (0, [RENAMED_PATH, "table_b.medium.method"])
    assert signed("revise", REF, "--on", "2026-11-05")[0] == 0
    scan("second.pdf", 200)
    signed("sign", REF, "--file", "second.pdf", *STATED, "--on", "2026-11-06")
    record = signed("show", REF)[1]["record"]
    assert record["table_b"]["low"]["datasets"][0]["name"] == MENDED
    assert "By courier" in record["table_b"]["medium"]["method"]


def test_returns_that_propose_different_texts_are_not_put_up_unseen(signed: Any) -> None:
    signed("return", returned("one.pdf", **COURIER), "--on", "2026-11-03")
    signed("return", returned("two.pdf", table_b_medium_method_other_01="By post"), "--on", "2026-11-04")
    code, answer = signed("revise", REF, "--on", "2026-11-05")
    assert (code, "table_b.medium.method" in answer["error"]) == (3, True)
    code, answer = signed("revise", REF, changed("new.yaml", "purpose", to="Another purpose."), "--on", "2026-11-05")
    assert code == 0
    assert sum("leaves them out" in finding["message"] for finding in answer["findings"]) == 2


def test_replacing_a_person_follows_the_policy_and_brings_nobody_back(signed: Any) -> None:
    person = {"name": "Ana Sitoe", "title": "Lead", "mobile": "+258 82 555 0199", "email": "as@harbour-trust.example"}
    Path("person.yaml").write_text(yaml.safe_dump(person), encoding="utf-8")
    row = '[[row]]\npath = "table_c.*.*.*"\neffect = "revision"\nrule = "ours"\nreason = "We sign again."\n'
    Path("ours.toml").write_text(row, encoding="utf-8")
    replacing = ("replace-person", "wkamau@harbour-trust.example", "--successor", "person.yaml", "--on", "2026-11-03")
    signed("policy", "ours.toml")
    code, answer = signed(*replacing)
    assert (code, answer["code"]) == (3, "successor_refused")
    assert all(REF in found["message"] for found in answer["findings"])
    assert {found["code"] for found in answer["findings"]} == {"takes_a_revision"}
    Path("ours.toml").write_text("", encoding="utf-8")
    signed("policy", "ours.toml")
    assert signed(*replacing)[0] == 0
    back = {"name": "Wanjiru Kamau", "title": "Child Protection & M&E Lead"}
    back |= {"mobile": "+258 84 555 0103", "email": "wkamau@harbour-trust.example"}
    Path("back.yaml").write_text(yaml.safe_dump(back), encoding="utf-8")
    again = ("replace-person", "as@harbour-trust.example", "--successor", "back.yaml", "--on", "2026-11-05")
    assert signed(*again)[0] == 3
    assert signed(*again, *CONFIRMED)[0] == 0


def test_who_confirmed_a_successor_is_kept_and_not_asked_again(signed: Any) -> None:
    _, answer = signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03", *CONFIRMED)
    assert not any("as having confirmed" in finding["message"] for finding in answer["findings"])


def test_people_of_a_renamed_organization_wait_with_its_name(signed: Any) -> None:
    """Rule C5: and its known domains come with it."""
    renamed = changed(
        "new.yaml", "requesting_organization", to={"name": "Coastal", "email_domains": ["coastal.example"]}
    )
    record = yaml.safe_load(Path(renamed).read_text(encoding="utf-8"))
    record["table_c"]["requesting_organization"]["primary"]["name"] = "Ngozi Eze"
    Path(renamed).write_text(yaml.safe_dump(record), encoding="utf-8")
    _, answer = signed("revise", REF, renamed, "--on", "2026-11-03")
    assert [event["kind"] for event in answer["recorded"]] == ["revised"]
    record = signed("show", REF)[1]["record"]
    assert record["table_c"]["requesting_organization"]["primary"]["name"] == "Wanjiru Kamau"
    signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-05")
    record = signed("show", REF)[1]["record"]
    assert record["table_c"]["requesting_organization"]["primary"]["name"] == "Ngozi Eze"
    assert record["requesting_organization"] == {"name": "Coastal", "email_domains": ["coastal.example"]}
    _, shown = signed("show", REF)
    assert (shown["contacts"], shown["contacts_on"]) == (1, "2026-11-05")
    assert "contacts 1: passwords_changed" in shown["open"]["open_duties"]


def test_a_mission_that_is_stricter_has_a_signatory_wait_for_the_signature(signed: Any) -> None:
    row = '[[row]]\npath = "signatories.**"\neffect = "revision"\nrule = "ours"\nreason = "We sign again."\n'
    Path("ours.toml").write_text(row, encoding="utf-8")
    record = changed("new.yaml", "signatories", to=[{"organization": "iom", "name": "Ida", "title": "Chief"}])
    signed("policy", "ours.toml")
    assert signed("notice", REF, "--record", record)[0] == 3
    code, answer = signed("revise", REF, record, "--on", "2026-11-03")
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["revised"])
    assert len(signed("show", REF)[1]["record"]["signatories"]) == 2
    signed("sign", REF, "--file", scan("new.png", 150), *STATED, "--on", "2026-11-05")
    assert [one["name"] for one in signed("show", REF)[1]["record"]["signatories"]] == ["Ida"]
