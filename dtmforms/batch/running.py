"""A run: whatever changed since the last one is made anew, everything else is left as it is.

A file that somebody edited by hand is kept and named. No bad item stops the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dtmforms import files
from dtmforms.batch.items import Document, Item, Made
from dtmforms.batch.manifest import Condition, Entry, Manifest, Output, sha256
from dtmforms.batch.naming import key_of
from dtmforms.batch.plan import Plan
from dtmforms.findings import any_error

Outcome = Literal["written", "unchanged", "kept", "failed", "refused", "fault"]
Making = Callable[[Plan, Sequence[Item]], Iterator[Made]]

_EDITED = "was edited by hand since it was made, and is kept; --force makes it anew"
_LOCKED = "is locked, and this run has no password; it is kept: give the password again, or --force writes it unlocked"
_FOREIGN = "is there already and was not made by a batch; it is kept, --force replaces it"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one document, or of an item that has none. `said` are sentences without contact data (rule D1)."""

    item: str
    reference: str
    kind: str
    output: str
    outcome: Outcome
    said: tuple[str, ...] = ()


class Run:
    """One run into a folder. `making` makes documents, `force` replaces also what was edited by hand."""

    def __init__(self, plan: Plan, folder: str, making: Making, *, force: bool = False) -> None:
        self.plan, self.folder, self.making, self.force = plan, Path(folder), making, force
        self.taken: dict[str, str] = {}

    def rows(self, items: Sequence[Item]) -> Iterator[list[Row]]:
        """The rows of one item after the other: those that nothing has changed for, then those that are made.
        Raises `FileError` where nothing can be written any more; what is there then is whole."""
        with files.alone_in(self.folder) as self.files:
            self.manifest = Manifest(self.folder)
            try:
                yield from self._rows(items)
            finally:
                self.manifest.close()

    def _rows(self, items: Sequence[Item]) -> Iterator[list[Row]]:
        verifier = self.plan.password.verifier(self.manifest.salt()) if self.plan.password else b""
        hashes = {item.name: self.plan.input_hash(item.data + repr(item.printed).encode(), verifier) for item in items}
        to_make = []
        for item in items:
            rows = self._unchanged(item, hashes[item.name])
            if any_error(item.findings):
                yield [self._refused(Made(item.name, findings=item.findings))]
            elif rows:
                yield rows
            else:
                to_make.append(item)
        for made in self.making(self.plan, to_make):
            yield self._written(made, hashes[made.item])

    def _unchanged(self, item: Item, input_hash: str) -> list[Row]:
        """The rows of an item whose files are there, made of the same input; none where something is to be made."""
        entry = self.manifest.entries.get(item.name)
        if entry is None:
            return []
        conditions: list[Condition] = [self.manifest.condition(output) for output in entry.outputs]
        if entry.locked and not self.plan.password and not self.force and set(conditions) != {"missing"}:
            conditions = ["locked"] * len(conditions)
        elif entry.input_hash != input_hash or "missing" in conditions or ("edited" in conditions and self.force):
            return []
        for output in entry.outputs:
            self.taken[key_of(output.name)] = item.name
        return [
            Row(item.name, entry.reference, output.kind, output.name, *_of_condition(condition, entry.said))
            for output, condition in zip(entry.outputs, conditions, strict=True)
        ]

    def _written(self, made: Made, input_hash: str) -> list[Row]:
        if not made.documents:
            return [self._refused(made)]
        for document in made.documents:
            taken_by = self.taken.setdefault(key_of(document.name), made.item)
            if taken_by != made.item:
                error = (
                    f"would be written to {document.name}, as {taken_by}; take out the one that is an old copy, or, "
                    "where both are meant, give each a name of its own with --name"
                )
                return [self._refused(Made(made.item, made.reference, error=error))]
        said = tuple(finding.sentence(made.item) for finding in made.findings)
        documents = [replace(document, why=document.why or self._opened(document)) for document in made.documents]
        in_the_way = {document.name: self._in_the_way(document) for document in documents}
        to_write = [document for document in documents if not document.why and not in_the_way[document.name]]
        digests = {document.name: sha256(document.data) for document in to_write}
        self.manifest.intend(digests)
        rows, outputs = [], []
        for document in documents:
            outcome: Outcome = "failed" if document.why else "kept"
            why = document.why or in_the_way[document.name]
            if document in to_write:
                outcome = self.files.write(document.name, document.data)
                outputs.append(self.manifest.output(document.kind, document.name, digests[document.name]))
            elif outcome == "kept":
                outputs += self._as_before(made.item, document)
            rows.append(
                Row(made.item, made.reference, document.kind, document.name, outcome, (why, *said) if why else said)
            )
        if len(outputs) == len(rows):
            locked = self.plan.password is not None
            self.manifest.note(Entry(made.item, input_hash, made.reference, tuple(outputs), said, locked))
        return rows

    def _opened(self, document: Document) -> str:
        """Why a document cannot be written now, and is by the next run; empty where it can."""
        place = self.folder / document.name
        why = files.opened_elsewhere(place) if place.exists() else ""
        return f"{why}, and run the same again" if why else ""

    def _in_the_way(self, document: Document) -> str:
        """Why a document is not written over what stands at its place; empty where it is."""
        place = self.folder / document.name
        if self.force or not place.exists():
            return ""
        there = sha256(files.read(str(place), files.LARGEST_OWN_BYTES))
        ours = self.manifest.ours.get(document.name, set())
        if there in ours | {sha256(document.data)}:
            return ""
        return _EDITED if ours else _FOREIGN

    def _as_before(self, item: str, document: Document) -> list[Output]:
        """What the manifest says of a file that is kept: what it was when it was made."""
        entry = self.manifest.entries.get(item)
        return [output for output in entry.outputs if output.name == document.name] if entry else []

    def _refused(self, made: Made) -> Row:
        said = [made.error] if made.error else []
        said += [finding.sentence(made.item) for finding in made.findings]
        if made.item in self.manifest.entries:
            said.append("its documents of an earlier run are still there")
        return Row(made.item, made.reference, "", "", "fault" if made.fault else "refused", tuple(said))


def _of_condition(condition: Condition, said: tuple[str, ...]) -> tuple[Outcome, tuple[str, ...]]:
    why = {"edited": _EDITED, "locked": _LOCKED}.get(condition)
    return ("kept", (why, *said)) if why else ("unchanged", said)
