"""What a folder holds of earlier runs: of which input each file was made, and what it was like when it was written.

One line of JSON an item, added as soon as its files are whole; so a run that was stopped is taken up where it ended.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

from dtmforms import files
from dtmforms.errors import FileError

NAME = ".dtmforms-batch.jsonl"
SCHEMA = "dtmforms/manifest/1"
Condition = Literal["whole", "missing", "edited"]


@dataclass(frozen=True, slots=True)
class Output:
    """A file as it was written. With the same size and time of change it is taken for unchanged, unread."""

    kind: str
    name: str
    sha256: str
    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of an earlier run: the hash of its input, and its files. `said` are the warnings about it."""

    item: str
    input_hash: str
    reference: str
    outputs: tuple[Output, ...]
    said: tuple[str, ...]


class Manifest:
    """The manifest of a folder, open for one run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / NAME
        self.entries: dict[str, Entry] = {}
        self.written: dict[str, str] = {}
        """By the name of each file the SHA-256 that it was last written with."""
        for entry in _read(self.path):
            self._keep(entry)
        self._file: IO[bytes] | None = None

    def condition(self, output: Output) -> Condition:
        """Whether a file is still as it was written."""
        try:
            now = (self.folder / output.name).stat()
        except OSError:
            return "missing"
        if (now.st_size, now.st_mtime_ns) == (output.size, output.changed_ns):
            return "whole"
        return "whole" if sha256(files.read(str(self.folder / output.name))) == output.sha256 else "edited"

    def output(self, kind: str, name: str, digest: str) -> Output:
        """A file that was just written. Raises `FileError` where it is gone again."""
        try:
            now = (self.folder / name).stat()
        except OSError:
            raise FileError(f"{name}: was written, and is gone; is another run at work in this folder?") from None
        return Output(kind, name, digest, now.st_size, now.st_mtime_ns)

    def note(self, entry: Entry) -> None:
        """Add an entry, which is in the file when this returns."""
        self._keep(entry)
        self._file = self._file or files.appending(str(self.path))
        self._file.write(_line(entry))
        self._file.flush()

    def _keep(self, entry: Entry) -> None:
        self.entries[entry.item] = entry
        self.written |= {output.name: output.sha256 for output in entry.outputs}

    def close(self) -> None:
        """Leave one line an item. Nothing is lost where this is not reached."""
        if self._file:
            self._file.close()
            files.write(str(self.path), b"".join(map(_line, self.entries.values())), force=True)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _line(entry: Entry) -> bytes:
    return json.dumps({"schema": SCHEMA} | asdict(entry), ensure_ascii=False).encode() + b"\n"


def _read(path: Path) -> Iterator[Entry]:
    """The entries of a manifest; a line that was not written to its end is none."""
    if not path.exists():
        return
    for line in files.read(str(path), files.LARGEST_OWN_BYTES).splitlines():
        try:
            values: dict[str, Any] = json.loads(line)
            outputs = tuple(Output(**output) for output in values["outputs"])
            yield Entry(values["item"], values["input_hash"], values["reference"], outputs, tuple(values["said"]))
        except (ValueError, KeyError, TypeError):
            continue
