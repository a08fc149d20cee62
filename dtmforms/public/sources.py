"""What functions take: a path, or the bytes of a file; a word of a closed list; codes that somebody accepts."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import TypeAlias

from dtmforms import files
from dtmforms.errors import UsageError

Place: TypeAlias = "str | os.PathLike[str]"
Source: TypeAlias = "str | os.PathLike[str] | bytes"
"""The path of a file, `-` for standard input, or the bytes of one."""


def data_of(source: Source) -> bytes:
    """The bytes of one's own file. Raises `FileError`."""
    return source if isinstance(source, bytes) else files.read(os.fspath(source))


def admitted(source: Source, folder: str | None = None) -> bytes:
    """The bytes of a file from outside (`files.admit`). Raises `FileError`."""
    return source if isinstance(source, bytes) else files.admit(os.fspath(source), folder)


def name_of(source: Source) -> str:
    """What messages call it: its path, and nothing where there is none."""
    return "" if isinstance(source, bytes) else os.fspath(source)


def refuse_unknown(typed: str | None, known: Sequence[str]) -> None:
    """Raises `UsageError` for a word that is not among those that are `known`; `None` is no word."""
    if typed is not None and typed not in known:
        raise UsageError("none_of_these", typed=typed, known=list(known))


def known_codes(codes: Collection[str], known: Sequence[str]) -> Sequence[str]:
    """The codes that somebody accepts, each once. Raises `UsageError` for one that is not among those that are `known`
    here."""
    for code in codes:
        if code not in known:
            raise UsageError("not_acceptable", code=code, codes=list(known))
    return list(dict.fromkeys(codes))
