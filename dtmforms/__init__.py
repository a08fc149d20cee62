"""The paperwork of DTM's sensitive data sharing: Tables B and C as Word and PDF, and what comes back.

What is listed here is what other programs may use, and the command line uses nothing else. Each name is loaded when it
is first used: who compares two records loads nothing that reads or draws documents.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dtmforms.agreement.check import Checked as Checked
    from dtmforms.agreement.closed_lists import AFFECTED as AFFECTED
    from dtmforms.agreement.closed_lists import COUNTERPARTS as COUNTERPARTS
    from dtmforms.agreement.closed_lists import FOCAL_POINT as FOCAL_POINT
    from dtmforms.agreement.closed_lists import LEVELS as LEVELS
    from dtmforms.agreement.closed_lists import ON_FILE as ON_FILE
    from dtmforms.agreement.closed_lists import POSTS as POSTS
    from dtmforms.agreement.closed_lists import SIDES as SIDES
    from dtmforms.agreement.draft import Draft as Draft
    from dtmforms.agreement.impact import class_suggested as class_suggested
    from dtmforms.agreement.model import Agreement as Agreement
    from dtmforms.agreement.places import country_codes as country_codes
    from dtmforms.batch.inbox import Paper as Paper
    from dtmforms.batch.job import DEFAULT_NAME as DEFAULT_NAME
    from dtmforms.batch.records_sent import Sent as Sent
    from dtmforms.batch.run import ReportRow as ReportRow
    from dtmforms.batch.triage import Triaged as Triaged
    from dtmforms.changes.compare import Comparison as Comparison
    from dtmforms.changes.diff import Change as Change
    from dtmforms.changes.policy import Policy as Policy
    from dtmforms.changes.split import Split as Split
    from dtmforms.errors import DtmformsError as DtmformsError
    from dtmforms.errors import FileError as FileError
    from dtmforms.errors import ReaderError as ReaderError
    from dtmforms.errors import RecordError as RecordError
    from dtmforms.errors import RegisterError as RegisterError
    from dtmforms.errors import ReturnError as ReturnError
    from dtmforms.errors import TemplateError as TemplateError
    from dtmforms.errors import UsageError as UsageError
    from dtmforms.findings import Finding as Finding
    from dtmforms.language.spoken import speak as speak
    from dtmforms.public.changes import compare as compare
    from dtmforms.public.changes import read_policy as read_policy
    from dtmforms.public.changes import split as split
    from dtmforms.public.changes import terms_of as terms_of
    from dtmforms.public.documents import Template as Template
    from dtmforms.public.documents import check_template as check_template
    from dtmforms.public.documents import fill as fill
    from dtmforms.public.documents import fill_blank as fill_blank
    from dtmforms.public.documents import form as form
    from dtmforms.public.documents import form_blank as form_blank
    from dtmforms.public.documents import guide as guide
    from dtmforms.public.documents import original_template as original_template
    from dtmforms.public.documents import read_template as read_template
    from dtmforms.public.documents import worksheet as worksheet
    from dtmforms.public.drafts import draft as draft
    from dtmforms.public.drafts import read_draft as read_draft
    from dtmforms.public.many import IntoRegister as IntoRegister
    from dtmforms.public.many import Making as Making
    from dtmforms.public.many import Reading as Reading
    from dtmforms.public.many import batch as batch
    from dtmforms.public.many import triage as triage
    from dtmforms.public.many import triage_workbook as triage_workbook
    from dtmforms.public.records import Records as Records
    from dtmforms.public.records import check as check
    from dtmforms.public.records import common_language as common_language
    from dtmforms.public.records import country_code as country_code
    from dtmforms.public.records import country_language as country_language
    from dtmforms.public.records import country_name as country_name
    from dtmforms.public.records import load as load
    from dtmforms.public.records import new_record as new_record
    from dtmforms.public.records import read_records as read_records
    from dtmforms.public.records import read_workbook as read_workbook
    from dtmforms.public.records import reference_key as reference_key
    from dtmforms.public.records import to_json as to_json
    from dtmforms.public.records import to_yaml as to_yaml
    from dtmforms.public.records import write_workbook as write_workbook
    from dtmforms.public.register import Dates as Dates
    from dtmforms.public.register import Judging as Judging
    from dtmforms.public.register import Register as Register
    from dtmforms.public.register_answers import NoticeToSign as NoticeToSign
    from dtmforms.public.register_answers import Overview as Overview
    from dtmforms.public.register_answers import Paperwork as Paperwork
    from dtmforms.public.register_workbooks import answer_workbook as answer_workbook
    from dtmforms.public.register_workbooks import status_workbook as status_workbook
    from dtmforms.public.returns import acceptable_flags as acceptable_flags
    from dtmforms.public.returns import begin_reader as begin_reader
    from dtmforms.public.returns import ingest as ingest
    from dtmforms.public.returns import ingest_all as ingest_all
    from dtmforms.public.returns import letter_to_partner as letter_to_partner
    from dtmforms.public.returns import page_pictures as page_pictures
    from dtmforms.public.returns import papers_in as papers_in
    from dtmforms.public.returns import read_return as read_return
    from dtmforms.public.returns import read_returns as read_returns
    from dtmforms.public.returns import records_sent as records_sent
    from dtmforms.public.signatures import KeyFile as KeyFile
    from dtmforms.public.signatures import KeyOnToken as KeyOnToken
    from dtmforms.public.signatures import end_certificate as end_certificate
    from dtmforms.public.signatures import follow_notices as follow_notices
    from dtmforms.public.signatures import pin_certificate as pin_certificate
    from dtmforms.public.signatures import read_trust as read_trust
    from dtmforms.public.signatures import sign as sign
    from dtmforms.public.signatures import verify as verify
    from dtmforms.public.start import Started as Started
    from dtmforms.public.start import start as start
    from dtmforms.register.act import Act as Act
    from dtmforms.register.changes_since import Happened as Happened
    from dtmforms.register.coverage import Coverage as Coverage
    from dtmforms.register.coverage import Covered as Covered
    from dtmforms.register.document_status import DocumentStatus as DocumentStatus
    from dtmforms.register.due import Due as Due
    from dtmforms.register.mission_policy import Policies as Policies
    from dtmforms.register.mission_policy import RecordedPolicy as RecordedPolicy
    from dtmforms.register.overview import STATES as STATES
    from dtmforms.register.overview import OpenDuty as OpenDuty
    from dtmforms.register.overview import Standing as Standing
    from dtmforms.register.posts_held import PostHeld as PostHeld
    from dtmforms.register.projection import DUTIES as DUTIES
    from dtmforms.register.projection import Step as Step
    from dtmforms.register.query import AgreementNumbers as AgreementNumbers
    from dtmforms.register.search import Wanted as Wanted
    from dtmforms.register.state import State as State
    from dtmforms.register.take_return import LookedAt as LookedAt
    from dtmforms.register.transfer import Merged as Merged
    from dtmforms.register.verify import Verified as Verified
    from dtmforms.returns.answer import Return as Return
    from dtmforms.returns.changed_fields import ChangedField as ChangedField
    from dtmforms.returns.page_pictures import PictureOfPage as PictureOfPage
    from dtmforms.returns.printed.scanned_fields import ScannedField as ScannedField
    from dtmforms.returns.returned_file import ReturnedFile as ReturnedFile
    from dtmforms.signatures.chain import Chain as Chain
    from dtmforms.signatures.trust import TrustFile as TrustFile
    from dtmforms.signatures.verification import Verification as Verification
    from dtmforms.workbook.agreement_read import AgreementRead as AgreementRead

__version__ = "0.1.0"
_MODULES = {
    "agreement.check": ("Checked",),
    "agreement.closed_lists": ("AFFECTED", "COUNTERPARTS", "FOCAL_POINT", "LEVELS", "ON_FILE", "POSTS", "SIDES"),
    "agreement.draft": ("Draft",),
    "agreement.impact": ("class_suggested",),
    "agreement.model": ("Agreement",),
    "agreement.places": ("country_codes",),
    "batch.inbox": ("Paper",),
    "batch.job": ("DEFAULT_NAME",),
    "batch.records_sent": ("Sent",),
    "batch.run": ("ReportRow",),
    "batch.triage": ("Triaged",),
    "changes.compare": ("Comparison",),
    "changes.diff": ("Change",),
    "changes.policy": ("Policy",),
    "changes.split": ("Split",),
    "errors": (
        "DtmformsError",
        "FileError",
        "ReaderError",
        "RecordError",
        "RegisterError",
        "ReturnError",
        "TemplateError",
        "UsageError",
    ),
    "findings": ("Finding",),
    "language.spoken": ("speak",),
    "public.changes": ("compare", "read_policy", "split", "terms_of"),
    "public.documents": (
        "Template",
        "check_template",
        "fill",
        "fill_blank",
        "form",
        "form_blank",
        "guide",
        "original_template",
        "read_template",
        "worksheet",
    ),
    "public.drafts": ("draft", "read_draft"),
    "public.many": ("IntoRegister", "Making", "Reading", "batch", "triage", "triage_workbook"),
    "public.records": (
        "Records",
        "check",
        "common_language",
        "country_code",
        "country_language",
        "country_name",
        "load",
        "new_record",
        "read_records",
        "read_workbook",
        "reference_key",
        "to_json",
        "to_yaml",
        "write_workbook",
    ),
    "public.register": ("Dates", "Judging", "Register"),
    "public.register_answers": ("NoticeToSign", "Overview", "Paperwork"),
    "public.register_workbooks": ("answer_workbook", "status_workbook"),
    "public.returns": (
        "acceptable_flags",
        "begin_reader",
        "ingest",
        "ingest_all",
        "letter_to_partner",
        "page_pictures",
        "papers_in",
        "read_return",
        "read_returns",
        "records_sent",
    ),
    "public.signatures": (
        "KeyFile",
        "KeyOnToken",
        "end_certificate",
        "follow_notices",
        "pin_certificate",
        "read_trust",
        "sign",
        "verify",
    ),
    "public.start": ("Started", "start"),
    "register.act": ("Act",),
    "register.changes_since": ("Happened",),
    "register.coverage": ("Coverage", "Covered"),
    "register.document_status": ("DocumentStatus",),
    "register.due": ("Due",),
    "register.mission_policy": ("Policies", "RecordedPolicy"),
    "register.overview": ("STATES", "OpenDuty", "Standing"),
    "register.posts_held": ("PostHeld",),
    "register.projection": ("DUTIES", "Step"),
    "register.query": ("AgreementNumbers",),
    "register.search": ("Wanted",),
    "register.state": ("State",),
    "register.take_return": ("LookedAt",),
    "register.transfer": ("Merged",),
    "register.verify": ("Verified",),
    "returns.answer": ("Return",),
    "returns.changed_fields": ("ChangedField",),
    "returns.page_pictures": ("PictureOfPage",),
    "returns.printed.scanned_fields": ("ScannedField",),
    "returns.returned_file": ("ReturnedFile",),
    "signatures.chain": ("Chain",),
    "signatures.trust": ("TrustFile",),
    "signatures.verification": ("Verification",),
    "workbook.agreement_read": ("AgreementRead",),
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names}
__all__ = ["__version__", *_WHERE]


class _Package(ModuleType):
    """`form` and `batch` are functions here, and folders of the package too, which importing anything from them would
    put in the place of the functions."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _WHERE and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
