"""What a folder holds of earlier runs: of which input each file was made, and what it was like when it was written.

One line of JSON an item, added as soon as its files are whole; so a run that was stopped is taken up where it ended.
Before a file is written, its hash is: what a run leaves that was stopped in between is known to be ours.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, TypeAlias

from dtmforms import files
from dtmforms.errors import FileError
from dtmforms.findings import Finding

NAME = ".dtmforms-batch.jsonl"
SCHEMA = "dtmforms/manifest/1"
Values: TypeAlias = dict[str, Any]
Condition = Literal["whole", "missing", "edited", "locked"]


class Output(NamedTuple):
    """A file as it was written. With the same size and time of change it is taken for unchanged, unread."""

    kind: str
    name: str
    sha256: str
    size: int
    changed_ns: int


class ManifestEntry(NamedTuple):
    """An item of an earlier run: the hash of its input, its files, and what was found in it; `locked` is whether its
    files have a password."""

    item: str
    input_hash: str
    reference: str
    outputs: tuple[Output, ...]
    findings: tuple[Finding, ...] = ()
    locked: bool = False

    def values(self) -> Values:
        findings = [asdict(finding) for finding in self.findings]
        return self._asdict() | {"outputs": [output._asdict() for output in self.outputs], "findings": findings}


class Manifest:
    """The manifest of a folder, open for one run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / NAME
        self.entries: dict[str, ManifestEntry] = {}
        self.ours: dict[str, set[str]] = {}
        """By the name of each file the SHA-256 that it was last written with, or was about to be."""
        self._salt: str | None = None
        self._file: IO[bytes] | None = None
        for values in _lines(self.path):
            with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError, RecursionError):
                self._take(values)

    def salt(self) -> bytes:
        """What the verifier of a password is made with, in this folder: its own, and always the same."""
        if self._salt is None:
            self._salt = secrets.token_hex(16)
            self._add({"salt": self._salt})
        return bytes.fromhex(self._salt)

    def condition(self, output: Output) -> Condition:
        """Whether a file is still as it was written; missing also where a run that was stopped has replaced it."""
        try:
            now = (self.folder / output.name).stat()
        except OSError:
            return "missing"
        if (now.st_size, now.st_mtime_ns) == (output.size, output.changed_ns):
            return "whole"
        digest = sha256(files.read(str(self.folder / output.name), files.LARGEST_OWN_BYTES))
        if digest == output.sha256:
            return "whole"
        return "missing" if digest in self.ours.get(output.name, ()) else "edited"

    def output(self, kind: str, name: str, digest: str) -> Output:
        """A file that was just written. Raises `FileError` where it is gone again."""
        try:
            now = (self.folder / name).stat()
        except OSError:
            raise FileError("written_and_gone", place=name) from None
        return Output(kind, name, digest, now.st_size, now.st_mtime_ns)

    def intend(self, hashes: dict[str, str]) -> None:
        """Add the hashes, by their names, of files that are about to be written."""
        if any(digest not in self.ours.get(name, ()) for name, digest in hashes.items()):
            self._add({"intends": hashes})
            self._intends(hashes)

    def note(self, entry: ManifestEntry) -> None:
        """Add an entry, which is in the file when this returns."""
        self._add(entry.values())
        self._keep(entry)

    def close(self) -> None:
        """Leave one line an item. Nothing is lost where this is not reached."""
        if self._file:
            self._file.close()
            files.write(str(self.path), b"".join(map(_line, self._whole())), force=True)

    def _whole(self) -> Iterator[Values]:
        if self._salt is not None:
            yield {"salt": self._salt}
        yield from map(ManifestEntry.values, self.entries.values())
        noted = {output.sha256 for entry in self.entries.values() for output in entry.outputs}
        yield from (
            {"intends": {name: digest}} for name, digests in self.ours.items() for digest in sorted(digests - noted)
        )

    def _add(self, values: Values) -> None:
        if self._file is None:
            self._file = files.appending(str(self.path))
            self._file.write(b"\n")  # a disk that was full may have left a line without its end
        self._file.write(_line(values))
        self._file.flush()

    def _take(self, values: Values) -> None:
        if "salt" in values:
            self._salt = bytes.fromhex(values["salt"]).hex()
        elif "intends" in values:
            self._intends(values["intends"])
        else:
            outputs = tuple(Output(**output) for output in values["outputs"])
            about = values["item"], values["input_hash"], values["reference"]
            findings = tuple(_findings(values.get("findings", ())))
            self._keep(ManifestEntry(*about, outputs, findings, bool(values.get("locked"))))

    def _intends(self, hashes: dict[str, str]) -> None:
        for name, digest in hashes.items():
            self.ours.setdefault(name, set()).add(digest)

    def _keep(self, entry: ManifestEntry) -> None:
        self.entries[entry.item] = entry
        self.ours |= {output.name: {output.sha256} for output in entry.outputs}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _line(values: Values) -> bytes:
    return json.dumps({"schema": SCHEMA} | values, ensure_ascii=False).encode() + b"\n"


def _findings(values: Iterable[Values]) -> list[Finding]:
    """What was found, but for what another version of the program has found and this one has no code for."""
    findings = []
    for value in values:
        with contextlib.suppress(TypeError, ValueError):
            findings.append(Finding(**value))
    return findings


def _lines(path: Path) -> Iterator[Values]:
    """What the lines of a manifest say; a line that was not written to its end says nothing."""
    if not path.exists():
        return
    for line in files.read(str(path), files.LARGEST_OWN_BYTES).splitlines():
        try:
            yield dict(json.loads(line))
        except (ValueError, TypeError, RecursionError):
            continue
