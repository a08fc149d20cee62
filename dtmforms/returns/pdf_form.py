"""A returned PDF form, or the data of one, compared with what was sent: its fields, and what is to be said of the file
before any of their values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dtmforms.agreement.keys import text_key
from dtmforms.codes import CODES
from dtmforms.findings import Finding, Value
from dtmforms.form.fields import IDENTITY, Rows, rows_seen
from dtmforms.form.identity import identity_of_keywords
from dtmforms.form.texts import texts_of
from dtmforms.language import LANGUAGES
from dtmforms.pdf.read.model import COMMENTS, PAGE_TEXT, DigitalSignature, Mark, PdfFields
from dtmforms.returns.answer import Basis, ReturnedFields
from dtmforms.returns.field_names import identity_of, merged, own_names, under_own_names
from dtmforms.returns.returned_file import PdfForm
from dtmforms.returns.tampering.flags import OF_ONE_FIELD, Flag, flags_of


def fields_of_pdf(form: PdfForm, basis: Basis) -> ReturnedFields:
    """The fields of a form under their own names, with all that is odd about it."""
    read, renamed = under_own_names(form.fields)
    identity = identity_of(read)
    returned = ReturnedFields(
        texts=dict(read.texts),
        stored=_stored(read),
        identity=identity,
        rows=rows_seen(read.texts).at_least(Rows.parse(identity["form_rows"])),
        pages=read.pages,
        boxes=read.boxes,
        places=form.beside_blank.places,
        page_count=read.page_count,
        doubled={name for name in read.doubled if name not in IDENTITY},
        suspect=dict.fromkeys(read.contradicted, "contradicted_tick")
        | dict.fromkeys(read.unreadable, "unreadable_field"),
        findings=list(_remarks(form, read, renamed)),
        sources=_typed_over(read.marks),
        signatures=list(map(_signature, read.signatures)),
    )
    if several := _several(form, read, returned.doubled):
        returned.several, returned.findings = True, [several]
        return returned
    if not read.data_only:
        _flag(returned, form, basis)
    returned.findings += _of_fixed_text(form.beside_blank.changed_words)
    return returned


def _flag(returned: ReturnedFields, form: PdfForm, basis: Basis) -> None:
    for flag in flags_of(form, returned, basis):
        if (flag.code, flag.severity) == ("shown_as_sent", "error"):
            _put_side_by_side(returned, form, basis, flag.fields)
        if flag.code in OF_ONE_FIELD:
            returned.suspect = dict.fromkeys(flag.fields, flag.code) | returned.suspect
        else:
            returned.findings.append(Finding(flag.code, "form", _values_of(flag), flag.severity))


def _put_side_by_side(returned: ReturnedFields, form: PdfForm, basis: Basis, names: Sequence[str]) -> None:
    """What fields show, and their pictures, beside what they store."""
    own = own_names(form.fields.texts)
    seen = merged(form.qpdf.fields, own) if form.qpdf else {}
    pictures = {own.get(name, name): picture for name, picture in form.pictures.items()}
    for name in names:
        shown = next((one.shown for one in seen[name].widgets if one.shown is not None), "")
        in_order = next((text for text in _ever_sent(name, returned, basis) if sorted(text) == sorted(shown)), shown)
        returned.sources.setdefault(
            name,
            {
                "source": "appearance",
                "sure": False,
                "page": seen[name].page,
                "box": list(seen[name].box),
                "text": in_order,
            },
        )
        if name in pictures:
            returned.pictures[name] = pictures[name]


def _ever_sent(name: str, returned: ReturnedFields, basis: Basis) -> Iterator[str]:
    """What a field was sent with, in the order of reading, in which right-to-left scripts are not drawn."""
    language = returned.identity["form_language"]
    for record in (basis.against, *basis.earlier) if language in LANGUAGES else ():
        if record:
            yield texts_of(record, returned.rows, language).get(name, "")


def _values_of(flag: Flag) -> dict[str, Value]:
    values: dict[str, Value] = {"fields": list(flag.fields), "pages": list(flag.pages)}
    return {name: values[name] for name in CODES[flag.code].values}


def _stored(read: PdfFields) -> dict[str, str]:
    """Everything that stands in the file, second values of a field too."""
    stored = {name: text for name, text in read.texts.items() if name not in IDENTITY}
    for name, others in read.doubled.items():
        stored |= {f"{name} ({number})": text for number, text in enumerate(others, start=2)}
    return stored


def _signature(signature: DigitalSignature) -> dict[str, object]:
    return {
        "field": signature.field,
        "page": signature.page,
        "covers_whole_file": signature.covers_whole_file,
        "status": "present, not validated",
    }


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


def _remarks(form: PdfForm, read: PdfFields, renamed: dict[str, str]) -> Iterator[Finding]:
    """What is to be known of a file before any of its values."""
    if form.inside:
        yield Finding("from_portfolio", "form", {"name": form.inside.name})
    if read.data_only:
        yield Finding("data_only", "form")
    if read.xfa:
        yield Finding("xfa_beside", "form")
    if form.beside_blank.copies > 1:
        yield Finding("form_twice", "form")
    elif renamed:
        yield Finding("renamed", "form", {"fields": list(renamed)})
    if read.unmarked:
        yield Finding("misencoded", "form", {"fields": sorted(read.unmarked)})
    over = [mark for mark in read.marks if not _is_comment(mark)]
    comments = [mark for mark in read.marks if _is_comment(mark)]
    if over:
        fields = list(dict.fromkeys(mark.over for mark in over))
        yield Finding("typed_over", "form", {"pages": _pages(over), "fields": fields})
    if comments:
        yield Finding("comments", "form", {"pages": _pages(comments)})


def _several(form: PdfForm, read: PdfFields, doubled: Collection[str]) -> Finding | None:
    """What says that a file holds forms of several agreements, or of several texts of one, or one form with several
    values; `None` where it holds one form, however often."""
    different = {text_key(reference): reference for reference in _references(read) if reference}
    if len(different) > 1:
        return Finding("two_forms", "form", {"references": list(different.values())})
    if form.beside_blank.copies < 2:
        return None
    if terms := read.doubled.get("form_terms"):
        return Finding("two_texts", "form", {"terms": [read.texts["form_terms"], *terms]})
    return Finding("two_copies", "form", {"number": len(doubled)}) if doubled else None


def _of_fixed_text(changed: Sequence[tuple[int, str]]) -> list[Finding]:
    """A finding for each page whose fixed text is not as it was sent, with the first line that is not."""
    first: dict[int, str] = {}
    for page, words in changed:
        first.setdefault(page, words)
    return [Finding("fixed_text", "form", {"page": page, "words": words}) for page, words in first.items()]


def _references(read: PdfFields) -> list[str]:
    """Every reference that the hidden fields and the keywords name."""
    said = [identity.reference for identity in map(identity_of_keywords, read.keywords) if identity]
    return [identity_of(read)["form_reference"], *read.doubled.get("form_reference", ()), *said]


def _pages(marks: Sequence[Mark]) -> list[int]:
    return sorted({mark.page for mark in marks})
