"""What a good tool must do with an input that is hostile or broken, as data.

The expectation comes from what the input is, never from what a program does with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

INGEST = "ingest FILE --against SENT --json"
CHECK = "check FILE --json"
COMPARE = "compare SENT FILE --json"
TO_RECORDS = "workbook to-records FILE -o OUT --json"
BATCH = "batch FILE -o OUT --json"
BATCH_FOLDER = "batch FOLDER -o OUT --json"
TRIAGE = "ingest FOLDER --against SENT --xlsx BOOK --json"


@dataclass(frozen=True, slots=True)
class Expected:
    """`exit_codes` are those that are right (docs/scripting.md). `record` is whether a record may come out, which
    then has the values of the record that was sent, but for those that the file really `means`, by path. Of `codes` at
    least one has to be found, where there are any."""

    exit_codes: frozenset[int]
    record: bool = False
    codes: frozenset[str] = frozenset()
    means: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "exit_codes": sorted(self.exit_codes),
            "record": self.record,
            "codes": sorted(self.codes),
            "means": dict(self.means),
        }


@dataclass(frozen=True, slots=True)
class Hostile:
    """An input: how its file is called and what makes it in a folder, the command that gets it, and what is expected.
    `heavy` is one that may take more than is usual, within what is allowed by force."""

    make: Callable[[Path], Path]
    expected: Expected
    command: str = INGEST
    heavy: bool = False


def of_bytes(
    build: Callable[[], bytes], name: str, expected: Expected, command: str = INGEST, *, heavy: bool = False
) -> Hostile:
    """An input that is nothing but the bytes of a file."""

    def make(folder: Path) -> Path:
        place = folder / name
        place.write_bytes(build())
        return place

    return Hostile(make, expected, command, heavy)


READ = Expected(frozenset({0}), record=True)
"""Odd, and honest: the values are certain."""
READ_OR_REFUSED = Expected(frozenset({0, 3, 4}), record=True)
"""The values can still be told: rightly, or not at all."""
NOT_TAKEN = Expected(frozenset({3, 4}))
"""Nobody can tell what the values are."""
REFUSED = Expected(frozenset({4}))
"""It cannot be read as a form at all."""
INVALID = Expected(frozenset({3}))
UNREADABLE = Expected(frozenset({3, 4, 6}))
"""Not even a file, or not of the kind that the command reads."""


def flagged(*codes: str, **means: object) -> Expected:
    """Nothing is taken before a person has said so, and one of the codes says why."""
    return Expected(frozenset({3}), codes=frozenset(codes), means=means)


def refused(*codes: str) -> Expected:
    return Expected(frozenset({4}), codes=frozenset(codes))


def warned(*codes: str) -> Expected:
    """The values are certain, and something else is to be said, or is reason enough to take nothing."""
    return Expected(frozenset({0, 3}), record=True, codes=frozenset(codes))


def meaning(expected: Expected, means: Mapping[str, object]) -> Expected:
    """The same of an input that means other values than those that were sent."""
    return Expected(expected.exit_codes, expected.record, expected.codes, means)
