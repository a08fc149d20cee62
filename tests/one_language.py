"""What stands in a text for the user that is of another language than the text: sentences of another catalog, and
English words. What may stand in every language is what people type and what things are called: commands, options,
codes, keys, formats, programs (`may_stand.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click

import dtmforms
from dtmforms.agreement.model import attribute_paths
from dtmforms.changes.policy import EFFECTS
from dtmforms.cli.main import dtmforms as program
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import BY, catalog

SUBJECTS = sorted(path.stem for path in (Path(dtmforms.__file__).parent / "language" / "en").glob("*.toml"))
_LEAST = 12
"""How long a piece of a sentence is by which it is known."""
TYPED = re.compile(
    r"`[^`]*`"  # what is to be copied
    r"|(?m:^ +(?:\$ )?dtmforms .*$)"  # an example
    r"|--accept \w+|(?<!\w)--?[a-z][\w-]*"  # an option
    r"|\{\{.*?\}\}|\{%.*?%\}|\[\[\w+\]\]"  # of a template, of a policy
    r"|\b(?=[\w/-]*(?:[_\d]|\w[.@:]+\w))[\w.@/:-]*\w|\.[a-z]{2,4}\b"  # a code, a key, an address, a file
    r"|\b\w+(?:/(?!\w)|://)"  # a folder, a kind of address
    r"|\b[A-Z][A-Z\d-]+\b"  # an abbreviation, the name of a value
)
_PLACEHOLDER = re.compile(r"\{\w*\}")
WORD = re.compile(r"[^\W\d_]{3,}")


def foreign(text: str, language: str, typed: Iterable[str] = ()) -> list[str]:
    """The pieces of other languages' sentences in a text, and its English words; `typed` is what users have typed."""
    for part in sorted(typed, key=len, reverse=True):
        text = text.replace(part, " ")
    pieces = [piece for piece, languages in _pieces().items() if language not in languages and piece in text]
    return [*pieces, *english_words(text, language)]


def english_words(text: str, language: str) -> list[str]:
    """The words of a text that are English and no words of its language; in one of another script, all Latin words."""
    words = {word.lower(): word for word in WORD.findall(TYPED.sub(" ", _PLACEHOLDER.sub(" ", text)))}
    if catalog("form", language).get("right_to_left"):
        found = {word for word in words if re.match("[a-z]", word)}
    else:
        found = words.keys() & _english()
    return sorted(words[word] for word in found - may_stand(language))


@cache
def may_stand(language: str) -> frozenset[str]:
    """Words that English has too."""
    known = tomllib.loads((Path(__file__).parent / "may_stand.toml").read_text(encoding="utf-8"))
    named = [*commands(program), *EFFECTS, *(step for path in attribute_paths() for step in path)]
    commands_and_keys = {part for name in named for part in re.split(r"\W", name)}
    return frozenset(
        commands_and_keys.union(known["programs"], known["formats"], known["keys"], known.get(language, ()))
    )


def commands(group: click.Group) -> Iterator[str]:
    for name in group.list_commands(click.Context(group)):
        yield name
        command = group.get_command(click.Context(group), name)
        yield from commands(command) if isinstance(command, click.Group) else ()


def texts(said: Any) -> Iterator[str]:
    """All texts of a catalog, a sentence in each of its forms."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, list):
        yield from (text for part in said for text in texts(part))
    elif isinstance(said, dict):
        yield from (text for key, part in said.items() if key != BY or " " in str(part) for text in texts(part))


@cache
def _english() -> frozenset[str]:
    said = (text for subject in SUBJECTS for text in texts(catalog(subject, "en")))
    return frozenset(
        word.lower() for text in said for word in WORD.findall(TYPED.sub(" ", _PLACEHOLDER.sub(" ", text)))
    )


@cache
def _pieces() -> dict[str, set[str]]:
    """The pieces of all sentences between what is put in, each with its languages."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for subject in SUBJECTS:
            for text in texts(catalog(subject, language)):
                for piece in re.split(r"\{\w*\}|`[^`]*`|\n", text.replace("{{", "{").replace("}}", "}")):
                    if len(piece) >= _LEAST and " " in piece.strip():
                        found.setdefault(piece, set()).add(language)
    return found
