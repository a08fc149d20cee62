"""Every code of a finding, in one table: its severity, its rule of the guideline, and the values that it tells.

A code's sentence stands under the same name in `language/LANGUAGE/SUBJECT.toml`. Codes, and the names of their values,
are the same in every language and stay what they are: other programs rely on them. `docs/findings.md` prints the table.
"""

from __future__ import annotations

from dtmforms.codes.agreements import BATCH, CHANGES, RECORD, REGISTER, WORKBOOK
from dtmforms.codes.documents import RETURNS, SIGNATURES, TEMPLATE
from dtmforms.codes.kinds import Code, Kinds, Row

SUBJECTS: dict[str, dict[str, Row]] = {
    "record": RECORD,
    "workbook_findings": WORKBOOK,
    "changes": CHANGES,
    "returns": RETURNS,
    "signatures": SIGNATURES,
    "register": REGISTER,
    "batch": BATCH,
    "template": TEMPLATE,
}
"""The codes by their subject, which is the name of the file that has their sentences."""
CODES = {code: Code(subject, *row) for subject, rows in SUBJECTS.items() for code, row in rows.items()}

PLACES: dict[str, Kinds] = {
    # In a form that came back
    "field": {"label": "name", "field": "name"},
    "field_on_page": {"page": "ordinal", "label": "name", "field": "name"},
    "field_without_label": {"field": "name"},
    "field_without_label_on_page": {"page": "ordinal", "field": "name"},
    "outside_of_cells": {},
    "in_document": {},
    # In a Word template
    "paragraph": {"number": "ordinal"},
    "table_cell": {"table": "ordinal", "row": "ordinal", "cell": "ordinal"},
    "element": {"name": "name", "number": "ordinal"},
    "element_of_kind": {"name": "name"},
    "entry": {},
    "relationship": {"id": "name"},
    "content_type": {"part": "name"},
    "section_2": {},
    # In the register
    "agreement": {"reference": "name"},
    # In a workbook
    "in_words": {"words": "steps"},
}
"""Where in a file something stands, beside the path, the line or the cell of a finding; with its values."""

WORDS = (
    "form", "document",
    "this_text", "a_dataset",
    "low", "medium", "household", "individual",
    "nothing", "text", "number", "not_a_number", "yes_no", "date", "date_without_quotes", "date_and_time",
    "day_of_no_calendar", "list", "mapping", "another_kind",
    "islamic_calendar", "solar_hijri_calendar", "ethiopian_calendar", "buddhist_calendar", "nepali_calendar",
    "hebrew_calendar",
    "paragraph", "run", "table_cell", "table_row",
    "file_written", "file_unchanged",
    "unchanged", "administrative", "focal_point_notice", "revision",
    "iom", "requesting_organization", "time_stamps",
    "iom.primary", "iom.secondary", "requesting_organization.primary", "requesting_organization.secondary",
    "requesting_organization.signatory",
    "drafted", "issued", "returned", "rejected", "signed", "notice", "duty_done", "reassessed", "revised",
    "administrative_change", "redated", "withdrawn", "suspended", "ended", "policy",
    "unknown_event",
    "day_of_effect", "facts", "files", "record",
    "written_notice", "handover_history", "handover_agreements", "passwords_changed", "successor_confirmed",
    "reassessment", "suspension_ends", "agreement_ends", "validity_ends", "password_change",
)  # fmt: skip
"""Words that sentences put in, by their names."""
FIELD_POSTS = ("iom.field", "requesting_organization.field")
"""Words for whoever of a side is called for an area, which they tell."""
