"""A signature put into a box of a form, by pyHanko: the bytes of a file in, the signed file out, written behind what
was there. Not done here: whether it should be signed.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.stamp import StaticStampStyle

from dtmforms.pdf.write.stamp import stamp
from dtmforms.signatures.time_stamp_server import TimeStampServer

for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key with its certificate. `name` and `title` are those of its holder, empty for none: contact data (D1)."""

    certificate: x509.Certificate
    signer: signers.Signer = field(repr=False)
    name: str = field(repr=False)
    title: str = field(default="", repr=False)

    @staticmethod
    def of(data: bytes, password: str | None) -> SigningKey:
        """Of the bytes of a PKCS #12 file (RFC 7292). Raises `ValueError` where it is none, or the password does not
        open it."""
        secret = password.encode() if password is not None else None
        _, certificate, _ = pkcs12.load_key_and_certificates(data, secret)
        signer = signers.SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=secret)
        if certificate is None or signer is None:
            raise ValueError("no key, or no certificate")
        return SigningKey.with_certificate(certificate, signer)

    @staticmethod
    def with_certificate(certificate: x509.Certificate, signer: signers.Signer) -> SigningKey:
        name = _said(certificate, NameOID.COMMON_NAME) or _said(certificate, NameOID.ORGANIZATION_NAME)
        return SigningKey(certificate, signer, name, _said(certificate, NameOID.TITLE))


def _said(certificate: x509.Certificate, attribute: x509.ObjectIdentifier) -> str:
    return next((str(one.value) for one in certificate.subject.get_attributes_for_oid(attribute)), "")


@dataclass(frozen=True, slots=True)
class BoxToSign:
    """A box of a form, by the name of its field, with the lines that it shows when it is signed, in a language."""

    name: str
    lines: Sequence[str] = field(repr=False)
    language: str


def signed(
    data: bytes, box: BoxToSign, key: SigningKey, *, certify: bool, clock: TimeStampServer | None = None
) -> bytes:
    """The file with a signature in that box (PAdES B-B; with a `clock` B-T). What the box locks is locked; with
    `certify` the rest may be filled in and signed, and nothing else. Raises `FileError` where the clock gives no time
    stamp."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    settings = signers.PdfSignatureMetadata(
        field_name=box.name,
        certify=certify,
        md_algorithm="sha256",
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    style = StaticStampStyle(
        background=_Lines(stamp(box.lines, _size_of(writer, box.name), box.language)),
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MIN,
            y_align=layout.AxisAlignment.ALIGN_MIN,
            margins=layout.Margins.uniform(0),
            inner_content_scaling=layout.InnerScaling.NO_SCALING,
        ),
        border_width=0,
    )
    signer = signers.PdfSigner(settings, signer=key.signer, timestamper=clock, stamp_style=style)
    return bytes(signer.sign_pdf(writer, existing_fields_only=True).getvalue())


def _size_of(writer: Any, box: str) -> tuple[float, float]:
    """Raises `KeyError` where the form has no such box: pyHanko would make a new one that nobody sees."""
    for name, _, reference in enumerate_sig_fields(writer):
        if name == box:
            left, low, right, high = map(float, reference.get_object()["/Rect"])
            return abs(right - left), abs(high - low)
    raise KeyError(box)


class _Lines(PdfContent):
    """What a page of ours draws, with its fonts."""

    def __init__(self, page: bytes) -> None:
        self.page = PdfFileReader(io.BytesIO(page)).root["/Pages"]["/Kids"][0]
        _, _, width, height = map(float, self.page["/MediaBox"])
        super().__init__(box=layout.BoxConstraints(width=width, height=height))

    def render(self) -> bytes:
        if self.writer is None:
            raise AssertionError
        fonts = self.page["/Resources"]["/Font"]
        for name in fonts:
            self.set_resource(ResourceType.FONT, pdf_name(name), self.writer.import_object(fonts.raw_get(name)))
        return bytes(self.page["/Contents"].data)
