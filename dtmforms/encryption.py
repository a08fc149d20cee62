"""Documents behind a password. PDF: AES-256, security handler revision 6 (ISO 32000-2:2020 7.6.4.3.3 and 7.6.4.4).
Word: agile encryption, AES-256 with SHA-512 ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15).

All is in memory, nothing is written. The same document gives other bytes each time, for every file has a key and salts
of its own. Who opens it may do everything: the password guards the reading.
"""

from __future__ import annotations

import io

import pikepdf
from msoffcrypto.format.ooxml import OOXMLFile

from dtmforms.passwords import Password


def locked_pdf(data: bytes, password: Password) -> bytes:
    """The same PDF file, encrypted."""
    out = io.BytesIO()
    # An empty owner password would open the file for anyone: both are the same.
    encryption = pikepdf.Encryption(
        user=password.text, owner=password.text, R=6, allow=pikepdf.Permissions(modify_assembly=True)
    )
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, encryption=encryption)
    return out.getvalue()


def locked_word(data: bytes, password: Password) -> bytes:
    """The same Word document, encrypted. Of the key of 256 bits that the library makes, 128 are random; whoever
    guesses, guesses passwords, each of which costs 100,000 rounds."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password.text, out)
    return out.getvalue()
