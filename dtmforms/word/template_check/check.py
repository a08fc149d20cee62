"""Whether a country team's Word template may be rendered: what it holds, what it lacks, and each word of Section 2.

What a team restyled may hold text, and placeholders by name. Templates are code to the library that renders them, and
documents that call out to those who open them: both are kept out by lists of what is allowed, and what no list names is
refused. Nothing is rendered here, executed, fetched or written.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator

from dtmforms.errors import TemplateError
from dtmforms.findings import Finding, Place
from dtmforms.word.markup import DOCUMENT
from dtmforms.word.read.section_2 import template_languages, template_section_2
from dtmforms.word.read.texts import word_changes
from dtmforms.word.template_check.content import STORES, problems_of_content, stores_of
from dtmforms.word.template_check.package import Package, read_package
from dtmforms.word.template_check.placeholders import PlaceholderCheck, Vocabulary
from dtmforms.word.write.context import required, vocabulary

__all__ = ["Vocabulary", "check_template", "languages_of", "refuse_bad_template", "template_problems"]

_MOST_PROBLEMS = 40
"""Named at once, but for missing names; a template with more is not one of ours."""
_MOST_BRACES = 3_000
_IN_SECOND_LANGUAGE = b"second."


def template_problems(data: bytes) -> tuple[Finding, ...]:
    """Everything that is wrong with a template, errors first: what it must not have, names that are missing or
    unknown, and every word of Section 2 that differs from the official text (rule E1). Empty where it is fine."""
    package = read_package(data)
    document = _document_of(package)
    names = vocabulary(bilingual=_IN_SECOND_LANGUAGE in document)
    problems = list(_all_problems(package, names, required()))
    if not any(problem.severity == "error" and not problem.path.startswith("word/document") for problem in problems):
        problems += _section_2_problems(document)
    return _errors_first(problems)


def check_template(data: bytes, names: Vocabulary, needed: Collection[str]) -> tuple[Finding, ...]:
    """All problems of a template that can print those names, errors first; empty where it is fine. Never raises for
    what the file holds. `needed` are dotted names that have to be printed somewhere; of a list, something of its
    items."""
    return _errors_first(_all_problems(read_package(data), names, needed))


def refuse_bad_template(data: bytes, name: str) -> None:
    """Check a country team's template before it is rendered. Raises `TemplateError` that names all errors at once."""
    errors = [problem for problem in template_problems(data) if problem.severity == "error"]
    if errors:
        raise TemplateError("template_refused", errors, place=name)


def languages_of(data: bytes) -> str:
    """The languages that a template which passed the check is in, as `en` or `en,fr`."""
    return template_languages(_document_of(read_package(data)))


def _errors_first(problems: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


def _document_of(package: Package) -> bytes:
    """The part that holds the text; empty where it cannot be read."""
    part = package.parts.get(DOCUMENT)
    return part.text.encode() if part else b""


def _all_problems(package: Package, names: Vocabulary, needed: Collection[str]) -> Iterator[Finding]:
    used: set[str] = set()
    problems = list(_not_too_many(_problems_of_parts(package, names, used)))
    yield from problems
    if DOCUMENT in package.parts and not any(map(_stops_reading, problems)):
        yield from (_missing(name) for name in sorted(needed) if name not in used)


def _stops_reading(problem: Finding) -> bool:
    """Whether names may be printed that were never seen, because of a problem with a whole part."""
    return problem.severity == "error" and not problem.place and problem.path in ("", DOCUMENT)


def _problems_of_parts(package: Package, names: Vocabulary, used: set[str]) -> Iterator[Finding]:
    yield from package.problems
    stores = STORES | stores_of(package)
    if sum(_count_of_braces(part.text) for part in package.parts.values()) > _MOST_BRACES:
        yield Finding("too_many_placeholders")
        return
    for part in package.parts.values():
        yield from problems_of_content(part, stores)
        yield from PlaceholderCheck(part, names, used).problems()


def _count_of_braces(text: str) -> int:
    return text.count("{") + (len(re.findall(r"&#(?:0*123|x0*7[bB]);", text)) if "&#" in text else 0)


def _not_too_many(problems: Iterator[Finding]) -> Iterator[Finding]:
    yield from itertools.islice(problems, _MOST_PROBLEMS)
    if next(problems, None):
        yield Finding("too_many_problems", values={"most": _MOST_PROBLEMS})


def _missing(name: str) -> Finding:
    return Finding("name_never_printed", DOCUMENT, {"name": name})


def _section_2_problems(document: bytes) -> Iterator[Finding]:
    try:
        sections = template_section_2(document)
    except ValueError:
        return
    if not sections:
        yield Finding("section_2_not_found", DOCUMENT)
    for found, expected in sections:
        for was, becomes in word_changes(expected, found):
            yield _of_section_2(was, becomes)


def _of_section_2(was: str, becomes: str) -> Finding:
    place: Place = {"place": "section_2"}
    if was and becomes:
        return Finding("section_2_reworded", DOCUMENT, {"was": was, "becomes": becomes}, place=place)
    if was:
        return Finding("section_2_gone", DOCUMENT, {"was": was}, place=place)
    if becomes:
        return Finding("section_2_added", DOCUMENT, {"becomes": becomes}, place=place)
    return Finding("section_2_differs", DOCUMENT, place=place)
