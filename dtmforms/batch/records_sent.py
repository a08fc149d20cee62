"""What returns are judged against: the one record that was sent, or that of a folder which has the same reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dtmforms import files
from dtmforms.agreement.check import check
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.errors import FileError, RecordError
from dtmforms.findings import Finding
from dtmforms.returns.answer import Basis, Return
from dtmforms.returns.ingest import judged, said_of_itself
from dtmforms.returns.returned_file import ReturnedFile


@dataclass(frozen=True)
class Sent:
    """One record for all returns, the records of a folder, each for the returns that name it, or none at all."""

    record: Agreement | None = None
    folder: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    """Where the records of the folder lie, by their references."""
    problems: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    """What is wrong with those that cannot be used, by their places."""

    def judge(self, read: ReturnedFile, file: str, basis: Basis) -> tuple[Return, Agreement | None]:
        """The answer to a return that was read, judged by its record and by what else is in the `basis`, and that
        record. A return of an agreement that the folder has no record of is judged alone, with a finding of that."""
        record = self._of(said_of_itself(read, file).reference or "") if self.folder else self.record
        if self.folder and record is None:
            alone = judged(read, file, basis)
            record = self._of(reference_of(alone)) if alone.readable else None
            if record is None:
                return self._without_record(alone), None
        return judged(read, file, replace(basis, against=record)), record

    def _without_record(self, answer: Return) -> Return:
        if answer.readable:
            answer.record = None
            answer.findings.insert(0, self._nothing_for(reference_of(answer)))
        return answer

    def _of(self, reference: str) -> Agreement | None:
        place = self.places.get(text_key(reference))
        return check(files.read(place), name=place).record if place else None

    def _nothing_for(self, reference: str) -> Finding:
        if not reference:
            return Finding("no_agreement_named", "reference")
        return Finding("no_record_of_agreement", "reference", {"reference": reference, "folder": self.folder})


def reference_of(answer: Return) -> str:
    """The agreement that a return names; of a form that was sent blank, as it was typed."""
    return answer.reference or answer.fields.get("reference", "").strip()


def sent_in(folder: str) -> Sent:
    """The records of a folder. Raises `FileError` where there is no record, and `RecordError` with all references that
    two records have."""
    names = files.records_in(folder)
    if not names:
        raise FileError("no_record_in_folder", place=folder)
    places: dict[str, str] = {}
    problems: dict[str, list[Finding]] = {}
    doubled: list[Finding] = []
    for name in names:
        place = str(Path(folder) / name)
        checked = check(files.read(place), name=place)
        if checked.record is None:
            problems[place] = [found for found in checked.findings if found.severity == "error"]
            continue
        earlier = places.setdefault(text_key(checked.record.reference), place)
        if earlier != place:
            doubled.append(Finding("same_reference", values={"file": place, "other": earlier}))
    if doubled:
        raise RecordError("same_references_in_folder", doubled, folder=folder)
    return Sent(folder=folder, places=places, problems=problems)
