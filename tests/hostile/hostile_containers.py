"""Archives and mails: bombs, liars, names that lead elsewhere, and more than one form (APPNOTE, RFC 2045, RFC 2046)."""

from __future__ import annotations

import base64
import copy
import io
import struct
import warnings
import zipfile
from functools import cache

from conftest import load_sample
from drafts import form
from manifest import NOT_TAKEN, READ, Hostile, of_bytes, refused

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.pdf.write.form import draw

_OLDEST = (1980, 1, 1, 0, 0, 0)
_LISTED = b"PK\x01\x02"
_HEADER = b"From: a@ngo.example\r\nTo: b@iom.example\r\nMIME-Version: 1.0\r\n"


def archive(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as made:
        warnings.simplefilter("ignore")  # names that stand twice are what is wanted
        for name, data in files:
            made.writestr(zipfile.ZipInfo(name, _OLDEST), data, method)
    return out.getvalue()


@cache
def other_form() -> bytes:
    values = copy.deepcopy(load_sample("en").values())
    values["reference"] = "MOZ-NAMPULA-HCT-CP"
    other = Agreement.model_validate(values)
    return draw(other, "en", fingerprint(other))


def _in_the_list(data: bytes, at: int, value: bytes) -> bytes:
    """An archive with other bytes at a place of its first listed entry (APPNOTE 4.3.12)."""
    begins = data.index(_LISTED) + at
    return data[:begins] + value + data[begins + len(value) :]


def _with_size(size: int) -> bytes:
    return _in_the_list(archive(("return.pdf", form())), 24, struct.pack("<I", size))


def _locked() -> bytes:
    return _in_the_list(archive(("return.pdf", form())), 8, b"\x01\x00")


def _overlapping() -> bytes:
    """Two entries of the list that are the same bytes (https://www.bamsoftware.com/hacks/zipbomb/)."""
    data = archive(("a.pdf", form()), ("b.pdf", form()))
    second = data.index(_LISTED, data.index(_LISTED) + 4)
    return data[: second + 42] + struct.pack("<I", 0) + data[second + 46 :]


def _many() -> bytes:
    return archive(*((f"{number}.txt", b"") for number in range(100_000)), method=zipfile.ZIP_STORED)


def _nested() -> bytes:
    """A bomb of archives in archives."""
    data = archive(("zeros", bytes(20_000_000)))
    for level in range(5):
        data = archive(*((f"{level}-{number}.zip", data) for number in range(8)))
    return data


def _attached(data: bytes, name: str = '; filename="return.pdf"', boundary: str = "b") -> bytes:
    coded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    head = f"--{boundary}\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
    return f"{head}Content-Disposition: attachment{name}\r\n\r\n".encode() + coded + b"\r\n"


def _mail(*parts: bytes, boundary: str = "b") -> bytes:
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
    return _HEADER + head + b"".join(parts) + f"--{boundary}--\r\n".encode()


def _deep() -> bytes:
    levels = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(10_000))
    return _HEADER + levels + _attached(form(), boundary="9999")


def _broken_base64() -> bytes:
    return _mail(_attached(form()).replace(b"A", b"!", 200).replace(b"==", b"=A="))


def _inside_a_mail() -> bytes:
    return _mail(b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + _mail(_attached(form(), boundary="c"), boundary="c"))


def _forms_within(*names: str) -> bytes:
    return archive(*zip(names, (form(), other_form()), strict=False))


CONTAINERS: dict[str, Hostile] = {
    "zip: a bomb of one entry": of_bytes(
        lambda: archive(("return.pdf", bytes(400_000_000))), "return.zip", refused("archive_too_large"), heavy=True
    ),
    "zip: 100,000 entries": of_bytes(_many, "return.zip", refused("archive_too_many")),
    "zip: archives in archives": of_bytes(_nested, "return.zip", refused("packed_inside")),
    "zip: names that lead out of the folder": of_bytes(
        lambda: archive(("../../return.pdf", form())), "return.zip", refused("archive_leads_out")
    ),
    "zip: a name from the root": of_bytes(
        lambda: archive(("/etc/return.pdf", form())), "return.zip", refused("archive_leads_out")
    ),
    "zip: entries that share their bytes": of_bytes(_overlapping, "return.zip", refused("archive_damaged")),
    "zip: an entry smaller than it is": of_bytes(lambda: _with_size(9), "return.zip", refused("archive_damaged")),
    "zip: an entry larger than it is": of_bytes(
        lambda: _with_size(20_000_000), "return.zip", refused("archive_damaged")
    ),
    "zip: an entry of 4 GB, as it says": of_bytes(
        lambda: _with_size(0xFFFFFFFE), "return.zip", refused("archive_too_large")
    ),
    "zip: locked": of_bytes(_locked, "return.zip", refused("archive_locked")),
    "zip: cut off": of_bytes(lambda: archive(("return.pdf", form()))[:-40], "return.zip", refused("archive_damaged")),
    "zip: forms of two agreements": of_bytes(
        lambda: _forms_within("a.pdf", "b.pdf"), "return.zip", refused("several_inside")
    ),
    "zip: two forms of one name": of_bytes(
        lambda: _forms_within("return.pdf", "return.pdf"), "return.zip", refused("several_inside")
    ),
    "zip: a form under a name that moves a terminal": of_bytes(
        lambda: archive(("\x1b]0;x\x07\u202efdp.nruter", form())), "return.zip", READ
    ),
    "zip: nothing": of_bytes(lambda: archive(), "return.zip", refused("nothing_inside")),
    "mail: nested 10,000 deep": of_bytes(_deep, "return.eml", refused("mail_too_deep")),
    "mail: broken base64": of_bytes(_broken_base64, "return.eml", NOT_TAKEN),
    "mail: an attachment without a name": of_bytes(lambda: _mail(_attached(form(), "")), "return.eml", READ),
    "mail: forms of two agreements": of_bytes(
        lambda: _mail(_attached(form()), _attached(other_form())), "return.eml", refused("several_inside")
    ),
    "mail: a mail within": of_bytes(_inside_a_mail, "return.eml", refused("packed_inside")),
    "mail: 1,000 attachments": of_bytes(
        lambda: _mail(*[_attached(b"x")] * 1_000), "return.eml", refused("archive_too_many")
    ),
    "mail: a header of 5 MB": of_bytes(
        lambda: _HEADER + b"X-Long: " + b"a=b; " * 1_000_000 + b"\r\n" + _mail(_attached(form())), "return.eml", READ
    ),
}
