"""What somebody has confirmed of scans, kept with each field, so that it outlasts the page: a file for each scan in the
records' folder, called by the digest of the scan. The scan itself is not kept: whoever goes on another day chooses it
again, and begins where they were."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from dataclasses import dataclass, field
from pathlib import Path

from dtmforms import files

_SCHEMA = "dtmforms/confirmed-scan/1"
_FOLDER = "scans"
Read = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class ReadOff:
    """What was read off a scan so far, by the names of its fields, in the order in which it was confirmed; `None` where
    nobody can read it. `taken_back` is what was confirmed and is not any more."""

    values: Read = field(default_factory=dict)
    taken_back: Read = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """By which a page is known that showed something else; empty where nothing was read off."""
        return hashlib.sha256(json.dumps([*self.values.items()]).encode()).hexdigest() if self.values else ""

    @property
    def unread(self) -> list[str]:
        return [name for name, text in self.values.items() if text is None]

    def shown(self, name: str) -> str | None:
        """What was typed into a field before; `None` where nothing was."""
        return self.values.get(name, self.taken_back.get(name))


class Scans:
    """Those of a folder, which is made with the first field that is confirmed."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(files.resolved(folder)) / _FOLDER
        self._lock = threading.Lock()

    def read_off(self, sha256: str) -> ReadOff:
        """Nothing of a scan of which nothing was confirmed, and of a file that is none of ours. Raises `FileError`."""
        path = self._path(sha256)
        if not path.is_file():
            return ReadOff()
        with contextlib.suppress(ValueError, RecursionError):
            held = json.loads(files.admit(str(path), str(self._folder)))
            if isinstance(held, dict) and held.get("schema") == _SCHEMA:
                return ReadOff(_read(held.get("confirmed")), _read(held.get("taken_back")))
        return ReadOff()

    def confirm(self, sha256: str, name: str, value: str | None) -> None:
        """Keep what stands in a field; `None` where nobody can read it. Raises `FileError`."""
        with self._lock:
            held = self.read_off(sha256)
            values = {one: text for one, text in held.values.items() if one != name} | {name: value}
            taken_back = {one: text for one, text in held.taken_back.items() if one != name}
            self._write(sha256, ReadOff(values, taken_back))

    def take_back(self, sha256: str) -> str | None:
        """The field that was confirmed last is so no more, and what was typed into it is kept; `None` where there is
        none. Raises `FileError`."""
        with self._lock:
            held = self.read_off(sha256)
            if not held.values:
                return None
            *others, last = held.values
            values = {name: held.values[name] for name in others}
            self._write(sha256, ReadOff(values, held.taken_back | {last: held.values[last]}))
            return last

    def drop(self, sha256: str) -> None:
        """It was taken in, or rejected. Of a file that was only left it stays."""
        with self._lock, contextlib.suppress(OSError):
            self._path(sha256).unlink()

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"

    def _write(self, sha256: str, held: ReadOff) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        kept = {"schema": _SCHEMA, "confirmed": held.values, "taken_back": held.taken_back}
        files.write(str(self._path(sha256)), json.dumps(kept, ensure_ascii=False, indent=1).encode(), force=True)


def _read(held: object) -> Read:
    """Raises `ValueError` for anything else than texts by their names."""
    if not isinstance(held, dict) or not all(text is None or isinstance(text, str) for text in held.values()):
        raise ValueError("not ours")
    return held
