"""The page that runs already on a register: a second start leads there, by a token that it makes itself.

What is noted of a page, its port and its secret, lies in the home folder of whoever started it, for them alone.
"""

from __future__ import annotations

import hashlib
import http.client
import json
from pathlib import Path
from typing import Any

from dtmforms import files
from dtmforms.errors import FileError
from dtmforms.page.guard import ADDRESS
from dtmforms.page.keys import answer_to, new_secret, new_token, same

_SECONDS = 2
_MOST_BYTES = 1000


class Running:
    """What is noted of the page of a register, whether one runs or not."""

    def __init__(self, register: str) -> None:
        meant = register if "://" in register else str(files.resolved(register))
        name = hashlib.sha256(meant.encode()).hexdigest()[:16]
        self._note = Path.home() / ".dtmforms" / f"page-{name}.json"

    def address(self) -> str | None:
        """An address that opens the page that runs, once; `None` where none does."""
        noted = self._noted()
        if noted and _is_alive(noted["port"], noted["secret"]):
            return address_of(noted["port"], noted["secret"])
        return None

    def begin(self, port: int, secret: str) -> None:
        """Raises `FileError`."""
        files.write(str(self._note), json.dumps({"port": port, "secret": secret}).encode(), force=True)

    def end(self, secret: str) -> None:
        """The page ends; a later one's note stays."""
        noted = self._noted()
        if noted and noted["secret"] == secret:
            self._note.unlink(missing_ok=True)

    def _noted(self) -> dict[str, Any] | None:
        try:
            noted = json.loads(files.read(str(self._note), _MOST_BYTES))
            return {"port": int(noted["port"]), "secret": str(noted["secret"])}
        except (FileError, ValueError, KeyError, TypeError):
            return None


def address_of(port: int, secret: str) -> str:
    """An address that opens the page once."""
    return f"http://{ADDRESS}:{port}/?token={new_token(secret)}"


def _is_alive(port: int, secret: str) -> bool:
    """Whether what answers there knows the secret, which is not told to it."""
    challenge = new_secret()
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=_SECONDS)
    try:
        connection.request("GET", f"/alive?challenge={challenge}")
        answer = connection.getresponse().read(_MOST_BYTES)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return same(answer.decode("latin-1"), answer_to(secret, challenge))
