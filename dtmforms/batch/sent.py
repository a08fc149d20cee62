"""What returns are judged against: the one record that was sent, or that of a folder which has the same reference."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from dtmforms import archives, files
from dtmforms.agreement.checking import check
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.errors import FileError, RecordError
from dtmforms.findings import Finding

if TYPE_CHECKING:
    from dtmforms.returns.ingesting import Return

_IN_KEYWORDS = re.compile(rb"form_reference=([^&<>()\s]+)&(?:amp;)?form_edition=")
"""How the document information of a form names its agreement, where the program that saved it left that readable."""
_IN_PROPERTIES = re.compile(rb'name="form_reference"[^>]*>\s*<vt:lpwstr>([^<]+)<')
"""How the custom properties of a Word document do (ECMA-376 Part 1, 22.3)."""
_LONGEST_PROPERTIES = 100_000


@dataclass(frozen=True)
class Sent:
    """One record for all returns, the records of a folder, each for the returns that name it, or none at all."""

    record: Agreement | None = None
    folder: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    """Where the records of the folder lie, by their references."""

    def read(self, data: bytes, file: str, **how: Any) -> tuple[Return, Agreement | None]:
        """A return, read against its record, and that record; how else it is read goes to `ingest`. A return of an
        agreement that the folder has no record of is read alone, and said to be so."""
        from dtmforms.returns.ingesting import ingest  # slow to load, and only those who read need it

        if not self.folder:
            return ingest(data, file=file, against=self.record, **how), self.record
        guess = text_key(_reference_at_a_glance(data))
        guessed = self._of(guess)
        answer = ingest(data, file=file, against=guessed, **how)
        if not answer.readable:
            return answer, guessed
        reference = reference_of(answer)
        right = guessed if text_key(reference) == guess else self._of(reference)
        if right is not guessed:
            answer = ingest(data, file=file, against=right, **how)
        if right is None:
            answer.record = None
            answer.findings.insert(0, Finding("error", "reference", self._nothing_for(reference), "E4"))
        return answer, right

    def _of(self, reference: str) -> Agreement | None:
        place = self.places.get(text_key(reference))
        return check(files.read(place), name=place).record if place else None

    def _nothing_for(self, reference: str) -> str:
        if not reference:
            return "the form names no agreement; ask which one it is for, and read it against that one's record"
        return (
            f"there is no record of the agreement {reference!r} in {self.folder} that is without errors; mend it "
            "where it is there, else ask which agreement is meant"
        )


def reference_of(answer: Return) -> str:
    """The agreement that a return names; of a form that was sent blank, as it was typed."""
    return answer.reference or answer.fields.get("reference", "").strip()


def _reference_at_a_glance(data: bytes) -> str:
    """What a file seems to name as its agreement, empty where it takes reading to know. What is read then decides."""
    if found := _IN_KEYWORDS.search(data):
        return unquote_plus(found[1].decode("ascii", "replace"))
    found = _IN_PROPERTIES.search(_word_properties(data))
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def _word_properties(data: bytes) -> bytes:
    try:
        with archives.opened(data) as archive, archive.open("docProps/custom.xml") as part:
            return part.read(_LONGEST_PROPERTIES)
    except Exception:  # noqa: BLE001 - of whatever is no such package, nothing is seen at a glance
        return b""


def sent_in(folder: str) -> tuple[Sent, list[str]]:
    """The records of a folder, and in sentences what is wrong with those that cannot be used.
    Raises `FileError` where there is no record, and `RecordError` with all references that two records have."""
    names = files.records_in(folder)
    if not names:
        raise FileError(f"{folder}: holds no record; they are files that end in .yaml, .yml or .json")
    places: dict[str, str] = {}
    problems: list[str] = []
    doubled: list[Finding] = []
    for name in names:
        place = str(Path(folder) / name)
        checked = check(files.read(place), name=place)
        if checked.record is None:
            problems += [found.sentence(place) for found in checked.findings if found.severity == "error"]
            continue
        earlier = places.setdefault(text_key(checked.record.reference), place)
        if earlier != place:
            message = f"{place} and {earlier} have the same reference; give each agreement one record (rule E4)"
            doubled.append(Finding("error", "", message))
    if doubled:
        raise RecordError(f"{folder}: records with the same reference", doubled, "")
    return Sent(folder=folder, places=places), problems
