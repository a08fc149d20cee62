"""The record as a guided form: each attribute is asked once, what was typed is kept right or wrong, findings stand
beside their fields, and nothing is written over what was saved elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from agreed_beside import BESIDE, OFFICER, with_areas, with_impacts
from conftest import RECORDS
from forms import buttons_of, fill
from one_language import foreign
from pages import Opened, text_of

import dtmforms
from dtmforms import files
from dtmforms.agreement.closed_lists import MOST_AREAS
from dtmforms.agreement.model import attribute_paths
from dtmforms.language import LANGUAGES
from dtmforms.page.record_fields import REVIEW, STEPS

A_DATASET = "table_b.low.datasets"
IMPACTS = "risk_assessment.impacts"


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(str(tmp_path / "register.sqlite3"))


@pytest.fixture
def whole() -> dtmforms.Agreement:
    """A record that has every attribute."""
    record = with_impacts(dtmforms.load(RECORDS["en"]))
    for side in ("iom", "requesting_organization"):
        record = with_areas(record, {"area": "Palma"}, {"area": "Pemba", "name": "Halima Bello"} | OFFICER, side=side)
    values = record.values() | BESIDE
    values |= {
        "country_name": "Mozambique (Cabo Delgado)",
        "benefit_of_sharing": "Teams arrive sooner.\n\n  Second paragraph, with “quotes” & <angles>.",
        "risk_of_sharing": "\nBegins with an empty line.",
        "risk_of_not_sharing": "None: nobody arrives.",
        "signatories": [{"organization": "iom", "name": "Rosa Lima", "title": "Chief of Mission"}],
    }
    table_b = values["table_b"]
    names = [one["name"] for one in table_b["low"]["datasets"]]
    table_b["low"]["datasets"][0]["partner_label"] = "Interno"
    table_b["medium"]["datasets"][0]["partner_label"] = "Interno"
    table_b["low"]["destination"] = ["The cluster’s data desk", *table_b["low"]["destination"]]
    values["risk_assessment"]["combinations"] = [{"datasets": [names[0], "Armed actors"], "decision": "Sent apart."}]
    return dtmforms.Agreement.model_validate(values)


def begin(opened: Opened, record: dtmforms.Agreement | None = None, data: bytes = b"") -> str:
    """The place of a draft, without its step."""
    if record is None and not data:
        return str(opened.post("/drafts/new").headers["location"]).rpartition("/")[0]
    return place_of(opened, files_of(opened, data or dtmforms.to_yaml(record)))  # type: ignore[arg-type]


def files_of(opened: Opened, data: bytes) -> Path:
    path = Path(opened.records) / "draft-of-a-test.yaml"
    files.write(str(path), data, force=True)
    return path


def place_of(opened: Opened, path: Path) -> str:
    """Of the only draft that there is."""
    assert [*Path(opened.records).iterdir()] == [path]
    [place] = set(re.findall(r'href="(/drafts/\w+)/remove"', opened.get("/drafts")))
    return str(place)


def draft_in(opened: Opened) -> dtmforms.Draft:
    [path] = Path(opened.records).iterdir()
    return dtmforms.read_draft(path)


def beside(html: str, path: str) -> str:
    """The sentences beside a field."""
    found = re.search(rf'<div id="{re.escape(path)}-said" data-live>(.*?)</div>', html, re.DOTALL)
    assert found, path
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", found[1]))).strip()


# Every attribute


def test_the_record_of_the_test_has_every_attribute(whole: dtmforms.Agreement) -> None:
    assert patterns(dtmforms.read_draft(dtmforms.to_yaml(whole)).typed) == {
        ".".join(leaf) for leaf in attribute_paths() if leaf != ("schema",)
    }


def patterns(typed: Mapping[str, str]) -> set[str]:
    return {re.sub(r"\[\d+\]", ".*", path) for path in typed}


def test_a_record_that_is_shown_and_saved_again_step_by_step_is_the_same(
    opened: Opened, whole: dtmforms.Agreement
) -> None:
    place = begin(opened, whole)
    for step in STEPS:
        assert fill(opened, f"{place}/{step}").status_code == 303, step
        assert draft_in(opened).check().record == whole, step
    [path] = Path(opened.records).iterdir()
    assert path.read_bytes() == dtmforms.to_yaml(whole)


def test_an_empty_record_takes_every_attribute_in(opened: Opened, whole: dtmforms.Agreement) -> None:
    """Typed step by step, with rows added by their buttons, as a person without script does."""
    wanted = dtmforms.read_draft(dtmforms.to_yaml(whole)).typed
    place = begin(opened)
    for step in STEPS:
        html = opened.get(f"{place}/{step}")
        for do in (one for one in buttons_of(html) if one.startswith("add:")):
            assert fill(opened, f"{place}/{step}", {}, do).headers["location"].startswith(f"{place}/{step}?add=")
        assert fill(opened, f"{place}/{step}", dict(wanted), "go_on").status_code == 303
    assert draft_in(opened).typed == {**wanted}
    assert draft_in(opened).check().record == whole


def test_as_many_areas_as_a_record_can_have_are_saved(opened: Opened) -> None:
    record = dtmforms.load(RECORDS["en"])
    people = [{"area": f"Area {number}", "name": f"Halima Bello {number}"} | OFFICER for number in range(MOST_AREAS)]
    for side in ("iom", "requesting_organization"):
        record = with_areas(record, *people, side=side)
    place = begin(opened, record)
    assert fill(opened, f"{place}/field").status_code == 303
    assert draft_in(opened).check().record == record


def test_a_step_takes_nothing_of_another(opened: Opened, whole: dtmforms.Agreement) -> None:
    place = begin(opened, whole)
    fill(opened, f"{place}/need", {"purpose": "Another one", "table_c.iom.primary.name": "Олена Мороз", "nothing": "x"})
    after = draft_in(opened).check().record
    assert after is not None
    assert after.values() == whole.values() | {"purpose": "Another one"}


# Right or wrong


def test_what_is_wrong_is_kept_as_it_was_typed_and_shown_again_with_its_finding(opened: Opened) -> None:
    place = begin(opened)
    fill(opened, f"{place}/risk", {"risk_assessment.assessed_on": "31/11/2026"})
    html = opened.get(f"{place}/risk")
    assert 'name="risk_assessment.assessed_on" value="31/11/2026"' in html
    assert "This is no day" in beside(html, "risk_assessment.assessed_on")
    fill(opened, f"{place}/terms", {"turnover.notify_within_days": "soon"})
    html = opened.get(f"{place}/terms")
    assert 'name="turnover.notify_within_days" value="soon"' in html
    assert "To mend" in beside(html, "turnover.notify_within_days")
    fill(opened, f"{place}/risk", {"risk_assessment.assessed_on": "2026-11-30"})
    assert draft_in(opened).to_yaml().decode().count("assessed_on: 2026-11-30") == 1


def test_findings_stand_beside_their_field_with_their_rule(opened: Opened, whole: dtmforms.Agreement) -> None:
    place = begin(opened, whole)
    fill(opened, f"{place}/risk", {f"{A_DATASET}[0].classification": "secret"})
    html = opened.get(f"{place}/risk")
    assert re.search(r"To mend: .*\(rule [A-E]\d+\)", beside(html, f"{A_DATASET}-0.classification"))
    assert f'href="#{A_DATASET}-0.classification"' in html
    fill(opened, f"{place}/table_c", {"table_c.iom.primary.mobile": "84 555 0105"})
    assert "(rule D10)" in beside(opened.get(f"{place}/table_c"), "table_c.iom.primary.mobile")
    assert "Still empty" not in text_of(opened.get(f"{place}/need"))
    assert "Still empty: write it" in beside(opened.get(f"{begin_another(opened)}/parties"), "operation")


def begin_another(opened: Opened) -> str:
    return str(opened.post("/drafts/new").headers["location"]).rpartition("/")[0]


def test_a_class_is_suggested_by_what_disclosure_would_mean(opened: Opened) -> None:
    place = begin(opened)
    fill(opened, f"{place}/risk", {}, f"add:{A_DATASET}")
    grave = {f"{IMPACTS}[0].{whom}": "none" for whom in ("vulnerable_groups", "communities", "stakeholders")}
    row = {f"{A_DATASET}[0].name": "Feelings of safety", f"{IMPACTS}[0].individuals": "low"} | grave
    shown = f"{place}/risk?add={A_DATASET}"
    fill(opened, shown, row)
    assert "Table A suggests: Public" in text_of(opened.get(f"{place}/risk"))
    assert draft_in(opened).typed[f"{IMPACTS}[0].dataset"] == "Feelings of safety"
    fill(opened, f"{place}/risk", {f"{IMPACTS}[0].individuals": "severe"})
    assert "Table A suggests: Secret" in text_of(opened.get(f"{place}/risk"))
    fill(opened, f"{place}/risk", {f"{A_DATASET}[0].name": "Fear"})
    assert draft_in(opened).typed[f"{IMPACTS}[0].dataset"] == "Fear", "the impact goes with its dataset"
    assert draft_in(opened).typed.get(f"{A_DATASET}[0].classification") is None, "people decide"


def test_an_empty_row_stays_until_it_is_taken_out(opened: Opened) -> None:
    """Whoever asked for it has not come to it yet."""
    place, other = f"{begin(opened)}/risk", A_DATASET.replace("low", "medium")

    def rows(where: str) -> list[str]:
        return [urgency for urgency in (A_DATASET, other) if f'name="{urgency}[0].name"' in opened.get(where)]

    where = fill(opened, place, {}, f"add:{A_DATASET}").headers["location"]
    assert rows(where) == [A_DATASET]
    where = fill(opened, where.partition("#")[0], {}, f"add:{other}").headers["location"]
    assert (rows(where), where.endswith("#more")) == ([A_DATASET, other], True)
    assert opened.get(where).count('id="more"') == 1
    where = fill(opened, where.partition("#")[0]).headers["location"]
    assert rows(where) == [A_DATASET, other]
    where = fill(opened, where, {f"{other}[0].name": "Fear"}, f"remove:{A_DATASET}[0]").headers["location"]
    assert rows(where) == [other]


def test_an_address_has_no_rows_but_those_of_known_lists(opened: Opened) -> None:
    """Whatever names fields have that somebody sends."""
    place, odd = f"{begin(opened)}/risk", "risk_assessment.Halima Bello"
    names = (f"{odd}[0].name", "signatories[0].name", f"{IMPACTS}[0].individuals", f"{A_DATASET}[0].secret[0].x")
    for do, in_address in (
        ("save", "?add=risk_assessment.assessors"),
        (f"add:{odd}", "?add=risk_assessment.assessors#more"),
    ):
        where = fill(opened, place, dict.fromkeys(names, ""), do).headers["location"]
        assert where == f"{place}{in_address}"
    assert opened.get(f"{place}?add={odd},signatories,{A_DATASET}").count('id="more"') == 1


def test_answers_to_one_dataset_twice_are_both_shown_and_kept(opened: Opened) -> None:
    place = begin(opened)
    for number, (name, gravity) in enumerate((("Fear", "severe"), ("Safety", "none"))):
        fill(opened, f"{place}/risk", {}, f"add:{A_DATASET}")
        row = {f"{A_DATASET}[{number}].name": name, f"{IMPACTS}[{number}].individuals": gravity}
        fill(opened, f"{place}/risk?add={A_DATASET}", row)
    for _ in range(3):
        fill(opened, f"{place}/risk", {f"{A_DATASET}[1].name": "Fear"})
    typed = draft_in(opened).typed
    assert [typed[f"{IMPACTS}[{number}].individuals"] for number in (0, 1)] == ["severe", "none"]


def test_a_row_is_taken_out_with_what_belongs_to_it_alone(opened: Opened, whole: dtmforms.Agreement) -> None:
    place, before = begin(opened, whole), whole.values()
    fill(opened, f"{place}/risk", {}, f"remove:{A_DATASET}[0]")
    after = draft_in(opened).check().record
    assert after is not None
    gone, *left = before["table_b"]["low"]["datasets"]
    assert after.values()["table_b"]["low"]["datasets"] == left
    impacts = before["risk_assessment"]["impacts"]
    assert after.values()["risk_assessment"]["impacts"] == [one for one in impacts if one["dataset"] != gone["name"]]
    fill(opened, f"{place}/field", {}, "remove:table_c.iom.field[0]")
    typed = draft_in(opened).typed
    assert typed["table_c.iom.field[0].area"] == "Pemba"
    assert "table_c.iom.field[1].area" not in typed


# Nothing is lost


def test_two_tabs_on_one_draft_do_not_overwrite_each_other(opened: Opened, whole: dtmforms.Agreement) -> None:
    place = begin(opened, whole)
    one = other = opened.get(f"{place}/need")
    fill(opened, f"{place}/need", {"purpose": "What the first tab says"}, html=one)
    answer = fill(opened, f"{place}/need", {"purpose": "What the second tab says"}, html=other)
    assert answer.status_code == 409
    assert draft_in(opened).typed["purpose"] == "What the first tab says"
    text = text_of(answer.text)
    assert "is not saved" in text
    assert "What the first tab says" in text
    assert "What the second tab says" in text, "what was typed stays in its field"
    assert fill(opened, f"{place}/need", {}, html=answer.text).status_code == 303
    assert draft_in(opened).typed["purpose"] == "What the second tab says"


def test_what_is_typed_is_kept_while_it_is_typed_and_what_is_found_comes_back(opened: Opened) -> None:
    """As the script sends it; rows that are still empty keep their places in what is shown."""
    place = begin(opened)
    typed = {"risk_assessment.assessors[1].name": "Joana Macuácua", "risk_assessment.assessed_on": "tomorrow"}
    answer = fill(opened, f"{place}/risk", typed, "typed")
    assert answer.status_code == 200
    assert draft_in(opened).typed["risk_assessment.assessors[0].name"] == "Joana Macuácua"
    assert "Still empty" in beside(answer.text, "risk_assessment.assessors-1.role")
    assert "This is no day" in beside(answer.text, "risk_assessment.assessed_on")
    assert fill(opened, f"{place}/risk", typed | {"risk_assessment.assessed_on": "2026-11-01"}, html=answer.text)
    assert draft_in(opened).typed["risk_assessment.assessed_on"] == "2026-11-01"


def test_a_draft_outlives_the_program(opened: Opened) -> None:
    place = begin(opened)
    fill(opened, f"{place}/parties", {"operation": "Lake Chad"})
    again = Opened(opened.register)
    assert 'value="Lake Chad"' in again.get(f"{place}/parties")


def test_what_cannot_be_saved_stays_in_the_form(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    place = begin(opened)
    html = opened.get(f"{place}/need")

    def full(place: str, *_: object, **__: object) -> None:
        raise dtmforms.FileError("not_written_disk_full", place=place)

    monkeypatch.setattr(files, "write", full)
    answer = fill(opened, f"{place}/need", {"purpose": "To choose sites"}, html=html)
    assert answer.status_code == 422
    assert "To choose sites" in answer.text


def test_a_file_written_by_hand_is_told_before_its_comments_go(opened: Opened) -> None:
    place = begin(opened, data=dtmforms.new_record("Niger", "Harbour Trust"))
    html = opened.get(f"{place}/parties")
    assert "its comments are not kept" in text_of(html)
    assert "data-typed" not in html, "no script saves it before somebody does"
    [path] = Path(opened.records).iterdir()
    assert b"#" in path.read_bytes()
    fill(opened, f"{place}/parties")
    assert b"#" not in path.read_bytes()
    assert "its comments are not kept" not in text_of(opened.get(f"{place}/parties"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"purpose: [", "not valid YAML"),
        (b"purpos: to choose sites\n", "unknown key"),
        (b"purpose: {a: b}\n", "stands here"),
        (b"- a list\n", "no record"),
    ],
    ids=["no YAML", "an unknown key", "another kind", "a list"],
)
def test_a_file_that_no_form_can_show_is_told_and_stays(opened: Opened, data: bytes, said: str) -> None:
    place = begin(opened, data=data)
    assert "cannot be shown as a form" in text_of(opened.get("/drafts"))
    answer = opened.browser.get(f"{place}/parties")
    assert answer.status_code == 422
    assert said in text_of(answer.text)
    [path] = Path(opened.records).iterdir()
    assert path.read_bytes() == data


# How it is shown


@pytest.mark.sampled("records on the page in every language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_speaks_one_language(opened: Opened, whole: dtmforms.Agreement, language: str) -> None:
    place = begin(opened, whole)
    typed = [*dtmforms.read_draft(dtmforms.to_yaml(whole)).typed.values(), "Mozambique", str(Path(opened.records))]
    lines = [line for text in typed for line in text.splitlines()]
    fill(opened, f"{place}/table_c", {"table_c.iom.primary.mobile": "84", "table_c.iom.primary.email": "x"})
    for step in ("", *(f"{place}/{one}" for one in (*STEPS, REVIEW, "remove"))):
        text = text_of(opened.get(step or "/drafts", language))
        for name in LANGUAGES:
            text = text.replace(name_of(name), "")
        assert not foreign(text, language, lines), step


def name_of(language: str) -> str:
    from dtmforms.language.catalog import catalog

    return str(catalog("form", language)["name"])


def test_no_address_title_or_name_of_a_file_holds_contact_data(opened: Opened, whole: dtmforms.Agreement) -> None:
    files.write(str(Path(opened.records) / "Halima Bello.yaml"), dtmforms.to_yaml(whole))
    html = opened.get("/drafts")
    places = [*re.findall(r'(?:href|action)="([^"]*)"', html), *re.findall(r"<title>(.*?)</title>", html)]
    place = next(one.rpartition("/")[0] for one in places if one.endswith("/remove"))
    for step in (*STEPS, REVIEW):
        html = opened.get(f"{place}/{step}")
        places += [*re.findall(r'(?:href|action)="([^"]*)"', html), *re.findall(r"<title>(.*?)</title>", html)]
    assert not [one for one in places if "Halima" in one or "Bello" in one or "@" in one]
    assert "Halima Bello" not in html.partition("<main")[0]


def test_names_and_numbers_are_isolated_among_arabic_words(opened: Opened, whole: dtmforms.Agreement) -> None:
    place = begin(opened, whole)
    html = opened.get(f"{place}/review", "ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert f'<bdi dir="ltr">{whole.table_c.iom.primary.mobile}</bdi>' in html  # type: ignore[union-attr]
    assert re.search(r'name="table_c.iom.primary.mobile"[^>]*dir="ltr"', opened.get(f"{place}/table_c", "ar"))
