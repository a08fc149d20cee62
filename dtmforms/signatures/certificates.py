"""What a certificate says, and whether its key is any good to sign with."""

from __future__ import annotations

import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

_LEAST_RSA_BITS, _LEAST_EC_BITS = 2048, 256


def first_day(der: bytes) -> datetime.date:
    """The day from which on a certificate is valid. Raises `ValueError` where it is none."""
    return x509.load_der_x509_certificate(der).not_valid_before_utc.date()


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether it is for signing (RFC 5280, 4.2.1.3); one that does not say for what it is may be used for all."""
    usage = _usage(certificate)
    return usage is None or usage.digital_signature or usage.content_commitment


def commits(certificate: x509.Certificate) -> bool:
    """Whether it says that what is signed by it binds its holder (non-repudiation)."""
    usage = _usage(certificate)
    return usage is not None and usage.content_commitment


def _usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def may_stamp(certificate: x509.Certificate) -> bool:
    """Whether it is for time stamps, and for nothing else (RFC 3161, 2.3)."""
    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return uses.critical and list(uses.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def is_short(public_key: Any) -> bool:
    """Whether signatures by a key can be forged, because it is too short."""
    if isinstance(public_key, rsa.RSAPublicKey):
        return public_key.key_size < _LEAST_RSA_BITS
    return isinstance(public_key, ec.EllipticCurvePublicKey) and public_key.key_size < _LEAST_EC_BITS


def is_known_kind(public_key: Any) -> bool:
    """Whether it is of a kind that we sign with."""
    return isinstance(public_key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
