"""A PDF file behind a password: AES-256, security handler revision 6 (ISO 32000-2:2020 7.6.4.3.3 and 7.6.4.4).

All is in memory, nothing is written. Who opens it may do everything: the password guards the reading.
"""

from __future__ import annotations

import io

import pikepdf

from dtmforms.passwords import Password


def lock(data: bytes, password: Password) -> bytes:
    """The same document, encrypted; other bytes each time, for every file has a key and salts of its own."""
    out = io.BytesIO()
    # An empty owner password would open the file for anyone: both are the same.
    locked = pikepdf.Encryption(
        user=password.text, owner=password.text, R=6, allow=pikepdf.Permissions(modify_assembly=True)
    )
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, encryption=locked)
    return out.getvalue()
