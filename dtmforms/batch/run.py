"""A run: whatever changed since the last one is made anew, everything else is left as it is.

A file that somebody edited by hand is kept and named. No bad item stops the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dtmforms import files
from dtmforms.batch.job import Item, Made, MadeDocument, Plan, key_of
from dtmforms.batch.manifest import Condition, Manifest, ManifestEntry, Output, sha256
from dtmforms.contacts import without_contacts
from dtmforms.findings import Finding, any_error

SCHEMA = "dtmforms/batch-item/1"
Outcome = Literal["written", "unchanged", "kept", "failed", "refused", "fault"]
Maker = Callable[[Plan, Sequence[Item]], Iterator[Made]]

_KEPT: dict[Condition, str] = {"edited": "edited_by_hand", "locked": "locked_before"}
"""By the condition of a file the code of why it is kept."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What became of one document, or of an item that has none. `why` says why the document was not made anew, and
    `findings` what was found in the record; both without contact data (rule D1)."""

    item: str
    reference: str
    kind: str
    output: str
    outcome: Outcome
    why: Finding | None = None
    findings: tuple[Finding, ...] = ()

    def told(self) -> tuple[Finding, ...]:
        return (self.why, *self.findings) if self.why else self.findings

    def sentences(self, language: str) -> list[str]:
        """All of it, each under the name of what it is about."""
        about = self.output or self.item
        why = [self.why.sentence(about, language)] if self.why else []
        return why + [finding.sentence(self.item, language) for finding in self.findings]

    def as_json(self, language: str = "en") -> dict[str, object]:
        return {
            "schema": SCHEMA,
            "item": self.item,
            "reference": self.reference or None,
            "kind": self.kind or None,
            "output": self.output or None,
            "outcome": self.outcome,
            "findings": self.sentences(language),
            "found": [finding.as_json(language) for finding in self.told()],
        }


class BatchRun:
    """One run into a folder. `maker` makes documents, `force` replaces also what was edited by hand."""

    def __init__(self, plan: Plan, folder: str, maker: Maker, *, force: bool = False) -> None:
        self.plan, self.folder, self.maker, self.force = plan, Path(folder), maker, force
        self.taken: dict[str, str] = {}

    def rows(self, items: Sequence[Item]) -> Iterator[list[ReportRow]]:
        """The rows of one item after the other: those that nothing has changed for, then those that are made.
        Raises `FileError` where nothing can be written any more; what is there then is whole."""
        with files.alone_in(self.folder) as self.files:
            self.manifest = Manifest(self.folder)
            try:
                yield from self._rows(items)
            finally:
                self.manifest.close()

    def _rows(self, items: Sequence[Item]) -> Iterator[list[ReportRow]]:
        verifier = self.plan.password.verifier(self.manifest.salt()) if self.plan.password else b""
        hashes = {item.name: self.plan.input_hash(item.data + repr(item.status).encode(), verifier) for item in items}
        to_make = []
        for item in items:
            rows = self._unchanged(item, hashes[item.name])
            if any_error(item.findings):
                yield [self._refused(Made(item.name, findings=item.findings))]
            elif rows:
                yield rows
            else:
                to_make.append(item)
        for made in self.maker(self.plan, to_make):
            yield self._written(made, hashes[made.item])

    def _unchanged(self, item: Item, input_hash: str) -> list[ReportRow]:
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
            ReportRow(item.name, entry.reference, output.kind, output.name, *_of_condition(condition, entry))
            for output, condition in zip(entry.outputs, conditions, strict=True)
        ]

    def _written(self, made: Made, input_hash: str) -> list[ReportRow]:
        if not made.documents:
            return [self._refused(made)]
        if taken := self._taken_by_another(made):
            return [self._refused(Made(made.item, made.reference, findings=(taken,)))]
        documents = [replace(document, why=document.why or self._opened(document)) for document in made.documents]
        in_the_way = {document.name: self._in_the_way(document) for document in documents}
        to_write = [document for document in documents if not document.why and not in_the_way[document.name]]
        digests = {document.name: sha256(document.data) for document in to_write}
        self.manifest.intend(digests)
        found = _found(made)
        rows, outputs = [], []
        for document in documents:
            outcome: Outcome = "failed" if document.why else "kept"
            why = document.why or in_the_way[document.name]
            if document in to_write:
                outcome = self.files.write(document.name, document.data)
                outputs.append(self.manifest.output(document.kind, document.name, digests[document.name]))
            elif outcome == "kept":
                outputs += self._as_before(made.item, document)
            rows.append(ReportRow(made.item, made.reference, document.kind, document.name, outcome, why, found))
        if len(outputs) == len(rows):
            locked = self.plan.password is not None
            self.manifest.note(ManifestEntry(made.item, input_hash, made.reference, tuple(outputs), found, locked))
        return rows

    def _taken_by_another(self, made: Made) -> Finding | None:
        """That a document of an item has the name of another's in this run."""
        for document in made.documents:
            taken_by = self.taken.setdefault(key_of(document.name), made.item)
            if taken_by != made.item:
                return Finding("document_of_another", values={"file": document.name, "other": taken_by})
        return None

    def _opened(self, document: MadeDocument) -> Finding | None:
        """Why a document cannot be written now, and is by the next run; `None` where it can."""
        place = self.folder / document.name
        beside = files.opened_elsewhere(place) if place.exists() else ""
        return Finding("document_open", values={"beside": beside}) if beside else None

    def _in_the_way(self, document: MadeDocument) -> Finding | None:
        """Why a document is not written over what stands at its place; `None` where it is."""
        place = self.folder / document.name
        if self.force or not place.exists():
            return None
        there = sha256(files.read(str(place), files.LARGEST_OWN_BYTES))
        ours = self.manifest.ours.get(document.name, set())
        if there in ours | {sha256(document.data)}:
            return None
        return Finding("edited_by_hand" if ours else "not_of_a_batch")

    def _as_before(self, item: str, document: MadeDocument) -> list[Output]:
        """What the manifest says of a file that is kept: what it was when it was made."""
        entry = self.manifest.entries.get(item)
        return [output for output in entry.outputs if output.name == document.name] if entry else []

    def _refused(self, made: Made) -> ReportRow:
        findings = _found(made)
        if made.item in self.manifest.entries:
            findings += (Finding("earlier_documents"),)
        outcome: Outcome = "fault" if made.fault else "refused"
        return ReportRow(made.item, made.reference, "", "", outcome, findings=findings)


def _found(made: Made) -> tuple[Finding, ...]:
    """What was found in a record, without contact data."""
    return tuple(
        replace(finding, path=without_contacts(finding.path), values=finding.plain_values())
        for finding in made.findings
    )


def _of_condition(condition: Condition, entry: ManifestEntry) -> tuple[Outcome, Finding | None, tuple[Finding, ...]]:
    code = _KEPT.get(condition)
    return ("kept", Finding(code), entry.findings) if code else ("unchanged", None, entry.findings)
