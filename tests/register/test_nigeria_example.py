"""The guideline's own example (Section 1): in Nigeria, the local focal point is called within 48 hours of an
unaccompanied child. Seven areas, from the form that a partner types into in PDFium to who is called on a day (rule
D11)."""

from __future__ import annotations

import copy
import datetime
import json
from pathlib import Path

import pytest
from conftest import SAMPLES, STATED, TODAY, scan
from papers import typed_in_pdfium

import dtmforms
from dtmforms.agreement.check import check
from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run
from dtmforms.register.act import Act

FIELD = "requesting_organization.field"
CELLS = "table_c_requesting_organization_field"
CALLED = {
    "Gwoza": "Hauwa Bello",
    "Bama": None,
    "Dikwa": "Ali Modu",
    "Ngala": "Ali Modu",
    "Monguno": "Zara Umar",
    "Damboa": None,
    "Konduga": "Musa Adamu",
}
"""Of the seven, two have nobody yet, and one person is called for two."""


def person(name: str) -> dict[str, str]:
    number = sum(map(ord, name))
    mail = f"{name.split()[0].lower()}@unicef.example"
    return {"name": name, "title": "Child Protection Officer", "mobile": f"+234 803 555 {number:04}", "email": mail}


def nigeria() -> Agreement:
    """The invented agreement for Nigeria, of which urgent data goes to the field focal points of seven areas."""
    checked = check((SAMPLES / "agreement-nga.yaml").read_bytes(), today=TODAY)
    assert checked.record
    values = copy.deepcopy(checked.record.values())
    areas = [{"area": area} | (person(name) if name else {}) for area, name in CALLED.items()]
    values["table_c"]["requesting_organization"]["field"] = areas
    medium = {"timeline": "Within 48 hours", "destination": [FIELD], "method": ["telephone_call"]}
    values["table_b"]["medium"] |= medium
    return Agreement.model_validate(values)


SENT = nigeria()


def returned(register: dtmforms.Register, sent: Agreement, texts: dict[str, str], day: datetime.date) -> Act:
    """What the register makes of the form that a person has typed into in PDFium."""
    taken = register.take_return(typed_in_pdfium(dtmforms.form(sent), texts), on=day)
    assert isinstance(taken, Act), [finding.text("en") for finding in taken.findings]
    return taken


def row(number: int, **texts: str) -> dict[str, str]:
    return {f"{CELLS}_{number:02d}_{key}": text for key, text in texts.items()}


def coverage(capsys: pytest.CaptureFixture[str], day: str) -> dict[str, tuple[str | None, str]]:
    """Who is called for each area on a day, and since when; as `register coverage` answers."""
    capsys.readouterr()
    assert run(["register", "coverage", SENT.reference, "--as-of", day, "--json"]) == 0
    areas = json.loads(capsys.readouterr().out)["areas"]
    return {one["area"]: (one["person"]["name"] if one["person"] else None, one["since"]) for one in areas}


def test_seven_areas_from_the_form_to_who_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_REGISTER", "r.sqlite3")
    register = dtmforms.Register("r.sqlite3")
    register.add(SENT, on=datetime.date(2026, 10, 5))
    assert run(["register", "sign", SENT.reference, "--file", scan("1.png"), "--on", "2026-10-05", *STATED]) == 0

    officer = returned(register, SENT, row(1, **person("Falmata Goni")), datetime.date(2026, 10, 20))
    assert [event.kind for event in officer.added] == ["returned", "notice"]
    now = register.show(SENT.reference).record
    assert dtmforms.compare(SENT, now).verdict == "focal_point_notice"

    area = returned(register, now, row(8, area="Mafa", **person("Yagana Kolo")), datetime.date(2026, 11, 2))
    assert [event.details["verdict"] for event in area.added] == ["revision"]
    assert area.after.waiting == [f"table_c.{FIELD}[Mafa]"]
    register.revise(SENT.reference, on=datetime.date(2026, 11, 5))
    assert run(["register", "sign", SENT.reference, "--file", scan("2.png", 7), "--on", "2026-11-10", *STATED]) == 0

    agreed = {name: (who, "2026-10-05") for name, who in CALLED.items()}
    assert coverage(capsys, "2026-10-19") == agreed
    assert coverage(capsys, "2026-10-20") == (since := agreed | {"Gwoza": ("Falmata Goni", "2026-10-20")})
    assert coverage(capsys, "2026-11-10") == since | {"Mafa": ("Yagana Kolo", "2026-11-10")}
