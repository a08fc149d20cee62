"""The questions about all agreements on the command line: each is one command, answered fast, within a terminal, in
JSON and in a workbook, and in the user's language."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hundred_agreements import AS_OF, OTHER_METHOD, Facts, begin

from dtmforms.cli.main import run
from dtmforms.cli.table import width
from dtmforms.language import LANGUAGES

ON = ("--as-of", str(AS_OF))
QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("find", "--dataset", "water points", *ON),
    ("find", "--level", "site", *ON),
    ("find", "--partner", "UNICEF", *ON),
    ("find", "--country", "Chad", *ON),
    ("find", "--person", "Grace Obi", *ON),
    ("find", "--person", "Grace Obi", "--as-of", "2026-02-01"),
    ("find", "--person", "grace.obi@partner0.example", *ON),
    ("find", "--state", "vacant_posts", *ON),
    ("find", "--state", "unsigned", *ON),
    ("find", "--state", "open_duties", *ON),
    ("due", "--within", "30", *ON),
    ("changes", "--since", "2026-03-01", "--until", str(AS_OF)),
    ("find", "--unprotected", *ON),
    ("find", "--state", "to_sign", *ON),
    ("status", *ON),
    ("status", "--country", "TCD", "--state", "unsigned", *ON),
    ("who", "Grace Obi"),
    ("who", "UNICEF", *ON),
)
CONTACTS = ("@", "+258", "Obi", "Diallo", "Petrov", "Macu")
SECONDS = 0.2
"""Of CPU, beside those that it takes to start the program."""
Asked = Callable[..., Any]


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Facts]]:
    place = str(tmp_path_factory.mktemp("hundred") / "register.sqlite3")
    return place, begin(place)


@pytest.fixture
def told(
    hundred: tuple[str, list[Facts]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Asked:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_REGISTER", hundred[0])

    def call(*words: str, language: str = "en") -> str:
        capsys.readouterr()
        assert run(["--messages", language, "register", *words]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        return said.out

    return call


def name_of(question: tuple[str, ...]) -> str:
    return " ".join(question)


def seconds_of(ask: Callable[[], object]) -> float:
    """Of the processor. The least of several counts: a process that has run many tests clears up after them too."""
    begun = time.process_time()
    ask()
    return time.process_time() - begun


@pytest.mark.sampled("questions")
@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_each_question_is_answered_at_once_and_within_a_terminal(told: Asked, question: tuple[str, ...]) -> None:
    said = told(*question)
    assert min(seconds_of(lambda: told(*question)) for _ in range(3)) < SECONDS
    assert [line for line in said.splitlines() if width(line) > 80] == []
    assert len(said.splitlines()) > 2


@pytest.mark.sampled("questions in every language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_fit_in_every_language(told: Asked, language: str) -> None:
    for question in QUESTIONS:
        said = told(*question, language=language)
        assert [line for line in said.splitlines() if width(line) > 80] == [], question


@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_each_answer_is_one_document_with_a_schema(told: Asked, question: tuple[str, ...]) -> None:
    [line] = told(*question, "--json").splitlines()
    answer = json.loads(line)
    schema = {"find": "found", "due": "due", "changes": "changes", "status": "status", "who": "who"}[question[0]]
    assert answer["schema"] == f"dtmforms/{schema}/1"


@pytest.mark.sampled("questions")
@pytest.mark.parametrize("question", [one for one in QUESTIONS if one[0] != "who"], ids=name_of)
def test_each_answer_is_a_workbook_too_and_names_nobody(told: Asked, question: tuple[str, ...]) -> None:
    said = told(*question, "--xlsx", "answer.xlsx") + told(*question, "--json")
    assert "answer.xlsx" in said
    book = openpyxl.load_workbook("answer.xlsx")
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) > 1
    cells = "\n".join(
        str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row
    )
    assert [contact for contact in CONTACTS if contact in said + cells] == []


def test_what_is_found_says_where_it_stands(told: Asked, hundred: tuple[str, list[Facts]]) -> None:
    said = told("find", "--unprotected", "--country", "BDI", *ON)
    facts = [one for one in hundred[1] if one.country == "BDI" and one.method == OTHER_METHOD]
    assert facts
    assert all(one.reference in said for one in facts)
    assert f"medium: “{OTHER_METHOD}”" in " ".join(said.split())
    assert said.splitlines()[-1] == f"{len(facts)} agreement{'s' if len(facts) > 1 else ''} found"
    [row, *_] = json.loads(told("find", "--dataset", "girls", "--level", "site", "--json", *ON))["agreements"]
    assert row["matches"] == [{"path": "table_b.low.datasets[0]", "text": "Girls-only spaces", "level": "site"}]


def test_a_question_without_an_answer_says_so(told: Asked) -> None:
    assert told("find", "--dataset", "nothing of that name", *ON) == "0 agreements found\n"
    assert told("who", "Nobody at all") == "no focal point of any agreement, now or before\n"
    assert told("due", "--within", "0", "--country", "LBY", "--as-of", "2026-01-06").endswith("0 due within 0 days\n")
    assert told("changes", "--since", "2026-02-01", "--until", "2026-02-02") == "0 events\n"


def test_the_status_says_what_is_due_when_and_how_late_and_counts_in_words(told: Asked) -> None:
    said = told("status", *ON)
    assert "reassessment of the risk: 6 May 2026, 40 days late" in said
    assert "reassessment of the risk: 18 July 2026, in 33 days\n" in said
    assert "reassessment of the risk: 18 July 2026, in 1 day\n" in told("status", "--as-of", "2026-07-17")
    assert "reassessment of the risk: 18 July 2026, today\n" in told("status", "--as-of", "2026-07-18")
    assert said.splitlines()[-1].startswith("100 agreements: ")
    one = told("status", "--state", "ended", "--country", "CMR", *ON).splitlines()[-1]
    assert one == "0 agreements" or one.startswith("1 agreement: 1 ended")


def test_the_same_in_french_has_its_own_plurals(told: Asked) -> None:
    said = told("status", *ON, language="fr")
    assert "dans 1 jour\n" in told("status", "--as-of", "2026-07-17", language="fr")
    assert "40 jours de retard" in said
    assert told("find", "--dataset", "rien", *ON, language="fr") == "0 accord trouvé\n"


def test_changes_are_counted_by_what_they_are(told: Asked, hundred: tuple[str, list[Facts]]) -> None:
    lines = told("changes", "--since", "2026-03-01", "--until", str(AS_OF)).splitlines()
    revisions = sum(one.revision_signed for one in hundred[1])
    notices = sum(one.noticed for one in hundred[1])
    assert f"{revisions} revisions" in lines
    assert f"{notices} focal-point notices" in lines
    assert lines.index(f"{revisions} revisions") < lines.index(f"{notices} focal-point notices")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("words", "told_why"),
    [
        (("find", "--state", "open"), "--state"),
        (("find", "--country", "Atlantis"), "Atlantis"),
        (("find", "--dataset", " "), "--dataset"),
        (("due", "--within", "-1"), "--within"),
        (("changes",), "--since"),
        (("changes", "--since", "yesterday"), "2026-11-03"),
        (("find", "--xlsx", "found.txt"), ".xlsx"),
        (("due", "--xlsx", "-", "--json"), "both want standard output"),
    ],
)
def test_wrong_usage_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told_why: str
) -> None:
    assert run(["register", *words]) == 2
    assert told_why in capsys.readouterr().err


def figures_in(file: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(file)["Figures"].iter_rows(values_only=True))


def test_the_figures_count_each_agreement_that_goes_on_once(told: Asked, hundred: tuple[str, list[Facts]]) -> None:
    told("status", *ON, "--xlsx", "status.xlsx")
    headings, *rows = figures_in("status.xlsx")
    assert headings[0] == "Country"
    assert headings[-1] == "All"
    going_on = [one for one in hundred[1] if not one.ended]
    assert sum(row[-1] for row in rows) == len(going_on)
    assert len(rows) == 16, "fifteen countries, and the others together"
    for row in rows:
        assert sum(cell for cell in row[1:-1] if isinstance(cell, int)) == row[-1]
    figures: Any = openpyxl.load_workbook("status.xlsx")["Figures"]
    [chart] = figures._charts
    assert len(chart.series) == len(headings) - 2


def test_few_countries_are_all_shown_by_name(told: Asked, hundred: tuple[str, list[Facts]]) -> None:
    told("status", "--partner", "UNICEF", *ON, "--xlsx", "status.xlsx", "--state", "unsigned")
    _, *rows = figures_in("status.xlsx")
    facts = [one for one in hundred[1] if one.partner == "UNICEF" and not one.signed and not one.ended]
    assert sum(row[-1] for row in rows) == len(facts)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
