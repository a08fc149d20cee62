"""What each output lacks: attributes of the record, and what belongs to a language.

python tests/completeness.py [NAME]...    a line for everything that is missing; with names, of these attributes alone

An output has an attribute if it differs between two records that differ in that attribute alone. What it does without
for a reason stands in `left_out.toml`, attribute by attribute, so that a new one is never among it.
"""

from __future__ import annotations

import ast
import datetime
import re
import string
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from babel import Locale
from pydantic import BaseModel

from dtmforms.agreement.model import Agreement, attribute_paths
from dtmforms.changes.compare import compare
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.changes.policy import UNNAMED
from dtmforms.cli.main import run
from dtmforms.form.fields import OPTIONAL, Rows, fields
from dtmforms.form.texts import texts_of, tooltip, values_of
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import BY, catalog
from dtmforms.language.labels import DOCUMENT_LANGUAGES
from dtmforms.pdf.write import form
from dtmforms.register import patch
from dtmforms.register.events import Dated
from dtmforms.register.record_event import add
from dtmforms.register.store import RegisterStore
from dtmforms.word.write import filled_document
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.layout import LAYOUTS
from dtmforms.workbook.words import words_in

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "dtmforms"
DAY = datetime.date(2026, 10, 1)

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The kinds of numbers that languages count otherwise (CLDR)."""

Steps = tuple[str, ...]
"""The path of an attribute; a star stands for each item of a list."""
Has = Callable[[Steps], bool]
"""Whether an output has an attribute. Whatever it raises, it has it not."""


def missing(names: Sequence[str] = ()) -> Iterator[str]:
    """Everything that is missing, a line each; where attributes are named, of these alone."""
    paths = [path for path in attributes() if not names or attribute_of(path) in names]
    for name, has in outputs().items():
        yield from missing_in(name, has, paths)
    for language in languages():
        yield from missing_of(language)


# Attributes


def missing_in(name: str, has: Has, paths: Sequence[Steps]) -> Iterator[str]:
    """What is wrong with an output: attributes that it lacks, with why where it fails at one, and those that it has,
    although they are left out for a reason."""
    for path in paths:
        records(path)
        try:
            found, why = has(path), ""
        except Exception as error:  # noqa: BLE001 - an output that fails at an attribute lacks it, however it fails
            found, why = False, f" ({type(error).__name__}: {str(error).partition(chr(10))[0]})"
        reason = next((reason for pattern, reason in left_out(name).items() if matches(pattern, path)), "")
        if not found and not reason:
            yield f"{name} lacks {'.'.join(path)}{why}"
        elif found and reason:
            yield f"{name} has {'.'.join(path)}, although it is left out for a reason ({reason})"


@cache
def left_out(name: str) -> dict[Steps, str]:
    """The attributes that an output leaves out, with a star for a step that may be any, each with rule and reason."""
    tables = tomllib.loads((Path(__file__).parent / "left_out.toml").read_text(encoding="utf-8"))
    rows = [row for row in tables["left_out"] if name in row["outputs"]]
    return {tuple(path.split(".")): f"{row['rule']}: {row['reason']}" for row in rows for path in row["attributes"]}


def matches(pattern: Steps, path: Steps) -> bool:
    return len(pattern) == len(path) and all(one in ("*", other) for one, other in zip(pattern, path, strict=True))


def attributes() -> list[Steps]:
    """Every attribute that can have another value: all but the name of the record's own format."""
    return [path for path in attribute_paths() if len(offered(path)) != 1]


@cache
def outputs() -> dict[str, Has]:
    found = {
        "Word document": differs(word_document),
        "PDF form": differs(pdf_form),
        "returned form": differs(returned_form),
        "workbook": differs(workbook),
        "policy of changes": has_a_rule,
        "register: revision": is_kept_by_a_revision,
        "register: show": differs(register_show),
        "register: status": differs(register_status),
        "templates/record.yaml": stands_in_a_new_record,
        "docs/record.md": is_documented,
    }
    found |= {f"labels in {language}": has_labels(language) for language in LANGUAGES}
    found |= {f"paths in {language}": has_words(language) for language in LANGUAGES}
    return {name: cache(has) for name, has in found.items()}


def differs(output: Callable[[Agreement], object]) -> Has:
    @cache
    def of_the_first() -> object:
        first, again = output(records()), output(records())
        assert first == again, f"{output.__name__} is another one each time, so that nothing follows from a difference"
        return first

    return lambda path: output(records(path)) != of_the_first()


def word_document(record: Agreement) -> object:
    return filled_document.draw(record, record.language, "TERMS")


def pdf_form(record: Agreement) -> object:
    return form.draw(record, record.language, "TERMS")


def returned_form(record: Agreement) -> object:
    rows = Rows.of(record)
    return values_of(texts_of(record, rows, record.language), rows, record.language).values


def workbook(record: Agreement) -> object:
    return workbook_of([record], "en")


def has_a_rule(path: Steps) -> bool:
    changes = compare(records(), records(path)).changes
    return bool(changes) and all(change.reason != UNNAMED.reason for change in changes)


def is_kept_by_a_revision(path: Steps) -> bool:
    """Whether a text that is put up, with what is agreed by nobody of the one in force, has it of just one of them."""
    current, text = patch.plain(records()), patch.plain(records(path))
    return (patch.taking_over(text, current) != current) != (patch.taking_over(current, text) != current)


def register_show(record: Agreement) -> object:
    return answer_of_register(record, "show", record.reference)


def register_status(record: Agreement) -> object:
    return answer_of_register(record, "status", "--json", "--xlsx", "status.xlsx")


def answer_of_register(record: Agreement, *command: str) -> list[str]:
    """What a command prints, and writes into cells, where the record is the register's only agreement; without the
    terms, in which every attribute shows, as eight letters."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        with RegisterStore("register.sqlite3").writing(begins=True) as book:
            add(book, record, Dated(DAY))
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            assert run(["register", *command, "--register", "register.sqlite3", "--as-of", "2026-10-02"]) == 0
        cells = [cell for path in Path().glob("*.xlsx") for cell in cells_of(path)]
    terms = fingerprint(record)
    return [text.replace(terms, "") for text in (out.getvalue(), *cells)]


def cells_of(workbook: Path) -> list[str]:
    with zipfile.ZipFile(workbook) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/")]
    return [text for part in parts for text in re.findall(r"<[tv](?: [^>]*)?>([^<]*)", part)]


def stands_in_a_new_record(path: Steps) -> bool:
    """Whether the attribute stands, as a key or in a comment, in what the commented record has for its first step."""
    text = (ROOT / "templates" / "record.yaml").read_text(encoding="utf-8")
    parts = re.split(r"^(?:# )?(?=\w+:)", text, flags=re.MULTILINE)
    own = [part for part in parts if part.startswith(f"{path[0]}:")]
    return any(re.search(rf"\b{attribute_of(path)}:", part) for part in own)


def is_documented(path: Steps) -> bool:
    text = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.*]+)` \|", text, flags=re.MULTILINE)
    return sum(matches(tuple(row.split(".")), path) for row in rows) == 1


def has_words(language: str) -> Has:
    patterns = [tuple(pattern.split(".")) for pattern in catalog("paths", language)]
    return lambda path: any(matches(pattern, path) for pattern in patterns)


def has_labels(language: str) -> Has:
    def has(path: Steps) -> bool:
        on_the_form = [
            field for field in fields(Rows(optional=OPTIONAL, areas=(1, 1))) if matches(starred(field.path), path)
        ]
        return heading_key(path) in words_in(language).headings and all(
            tooltip(field, language) for field in on_the_form
        )

    return has


def heading_key(path: Steps) -> str:
    """What the words of workbooks call an attribute: the key of its column; its own name where it has none."""
    for layout in LAYOUTS:
        for column in layout.columns:
            place = (*layout.place, *column.steps, *(["*"] if column.many else []))
            if matches(tuple("*" if step.startswith("<") else step for step in place), path):
                return column.key
    return attribute_of(path)


def attribute_of(path: Steps) -> str:
    return next(step for step in reversed(path) if step != "*")


def starred(path: tuple[str | int, ...]) -> Steps:
    return tuple("*" if isinstance(step, int) else step for step in path)


# Records that differ in one attribute


@cache
def records(path: Steps = ()) -> Agreement:
    """A record that has every attribute; with a path, the same with another value there."""
    values: Any = filled_in(Agreement, ())
    if path:
        place = values
        *steps, last = (0 if step == "*" else step for step in path)
        for step in steps:
            place = place[step]
        place[last] = another(place[last], path)
    return Agreement.model_validate(values)


def filled_in(kind: Any, path: Steps) -> Any:
    """A value for what is at a path: a text that says where it stands, two items of a list, the first of what is
    offered."""
    kind = required(kind)
    if get_origin(kind) is list:
        return [filled_in(get_args(kind)[0], (*path, number)) for number in ("first", "second")]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {key: filled_in(of_it, (*path, key)) for key, of_it in kinds_in(kind).items()}
    if path == ("country",):
        return "NGA"
    if kind is int:
        return 1
    return DAY if kind is datetime.date else (get_args(kind) or (".".join(path),))[0]


def another(value: Any, path: Steps) -> Any:
    if path == ("country",):
        return "TCD"
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=1)
    if isinstance(value, int):
        return value + 1
    return next((other for other in offered(path) if other != value), f"{value}, another")


@cache
def offered(path: Steps) -> tuple[Any, ...]:
    """What a closed list offers for an attribute; empty for text and days."""
    kind: Any = Agreement
    for step in path:
        kind = get_args(kind)[0] if step == "*" else kinds_in(kind)[step]
        kind = required(kind)
    return get_args(kind) if get_origin(kind) is Literal else ()


def required(kind: Any) -> Any:
    """The kind of value, where it may also be left out."""
    kind = next(part for part in get_args(kind) if part is not type(None)) if type(None) in get_args(kind) else kind
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def kinds_in(model: Any) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


# Languages


def languages() -> list[str]:
    """Those in the list, and those that have a folder."""
    folders = (path.name for path in (PACKAGE / "language").iterdir() if (path / "form.toml").is_file())
    return sorted({*LANGUAGES, *folders})


def missing_of(language: str) -> Iterator[str]:
    """What a language lacks: its place in the list, files and the words in them, templates, rows of tables in code."""
    if language not in LANGUAGES:
        yield f"LANGUAGES lacks {language}"
    for file in sorted((PACKAGE / "language" / "en").glob("*.toml")):
        theirs = PACKAGE / "language" / language / file.name
        yield from missing_words(file, theirs)
    for documents in DOCUMENT_LANGUAGES:
        template = ROOT / "templates" / f"agreement.{documents.replace(',', '-')}.docx"
        if language in documents.split(",") and not template.is_file():
            yield f"templates/{template.name} is missing; run scripts/build_templates.py"
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from (f"{path.relative_to(PACKAGE)}:{line} lacks {language}" for line in tables_without(language, path))


def missing_words(english: Path, theirs: Path) -> Iterator[str]:
    name = theirs.relative_to(PACKAGE)
    if not theirs.is_file():
        yield f"{name} is missing"
        return
    ours, words_of_it = (tomllib.loads(path.read_text(encoding="utf-8")) for path in (english, theirs))
    yield from (f"{name} {line}" for line in different(ours, words_of_it, (), Locale(theirs.parent.name)))


def different(english: Any, theirs: Any, path: Steps, locale: Locale) -> Iterator[str]:
    """Where two tables of words do not have the same keys, plural forms and placeholders."""
    where = ".".join(path)
    if all(isinstance(said, str) or has_forms(said) for said in (english, theirs)):
        yield from different_forms(english, theirs, path, locale)
    elif type(english) is not type(theirs):
        yield f"has another kind of value for {where}"
    elif isinstance(english, dict):
        keys = theirs.keys() if path == ("plurals",) else english.keys()
        yield from (f"lacks {'.'.join((*path, key))}" for key in sorted(keys - theirs.keys()))
        yield from (f"has {'.'.join((*path, key))}, which English has not" for key in sorted(theirs.keys() - keys))
        for key in sorted(english.keys() & theirs.keys()):
            yield from different(english[key], theirs[key], (*path, key), locale)
    elif isinstance(english, list) and len(english) != len(theirs):
        yield f"has {len(theirs)} items of {len(english)} in {where}"


def has_forms(said: Any) -> bool:
    """Whether it is a sentence with a form for each kind of number."""
    return isinstance(said, dict) and BY in said and said.keys() <= {BY, *CATEGORIES}


def different_forms(english: Any, theirs: Any, path: Steps, locale: Locale) -> Iterator[str]:
    """Which forms a sentence lacks, or has too many; and where one does not tell what the English one tells. A language
    may do with one form, or need several where English does not; and a form may leave out the number it is for, and
    what another program `said`, which is English."""
    where = ".".join(path)
    counted = {said[BY] for said in (english, theirs) if has_forms(said)}
    told = {*placeholders(english.get("other", "") if has_forms(english) else english)} | counted
    forms = {key: form for key, form in theirs.items() if key != BY} if has_forms(theirs) else {"other": theirs}
    needed = {*locale.plural_form.tags, "other"} if has_forms(theirs) else {"other"}
    yield from (f"lacks {where}.{key}" for key in sorted(needed - forms.keys()))
    yield from (f"has {where}.{key}, which no number takes" for key in sorted(forms.keys() - needed))
    if has_forms(english) and has_forms(theirs) and len(counted) > 1:
        yield f"has forms by {theirs[BY]} in {where} for {english[BY]}"
    for key, said in forms.items():
        if not told - {"said"} - (counted if has_forms(theirs) else set()) <= {*placeholders(said)} <= told:
            place = f"{where}.{key}" if has_forms(theirs) else where
            yield f"has {placeholders(said)} in {place} for {sorted(told)}"


def placeholders(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def tables_without(language: str, module: Path) -> Iterator[int]:
    """The lines of a module where a table or a list has a place for English and for another language, and none for this
    one."""
    for line, entries in tables_in(module):
        if "en" in entries and len(entries & {*LANGUAGES}) > 1 and language not in entries:
            yield line


@cache
def tables_in(module: Path) -> list[tuple[int, set[object]]]:
    """Where a module has a dictionary, list, tuple or set written out, and the constants in it; of a dictionary, its
    keys."""
    nodes = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    tables = [(node, getattr(node, "keys", None) or getattr(node, "elts", ())) for node in nodes]
    return [
        (node.lineno, {entry.value for entry in entries if isinstance(entry, ast.Constant)})
        for node, entries in tables
        if entries and isinstance(node, ast.expr)
    ]


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in missing(sys.argv[1:]))
