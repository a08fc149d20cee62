"""The letter that asks a partner what has to be cleared up in a return, field by field, in the agreement's language.

It repeats no value and names nobody: whoever filled the form in has it, and a letter may go astray (rule D1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from dtmforms.agreement.model import Agreement
from dtmforms.findings import Finding, at, each_once
from dtmforms.language import LANGUAGES
from dtmforms.language.paths import path_in_words
from dtmforms.language.spoken import Told
from dtmforms.returns.answer import Return
from dtmforms.returns.form_field import FormField

_OURS_TO_DO = ("drafts", "drafts_without_text", "written_on_pages", "ours_on_paper", "rejected_before")
"""What is to be done by whoever reads a scan, and what IOM has decided itself."""
_ADVICE = re.compile(r"\s*[;؛]\s")
"""Behind it a sentence says what to do, to whoever is to do it."""


def letter_to_partner(answer: Return, findings: Sequence[Finding], unread: Sequence[FormField] = ()) -> str:
    """The letter about what was found in a return, and about the fields of a scan that nobody can read; empty where
    there is nothing to ask."""
    language = answer.language if answer.language in LANGUAGES else LANGUAGES[0]
    questions = list(dict.fromkeys(_questions(findings, answer.table, unread, language)))
    if not questions:
        return ""
    reference = answer.reference or ""
    told = [
        Told("letter_about", {"reference": reference}) if reference else Told("letter_about_a_form"),
        Told("letter_dear"),
        Told("letter_begins", {"count": len(questions)}),
        *(Told("letter_question", {"number": n, "text": text}) for n, text in enumerate(questions, start=1)),
        Told("letter_how"),
        Told("letter_ends"),
    ]
    return "\n\n".join(one.text(language) for one in told)


def _questions(
    findings: Sequence[Finding], table: Mapping[str, FormField], unread: Sequence[FormField], language: str
) -> Iterator[str]:
    """Of a flag on several fields, a question for each; of any other finding what is wrong, without what IOM is told to
    do about it."""
    for finding in each_once(findings):
        if finding.severity != "error" or finding.code in _OURS_TO_DO or not is_for_partner(finding):
            continue
        named = finding.values.get("fields")
        names = map(str, named) if isinstance(named, list) else ()
        flagged = [table[name] for name in names if name in table]
        for one in flagged:
            yield Told("letter_which", {"field": one.label(language)}).text(language)
        if not flagged:
            yield _wrong(finding, table, language)
    for one in unread:
        yield Told("letter_unread", {"field": one.label(language)}).text(language)


def _wrong(finding: Finding, table: Mapping[str, FormField], language: str) -> str:
    said = _ADVICE.split(finding.says(language), maxsplit=1)[0].rstrip(". \u00a0")
    one = table.get(str(finding.place.get("field", "")))
    where = one.label(language) if one else finding.where(language)
    return f"{at(where, said, language)}." if where else f"{said}."


def is_for_partner(finding: Finding) -> bool:
    """Whether the partner can answer, for they filled it in and sent it; IOM can for all that they cannot change."""
    first = re.split(r"[.\[]", finding.path)[0]
    if finding.rule == "D3":
        return True
    if finding.path.startswith("table_c.iom") or (finding.path == "" and finding.severity == "warning"):
        return False
    return first in ("table_b", "table_c", "reference") or first not in Agreement.model_fields


def in_words(finding: Finding, language: str) -> str:
    """A finding in words; its path stands before it where no place in the form does."""
    text = finding.text(language)
    placed = finding.place or finding.path in ("", "form", "document", "register", "reference")
    return text if placed else at(path_in_words(finding.path, language), text, language)
