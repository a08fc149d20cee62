"""What stands in a signed file: bytes in, plain values out. What validates signatures is loaded where one is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dtmforms.errors import ReturnError
from dtmforms.form.fields import SIGNATURES
from dtmforms.form.notice import read_notice
from dtmforms.language import LANGUAGES
from dtmforms.pdf.geometry import FormLayout, PlacedField
from dtmforms.pdf.read.as_written import attached, is_as_written
from dtmforms.pdf.read.model import PdfFields
from dtmforms.pdf.read.pypdf_reader import PypdfFile, read_by_pypdf
from dtmforms.pdf.read.qpdf_reader import values_by_qpdf
from dtmforms.pdf.write.form_pages import content as form_content
from dtmforms.pdf.write.notice import ATTACHED, box_of, draw_notice
from dtmforms.returns.field_names import identity_of, of_our_form, under_own_names
from dtmforms.returns.file_type import contents_of
from dtmforms.returns.read import form_of
from dtmforms.signatures.signed_file import NoticeRead, SignatureRead, SignedFile

_AWAY_PT = 0.5


def read_signed(data: bytes, authorities: Sequence[bytes] = (), password: str | None = None) -> SignedFile:
    """The signatures of any PDF file; of a form of ours, what stands in it too, and what stood in it when each was
    made; of a notice, what it says. Raises `ReturnError` for what is no PDF file, or cannot be opened."""
    if contents_of(data) != "pdf":
        raise ReturnError("not_our_form", reason="not_a_pdf")
    file = read_by_pypdf(data, password)
    is_ours = of_our_form(file.fields.texts) and bool(file.fields.page_count)
    signed = SignedFile(form=form_of(data, file) if is_ours else None)
    if file.fields.signatures:
        _read_signatures(signed, data, file, authorities)
    if not is_ours and (content := attached(data, ATTACHED)) is not None:
        signed.notice = _notice(content, data, signed)
    return signed


def _read_signatures(signed: SignedFile, data: bytes, file: PypdfFile, authorities: Sequence[bytes]) -> None:
    from dtmforms.signatures.pyhanko_reader import signatures_in

    try:
        found = signatures_in(data, authorities, file.password)
    except (ReturnError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - pyHanko raises whatever a broken file leads to
        raise ReturnError("damaged", reason="signatures_unreadable") from None
    shown = {name for one in found.signatures for name in (one.field, *one.again)} | {*found.time_stamps}
    if shown != {signature.field for signature in file.fields.signatures}:
        raise ReturnError("damaged", reason="signatures_read_apart")
    signed.empty, signed.ends_signed = found.empty, found.ends_signed
    signed.signatures = [_beside_form(one, data, file) if signed.form else one for one in found.signatures]


def _notice(content: str, data: bytes, signed: SignedFile) -> NoticeRead | None:
    """What is attached to a file as a notice, beside what the file shows; `None` where it is no notice."""
    try:
        notice = read_notice(content)
        written = draw_notice(notice)
    except ValueError:
        return None
    box = box_of(notice.side)
    as_signed = [one.signed_bytes for one in signed.signatures if one.field == box and one.intact == "yes"]
    until = as_signed[0] if as_signed else len(data)
    return NoticeRead(content, is_as_written(data[:until], written, box))


def _beside_form(signature: SignatureRead, data: bytes, file: PypdfFile) -> SignatureRead:
    """A signature of a form of ours, with what stood in the form when it was made."""
    covered = signature.intact == "yes" and 0 < signature.signed_bytes <= len(data)
    values = values_by_qpdf(data[: signature.signed_bytes], file.password) if covered else None
    return replace(signature, values=values, in_place=_is_in_place(signature.field, file.fields))


def _is_in_place(name: str, now: PdfFields) -> bool:
    """Whether a box to sign in stands where the form that the file says it is has it."""
    return any(
        place.name == name
        and place.page == now.pages.get(name)
        and all(abs(one - other) <= _AWAY_PT for one, other in zip(place.box, now.boxes[name], strict=True))
        for place in _boxes_to_sign(now)
    )


def _boxes_to_sign(now: PdfFields) -> tuple[PlacedField, ...]:
    """None for a form that is not to be signed, or does not say what it is."""
    named, _ = under_own_names(now)
    identity = identity_of(named)
    layout, language = FormLayout.parse(identity["form_rows"]), identity["form_language"]
    if layout is None or layout.purpose != "sign" or language not in LANGUAGES:
        return ()
    return tuple(place for place in form_content(language, layout).geometry.signatures if place.name in SIGNATURES)
