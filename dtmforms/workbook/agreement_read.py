"""One agreement as it was read: of a workbook, or of a file that is a record."""

from __future__ import annotations

from dataclasses import dataclass

from dtmforms.agreement.model import Agreement
from dtmforms.findings import Finding


@dataclass(frozen=True, slots=True)
class AgreementRead:
    """`record` is `None` where an error was found. In a workbook, `cell` is that of the reference; both are empty of a
    record's own file, in which `reference` is that of the record, if it is valid."""

    reference: str
    cell: str
    record: Agreement | None
    findings: tuple[Finding, ...]
