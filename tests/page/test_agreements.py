"""The page of all agreements: what needs somebody, what falls due, and the table; nobody is named on it."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path

import hundred_agreements
import pytest
from conftest import RECORDS
from one_language import foreign
from pages import ORIGIN, Opened, register_with, text_of

import dtmforms
from dtmforms.codes.page import PAGE
from dtmforms.language import LANGUAGES
from dtmforms.page import drawings
from dtmforms.page.acts import FORMS
from dtmforms.page.agreement import _COMMANDS, ACTS, DRAFTS
from dtmforms.page.needs import AHEAD_DAYS, WITHOUT_DAY, needs, state_of
from dtmforms.page.record_fields import REVIEW, STEPS
from dtmforms.page.standings import Standings
from dtmforms.register import overview
from dtmforms.register.projection import Projection

REFERENCE = "MOZ-CD-HCT-CP"


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(register_with(tmp_path, "en", "fr"))


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> tuple[Opened, list[hundred_agreements.Facts]]:
    place = str(tmp_path_factory.mktemp("office") / "register.sqlite3")
    facts = hundred_agreements.begin(place)
    return Opened(place), facts


def rows_of(html: str) -> list[str]:
    """The references in the table, row by row."""
    return re.findall(r'role="rowheader".*?<bdi class="code" dir="ltr">([^<]*)', html, re.DOTALL)


# What needs somebody today


def test_what_is_most_pressing_comes_first(hundred: tuple[Opened, list[hundred_agreements.Facts]]) -> None:
    opened, facts = hundred
    standings = dtmforms.Register(opened.register).status(as_of=hundred_agreements.AS_OF)
    found = needs(standings)
    nobody = [one.what for one in found if one.what == "hold_sharing"]
    assert [one.what for one in found[: len(nobody)]] == nobody
    days = [one.due.days for one in found[len(nobody) :] if one.due]
    late = [day for day in days if day is not None and day < 0]
    to_come = [day for day in days if day is not None and day >= 0]
    assert late == sorted(late)
    assert to_come == sorted(to_come)
    assert days == [*late, *(None for day in days if day is None), *to_come]
    assert max(to_come) <= AHEAD_DAYS
    goes_on = [one for one in facts if not one.ended]
    counted = Counter(one.what for one in found)
    assert counted["unsigned"] == sum(not one.signed for one in goes_on)
    assert counted["reassessment"] == sum(
        (one.reassess_by - hundred_agreements.AS_OF).days <= AHEAD_DAYS for one in goes_on
    )
    assert counted["written_notice"] == sum(one.duties_open for one in goes_on)
    ended = {one.reference for one in facts if one.ended}
    assert not ended & {one.reference for one in found}


def test_all_that_can_be_needed_has_its_words_and_its_command() -> None:
    due = ("reassessment", "suspension_ends", "agreement_ends", "validity_ends", "password_change")
    everything = {*dtmforms.DUTIES, *WITHOUT_DAY, *due}
    assert {code.removeprefix("need_") for code in PAGE if code.startswith("need_")} == everything
    assert {*_COMMANDS, *ACTS, *DRAFTS} == everything - {*dtmforms.DUTIES, "password_change", "corrected_form"}
    assert len({*_COMMANDS, *ACTS, *DRAFTS}) == len(_COMMANDS) + len(ACTS) + len(DRAFTS)
    assert {*ACTS.values()} <= {*FORMS}
    assert {code.removeprefix("state_") for code in PAGE if code.startswith("state_")} == {*dtmforms.STATES}


def test_seven_things_are_shown_and_all_where_they_are_asked_for(
    hundred: tuple[Opened, list[hundred_agreements.Facts]],
) -> None:
    opened, _ = hundred
    waiting = len(needs(dtmforms.Register(opened.register).status()))
    few, parts = opened.get("/agreements"), -(-waiting // 100)
    pages = [opened.get(f"/agreements?all={number}") for number in range(1, parts + 1)]
    assert f"Today: {waiting} things need you" in text_of(few)
    assert few.count('href="/agreements/') - few.count('role="rowheader"') == 7
    assert sum(html.count('href="/agreements/') - html.count('role="rowheader"') for html in pages) == waiting
    assert f"Page {parts} of {parts}" in text_of(pages[-1]) or parts == 1
    for odd in ("", "0", "-1", "99", "x"):
        assert "things need you" in text_of(opened.get(f"/agreements?all={odd}"))
    assert few.count("button first") == 1


def test_where_nothing_waits_that_is_said(tmp_path: Path) -> None:
    place = register_with(tmp_path, "en")
    dtmforms.Register(place).end(REFERENCE, "the operation closed")
    text = text_of(Opened(place).get("/agreements"))
    assert "Today: nothing needs you" in text
    assert "– Ended" not in text
    assert "Ended 1" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_register_that_is_not_there_is_no_fault(tmp_path: Path, language: str) -> None:
    html = Opened(str(tmp_path / "none.sqlite3")).get("/agreements", language)
    assert 'action="/drafts/new"' in html
    assert not list(tmp_path.iterdir())


# The overview


def test_a_picture_and_a_table_tell_the_months(hundred: tuple[Opened, list[hundred_agreements.Facts]]) -> None:
    opened, facts = hundred
    day = hundred_agreements.AS_OF
    months = drawings.months(dtmforms.Register(opened.register).status(as_of=day), day)
    assert [(one.year, one.number) for one in months] == [
        (2026 + (5 + ahead) // 12, (5 + ahead) % 12 + 1) for ahead in range(12)
    ]
    counted = Counter(
        (one.reassess_by.year, one.reassess_by.month) for one in facts if not one.ended and one.reassess_by >= day
    )
    assert {(one.year, one.number): one.reassess for one in months if one.reassess} == counted
    drawn, mirrored = (drawings.year(months, right_to_left=mirror) for mirror in (False, True))
    assert [one.x for one in mirrored] == [round(drawings.WIDTH - one.x, 1) for one in drawn]
    for one in drawn:
        assert (one.reassess.number if one.reassess else 0) == one.month.reassess
        for bar in (one.reassess, one.ends):
            assert bar is None or (0 < bar.y < drawings.BASE and bar.y + bar.height == pytest.approx(drawings.BASE))
    assert drawn[0].x < drawn[-1].x


def test_every_agreement_is_in_one_state(hundred: tuple[Opened, list[hundred_agreements.Facts]]) -> None:
    opened, facts = hundred
    states = Counter(map(state_of, dtmforms.Register(opened.register).status()))
    ended = sum(one.ended for one in facts)
    unsigned = sum(not one.signed and not one.ended for one in facts)
    assert states == {"ended": ended, "unsigned": unsigned, "in_force": 100 - ended - unsigned}


# The table


def test_the_table_has_what_is_looked_for(hundred: tuple[Opened, list[hundred_agreements.Facts]]) -> None:
    opened, facts = hundred
    asked = {
        "country": ("MOZ", {one.reference for one in facts if one.country == "MOZ"}),
        "partner": ("river aid", {one.reference for one in facts if one.partner == "River Aid Network"}),
        "dataset": (
            "checkpoints",
            {one.reference for one in facts if any("Checkpoints" in name for name, _ in one.datasets)},
        ),
        "person": ("Haddad", {one.reference for one in facts if any("Haddad" in who for who in one.people.values())}),
        "state": ("ended", {one.reference for one in facts if one.ended}),
    }
    for name, (typed, expected) in asked.items():
        html = opened.post("/agreements/find", **{name: typed}).text
        assert set(rows_of(html)) == expected, name
        assert f"{len(expected)} of 100 agreements" in text_of(html)
    both = opened.post("/agreements/find", country="MOZ", person="Haddad").text
    assert set(rows_of(both)) == asked["country"][1] & asked["person"][1]
    none = opened.post("/agreements/find", person="Nobody Atall")
    assert (rows_of(none.text), "No agreement fits" in none.text) == ([], True)


def test_an_address_asks_for_nobody(hundred: tuple[Opened, list[hundred_agreements.Facts]]) -> None:
    opened, facts = hundred
    assert len(rows_of(opened.get("/agreements?person=Haddad&partner=river&dataset=checkpoints"))) == 100
    mozambique = {one.reference for one in facts if one.country == "MOZ"}
    assert set(rows_of(opened.get("/agreements?country=MOZ"))) == mozambique
    assert opened.browser.get("/agreements?country=Atlantis").status_code == 422
    assert opened.browser.get("/agreements?state=odd").status_code == 422


@pytest.mark.parametrize("place", ["/agreements", "/agreements?all=1", "/agreements?state=vacant_posts"])
def test_nobody_is_named(hundred: tuple[Opened, list[hundred_agreements.Facts]], place: str) -> None:
    opened, facts = hundred
    html = opened.get(place)
    named = {name for one in facts for name in (*one.people.values(), *one.before.values())}
    assert [name for name in named if name in html] == []
    assert "@" not in html


def test_more_than_a_hundred_are_shown_page_by_page(
    hundred: tuple[Opened, list[hundred_agreements.Facts]], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, _ = hundred
    monkeypatch.setattr("dtmforms.page.agreements._ROWS", 30)
    pages = [opened.post("/agreements/find", page=str(number)).text for number in (1, 2, 3, 4)]
    rows = [rows_of(html) for html in pages]
    assert [len(one) for one in rows] == [30, 30, 30, 10]
    assert len({reference for one in rows for reference in one}) == 100
    assert "Page 4 of 4" in text_of(pages[3])
    for odd in ("0", "-1", "99", "x", "²", "9" * 50):
        assert rows_of(opened.post("/agreements/find", page=odd).text) in rows


def test_what_was_typed_is_text_and_never_markup(tmp_path: Path) -> None:
    values = dtmforms.load(str(RECORDS["en"])).values()
    values["requesting_organization"]["name"] = '<script>alert("1")</script>&'
    values["table_b"]["low"]["datasets"][0]["name"] = "\"><img src=x onerror='alert(1)'>"
    place = str(tmp_path / "register.sqlite3")
    dtmforms.Register(place).add(dtmforms.Agreement.model_validate(values))
    opened = Opened(place)
    draft = opened.post(f"/agreements/{REFERENCE}/revise").headers["location"].rpartition("/")[0]
    for html in (
        *(opened.get(f"{draft}/{step}") for step in (*STEPS, REVIEW, "remove")),
        opened.get("/drafts"),
        opened.get("/agreements"),
        opened.get(f"/agreements/{REFERENCE}"),
        opened.post("/agreements/find", partner='"><b>x').text,
    ):
        assert "<script>" not in html
        assert "<img" not in html
        assert "<b>x" not in html


def test_what_was_recorded_meanwhile_is_seen(opened: Opened) -> None:
    assert "Ended 1" not in text_of(opened.get("/agreements"))
    dtmforms.Register(opened.register).end(REFERENCE, "the operation closed")
    assert "Ended 1" in text_of(opened.get("/agreements"))


def test_only_texts_are_read_again_of_which_something_was_recorded_or_all_on_another_day(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = dtmforms.Register(opened.register)
    standings, standing = Standings(register), overview.standing
    read: list[str] = []

    def counted(projection: Projection, today: str) -> dtmforms.Standing:
        read.append(projection.reference)
        return standing(projection, today)

    monkeypatch.setattr(overview, "standing", counted)
    day = datetime.date(2026, 12, 1)
    assert standings.on(day) == standings.on(day)
    person = dtmforms.load(RECORDS["en"]).values()["table_c"]["iom"]["primary"]["email"]
    assert REFERENCE in [one.reference for one in standings.on(day, {"person": person})]
    assert standings.on(day, {"person": "nobody@nowhere.example"}) == []
    assert len(read) == 2, "each once, whatever is looked for"
    day += datetime.timedelta(days=1)
    standings.on(day)
    register.end(REFERENCE, "the operation closed")
    assert any("ended" in one.open for one in standings.on(day))
    assert read[2:] == [*sorted(read[:2]), REFERENCE]
    register.add(dtmforms.load(RECORDS["es"]))
    assert standings.on(day) == register.status(as_of=day, texts=True), "as if all were read"


# Languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_speaks_one_language(opened: Opened, language: str) -> None:
    typed = ["dtmforms", "English", "français", "español", "العربية", *_typed(opened.register), "IOM DTM"]
    for place in ("/agreements", f"/agreements/{REFERENCE}", f"/agreements/{REFERENCE}?on=2026-11-01", "/nothing"):
        html = opened.browser.get(place, headers={"accept-language": language}).text
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
        assert "{" not in text_of(html)
        assert language == "en" or foreign(text_of(html), language, typed) == [], place


def _typed(place: str) -> list[str]:
    """Whatever people have typed into the records."""

    def strings(value: object) -> list[str]:
        if isinstance(value, dict):
            return [text for one in value.values() for text in strings(one)]
        if isinstance(value, list):
            return [text for one in value for text in strings(one)]
        return [value] if isinstance(value, str) and len(value) > 3 else []

    register = dtmforms.Register(place)
    return [text for one in register.status() for text in strings(register.show(one.reference).values)]


@pytest.mark.parametrize(
    ("liked", "spoken"),
    [("fr-CH, fr;q=0.9, en;q=0.8", "fr"), ("de, ar;q=0.5", "ar"), ("de", "en"), ("", "en"), ("ES-419", "es")],
)
def test_it_speaks_what_the_browser_likes(opened: Opened, liked: str, spoken: str) -> None:
    assert f'<html lang="{spoken}"' in opened.get("/agreements", liked)


def test_another_language_is_chosen_on_any_page(opened: Opened) -> None:
    place = f"/agreements/{REFERENCE}?on=2026-11-01"
    answer = opened.post("/language", language="ar", place=place)
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    assert '<html lang="ar" dir="rtl">' in opened.get("/agreements", "fr")
    opened.post("/language", language="xx")
    assert '<html lang="ar" dir="rtl">' in opened.get("/agreements", "fr")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "//evil.example",
        "http://evil.example/agreements",
        "/\\evil",
        "/other",
        "/agreements\r\nx: y",
        "javascript:1",
    ],
)
def test_a_choice_leads_nowhere_else(opened: Opened, place: str) -> None:
    assert opened.post("/language", language="fr", place=place).headers["location"] == "/agreements"


def test_no_page_asks_for_anything_outside(opened: Opened) -> None:
    for place in ("/agreements", f"/agreements/{REFERENCE}", "/nothing"):
        html = opened.browser.get(place).text
        assert set(re.findall(r'(?:href|src|action)="([^"/#?]*)', html)) <= {""}
        assert not re.search(r"<script(?! src=\"/page.js\" defer></script>)|\sstyle=|\son\w+=|<style", html)
    script = opened.browser.get("/page.js", headers={"origin": ORIGIN})
    assert script.headers["content-type"].startswith("text/javascript")
    assert not re.search(r"//\w|eval|import|Storage|cookie", script.text.replace("// ", ""))
    css = opened.browser.get("/page.css", headers={"origin": ORIGIN})
    assert css.headers["content-type"].startswith("text/css")
    assert not re.search(r"url\(|@import", css.text)
    assert not re.search(r"\b(margin|padding|border)-(left|right|top|bottom)\b|(?<![-\w])(left|right):", css.text)
