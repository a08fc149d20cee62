"""The sentences: one for each code in English, and in every language with the values that the table of codes names."""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from conftest import ROOT

import dtmforms
from dtmforms.agreement.closed_lists import ON_FILE
from dtmforms.changes.policy import our_policy
from dtmforms.codes import CODES, FIELD_POSTS, PLACES, SUBJECTS, WORDS
from dtmforms.codes.errors import ERRORS, USAGE
from dtmforms.codes.kinds import KINDS, Kinds
from dtmforms.codes.messages import MESSAGES
from dtmforms.codes.page import PAGE
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import BY, catalog, sentence
from dtmforms.language.shown import side_by_side

PACKAGE = Path(dtmforms.__file__).parent
OF_A_FIELD = ("field", "tick", "column", "contact", "ours_differs")
"""How the codes of sentences end that follow the place of a field, and are none by themselves."""
FRAMES = {
    "accepted": {"message", "code"},
    "acceptable": {"message", "code"},
    "at": {"place", "message"},
    "of_rule": {"message", "rule"},
    "warning": {"message"},
    "quoted": {"text"},
    "path": {"words", "path"},
    "within": {"whole", "part"},
    **{name: {"area"} for name in FIELD_POSTS},
}
"""What stands around a sentence."""
COUNTED = ("number", "size", "texts", "names", "numbers", "choices", "codes", "paths", "words", "posts", "typed")
"""The kinds that the form of a sentence may depend on."""
TOLD: dict[str, dict[str, Kinds]] = {"messages": MESSAGES, "errors": ERRORS, "usage": USAGE, "page": PAGE}
"""What is told beside findings, by the names of its files."""
SAYING = {"say": "messages", "usage": "usage", "on_page": "page"}
"""What says it, with the name of the file."""
OF_THE_RECORD = ("step_", "kind_", "suggested_", "datasets_", "add_dataset_", "do_")
"""How sentences of the form of a record begin that are named by what they are about."""
TEMPLATES = sorted((PACKAGE / "page" / "templates").glob("*.html"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms_of(said: str | dict[str, str]) -> list[str]:
    """A sentence in each form that it has."""
    return [form for key, form in said.items() if key != BY] if isinstance(said, dict) else [said]


def check_forms(said: str | dict[str, str], kinds: Kinds, language: str) -> None:
    """A sentence tells its values, each of them; in another form for each number that the language counts otherwise."""
    if isinstance(said, dict):
        assert kinds[said[BY]] in COUNTED, said
        assert {*said} == {BY, "other", *Locale(language).plural_form.tags}, said
    left_out = {said[BY]} if isinstance(said, dict) else set()
    if language != "en":  # what libraries say is English: elsewhere it stands in the values alone, beside an advice
        left_out |= {name for name, kind in kinds.items() if kind == "said"}
    for form in forms_of(said):
        assert {*kinds} - left_out <= placeholders(form) <= {*kinds}, form


@cache
def trees() -> tuple[ast.AST, ...]:
    """The syntax of every module but the table of codes itself."""
    paths = (path for path in PACKAGE.rglob("*.py") if path.parent.name != "codes")
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


@cache
def texts_in_the_code() -> frozenset[str]:
    return frozenset(text for tree in trees() for text in texts_in(tree))


def texts_in(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


# The table of codes


def test_a_code_stands_in_one_place_of_the_table() -> None:
    assert len(CODES) == sum(len(rows) for rows in SUBJECTS.values())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_code_has_its_sentence_in_english_and_no_sentence_lacks_a_code(subject: str) -> None:
    assert set(catalog(subject, "en")) == set(SUBJECTS[subject])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_sentence_tells_the_values_of_its_code_in_every_language(subject: str, language: str) -> None:
    for code, said in catalog(subject, language).items():
        check_forms(said, CODES[code].values, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_and_words_are_those_of_the_table_in_every_language(language: str) -> None:
    words, places = catalog("words", language), catalog("places", language)
    assert language != "en" or (set(words) == {*WORDS, *FRAMES} and set(places) == set(PLACES))
    for name, text in words.items():
        assert placeholders(text) == FRAMES.get(name, set()), name
    for name, text in places.items():
        assert placeholders(text) == set(PLACES[name]), name


def test_every_kind_of_value_is_explained_and_told_by_something() -> None:
    rows = [
        *(code.values for code in CODES.values()),
        *PLACES.values(),
        *(row for t in TOLD.values() for row in t.values()),
    ]
    assert {kind for kinds in rows for kind in kinds.values()} == set(KINDS)


def test_every_code_is_found_by_something() -> None:
    assert set(CODES) - texts_in_the_code() == set()


def test_every_place_and_every_word_is_told_by_something() -> None:
    on_a_page = {name for name in PLACES if name.endswith("_on_page")}
    assert {*PLACES, *WORDS} - on_a_page - {*ON_FILE} - texts_in_the_code() == set()


def test_a_finding_that_is_made_in_the_code_has_a_code_of_the_table_with_its_values() -> None:
    made = 0
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Finding", "Found"):
                made += check_made(node)
    assert made > 100


def check_made(call: ast.Call) -> bool:
    """Hold a call against the table, as far as it is written out."""
    given: dict[str | None, Any] = dict(zip(("code", "path", "values"), call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords}
    if not isinstance(given.get("code"), ast.Constant):
        return False
    code = given["code"].value
    values = given.get("values")
    assert code in CODES
    if values is None:
        assert CODES[code].values == {}, code
    elif isinstance(values, ast.Dict) and None not in values.keys:
        assert {key.value for key in values.keys if isinstance(key, ast.Constant)} == set(CODES[code].values), code
    return True


def test_the_documentation_prints_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run `python scripts/findings.py` after a change of a code or of an English sentence."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    findings = importlib.import_module("findings")
    assert findings.PAGE.read_text(encoding="utf-8") == findings.page()


# What is told beside findings


@pytest.mark.parametrize("subject", TOLD)
def test_all_that_is_told_has_its_sentence_in_english_and_no_sentence_is_told_by_nothing(subject: str) -> None:
    assert set(catalog(subject, "en")) == set(TOLD[subject])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", TOLD)
def test_what_is_told_tells_its_values_in_every_language(subject: str, language: str) -> None:
    for code, said in catalog(subject, language).items():
        check_forms(said, TOLD[subject][code], language)


def test_every_sentence_on_wrong_usage_is_said_by_something() -> None:
    assert set(USAGE) - texts_in_the_code() == set()


def test_what_is_said_is_a_message_of_the_table_with_its_values() -> None:
    said = 0
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                said += check_said(node, TOLD[SAYING[node.func.id]])
    assert said > 90


def check_said(call: ast.Call, table: dict[str, Kinds]) -> int:
    """Hold a call against a table, as far as it is written out; how many codes that is."""
    names = {keyword.arg for keyword in call.keywords}
    code = call.args[0]
    written = (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,)
    codes = [str(one.value) for one in written if isinstance(one, ast.Constant)]
    for one in codes:
        assert names == set(table[one]) or (None in names and names - {None} <= set(table[one])), ast.unparse(call)
    return len(codes)


def test_every_message_is_said_by_something() -> None:
    reasons = {row.reason for row in our_policy().rows}
    assert not_made(set(MESSAGES) - reasons) == []


# The page


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_words_and_says_sentences_of_the_table_with_their_values(path: Path) -> None:
    template = path.read_text(encoding="utf-8")
    for code, values in re.findall(r"""_\(["'](\w+)["'](?:, ([^()]*))?\)""", template):
        assert set(re.findall(r"(\w+)=", values)) == set(PAGE[code]), code
    around = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", " ", template, flags=re.DOTALL)
    assert set(re.findall(r"[^\W\d_]{2,}", around)) <= {"dtmforms"}


def test_every_sentence_of_the_page_is_said_by_something() -> None:
    templates = " ".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    put_together = (
        "need_",
        "state_",
        "stands_",
        "scan_state_",
        "return_state_",
        *OF_THE_RECORD,
        *(f"{of_a_form}_" for of_a_form in ("act", "day", "why", "file")),
    )
    said = {code for code in PAGE if re.search(rf"""["']{code}["']""", templates)}
    assert not_made(code for code in PAGE if code not in said and not code.startswith(put_together)) == []


# Errors

RAISED = ("RecordError", "TemplateError", "RegisterError", "FileError")


def test_an_error_is_raised_by_a_code_of_the_table_with_its_values_and_holds_no_sentence() -> None:
    raised = 0
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                assert not any(" " in text for text in texts_in(node)), ast.unparse(node)
                raised += check_said(node, ERRORS)
    assert raised > 80


def test_every_error_is_raised_by_something() -> None:
    assert not_made(ERRORS) == []


def not_made(codes: Iterable[str]) -> list[str]:
    """Those codes that the program neither has nor puts together."""
    texts = texts_in_the_code()
    words = [text for text in texts if re.fullmatch("[a-z_]+", text)]
    composed = {made for tree in trees() for node in ast.walk(tree) if (made := code_in_parts(node))}

    def is_put_together(code: str) -> bool:
        word = "|".join(part for part in words if part in code)
        return any(re.fullmatch(made.replace("{}", f"(?:{word})"), code) for made in composed)

    return sorted(code for code in codes if code not in texts and not is_put_together(code))


def code_in_parts(node: ast.AST) -> str:
    """A code that the program puts together, such as `not_{}_otherwise`, of which a word of it is written out; else
    nothing."""
    if not isinstance(node, ast.JoinedStr):
        return ""
    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return text if re.fullmatch("[a-z_{}]+", text) and re.search("[a-z]{3}", text) else ""


# The sentences on returns, which there are in every language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_sentences_on_returns_in_one_order(language: str) -> None:
    assert list(catalog("returns", language)) == list(catalog("returns", "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_one_sentence_with_a_next_step(language: str) -> None:
    told = [(name, form) for name, said in catalog("returns", language).items() for form in forms_of(said)]
    in_arabic_letters = catalog("form", language)["text_recognition"]["script"] == "Arabic"
    for name, text in told:
        assert ("؛" if in_arabic_letters else ";") in text or name == "field_missing", name
        of_a_field = name.startswith("doubt_") or name.endswith(OF_A_FIELD)
        assert text.endswith(".") != of_a_field or name == "field_missing", name
        assert not re.search(r"[.!?] \w", text), f"{name} is more than one sentence"


def test_no_two_sentences_of_a_language_are_the_same() -> None:
    for language in LANGUAGES:
        said = [form for said in catalog("returns", language).values() for form in {*forms_of(said)}]
        assert len(set(said)) == len(said)


# A language


def test_a_language_without_a_sentence_is_spoken_to_in_english() -> None:
    assert sentence("returns", "empty", "xx", {}) == catalog("returns", "en")["empty"]


def test_a_language_that_is_none_has_no_catalog() -> None:
    assert catalog("returns", "../en") == {}


def test_texts_side_by_side_are_shown_where_they_differ() -> None:
    assert side_by_side("a", "b") == ("a", "b")
    before, after = "x" * 300 + "old" + "y" * 300, "x" * 300 + "new" + "y" * 300
    assert side_by_side(before, after) == (f"…{'x' * 20}old{'y' * 20}…", f"…{'x' * 20}new{'y' * 20}…")
