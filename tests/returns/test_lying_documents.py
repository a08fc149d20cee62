"""A Word document that shows one thing and stores another is never taken without a person; what people and programs do
to honest ones is."""

from __future__ import annotations

import io
import zipfile
from functools import cache, partial

import pytest
from conftest import RECORDS, TODAY
from lying_documents import HONEST, LIES, MOBILE, Parts, Way, in_paragraph, typed
from sampling import part_of

from dtmforms.agreement.check import check
from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.language import LANGUAGES
from dtmforms.returns.ingest import Basis, Return, ingest
from dtmforms.word.write import filled_document

NUMBER = "+258 84 999 8877"
WAYS = [(family, name) for family, ways in LIES.items() for name in ways]


@cache
def sent(language: str) -> Agreement:
    """The sample record in a language; that in English, said in the language, where there is none."""
    found = check(RECORDS.get(language, RECORDS["en"]).read_bytes(), name="sent", today=TODAY).record
    assert found
    return found.model_copy(update={"language": language})


@cache
def _made(language: str) -> tuple[tuple[str, bytes], ...]:
    record = sent(language)
    data = filled_document.draw(record, language, fingerprint(record))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return tuple((name, package.read(name)) for name in package.namelist())


def returned(language: str, way: Way | None = None) -> Return:
    """The answer to a document with a new number in it, to which that was done."""
    made = dict(_made(language))
    parts: Parts = {name: content.decode() for name, content in made.items() if name.endswith((".xml", ".rels"))}
    typed(parts, MOBILE, NUMBER)
    if way:
        way(parts, NUMBER)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in made.items():
            package.writestr(name, parts.get(name, content))
    return ingest(out.getvalue(), "return.docx", Basis(sent(language), today=TODAY))


def mobile_in(answer: Return) -> str:
    assert answer.record, answer.findings
    person = answer.record.table_c.requesting_organization.primary
    assert person
    return person.mobile or ""


def test_there_are_enough_ways_and_families() -> None:
    assert len(LIES) >= 12
    assert len(WAYS) >= 60


@pytest.mark.sampled("ways to lie in Word")
@pytest.mark.parametrize(("family", "name"), WAYS)
def test_what_is_shown_otherwise_than_it_is_stored_is_never_taken(family: str, name: str) -> None:
    for language in part_of(LANGUAGES):
        assert returned(language, LIES[family][name]).record is None, language


@pytest.mark.parametrize("name", HONEST)
def test_what_people_and_programs_do_to_a_number_is_taken(name: str) -> None:
    for language in part_of(LANGUAGES):
        assert mobile_in(returned(language, HONEST[name])) == NUMBER, language


def test_a_line_that_runs_from_right_to_left_belongs_to_a_language_that_does() -> None:
    turned = partial(in_paragraph, "<w:bidi/>")
    assert returned("en", turned).record is None
    assert mobile_in(returned("ar", turned)) == NUMBER


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_was_just_typed_is_taken(language: str) -> None:
    assert mobile_in(returned(language)) == NUMBER
