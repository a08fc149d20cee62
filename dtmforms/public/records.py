"""Records: checked, begun, written, and in workbooks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dtmforms import files
from dtmforms.errors import RecordError, UsageError
from dtmforms.language import LANGUAGES
from dtmforms.public.sources import Source, admitted, data_of, name_of, refuse_unknown

if TYPE_CHECKING:
    from dtmforms.agreement.check import Checked
    from dtmforms.agreement.model import Agreement
    from dtmforms.findings import Finding
    from dtmforms.workbook.agreement_read import AgreementRead


def check(source: Source, *, today: datetime.date | None = None) -> Checked:
    """Check a record, a file of YAML or JSON, against the format and all rules.

    Gives `.record`, `None` where an error was found, and `.findings`: everything at once, by line. `today` is the day
    against which due dates are held, today where it is `None`. Raises `FileError` where the file cannot be read."""
    from dtmforms.agreement import check as checking

    return checking.check(data_of(source), name=name_of(source), today=today)


def load(source: Source, *, today: datetime.date | None = None) -> Agreement:
    """A record that has to be valid. Raises `RecordError` with all findings where it is not, and `FileError`."""
    checked = check(source, today=today)
    if checked.record is None:
        raise RecordError("record_invalid", checked.findings, place=name_of(source))
    return checked.record


def to_yaml(record: Agreement) -> bytes:
    """A record as a file of YAML, which `check` reads again as the same record."""
    from dtmforms.agreement.record_file import dump_yaml

    return dump_yaml(record.values())


def to_json(record: Agreement) -> bytes:
    """A record as a file of JSON, which `check` reads again as the same record."""
    from dtmforms.agreement.record_file import dump_json

    return dump_json(record.values())


def reference_key(reference: str) -> str:
    """The same for two references that mean one agreement, however they are spaced and composed (rule D10)."""
    from dtmforms.agreement.keys import text_key

    return text_key(reference)


def country_code(country: str) -> str:
    """The ISO 3166-1 alpha-3 code of a country, given by a code, or by a name in a language of the United Nations, a
    former one or an abbreviation. Raises `UsageError`, with what may be meant, where the name is that of no country or
    fits several."""
    from dtmforms.agreement.places import find_country, similar_countries
    from dtmforms.language.spoken import spoken

    code = find_country(country)
    if code is None:
        near = similar_countries(country, spoken())
        raise (
            UsageError("no_country_near", typed=country, near=near) if near else UsageError("no_country", typed=country)
        )
    return code


def country_language(country: str) -> str:
    """The first language of a country, given by its ISO 3166-1 alpha-3 code, that the form has; English where it has
    none of them."""
    from dtmforms.agreement.places import first_language

    return first_language(country)


def country_name(country: str, language: str) -> str:
    """A country, given by its ISO 3166-1 alpha-3 code, as a language calls it; the code itself where there is none."""
    from dtmforms.agreement.places import country_name as name_of

    return name_of(country, language)


def new_record(country: str, organization: str, language: str = "en") -> bytes:
    """A new record to fill in, as YAML with comments in a language, given by its code. The country is taken as
    `country_code` does. Raises `UsageError` for a country that is none, a language in which there is no record to
    fill in, or an organization that is not one line."""
    from dtmforms.agreement import new_record as making
    from dtmforms.agreement.model import uncarried

    refuse_unknown(language, LANGUAGES)
    code = country_code(country)
    if not organization.strip() or "\n" in organization or uncarried(organization):
        raise UsageError("organization_not_one_line")
    return making.new_record(code, organization, language)


class Records(list["AgreementRead"]):
    """The agreements of a file in their order: of each `.record`, `None` where it is not valid, `.findings`,
    `.reference` and `.cell`, the place of its reference in a workbook. `findings` belong to none of them; where there
    is an error among these, `is_sound` is false, and no agreement has a record, for each may lack something."""

    def __init__(self, agreements: Iterable[AgreementRead], findings: Sequence[Finding], *, is_sound: bool) -> None:
        super().__init__(agreements if is_sound else (replace(agreement, record=None) for agreement in agreements))
        self.findings, self.is_sound = tuple(findings), is_sound


def read_workbook(source: Source, *, today: datetime.date | None = None) -> Records:
    """The agreements of a workbook (.xlsx), read in a process apart. Raises `FileError` where it is no workbook, or its
    reader did not come to an end with it (`ReaderError`)."""
    return _agreements_of(admitted(source), name_of(source), today, ())


def read_records(source: Source, *, today: datetime.date | None = None, assessed: bool = True) -> Records:
    """The agreements of a file that is a record, as `check` reads it, or a workbook, as `read_workbook` does. Where
    they need not be `assessed` yet, nothing is asked of their risk assessment. Raises `FileError` as they do."""
    from dtmforms.workbook.agreement_read import AgreementRead

    beyond = () if assessed else ("risk_assessment",)
    data, name = data_of(source), name_of(source)
    if _is_workbook(data):
        return _agreements_of(data if name == files.STANDARD else admitted(source), name, today, beyond)
    from dtmforms.agreement import check as checking

    checked = checking.check(data, name=name, beyond=beyond, today=today)
    reference = checked.record.reference if checked.record else ""
    return Records([AgreementRead(reference, "", checked.record, checked.findings)], (), is_sound=True)


def write_workbook(records: Sequence[Agreement], language: str | None = None, *, single: bool = False) -> bytes:
    """Records as a workbook (.xlsx) for people whose tool is Excel, or an empty one to begin with. `language` is that
    of its words, their `common_language` where it is `None`. With `single`, it also has an empty sheet for one
    agreement, in the order of the form. Raises `FileError` where a workbook cannot hold them, and `UsageError` for a
    language in which there is none. Their references have to differ."""
    from dtmforms.workbook.from_records import workbook_of

    refuse_unknown(language, LANGUAGES)
    return workbook_of(records, language or common_language(records), single=single)


def _agreements_of(data: bytes, name: str, today: datetime.date | None, beyond: tuple[str, ...]) -> Records:
    from dtmforms.workbook.sandboxed import records_of

    read = records_of(data, name, today=today, beyond=beyond)
    return Records(read.agreements, read.findings, is_sound=read.is_sound)


def _is_workbook(data: bytes) -> bool:
    """Whether a file is a ZIP archive with the parts of a workbook, which a reader then looks into."""
    return data.startswith(b"PK") and b"xl/" in data


def common_language(records: Sequence[Agreement]) -> str:
    """The language of all records where they have one, else English."""
    languages = {record.language for record in records}
    return languages.pop() if len(languages) == 1 else "en"
