"""A program that is killed on its way through a form of the page, at each of its writes in turn.

python killed.py FOLDER draft|act    prints, for each, what was there then and what the same form comes to afterwards
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from conftest import RECORDS
from forms import fields_of
from pages import Opened, register_with

import dtmforms

REFERENCE = "MOZ-CD-HCT-CP"
WRITES = ("open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.truncate")


def main(folder: Path, kind: str) -> None:
    begun = folder / "begun"
    begun.mkdir()
    opened = Opened(register_with(begun, "en"))
    place = f"/agreements/{REFERENCE}/acts/suspend"
    typed = {"why": "the operation paused"}
    if kind == "draft":
        Path(opened.records).mkdir()
        (Path(opened.records) / "draft-00112233.yaml").write_bytes(dtmforms.to_yaml(dtmforms.load(RECORDS["en"])))
        place = opened.post(f"/agreements/{REFERENCE}/revise").headers["location"].replace("/parties", "/need")
        typed = {"purpose": "Another one", "do": "save"}
    form = fields_of(opened.get(place), place) | typed
    old, told = what_is_there(begun), list[dict[str, object]]()
    number, finished = 0, False
    while not finished:
        number += 1
        office = folder / str(number)
        shutil.copytree(begun, office)
        tab = Opened(str(office / "register.sqlite3"), opened.keys)
        finished = not killed_at(number, lambda tab=tab: tab.post(place, **form))  # type: ignore[misc]
        there = what_is_there(office)
        again = Opened(str(office / "register.sqlite3"), opened.keys).post(place, **form).status_code
        after = what_is_there(office)
        told.append({"kept": there == old, "again": again, "after": after, "finished": finished})
        shutil.rmtree(office)
    sys.stdout.write(json.dumps(told))


def what_is_there(office: Path) -> list[str]:
    """The purpose in each draft, and the kinds of what is in the register, which is sound."""
    register = dtmforms.Register(str(office / "register.sqlite3"))
    assert not register.verify().problems
    drafts = [dtmforms.read_draft(path) for path in sorted((office / "records").glob("[!.]*"))]
    return [
        *(str(draft.typed["purpose"]) for draft in drafts),
        *(step.event.kind for step in register.history(REFERENCE)),
    ]


def killed_at(number: int, send: Callable[[], Any]) -> bool:
    """Whether a process of its own was killed when it was about to write for this time, or to send the register a
    statement, or had just done so."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    left = number

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in WRITES and (event != "open" or (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)):
            count()

    sys.addaudithook(hear)

    class Counting(sqlite3.Connection):
        def execute(self, *given: Any) -> Any:
            count()
            done = super().execute(*given)
            count()
            return done

        def cursor(self, *_: Any) -> Any:
            count()
            return super().cursor()

        def commit(self) -> None:
            count()
            super().commit()

    sqlite3.connect = partial(sqlite3.connect, factory=Counting)  # type: ignore[assignment]
    send()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
