"""The files within an archive (.zip) and those attached to a mail (.eml), taken out in memory, one level deep.

Not done here: reading them. Of a mail nothing else is told: neither who wrote it to whom, nor its subject, nor its text
(rule D1).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from dtmforms import opc
from dtmforms.errors import ReturnError
from dtmforms.files import LARGEST_BYTES
from dtmforms.returns.returned_file import LONGEST_NAME, MOST_WITHIN
from dtmforms.sandbox.protocol import take_longer

_MANY_BYTES = 3_000_000
"""Beyond, what is unpacked and read takes more than a form does."""
_MOST_NESTED = 200
"""Words of a mail that begin a level of it: how deep it is nested is not known before it is taken apart."""
_BEGINS_LEVEL = re.compile(rb"boundary\b|message/", re.IGNORECASE)
_ENCRYPTED, _ENCRYPTED_BY_AES = 0x1, 99
"""A flag (APPNOTE 4.4.4), and what stands for a method (APPNOTE 4.4.5)."""
_LEADS_OUT = re.compile(r"[/\\]|[A-Za-z]:|(.*[/\\])?\.\.([/\\]|$)|.*\0", re.DOTALL)
_OF_A_SYSTEM = re.compile(r"(.*[/\\])?(__MACOSX[/\\].*|\._[^/\\]*|\.DS_Store|Thumbs\.db|desktop\.ini)$", re.DOTALL)
"""What file managers add by themselves."""
_LOCAL_HEADER_BYTES = 30


@dataclass(frozen=True, slots=True)
class FileWithin:
    """A file of an archive or a mail. `aside` is one that belongs to the text of a mail, such as a logo, where it is
    no form; `mail` whether it is a mail itself, which is not taken apart."""

    name: str
    data: bytes
    aside: bool = False
    mail: bool = False


def files_of_archive(data: bytes) -> list[FileWithin]:
    """The files of a ZIP archive, without what file managers add. Raises `ReturnError` with the reason why it is not
    unpacked."""
    if opc.count_of_parts(data) > opc.MOST_PARTS:
        raise ReturnError("too_large", reason="archive_too_many")
    _take_longer_for(data)
    try:
        with opc.opened(data) as archive:
            entries = [entry for entry in archive.infolist() if not _OF_A_SYSTEM.match(entry.orig_filename)]
            _refuse_tricks(entries)
            files = [entry for entry in entries if not entry.filename.endswith(("/", "\\"))]
            return [FileWithin(_tidy(entry.filename), opc.content_of(archive, entry)) for entry in files]
    except opc.OddCompressionError as error:
        locked = error.method == _ENCRYPTED_BY_AES
        raise _locked() if locked else ReturnError("damaged", reason="archive_damaged") from None
    except opc.DAMAGED:
        raise ReturnError("damaged", reason="archive_damaged") from None


def files_of_mail(data: bytes) -> list[FileWithin]:
    """What is attached to a mail. Raises `ReturnError` with the reason why it is not taken apart."""
    if sum(1 for _ in _BEGINS_LEVEL.finditer(data)) > _MOST_NESTED:
        raise ReturnError("too_large", reason="mail_too_deep")
    _take_longer_for(data)
    try:
        mail = message_from_bytes(data, policy=policy.compat32)
        parts = [part for part in _leaves(mail) if not _is_text(part)]
        if len(parts) > MOST_WITHIN:
            raise ReturnError("too_large", reason="archive_too_many")
        files = [_attached(part, number) for number, part in enumerate(parts, start=1)]
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # What `email` raises for headers that make no sense is not documented.
        raise ReturnError("damaged", reason="mail_damaged") from None
    if sum(len(file.data) for file in files) > LARGEST_BYTES:
        raise ReturnError("too_large", reason="archive_too_large")
    return files


def _take_longer_for(data: bytes) -> None:
    if len(data) > _MANY_BYTES:
        take_longer()


def _refuse_tricks(entries: list[zipfile.ZipInfo]) -> None:
    """Raises `ReturnError` for an archive that is locked, more than a form and its pages, or made to do harm."""
    if len(entries) > MOST_WITHIN:
        raise ReturnError("too_large", reason="archive_too_many")
    if any(_LEADS_OUT.match(entry.orig_filename) for entry in entries):
        raise ReturnError("not_our_form", reason="archive_leads_out")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise _locked()
    if sum(entry.file_size for entry in entries) > LARGEST_BYTES:
        raise ReturnError("too_large", reason="archive_too_large")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:  # entries that share their bytes
            raise ReturnError("damaged", reason="archive_damaged")
        end = entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size


def _locked() -> ReturnError:
    return ReturnError("encrypted", reason="archive_locked")


def _leaves(part: Message) -> Iterator[Message]:
    """The parts of a mail that hold no others; a mail within it is one."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from _leaves(inner)
    else:
        yield part


def _is_text(part: Message) -> bool:
    """Whether a part is what somebody wrote, and no file."""
    attached = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_maintype() == "text" and not attached


def _attached(part: Message, number: int) -> FileWithin:
    name = _tidy(_decoded(part.get_filename() or "")) or f"#{number}"
    if part.get_content_maintype() == "message":
        return FileWithin(name, b"", mail=True)
    data = part.get_payload(decode=True)
    aside = bool(part.get("Content-ID")) and part.get_content_disposition() != "attachment"
    return FileWithin(name, data if isinstance(data, bytes) else b"", aside=aside)


def _decoded(name: str) -> str:
    """Many programs write the name of a file as they write subjects (RFC 2047), which RFC 2231 does not allow."""
    try:
        return str(make_header(decode_header(name)))
    except (MessageError, ValueError, LookupError):
        return name


def _tidy(name: str) -> str:
    """A name within, of a length and without what no name has: it is shown to people (`is_tidy`)."""
    printable = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    return printable if len(printable) <= LONGEST_NAME else printable[: LONGEST_NAME - 1] + "…"
