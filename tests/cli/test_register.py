"""The register as a user runs it: from the first record to the signed revision, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, STATED, scan
from docx import Document
from test_commands import PRIMARY, fill_in

from dtmforms.cli.main import run

DEMO = str(RECORDS["en"])
REF = "MOZ-CD-HCT-CP"
PARTNER = "table_c_requesting_organization_primary"
SUCCESSOR = {f"{PARTNER}_name": "Олена Мороз", f"{PARTNER}_email": "omoroz@harbour-trust.example"}
ASSESSED = {
    "assessed_on": datetime.date(2026, 11, 11),
    "assessors": [
        {"name": "Joana Macuácua", "role": "dtm_coordinator", "organization": "IOM"},
        {"name": "Wanjiru Kamau", "role": "sectoral_expert", "organization": "Harbour Children's Trust"},
    ],
}
COURIER = {"table_b_medium_method_other_01": "By courier"}


def returned(name: str, **texts: str) -> str:
    run(["form", DEMO, "-o", "form.pdf"])
    fill_in("form.pdf", name, **texts)
    return name


def changed(name: str, *path: str, to: Any) -> str:
    """The invented record with one value changed, as a file."""
    record = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    Path(name).write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    return name


def test_a_new_focal_point_takes_effect_and_the_revision_stays(signed: Any) -> None:
    code, answer = signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    assert code == 0
    assert [event["kind"] for event in answer["recorded"]] == ["returned", "notice"]
    assert answer["numbers"]["revision"] == 1
    assert answer["numbers"]["contacts"] == 2
    assert [item["duty"] for item in answer["open_duties"]] == [
        "written_notice",
        "handover_history",
        "handover_agreements",
        "passwords_changed",
        "successor_confirmed",
    ]
    assert answer["waiting"] == []
    told = "Revision 1 · Contacts 2; signed with the contacts of 2026-10-01; current contacts 2026-11-03"
    assert answer["status"] == told
    assert signed("notice", REF, "-o", "paperwork")[0] == 0
    notice = Document(next(str(path) for path in Path("paperwork").glob("*notice*")))
    assert told.replace("2026-10-01", "1 October 2026").replace("2026-11-03", "3 November 2026") in [
        paragraph.text for paragraph in notice.paragraphs
    ]


def test_a_mixed_return_is_split_and_its_revision_waits_for_the_signature(signed: Any) -> None:
    _, answer = signed("return", returned("return.pdf", **SUCCESSOR, **COURIER), "--on", "2026-11-03")
    assert answer["waiting"] == ["table_b.medium.method"]
    before = answer["terms"]
    _, shown = signed("show", REF)
    assert shown["record"]["table_c"]["requesting_organization"]["primary"]["name"] == "Олена Мороз"
    assert "By courier" not in str(shown["record"])
    code, answer = signed("revise", REF, "--on", "2026-11-06")
    assert (code, answer["terms"], answer["numbers"]["revision"]) == (0, before, 1)
    scan("revised.pdf", 190)
    code, answer = signed("sign", REF, "--file", "revised.pdf", *STATED, "--on", "2026-11-08")
    assert (code, answer["numbers"]["revision"], answer["numbers"]["contacts"]) == (0, 2, 2)
    assert answer["terms"] != before
    _, shown = signed("show", REF)
    assert "By courier" in str(shown["record"])
    _, then = signed("show", REF, "--as-of", "2026-11-07")
    assert (then["revision"], then["terms"]) == (1, before)


def test_every_act_twice_is_the_same_as_once(signed: Any) -> None:
    form = returned("return.pdf", **SUCCESSOR, **COURIER)
    acts = [
        ["add", DEMO, "--on", "2026-10-01"],
        ["issue", REF, "--file", "form.pdf", "--on", "2026-10-02"],
        ["sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-05"],
        ["return", form, "--on", "2026-11-03"],
        ["return", form, "--on", "2026-11-09"],
        ["revise", REF, "--on", "2026-11-06"],
        ["duty", REF, "handover_history", "--evidence", "minutes of 3 November", "--on", "2026-11-06"],
        ["sign", REF, "--file", "revised.pdf", *STATED, "--on", "2026-11-08"],
        ["suspend", REF, "--why", "the context changed", "--on", "2026-11-10"],
    ]
    scan("revised.pdf", 190)
    for act in acts:
        first, _ = signed(*act)
        second, answer = signed(*act)
        assert (first, second) == (0, 0), act
        assert answer["recorded"] == []
    signed("show", REF, "-o", "now.yaml")
    assessment = yaml.safe_load(Path("now.yaml").read_text(encoding="utf-8")) | {"risk_assessment": ASSESSED}
    Path("assessed.yaml").write_text(yaml.safe_dump(assessment), encoding="utf-8")
    assert signed("reassess", REF, "assessed.yaml", "--on", "2026-11-11")[0] == 0
    assert signed("reassess", REF, "assessed.yaml", "--on", "2026-11-12")[1]["recorded"] == []
    assert signed("verify")[1]["whole"] is True


def test_a_notice_that_asks_for_more_is_refused_attribute_by_attribute(signed: Any) -> None:
    record = changed("new.yaml", "table_b", "low", "timeline", to="Weekly")
    code, answer = signed("notice", REF, "--record", record)
    assert code == 3
    assert "table_b.low.timeline" in answer["error"]
    assert signed("verify")[1]["events"] == 2


def test_a_revision_that_is_none_is_refused(signed: Any) -> None:
    record = changed("new.yaml", "table_c", "iom", "primary", "title", to="Coordinator")
    code, answer = signed("revise", REF, record)
    assert code == 3
    assert "no revision is needed" in answer["error"]


def test_a_notice_is_open_until_each_duty_is_evidenced(signed: Any) -> None:
    signed("return", returned("return.pdf", **SUCCESSOR), "--on", "2026-11-03")
    Path("letter.pdf").write_bytes(b"letter")
    code, answer = signed("duty", REF, "written_notice", "--evidence", "told by telephone")
    assert code == 3
    assert "telephone" in answer["error"]
    assert signed("notice", REF, "--file", "letter.pdf")[0] == 0
    for duty in ("handover_history", "handover_agreements", "passwords_changed"):
        assert signed("duty", REF, duty, "--evidence", "minutes of 4 November")[0] == 0
    assert signed("duty", REF, "successor_confirmed", "--evidence", "letter.pdf")[0] == 0
    _, answer = signed("status")
    assert answer["agreements"][0]["open"] == {}


def test_the_paperwork_of_a_notice_is_made_and_made_again_the_same(signed: Any) -> None:
    record = changed("new.yaml", "table_c", "iom", "secondary", "name", to="Nova Pessoa")
    assert signed("notice", REF, "--record", record, "--on", "2026-11-03", "-o", "papers")[0] == 0
    made = {path.name: path.read_bytes() for path in Path("papers").iterdir()}
    assert sorted(made) == [f"{REF}-handover-2.docx", f"{REF}-notice-2.docx"]
    assert signed("notice", REF, "-o", "papers")[1]["outcome"] == "unchanged"
    changes = Document(str(Path("papers") / f"{REF}-notice-2.docx")).tables[2]
    names = [[cell.text for cell in row.cells] for row in changes.rows if row.cells[0].text == "Name"]
    assert names == [["Name", "Tomás Nhantumbo", "Nova Pessoa"]]


def test_a_notice_of_the_day_on_which_the_agreement_began_says_who_was_there_until_then(register: Any) -> None:
    """And one of the day of another one, whom that one named."""
    assert register("add", DEMO, "--on", "2026-10-01")[0] == 0
    record = changed("new.yaml", "table_c", "iom", "secondary", "name", to="Nova Pessoa")
    assert register("notice", REF, "--record", record, "--on", "2026-10-01", "-o", "papers")[0] == 0
    changes = Document(str(Path("papers") / f"{REF}-notice-2.docx")).tables[2]
    assert [cell.text for cell in changes.rows[2].cells] == ["Name", "Tomás Nhantumbo", "Nova Pessoa"]
    record = changed("newer.yaml", "table_c", "iom", "secondary", "name", to="Outra Pessoa")
    assert register("notice", REF, "--record", record, "--on", "2026-10-01", "-o", "papers")[0] == 0
    changes = Document(str(Path("papers") / f"{REF}-notice-3.docx")).tables[2]
    assert [cell.text for cell in changes.rows[2].cells] == ["Name", "Nova Pessoa", "Outra Pessoa"]


def test_status_names_what_is_open_and_nobody(signed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    record = changed("new.yaml", "table_c", "iom", "secondary", to=None)
    signed("notice", REF, "--record", record, "--on", "2026-11-03")
    _, answer = signed("status", "--as-of", "2099-01-01")
    is_open = answer["agreements"][0]["open"]
    assert is_open["vacant_posts"] == ["iom.secondary"]
    assert is_open["missing_secondary"] == ["iom"]
    assert is_open["reassessment_overdue"]
    run(["register", "status"])
    said = capsys.readouterr()
    assert "missing secondary: IOM" in said.out
    assert "@" not in said.out + said.err


@pytest.mark.usefixtures("signed")
def test_acts_name_nobody_in_what_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    form = returned("return.pdf", **SUCCESSOR)
    capsys.readouterr()
    run(["register", "return", form])
    said = capsys.readouterr()
    for contact in (*SUCCESSOR.values(), "Wanjiru", "@"):
        assert contact not in said.out + said.err


def test_a_person_who_leaves_is_replaced_in_every_agreement_or_in_none(signed: Any) -> None:
    second = changed("second.yaml", "reference", to="MOZ-2")
    signed("add", second, "--accept", "same_key", "--on", "2026-10-02")
    person = {"name": "Ana Sitoe", "title": "DTM Coordinator", "mobile": "+258 82 555 0199", "email": "as@iom.example"}
    Path("person.yaml").write_text(yaml.safe_dump(person), encoding="utf-8")
    address = "JMacuacua@iom.example"
    assert [post["reference"] for post in signed("who", address)[1]["posts"]] == ["MOZ-2", REF]
    replacing = ("replace-person", address, "--successor", "person.yaml", "--on", "2026-11-03")
    assert signed(*replacing, "--role", "secondary")[0] == 3
    assert signed(*replacing)[0] == 0
    assert [post["until"] for post in signed("who", address)[1]["posts"]] == ["2026-11-03"] * 2
    assert [post["until"] for post in signed("who", "as@iom.example")[1]["posts"]] == [None, None]
    taken = changed("third.yaml", "reference", to="MOZ-3")
    signed("add", taken, "--accept", "same_key", "--on", "2026-10-02")
    before = signed("verify")[1]["events"]
    Path("person.yaml").write_text(
        yaml.safe_dump(person | {"name": "Tomás Nhantumbo", "email": "tnhantumbo@iom.example"}), encoding="utf-8"
    )
    code, answer = signed(*replacing)
    assert code == 3
    assert "nhantumbo" not in answer["error"].casefold()
    assert signed("verify")[1]["events"] == before


def test_a_successor_whose_file_says_two_things_replaces_nobody(signed: Any) -> None:
    written = "name: Ana Sitoe\ntitle: DTM Coordinator\nmobile: '+258 82 555 0199'\nemail: as@iom.example\n"
    for wrong in (f"{written}email: other@iom.example\n", written.replace("as@", "&it as@")):
        Path("person.yaml").write_text(wrong, encoding="utf-8")
        code, answer = signed("replace-person", "jmacuacua@iom.example", "--successor", "person.yaml")
        assert code == 3
        assert "each once, as text in quotes" in answer["error"]
        assert "@" not in answer["error"]


def test_an_export_is_merged_once_and_a_changed_line_is_named(signed: Any, tmp_path: Path) -> None:
    assert signed("export", "-o", "a.jsonl")[1]["events"] == 2
    other = ("--register", str(tmp_path / "other.sqlite3"))
    assert signed("import", "a.jsonl", *other)[1]["added"] == 2
    assert signed("import", "a.jsonl", *other)[1]["known"] == 2
    assert signed("show", REF, *other)[1] == signed("show", REF)[1]
    Path("b.jsonl").write_bytes(Path("a.jsonl").read_bytes().replace(b"2026-10-05", b"2026-10-06"))
    code, answer = signed("import", "b.jsonl", *other)
    assert code == 3
    assert [(found["line"], found["values"]) for found in answer["findings"]] == [
        (2, {"reference": REF, "kind": "signed"})
    ]


def test_offices_that_tell_it_differently_get_the_conflict_named(signed: Any, tmp_path: Path) -> None:
    signed("export", "-o", "a.jsonl")
    other = ("--register", str(tmp_path / "other.sqlite3"))
    signed("add", DEMO, "--on", "2026-10-01", *other)
    signed("sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-07", *other)
    code, answer = signed("import", "a.jsonl", *other)
    assert code == 3
    assert answer["known"] == 1
    assert "7 October 2026" in answer["conflicts"][0]
    assert (answer["found"][0]["code"], answer["found"][0]["values"]["day"]) == ("day_told_otherwise", "2026-10-07")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show", "MOZ-CD-HCT-C"], 3, "did you mean “MOZ-CD-HCT-CP”?"),
        (["show", REF, "--as-of", "2025-01-01"], 3, "begins on 1 October 2026"),
        (["show", REF, "--as-of", "soon"], 2, "soon"),
        (["sign", REF, "--file", "none.pdf", *STATED], 6, "no such file"),
        (["sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-09-01"], 3, "register redate"),
        (["return", "signed.pdf"], 4, ""),
        (["revise", REF], 3, "no proposal"),
        (["duty", REF, "tea", "--evidence", "x"], 2, "tea"),
        (["duty", REF, "passwords_changed", "--evidence", "x"], 3, "no notice waits"),
        (["notice", REF], 3, "there was no notice"),
        (["status", "--register", "none.sqlite3"], 6, "no register"),
        (["sign", REF, "--file", "signed.pdf", *STATED, "--register", "none.sqlite3"], 6, "no register"),
        (["status", "--register", "signed.pdf"], 6, "not a database"),
        (["add", DEMO, "--by", "somebody@x.example"], 2, "role"),
        (["issue", REF, "--by", "Joana Macuácua"], 3, "by a role"),
        (["add", "signed.pdf"], 3, ""),
        (["import", "signed.pdf"], 3, "signed.pdf: is no export"),
    ],
)
def test_what_does_not_fit_is_said_and_recorded_nowhere(
    signed: Any, arguments: list[str], code: int, said: str
) -> None:
    ended, answer = signed(*arguments)
    assert ended == code
    assert said in str(answer)
    assert signed("verify")[1]["events"] == 2


def test_an_agreement_that_ended_takes_nothing_more(signed: Any) -> None:
    assert signed("end", REF, "--why", "the operation closed", "--on", "2026-11-01")[0] == 0
    code, answer = signed("return", returned("return.pdf", **{PRIMARY: "X"}), "--on", "2026-11-03")
    assert code == 3
    assert "ended on 1 November 2026" in answer["error"]
