"""Every error that the program raises on purpose, by who must act.

DtmformsError            exit code 1
├── UsageError           2   who asked: whatever the files hold, it makes no sense
├── RecordError          3   who wrote the record
├── TemplateError        3   who made the Word template
├── RegisterError        3   who keeps the register: what was asked does not fit what it holds
├── ReturnError          4   who filled the form, or sent another file
└── FileError            6   who runs the program: the file, the folder, the disk
    └── ReaderError      6   who sent the file: the process that read it did not come to an end with it

An error is a code with its values, as a finding is (`codes/errors.py`); its sentence is made of it at the edge, for the
person who must act. It never holds contact data (rule D1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from dtmforms.codes.errors import ERRORS, USAGE
from dtmforms.codes.kinds import Kinds
from dtmforms.codes.values import fit

if TYPE_CHECKING:
    from dtmforms.findings import Finding


class DtmformsError(Exception):
    """The root of the tree; `exit_code` is what the command line ends with, `code` names what is wrong, and `values`
    are what the sentence tells, each of the kind that `codes.errors.ERRORS` says. `findings` are what it comes of, if
    anything, all at once. Passes between processes.

    Raises `ValueError` for a code that the table lacks, and for values that are not those of the table."""

    exit_code: ClassVar[int] = 1
    _table: ClassVar[dict[str, Kinds]] = ERRORS
    _told_by_findings: ClassVar[bool] = False
    """Whether the findings say all that the error's own sentence does."""

    def __init__(self, code: str, findings: Sequence[Finding] = (), /, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values, self.findings = code, values, tuple(findings)
        if code not in self._table or not fit(values, self._table[code]):
            raise ValueError(f"{code} is no error with the values {', '.join(values)}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args, self.__dict__)

    @property
    def file(self) -> str:
        """What the findings were found in: a file, or an agreement by its reference; empty where that is not known."""
        return str(self.values.get("place", self.values.get("reference", "")))

    def as_value(self) -> dict[str, Any]:
        """As the sentence of something else tells it, and an answer: a value of the kind `error`."""
        return {"error": self.code} | self.values

    def plain_values(self) -> dict[str, object]:
        """The values for another program, without contact data."""
        from dtmforms.findings import plain  # as below

        return plain(self.values, self._table.get(self.code, {}))

    def text(self, language: str = "en") -> str:
        """The sentence, in a language."""
        from dtmforms.language.shown import error_in_words  # what raises errors need not load sentences

        return error_in_words(self.as_value(), language)

    def sentences(self, language: str = "en") -> list[str]:
        """All that is to be told, a line each."""
        from dtmforms.findings import sentences  # as above

        found = list(sentences(self.findings, self.file, language))
        return found if found and self._told_by_findings else [*found, self.text(language)]

    def __str__(self) -> str:
        return self.text()


def _again(kind: type[DtmformsError], arguments: tuple[Any, ...], attributes: dict[str, Any]) -> DtmformsError:
    """An error that has come from another process."""
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(attributes)
    return error


class UsageError(DtmformsError, ValueError):
    """What was asked for makes no sense, whatever the files hold; its codes are those of wrong usage (`USAGE`)."""

    exit_code = 2
    _table = USAGE

    def text(self, language: str = "en") -> str:
        from dtmforms.language.catalog import sentence
        from dtmforms.language.shown import shown

        return sentence("usage", self.code, language, shown(self.values, USAGE[self.code], language))


class RecordError(DtmformsError):
    """A record that cannot be used; its findings name every problem at once."""

    exit_code = 3
    _told_by_findings = True


class TemplateError(DtmformsError):
    """A Word template that cannot be rendered; its findings name every problem at once."""

    exit_code = 3
    _told_by_findings = True


class RegisterError(DtmformsError):
    """What was asked does not fit what the register holds; nothing was recorded."""

    exit_code = 3


class ReturnError(DtmformsError):
    """A file that cannot be read as our form; `kind` is the answer's word for why.

    `reason` is the code of the finding that says it, and `language` that of the form where it is known."""

    exit_code = 4

    def __init__(self, kind: str, *, reason: str, language: str = "") -> None:
        Exception.__init__(self, reason)  # the table of errors lacks its code, which is a finding's
        self.code, self.values, self.findings = reason, {}, ()
        self.kind, self.reason, self.language = kind, reason, language

    def text(self, language: str = "en") -> str:
        from dtmforms.language.catalog import sentence

        return sentence("returns", self.reason, language, {})


class FileError(DtmformsError):
    """A file that cannot be read or written."""

    exit_code = 6


WhyNoAnswer = Literal["too_slow", "too_much_memory", "broke_down", "answer_too_large"]


class ReaderError(FileError):
    """A file that the process which reads for the program gave no answer about; `why` is the word for it."""

    def __init__(self, why: WhyNoAnswer, place: str = "") -> None:
        code, values = (f"reader_{why}_of_file", {"place": place}) if place else (f"reader_{why}", {})
        super().__init__(code, **values)
        self.why = why
