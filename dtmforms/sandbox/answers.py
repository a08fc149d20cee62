"""The answer of a reader: typed values as JSON on its side, checked anew by the types on the program's side.

A reader that a hostile file has taken over can answer what it likes; so nothing is taken that is not of the type, and
no error is raised but those that stand here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic_core import PydanticSerializationError, to_json

from dtmforms.errors import FileError, ReaderError, ReturnError

if TYPE_CHECKING:
    from dtmforms.sandbox.answer_types import AnswerOf

Value = TypeVar("Value")


class Answer(Generic[Value]):
    """The answers of one type of value, which may be a dataclass of dataclasses."""

    def __init__(self, kind: type[Value]) -> None:
        self._kind = kind

    @cached_property
    def _model(self) -> type[AnswerOf[Value]]:
        from dtmforms.sandbox.answer_types import AnswerOf

        return AnswerOf[self._kind]  # type: ignore[name-defined]

    def of(self, reading: Callable[[], Value]) -> bytes:
        """The answer with what `reading` gives, or with the error that it raises. Raises `ValueError` for text that no
        JSON holds, such as a lone surrogate, and any other error as it is."""
        said: dict[str, Any]
        try:
            return _written({"value": reading()})
        except ReturnError as error:
            said = {"error": "ReturnError", "kind": error.kind, "reason": error.reason, "language": error.language}
        except FileError as error:
            said = {"error": "FileError", "code": error.code, "values": error.values}
        return _written({"raised": said})

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
        return told.value


def _written(answer: dict[str, Any]) -> bytes:
    try:
        return to_json(answer, bytes_mode="base64", inf_nan_mode="null")
    except PydanticSerializationError as error:
        raise ValueError(type(error).__name__) from None
