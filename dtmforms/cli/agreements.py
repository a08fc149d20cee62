"""The agreements of files that are records or workbooks: what commands take where they take records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dtmforms
from dtmforms.cli.output import Report, findings_json
from dtmforms.errors import RecordError
from dtmforms.findings import at
from dtmforms.language.spoken import say, spoken


@dataclass(frozen=True)
class AgreementSource:
    """An agreement in a file: `name` is what sentences call it, the file and, in a workbook, the cell."""

    file: str
    name: str
    read: dtmforms.AgreementRead

    @property
    def record(self) -> dtmforms.Agreement:
        """Raises `RecordError` with all findings where it is invalid."""
        if self.read.record is None:
            raise RecordError("record_invalid", self.read.findings, place=self.name)
        return self.read.record

    def as_json(self) -> dict[str, Any]:
        """What an answer says of it before all else."""
        return {"file": self.file} | ({"cell": self.read.cell} if self.read.cell else {})


def agreements_in(places: Sequence[str], report: Report, *, assessed: bool = True) -> list[AgreementSource]:
    """The agreements of some files, of which each has its risk `assessed`, or need not have it yet. Of a workbook that
    is not right as a whole there are none, for each may lack something: all that is wrong with it is told, and answered
    in JSON."""
    found = []
    for place in places:
        with report.item(place):
            read = dtmforms.read_records(place, assessed=assessed)
            sources = [AgreementSource(place, source_name(place, one), one) for one in read]
            report.findings(place, read.findings)
            if read.findings:
                report.answer({"file": place, "reference": None, "findings": findings_json(read.findings)})
            if read.is_sound:
                found += sources
            else:
                _refuse(place, sources, report)
    return found


def _refuse(place: str, sources: Sequence[AgreementSource], report: Report) -> None:
    for source in sources:
        report.findings(place, source.read.findings)
        about = {"reference": source.read.reference, "valid": False, "findings": findings_json(source.read.findings)}
        report.answer(source.as_json() | about)
    report.ends_with(RecordError.exit_code)
    report.print(say("workbook_not_taken", file=place), fg="red")


def source_name(file: str, agreement: dtmforms.AgreementRead) -> str:
    """The file of an agreement, and its cell if it has one."""
    return at(file, agreement.cell, spoken()) if agreement.cell else file
