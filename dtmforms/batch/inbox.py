"""The files of an inbox: which of them are there for the first time, and which are the same file once more."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dtmforms import files
from dtmforms.errors import FileError

SUFFIXES = (".pdf", ".docx", ".fdf", ".xfdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".zip", ".eml")
"""How the names of returns end: of forms, of Word documents, of the data of forms, of scans, of what holds them."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of an inbox. `name` is what it is called, `place` where it lies; `same_as` names the first file that holds
    just the same bytes, and is empty for that one and for files in which nothing stands; `folder` is the one that was
    named and holds it, `None` where the file itself was."""

    name: str
    place: str
    same_as: str = ""
    folder: str | None = None

    @property
    def named_as_return(self) -> bool:
        return Path(self.place).suffix.lower() in SUFFIXES


def papers_of(sources: Sequence[str], beside: Collection[str] = ()) -> list[Paper]:
    """The files that are named, and those of the folders that are, at any depth, by name; without those in `beside`,
    hidden ones and locks of programs. Raises `FileError` where there is none, and for a name of nothing."""
    alone = len(sources) == 1
    left_out = {files.resolved(place) for place in beside}
    found = {
        paper.name: paper
        for source in sources
        for paper in _files_of(source, alone)
        if files.resolved(paper.place) not in left_out
    }
    if not found:
        raise FileError("no_file_to_read", places=list(sources))
    return [found[name] for name in sorted(found)]


def with_doubles(papers: Sequence[Paper]) -> list[Paper]:
    """The papers, with what is the same file as an earlier one."""
    first: dict[str, str] = {}
    marked = []
    for paper in papers:
        digest = _digest(paper)
        earlier = first.setdefault(digest, paper.name) if digest else paper.name
        marked.append(replace(paper, same_as="" if earlier == paper.name else earlier))
    return marked


def _files_of(source: str, alone: bool) -> list[Paper]:
    """Each file with the name that it is called by: within its folder, where that is the only source."""
    folder = Path(source)
    if not folder.is_dir():
        if not os.path.lexists(folder):
            raise FileError("no_such_place", place=source)
        return [Paper(source, source)]
    names = files.files_in(source)
    return [Paper((name if alone else folder / name).as_posix(), str(folder / name), folder=source) for name in names]


def _digest(paper: Paper) -> str:
    """The SHA-256 of a file; empty where it cannot be read, and where nothing stands in it."""
    try:
        data = files.admit(paper.place, paper.folder)
    except FileError:
        return ""
    return hashlib.sha256(data).hexdigest() if data.strip(b"\0 \t\r\n") else ""
