"""The door from Python: its names, and that each function gives what its command does."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, REFERENCE, ROOT

import dtmforms
from dtmforms import files
from dtmforms.cli.main import run

DEMO = str(RECORDS["en"])
BY = "dtm_coordinator"
POLICY = b'[[row]]\npath = "table_c.**"\neffect = "revision"\nrule = "D5"\nreason = "We sign anew."\n'
Answer = Callable[..., Any]


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Answer:
    """What a command answers with --json."""

    def answered(*words: str) -> Any:
        capsys.readouterr()
        run([*words, "--json"])
        lines = capsys.readouterr().out.splitlines()
        return json.loads(lines[0]) if len(lines) == 1 else [json.loads(line) for line in lines]

    return answered


@pytest.fixture
def demo() -> dtmforms.Agreement:
    return dtmforms.load(DEMO)


def renewed(demo: dtmforms.Agreement, **changes: Any) -> dtmforms.Agreement:
    """The record with another primary focal point of the partner, and other attributes."""
    values = demo.values() | changes
    partner = dict(values["table_c"]["requesting_organization"])
    partner["primary"] = dict(partner["primary"]) | {"name": "Ngozi Eze", "email": "ngozi.eze@harbour-trust.example"}
    values["table_c"] = values["table_c"] | {"requesting_organization": partner}
    return dtmforms.Agreement.model_validate(values)


def test_the_public_names_are_there() -> None:
    assert (
        {
            *("check", "load", "new_record", "to_yaml", "to_json", "read_workbook", "write_workbook", "speak"),
            *("fill", "fill_blank", "form", "form_blank", "read_template", "check_template", "original_template"),
            *(
                "ingest",
                "ingest_all",
                "records_sent",
                "papers_in",
                "acceptable_flags",
                "compare",
                "split",
                "read_policy",
                "terms_of",
            ),
            *("Register", "status_workbook", "DUTIES", "batch", "triage", "triage_workbook"),
            *(
                "DtmformsError",
                "UsageError",
                "RecordError",
                "TemplateError",
                "RegisterError",
                "ReturnError",
                "FileError",
            ),
        }
        <= set(dtmforms.__all__)
        <= set(dir(dtmforms))
    )
    for name in dtmforms.__all__:
        assert getattr(dtmforms, name), name
    assert callable(dtmforms.form), "the folder of this name is in its place"
    assert callable(dtmforms.batch), "the folder of this name is in its place"


def test_types_know_each_public_name() -> None:
    text = (ROOT / "dtmforms" / "__init__.py").read_text(encoding="utf-8")
    for name in dtmforms.__all__[1:]:
        assert f" import {name} as {name}\n" in text, name


def test_to_import_it_takes_no_time_and_no_library() -> None:
    program = "\n".join(
        [
            "import sys, time",
            "before, began = set(sys.modules), time.process_time()",
            "import dtmforms",
            "took = time.process_time() - began",
            "loaded = {name.split('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)",
            "print(took, loaded)",
        ]
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    took, _, loaded = done.stdout.strip().partition(" ")
    assert loaded == "{'dtmforms'}"
    assert float(took) < 0.03


def test_nothing_for_documents_is_loaded_to_compare() -> None:
    program = "import dtmforms, sys; one = dtmforms.load(sys.argv[1]); dtmforms.compare(one, one); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program, DEMO], cwd=ROOT, check=True, capture_output=True, text=True)
    for_documents = {"docx", "docxtpl", "lxml", "pypdf", "reportlab", "pikepdf", "PIL", "sqlite3", "click"}
    assert not for_documents & set(done.stdout.split())


# Records


def test_check(answer: Answer) -> None:
    Path("bad.yaml").write_bytes(Path(DEMO).read_bytes().replace(b"country: MOZ", b"country: MOO"))
    for place in (DEMO, "bad.yaml"):
        checked, said = dtmforms.check(place), answer("check", place)
        assert (checked.record is not None) is said["valid"]
        assert [finding.as_json() for finding in checked.findings] == said["findings"]
    with pytest.raises(dtmforms.RecordError) as error:
        dtmforms.load("bad.yaml")
    assert error.value.findings == checked.findings


def test_new_record(answer: Answer) -> None:
    assert dtmforms.new_record("Niger", "UNICEF").decode() == answer("new", "Niger", "UNICEF")["text"]
    for country, organization in (("Congo", "UNICEF"), ("Niger", "two\nlines")):
        with pytest.raises(dtmforms.UsageError) as error:
            dtmforms.new_record(country, organization)
        said = answer("new", country, organization)
        assert (said["exit_code"], said["error"]) == (error.value.exit_code, str(error.value)) == (2, said["error"])


def test_workbooks(demo: dtmforms.Agreement, answer: Answer) -> None:
    other = dtmforms.load(RECORDS["fr"])
    data = dtmforms.write_workbook([demo, other])
    assert run(["workbook", "from", DEMO, str(RECORDS["fr"]), "-o", "agreements.xlsx"]) == 0
    assert Path("agreements.xlsx").read_bytes() == data
    read = dtmforms.read_workbook("agreements.xlsx")
    assert [found.record for found in read] == [found.record for found in dtmforms.read_workbook(data)] == [demo, other]
    said = answer("workbook", "to-records", "agreements.xlsx", "-o", "records")
    assert [found.cell for found in read] == [one["cell"] for one in said]
    assert Path(said[0]["output"]).read_bytes() == dtmforms.to_yaml(demo)


# Documents


@pytest.mark.parametrize("language", ["fr", None])
def test_documents_of_a_record(language: str | None, demo: dtmforms.Agreement) -> None:
    options = ["--language", language] if language else []
    assert run(["fill", DEMO, "-o", "a.docx", *options]) == run(["form", DEMO, "-o", "a.pdf", *options]) == 0
    assert dtmforms.fill(demo, language) == Path("a.docx").read_bytes()
    assert dtmforms.form(demo, language) == Path("a.pdf").read_bytes()


def test_blank_documents() -> None:
    for command, suffix in (("fill", "docx"), ("form", "pdf")):
        assert run([command, "--blank", "--language", "fr", "-o", f"blank.{suffix}"]) == 0
    assert dtmforms.fill_blank("fr") == Path("blank.docx").read_bytes()
    assert dtmforms.form_blank("fr") == Path("blank.pdf").read_bytes()


def test_templates(demo: dtmforms.Agreement, answer: Answer) -> None:
    ours = "ours.docx"
    assert run(["template", "new", "--language", "fr", "-o", ours]) == 0
    assert dtmforms.original_template("fr") == Path(ours).read_bytes()
    assert dtmforms.check_template(ours) == ()
    template = dtmforms.read_template(ours)
    assert run(["fill", DEMO, "--template", ours, "-o", "a.docx"]) == 0
    assert dtmforms.fill(demo, template=template) == Path("a.docx").read_bytes()
    with pytest.raises(dtmforms.UsageError, match="is in fr, and --language asks for en"):
        dtmforms.fill(demo, "en", template=template)
    Path("no.docx").write_bytes(b"no template")
    problems = dtmforms.check_template("no.docx")
    assert [problem.code for problem in problems] == [
        problem["code"] for problem in answer("template", "check", "no.docx")["problems"]
    ]
    with pytest.raises(dtmforms.TemplateError):
        dtmforms.read_template("no.docx")


@pytest.mark.parametrize("language", ["de", "../x", "fr,en", ""])
def test_whatever_is_asked_for_in_a_language_that_there_is_not_is_refused(
    language: str, demo: dtmforms.Agreement
) -> None:
    asked: list[Callable[[], object]] = [
        lambda: dtmforms.original_template(language),
        lambda: dtmforms.fill(demo, language),
        lambda: dtmforms.fill_blank(language),
        lambda: dtmforms.form(demo, language),
        lambda: dtmforms.form_blank(language),
        lambda: dtmforms.worksheet(demo, language),
        lambda: dtmforms.guide(language),
        lambda: dtmforms.new_record("Niger", "UNICEF", language),
        lambda: dtmforms.write_workbook([demo], language),
    ]
    for ask in asked:
        with pytest.raises(dtmforms.UsageError) as error:
            ask()
        assert (error.value.code, error.value.values["typed"]) == ("none_of_these", language)


def test_no_template_outside_of_the_package_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(files, "read", read.append)
    with pytest.raises(dtmforms.UsageError):
        dtmforms.original_template("x/../../../fr")
    assert not read


def test_documents_with_a_password(demo: dtmforms.Agreement) -> None:
    locked = dtmforms.form(demo, password="correct horse")
    assert dtmforms.ingest(locked, against=demo).kind == "encrypted"
    assert dtmforms.ingest(locked, against=demo, password="correct horse").record == demo
    assert dtmforms.fill(demo, password="correct horse").startswith(b"\xd0\xcf\x11\xe0")
    with pytest.raises(dtmforms.UsageError):
        dtmforms.fill(demo, password="")


# Changes and returns


def test_compare_and_split(demo: dtmforms.Agreement, answer: Answer) -> None:
    new = renewed(demo, purpose="Another purpose.")
    Path("new.yaml").write_bytes(dtmforms.to_yaml(new))
    Path("policy.toml").write_bytes(POLICY)
    compared = dtmforms.compare(demo, new)
    said = answer("compare", DEMO, "new.yaml", "--split", "-o", "parts")
    assert compared.as_json() == {key: value for key, value in said.items() if key != "split"}
    assert (compared.verdict, compared.revision_required, compared.terms) == ("revision", True, said["terms"])
    parts = dtmforms.split(demo, new)
    assert parts.notice
    assert parts.revision == new
    assert Path(said["split"]["notice"]["output"]).read_bytes() == dtmforms.to_yaml(parts.notice)
    stricter = dtmforms.compare(demo, renewed(demo), policy=dtmforms.read_policy("policy.toml"))
    assert stricter.revision_required
    confirmed = dtmforms.compare(demo, renewed(demo), confirmed_by="requesting_organization.secondary")
    assert len(confirmed.findings) < len(dtmforms.compare(demo, renewed(demo)).findings)


def test_ingest(demo: dtmforms.Agreement, answer: Answer) -> None:
    Path("return.pdf").write_bytes(dtmforms.form(renewed(demo)))
    returned = dtmforms.ingest("return.pdf", against=demo)
    assert json.loads(json.dumps(returned.as_json(), default=str)) == answer("ingest", "return.pdf", "--against", DEMO)
    assert (returned.kind, returned.record) == ("filled", renewed(demo))
    assert returned.comparison
    assert returned.comparison.verdict == "focal_point_notice"
    Path("sent").mkdir()
    Path("sent/a.yaml").write_bytes(Path(DEMO).read_bytes())
    assert dtmforms.ingest("return.pdf", against=dtmforms.records_sent("sent")).record == renewed(demo)
    with pytest.raises(dtmforms.UsageError, match="nothing that can be accepted"):
        dtmforms.ingest("return.pdf", accepted=["no_such_flag"])
    assert dtmforms.acceptable_flags()


# The register


def test_acts_and_answers_of_the_register(demo: dtmforms.Agreement, answer: Answer) -> None:
    place = "--register", "r.sqlite3"
    Path("signed.docx").write_bytes(dtmforms.fill(demo))
    Path("return.pdf").write_bytes(dtmforms.form(renewed(demo)))
    with dtmforms.Register("r.sqlite3") as register:
        assert register.add(demo, by=BY).after.numbers.revision == 1
        assert register.add(demo, by=BY).added == []
        signed = register.sign(REFERENCE, "signed.docx", stated_by=BY, why="both signed")
        assert [event.kind for event in signed.added] == ["signed"]
        taken = register.take_return("return.pdf", confirmed_by="requesting_organization.secondary")
        assert isinstance(taken, dtmforms.Act)
        assert taken.answer
        assert taken.after.record == register.show(REFERENCE).record == renewed(demo)
        state = register.show(REFERENCE)
        assert state.values == answer("register", "show", REFERENCE, *place)["record"]
        assert state.status == answer("register", "show", REFERENCE, *place)["status"]
        steps = answer("register", "history", REFERENCE, *place)["steps"]
        assert [step.event.kind for step in register.history(REFERENCE)] == [step["kind"] for step in steps]
        said = answer("register", "status", *place)["agreements"]
        assert json.loads(json.dumps([one.as_json() for one in register.status()])) == said
        assert register.verify().head == register.last_hash() == answer("register", "verify", *place)["head"]
        person = demo.table_c.iom.primary
        assert person
        posts = answer("register", "who", person.email, *place)["posts"]
        assert [post.as_json() for post in register.who(person.email)] == posts
        assert register.document_status(renewed(demo)).numbers == register.show(REFERENCE).numbers
        paperwork = register.paperwork(REFERENCE)
        run(["register", "notice", REFERENCE, "-o", "papers", *place])
        papers = {path.name.split("-")[-2]: path.read_bytes() for path in Path("papers").iterdir()}
        assert papers == {"notice": paperwork.notice, "handover": paperwork.handover}
        Path("letter.pdf").write_bytes(b"the written notice")
        assert register.duty(REFERENCE, "written_notice", Path("letter.pdf")).added
        assert not register.duty(REFERENCE, "written_notice", b"the written notice").added
        other = dtmforms.Register("other.sqlite3")
        assert other.import_(register.export()).added == len(register.history(REFERENCE))
        assert other.export().count(b"\n") == register.verify().events
        assert register.suspend(REFERENCE, "a breach").after.standing.open["suspended"]
        assert register.end(REFERENCE, "done", by=BY).after.standing.open["ended"]
        with pytest.raises(dtmforms.RegisterError):
            register.reassess(REFERENCE, demo)
        with pytest.raises(dtmforms.UsageError, match="takes a role"):
            register.end(REFERENCE, "done", by="someone@example.org")


ACTS = [
    name
    for name, method in vars(dtmforms.Register).items()
    if inspect.isfunction(method) and inspect.getfullargspec(method).varkw
]
GIVEN: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("reject_return", "suspend", "end"), (b"", "Sent twice.")),
    **dict.fromkeys(("withdraw", "redate"), (REFERENCE, 1, "Sent twice.")),
    "sign": (REFERENCE, b""),
    "duty": (REFERENCE, "hold_sharing", "Nobody had access."),
    "replace_person": ("a@x.example", {}),
    "judge": (REFERENCE, None),
    "reassess": (REFERENCE, None),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_no_act_may_be_told_is_not_passed_over(act: str) -> None:
    with pytest.raises(TypeError, match="recieved"):
        getattr(dtmforms.Register("r.sqlite3"), act)(*GIVEN.get(act, (REFERENCE,)), recieved=None)


def test_an_act_that_judges_nothing_is_not_told_who_confirmed(demo: dtmforms.Agreement) -> None:
    add: Any = dtmforms.Register("r.sqlite3").add
    with pytest.raises(TypeError, match="confirmed_by"):
        add(demo, confirmed_by="requesting_organization.secondary")


def test_revisions_in_the_register(demo: dtmforms.Agreement) -> None:
    register = dtmforms.Register("r.sqlite3")
    register.add(demo)
    register.sign(REFERENCE, dtmforms.fill(demo), stated_by=BY, why="x")
    new = renewed(demo, purpose="Another purpose.")
    with pytest.raises(dtmforms.RegisterError):
        register.notice(REFERENCE, new)
    revised = register.revise(REFERENCE, new, confirmed_by="requesting_organization.secondary")
    assert revised.after.to_sign
    assert revised.after.text_to_sign == new
    assert register.sign(REFERENCE, dtmforms.fill(new), stated_by=BY, why="x").after.numbers.revision == 2
    people = register.replace_person(
        "ngozi.eze@harbour-trust.example",
        {"name": "Ada Obi", "title": "Officer", "mobile": "+258 84 123 4567", "email": "ada@harbour-trust.example"},
    )
    assert [act.reference for act in people] == [REFERENCE]
    number = register.history(REFERENCE)[0].event.number
    assert register.redate(REFERENCE, number, "a slip").added
    assert register.issue(REFERENCE).added


# Many


def test_batch(demo: dtmforms.Agreement) -> None:
    Path("missions").mkdir()
    Path("missions/a.yaml").write_bytes(Path(DEMO).read_bytes())
    Path("missions/b.yaml").write_bytes(b"no: record")
    told: list[tuple[int, int]] = []
    rows = dtmforms.batch("missions", "out", progress=lambda done, of: told.append((done, of)))
    assert [row.outcome for row in rows] == ["written", "written", "refused"]
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert run(["batch", "missions", "-o", "again", "--jobs", "1"]) == 3
    report = "batch-report.jsonl"
    assert Path("out", report).read_text(encoding="utf-8") == Path("again", report).read_text(encoding="utf-8")
    assert Path("out", f"{demo.reference}-form.pdf").read_bytes() == dtmforms.form(demo)
    with pytest.raises(dtmforms.UsageError, match=r"--name \{reference\}"):
        dtmforms.batch("missions", "out", making=dtmforms.Making(pattern="{reference}"))


def test_how_documents_are_made_and_returns_read_names_no_password() -> None:
    for how in (dtmforms.Making(password="correct horse"), dtmforms.Reading(password="correct horse")):
        assert "horse" not in repr(how)


def test_returns_are_judged_by_the_policy_of_their_register_and_by_no_other() -> None:
    reading = dtmforms.Reading(policy=dtmforms.read_policy(POLICY))
    with pytest.raises(dtmforms.UsageError, match="policy"):
        dtmforms.triage(["inbox"], register="r.sqlite3", reading=reading)


@pytest.mark.sampled("what takes seconds")
def test_triage(demo: dtmforms.Agreement) -> None:
    Path("inbox").mkdir()
    Path("inbox/a.pdf").write_bytes(dtmforms.form(renewed(demo)))
    Path("inbox/b.pdf").write_bytes(Path("inbox/a.pdf").read_bytes())
    dtmforms.Register("r.sqlite3").add(demo)
    rows = dtmforms.triage(["inbox"], against=demo, reading=dtmforms.Reading(whole=True))
    assert [(row.file, row.outcome) for row in rows] == [("a.pdf", "valid"), ("b.pdf", "duplicate")]
    assert rows[0].answer
    assert rows[0].answer.record == renewed(demo)
    assert run(["ingest", "inbox", "--against", DEMO, "--xlsx", "returns.xlsx", "--jobs", "1"]) == 0
    assert dtmforms.triage_workbook(rows) == Path("returns.xlsx").read_bytes()
    [row, _] = dtmforms.triage(["inbox"], register=dtmforms.IntoRegister("r.sqlite3", by=BY))
    assert row.recorded


def test_a_row_of_a_triage_has_no_whole_answer_unless_it_is_asked_for(demo: dtmforms.Agreement) -> None:
    Path("inbox").mkdir()
    Path("inbox/a.pdf").write_bytes(dtmforms.form(demo))
    [row] = dtmforms.triage(["inbox"], against=demo)
    assert (row.outcome, row.answer) == ("valid", None)


def test_findings_are_told_in_any_language() -> None:
    [finding, *_] = dtmforms.check(b"reference: A\n").findings
    assert finding.text("fr") != finding.text("en")
    try:
        dtmforms.speak("es")
        with pytest.raises(dtmforms.FileError) as error:
            dtmforms.load("missing.yaml")
        assert error.value.text("es") != str(error.value)
    finally:
        dtmforms.speak("en")


def test_a_return_is_looked_at_without_being_taken(demo: dtmforms.Agreement) -> None:
    register = dtmforms.Register("register.sqlite3")
    register.add(demo)
    returned = dtmforms.form(renewed(demo))
    looked, before = register.look_at_return(returned), register.last_hash()
    assert (looked.reference, looked.is_known) == (REFERENCE, False)
    assert looked.comparison
    assert looked.comparison.verdict == "focal_point_notice"
    assert len(register.history(REFERENCE)) == 1
    taken = register.take_return(returned)
    assert isinstance(taken, dtmforms.Act)
    assert list(map(repr, looked.findings)) == list(map(repr, taken.findings))
    assert register.last_hash() != before
    assert register.look_at_return(returned).is_known
    nothing = register.look_at_return(b"no form")
    assert (nothing.comparison, nothing.answer.readable) == (None, False)
