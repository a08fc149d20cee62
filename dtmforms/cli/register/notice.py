from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dtmforms
from dtmforms import files, names
from dtmforms.cli.help import command, option
from dtmforms.cli.inputs import judging_of, record_at
from dtmforms.cli.options import (
    DEFAULT_PLACE,
    JudgedRecording,
    confirmed_by_option,
    force_option,
    recording_options,
    reference_argument,
    takes,
)
from dtmforms.cli.output import Report, outcome_word
from dtmforms.cli.register.acts import record_act
from dtmforms.language.spoken import say


@dataclass(frozen=True, kw_only=True)
class NoticeRequest(JudgedRecording):
    reference: str
    record: str | None
    written: str | None
    folder: str | None
    force: bool


@command()
@reference_argument
@option("--record", metavar="RECORD")
@option("--file", "written", metavar="WRITTEN-NOTICE")
@option("-o", "--output", "folder", metavar="FOLDER")
@force_option
@confirmed_by_option
@recording_options
@takes(NoticeRequest)
def notice(asked: NoticeRequest) -> int:
    code = _record(asked) if asked.record or asked.written else 0
    if asked.record or not asked.written:
        _write_paperwork(asked)
    return code


def _record(asked: NoticeRequest) -> int:
    new, judging = record_at(asked.record), judging_of(asked)
    return record_act(
        asked, lambda register: register.notice(asked.reference, new, written=asked.written or None, **judging)
    )


def _write_paperwork(asked: NoticeRequest) -> None:
    """The two documents of the last notice of an agreement."""
    made = dtmforms.Register(asked.place).paperwork(asked.reference)
    report = Report(asked.as_json, "dtmforms/paperwork/1")
    for name, data in (("notice", made.notice), ("handover", made.handover)):
        stem = f"{names.stem(made.reference)}-{name}-{made.contacts}"
        target = str(Path(asked.folder or DEFAULT_PLACE) / f"{stem}.docx")
        outcome = files.write(target, data, force=asked.force)
        report.answer({"reference": made.reference, "output": target, "outcome": outcome})
        report.print(say("made", source=asked.reference, file=target, outcome=outcome_word(outcome)))
