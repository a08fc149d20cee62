"""Documents of a record, as bytes: Word for signature, the PDF form to fill in; a country team's own templates."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dtmforms import passwords
from dtmforms.drawing import ONE_AT_A_TIME
from dtmforms.errors import UsageError
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import DOCUMENT_LANGUAGES
from dtmforms.public.sources import Source, data_of, name_of, refuse_unknown

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.findings import Finding
    from dtmforms.passwords import Password
    from dtmforms.register.document_status import DocumentStatus


@dataclass(frozen=True, slots=True)
class Template:
    """A country team's Word template that passed the check, and the languages that it is in, as `en` or `en,fr`."""

    name: str
    data: bytes = field(repr=False)
    languages: str

    def refuse_other(self, languages: str | None) -> None:
        """Raises `UsageError` where other languages are asked for than the template's."""
        if languages not in (None, self.languages):
            about = {"template": self.name, "languages": self.languages, "asked": languages}
            raise UsageError("template_in_other_language", **about)


def original_template(languages: str = "en") -> bytes:
    """The program's own template, as .docx, to be restyled: in one language, or in English with another (`en,fr`).
    Raises `UsageError` for a language that there is none in."""
    from dtmforms.word.write import filled_document

    refuse_unknown(languages, DOCUMENT_LANGUAGES)
    return filled_document.original_template(languages)


def read_template(source: Source) -> Template:
    """A country team's template. Raises `TemplateError` with all that is wrong with it, and `FileError`."""
    from dtmforms.word.template_check.check import languages_of, refuse_bad_template

    data, name = data_of(source), name_of(source)
    refuse_bad_template(data, name)
    return Template(name, data, languages_of(data))


def check_template(source: Source) -> tuple[Finding, ...]:
    """Everything that is wrong with a template, errors first; empty where it is fine. Raises `FileError`."""
    from dtmforms.word.template_check.check import template_problems

    return template_problems(data_of(source))


def fill(
    record: Agreement,
    language: str | None = None,
    *,
    template: Template | None = None,
    status: DocumentStatus | None = None,
    password: str | None = None,
) -> bytes:
    """Tables B and C of a record for signature, as .docx. The same record and arguments give the same bytes, but for
    locked ones.

    `language` is the code of one, or of English with another one (`en,fr`); the record's own, or the template's, where
    it is `None`. `status` is what a register says that the document is (`Register.document_status`); without one it is
    printed as a draft (rule D6). `password` locks it (AES-256).
    Raises `TemplateError`, and `UsageError` for a password that not every program takes, and for a language in which
    there is none, or that is not the template's."""
    from dtmforms.word.write import filled_document

    refuse_unknown(language, DOCUMENT_LANGUAGES)
    key = good_password(password, for_pdf=False)
    if template:
        template.refuse_other(language)
    languages = language or (template.languages if template else record.language)
    with ONE_AT_A_TIME:
        own, says = template.data if template else None, _said(status, languages)
        return _locked_word(filled_document.draw(record, languages, _terms(record, status), own, says), key)


def fill_blank(language: str | None = None, *, template: Template | None = None, password: str | None = None) -> bytes:
    """The empty official document, as .docx, in English where no language is given; the rest as of `fill`."""
    from dtmforms.word.write import filled_document

    refuse_unknown(language, DOCUMENT_LANGUAGES)
    key = good_password(password, for_pdf=False)
    if template:
        template.refuse_other(language)
    languages = language or (template.languages if template else "en")
    with ONE_AT_A_TIME:
        return _locked_word(filled_document.draw_blank(languages, template.data if template else None), key)


def form(
    record: Agreement,
    language: str | None = None,
    *,
    to_sign: bool = False,
    return_by: datetime.date | None = None,
    status: DocumentStatus | None = None,
    password: str | None = None,
) -> bytes:
    """The PDF form of a record, prefilled: one to fill in, the cells of IOM read-only, with nothing to sign; or one
    `to_sign`, in which only the days and the signatures are open. `return_by` is the day by which its first page asks
    for it. `language` is the code of one; the rest as of `fill`."""
    from dtmforms.pdf.write import form as drawing

    refuse_unknown(language, LANGUAGES)
    key, language = good_password(password), language or record.language
    with ONE_AT_A_TIME:
        said = _said(status, language)
        made = drawing.draw(record, language, _terms(record, status), said, to_sign=to_sign, return_by=return_by)
        return _locked_pdf(made, key)


def form_blank(language: str = "en", *, password: str | None = None) -> bytes:
    """The empty PDF form, every cell to be filled in. Raises `UsageError` as `form` does."""
    from dtmforms.pdf.write import form as drawing

    refuse_unknown(language, LANGUAGES)
    key = good_password(password)
    with ONE_AT_A_TIME:
        return _locked_pdf(drawing.draw_blank(language), key)


def worksheet(record: Agreement, language: str | None = None) -> bytes:
    """The worksheet of a record's risk assessment, for the DTM Coordinator and the sectoral expert, as .docx: what the
    record says, the class that Table A's words suggest (rule B5), and room for the rest. It is no part of the
    agreement. `language` is the code of one, the record's own where it is `None`. Raises `UsageError` for a language in
    which there is none."""
    from dtmforms.word.write.worksheet import risk_worksheet

    refuse_unknown(language, LANGUAGES)
    with ONE_AT_A_TIME:
        return risk_worksheet(record, language or record.language)


def guide(language: str = "en") -> bytes:
    """One sheet for a partner's focal point, as .docx: how to fill in the form, save it, send it back and sign it, and
    what never to do. Raises `UsageError` for a language in which there is none."""
    from dtmforms.word.write.guide import partner_guide

    refuse_unknown(language, LANGUAGES)
    with ONE_AT_A_TIME:
        return partner_guide(language)


def good_password(text: str | None, *, for_pdf: bool = True) -> Password | None:
    """The password, `None` for none. Raises `UsageError` for one that not every program understands alike."""
    if text is None:
        return None
    if problem := passwords.problem_of(text, for_pdf=for_pdf):
        code, values = problem
        raise UsageError(code, **values)
    return passwords.good(text)


def _terms(record: Agreement, status: DocumentStatus | None) -> str:
    """Those that a register holds of the text; its own where there is none that does."""
    from dtmforms.changes.fingerprint import fingerprint

    return (status and status.terms) or fingerprint(record)


def _said(status: DocumentStatus | None, languages: str) -> str | None:
    return status.sentence(languages.partition(",")[0]) if status else None


def _locked_word(data: bytes, password: Password | None) -> bytes:
    if password is None:
        return data
    from dtmforms.encryption import locked_word  # slow to load, and only those who lock need it

    return locked_word(data, password)


def _locked_pdf(data: bytes, password: Password | None) -> bytes:
    if password is None:
        return data
    from dtmforms.encryption import locked_pdf  # as above

    return locked_pdf(data, password)
