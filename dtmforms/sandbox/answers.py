"""The answer of a reader: typed values as JSON on its side, checked anew by the types on the program's side.

A reader that a hostile file has taken over can answer what it likes; so nothing is taken that is not of the type, and
no error is raised but those that stand here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticSerializationError

from dtmforms.errors import FileError, ReaderError, ReturnError

Value = TypeVar("Value")


class _Told(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


class _Raised(_Told):
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


class _Answer(_Told, Generic[Value]):
    value: Value | None = None
    raised: _Raised | None = None


class Answer(Generic[Value]):
    """The answers of one type of value, which may be a dataclass of dataclasses."""

    def __init__(self, kind: type[Value]) -> None:
        self._model = _Answer[kind]  # type: ignore[valid-type]

    def of(self, reading: Callable[[], Value]) -> bytes:
        """The answer with what `reading` gives, or with the error that it raises. Raises `ValueError` for text that no
        JSON holds, such as a lone surrogate, and any other error as it is."""
        try:
            answer = self._model.model_construct(value=reading())
        except ReturnError as error:
            said = _Raised(error="ReturnError", kind=error.kind, reason=error.reason, language=error.language)
            answer = self._model.model_construct(raised=said)
        except FileError as error:
            said = _Raised(error="FileError", code=error.code, values=error.values)
            answer = self._model.model_construct(raised=said)
        try:
            return answer.model_dump_json(by_alias=True).encode()
        except PydanticSerializationError as error:
            raise ValueError(type(error).__name__) from None

    def read(self, answer: bytes) -> Value:
        """The value in an answer. Raises `ReturnError` or `FileError` where the answer says so, and `ReaderError` where
        it is not of the type."""
        try:
            told = self._model.model_validate_json(answer, context={"json": True})
            raised = told.raised and told.raised.again()
        except ValueError:  # a `ValidationError` is one too
            raise ReaderError("broke_down") from None
        if raised:
            raise raised
        if told.value is None:
            raise ReaderError("broke_down")
        value: Value = told.value
        return value
