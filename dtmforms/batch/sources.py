"""Where the records of a run come from: a folder or a workbook; those of a register are in `registered`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dtmforms import files
from dtmforms.agreement.record_file import dump_json
from dtmforms.batch.job import Item
from dtmforms.errors import FileError, RecordError
from dtmforms.findings import Finding
from dtmforms.workbook.sandboxed import records_of

REGISTER = "register"


def items_of(source: str) -> list[Item]:
    """The records of a folder, at any depth, or of a workbook. Raises `FileError` where there are none, and
    `RecordError` where a workbook as a whole is not sound, so that any record of it may lack something."""
    if Path(source).is_dir():
        items = [_file(Path(source), inside) for inside in files.records_in(source)]
    elif Path(source).suffix.lower() == ".xlsx":
        items = list(_of_workbook(source))
    else:
        raise FileError("no_source_of_records" if Path(source).exists() else "no_such_place", place=source)
    if not items:
        raise FileError("no_record_in_folder", place=source)
    return items


def _of_workbook(source: str) -> Iterator[Item]:
    read = records_of(files.admit(source), source)
    if not read.is_sound:
        of_agreements = [finding for found in read.agreements for finding in found.findings]
        raise RecordError("workbook_unusable", [*read.findings, *of_agreements], place=source)
    for found in read.agreements:
        data = dump_json(found.record.values()) if found.record else b""
        yield Item(f"{Path(source).name}!{found.reference}", data, found.findings)


def _file(folder: Path, inside: Path) -> Item:
    name = inside.as_posix()
    try:
        return Item(name, files.read(str(folder / inside)))
    except FileError as error:
        return Item(name, b"", (Finding("file_error", values={"said": error.as_value()}),))
