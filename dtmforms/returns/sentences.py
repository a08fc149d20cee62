"""What is said of a return, in the language of whoever sent the form: a file of sentences per language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from itertools import takewhile

from dtmforms.form.labels import FORM_LANGUAGES

_LONGEST_SHOWN, _AROUND = 120, 20


def sentence(reason: str, language: str, **values: object) -> str:
    """The sentence of that name in a language, in English where there is none in it."""
    return sentences(language if language in FORM_LANGUAGES else "en")[reason].format(**values)


@cache
def sentences(language: str) -> dict[str, str]:
    """All sentences of a language, by name. Raises `FileNotFoundError` for a language that has none."""
    text = resources.files("dtmforms.returns").joinpath("sentences", f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def side_by_side(sent: str, returned: str) -> tuple[str, str]:
    """Two texts as a sentence shows them, long ones from shortly before to shortly after where they differ."""
    start = _equal(sent, returned)
    end = _equal(reversed(sent[start:]), reversed(returned[start:]))
    return _excerpt(sent, start, end), _excerpt(returned, start, end)


def _equal(one: Iterable[str], other: Iterable[str]) -> int:
    """How many letters two texts begin with that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _excerpt(text: str, start: int, end: int) -> str:
    if len(text) <= _LONGEST_SHOWN:
        return repr(text)
    first, last = max(start - _AROUND, 0), min(len(text) - end + _AROUND, max(start - _AROUND, 0) + _LONGEST_SHOWN)
    return repr(f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}")
