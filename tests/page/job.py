"""The job that the page is for, as the tests do it in browsers: an agreement, its papers, a return, a notice, a signed
copy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from browsers import Served
from conftest import RECORDS, scan
from papers import typed_in_pdfium

import dtmforms

FIRST = "main .first"
ROLE = "dtm_coordinator"
NEW = {"name": "Олена Мороз", "title": "Lead", "mobile": "+226 70 55 01 99", "email": "omoroz@roseau.example"}
POST, CONFIRMER = "requesting_organization.primary", "requesting_organization.secondary"


def record_in(language: str) -> dtmforms.Agreement:
    values = dtmforms.load(RECORDS["fr"]).values() | {"language": language}
    return dtmforms.Agreement.model_validate(values)


def workbook_of(record: dtmforms.Agreement, folder: Path) -> Path:
    path = folder / "agreement.xlsx"
    path.write_bytes(dtmforms.write_workbook([record]))
    return path


def signed_in(folder: Path) -> Path:
    """A file that somebody states to be the signed copy."""
    return Path(scan(str(folder / "signed.pdf")))


def returned(form: bytes, folder: Path, person: Mapping[str, str] = NEW) -> Path:
    """A form that was saved, as it comes back of somebody who names another focal point in it."""
    typed = {f"table_c_requesting_organization_primary_{name}": text for name, text in person.items()}
    path = folder / "return.pdf"
    path.write_bytes(typed_in_pdfium(form, typed))
    return path


def register_of(served: Served) -> dtmforms.Register:
    return dtmforms.Register(served.register)


def is_done(served: Served, reference: str) -> None:
    """All of it is in the register: the notice, the signed copy, the duties, each recorded by the role."""
    register = register_of(served)
    state = register.show(reference)
    assert state.signed is not None
    assert state.people[POST] == NEW
    assert (state.numbers.revision, state.numbers.contacts) == (1, 2)
    assert [due.what for due in state.standing.due if due.what in dtmforms.DUTIES] == []
    assert {step.event.role for step in register.history(reference)} == {ROLE}
