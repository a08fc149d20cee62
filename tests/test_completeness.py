"""Nothing is forgotten in silence: what half an addition lacks is named, output by output."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from completeness import (
    PACKAGE,
    Steps,
    attributes,
    different,
    languages,
    left_out,
    matches,
    missing_in,
    missing_of,
    outputs,
    records,
    tables_in,
)
from conftest import ROOT
from test_another_language import CODE as ANOTHER

from dtmforms.agreement.model import Agreement
from dtmforms.language import LANGUAGES

ALL_WORDS = {f"{words} in {language}" for words in ("labels", "paths") for language in LANGUAGES}


@pytest.mark.sampled("outputs with every attribute")
@pytest.mark.parametrize("name", outputs())
def test_every_output_has_every_attribute_or_leaves_it_out_for_a_reason(name: str) -> None:
    assert list(missing_in(name, outputs()[name], attributes())) == []


@pytest.mark.parametrize("name", outputs())
def test_nothing_is_left_out_that_no_record_has(name: str) -> None:
    assert [pattern for pattern in left_out(name) if not any(matches(pattern, path) for path in attributes())] == []


@pytest.mark.parametrize("language", languages())
def test_no_language_lacks_a_file_a_word_or_a_template(language: str) -> None:
    assert list(missing_of(language)) == []


def test_the_list_of_languages_is_the_only_table_in_code_that_goes_by_them() -> None:
    modules = {path for path in PACKAGE.rglob("*.py") for _, keys in tables_in(path) if len(keys & {*LANGUAGES}) > 1}
    assert modules == {PACKAGE / "language" / "__init__.py"}


@pytest.mark.sampled("what takes seconds")
def test_no_module_names_a_language_but_english() -> None:
    """What a language wants by its nature, as a direction, its `form.toml` says."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
    naming = {
        path
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in ("fr", "es", "ar")
    }
    assert naming == {PACKAGE / "language" / "__init__.py"}


@pytest.mark.parametrize("path", attributes(), ids=".".join)
def test_two_records_differ_in_one_attribute_alone(path: Steps) -> None:
    assert [steps for steps in attributes() if values_at(records(), steps) != values_at(records(path), steps)] == [path]


def values_at(record: Agreement, path: Steps) -> list[Any]:
    found: list[Any] = [record.values()]
    for step in path:
        found = [item for value in found for item in (value if step == "*" else [value[step]])]
    return found


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The package with what belongs to it, to be changed."""
    for folder in ("dtmforms", "templates", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("completeness.py", "left_out.toml"):
        (tmp_path / "tests").mkdir(exist_ok=True)
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    return tmp_path


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name}: {old!r}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def found_missing(folder: Path, code: str) -> list[str]:
    """The lines that the check prints in a copy."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(folder / "tests")])}
    command = [sys.executable, "-c", f"import completeness as c\nprint(*{code}, sep='\\n')"]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.mark.sampled("what takes seconds")
def test_an_attribute_that_is_added_to_the_record_alone_is_missed_by_every_output_that_lacks_it(copied: Path) -> None:
    """The policy covers whatever a focal point has, by its star; a revision keeps what the text has."""
    model = copied / "dtmforms" / "agreement" / "model.py"
    changed(model, "    timeline: Line\n", "    timeline: Line\n    storage: Line | None = None\n")
    changed(model, "    email: Line\n", "    email: Line\n    radio: Line | None = None\n")
    changed(
        model, "RequestingOrganization(_Part):\n", "RequestingOrganization(_Part):\n    acronym: Line | None = None\n"
    )
    named: dict[str, set[str]] = {"storage": set(), "radio": set(), "acronym": set()}
    for line in found_missing(copied, f"c.missing({[*named]})"):
        output, _, rest = line.partition(" lacks ")
        named[rest.split(" (")[0].rpartition(".")[2]].add(output)
    everywhere = {"Word document", "PDF form", "workbook", "register: show", "register: status"}
    everywhere |= {"templates/record.yaml", "docs/record.md", *ALL_WORDS}
    assert named == {
        "storage": everywhere | {"returned form", "policy of changes"},
        "radio": everywhere | {"returned form"},
        "acronym": everywhere | {"returned form", "policy of changes"},
    }


@pytest.mark.sampled("what takes seconds")
def test_a_language_in_the_list_alone_lacks_every_file_and_every_row(copied: Path) -> None:
    listed = ", ".join(f'"{language}"' for language in LANGUAGES)
    changed(copied / "dtmforms" / "language" / "__init__.py", f"({listed})", f'({listed}, "{ANOTHER}")')
    (copied / "dtmforms" / "table.py").write_text('WORDS = {"en": "yes", "fr": "oui"}\n', encoding="utf-8")
    found = found_missing(copied, f"c.missing_of('{ANOTHER}')")
    english = {path.name for path in (ROOT / "dtmforms" / "language" / "en").glob("*.toml")}
    templates = {f"templates/agreement.{name}.docx" for name in (ANOTHER, f"en-{ANOTHER}")}
    assert {*found} == {
        *(f"language/{ANOTHER}/{name} is missing" for name in english),
        *(f"{template} is missing; run scripts/build_templates.py" for template in templates),
        f"table.py:1 lacks {ANOTHER}",
    }


@pytest.mark.sampled("what takes seconds")
def test_a_language_that_is_half_a_folder_lacks_the_list_words_placeholders_and_plural_forms(copied: Path) -> None:
    folder = copied / "dtmforms" / "language"
    shutil.copytree(folder / "fr", folder / ANOTHER)
    (folder / ANOTHER / "workbook.toml").unlink()
    changed(folder / ANOTHER / "form.toml", 'page = "Page"\n', "")
    changed(folder / ANOTHER / "paperwork.toml", "{reference}", "{referencia}")
    found = found_missing(copied, f"c.missing_of('{ANOTHER}')")
    assert f"LANGUAGES lacks {ANOTHER}" in found
    assert f"language/{ANOTHER}/workbook.toml is missing" in found
    assert f"language/{ANOTHER}/form.toml lacks ours.page" in found
    wrong = "has ['day', 'referencia'] in changes for ['day', 'reference']"
    assert f"language/{ANOTHER}/paperwork.toml {wrong}" in found


DAYS = {"by": "n", "one": "one day, {x}", "other": "{n} days, {x}"}


@pytest.mark.parametrize(
    ("english", "french", "found"),
    [
        (DAYS, DAYS, ["lacks days.many"]),
        (DAYS, DAYS | {"many": "{n} jours, {x}"}, []),
        (DAYS, "jours : {n}, {x}", []),
        (DAYS, "jours : {n}", ["has ['n'] in days for ['n', 'x']"]),
        (DAYS, DAYS | {"many": "jours, {x}", "few": "{x}"}, ["has days.few, which no number takes"]),
        (DAYS, DAYS | {"many": "{n} jours, {y}"}, ["has ['n', 'y'] in days.many for ['n', 'x']"]),
        (DAYS, DAYS | {"by": "x", "many": "{n}, {x}"}, ["has forms by x in days for n"]),
        ("{n} days", {"by": "n", "one": "un jour", "many": "{n} jours", "other": "{n} jours"}, []),
        ("{n} days", "jours", ["has [] in days for ['n']"]),
        ("{n} days: {said}", "{n} jours", []),
        (DAYS, ["jours"], ["has another kind of value for days"]),
    ],
)
def test_a_sentence_has_a_form_for_each_kind_of_number_and_tells_the_same_values(
    english: Any, french: Any, found: list[str]
) -> None:
    assert list(different({"days": english}, {"days": french}, (), Locale("fr"))) == found
