"""What may stand in an answer, by its type. The program checks answers with it; a reader, which only writes them, does
not load it: that would take as long as to read three forms."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from dtmforms.errors import FileError, ReturnError

Value = TypeVar("Value")


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", val_json_bytes="base64")


class Raised(_Strict):
    """An error of the tree in `errors`: of a return what it says, of a file its code with its values."""

    error: Literal["ReturnError", "FileError"]
    kind: str = ""
    reason: str = ""
    language: str = ""
    code: str = ""
    values: dict[str, str | int] = Field(default_factory=dict)

    def again(self) -> ReturnError | FileError:
        """Raises `ValueError` for an error that the table lacks."""
        if self.error == "FileError":
            return FileError(self.code, **self.values)
        return ReturnError(self.kind, reason=self.reason, language=self.language)


class AnswerOf(_Strict, Generic[Value]):
    value: Value | None = None
    raised: Raised | None = None
