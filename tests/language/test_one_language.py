"""Nothing that is said holds a word of another language: neither in a catalog, nor with values put in, nor in what
commands print."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, ROOT
from one_language import SUBJECTS, english_words, foreign, texts
from sampling import part_of

from dtmforms.cli.main import COMMANDS, run
from dtmforms.cli.register import COMMANDS as OF_THE_REGISTER
from dtmforms.codes import CODES, PLACES, WORDS
from dtmforms.codes.errors import ERRORS, USAGE
from dtmforms.codes.kinds import Kind, Kinds
from dtmforms.codes.messages import MESSAGES
from dtmforms.findings import Finding
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog, sentence
from dtmforms.language.escaped import escaped
from dtmforms.language.shown import shown
from dtmforms.workbook.words import words_in

OTHERS = [language for language in LANGUAGES if language != "en"]
MAY_STAND = tomllib.loads((ROOT / "tests" / "may_stand.toml").read_text(encoding="utf-8"))
TYPICAL: dict[Kind, Any] = {
    "text": "12",
    "texts": ["12", "13", "14"],
    "seen": None,
    "dataset": None,
    "name": "NGA-12",
    "names": ["NGA-12", "TCD-13"],
    "choices": ["NGA-12", "TCD-13"],
    "code": "telephone_call",
    "codes": ["confidential", "sectoral_expert"],
    "steps": ["NGA-12", "TCD-13"],
    "fields": ["table_c_iom_primary_name"],
    "path": "table_b.low.datasets[0].name",
    "paths": ["table_c.iom.primary.email", "requesting_organization.email_domains[0]", "purpose"],
    "number": 1234,
    "ordinal": 12,
    "numbers": [1, 2],
    "size": 52_428_800,
    "day": "2026-10-02",
    "language": "fr",
    "word": WORDS[0],
    "words": [*WORDS],
    "post": "iom.primary",
    "posts": ["iom.primary", "iom.field[12]", "requesting_organization.field[12]"],
    "place": {"place": "paragraph", "number": 4},
    "said": "12",
    "error": {"error": "reader_broke_down"},
    "typed": None,
    "listed": ["household", "telephone_call", "requesting_organization.primary"],
    "item": "12, household, confidential",
    "phrase": "12",
}
"""A value of each kind that holds no words but those of the program."""


def typical(kinds: Kinds) -> dict[str, Any]:
    return {name: TYPICAL[kind] for name, kind in kinds.items()}


# What finds them


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("a.yaml:4: fonction : missing; write it", "fr", ["missing; write it", "missing", "write"]),
        ("la valeur est missing", "fr", ["missing"]),
        (
            "el archivo no contiene ninguna ficha de acuerdo; ",
            "fr",
            ["el archivo no contiene ninguna ficha de acuerdo; "],
        ),
        ("القيمة ناقصة؛ write", "ar", ["write"]),
        ("القيمة Sprachen", "ar", ["Sprachen"]),
        ("cette information manque ; ajoutez-la", "fr", []),
        ("lisez `dtmforms register show missing` et --against, partner_label, missing.yaml, PDF", "fr", []),
        ("  dtmforms check missing\nune page", "fr", []),
        ("le point focal a écrit missing", "fr", ["missing"]),
    ],
)
def test_what_is_of_another_language_is_found(text: str, language: str, found: list[str]) -> None:
    assert {*found} <= {*foreign(text, language)}
    assert found or foreign(text, language) == []


def test_what_users_typed_may_be_in_any_language() -> None:
    assert foreign("« Missing persons »", "fr", ["Missing persons"]) == []
    assert foreign("« Missing persons »", "fr") != []


def test_words_that_may_stand_are_needed() -> None:
    """The list stays short: what no text has any more goes."""
    for language in OTHERS:
        said = " ".join(text for subject in SUBJECTS for text in texts(catalog(subject, language))).lower()
        assert [word for word in MAY_STAND.get(language, ()) if not re.search(rf"\b{word}\b", said)] == []


# The catalogs


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_catalog_has_an_english_word(subject: str, language: str) -> None:
    found = {text: words for text in texts(catalog(subject, language)) if (words := english_words(text, language))}
    assert subject == "form" or found == {}


# With values put in


def rendered(language: str) -> Iterator[str]:
    """Every sentence of a finding, an error, wrong usage and a message, with typical values."""
    for code, about in CODES.items():
        for severity in ("error", "warning"):
            finding = Finding(code, "table_c.iom.primary.name", typical(about.values), severity, line=4)
            yield finding.sentence("a.yaml", language, acceptable=severity == "error")
    for name, kinds in PLACES.items():
        yield Finding("missing", "form", place={"place": name, **typical(kinds)}).sentence("", language)
    for subject, codes in (("errors", ERRORS), ("usage", USAGE), ("messages", MESSAGES)):
        for code, kinds in codes.items():
            for number in (1, 2, 5, 1_000_000):
                values = typical(kinds) | {name: number for name, kind in kinds.items() if kind == "number"}
                yield sentence(subject, code, language, shown(values, kinds, language))
    for name in WORDS:
        yield sentence("words", name, language, {})


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_with_its_values_has_a_word_of_another_language(language: str) -> None:
    assert {text: found for text in part_of(rendered(language)) if (found := foreign(text, language))} == {}


# What commands print


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_REGISTER", "r.sqlite3")
    values = yaml.safe_load(RECORDS["fr"].read_text(encoding="utf-8"))
    shutil.copy(RECORDS["fr"], "a.yaml")
    Path("b.yaml").write_text(yaml.safe_dump(changed(values), allow_unicode=True), encoding="utf-8")
    Path("c.yaml").write_text("language: english\nschema: 1\nrefrence: x\n", encoding="utf-8")
    Path("d.pdf").write_bytes(b"12")


def changed(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"table_c": values["table_c"] | {"iom": {"primary": None}}, "purpose": "12"}


def strings(value: Any) -> Iterator[str]:
    """All that is typed in a record, as it stands in a sentence and in a table."""
    if isinstance(value, str):
        yield from (value, escaped(value), *value.splitlines())
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


COMMANDS_IN_ORDER = (
    ["check", "a.yaml", "b.yaml", "c.yaml"],
    ["check", "missing.yaml"],
    ["compare", "a.yaml", "b.yaml"],
    ["compare", "a.yaml", "a.yaml"],
    ["fill", "a.yaml", "b.yaml", "-o", "filled"],
    ["form", "a.yaml", "-o", "a.pdf"],
    ["ingest", "a.pdf", "--against", "b.yaml", "-o", "returned.yaml"],
    ["ingest", "d.pdf", "--against", "a.yaml"],
    ["register", "add", "a.yaml", "--on", "2026-10-01"],
    ["register", "revise", "REF", "b.yaml", "--on", "2026-10-02"],
    ["register", "return", "a.pdf"],
    ["register", "suspend", "REF", "--why", "12", "--on", "2026-10-03"],
    ["register", "show", "REF"],
    ["register", "history", "REF"],
    ["register", "status"],
    ["register", "verify"],
    ["register", "show", "NGA-12"],
    ["workbook", "from", "a.yaml", "-o", "a.xlsx"],
    ["workbook", "to-records", "a.xlsx", "-o", "made"],
    ["batch", ".", "-o", "out", "--only", "form"],
    ["new", "NGA", "12", "-o", "new.yaml"],
    ["new", "Atlantis", "12"],
    ["fill"],
    ["nothing"],
    ["check", "--nothing"],
)


@pytest.mark.usefixtures("in_a_folder")
@pytest.mark.parametrize("language", OTHERS)
def test_commands_speak_one_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    values = yaml.safe_load(RECORDS["fr"].read_text(encoding="utf-8"))
    in_the_workbook = words_in("fr")
    typed = [
        *strings([values, in_the_workbook.sheets, in_the_workbook.lists]),
        "english",
        "refrence",
        "missing.yaml",
        "Atlantis",
        "nothing",
        "returned.yaml",
    ]
    mixed = {}
    for command in COMMANDS_IN_ORDER:
        run(["--messages", language, *(values["reference"] if part == "REF" else part for part in command)])
        captured = capsys.readouterr()
        said = captured.out + captured.err
        if found := foreign(said, language, typed):
            mixed[" ".join(command)] = (found, said)
    assert mixed == {}


@pytest.mark.parametrize("language", OTHERS)
def test_help_speaks_one_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], *([name] for name in COMMANDS), *(["register", name] for name in OF_THE_REGISTER)):
        assert run(["--messages", language, *command, "--help"]) == 0
        said = capsys.readouterr().out
        assert foreign(said, language) == [], said
