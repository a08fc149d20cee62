"""The agreements of a register as the items of a run, and what a run notes of the register."""

from __future__ import annotations

from dtmforms.agreement.record_file import dump_json
from dtmforms.batch.job import Item
from dtmforms.register.document_status import status_of_text_in_force
from dtmforms.register.query import in_force, projections_with_texts
from dtmforms.register.store import RegisterStore


def items_of_register(place: str, today: str) -> list[Item]:
    """The agreements of a register that go on, as they are in force on a day, with their numbers."""
    with RegisterStore(place).reading() as transaction:
        projections = projections_with_texts(transaction, today)
    return [
        Item(
            projection.reference,
            dump_json(in_force(projection).values()),
            status=status_of_text_in_force(projection, today),
        )
        for projection in projections
        if not projection.ended_on
    ]


def last_hash(place: str) -> str:
    """What a register holds, as the hash of its last event: with another one, its numbers may be others."""
    with RegisterStore(place).reading() as transaction:
        return transaction.head()[1]
