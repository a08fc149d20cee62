"""The items of the record's closed lists as people know them, and by their words: a record holds `household`, and is
shown with « ménage »."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from dtmforms.language.catalog import catalog, sentence
from dtmforms.language.listener import looks_at_page
from dtmforms.language.quoted import isolated, quoted


def code_in_words(code: str, language: str) -> str:
    """The word for a code in that language; the text itself where it is none of a closed list's."""
    return _words(language).get(code, code)


def item_in_words(item: str, language: str) -> str:
    """The same of what an item of a list is known by, or holds: `Water, household, confidential`."""
    said, *rest = item.split(", ")
    for part in rest:
        said = sentence("words", "within", language, {"whole": said, "part": code_in_words(part, language)})
    return said


def with_code(code: str, language: str) -> str:
    """The word with the code behind it that is to be typed; the code alone where they are the same, and on the page the
    word."""
    word, itself = code_in_words(code, language), isolated(code, language)
    if looks_at_page():
        return isolated(word, language)
    if word.casefold() == code:
        return itself
    return sentence("words", "path", language, {"words": isolated(word, language), "path": itself})


def quoted_in_words(code: str, language: str) -> str:
    return quoted(code_in_words(code, language), language)


def code_meant(typed: str, codes: Iterable[str], languages: Iterable[str]) -> str:
    """The code among these for which one of the languages has the word that was typed; empty for none."""
    wanted = typed.strip().casefold()
    meant = (code for one in languages for code in codes if code_in_words(code, one).casefold() == wanted)
    return next(meant, "")


@cache
def _words(language: str) -> dict[str, str]:
    form, workbook = catalog("form", language), catalog("workbook", language)
    lists = [form.get("methods", {}), form.get("levels", {}), *workbook.get("lists", {}).values()]
    return {code: word for words in lists for code, word in words.items()}
