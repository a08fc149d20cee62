"""A key that never leaves its token, a smart card or a USB stick, by the module of the token's maker (PKCS #11), which
runs in this program as in any other that signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from dtmforms.errors import FileError
from dtmforms.signatures.certificates import commits, may_sign
from dtmforms.signatures.pyhanko_signer import SigningKey


@contextmanager
def key_on_token(module: str, label: str, pin: str | None) -> Iterator[SigningKey]:
    """The one key on a token that is to sign with, for as long as it is used. Raises `FileError` where the extra is not
    installed, the module cannot be loaded, there is no such token, the PIN is wrong, or there is not one such key."""
    try:
        import pkcs11
    except ImportError:
        raise FileError("pkcs11_missing") from None
    from pyhanko.sign.pkcs11 import PKCS11Signer

    try:
        library = pkcs11.lib(module)
    except (RuntimeError, OSError):
        raise FileError("pkcs11_module", place=module) from None
    try:
        token = library.get_token(token_label=label)
    except pkcs11.PKCS11Error:
        raise FileError("token_missing", place=label) from None
    has_own_keys = pin is None and bool(token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH)
    try:
        with token.open(user_pin=pkcs11.PROTECTED_AUTH if has_own_keys else pin) as session:
            identity, certificate = _one_to_sign(list(_keys(session, pkcs11)), label)
            signer = PKCS11Signer(
                session,
                signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
                key_id=identity,
                use_raw_mechanism=True,  # which every token has
            )
            yield SigningKey.with_certificate(certificate, signer)
    except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinInvalid, pkcs11.exceptions.PinLenRange):
        raise FileError("pin_wrong", place=label) from None
    except pkcs11.PKCS11Error:
        raise FileError("token_refused", place=label) from None


def _keys(session: Any, pkcs11: Any) -> Iterator[tuple[bytes, x509.Certificate]]:
    """The certificates whose key is on the token too, by what both are known by."""
    kind, identity, value = pkcs11.Attribute.CLASS, pkcs11.Attribute.ID, pkcs11.Attribute.VALUE
    keys = {key[identity] for key in session.get_objects({kind: pkcs11.ObjectClass.PRIVATE_KEY})}
    for found in session.get_objects({kind: pkcs11.ObjectClass.CERTIFICATE}):
        if found[identity] in keys:
            yield found[identity], x509.load_der_x509_certificate(found[value])


def _one_to_sign(found: list[tuple[bytes, x509.Certificate]], label: str) -> tuple[bytes, x509.Certificate]:
    """Cards of states have two, one to prove who somebody is and one to sign for good: the latter."""
    of_signing = [one for one in found if may_sign(one[1])]
    chosen = [one for one in of_signing if commits(one[1])] if len(of_signing) > 1 else of_signing
    if len(chosen) != 1:
        raise FileError("no_one_key_on_token", place=label, number=len(of_signing))
    return chosen[0]
