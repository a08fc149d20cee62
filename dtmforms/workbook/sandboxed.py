"""Workbooks from outside are read in a process apart, cell by cell and up to the records that stand in them; here is
what goes there, and what comes back of it as plain values.

Not done here: reading. What does so is loaded in that process alone.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from dtmforms.errors import ReaderError
from dtmforms.findings import Finding, any_error
from dtmforms.sandbox import client
from dtmforms.sandbox.answers import Answer
from dtmforms.sandbox.limits import WORKBOOK
from dtmforms.workbook.agreement_read import AgreementRead

_TASK = "dtmforms.workbook.to_records:records_task"


@dataclass(frozen=True, slots=True)
class WorkbookRead:
    """What a workbook holds: its agreements in their order, and the findings that belong to none of them."""

    agreements: tuple[AgreementRead, ...]
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the workbook as a whole is right, so that no good record lacks anything."""
        return not any_error(self.findings)


ANSWER = Answer(WorkbookRead)


def records_of(
    data: bytes, name: str, *, today: datetime.date | None = None, beyond: tuple[str, ...] = ()
) -> WorkbookRead:
    """The agreements of a workbook's bytes, as `to_records.records_of` reads them. Raises `FileError` where it cannot
    be read as a workbook, and `ReaderError` where its reader did not come to an end with it."""
    arguments = {"name": name, "today": today.isoformat() if today else None, "beyond": list(beyond)}
    try:
        read = ANSWER.read(client.shared().read(client.Task(_TASK, arguments), data, limits=WORKBOOK))
    except ReaderError as error:
        raise ReaderError(error.why, name) from None
    return replace(read, findings=(*map(Finding, client.shared().unheld), *read.findings))
