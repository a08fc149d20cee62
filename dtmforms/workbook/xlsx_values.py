"""What stands in one cell of a workbook: its kind, and its value as it is stored (ECMA-376 Part 1, 18.3.1.4 cells, 18.4
texts, 18.8.30 and 18.8.31 number formats).

Nothing is counted, guessed or filled in. Not done here: where the cell stands.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Kind = Literal["text", "number", "day", "moment", "boolean", "error", "formula"]

LONGEST_TEXT = 32_767
"""Letters in a cell, by "Excel specifications and limits" (support.microsoft.com)."""
EPOCH, EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
"""The day 0 of a workbook, and of one that counts from 1904 (18.17.4.1)."""
_FIRST_SERIAL = 61
"""1 March 1900: before it, Excel counts a 29 February 1900."""
_LAST_SERIAL = 2_958_465
"""31 December 9999."""
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Number formats of 18.8.30 that show dates or times."""
_NO_PART_OF_A_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
"""Fixed letters, spaces, filling and colours of a number format."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class CellValue(NamedTuple):
    """What stands in a cell: text, or what Excel has made of what was typed."""

    kind: Kind
    value: str | float | datetime.date


@dataclass(frozen=True, slots=True)
class CellFormats:
    """The formats that cells refer to by number: which show dates, and which show nothing of a text. One that is not
    listed shows numbers and texts."""

    dates: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()

    @classmethod
    def of(cls, numbers: Iterable[int], codes: dict[int, str]) -> CellFormats:
        """From the number format of each cell format, and the codes of the formats that the workbook defines."""
        dates = {number for number, code in codes.items() if is_date_format(code)} | (_BUILT_IN_DATES - codes.keys())
        silent = {number for number, code in codes.items() if hides_text(code)}
        listed = list(enumerate(numbers))
        return cls(
            frozenset(place for place, number in listed if number in dates),
            frozenset(place for place, number in listed if number in silent),
        )


def is_date_format(code: str) -> bool:
    """Whether a number format shows numbers as dates or times, by its first section, which is that of the numbers that
    are dates."""
    return bool(re.search("[ymdhs]", _sections(code)[0], re.IGNORECASE)) and code != "General"


def hides_text(code: str) -> bool:
    """Whether a number format shows nothing of a text, by its fourth section, which is that of texts."""
    sections = _sections(code)
    return len(sections) > 3 and "@" not in sections[3]


def _sections(code: str) -> list[str]:
    """The sections of a number format without its fixed letters."""
    return _NO_PART_OF_A_FORMAT.sub("", code).split(";")


def text_value(text: str) -> CellValue | None:
    """A text; `None` where it is empty."""
    return CellValue("text", text) if text else None


def boolean_value(text: str) -> CellValue:
    return CellValue("boolean", "TRUE" if is_true(text) else "FALSE")


def is_true(attribute: str | None) -> bool:
    """Whether an attribute says yes; `None`, for one that is not there, does not."""
    return attribute in ("1", "true", "on")


def number_value(number: float, epoch: datetime.datetime, *, shows_date: bool) -> CellValue:
    """A number; a day or a moment where its format shows one and there is such a day in every program."""
    first = _FIRST_SERIAL if epoch == EPOCH else 0
    if shows_date and first <= number <= _LAST_SERIAL - (epoch - EPOCH).days:
        return moment_value(epoch + datetime.timedelta(seconds=round(number * 86_400)))
    return CellValue("number", number)


def moment_value(moment: datetime.datetime) -> CellValue:
    """A moment; a day where it is midnight."""
    if moment.time() == datetime.time():
        return CellValue("day", moment.date())
    return CellValue("moment", moment)


def text_of_item(item: Any) -> str:
    """The whole text of an item, in however many runs it is written, without its reading aids. Raises `ValueError`
    where something else than text stands in it."""
    return "".join(map(unescaped, _pieces(item)))


def _pieces(item: Any) -> Iterator[str]:
    namespace = item.tag.rpartition("}")[0]
    for child in item:
        own, _, name = child.tag.rpartition("}")
        if own != namespace:
            raise ValueError("something that is no text stands in a text")
        if name == "t":
            yield only_text(child) or ""
        elif name == "r":
            yield from (only_text(run) or "" for run in child if run.tag == f"{namespace}}}t")


def only_text(element: Any) -> str | None:
    """The text of an element; `None` where it has none. Raises `ValueError` where it is not all that it holds."""
    if len(element):
        raise ValueError("something that is no text stands in a text")
    text: str | None = element.text
    return text


def unescaped(text: str) -> str:
    """A text without its codes (22.9.2.19): `_x000D_` stands for a character, `_x005F_` for the underscore of such a
    code. Line ends come out as the record has them."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
