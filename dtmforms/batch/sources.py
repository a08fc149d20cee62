"""Where the records of a run come from: a folder, a workbook, or the register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dtmforms import files
from dtmforms.batch.items import Item
from dtmforms.errors import FileError, RecordError
from dtmforms.findings import Finding

REGISTER = "register"


def items_of(source: str) -> list[Item]:
    """The records of a folder, at any depth, or of a workbook. Raises `FileError` where there are none, and
    `RecordError` where a workbook as a whole is not sound, so that any record of it may lack something."""
    if Path(source).is_dir():
        items = [_file(Path(source), inside) for inside in files.records_in(source)]
    elif Path(source).suffix.lower() == ".xlsx":
        items = list(_of_workbook(source))
    else:
        raise FileError(f"{source}: is no folder of records, no workbook (.xlsx) and not the word `{REGISTER}`")
    if not items:
        raise FileError(f"{source}: holds no record; in a folder they are files that end in .yaml, .yml or .json")
    return items


def _of_workbook(source: str) -> Iterator[Item]:
    from dtmforms.agreement.reading import dump_json
    from dtmforms.workbooks.apart import records_of

    read = records_of(files.admit(source), source)
    if not read.is_sound:
        of_agreements = [finding for found in read.agreements for finding in found.findings]
        raise RecordError(f"{source}: the workbook cannot be used", [*read.findings, *of_agreements], source)
    for found in read.agreements:
        data = dump_json(found.record.values()) if found.record else b""
        yield Item(f"{Path(source).name}!{found.reference}", data, found.findings)


def items_of_register(place: str, today: str) -> list[Item]:
    """The agreements of a register that go on, as they are in force on a day, with their numbers."""
    from dtmforms.agreement.reading import dump_json
    from dtmforms.register.looking import in_force, states_with_texts
    from dtmforms.register.printing import of_text_in_force
    from dtmforms.register.store import Register

    with Register(place).reading() as book:
        states = states_with_texts(book, today)
    return [
        Item(state.reference, dump_json(in_force(state).values()), printed=of_text_in_force(state, today))
        for state in states
        if not state.ended_on
    ]


def registered(place: str) -> str:
    """What a register holds, as the hash of its last event: with another one, its numbers may be others."""
    from dtmforms.register.store import Register

    with Register(place).reading() as book:
        return book.head()[1]


def _file(folder: Path, inside: Path) -> Item:
    name = inside.as_posix()
    try:
        return Item(name, files.read(str(folder / inside)))
    except FileError as error:
        return Item(name, b"", (Finding("error", "", str(error)),))
