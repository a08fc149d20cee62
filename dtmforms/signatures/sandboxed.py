"""Signed files are read in the process apart, as returns are; here is what goes there, and what comes back of it.

Not done here: reading. `signed_task` and all that it loads never run in the program itself.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from dtmforms.errors import ReaderError, ReturnError
from dtmforms.form.notice import read_notice
from dtmforms.returns.returned_file import Unread
from dtmforms.returns.sandbox_start import FOR_A_RETURN
from dtmforms.returns.sandboxed import WITHOUT_AN_ANSWER, is_reason
from dtmforms.sandbox import client
from dtmforms.sandbox.answers import Answer
from dtmforms.sandbox.limits import FORM
from dtmforms.signatures.signed_file import MOST_SIGNATURES, SignatureRead, SignedFile

_ANSWER = Answer(SignedFile)
_MARK = b"ByteRange"
"""Whatever is signed has it, but where it is written with escapes: then what validates is loaded a little later."""
_FINGERPRINT = re.compile("[0-9a-f]{64}")
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?")
_PERIOD = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


def read_signed_file(
    data: bytes, authorities: Sequence[bytes] = (), password: str | None = None, within: str = ""
) -> SignedFile:
    """What stands in a signed file, or in the one `within` it that has this digest; with its problem where it cannot be
    read. `authorities` are the certificates of those that are pinned (DER). Never raises for what the file holds."""
    known = [base64.b64encode(one).decode() for one in authorities]
    arguments = {"authorities": known, "password": password, "within": within}
    before = [*FOR_A_RETURN, *([(f"{__name__}:load",)] if within or _MARK in data else [])]
    try:
        task = client.Task(f"{__name__}:signed_task", arguments, before)
        read = _ANSWER.read(client.shared().read(task, data, limits=FORM))
        _refuse_what_no_reader_says(read)
    except ReturnError as error:
        read = SignedFile(problem=Unread(error.kind, error.reason, error.language))
    except ReaderError as error:
        read = SignedFile(problem=Unread(*WITHOUT_AN_ANSWER[error.why]))
    if read.problem and not is_reason(read.problem):
        read = SignedFile(problem=Unread(*WITHOUT_AN_ANSWER["broke_down"]))
    return replace(read, sha256=within or hashlib.sha256(data).hexdigest(), unheld=list(client.shared().unheld))


def _refuse_what_no_reader_says(read: SignedFile) -> None:
    """Of the right type, but not as any file is read. Raises `ReaderError`."""
    if read.problem or len(read.signatures) > MOST_SIGNATURES or not all(map(_is_sound, read.signatures)):
        raise ReaderError("broke_down")
    if read.notice:
        if read.form:
            raise ReaderError("broke_down")
        try:
            read_notice(read.notice.content)
        except ValueError:
            raise ReaderError("broke_down") from None


def _is_sound(signature: SignatureRead) -> bool:
    signer, stamp = signature.signer, signature.stamp
    if not _TIME.fullmatch(signature.time):
        return False
    if stamp and not (stamp.time and _TIME.fullmatch(stamp.time) and _are_digests(stamp.fingerprint, *stamp.issuers)):
        return False
    if signer is None:
        return signature.intact != "yes"
    digests = _are_digests(signer.fingerprint, *signer.issuers)
    return digests and all(map(_PERIOD.fullmatch, (signer.begins, signer.ends)))


def _are_digests(*texts: str) -> bool:
    return all(map(_FINGERPRINT.fullmatch, texts))


def load() -> None:
    """A step before reading: load what validates signatures."""
    import_module("dtmforms.signatures.read")
    import_module("dtmforms.signatures.pyhanko_reader")


def signed_task(arguments: dict[str, Any], data: bytes) -> bytes:
    from dtmforms.pdf.read import pypdf_reader
    from dtmforms.returns.within import file_within
    from dtmforms.signatures.read import read_signed

    pypdf_reader.set_limits()
    authorities = [base64.b64decode(one) for one in arguments["authorities"]]
    within, password = arguments["within"], arguments["password"]
    return _ANSWER.of(lambda: read_signed(file_within(data, within, password), authorities, password))
