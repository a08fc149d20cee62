"""A Word document behind a password: agile encryption, AES-256 with SHA-512 ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15).

All is in memory, nothing is written. Of the key of 256 bits that the library makes, 128 are random; whoever guesses,
guesses passwords, each of which costs 100,000 rounds.
"""

from __future__ import annotations

import io

from msoffcrypto.format.ooxml import OOXMLFile

from dtmforms.passwords import Password


def lock(data: bytes, password: Password) -> bytes:
    """The same document, encrypted; other bytes each time, for every file has a key and salts of its own."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password.text, out)
    return out.getvalue()
