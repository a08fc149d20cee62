"""Records that are being written: what was typed, right or wrong, checked and kept as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dtmforms.errors import RecordError
from dtmforms.public.sources import Source, data_of, name_of

if TYPE_CHECKING:
    from dtmforms.agreement.draft import Draft


def draft(typed: Mapping[str, str]) -> Draft:
    """What was typed for attributes of a record, by their paths, such as `table_b.low.datasets[0].name`. What is empty
    is left out, with the gap that it leaves in a list, and so is what is no attribute.

    Gives `.typed`, `.check()`, as `check` gives it, and `.to_yaml()`: the record's file, which `read_draft` reads again
    as the same draft."""
    from dtmforms.agreement.draft import draft_of

    return draft_of(typed)


def read_draft(source: Source) -> Draft:
    """The draft of a record's file, valid or not; its comments are not kept. Raises `RecordError` where it cannot be
    read as a record, or holds what no attribute is, and `FileError`."""
    from dtmforms.agreement import draft as drafts

    read, found = drafts.read_draft(data_of(source), name_of(source))
    if read is None:
        raise RecordError("record_invalid", found, place=name_of(source))
    return read
