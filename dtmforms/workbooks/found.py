"""What is found in a workbook of agreements, as plain values: they pass between processes."""

from __future__ import annotations

from dataclasses import dataclass

from dtmforms.agreement.record import Agreement
from dtmforms.findings import Finding, any_error


@dataclass(frozen=True, slots=True)
class AgreementRead:
    """One agreement of a workbook: `cell` is that of its reference; `record` is `None` where an error was found."""

    reference: str
    cell: str
    record: Agreement | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class WorkbookRead:
    """What a workbook holds: its agreements in their order, and the findings that belong to none of them."""

    agreements: tuple[AgreementRead, ...]
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the workbook as a whole is right, so that no good record lacks anything."""
        return not any_error(self.findings)
