"""Judging a Word template before it is rendered: what a country team restyled may hold text, and placeholders by name.

Templates are code to the library that renders them, and documents that call out to those who open them. Both are kept
out by lists of what is allowed; what no list names is refused. Nothing is rendered here, executed, fetched or written.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator

from dtmforms.word.content import STORES, problems_of_content, stores_of
from dtmforms.word.package import DOCUMENT, Package, Problem, error, read_package
from dtmforms.word.placeholders import Tags, Vocabulary

__all__ = ["Problem", "Vocabulary", "check_template"]

_MOST_PROBLEMS = 40
"""Named at once, but for missing names; a template with more is not one of ours."""
_MOST_BRACES = 3_000


def check_template(data: bytes, vocabulary: Vocabulary, required: Collection[str]) -> tuple[Problem, ...]:
    """All problems at once, errors first; empty where the template is fine. Never raises for what the file holds.
    `required` are dotted names that have to be printed somewhere; of a list, something of its items."""
    package = read_package(data)
    used: set[str] = set()
    problems = list(_not_too_many(_all_problems(package, vocabulary, used)))
    if DOCUMENT in package.parts and not any(_stops_reading(problem) for problem in problems):
        problems += [_missing(name) for name in sorted(required) if name not in used]
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


def _stops_reading(problem: Problem) -> bool:
    """Whether names may be printed that were never seen, because of a problem with a whole part."""
    return problem.severity == "error" and not problem.place and problem.part in ("", DOCUMENT)


def _all_problems(package: Package, vocabulary: Vocabulary, used: set[str]) -> Iterator[Problem]:
    yield from package.problems
    stores = STORES | stores_of(package)
    if sum(_count_of_braces(part.text) for part in package.parts.values()) > _MOST_BRACES:
        yield error("", "", "has more placeholders than a template can need; start from ours again")
        return
    for part in package.parts.values():
        yield from problems_of_content(part, stores)
        yield from Tags(part, vocabulary, used).problems()


def _count_of_braces(text: str) -> int:
    return text.count("{") + (len(re.findall(r"&#(?:0*123|x0*7[bB]);", text)) if "&#" in text else 0)


def _not_too_many(problems: Iterator[Problem]) -> Iterator[Problem]:
    yield from itertools.islice(problems, _MOST_PROBLEMS)
    if next(problems, None):
        yield error(
            "", "", f"has more than {_MOST_PROBLEMS} problems; mend these first, or start from our template again"
        )


def _missing(name: str) -> Problem:
    return error(DOCUMENT, "", f"never prints {name!r}; add it where it belongs, for a text as {{{{ {name} }}}}")
