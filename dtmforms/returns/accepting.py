"""Flags that a person takes upon themselves: the error becomes a warning that says so, and the value is taken."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from dtmforms.findings import Finding


@cache
def acceptable() -> tuple[str, ...]:
    """The codes of the flags that can be accepted, in the order of their table, `accepting.toml`."""
    text = resources.files("dtmforms.returns").joinpath("accepting.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text))


def accepted(findings: Sequence[Finding], codes: Collection[str]) -> list[Finding]:
    """The findings, errors of these codes as warnings. A code that cannot be accepted changes nothing."""
    able = set(codes).intersection(acceptable())
    return [_as_warning(found) if is_accepted(found, able) else found for found in findings]


def is_accepted(finding: Finding, codes: Collection[str]) -> bool:
    """Whether the finding is an error of one of these codes."""
    return finding.severity == "error" and finding.code in codes


def _as_warning(finding: Finding) -> Finding:
    return replace(finding, severity="warning", message=f"{finding.message} (accepted: {finding.code})")
