"""What the files of a run are called: by a pattern that the user chose, safe on every disk, never by a person."""

from __future__ import annotations

import string
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dtmforms import names

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement

FIELDS = ("reference", "country", "operation", "organization", "subject", "language", "kind")
DEFAULT = "{reference}-{kind}"
LONGEST = 120
"""Letters of a name with its folders: SharePoint and Windows count those of the places above them too."""
MOST_PARTS = 6
"""Folders and the file's own name: with more, too few letters are left for each."""


def problem_of(pattern: str) -> str | None:
    """Why no files can be named by a pattern; `None` where they can."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        return f"{error}; write a field as {{reference}}"
    named = [part[1:] for part in parts if part[1] is not None]
    unknown = [name for name, form, conversion in named if name not in FIELDS or form or conversion]
    if unknown:
        return f"{{{unknown[0]}}} is no field of a name; there are {', '.join(f'{{{name}}}' for name in FIELDS)}"
    if pattern.lower().endswith((".docx", ".pdf")):
        return "the ending follows from the kind of document; leave it out"
    if "{kind}" not in pattern:
        return "two documents of one record would have one name; add {kind}"
    if len(_parts(pattern)) > MOST_PARTS:
        return f"more than {MOST_PARTS - 1} folders in one another; leave out some"
    if pattern.startswith(("/", "\\")) or ".." in pattern or ":" in pattern:
        return "a name stays inside of the folder; leave out '..', drives and a '/' at the beginning"
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
