"""What a returned file is, and its fields where it is a form of ours. Each other kind of file has its sentence.

What reads Word documents and pictures of pages is loaded when one comes: it takes longer to load than a form to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.errors import ReturnError
from dtmforms.findings import Finding, Severity
from dtmforms.form.fields import IDENTITY, Rows, rows_seen
from dtmforms.form.identity import identity_of_keywords
from dtmforms.pdf.overwriting import PAGE_TEXT, written_into_pages
from dtmforms.pdf.reading import read_fdf, read_fields
from dtmforms.pdf.returned import COMMENTS, Mark, PdfFields
from dtmforms.returns.contents import contents_of
from dtmforms.returns.fields import ReturnedFields
from dtmforms.returns.fixed import changed_words
from dtmforms.returns.flags import OF_ONE_FIELD, Flag, SecondLook
from dtmforms.returns.names import of_our_form, under_own_names
from dtmforms.returns.sentences import sentence

_MOST_NAMED = 5


def returned_fields(
    data: bytes, sent: Agreement | None, password: str | None, earlier: Sequence[Agreement] = ()
) -> ReturnedFields:
    """The fields of any file that came back; `earlier` are records whose focal points it may show. Raises `ReturnError`
    for one that is no form of ours."""
    contents = contents_of(data)
    if contents == "word":
        from dtmforms.returns.word import of_word

        return of_word(data, sent)
    if contents == "picture":
        from dtmforms.returns.pages import of_picture

        return of_picture(data, sent)
    if contents == "pdf":
        return _of_pdf_file(data, sent, password, earlier)
    if contents == "other_picture":
        raise ReturnError("scanned", reason=contents)
    if contents in ("fdf", "xfdf"):
        read = read_fdf(data) if contents == "fdf" else _of_xfdf(data)
        if not of_our_form(read.texts):
            raise ReturnError("not_our_form", reason="other_data")
        return of_pdf(read, sent)
    raise ReturnError("encrypted" if contents == "office_password" else "not_our_form", reason=contents)


def _of_xfdf(data: bytes) -> PdfFields:
    from dtmforms.pdf.xfdf import read_xfdf

    return read_xfdf(data)


def of_pdf(read: PdfFields, sent: Agreement | None = None, inside: str = "") -> ReturnedFields:
    """The fields of a PDF form under their own names; `inside` names the file in a portfolio that they are from.
    The form's identity stands in hidden fields, and once more in the document information and in XMP."""
    renamed = under_own_names(read)
    said = [identity.texts() for identity in map(identity_of_keywords, read.keywords) if identity]
    identity = {name: read.texts.get(name) or next((texts[name] for texts in said), "") for name in IDENTITY}
    rows = rows_seen(read.texts).at_least(Rows.parse(identity["form_rows"]))
    references = [identity["form_reference"], *read.doubled.get("form_reference", ())]
    references += [texts["form_reference"] for texts in said]
    language = sent.language if sent else identity["form_language"]
    return ReturnedFields(
        texts=dict(read.texts),
        stored=_stored(read),
        identity=identity,
        rows=rows,
        pages=read.pages,
        page_count=read.page_count,
        doubled={name for name in read.doubled if name not in IDENTITY},
        suspect=dict.fromkeys(read.contradicted, "contradicted_tick")
        | dict.fromkeys(read.unreadable, "unreadable_field"),
        findings=list(_Remarks(language).all(read, renamed, references, inside)),
        sources=_typed_over(read.marks),
        signatures=[
            {
                "field": signature.field,
                "page": signature.page,
                "covers_whole_file": signature.covers_whole_file,
                "status": "present, not validated",
            }
            for signature in read.signatures
        ],
    )


def _of_pdf_file(
    data: bytes, sent: Agreement | None, password: str | None, earlier: Sequence[Agreement]
) -> ReturnedFields:
    read = read_fields(data, password)
    if of_our_form(read.texts):
        if not read.page_count:
            raise ReturnError("damaged", reason="damaged")
        form = _looked_at_twice(data, read, sent, earlier)
        form.findings += _of_fixed_text(data, read, form, sent)
        return form
    language = next((identity.language for identity in map(identity_of_keywords, read.keywords) if identity), "")
    if read.portfolio:
        return _of_portfolio(read, sent, language, earlier)
    if read.xfa:
        raise ReturnError("not_our_form", reason="xfa", language=language)
    from dtmforms.returns.pages import of_printed

    try:
        return of_printed(data, read, read.opened_with, sent)
    except ReturnError as error:
        if read.texts and error.kind == "no_form":
            raise ReturnError("not_our_form", reason="other_form", language=language) from None
        error.language = error.language or language
        raise


def _looked_at_twice(
    data: bytes, read: PdfFields, sent: Agreement | None, earlier: Sequence[Agreement], inside: str = ""
) -> ReturnedFields:
    """The fields of a PDF form, and whatever is odd about it."""
    read.marks += written_into_pages(data, read)
    look = SecondLook(data, read)
    form = of_pdf(read, sent, inside)
    remarks = _Remarks(sent.language if sent else form.identity["form_language"])
    for flag in look.flags(read, form, sent, earlier):
        if flag.code in OF_ONE_FIELD:
            form.suspect = dict.fromkeys(flag.fields, flag.code) | form.suspect
        else:
            form.findings.append(remarks.remark(flag.severity, flag.code, **_told(flag)))
    return form


def _told(flag: Flag) -> dict[str, object]:
    return {"fields": _named(flag.fields), "pages": ", ".join(map(str, flag.pages))}


def _of_fixed_text(data: bytes, read: PdfFields, form: ReturnedFields, sent: Agreement | None) -> list[Finding]:
    """A finding for each page whose fixed text is not as it was sent, with the first line that is not."""
    changed: dict[int, str] = {}
    for page, words in changed_words(data, read, form.identity):
        changed.setdefault(page, words)
    language = sent.language if sent else form.identity["form_language"]
    return [
        Finding(
            "error", "form", sentence("fixed_text", language, page=page, words=repr(words)), "E1", code="fixed_text"
        )
        for page, words in changed.items()
    ]


def _of_portfolio(
    read: PdfFields, sent: Agreement | None, language: str, earlier: Sequence[Agreement]
) -> ReturnedFields:
    """The form in a portfolio (12.3.5), where there is just one."""
    forms = []
    for name, data in read.attached.items():
        try:
            file = read_fields(data)
        except ReturnError:
            continue
        if of_our_form(file.texts):
            forms.append((name, data, file))
    if len(forms) != 1:
        raise ReturnError("not_our_form", reason="portfolio", language=language)
    [(name, data, form)] = forms
    return _looked_at_twice(data, form, sent, earlier, inside=name)


def _stored(read: PdfFields) -> dict[str, str]:
    """Everything that stands in the file, second values of a field too."""
    stored = {name: text for name, text in read.texts.items() if name not in IDENTITY}
    for name, others in read.doubled.items():
        stored |= {f"{name} ({number})": text for number, text in enumerate(others, start=2)}
    return stored


def _is_comment(mark: Mark) -> bool:
    return mark.kind in COMMENTS or not mark.over


def _typed_over(marks: Sequence[Mark]) -> dict[str, dict[str, object]]:
    """What was put over fields, or beside them, kept as typed."""
    sources: dict[str, dict[str, object]] = {}
    for mark in marks:
        name = mark.over or f"page {mark.page}"
        again = sum(known == name or known.startswith(f"{name} (") for known in sources)
        sources[f"{name} ({again + 1})" if again else name] = {
            "source": "page" if mark.kind == PAGE_TEXT else "annotation",
            "kind": mark.kind,
            "page": mark.page,
            "box": list(mark.box),
            "text": mark.text,
        }
    return sources


class _Remarks:
    """What is to be said of a file before any of its values."""

    def __init__(self, language: str) -> None:
        self.language = language

    def all(self, read: PdfFields, renamed: dict[str, str], references: list[str], inside: str) -> Iterator[Finding]:
        if inside:
            yield self.remark("warning", "from_portfolio", name=inside)
        if read.data_only:
            yield self.remark("warning", "data_only")
        if read.xfa:
            yield self.remark("error", "xfa_beside")
        different = {text_key(reference): reference for reference in references if reference}
        if len(different) > 1:
            yield self.remark("error", "two_forms", references=", ".join(map(repr, different.values())))
        if renamed:
            yield self.remark("warning", "renamed", fields=_named(renamed))
        if read.unmarked:
            yield self.remark("warning", "misencoded", fields=_named(sorted(read.unmarked)))
        yield from self.of_marks(read.marks)

    def of_marks(self, marks: Sequence[Mark]) -> Iterator[Finding]:
        over = [mark for mark in marks if not _is_comment(mark)]
        comments = [mark for mark in marks if _is_comment(mark)]
        if over:
            fields = _named(dict.fromkeys(mark.over for mark in over))
            yield self.remark("error", "typed_over", pages=_pages(over), fields=fields)
        if comments:
            yield self.remark("warning", "comments", pages=_pages(comments))

    def remark(self, severity: Severity, reason: str, **values: object) -> Finding:
        return Finding(severity, "form", sentence(reason, self.language, **values), code=reason)


def _pages(marks: Sequence[Mark]) -> str:
    return ", ".join(map(str, sorted({mark.page for mark in marks})))


def _named(names: Iterable[str]) -> str:
    """The names, the first of many with how many there are more."""
    listed = list(names)
    more = f" (+{len(listed) - _MOST_NAMED})" if len(listed) > _MOST_NAMED else ""
    return ", ".join(f"[{name}]" for name in listed[:_MOST_NAMED]) + more
