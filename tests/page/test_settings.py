"""What is settled on the page and what helps there: the role, the language, where things lie, policy, certificates,
and the sheet for a partner."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from one_language import foreign
from pages import ORIGIN, Opened, register_with, text_of
from signed_files import certified, countersigned, key, trust_row

import dtmforms
from dtmforms.codes.page import PAGE
from dtmforms.language import LANGUAGES
from dtmforms.page.settings import ROLES
from dtmforms.signatures.trust import row_as_text

REFERENCE = "MOZ-CD-HCT-CP"
POLICY = """[[row]]
path = "signatories.**"
effect = "revision"
rule = "HQ-7"
reason = "We sign again."
"""


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(register_with(tmp_path, "en"))


def knowing(tmp_path: Path) -> str:
    """A mission's file of the certificates of both sides."""
    partner = dtmforms.Register(tmp_path / "register.sqlite3").show(REFERENCE).about["organization"]
    rows = [trust_row(key("Ana Ruiz"), "iom", "IOM"), trust_row(key("Lena Ott"), "requesting_organization", partner)]
    path = tmp_path / "trust.toml"
    path.write_text("\n".join(map(row_as_text, rows)), encoding="utf-8")
    return str(path)


def test_a_role_that_is_chosen_stands_in_each_form_and_is_never_typed(opened: Opened) -> None:
    assert opened.post("/settings", role=ROLES[0], language="en").headers["location"] == "/settings"
    assert f'value="{ROLES[0]}"' in opened.get(f"/agreements/{REFERENCE}/acts/end")
    assert opened.post("/settings", role="Grace Obi").status_code == 422
    assert f'value="{ROLES[0]}" selected' in opened.get("/settings")
    assert {f"role_{role}" for role in ROLES} <= {*PAGE}


def test_the_language_is_chosen_here_too(opened: Opened) -> None:
    opened.post("/settings", role="", language="ar")
    assert '<html lang="ar" dir="rtl">' in opened.get("/settings")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_for_a_partner_is_in_their_language(opened: Opened, language: str) -> None:
    answer = opened.post("/settings/sheet", language=language)
    assert f"guide-partner-{language}.docx" in answer.headers["content-disposition"]
    both = (answer.content, dtmforms.guide(language))
    text, ours = (zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml") for data in both)
    assert text == ours
    assert opened.post("/settings/sheet", language="xx").status_code == 422


def test_it_says_where_things_lie_and_nothing_by_which_a_database_is_reached(opened: Opened, tmp_path: Path) -> None:
    text = text_of(opened.get("/settings"))
    assert str(tmp_path / "register.sqlite3") in text
    assert str(tmp_path / "records") in text
    assert "none: digital signatures are shown" in text
    from dtmforms.page.settings import _shown

    assert _shown("postgresql://office:secret@host/register") == "postgresql://…"


def test_the_policy_of_the_mission_is_shown(opened: Opened) -> None:
    assert "the guideline's policy is in force" in text_of(opened.get("/settings"))
    dtmforms.Register(opened.register).record_policy(POLICY.encode())
    text = text_of(opened.get("/settings"))
    assert "We sign again." in text
    assert "HQ-7" in text


def test_without_a_register_it_is_no_fault(tmp_path: Path) -> None:
    assert "Settings and help" in text_of(Opened(str(tmp_path / "none.sqlite3")).get("/settings"))
    assert not [*tmp_path.iterdir()]


def test_whose_signatures_count_is_shown_without_names(opened: Opened, tmp_path: Path) -> None:
    text = text_of(Opened(opened.register, trust=knowing(tmp_path)).get("/settings"))
    assert key("Lena Ott").fingerprint[:16] in text
    assert "The office" not in text
    (tmp_path / "broken.toml").write_text("[[certificates]]\nx = 1", encoding="utf-8")
    broken = Opened(opened.register, trust=str(tmp_path / "broken.toml"))
    assert "note stop" in broken.get("/settings")


@pytest.mark.parametrize("is_known", [True, False])
def test_a_signed_copy_counts_by_the_file_of_the_mission(opened: Opened, tmp_path: Path, is_known: bool) -> None:
    register = dtmforms.Register(opened.register)
    text, status = register.text_to_sign(register.show(REFERENCE).record)
    data = countersigned(certified(dtmforms.form(text, to_sign=True, status=status)))
    page = Opened(opened.register, trust=knowing(tmp_path) if is_known else None)
    answer = send(page, data)
    assert answer.status_code == (303 if is_known else 422)
    assert (register.show(REFERENCE).signed is not None) == is_known


def send(opened: Opened, data: bytes) -> Any:
    place = f"/agreements/{REFERENCE}/acts/sign"
    seen = opened.get(place).partition('name="seen" value="')[2].partition('"')[0]
    given = {"key": opened.keys.form, "seen": seen, "day": str(datetime.date.today())}
    return opened.browser.post(place, data=given, files={"file": ("x", data)}, headers={"origin": ORIGIN})


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_one_language(opened: Opened, language: str) -> None:
    text = text_of(opened.get("/settings", language))
    assert language == "en" or foreign(text, language, ["dtmforms", *LANGUAGES_BY_NAME, str(ROOT)]) == []


LANGUAGES_BY_NAME = ("English", "français", "español", "العربية", "Word", "Excel", "PDF", "register", "status", "help")
