"""The cases of `cases.toml`, which a lawyer can read: what a register makes of one act after another."""

from __future__ import annotations

import copy
import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import REFERENCE, TODAY, load_sample, stricter_policy
from histories import STATED, unread_scan

from dtmforms.agreement.check import check_values
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Grounds
from dtmforms.errors import RegisterError
from dtmforms.pdf.write.form import draw
from dtmforms.register import patch, query, record_event, signing, take_return
from dtmforms.register.act import Act
from dtmforms.register.duty_done import DutyDone, duty_done
from dtmforms.register.events import Dated
from dtmforms.register.mission_policy import Policies, record_policy
from dtmforms.register.projection import Projection
from dtmforms.register.store import RegisterStore, Transaction
from dtmforms.register.take_return import Intake
from dtmforms.returns.answer import Return
from dtmforms.returns.sandboxed import read_return

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))["case"]
SIGNED = {"does": "sign", "on": datetime.date(2026, 10, 5)}
each_case = pytest.mark.parametrize("case", CASES, ids=[f"{case['number']}-{case['rule']}" for case in CASES])


def with_values(record: Agreement, act: dict[str, Any]) -> dict[str, Any]:
    """The values of a record with what an act says, and without what is gone."""
    values = copy.deepcopy(record.values())
    for path, value in [*act.get("says", {}).items(), *((path, None) for path in act.get("gone", ()))]:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place: Any = values
        for step in steps:
            place = place[step]
        place[last] = copy.deepcopy(value)
    return values


class Doing:
    """One act of a case; `number` tells its file from others."""

    def __init__(self, transaction: Transaction, act: dict[str, Any], number: int) -> None:
        self.transaction, self.act, self.dated, self.file = transaction, act, Dated(act["on"]), f"{number:064}"
        self.grounds = Grounds(confirmed_by=act.get("confirmed_by"))

    def do(self) -> Act | Return | Policies:
        done: Act | Return | Policies = getattr(self, self.act["does"])()
        return done

    def projection(self) -> Projection:
        """The agreement on the day of which a record or a form is made, that of the act where no other is said."""
        return query.projection_of(self.transaction, REFERENCE, str(self.act.get("made_on", self.act["on"])))

    def values(self) -> dict[str, Any]:
        return with_values(query.in_force(self.projection()), self.act)

    def record(self) -> Agreement:
        return checked(self.values())

    def policy(self) -> Policies:
        """The mission makes a revision of some paths; of none, where it goes back to ours."""
        return record_policy(self.transaction, stricter_policy(self.act["strict"]), self.file, self.dated)

    def add(self) -> Act:
        record = checked(with_values(load_sample("en"), self.act))
        return record_event.add(self.transaction, record, self.dated, self.act.get("accepted", ()))

    def sign(self) -> Act:
        return signing.sign(self.transaction, REFERENCE, unread_scan(self.file), self.dated, STATED)

    def notice(self) -> Act:
        return record_event.notice(self.transaction, REFERENCE, self.record(), None, self.dated, self.grounds)

    def revise(self) -> Act:
        """A text of the act's own, or what returns have proposed."""
        record = self.record() if "says" in self.act else None
        return record_event.revise(self.transaction, REFERENCE, record, self.dated, self.grounds)

    def take_return(self) -> Act | Return:
        """A form that was made of what was in force on a day, filled in."""
        form = draw(Agreement.model_validate(self.values()), "en", self.projection().terms)
        intake = Intake(self.dated, self.grounds, self.act.get("accepted", ()))
        return take_return.take_return(self.transaction, read_return(form), "return.pdf", intake)

    def reassess(self) -> Act:
        return record_event.reassess(self.transaction, REFERENCE, self.record(), self.dated)

    def suspend(self) -> Act:
        return record_event.suspend(self.transaction, REFERENCE, "unrest", self.act.get("until"), self.dated)

    def end(self) -> Act:
        return record_event.end(self.transaction, REFERENCE, "both sides agreed", self.dated)

    def duty(self) -> Act:
        """Shown by a sentence where there is one, else by a file."""
        sentence = self.act.get("sentence", "")
        file = None if sentence else self.file
        done = DutyDone(self.act["duty"], sentence, file, confirmed_by=self.act.get("confirmed_by"))
        return duty_done(self.transaction, REFERENCE, done, self.dated)

    def redate(self) -> Act:
        return signing.redate(self.transaction, REFERENCE, self.act["event"], self.dated, "a wrong day was typed")


def checked(values: dict[str, Any]) -> Agreement:
    found = check_values(values, today=TODAY)
    assert found.record, found.findings
    return found.record


def came_to(transaction: Transaction, case: dict[str, Any]) -> dict[str, Any]:
    """What the last act of a case came to, under the words that a case may have in `then`."""
    begun = {"does": "add", "on": datetime.date(2026, 10, 1), "says": case.get("before", {})}
    acts: list[dict[str, Any]] = [begun, *([SIGNED] if case.get("signed", True) else []), *case["acts"]]
    *before, last = acts
    for number, act in enumerate(before):
        assert not isinstance(Doing(transaction, act, number).do(), Return), act
    terms, refused, done = query.projection_of(transaction, REFERENCE).terms, None, None
    try:
        done = Doing(transaction, last, len(before)).do()
    except RegisterError as error:
        refused = error.code
    after = query.projection_of(transaction, REFERENCE)
    compared = done.answer.comparison if isinstance(done, Act) and done.answer else None
    found = done.findings if isinstance(done, Act | Return) else []
    suspension, waits = query.suspension(after, str(last["on"])), query.to_sign(after)
    return {
        "refused": refused,
        "verdict": compared.verdict if compared else None,
        "recorded": [event.kind for event in done.added] if isinstance(done, Act) else [],
        "rules": sorted({one.rule for one in found if one.rule}),
        "revision": after.revision,
        "contacts": after.contacts,
        "terms": "stay" if after.terms == terms else "move",
        "suspended": suspension is not None,
        "signed_with": after.signed and after.signed.contacts_on,
        "unconfirmed": list(after.unconfirmed),
        "waiting": [path for proposal in after.waiting for path in proposal.paths],
        "told": after.steps[-1].reason.code,
        "low": query.in_force(after).values()["table_b"]["low"]["destination"],
        "iom": patch.plain(query.in_force(after))["table_c"]["iom"]["primary"],
        "low_to_sign": waits.values()["table_b"]["low"]["destination"] if waits else None,
    }


@each_case
def test_a_case_comes_to_what_it_says(tmp_path: Path, case: dict[str, Any]) -> None:
    with RegisterStore(str(tmp_path / "register.sqlite3")).writing(begins=True) as transaction:
        came = came_to(transaction, case)
    assert {key: came[key] for key in case["then"]} == case["then"]


def test_the_cases_are_numbered_and_each_says_what_is_recorded() -> None:
    assert [case["number"] for case in CASES] == list(range(1, len(CASES) + 1))
    assert all({"recorded", "refused"} & case["then"].keys() for case in CASES)
    assert all(case["what"].endswith(".") and case["why"].endswith(".") for case in CASES)
