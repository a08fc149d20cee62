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
    pdf: str | None
    force: bool


@command()
@reference_argument
@option("--record", metavar="RECORD")
@option("--file", "written", metavar="WRITTEN-NOTICE")
@option("-o", "--output", "folder", metavar="FOLDER")
@option("--pdf", "pdf", metavar="FILE.pdf")
@force_option
@confirmed_by_option
@recording_options
@takes(NoticeRequest)
def notice(asked: NoticeRequest) -> int:
    code = _record(asked) if asked.record or asked.written else 0
    if asked.record or not asked.written:
        _write_paperwork(asked)
    if asked.pdf:
        _write_to_sign(asked, Path(asked.pdf))
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


def _write_to_sign(asked: NoticeRequest, place: Path) -> None:
    """The last notice as PDF, to be signed: a file for each side whose people change."""
    notices = dtmforms.Register(asked.place).notices_to_sign(asked.reference)
    report = Report(asked.as_json, "dtmforms/notice-to-sign/1")
    for notice in notices:
        own = place if len(notices) == 1 else place.with_stem(f"{place.stem}-{notice.side.replace('_', '-')}")
        outcome = files.write(str(own), notice.data, force=asked.force)
        told = {"side": notice.side, "fingerprint": notice.fingerprint}
        report.answer({"reference": notice.reference, "output": str(own), "outcome": outcome} | told)
        report.print(say("made", source=asked.reference, file=str(own), outcome=outcome_word(outcome)))
