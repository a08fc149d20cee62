"""What stands in a returned file, whatever kind of file it is: bytes in, plain values out. No record is known here.

What reads Word documents, data and pages without fields is loaded when one comes: it takes longer to load than a form
to read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from dtmforms.agreement.keys import text_key
from dtmforms.errors import ReturnError
from dtmforms.form.fields import Rows, fields, rows_seen
from dtmforms.form.identity import PAPERWORK, WORD, Identity, identity_of_keywords
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.incremental_updates import earlier_updates
from dtmforms.pdf.read.model import PdfFields
from dtmforms.pdf.read.pdfium_reader import PdfiumPages
from dtmforms.pdf.read.pypdf_reader import PypdfFile, read_by_pypdf, read_fdf
from dtmforms.pdf.read.qpdf_reader import QpdfFile, read_by_qpdf, values_by_qpdf
from dtmforms.pdf.write.widgets import WIDGET_BEGINS
from dtmforms.returns.field_names import identity_of, of_our_form, under_own_names
from dtmforms.returns.file_type import CONTAINERS, contents_of
from dtmforms.returns.returned_file import BesideBlankForm, PartRead, PdfForm, ReturnedFile, SavedBefore
from dtmforms.returns.tampering.appearance import FOCAL_POINTS
from dtmforms.returns.tampering.blank_form import beside_blank_form, places_of
from dtmforms.returns.tampering.fixed_text import PagesDrawn

_MOST_SAVES = 20
"""That are read of one file."""
_MOST_PICTURES = 40


def read_file(data: bytes, password: str | None) -> ReturnedFile:
    """What stands in any file that came back. Raises `ReturnError` for one that is no form of ours."""
    contents = contents_of(data)
    if contents == "pdf":
        return _of_pdf(data, password)
    if contents == "word":
        from dtmforms.word.read.document import read_texts

        return ReturnedFile(document=read_texts(data))
    if contents == "picture":
        from dtmforms.returns.printed.sheets import pages_of_picture

        return pages_of_picture(data)
    if contents in ("fdf", "xfdf"):
        return ReturnedFile(form=_of_data(read_fdf(data) if contents == "fdf" else _of_xfdf(data)))
    if contents in CONTAINERS:
        from dtmforms.returns.within import form_within

        return form_within(contents, data, lambda held: read_file(held, password))
    kinds = {"other_picture": "scanned", "office_password": "encrypted"}
    raise ReturnError(kinds.get(contents, "not_our_form"), reason=contents)


def identities_in(data: bytes) -> list[Identity]:
    """What a document, a form, a scan or a photo says that it is, once for each page that says so; empty where it says
    nothing that can be read."""
    from dtmforms.returns.printed.sheets import identities_on
    from dtmforms.word.read.document import read_texts

    try:
        if contents_of(data) != "word":
            return identities_on(data)
        said = read_texts(data).identity
    except ReturnError:
        return []
    reference, language, terms = (said.get(f"form_{name}", "") for name in ("reference", "language", "terms"))
    return [Identity(reference, language, terms, WORD)] if terms else []


def _of_xfdf(data: bytes) -> PdfFields:
    from dtmforms.pdf.read.xfdf import read_xfdf

    return read_xfdf(data)


def _of_data(read: PdfFields) -> PdfForm:
    """The data of a form; where fields are missing, with the pages that they stand on."""
    if not of_our_form(read.texts):
        raise ReturnError("not_our_form", reason="other_data")
    named, _ = under_own_names(read)
    identity = identity_of(named)
    rows = rows_seen(named.texts).at_least(Rows.parse(identity["form_rows"]))
    whole = {entry.name for entry in fields(rows)} <= named.texts.keys()
    return PdfForm(read, beside_blank=BesideBlankForm({} if whole else places_of(identity)))


def _of_pdf(data: bytes, password: str | None) -> ReturnedFile:
    file = read_by_pypdf(data, password)
    if of_our_form(file.fields.texts):
        if not file.fields.page_count:
            raise ReturnError("damaged", reason="damaged")
        return ReturnedFile(form=form_of(data, file))
    said = next(filter(None, map(identity_of_keywords, file.fields.keywords)), None)
    language = said.language if said else ""
    if said and said.rows == PAPERWORK:
        raise ReturnError("not_our_form", reason="notice_of_focal_points", language=language)
    if file.fields.portfolio:
        return ReturnedFile(form=_in_portfolio(file, language))
    if file.fields.xfa:
        raise ReturnError("not_our_form", reason="xfa", language=language)
    from dtmforms.returns.printed.sheets import pages_of_pdf

    return pages_of_pdf(data, file, said)


def form_of(data: bytes, file: PypdfFile) -> PdfForm:
    """A form, as each library reads it."""
    with PdfiumPages(data, file.password) as pages:
        qpdf = read_by_qpdf(data, file.password)
        named, _ = under_own_names(file.fields)
        if not PagesDrawn(file, pages, identity_of(named)).are_as_sent(qpdf):
            file.fields.marks += pages.written_into(file.fields)
        form = PdfForm(file.fields, beside_blank=beside_blank_form(file, qpdf, pages))
    if qpdf and (boxes := _left_as_sent(qpdf)):
        from dtmforms.pdf.read.field_pictures import field_pictures

        form.pictures = field_pictures(data, file.password, boxes)
    if qpdf:
        form.qpdf = qpdf.form
        form.saved_before = _saved_before(data, file.password)
        form.signed = list(_signed(data, file))
    return form


def _left_as_sent(qpdf: QpdfFile) -> dict[str, tuple[int, Box]]:
    """The fields of focal points that are drawn as we draw, and not with what they store, with their places."""
    found = (
        (name, (first.page, first.box))
        for name, field in qpdf.form.fields.items()
        for first in field.widgets[:1]
        if first.drawn_by_us and FOCAL_POINTS in name
        if text_key(first.shown or "") != text_key(field.values[0])
    )
    return dict(islice(found, _MOST_PICTURES))


def _saved_before(data: bytes, password: str | None) -> SavedBefore:
    saves = earlier_updates(data)
    values = [values_by_qpdf(save.file_then(data), password) or {} for save in saves[:_MOST_SAVES]]
    first_is_ours = bool(saves) and data.find(WIDGET_BEGINS, 0, saves[0].length) >= 0
    return SavedBefore(len(saves), values, first_is_ours, any(not save.is_marked for save in saves))


def _signed(data: bytes, file: PypdfFile) -> Iterator[tuple[str, dict[str, str] | None]]:
    for signature in file.fields.signatures:
        if not signature.covers_whole_file:
            yield signature.field, values_by_qpdf(data[: signature.signed_bytes], file.password)


def _in_portfolio(portfolio: PypdfFile, language: str) -> PdfForm:
    """The form in a portfolio (12.3.5), where there is just one."""
    forms = []
    for name, data in portfolio.attached.items():
        try:
            file = read_by_pypdf(data)
        except ReturnError:
            continue
        if of_our_form(file.fields.texts):
            forms.append((name, data, file))
    if len(forms) != 1:
        raise ReturnError("not_our_form", reason="portfolio", language=language)
    [(name, data, file)] = forms
    return replace(form_of(data, file), inside=PartRead(name, hashlib.sha256(data).hexdigest()))
