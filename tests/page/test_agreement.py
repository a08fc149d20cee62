"""The page of one agreement: where it stands, its people on a day, its history, its documents."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, scan
from forms import fields_of
from pages import ORIGIN, Opened, text_of

import dtmforms

REFERENCE = "MOZ-CD-HCT-CP"
HERE = f"/agreements/{REFERENCE}"
BEGUN, SIGNED, NOTICED = (datetime.date(2026, 10, day) for day in (1, 12, 20))
STATED: dict[str, Any] = {"stated_by": "dtm_coordinator", "why": "Both signed before me"}


@pytest.fixture
def values() -> dict[str, Any]:
    """The invented agreement, with areas of which one has nobody."""
    values = dtmforms.load(str(RECORDS["en"])).values()
    person = {"name": "Carlota Amade", "title": "Officer", "mobile": "+258 84 555 0121"}
    values["table_c"]["requesting_organization"]["field"] = [
        {"area": "Pemba", **person, "email": "camade@harbour-trust.example"},
        {"area": "Montepuez"},
    ]
    return values


@pytest.fixture
def register(tmp_path: Path, values: dict[str, Any]) -> dtmforms.Register:
    """One in which the agreement was signed, and has a new focal point since."""
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(dtmforms.Agreement.model_validate(values), on=BEGUN)
    register.sign(REFERENCE, scan(str(tmp_path / "signed.png")), on=SIGNED, **STATED)
    partner = values["table_c"]["requesting_organization"]
    partner["primary"] = partner["primary"] | {"name": "Олена Мороз", "email": "omoroz@harbour-trust.example"}
    register.notice(REFERENCE, dtmforms.Agreement.model_validate(values), on=NOTICED)
    return register


@pytest.fixture
def opened(register: dtmforms.Register) -> Opened:
    return Opened(register.place)


def test_it_says_where_it_stands_and_what_is_next(opened: Opened) -> None:
    text = text_of(opened.get(HERE))
    assert "In force since 12 October 2026." in text
    assert "Revision 1 The text that both sides signed on 12 October 2026." in text
    assert "Contacts 2 Who the focal points are, since 20 October 2026." in text
    state = dtmforms.Register(opened.register).show(REFERENCE)
    assert state.numbers.revision == 1
    next_step = text.partition(" Next ")[2]
    assert next_step.startswith(
        "A new focal point has not been announced to the counterpart in writing since 20 October"
    )
    assert f'class="button first" href="{HERE}/duties/written_notice"' in opened.get(HERE)


def test_what_the_page_does_is_one_button_and_what_it_does_not_its_command(
    tmp_path: Path, values: dict[str, Any]
) -> None:
    register = dtmforms.Register(tmp_path / "new.sqlite3")
    values["risk_assessment"]["reassess_by"] = datetime.date(2099, 1, 1)
    register.add(dtmforms.Agreement.model_validate(values))
    html = Opened(register.place).get(HERE)
    assert re.findall(r'class="first" name="kind" value="([^"]*)"', html) == ["to-sign"]
    assert "dtmforms register" not in html
    register.sign(REFERENCE, scan(str(tmp_path / "signed.png")), **STATED)
    values["valid_until"] = datetime.date.today() + datetime.timedelta(days=3)
    values["table_c"]["requesting_organization"]["field"] = []
    values["country"] = "MOZ"
    other = dtmforms.Register(tmp_path / "other.sqlite3")
    other.add(dtmforms.Agreement.model_validate(values))
    other.sign(REFERENCE, scan(str(tmp_path / "signed.png")), **STATED)
    next_thing = Opened(other.place).get(HERE).partition('id="h-next"')[2].partition("</section>")[0]
    assert f'action="{HERE}/revise"' in next_thing
    assert 'class="first"' in next_thing


def test_the_signed_copy_is_recorded_once_there_are_papers_to_sign(tmp_path: Path, values: dict[str, Any]) -> None:
    """The other way round, nobody can have signed anything. That they were saved outlasts the page."""
    values["risk_assessment"]["reassess_by"] = datetime.date(2099, 1, 1)
    register = dtmforms.Register(tmp_path / "new.sqlite3")
    register.add(dtmforms.Agreement.model_validate(values))
    opened = Opened(register.place)

    def first(opened: Opened) -> list[str]:
        return re.findall(r'class="(?:button )?first" (?:href|name="kind" value)="([^"]*)"', opened.get(HERE))

    assert first(opened) == ["to-sign"]
    opened.post(f"{HERE}/papers", kind="form")
    assert first(opened) == ["to-sign"], "which is to be filled in, and not to be signed"
    opened.post(f"{HERE}/papers", kind="form-to-sign")
    assert first(opened) == [f"{HERE}/acts/sign"]
    again = Opened(register.place)
    assert first(again) == [f"{HERE}/acts/sign"]
    [kept] = (Path(opened.records) / "papers").iterdir()
    assert (re.fullmatch("[0-9a-f]{64}", kept.name) is not None, kept.read_bytes()) == (True, b"")
    copy = Path(scan(str(tmp_path / "signed.png"))).read_bytes()
    given = fields_of(again.get(f"{HERE}/acts/sign"), f"{HERE}/acts/sign")
    typed = {"why": STATED["why"], "by": STATED["stated_by"]}
    again.browser.post(
        f"{HERE}/acts/sign", data=given | typed, files={"file": ("x.png", copy)}, headers={"origin": ORIGIN}
    )
    assert register.show(REFERENCE).signed
    assert not kept.exists(), "nobody asks any more"


def test_papers_that_were_sent_need_not_be_saved(tmp_path: Path, values: dict[str, Any]) -> None:
    """The register has it that they were; and where nothing can be kept, they are saved all the same."""
    register = dtmforms.Register(tmp_path / "new.sqlite3")
    register.add(dtmforms.Agreement.model_validate(values))
    (tmp_path / "records").write_bytes(b"no folder")
    opened = Opened(register.place)
    assert opened.post(f"{HERE}/papers", kind="to-sign").status_code == 200
    assert 'class="button" href="/agreements/MOZ-CD-HCT-CP/acts/sign"' in opened.get(HERE)
    register.issue(REFERENCE)
    assert 'class="button first" href="/agreements/MOZ-CD-HCT-CP/acts/sign"' in opened.get(HERE)


def test_people_are_those_of_the_day(opened: Opened) -> None:
    today, before = text_of(opened.get(HERE)), text_of(opened.get(f"{HERE}?on=2026-10-19"))
    assert "Олена Мороз" in today
    assert "Wanjiru Kamau" not in today
    assert "Wanjiru Kamau" in before
    assert "Олена Мороз" not in before
    assert "All of this page is as it was at the end of 19 October 2026." in before
    assert "20 October 2026" not in before.partition("What happened, and why")[2].partition("All that is open")[0]
    assert "Documents" not in before


def test_an_area_without_anybody_is_named_and_since_when(opened: Opened) -> None:
    text = text_of(opened.get(HERE))
    assert "Pemba Carlota Amade +258 84 555 0121" in text
    assert "Montepuez nobody since 1 October 2026" in text


def test_a_post_without_anybody_is_vacant(register: dtmforms.Register, values: dict[str, Any]) -> None:
    values["table_c"]["requesting_organization"]["secondary"] = None
    register.notice(REFERENCE, dtmforms.Agreement.model_validate(values))
    assert re.search(r"Secondary focal point +vacant", text_of(Opened(register.place).get(HERE)))


def test_the_history_says_by_which_rule_the_numbers_moved_or_stayed(opened: Opened) -> None:
    text = text_of(opened.get(HERE)).partition("What happened, and why")[2]
    steps = dtmforms.Register(opened.register).history(REFERENCE)
    assert len(steps) == 3
    for step in steps:
        assert f"{step.reason.text('en')} (rule {step.rule})" in text
    notice, signed, begun = (text.index(part) for part in ("Contacts 2 ·", "12 October 2026 · signed", "drafted"))
    assert notice < signed < begun, "the newest comes first"


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda one: one.suspend(REFERENCE, "floods", on=NOTICED), "Sharing is suspended since 20 October 2026."),
        (
            lambda one: one.suspend(REFERENCE, "floods", on=NOTICED, until=datetime.date(2099, 1, 1)),
            "Sharing is suspended since 20 October 2026, until 1 January 2099.",
        ),
        (lambda one: one.end(REFERENCE, "closed", on=NOTICED), "Ended on 20 October 2026."),
    ],
)
def test_its_state_is_a_sentence(register: dtmforms.Register, act: Any, says: str) -> None:
    act(register)
    assert says in text_of(Opened(register.place).get(HERE))


def test_an_agreement_that_nobody_signed_says_so(tmp_path: Path, values: dict[str, Any]) -> None:
    register = dtmforms.Register(tmp_path / "new.sqlite3")
    register.add(dtmforms.Agreement.model_validate(values))
    text = text_of(Opened(register.place).get(HERE))
    assert "Not signed yet." in text
    assert "The text that waits for its signature." in text


def test_one_that_has_expired_says_so(tmp_path: Path, values: dict[str, Any]) -> None:
    values["valid_until"] = datetime.date(2026, 10, 15)
    register = dtmforms.Register(tmp_path / "new.sqlite3")
    register.add(dtmforms.Agreement.model_validate(values), on=BEGUN)
    register.sign(REFERENCE, scan(str(tmp_path / "signed.png")), on=SIGNED, **STATED)
    assert "It was valid until 15 October 2026." in text_of(Opened(register.place).get(HERE))


@pytest.mark.parametrize("on", ["2026-13-01", "yesterday", "20261001x", "1448-02-30 ", "²"])
def test_what_is_no_day_is_said(opened: Opened, on: str) -> None:
    answer = opened.browser.get(HERE, params={"on": on})
    assert (answer.status_code, "This is no day" in answer.text) == (422, True)


def test_a_day_before_it_began_is_said(opened: Opened) -> None:
    answer = opened.browser.get(f"{HERE}?on=2026-09-30")
    assert answer.status_code == 422
    assert "2026" in text_of(answer.text)


def test_a_reference_of_nothing_is_said_and_no_markup(opened: Opened) -> None:
    answer = opened.browser.get("/agreements/%3Cscript%3E")
    assert (answer.status_code, answer.text.count("<script")) == (404, 1), "the page's own"


# Documents


def texts_in(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()


@pytest.mark.parametrize("kind", ["agreement", "form", "notice", "handover", "record"])
def test_its_documents_are_those_of_the_command_line(opened: Opened, kind: str) -> None:
    register = dtmforms.Register(opened.register)
    record = register.show(REFERENCE).record
    status = register.document_status(record)
    paperwork = register.paperwork(REFERENCE)
    expected = {
        "agreement": lambda: dtmforms.fill(record, status=status),
        "form": lambda: dtmforms.form(record, status=status),
        "notice": lambda: paperwork.notice,
        "handover": lambda: paperwork.handover,
        "record": lambda: dtmforms.to_yaml(record),
    }[kind]()
    answer = opened.post(f"{HERE}/papers", kind=kind)
    assert answer.status_code == 200
    assert answer.content == expected
    suffix = {"form": "pdf", "record": "yaml"}.get(kind, "docx")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{REFERENCE}-{kind}.{suffix}"


def test_there_are_the_documents_that_there_can_be(opened: Opened, tmp_path: Path, values: dict[str, Any]) -> None:
    offered = re.findall(r'name="kind" value="([\w-]+)"', opened.get(HERE))
    assert offered == ["agreement", "form", "notice", "handover", "record"]
    assert opened.post(f"{HERE}/papers", kind="to-sign").status_code == 422
    assert opened.post(f"{HERE}/papers", kind="../x").status_code == 422
    new = dtmforms.Register(tmp_path / "new.sqlite3")
    new.add(dtmforms.Agreement.model_validate(values))
    page = Opened(new.place)
    of_text = ["to-sign", "form-to-sign"]
    assert re.findall(r'name="kind" value="([\w-]+)"', page.get(HERE)) == [*of_text, *of_text, "form", "record"]
    assert page.post(f"{HERE}/papers", kind="to-sign").status_code == 200
    assert page.post(f"{HERE}/papers", kind="notice").status_code == 422


def test_a_revision_that_waits_is_the_text_to_sign(register: dtmforms.Register, values: dict[str, Any]) -> None:
    values["purpose"] = "Another purpose, by which it is known."
    register.revise(REFERENCE, dtmforms.Agreement.model_validate(values))
    opened = Opened(register.place)
    documents = opened.get(HERE).partition('id="h-papers"')[2]
    assert re.findall(r'name="kind" value="([\w-]+)"', documents)[:3] == ["to-sign", "form-to-sign", "agreement"]
    record = register.show(REFERENCE).text_to_sign
    expected = dtmforms.fill(record, status=register.document_status(record))
    assert opened.post(f"{HERE}/papers", kind="to-sign").content == expected
    text, status = register.text_to_sign(record)
    form = dtmforms.form(text, to_sign=True, status=status)
    assert opened.post(f"{HERE}/papers", kind="form-to-sign").content == form


def test_nobody_is_in_an_address_a_title_or_a_header(opened: Opened) -> None:
    people = ("Олена", "omoroz", "Kamau", "Amade", "555")
    html = opened.get(HERE)
    told = [*re.findall(r'(?:href|action)="([^"]*)"', html), *re.findall(r"<title>(.*?)</title>", html)]
    for answer in (opened.browser.get(HERE), opened.post(f"{HERE}/papers", kind="notice")):
        told += [f"{name}: {value}" for name, value in answer.headers.items()]
    assert [text for text in told if any(person in text for person in people)] == []
