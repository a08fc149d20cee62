"""The drafts of records, each a file in the records' folder, written whole with each step; what somebody else saved
meanwhile is not overwritten.

In an address a draft goes by a digest of its file's name, which somebody may have called after a person (rule D1).
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path

import dtmforms
from dtmforms import files

MOST = 100
"""So many are listed, the newest first."""
_OURS, _SUFFIXES = re.compile(r"draft-[0-9a-f]{8}\.yaml"), (".yaml", ".yml")


class SavedElsewhereError(Exception):
    """The file is not what it was when the page was shown."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft and its file: `seen` is what the file is known by, `changed_by_hand` whether it holds anything that the
    program would not write so, such as comments. Without a `draft`, the file cannot be shown as a form, for what was
    `found` in it."""

    path: Path
    draft: dtmforms.Draft | None
    seen: str
    saved: datetime.datetime
    changed_by_hand: bool = False
    found: tuple[dtmforms.Finding, ...] = field(default=())

    @property
    def id(self) -> str:
        return _id(self.path)

    def typed(self, path: str) -> str:
        return self.draft.typed.get(path, "") if self.draft else ""


class Drafts:
    """Those of a folder, which is made with the first one."""

    def __init__(self, folder: str) -> None:
        self.folder = files.resolved(folder)
        self._lock = threading.Lock()

    def all(self) -> list[Kept]:
        """The newest first. Raises `FileError`."""
        return [self._read(path) for path in self._paths()[:MOST]]

    def get(self, id_: str) -> Kept | None:
        """`None` where there is no such file any more. Raises `FileError`."""
        path = next((path for path in self._paths() if _id(path) == id_), None)
        return self._read(path) if path else None

    def of(self, reference: str) -> Kept | None:
        """The newest draft of an agreement."""
        key = dtmforms.reference_key(reference)
        return next((kept for kept in self.all() if dtmforms.reference_key(kept.typed("reference")) == key), None)

    def new(self, draft: dtmforms.Draft) -> Kept:
        """Raises `FileError`."""
        path = self.folder / f"draft-{secrets.token_hex(4)}.yaml"
        files.write(str(path), draft.to_yaml())
        return self._read(path)

    def save(self, kept: Kept, draft: dtmforms.Draft, seen: str) -> Kept:
        """Written whole over what was there, which has to be what was `seen`. Raises `SavedElsewhereError`,
        `FileError`, and `RecordError` for what is too long to be read again."""
        data = draft.to_yaml()
        dtmforms.read_draft(data)
        with self._lock:
            if self._read(kept.path).seen != seen:
                raise SavedElsewhereError
            files.write(str(kept.path), data, force=True)
            return self._read(kept.path)

    def drop(self, kept: Kept) -> None:
        """The file goes. Raises `SavedElsewhereError`."""
        with self._lock:
            if self._read(kept.path).seen != kept.seen:
                raise SavedElsewhereError
            kept.path.unlink()

    def settle(self, kept: Kept) -> None:
        """Its record is in the register: a file of the page's own goes, but for one that was saved elsewhere meanwhile;
        one that somebody else made, or wrote in, stays."""
        if _OURS.fullmatch(kept.path.name) and not kept.changed_by_hand:
            with contextlib.suppress(SavedElsewhereError, OSError):
                self.drop(kept)

    def _paths(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        found = [
            path
            for path in self.folder.iterdir()
            if path.suffix.lower() in _SUFFIXES
            and not path.name.startswith(".")
            and path.is_file()
            and not path.is_symlink()
        ]
        return sorted(found, key=lambda path: (-path.stat().st_mtime_ns, path.name))

    def _read(self, path: Path) -> Kept:
        saved = datetime.datetime.fromtimestamp(path.stat().st_mtime)
        try:
            data = files.admit(str(path), str(self.folder))
        except dtmforms.FileError:  # too large, or not to be read: the others are shown all the same
            return Kept(path, None, "", saved)
        seen = _digest(data)
        try:
            draft = dtmforms.read_draft(data)
        except dtmforms.RecordError as error:
            return Kept(path, None, seen, saved, found=tuple(error.findings))
        return Kept(path, draft, seen, saved, changed_by_hand=draft.to_yaml() != data)


def _id(path: Path) -> str:
    return _digest(os.fsencode(path.name))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
