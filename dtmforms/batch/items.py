"""What goes into a run and what comes out of it: plain values that pass between processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dtmforms.findings import Finding

if TYPE_CHECKING:
    from dtmforms.register.printing import Printed


@dataclass(frozen=True, slots=True)
class Item:
    """A record as its source has it: `name` tells where it is, `data` is its text, YAML or JSON. `findings` are what
    the source says of it; with an error among them there is no text. `printed` is what its documents say that they
    are, `None` where that is still to be looked up."""

    name: str
    data: bytes
    findings: tuple[Finding, ...] = ()
    printed: Printed | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """`why` says why there is no data."""

    kind: str
    name: str
    data: bytes
    why: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an item: its documents, none where it is refused; then `findings` or `error` say why, without
    contact data (rule D1). `fault` says that the program is to blame."""

    item: str
    reference: str = ""
    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: str = ""
    fault: bool = False
