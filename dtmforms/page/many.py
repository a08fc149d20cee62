"""Many at once: the documents of all agreements of a register, a folder or a workbook; a folder of returned forms as a
workbook. Everything lies in the folder of work, which is that of the drafts' folder; no form names any other."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import dtmforms
from dtmforms import files
from dtmforms.language.reports import report_words
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.asked import Answer, PageRequest
from dtmforms.page.runs import Rows, Run, Work

PLACE = "/many"
DOCUMENTS, RETURNS = "documents", "returns"
_FOLDERS = {DOCUMENTS: "dtmforms-documents", RETURNS: "dtmforms-returns"}
"""Names that no folder of somebody's own has: what lies there is replaced."""
REPORT = "batch-report.xlsx"
_REGISTER, _RECORDS = "register", "records"
_IN_ORDER = ("written", "unchanged", "valid")
_MOST_ROWS = 200


def show(asked: PageRequest) -> Answer:
    """How far the run is, or what it came to; where none goes on, what can be begun."""
    return _page(asked)


def documents(asked: PageRequest) -> Answer:
    """Make what changed since the last time, of the agreements that were chosen."""
    folder, chosen = asked.page.drafts.folder, asked.given.get("source", "")
    sources: dict[str, Path | None] = {_REGISTER: None, _RECORDS: folder}
    sources |= {_id(path): path for path in _workbooks(folder)}
    if chosen not in sources:
        return asked.refuse(422, on_page("form_not_ours"))
    register = asked.page.register.place if chosen == _REGISTER or Path(asked.page.register.place).exists() else None
    make = partial(dtmforms.batch, sources[chosen], _place(asked, DOCUMENTS), register=register)
    return _begun(asked, Run(DOCUMENTS, asked.page.life.used), lambda run: make(progress=run.tell))


def returns(asked: PageRequest) -> Answer:
    """Read a folder of returned forms by the register; what is valid goes into it where somebody says so, by a role."""
    page, take, by = asked.page, bool(asked.given.get("take")), asked.page.session.role or None
    if take and not by:
        return _page(asked, [on_page("run_needs_role")])

    def read(run: Run) -> Rows:
        return dtmforms.triage(
            [_place(asked, RETURNS)],
            register=dtmforms.IntoRegister(page.register.place, by, record=take, alone=page.deciding),
            progress=run.tell,
            each=run.keep,
        )

    return _begun(asked, Run(RETURNS, page.life.used), read)


def stop(asked: PageRequest) -> Answer:
    asked.page.runs.stop()
    return asked.go(PLACE)


def report(asked: PageRequest) -> Answer:
    """What the run came to, as a workbook."""
    run = asked.page.runs.last
    if run is None or run.state == "running":
        return asked.refuse(422, on_page("no_such_page"))
    if run.kind == DOCUMENTS:
        return asked.send(files.read(str(_place(asked, DOCUMENTS) / REPORT), files.LARGEST_OWN_BYTES), REPORT)
    return asked.send(dtmforms.triage_workbook(run.rows), "returns.xlsx")


def _begun(asked: PageRequest, run: Run, work: Work) -> Answer:
    asked.page.runs.begin(run, work)
    return asked.go(PLACE)


def _page(asked: PageRequest, problems: Sequence[str] = ()) -> Answer:
    run, folder = asked.page.runs.last, asked.page.drafts.folder
    is_running = run is not None and run.state == "running"  # asked once: it may end meanwhile
    return asked.show(
        "many.html",
        422 if problems else 200,
        problems=problems,
        run=run,
        is_running=is_running,
        counts=_counts(run) if run else [],
        recorded=sum(bool(row.recorded) for row in run.rows) if run and run.kind == RETURNS else 0,
        left=_left(run)[:_MOST_ROWS] if run else [],
        workbooks=[(_id(path), path.name) for path in _workbooks(folder)],
        records=str(folder),
        documents=str(_place(asked, DOCUMENTS)),
        returns=str(_place(asked, RETURNS)),
    )


def _counts(run: Run) -> list[tuple[str, str, int]]:
    """How many there are of each outcome, by its word, with what that means."""
    words = _words(run)
    counted = Counter(row.outcome for row in run.rows)
    return [(told["word"], told["says"], counted[outcome]) for outcome, told in words.items() if counted[outcome]]


def _left(run: Run) -> list[tuple[str, str, list[str]]]:
    """What somebody has to look at: of what it is, what became of it, and why."""
    words = _words(run)
    rows = [row for row in run.rows if row.outcome not in _IN_ORDER]
    if run.kind == DOCUMENTS:
        return [(row.output or row.item, words[row.outcome]["word"], row.sentences(spoken())) for row in rows]
    return [(row.file, words[row.outcome]["word"], []) for row in rows]


def _words(run: Run) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = report_words("batch" if run.kind == DOCUMENTS else "returns")["outcomes"]
    return words


def _place(asked: PageRequest, kind: str) -> Path:
    return asked.page.drafts.folder.parent / _FOLDERS[kind]


def _workbooks(folder: Path) -> list[Path]:
    """Those that lie in the records' folder, but for links and the locks of programs."""
    found = folder.glob("*.xlsx") if folder.is_dir() else ()
    return sorted(path for path in found if not path.name.startswith((".", "~$")) and not path.is_symlink())


def _id(path: Path) -> str:
    """Of a workbook: its name may be somebody's (rule D1)."""
    return hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
