"""The job of a run: the items that go in, what is made of each and under which name, and what comes out.

Plain values, that pass between processes. Files are called by a pattern that the user chose, safe on every disk, never
by a person.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import string
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dtmforms import __version__, files, names
from dtmforms.findings import Finding
from dtmforms.form.fields import EDITION
from dtmforms.passwords import Password
from dtmforms.templates import template_path

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.register.document_status import DocumentStatus

AGREEMENT, FORM, PRINT = "agreement", "form", "print"
SUFFIXES = {AGREEMENT: ".docx", FORM: ".pdf", PRINT: ".pdf"}
"""The kinds of documents: Tables B and C for signature as Word, the fillable form, and the Word document as PDF."""
FIELDS = ("reference", "country", "operation", "organization", "subject", "language", "kind")
DEFAULT_NAME = "{reference}-{kind}"
LONGEST = 120
"""Letters of a name with its folders: SharePoint and Windows count those of the places above them too."""
MOST_PARTS = 6
"""Folders and the file's own name: with more, too few letters are left for each."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record as its source has it: `name` is where it is, `data` its text, YAML or JSON. `findings` are what was
    found at its source; with an error among them there is no text. `status` is what the register says that its
    documents are, `None` where that is still to be looked up."""

    name: str
    data: bytes
    findings: tuple[Finding, ...] = ()
    status: DocumentStatus | None = None


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """`why` says why there is no data."""

    kind: str
    name: str
    data: bytes
    why: Finding | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an item: its documents, none where it is refused; then `findings` say why. `fault` says that the
    program is to blame."""

    item: str
    reference: str = ""
    documents: tuple[MadeDocument, ...] = ()
    findings: tuple[Finding, ...] = ()
    fault: bool = False


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
        register = self.register and (self.registered, self.today)
        digest = hashlib.sha256(repr((__version__, EDITION, self.kinds, self.pattern, register)).encode())
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


def problem_of(pattern: str) -> tuple[str, dict[str, object]] | None:
    """Why no files can be named by a pattern, as a code of wrong usage with its values beside the pattern; `None` where
    they can."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        return "name_braces", {}
    named = [part[1:] for part in parts if part[1] is not None]
    unknown = [name for name, form, conversion in named if name not in FIELDS or form or conversion]
    if unknown:
        return "name_of_unknown_field", {"field": f"{{{unknown[0]}}}", "fields": [f"{{{name}}}" for name in FIELDS]}
    if pattern.lower().endswith((".docx", ".pdf")):
        return "name_with_ending", {}
    if "{kind}" not in pattern:
        return "name_without_kind", {}
    if len(_parts(pattern)) > MOST_PARTS:
        return "name_of_many_folders", {"most": MOST_PARTS - 1}
    if pattern.startswith(("/", "\\")) or ".." in pattern or ":" in pattern:
        return "name_out_of_folder", {}
    return None


def name_of(pattern: str, record: Agreement, kind: str, suffix: str) -> str:
    """The name of a document with its folders, parted by `/`: at most `LONGEST` letters. A longer one is shortened, and
    told apart by some letters of its digest."""
    facts = {
        "reference": record.reference,
        "country": record.country,
        "operation": record.operation,
        "organization": record.requesting_organization.name,
        "subject": record.subject,
        "language": record.language,
        "kind": kind,
    }
    safe = {key: names.safe(text) for key, text in facts.items() if f"{{{key}}}" in pattern}
    parts = [names.safe(part.format_map(safe)) for part in _parts(pattern)]
    whole = "/".join(parts) + suffix
    if len(whole) <= LONGEST and all(names.fits(part, LONGEST) for part in parts):
        return whole
    digest = names.digest_of(whole)
    room = (LONGEST - len(suffix) - len(digest) - 1) // len(parts) - 1
    return f"{'/'.join(names.cut(part, room) for part in parts)}-{digest}{suffix}"


def key_of(name: str) -> str:
    """The same for two names that one disk or another takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(PurePosixPath(name))).casefold())


def _parts(pattern: str) -> list[str]:
    return [part for part in pattern.replace("\\", "/").split("/") if part]
