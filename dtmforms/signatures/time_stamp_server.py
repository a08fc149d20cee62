"""A time stamp asked for from a server (RFC 3161), by HTTP, as a form is signed: the server gets a digest of the
signature, and no word of the form.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import tsp
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import extract_ts_certs, handle_tsp_response
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dtmforms.errors import FileError, UsageError
from dtmforms.signatures.signed_file import SignedFile

SECONDS = 20
_MOST_BYTES = 100_000
_ASKED = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class _GoesNowhereElse(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """An answer that leads to another address is none."""


class TimeStampServer(TimeStamper):
    """Raises `UsageError` for an address that is none of the web's, or has a name or a password in it."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.name = address, _named(address)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        """Raises `FileError` where no time stamp of that digest comes back."""
        nonce, request = self.request_cms(message_digest, md_algorithm)
        answer = self._answer(request.dump())
        try:
            token = handle_tsp_response(tsp.TimeStampResp.load(answer, strict=True), nonce)
            stamped = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            is_of_it = stamped["hashed_message"].native == message_digest
            [_] = extract_ts_certs(token, SimpleCertificateStore())
        except Exception:  # noqa: BLE001 - asn1crypto and pyHanko raise whatever an answer leads to
            is_of_it = False
        if not is_of_it:
            raise FileError("no_time_stamp", place=self.name)
        return token

    def refuse_unless_in(self, made: SignedFile, box: str) -> None:
        """Raises `FileError` where a form that was signed does not hold a whole time stamp of this server's."""
        if not any(one.field == box and one.stamp and not one.untold for one in made.signatures):
            raise FileError("no_time_stamp", place=self.name)

    def _answer(self, request: bytes) -> bytes:
        asked = urllib.request.Request(self.address, request, _ASKED)  # noqa: S310 - `_named` lets only the web's pass
        web = urllib.request.build_opener(_GoesNowhereElse)
        try:
            with web.open(asked, timeout=SECONDS) as answer:
                return bytes(answer.read(_MOST_BYTES))
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            raise FileError("time_stamp_server_silent", place=self.name) from None


def _named(address: str) -> str:
    """The server as messages name it, without what follows, which may be a secret."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise UsageError("time_stamp_address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise UsageError("time_stamp_address")
    return f"{parts.scheme}://{parts.hostname}{port}"
