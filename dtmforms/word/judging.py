"""Whether a country team's template may be rendered: what it holds, what it lacks, and each word of Section 2."""

from __future__ import annotations

from collections.abc import Iterator

from dtmforms.errors import TemplateError
from dtmforms.word.checking import Problem, check_template
from dtmforms.word.context import required, vocabulary
from dtmforms.word.package import DOCUMENT, read_package
from dtmforms.word.reading import template_languages, template_section_2, word_changes


def template_problems(data: bytes) -> tuple[Problem, ...]:
    """Everything that is wrong with a template, errors first: what it must not have, names that are missing or
    unknown, and every word of Section 2 that differs from the official text (rule E1). Empty where it is fine."""
    document = _document_of(data)
    bilingual = b"second." in document
    problems = list(check_template(data, vocabulary(bilingual=bilingual), required()))
    if not any(problem.severity == "error" and not problem.part.startswith("word/document") for problem in problems):
        problems += _section_2_problems(document)
    return tuple(sorted(problems, key=lambda problem: problem.severity))


def languages_of(data: bytes) -> str:
    """The languages that a template which passed the check is in, as `en` or `en,fr`."""
    return template_languages(_document_of(data))


def refuse_bad_template(data: bytes, name: str) -> None:
    """Check a country team's template before it is rendered. Raises `TemplateError` that names all errors at once."""
    errors = [problem for problem in template_problems(data) if problem.severity == "error"]
    if errors:
        raise TemplateError("\n".join(f"{name}: {sentence(problem)}" for problem in errors))


def sentence(problem: Problem) -> str:
    """A problem as a person reads it: `part: place: message`."""
    return ": ".join(part for part in (problem.part, problem.place, problem.message) if part)


def _document_of(data: bytes) -> bytes:
    """The main part of a package, read within the limits of a template; empty where it cannot be read."""
    part = read_package(data).parts.get(DOCUMENT)
    return part.text.encode() if part else b""


def _section_2_problems(document: bytes) -> Iterator[Problem]:
    try:
        sections = template_section_2(document)
    except ValueError:
        return
    if not sections:
        message = "Tables B and C of the form are not found in any of its languages; begin from a template of ours"
        yield Problem("error", "word/document.xml", "", message)
    for found, expected in sections:
        for change in word_changes(expected, found):
            message = f"Section 2 differs from the official text: {change}; put it back as it was"
            yield Problem("error", "word/document.xml", "Section 2", message)
