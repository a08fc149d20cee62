"""Signed forms, honest and not, as tests need them: made by code, with keys of invented people that are made anew."""

from __future__ import annotations

import ctypes
import datetime
import io
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dtmforms.errors import ReturnError
from dtmforms.returns.returned_file import Unread
from dtmforms.signatures.read import read_signed
from dtmforms.signatures.signed_file import SignedFile
from dtmforms.signatures.trust import PinnedCertificate, TrustFile

IOM, PARTNER = "signature_iom", "signature_requesting_organization"
DATE = "date_requesting_organization"
_NOW = datetime.datetime.now(datetime.UTC)
_DAY = datetime.timedelta(days=1)


class Key:
    """A key with its certificate, of an invented person, and what signs with it."""

    def __init__(
        self,
        name: str,
        *,
        begins: datetime.datetime = _NOW - 100 * _DAY,
        ends: datetime.datetime = _NOW + 300 * _DAY,
        signs: bool = True,
        commits: bool = True,
        rsa_bits: int = 0,
        by: Key | None = None,
        authority: bool = False,
        stamps: bool = False,
    ) -> None:
        self.private: Any = rsa.generate_private_key(65537, rsa_bits) if rsa_bits else ec.generate_private_key(_CURVE)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usage = (signs, signs and commits, not signs, False, False, authority, False, False, False)
        uses = [ExtendedKeyUsageOID.TIME_STAMPING if stamps else ExtendedKeyUsageOID.EMAIL_PROTECTION]
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(by.name if by else self.name)
            .public_key(self.private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.KeyUsage(*usage), True)
            .add_extension(x509.ExtendedKeyUsage(uses), stamps)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), True)
            .sign(by.private if by else self.private, hashes.SHA256())
        )
        self.der = self.certificate.public_bytes(serialization.Encoding.DER)
        self.signer = signers.SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(self.der),
            signing_key=asn1_keys.PrivateKeyInfo.load(
                self.private.private_bytes(
                    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            ),
            cert_registry=SimpleCertificateStore(),
        )

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def as_p12(self, password: bytes = b"") -> bytes:
        """As a file with key and certificate, without a password where none is given."""
        locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        return pkcs12.serialize_key_and_certificates(b"key", self.private, self.certificate, None, locked)

    def pinned(self, party: str, organization: str = "", **more: Any) -> PinnedCertificate:
        row: dict[str, Any] = {"begins": datetime.date(2020, 1, 1)} | more
        return PinnedCertificate(party, organization, "an office", self.fingerprint, self.der, **row)


_CURVE = ec.SECP256R1()


def trust_row(held: Key, party: str, organization: str, **more: Any) -> dict[str, Any]:
    """The row of a trust file for a key."""
    values: dict[str, Any] = {
        "party": party,
        "organization": organization,
        "name": "The office",
        "sha256": held.fingerprint,
        "pem": held.certificate.public_bytes(serialization.Encoding.PEM).decode(),
        "confirmed_by": f"{party}.secondary",
        "confirmed_on": datetime.date(2026, 11, 3),
        "channel": "telephone",
        "from": datetime.date(2026, 1, 1),
    }
    return values | more


@cache
def key(name: str) -> Key:
    """One of the keys that tests share."""
    made: dict[str, Callable[[], Key]] = {
        "expired": lambda: Key("Lena Ott", ends=_NOW - 2 * _DAY),
        "not yet valid": lambda: Key("Lena Ott", begins=_NOW + 2 * _DAY),
        "not for signing": lambda: Key("Lena Ott", signs=False),
        "short": lambda: Key("Lena Ott", rsa_bits=1024),
        "authority": lambda: Key("Invented Authority", authority=True),
        "of an authority": lambda: Key("Lena Ott", by=key("authority")),
        "rsa": lambda: Key("Lena Ott", rsa_bits=2048),
        "Invented Clock": lambda: Key("Invented Clock", rsa_bits=2048, stamps=True),
        "of an authority of clocks": lambda: Key("A Clock", rsa_bits=2048, stamps=True, by=key("authority")),
    }
    return made.get(name, lambda: Key(name))()


def trust(organization: str, *partners: str, **more: Any) -> TrustFile:
    """The file of a mission that knows IOM's key and those of a partner."""
    return TrustFile(
        [
            key("Ana Ruiz").pinned("iom", "IOM"),
            *(key(name).pinned("requesting_organization", organization, **more) for name in partners),
        ]
    )


# What is done to a file


def signed(
    data: bytes,
    box: str,
    name: str,
    *,
    certify: bool = False,
    digest: str = "sha256",
    writer: Any = None,
    clock: TimeStamper | None = None,
) -> bytes:
    writer = writer or IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    settings = signers.PdfSignatureMetadata(
        field_name=box,
        certify=certify,
        md_algorithm=digest,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    signer = signers.PdfSigner(settings, signer=key(name).signer, timestamper=clock)
    return bytes(signer.sign_pdf(writer).getvalue())


def certified(data: bytes, name: str = "Ana Ruiz") -> bytes:
    return signed(data, IOM, name, certify=True)


def countersigned(data: bytes, name: str = "Lena Ott") -> bytes:
    return signed(data, PARTNER, name)


def typed(data: bytes, values: Mapping[str, str]) -> bytes:
    """Fields filled in by pypdf, which writes over their appearances."""
    writer = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(values), auto_regenerate=False)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def dated_by_pdfium(data: bytes, day: str = "5 November 2026") -> bytes:
    """As a person does it in Chrome: the box is clicked, the day typed, the file saved."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    environment = document.formenv.raw
    for page in document:
        pdfium.FORM_OnAfterLoadPage(page, environment)
        for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, index)
            if _name_of(environment, annotation) == DATE:
                box = pdfium.FS_RECTF()
                pdfium.FPDFAnnot_GetRect(annotation, box)
                place = (0, (box.left + box.right) / 2, (box.top + box.bottom) / 2)
                pdfium.FORM_OnLButtonDown(environment, page, *place)
                pdfium.FORM_OnLButtonUp(environment, page, *place)
                for letter in day:
                    pdfium.FORM_OnChar(environment, page, ord(letter), 0)
                pdfium.FORM_ForceToKillFocus(environment)
            pdfium.FPDFPage_CloseAnnot(annotation)
    made = io.BytesIO()
    document.save(made, flags=pdfium.FPDF_INCREMENTAL)
    return made.getvalue()


def _name_of(environment: Any, annotation: Any) -> str:
    length = pdfium.FPDFAnnot_GetFormFieldName(environment, annotation, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetFormFieldName(
        environment, annotation, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
    )
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def changed(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Something written to the end of a file, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def field_of(writer: IncrementalPdfFileWriter, name: str) -> Any:
    return next(found for one in writer.root["/AcroForm"]["/Fields"] if (found := one.get_object()).get("/T") == name)


def stored(name: str, text: str) -> Callable[[IncrementalPdfFileWriter], None]:
    """A value alone, and the old appearance kept."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        found = field_of(writer, name)
        found["/V"] = generic.pdf_string(text)
        writer.update_container(found)

    return change


def shown(name: str, drawn: bytes) -> Callable[[IncrementalPdfFileWriter], None]:
    """What a field shows, and its value kept."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        appearance = field_of(writer, name)["/AP"]["/N"]
        appearance._data, appearance._encoded_data = drawn, None
        appearance.pop("/Filter", None)
        writer.update_container(appearance)

    return change


def with_day(name: str, *, as_text: bool = True) -> Callable[[IncrementalPdfFileWriter], None]:
    """A field that says when it was changed last (`/M`), as poppler has it of a box that it signs."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        found = field_of(writer, name)
        found["/M"] = generic.pdf_string("D:20261105090000Z") if as_text else generic.DictionaryObject()
        writer.update_container(found)

    return change


def with_number_taken(name: str) -> Callable[[IncrementalPdfFileWriter], None]:
    """Another object, of the next generation, in the place of what a field shows."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        appearance = field_of(writer, name)["/AP"].raw_get("/N").reference
        writer.objects[(appearance.generation + 1, appearance.idnum)] = generic.DictionaryObject()

    return change


def noted(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (90, 500, 300, 560))),
            generic.pdf_name("/DA"): generic.pdf_string("/Helv 12 Tf"),
            generic.pdf_name("/Contents"): generic.pdf_string("Weekly"),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])


def with_page(writer: IncrementalPdfFileWriter) -> None:
    tree = writer.root["/Pages"]
    first = tree["/Kids"][0].get_object()
    page = generic.DictionaryObject({key: first.raw_get(key) for key in first if key != "/Annots"})
    tree["/Kids"].append(writer.add_object(page))
    tree["/Count"] = generic.NumberObject(len(tree["/Kids"]))
    writer.update_container(tree)


def with_proofs(writer: IncrementalPdfFileWriter) -> None:
    store = generic.StreamObject(stream_data=key("Ana Ruiz").der)
    proofs = generic.DictionaryObject({generic.pdf_name("/Certs"): generic.ArrayObject([writer.add_object(store)])})
    writer.root["/DSS"] = writer.add_object(proofs)
    writer.update_root()


def clock(name: str = "Invented Clock", day: datetime.datetime | None = None) -> DummyTimeStamper:
    """What stamps the time by a key."""
    by = key(name).signer
    store = SimpleCertificateStore()
    return DummyTimeStamper(by.signing_cert, by.signing_key, store, fixed_dt=day, include_nonce=False)


def stamped(data: bytes) -> bytes:
    """With a time stamp of the whole file, by an authority that nobody knows."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    made = signers.PdfTimeStamper(clock()).timestamp_pdf(writer, "sha256")
    return bytes(made.getvalue())


def with_third_box(writer: IncrementalPdfFileWriter) -> None:
    fields.append_signature_field(writer, fields.SigFieldSpec("signature_3", box=(50, 50, 150, 90)))


def with_script(writer: IncrementalPdfFileWriter) -> None:
    action = {"/S": generic.pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {generic.pdf_name(name): value for name, value in action.items()}
    )
    writer.update_root()


def with_signature_again(writer: IncrementalPdfFileWriter) -> None:
    """The signature of IOM in the partner's box too."""
    found = field_of(writer, PARTNER)
    found["/V"] = field_of(writer, IOM).raw_get("/V")
    writer.update_container(found)


def written_anew(data: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(made)
    return made.getvalue()


def certified_with_password(data: bytes, password: str) -> bytes:
    """A form that opens with a password, signed by IOM, who locks all fields: pyHanko 0.38 cannot name some in it."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        box = next(found for found in document.Root.AcroForm.Fields if IOM == found.T)
        box.Lock = pikepdf.Dictionary(Type=pikepdf.Name.SigFieldLock, Action=pikepdf.Name.All)
        document.save(made, encryption=pikepdf.Encryption(user=password, owner=password))
    writer = IncrementalPdfFileWriter(made, strict=False)
    writer.encrypt(password)
    return signed(b"", IOM, "Ana Ruiz", certify=True, writer=writer)


def with_contents(data: bytes, digits: Callable[[bytes], bytes]) -> bytes:
    """Another text in the place of the last signature."""
    begins = data.rindex(b"/Contents <") + len(b"/Contents <")
    ends = data.index(b">", begins)
    put = digits(data[begins:ends])
    assert len(put) == ends - begins
    return data[:begins] + put + data[ends:]


def read(data: bytes, known: TrustFile | None = None) -> SignedFile:
    """Read in this process; what cannot be read has its problem."""
    try:
        return read_signed(data, (known or TrustFile()).authorities())
    except ReturnError as error:
        return SignedFile(problem=Unread(error.kind, error.reason))
