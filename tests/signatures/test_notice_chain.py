"""A chain of notices: followed with nothing but the files and a trust file, in whatever order they come."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import load_sample
from notice_files import NAMES, SIDES, agreement, chain, content, person, sign_notice
from signed_files import certified, countersigned, key, read, trust, trust_row

import dtmforms
from dtmforms.cli.main import run
from dtmforms.form.notice import NoticeContent, PostChange
from dtmforms.pdf.write.form import draw
from dtmforms.pdf.write.notice import draw_notice
from dtmforms.signatures.chain import Chain, chains
from dtmforms.signatures.trust import TrustFile, row_as_text
from dtmforms.signatures.verification import Verification
from dtmforms.signatures.verify import verified

DAY = datetime.date(2026, 12, 1)
LANGUAGES = ("en", "fr", "es", "ar")


@cache
def known() -> TrustFile:
    return trust(load_sample("en").requesting_organization.name, "Lena Ott")


@cache
def judged(data: bytes, name: str) -> Verification:
    return verified(read(data, known()), name, known())


def followed(files: dict[str, bytes]) -> list[Chain]:
    return chains([judged(data, name) for name, data in files.items()], DAY)


def files(*numbers: int) -> dict[str, bytes]:
    """The agreement, and notices of the chain by their numbers, from 0, under names that say nothing."""
    return {"agreement.pdf": agreement()} | {f"{'xbqma'[number]}.pdf": chain()[number].data for number in numbers}


def codes(made: Chain) -> list[str]:
    return [found.code for found in made.findings]


def names(made: Chain) -> dict[str, str | None]:
    return {one.place: one.person["name"] if one.person else None for one in made.contacts}


def test_five_notices_in_any_order_are_put_into_theirs_and_show_who_is_called() -> None:
    [made] = followed(files(3, 0, 4, 2, 1))
    assert (made.verdict, made.exit_code, made.findings) == ("holds", 0, [])
    assert [link.notice for link in made.notices] == [one.content for one in chain()]
    called = names(made)
    assert called["requesting_organization.primary"] == NAMES[4]
    assert called["iom.primary"] == NAMES[3]
    secondary = load_sample("en").focal_point("iom.secondary")
    assert secondary
    assert called["iom.secondary"] == secondary.name
    since = {one.place: one.since for one in made.contacts}
    assert (since["iom.primary"], since["iom.secondary"]) == ("2026-11-20", None)


def test_a_missing_notice_is_named_by_its_fingerprint() -> None:
    [made] = followed(files(4, 1, 0, 3))
    [gap] = made.findings
    assert (made.verdict, made.exit_code, gap.code) == ("incomplete", 7, "chain_gap")
    assert gap.values == {"file": "m.pdf", "fingerprint": chain()[2].content.fingerprint}
    assert [link.file for link in made.notices] == ["x.pdf", "b.pdf", "m.pdf", "a.pdf"]


def test_out_of_order_one_forged_and_one_missing() -> None:
    """What somebody forges has another fingerprint: the notice that it should be is missing, and it is in no chain."""
    forged = chain()[3].data.replace(b"Yaw Mensah", b"Eve Mallor")
    [made] = followed(files(4, 0, 2) | {"forged.pdf": forged})
    assert made.verdict == "incomplete"
    missing = {found.values["fingerprint"] for found in made.findings if found.code == "chain_gap"}
    assert missing == {chain()[1].content.fingerprint, chain()[3].content.fingerprint}
    assert "forged.pdf" not in [link.file for link in made.notices]
    assert "Eve Mallor" not in names(made).values()
    told = judged(forged, "forged.pdf")
    assert (told.verdict, told.exit_code, told.notice) == ("broken", 3, None)
    assert "notice_shown_otherwise" in [found.code for found in told.findings]


def other(number: int, **otherwise: Any) -> NoticeContent:
    return replace(chain()[number].content, **otherwise)


def with_another_person() -> bytes:
    record = load_sample("en")
    values = record.values()
    values["table_c"]["iom"]["primary"]["name"] = "Zoe New"
    return countersigned(certified(dtmforms.form(type(record).model_validate(values), to_sign=True)))


OF_BEFORE = PostChange(f"{SIDES[0]}.primary", "", person("Ruth Adeyemi"), person(NAMES[0]))
AREA = PostChange("iom.field[Gwoza]", "Gwoza", None, person("Hauwa Bello"))
WRONG: dict[str, tuple[Callable[[], dict[str, bytes]], str, list[str]]] = {
    "two name the same one before": (
        lambda: files(0, 1) | {"other.pdf": sign_notice(other(1, effective="2026-11-10"))},
        "broken",
        ["chain_fork"],
    ),
    "signed by the other side": (
        lambda: files(0) | {"other.pdf": sign_notice(chain()[1].content, "Lena Ott")},
        "broken",
        ["chain_notice_bad"],
    ),
    "signed by nobody who is known": (
        lambda: files(0) | {"other.pdf": sign_notice(chain()[1].content, "Tom Fox")},
        "incomplete",
        ["chain_notice_unsigned"],
    ),
    "not signed": (
        lambda: files(0) | {"other.pdf": draw_notice(chain()[1].content)},
        "incomplete",
        ["chain_notice_unsigned"],
    ),
    "without the agreement": (
        lambda: {"x.pdf": chain()[0].data},
        "incomplete",
        ["chain_without_agreement"],
    ),
    "of another agreement": (
        lambda: files() | {"other.pdf": sign_notice(other(0, reference="NGA-OTHER"))},
        "broken",
        ["chain_of_other_agreement"],
    ),
    "of other terms": (
        lambda: files() | {"other.pdf": sign_notice(other(0, terms="7Q2M-KX4D", follows="7Q2M-KX4D"))},
        "broken",
        ["chain_of_other_terms"],
    ),
    "of another partner": (
        lambda: (
            files() | {"other.pdf": sign_notice(other(1, organization="Another", follows=chain()[0].content.terms))}
        ),
        "broken",
        ["chain_notice_of_other_text"],
    ),
    "of the time before the text was signed anew, with other people": (
        lambda: files() | {"other.pdf": sign_notice(other(0, posts=(OF_BEFORE,)))},
        "incomplete",
        ["chain_notice_out_of_place"],
    ),
    "beside another signed copy of the text, with other people": (
        lambda: files(0) | {"other.pdf": with_another_person()},
        "incomplete",
        ["chain_of_several"],
    ),
    "of an area that nobody signed for": (
        lambda: files(0) | {"other.pdf": sign_notice(other(1, posts=(AREA,)))},
        "broken",
        ["chain_notice_of_other_text"],
    ),
    "the agreement is not signed": (
        lambda: files(0) | {"agreement.pdf": dtmforms.form(load_sample("en"), to_sign=True)},
        "incomplete",
        ["chain_without_agreement"],
    ),
}


@pytest.mark.sampled("notices that do not fit")
@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_named(name: str) -> None:
    make, verdict, found = WRONG[name]
    [made] = followed(make())
    assert (made.verdict, codes(made)) == (verdict, found)


def test_a_notice_that_was_signed_on_an_earlier_day_than_the_text_is_out_of_place() -> None:
    """Where a text is signed anew, the notices of before still name its terms."""
    text, notice = (judged(data, name) for name, data in files(0).items())
    of_before = [
        replace(one, read=replace(one.read, time="2026-11-02T08:00:00Z"), changes=one.changes)
        for one in notice.signatures
    ]
    [made] = chains([text, replace(notice, signatures=of_before)], DAY)
    assert (made.verdict, codes(made)) == ("incomplete", ["chain_notice_out_of_place"])


def test_a_notice_by_either_of_its_texts_terms_is_in_one_chain() -> None:
    """A form may bear terms that a mission's policy makes, beside those that are worked out of it."""
    terms = "7Q2M-KX4D"
    form = countersigned(certified(draw(load_sample("en"), "en", terms, to_sign=True)))
    first = other(0, terms=terms, follows=terms)
    [made] = followed({"agreement.pdf": form, "x.pdf": sign_notice(first), "b.pdf": chain()[0].data})
    assert (made.verdict, codes(made)) == ("broken", ["chain_fork"])


def test_a_notice_that_does_not_count_changes_nobody() -> None:
    [made] = followed(files(0) | {"other.pdf": sign_notice(chain()[1].content, "Tom Fox")})
    first = load_sample("en").focal_point("iom.primary")
    assert first
    assert names(made)["iom.primary"] == first.name
    assert [link.counts for link in made.notices] == [True, False]


def test_two_copies_are_one_notice_and_the_better_one_counts() -> None:
    [made] = followed(files(0, 1) | {"again.pdf": chain()[1].data, "unsigned.pdf": draw_notice(chain()[0].content)})
    assert (made.verdict, len(made.notices)) == ("holds", 2)


def test_a_late_notice_takes_its_place_and_undoes_no_later_day() -> None:
    """It names the last one there was, and counts from its own day on (rule E6)."""
    last = chain()[4].content
    late = replace(content(0, last.fingerprint), effective="2026-11-06")
    [made] = followed(files(0, 1, 2, 3, 4) | {"late.pdf": sign_notice(late)})
    assert (made.verdict, made.notices[-1].file) == ("holds", "late.pdf")
    assert names(made)["requesting_organization.primary"] == NAMES[4]


def test_a_notice_of_a_day_to_come_changes_nobody_yet() -> None:
    to_come = replace(content(0, chain()[4].content.fingerprint), effective="2027-01-01")
    [made] = followed(files(0, 1, 2, 3, 4) | {"next.pdf": sign_notice(to_come)})
    assert (made.verdict, names(made)["requesting_organization.primary"]) == ("holds", NAMES[4])


def test_a_notice_may_name_the_terms_that_the_signed_form_bears() -> None:
    """Those of a mission with a policy of its own are others than ours."""
    terms = "7Q2M-KX4D"
    form = countersigned(certified(draw(load_sample("en"), "en", terms, to_sign=True)))
    [made] = followed({"agreement.pdf": form, "x.pdf": sign_notice(other(0, terms=terms, follows=terms))})
    assert (made.verdict, made.agreement) == ("holds", "agreement.pdf")


def test_files_without_a_notice_are_no_chain() -> None:
    assert followed(files()) == []


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = [trust_row(key("Ana Ruiz"), "iom", "IOM")]
    rows += [trust_row(key("Lena Ott"), "requesting_organization", load_sample("en").requesting_organization.name)]
    Path("trust.toml").write_text("\n".join(map(row_as_text, rows)), encoding="utf-8")
    for name, data in files(3, 0, 4, 2, 1).items():
        Path(name).write_bytes(data)
    return tmp_path


@pytest.mark.usefixtures("desk")
def test_the_command_answers_for_each_file_and_then_for_the_chain(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["verify", "m.pdf", "x.pdf", "agreement.pdf", "--trust", "trust.toml", "--json"])
    said = capsys.readouterr()
    *single, told = map(json.loads, said.out.splitlines())
    assert [one["verdict"] for one in single] == ["holds"] * 3
    assert (code, told["schema"], told["verdict"]) == (7, "dtmforms/chain/1", "incomplete")
    assert [one["file"] for one in told["notices"]] == ["x.pdf", "m.pdf"]
    assert single[0]["notice"]["follows"] == told["findings"][0]["values"]["fingerprint"]
    assert NAMES[0] not in said.err


@pytest.mark.usefixtures("desk")
@pytest.mark.sampled("chains in every language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_sentences_of_each_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    names_of_all = ["a.pdf", "agreement.pdf", "b.pdf", "m.pdf", "q.pdf", "x.pdf"]
    code = run(["--messages", language, "verify", *names_of_all, "--trust", "trust.toml"])
    said = capsys.readouterr().out
    assert code == 0
    assert all(name in said for name in (NAMES[3], NAMES[4]))
    assert said.index("x.pdf", said.index(load_sample("en").reference)) > 0
