"""What the making of documents leaves behind."""

from __future__ import annotations

import gc

from conftest import RECORDS, TODAY

from dtmforms.batch.job import AGREEMENT, DEFAULT_NAME, FORM, Item, Plan
from dtmforms.batch.make import make

SAID_OF = b'\nbenefit_of_sharing: ""\n'
"""With which a record is read once more, for what can still be judged of it."""


def test_nothing_of_a_record_waits_for_a_search_for_cycles() -> None:
    """It would be held in memory until then, and the search takes a twentieth of all time."""
    plan = Plan((AGREEMENT, FORM), DEFAULT_NAME, today=TODAY)
    texts = [path.read_bytes() for path in RECORDS.values()]
    items = [Item("record", text) for text in (*texts, texts[0] + SAID_OF)]
    make(plan, items)  # with the first, libraries are loaded, which leave cycles
    gc.collect()
    gc.disable()
    try:
        made = make(plan, items)
        left = gc.collect()
    finally:
        gc.enable()
    assert [len(each.documents) for each in made] == [2, 2, 2, 0]
    assert left == 0
