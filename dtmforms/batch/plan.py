"""What a run makes of every record: the same for all of them, and known to whoever makes documents."""

from __future__ import annotations

import datetime
import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property

from dtmforms import __version__, files
from dtmforms.form.fields import EDITION
from dtmforms.passwords import Password
from dtmforms.templates import template_path

AGREEMENT, FORM, PRINT = "agreement", "form", "print"
SUFFIXES = {AGREEMENT: ".docx", FORM: ".pdf", PRINT: ".pdf"}
"""The kinds of documents: Tables B and C for signature as Word, the fillable form, and the Word document as PDF."""


@dataclass(frozen=True)
class Plan:
    """`pattern` names the files; `template` is a country team's own Word template, ours where it is `None`; `register`
    is where the numbers of agreements are looked up, and `registered` what it held when the run began. `password` locks
    every document."""

    kinds: tuple[str, ...]
    pattern: str
    template: bytes | None = None
    register: str | None = None
    registered: str = ""
    today: datetime.date | None = None
    password: Password | None = None

    @cached_property
    def made_of(self) -> bytes:
        """What the documents of one record are made of, beside the record: templates, form edition and program."""
        said = (__version__, EDITION, self.kinds, self.pattern, self.register and (self.registered, self.today))
        digest = hashlib.sha256(repr(said).encode())
        for template in [self.template] if self.template else _our_templates():
            digest.update(hashlib.sha256(template).digest())
        return digest.digest()

    def input_hash(self, record: bytes, verifier: bytes = b"") -> str:
        """SHA-256 over a record and all that its documents are made of beside it, the `verifier` of their password
        too, which makes guesses at the password by this hash slow."""
        return hmac.digest(verifier, self.made_of + record, "sha256").hex()


def _our_templates() -> list[bytes]:
    folder = template_path("agreement.en.docx").parent
    return [files.read(str(path)) for path in sorted(folder.glob("*.docx"))]
