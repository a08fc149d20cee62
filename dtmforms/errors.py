"""Every error that the program raises on purpose, by who must act.

DtmformsError            exit code 1
├── RecordError          3   who wrote the record
├── TemplateError        3   who made the Word template
├── RegisterError        3   who keeps the register: what was asked does not fit what it holds
├── ReturnError          4   who filled the form, or sent another file
└── FileError            6   who runs the program: the file, the folder, the disk
    └── ReaderError      6   who sent the file: the process that read it did not come to an end with it

A message is a sentence for the person who must act. It never holds contact data (rule D1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from dtmforms.findings import Finding


class DtmformsError(Exception):
    """The root of the tree; `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 1


class RecordError(DtmformsError):
    """A record that cannot be used; `findings` names every problem of `file` at once."""

    exit_code = 3

    def __init__(self, message: str, findings: Sequence[Finding] = (), file: str = "") -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.file = file

    def sentences(self) -> list[str]:
        """Each finding as a sentence; the message alone where there is none."""
        return [finding.sentence(self.file) for finding in self.findings] or [str(self)]


class TemplateError(DtmformsError):
    """A Word template that cannot be rendered."""

    exit_code = 3


class RegisterError(DtmformsError):
    """What was asked does not fit what the register holds; nothing was recorded."""

    exit_code = 3


class ReturnError(DtmformsError):
    """A file that cannot be read as our form; `kind` is the answer's word for why.

    `reason` names the sentence that says it, and `language` that of the form where it is known; without a reason,
    `message` is all there is. Passes between processes."""

    exit_code = 4

    def __init__(self, kind: str, message: str = "", *, reason: str = "", language: str = "") -> None:
        super().__init__(kind, message)
        self.kind, self.message, self.reason, self.language = kind, message, reason, language

    def __str__(self) -> str:
        return self.message or self.reason


class FileError(DtmformsError):
    """A file that cannot be read or written."""

    exit_code = 6


WhyNoAnswer = Literal["too_slow", "too_much_memory", "broke_down", "answer_too_large"]


class ReaderError(FileError):
    """A file that the process which reads for the program gave no answer about; `why` is the word for it."""

    _SENTENCES: ClassVar[dict[WhyNoAnswer, str]] = {
        "too_slow": "reading it takes longer than any file of ours does",
        "too_much_memory": "reading it takes more memory than any file of ours does",
        "broke_down": "its reader broke down over it",
        "answer_too_large": "more stands in it than in any file of ours",
    }

    def __init__(self, why: WhyNoAnswer, place: str = "") -> None:
        super().__init__(why, place)
        self.why, self.place = why, place

    def __str__(self) -> str:
        said = f"cannot be read: {self._SENTENCES[self.why]}; do not open it, and ask who sent it for a new file"
        return f"{self.place}: {said}" if self.place else said
