"""What is done with an agreement by its forms: each is recorded as the public act records it, what is to be mended
stands beside its field with what was typed, and nothing is recorded over what came meanwhile."""

from __future__ import annotations

import datetime
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, scan
from forms import fill
from one_language import foreign
from pages import ORIGIN, Opened, text_of

import dtmforms
from dtmforms.codes.page import PAGE
from dtmforms.page.acts import FORMS

REFERENCE = "MOZ-CD-HCT-CP"
HERE = f"/agreements/{REFERENCE}"
TODAY = datetime.date.today()
IN_HALF_A_YEAR = TODAY + datetime.timedelta(days=180)
PERSON = {
    "name": "Олена Мороз",
    "title": "Protection Officer",
    "mobile": "+258 84 555 0199",
    "email": "omoroz@harbour-trust.example",
}
SECONDARY = "requesting_organization.secondary"


@pytest.fixture
def values() -> dict[str, Any]:
    values = dtmforms.load(RECORDS["en"]).values()
    values["table_c"]["requesting_organization"]["field"] = [
        {"area": "Pemba", **PERSON, "name": "Carlota Amade", "email": "camade@harbour-trust.example"},
        {"area": "Montepuez"},
    ]
    return values


@pytest.fixture
def opened(tmp_path: Path, values: dict[str, Any]) -> Opened:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(dtmforms.Agreement.model_validate(values), on=TODAY - datetime.timedelta(days=20))
    return Opened(register.place)


def hidden(html: str) -> dict[str, str]:
    form = html.partition('enctype="multipart/form-data"')[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def send(opened: Opened, act: str, file: bytes = b"", html: str = "", /, **fields: str) -> Any:
    """What a browser sends of a form that was shown, in which these fields were filled in."""
    given = hidden(html or opened.get(f"{HERE}/acts/{act}")) | {"day": str(TODAY)} | fields
    files = {"file": ("of Олена.pdf", file)} if file else {"file": ("", b"")}
    return opened.browser.post(f"{HERE}/acts/{act}", data=given, files=files, headers={"origin": ORIGIN})


def last(opened: Opened) -> Any:
    return dtmforms.Register(opened.register).history(REFERENCE)[-1].event


def steps(opened: Opened) -> int:
    return len(dtmforms.Register(opened.register).history(REFERENCE))


def beside(html: str, field: str) -> str:
    """The sentences beside a field."""
    found = re.search(rf'<div id="{field}-problem" role="alert">(.*?)</div>', html, re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", found[1])) if found else ""


def test_each_form_has_its_words() -> None:
    for act, form in FORMS.items():
        assert {f"act_{act}", f"act_{act}_what", f"day_{act}"} <= {*PAGE}
        assert {f"{name}_{act}" for name in form.fields if name in ("file", "why")} <= {*PAGE}
    of_forms = {code.removeprefix("act_").removesuffix("_what") for code in PAGE if code.startswith("act_")}
    assert of_forms == {code.removeprefix("day_") for code in PAGE if code.startswith("day_")} == {*FORMS}
    whys = {code.removeprefix("why_") for code in PAGE if code.startswith("why_")}
    assert whys == {act for act, form in FORMS.items() if "why" in form.fields}


def test_what_can_be_done_leads_to_its_form(opened: Opened) -> None:
    assert set(re.findall(rf'href="{HERE}/acts/(\w+)"', opened.get(HERE))) == {*FORMS}
    assert "/acts/" not in opened.get(f"{HERE}?on={TODAY - datetime.timedelta(days=2)}")
    dtmforms.Register(opened.register).end(REFERENCE, "the operation closed")
    assert "/acts/" not in opened.get(HERE)
    for act in FORMS:
        assert opened.browser.get(f"{HERE}/acts/{act}").status_code == 303
        assert opened.post(f"{HERE}/acts/{act}", seen="2").status_code == 409


# Another focal point


@pytest.mark.parametrize("place", [SECONDARY, "iom.primary", "requesting_organization.field[Montepuez]"])
def test_a_focal_point_is_replaced_by_a_notice(opened: Opened, place: str) -> None:
    before = dtmforms.Register(opened.register).show(REFERENCE)
    assert place in before.people
    html = opened.get(f"{HERE}/acts/replace")
    person = PERSON | ({"email": "omoroz@iom.int"} if place.startswith("iom.") else {})
    answer = send(opened, "replace", b"", html, place=place, **person, by="dtm_coordinator")
    assert (answer.status_code, answer.headers.get("location")) == (303, HERE)
    after = dtmforms.Register(opened.register).show(REFERENCE)
    assert after.people[place] == person
    assert {key: who for key, who in after.people.items() if key != place} == {
        key: who for key, who in before.people.items() if key != place
    }
    assert (after.numbers.revision, after.terms) == (before.numbers.revision, before.terms)
    assert (last(opened).kind, last(opened).role) == ("notice", "dtm_coordinator")


def test_nobody_yet_leaves_a_post_vacant(opened: Opened) -> None:
    html = opened.get(f"{HERE}/acts/replace")
    answer = send(opened, "replace", b"", html, place=SECONDARY, who="nobody")
    assert "Table C names nobody there" in beside(answer.text, "form"), "data is sent there"
    assert steps(opened) == 1
    answer = send(opened, "replace", b"", answer.text, place=SECONDARY, who="nobody")
    assert answer.status_code == 303, text_of(answer.text)
    assert dtmforms.Register(opened.register).show(REFERENCE).people[SECONDARY] is None


def test_who_confirmed_is_recorded(opened: Opened) -> None:
    fields = {"place": SECONDARY, **PERSON, "confirmed_by": "requesting_organization.primary"}
    assert send(opened, "replace", **fields).status_code == 303
    open_duties = {duty for _, duty in dtmforms.Register(opened.register).show(REFERENCE).open_duties}
    assert "successor_confirmed" not in open_duties
    assert "written_notice" in open_duties


def test_what_is_to_be_looked_at_is_shown_before_it_is_recorded(opened: Opened) -> None:
    fields = {"place": SECONDARY, **PERSON, "email": "olena@gmail.com"}
    answer = send(opened, "replace", **fields)
    assert answer.status_code == 422
    assert beside(answer.text, "email").strip().startswith("warning: the address is on a domain")
    assert "D8" in beside(answer.text, "email")
    assert "aria-invalid" not in answer.text
    assert "send the form once more" in answer.text
    assert steps(opened) == 1
    other = send(opened, "replace", b"", answer.text, **(fields | {"email": "olena@yahoo.com", "mobile": "12"}))
    assert (other.status_code, steps(opened)) == (422, 1), "of other values, something else is to be looked at"
    assert send(opened, "replace", b"", answer.text, **fields).status_code == 303


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"place": ""}, "place"),
        ({"place": "iom.field[Nowhere]"}, "place"),
        ({"name": ""}, "name"),
        ({"email": "no address"}, "email"),
        ({"day": "soon"}, "day"),
        ({"day": "2001-01-01"}, "day"),
        ({"by": "omoroz@harbour-trust.example"}, "by"),
        ({"by": "Joana Macuácua"}, "by"),
        ({"confirmed_by": "somebody"}, "form"),
    ],
)
def test_what_is_to_be_mended_stands_beside_its_field(opened: Opened, fields: dict[str, str], field: str) -> None:
    given = {"place": SECONDARY, **PERSON} | fields
    answer = send(opened, "replace", **given)
    answer = send(opened, "replace", b"", answer.text, **given)
    assert answer.status_code == 422
    assert beside(answer.text, field)
    assert 'aria-invalid="true"' in answer.text or field == "form"
    for name, text in given.items():
        if name not in ("place", "confirmed_by"):
            assert f'name="{name}" value="{text}"' in answer.text
    assert steps(opened) == 1


# The signed copy


def test_a_signed_copy_is_recorded_with_its_reason(opened: Opened, tmp_path: Path) -> None:
    data = Path(scan(str(tmp_path / "signed.png"))).read_bytes()
    answer = send(opened, "sign", data)
    assert answer.status_code == 422
    assert beside(answer.text, "why"), "no ink is seen"
    assert beside(send(opened, "sign", data, why="Both signed before me").text, "by")
    assert steps(opened) == 1
    answer = send(opened, "sign", data, why="Both signed before me", by="dtm_coordinator")
    assert answer.status_code == 303
    assert last(opened).details["stated_by"] == "dtm_coordinator"
    assert "Олена" not in repr(last(opened))
    assert opened.browser.get(f"{HERE}/acts/sign").status_code == 303, "no text waits any more"


def test_what_is_no_signed_copy_is_told(opened: Opened) -> None:
    for data in (b"", b"x", dtmforms.form_blank("fr")):
        answer = send(opened, "sign", data, why="I know", by="dtm_coordinator")
        assert answer.status_code == 422
        assert beside(answer.text, "form") or beside(answer.text, "file")
        assert 'name="why" value="I know"' in answer.text
    assert steps(opened) == 1


# The risk assessed again, a suspension, the end


def test_the_risk_is_assessed_again_in_the_form_of_the_record(opened: Opened) -> None:
    """Nobody writes a file for it: the page begins a draft of the agreement where the risk stands."""
    assert f'action="{HERE}/reassess"' in opened.get(HERE)
    step = opened.post(f"{HERE}/reassess").headers["location"]
    assert step.endswith("/risk")
    fill(opened, step, {"risk_assessment.assessed_on": str(TODAY), "risk_assessment.reassess_by": str(IN_HALF_A_YEAR)})
    review = f"{step.rpartition('/')[0]}/review"
    html = opened.get(review)
    assert "No revision is needed" in text_of(html)
    assert fill(opened, review, do="notify", html=html).status_code == 303
    assert last(opened).kind == "reassessed"
    assert dtmforms.Register(opened.register).show(REFERENCE).standing.reassess_by == str(IN_HALF_A_YEAR)


def test_a_file_that_was_chosen_is_to_be_chosen_again_where_something_is_to_be_mended(opened: Opened) -> None:
    said = "No browser keeps a file that was chosen: choose it again."
    assert said not in opened.get(f"{HERE}/acts/sign")
    html = send(opened, "sign", b"x", why="I know", by="dtm_coordinator").text
    hint = html.partition('id="file-hint">')[2].partition("</span>")[0]
    assert said in hint
    assert re.search(r'id="file"[^>]* aria-describedby="file-hint', html)


def test_a_day_is_in_words_beside_its_field_and_what_is_none_stays_as_it_was_typed(opened: Opened) -> None:
    """11/12 is read in two ways, and a field for days shows nothing of what is no day."""
    html = send(opened, "suspend", until="2027-11-30").text
    assert re.search(r'id="until-hint">[^<]*30 November 2027</span>\s*<input type="date" id="until"', html)
    html = send(opened, "suspend", until="30 Nov").text
    assert 'id="until-hint">Leave it empty where it is not known. Year, month, day: 2026-11-30<' in html
    assert '<input id="until" name="until" value="30 Nov"' in html


def test_sharing_is_suspended_until_a_day(opened: Opened) -> None:
    until = str(TODAY + datetime.timedelta(days=9))
    assert beside(send(opened, "suspend", until=until).text, "why")
    assert beside(send(opened, "suspend", why="Fighting", until="later").text, "until")
    assert beside(send(opened, "suspend", why="Fighting", until="2001-01-01").text, "until")
    assert steps(opened) == 1
    assert send(opened, "suspend", why="Fighting", until=until, by="dtm_coordinator").status_code == 303
    assert "Sharing is suspended" in text_of(opened.get(HERE))
    assert last(opened).details == {"why": "Fighting", "until": until}


def test_an_agreement_ends_with_a_reason(opened: Opened) -> None:
    assert "It cannot be taken back" in opened.get(f"{HERE}/acts/end")
    assert beside(send(opened, "end").text, "why")
    assert send(opened, "end", why="The operation closed").status_code == 303
    assert (last(opened).kind, last(opened).details["why"]) == ("ended", "The operation closed")


# What came meanwhile, and what is remembered


@pytest.mark.parametrize("act", FORMS)
def test_what_was_recorded_meanwhile_is_not_overwritten(opened: Opened, act: str) -> None:
    html = opened.get(f"{HERE}/acts/{act}")
    dtmforms.Register(opened.register).issue(REFERENCE)
    answer = send(opened, act, b"x", html, why="why")
    assert (answer.status_code, "since this page was shown" in answer.text) == (409, True)
    assert steps(opened) == 2


def test_the_role_that_recorded_is_remembered_until_the_page_ends(opened: Opened) -> None:
    send(opened, "suspend", why="Fighting", by="a@b.example")
    assert 'name="by" value=""' in opened.get(f"{HERE}/acts/end"), "what was refused is not"
    send(opened, "suspend", why="Fighting", by="dtm_coordinator")
    assert 'name="by" value="dtm_coordinator"' in opened.get(f"{HERE}/acts/end")
    assert 'name="by" value=""' in Opened(opened.register).get(f"{HERE}/acts/end")


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_each_form_speaks_one_language(opened: Opened, language: str) -> None:
    typed = ["dtmforms", "English", "français", "español", "العربية", "Harbour Children's Trust", "Pemba", "Montepuez"]
    for act in FORMS:
        text = text_of(opened.get(f"{HERE}/acts/{act}", language))
        assert foreign(text, language, [*typed, "Word", "PDF"]) == [], act
