"""Another language takes a folder, a line, and the Word templates that a script builds, as docs/CONTRIBUTING.md says.

A script adds one to a copy of the program: all words of English, in brackets. The whole job is done in it, and whatever
is said and printed has its words in brackets, and none of English outside of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pypdfium2
import pytest
import yaml
from babel import Locale, localedata
from babel.messages import pofile
from completeness import has_forms
from conftest import RECORDS, ROOT
from lxml import etree
from one_language import SUBJECTS, TYPED, english_words
from PIL import Image

from dtmforms.agreement.closed_lists import GRAVITIES, LEVELS
from dtmforms.agreement.places import country_codes, country_name
from dtmforms.cli.main import COMMANDS
from dtmforms.cli.register import COMMANDS as OF_THE_REGISTER
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import BY, catalog

CODE = next(
    code
    for code in sorted(localedata.locale_identifiers())
    if len(code) == 2 and code not in LANGUAGES and Locale(code).plural_form.tags == {"one"}
)
"""A language of ISO 639-1 that the program does not speak, and that counts as English does."""
FOLDER = f"dtmforms/language/{CODE}"
VALUES = yaml.safe_load(RECORDS["fr"].read_text(encoding="utf-8")) | {"language": CODE}
"""A record whose texts are not English."""
REF = VALUES["reference"]
ENGLISH = catalog("form", "en")["official"]
NAME, ANOTHER_NAME = "table_c_requesting_organization_primary_name", "Олена Мороз"

IN_BRACKETS = re.compile(r"‹[^‹›]+›")
"""A word, also one that goes on in the next line. Not in square brackets, which Excel forbids in the name of a sheet,
and which are a list in YAML."""
_KEPT = re.compile(rf"({TYPED.pattern}|\{{\w*\}}|\{{\{{|\}}\}})")
"""What is typed, and what stands in braces."""


# The language


def in_brackets(said: Any) -> Any:
    """The same with each word in brackets."""
    if isinstance(said, str):
        parts = _KEPT.split(said)
        return "".join(part if place % 2 else re.sub(r"([^\W\d_]+)", r"‹\1›", part) for place, part in enumerate(parts))
    if isinstance(said, list):
        return [in_brackets(part) for part in said]
    if isinstance(said, dict):
        return {key: part if key == BY and has_forms(said) else in_brackets(part) for key, part in said.items()}
    return said


def words_of(subject: str) -> dict[str, Any]:
    """A catalog of the language."""
    words: dict[str, Any] = in_brackets(catalog(subject, "en"))
    if subject == "form":
        words |= {"locale": CODE, "plurals": dict(Locale(CODE).plural_form.rules), "prevails": "‹English› ‹prevails›."}
        words["text_recognition"] = catalog(subject, "en")["text_recognition"]
    return words


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def add_language(copy: Path) -> None:
    """As docs/CONTRIBUTING.md says it."""
    (copy / FOLDER).mkdir()
    for subject in SUBJECTS:
        lines = [f"{json.dumps(key)} = {toml(said)}\n" for key, said in words_of(subject).items()]
        (copy / FOLDER / f"{subject}.toml").write_text("".join(lines), encoding="utf-8")
    module = copy / "dtmforms" / "language" / "__init__.py"
    before = module.read_text(encoding="utf-8")
    listed = ", ".join(f'"{language}"' for language in LANGUAGES)
    after = before.replace(f"LANGUAGES = ({listed})", f'LANGUAGES = ({listed}, "{CODE}")')
    assert sum(one != other for one, other in zip(before.splitlines(), after.splitlines(), strict=True)) == 1
    module.write_text(after, encoding="utf-8")
    in_copy(copy, "import click_words\nclick_words.main()")
    translate_click(copy / FOLDER / "LC_MESSAGES" / "click.po")
    in_copy(copy, "import click_words, build_templates\nassert click_words.main() == 0\nbuild_templates.main()")
    assert in_copy(copy, f"import completeness\nprint(*completeness.missing_of('{CODE}'))") == "\n"


def translate_click(place: Path) -> None:
    with place.open("rb") as source:
        words = pofile.read_po(source, locale=CODE)
    for message in words:
        if message.id:
            forms = [message.id] if isinstance(message.id, str) else message.id
            said = [re.sub(r"(\{[^}]*\}|%\(\w+\)s)|([^\W\d_]+)", bracketed, form) for form in forms]
            message.string = said[0] if isinstance(message.id, str) else tuple(said)
    with place.open("wb") as target:
        pofile.write_po(target, words, width=0, no_location=True, ignore_obsolete=True)


def bracketed(found: re.Match[str]) -> str:
    return found[1] or f"‹{found[2]}›"


# The program


def in_copy(copy: Path, code: str, given: Any = None, folder: Path | None = None) -> str:
    """What a piece of Python prints, with the copied package and its scripts."""
    modules = os.pathsep.join(str(copy / part) for part in ("", "scripts", "tests"))
    environment = {"PYTHONPATH": modules, "PYTHONDONTWRITEBYTECODE": "1", "DTMFORMS_REGISTER": "r.sqlite3"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder or copy,
        env=os.environ | environment,
        input=json.dumps(given),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    return done.stdout


RUN = """
import contextlib, io, json, sys
from dtmforms.cli.main import run
answers = []
for command in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run(command)
    answers.append((code, said.getvalue()))
print(json.dumps(answers))
"""


def answers(copy: Path, folder: Path, *commands: tuple[int, str]) -> dict[str, str]:
    """What commands say, each with the exit code that is expected of it."""
    words = [["--messages", CODE, *command.split()] for _, command in commands]
    answers = json.loads(in_copy(copy, RUN, words, folder))
    said = {command: answer for (_, command), (_, answer) in zip(commands, answers, strict=True)}
    wrong = {command for (expected, command), (code, _) in zip(commands, answers, strict=True) if code != expected}
    assert wrong == set(), "\n".join(said[command] for command in wrong)
    return said


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def touched(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


# What it says

_HIDDEN = 2
"""Of a field of a form (ISO 32000-2:2020, 12.5.3)."""


def texts_in(path: Path) -> Iterator[str]:
    """All that is to be read in a file."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
                    for paragraph in etree.fromstring(package.read(name)).iter("{*}p"):
                        yield " ".join(text.text or "" for text in paragraph.iter("{*}t"))
    elif path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pages:
            yield from (" ".join(page.get_textpage().get_text_range().split()) for page in pages)
        with pikepdf.open(path) as form:
            for field in form.Root.AcroForm.Fields:
                yield "" if int(field.F) & _HIDDEN else str(field.TU)
                yield from (str(option[1]) for option in field.get("/Opt", ()))
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        yield from book.sheetnames
        yield from (str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    else:
        yield path.read_text(encoding="utf-8")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
    else:
        yield str(value)


COUNTRIES = [country_name(code, CODE) for code in country_codes()]
DATA = {
    word.lower()
    for text in strings([VALUES, *LEVELS, *GRAVITIES, COUNTRIES])
    for word in re.findall(r"[^\W\d_]+", text)
}
"""Words that no catalog says: those of the record and of closed lists, and countries' names, which a workbook lists."""


def without_brackets(texts: Iterable[str]) -> list[str]:
    """The English words that stand in no brackets; all of it where nothing stands in brackets."""
    text = "\n".join(texts)
    if not IN_BRACKETS.search(text):
        return [text]
    return [word for word in english_words(IN_BRACKETS.sub(" ", text), CODE) if word.lower() not in DATA]


# The job

RECORD, SLIPS, UNREADABLE = "a.yaml", "slips.yaml", "unreadable.yaml"
BILINGUAL = "two.docx"


def the_job(copy: Path, folder: Path) -> dict[str, str]:
    """What is said all the way; the files stay in the folder."""
    write(folder / RECORD, VALUES)
    write(folder / "records" / RECORD, VALUES)
    write(folder / "revised.yaml", VALUES | {"purpose": "12"})
    write(folder / SLIPS, VALUES | {"purpose": "", "data_access_request": None, "table_c": {"iom": {}}})
    write(folder / UNREADABLE, {"schema": "12", "reference": 12, "language": "12", "table_b": []})
    Image.new("L", (40, 40), 255).save(folder / "signed.pdf", "PNG")
    helps = ["", *(f"{name} " for name in COMMANDS), *(f"register {name} " for name in OF_THE_REGISTER)]
    before_it_is_returned = answers(
        copy,
        folder,
        *((0, f"{command}--help") for command in helps),
        (2, "check"),
        (2, "12"),
        (2, "fill --blank --language 12"),
        (0, f"new {VALUES['country']} 12 -o new.yaml"),
        (0, f"check {RECORD}"),
        (3, f"check {SLIPS}"),
        (3, f"check {UNREADABLE}"),
        (6, "check missing.yaml"),
        (0, f"register add {RECORD} --on 2026-10-01"),
        (0, f"register sign {REF} --file signed.pdf --stated-by 12 --why 12 --on 2026-10-05"),
        (0, f"fill {RECORD} -o one.docx"),
        (0, f"fill {RECORD} --language en,{CODE} -o {BILINGUAL}"),
        (0, f"fill --blank --language {CODE} -o blank.docx"),
        (0, f"form {RECORD} -o sent.pdf"),
        (0, f"form --blank --language {CODE} -o blank.pdf"),
        (0, f"workbook new --language {CODE} -o empty.xlsx"),
        (0, f"workbook from {RECORD} -o a.xlsx"),
        (0, "workbook to-records a.xlsx -o made"),
        (0, f"compare {RECORD} made/{REF}.yaml"),
        (0, "batch records -o out"),
    )
    fill_in(folder / "sent.pdf", folder / "return.pdf")
    return before_it_is_returned | answers(
        copy,
        folder,
        (0, f"ingest return.pdf --against {RECORD} -o returned.yaml"),
        (0, f"ingest return.pdf --against {RECORD} --xlsx returns.xlsx"),
        (4, f"ingest signed.pdf --against {RECORD}"),
        (0, f"compare {RECORD} returned.yaml"),
        (5, f"compare {RECORD} revised.yaml"),
        (0, "register return return.pdf --on 2026-11-03"),
        (0, f"register notice {REF} -o paperwork"),
        (0, "register status"),
        (0, "register status --xlsx all.xlsx"),
        (0, f"register show {REF}"),
        (0, f"register history {REF}"),
    )


def write(place: Path, values: dict[str, Any]) -> None:
    place.parent.mkdir(exist_ok=True)
    place.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), encoding="utf-8")


def fill_in(form: Path, returned: Path) -> None:
    """As a partner does who has another focal point."""
    with pikepdf.open(form) as pdf:
        [name] = [field for field in pdf.Root.AcroForm.Fields if field.T == NAME]
        name.V = pikepdf.String(ANOTHER_NAME)
        del name["/AP"]  # viewers draw it anew
        pdf.save(returned)


@pytest.mark.sampled("languages that are added")
def test_a_language_takes_a_folder_a_line_and_its_templates_and_the_whole_job_speaks_it(tmp_path: Path) -> None:
    copy, folder = tmp_path / "copy", tmp_path / "job"
    for part in ("dtmforms", "templates", "scripts"):
        shutil.copytree(ROOT / part, copy / part)
    shutil.copytree(ROOT / "tests", copy / "tests", ignore=lambda _, names: {*names} - {"completeness.py"})
    before = files_of(copy)
    add_language(copy)
    added = files_of(copy)
    assert touched(before, added) == sorted(
        [
            "dtmforms/language/__init__.py",
            *(f"{FOLDER}/{subject}.toml" for subject in SUBJECTS),
            *(f"{FOLDER}/LC_MESSAGES/click.{kind}" for kind in ("mo", "po")),
            *(f"templates/agreement.{languages}.docx" for languages in (CODE, f"en-{CODE}")),
        ]
    )

    folder.mkdir()
    said = the_job(copy, folder)
    assert touched(added, files_of(copy)) == []
    mixed = {command: found for command, text in said.items() if text and (found := without_brackets([text]))}
    assert mixed == {}
    documents = [path for path in sorted(folder.rglob("*")) if path.suffix in (".docx", ".pdf", ".xlsx")]
    documents = [path for path in (*documents, folder / "new.yaml") if path.name not in (BILINGUAL, "signed.pdf")]
    mixed = {path.name: found for path in documents if (found := without_brackets(texts_in(path)))}
    assert mixed == {}
    assert f"{LANGUAGES[-1]}, {CODE}\n" in (folder / "new.yaml").read_text(encoding="utf-8")
    two = " ".join(texts_in(folder / BILINGUAL))
    assert all(label in two for of in ("table_c", "turnover") for label in (ENGLISH[of], in_brackets(ENGLISH[of])))
    returned = yaml.safe_load((folder / "returned.yaml").read_text(encoding="utf-8"))
    assert returned["table_c"]["requesting_organization"]["primary"]["name"] == ANOTHER_NAME
