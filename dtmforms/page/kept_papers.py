"""Of which texts the papers to sign were saved, kept so that it outlasts the page: an empty file for each in the
records' folder, called by a digest, until the signed copy is recorded."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import dtmforms
from dtmforms import files

_FOLDER = "papers"


class SavedPapers:
    """Those of a folder, which is made with the first ones."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(files.resolved(folder)) / _FOLDER

    def keep(self, state: dtmforms.State) -> None:
        """The papers of the text that waits were saved. Where that cannot be kept, they are offered again."""
        with contextlib.suppress(dtmforms.FileError):
            files.write(str(self._path(state)), b"")

    def are_saved(self, state: dtmforms.State) -> bool:
        return self._path(state).is_file()

    def drop(self, state: dtmforms.State) -> None:
        with contextlib.suppress(OSError):
            self._path(state).unlink()

    def _path(self, state: dtmforms.State) -> Path:
        terms = state.to_sign["terms"] if state.to_sign else state.terms
        return self._folder / hashlib.sha256(f"{state.reference}\n{terms}".encode()).hexdigest()
