"""What is found in a record, a return or a change: one sentence each, with its place and its rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONTACT = re.compile(
    r"(?<![^\s@'\"<>(),;])[^\s@'\"<>(),;]++@[^\s@'\"<>(),;]+|(?:\+|\b00)[\d\s().-]{6,}\d"
    r"|(?<![\w./-])(?!\d{4}-\d{2}-\d{2}(?!\d))\d(?:[\s().-]{0,2}\d){6,}|\b\d{9,}\b"
)
Severity = Literal["error", "warning"]
Path: TypeAlias = "tuple[str | int, ...]"
"""A place in a record, a step an element: ("table_b", "low", "datasets", 0, "name")."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `rule` is the guideline's rule, `None` where only the record's form is concerned;
    `line` is a line of the record's file, counted from 1, `None` where there is no file; `cell` is the place in a
    workbook, as `Focal points!D7`, and stands for line and path there; `code` is the name of the sentence that says
    it, empty where it is said in words of its own."""

    severity: Severity
    path: str
    message: str
    rule: str | None = None
    line: int | None = None
    cell: str | None = None
    code: str = ""

    def as_json(self) -> dict[str, object]:
        told: dict[str, object] = {
            "severity": self.severity,
            "path": self.path,
            "line": self.line,
            "rule": self.rule,
            "message": self.message,
        }
        told |= {"cell": self.cell} if self.cell else {}
        return told | ({"code": self.code} if self.code else {})

    def sentence(self, file: str) -> str:
        """The finding as a person reads it: `file:line: path: message (rule C3)`. Addresses and numbers that someone
        typed where they do not belong are left out of it (rule D1)."""
        place = file if self.line is None else f"{file}:{self.line}"
        warning = "warning: " if self.severity == "warning" else ""
        rule = f" (rule {self.rule})" if self.rule else ""
        path, message = map(without_contacts, (self.path, self.message))
        return ": ".join(part for part in (place, self.cell or path, f"{warning}{message}{rule}") if part)


def without_contacts(text: str) -> str:
    """A text for a person, in which addresses and telephone numbers are left out; days stay."""
    return _CONTACT.sub("…", text)


def any_error(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def dotted(path: Path) -> str:
    """A path as people and answers write it: `table_b.low.datasets[0].name`; empty for the whole record."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
