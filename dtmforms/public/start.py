"""The whole beginning of an agreement: into the register, and both of its documents, with their numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from dtmforms.public.documents import fill, form

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.public.register import Dates, Register
    from dtmforms.register.act import Act
    from dtmforms.register.document_status import DocumentStatus


@dataclass(frozen=True, slots=True)
class Started:
    """An agreement that has begun: what was recorded, what the register says that its documents are, and these: Tables
    B and C for signature (.docx), and the form to fill in (.pdf)."""

    act: Act
    status: DocumentStatus
    agreement: bytes
    form: bytes


def start(record: Agreement, register: Register, *, accepted: Collection[str] = (), **dates: Unpack[Dates]) -> Started:
    """Begin an agreement as `Register.add` does, and make both of its documents, in its own language. Twice is the same
    as once. Raises what `Register.add`, `fill` and `form` raise; a document that cannot be made does not take back
    what was recorded."""
    act = register.add(record, accepted=accepted, **dates)
    status = register.document_status(record)
    return Started(act, status, fill(record, status=status), form(record, status=status))
