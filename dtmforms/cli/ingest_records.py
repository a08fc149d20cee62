"""`ingest`: each return into its record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import dtmforms
from dtmforms import files, names
from dtmforms.cli.compare import print_comparison
from dtmforms.cli.inputs import password_of, policy_of, record_at, trust_at
from dtmforms.cli.options import STANDARD
from dtmforms.cli.output import OutputFiles, Report, in_a_sentence
from dtmforms.contacts import without_contacts
from dtmforms.errors import DtmformsError, RecordError
from dtmforms.language.reports import read_as
from dtmforms.language.spoken import say, spoken

if TYPE_CHECKING:
    from dtmforms.cli.ingest import IngestRequest

_READ_AS = {"flattened": ("the_printed_form", "the_printed_form_of"), "scanned": ("a_scan", "a_scan_of")}
"""The messages that name what was read, and what it is of, where it is no form with its fields."""


def run(asked: IngestRequest) -> int:
    """One return after the other, each into its record."""
    password, policy = password_of(asked), policy_of(asked)
    report = Report(asked.as_json, "dtmforms/return/1", aside=asked.place == STANDARD)
    sent = sent_by(asked.against, report)
    returns = _files_of(asked.returns, report)
    inputs = [*(paper.place for paper in returns), *([asked.against] if asked.against else [])]
    targets = OutputFiles(asked.place, (".yaml", ".yml", ".json"), inputs, len(returns))
    trust = trust_at(asked.trust)
    answers = dtmforms.ingest_all(
        returns, against=sent, password=password, policy=policy, accepted=asked.accepted, trust=trust
    )
    for file, answer in answers:
        with report.item(file):
            if isinstance(answer, DtmformsError):
                raise answer
            report.ends_with(answer.exit_code)
            report.findings(file, answer.findings)
            written = None if asked.as_json and asked.place is None else _write_record(answer, targets, asked.force)
            if asked.pictures is not None:
                apart = f"{asked.pictures}/{answer.sha256[:8]}"
                _write_pictures(answer, asked.pictures if len(returns) == 1 else apart, asked.force)
            report.answer(answer.as_json(spoken()) | ({"output": written} if written else {}))
            report.print(_result(file, answer, written))
            if answer.comparison:
                print_comparison(report, file, answer.comparison)
    return report.exit_code


def sent_by(against: str | None, report: Report) -> dtmforms.Agreement | dtmforms.Sent | None:
    """What returns are judged against. Records of a folder that cannot be used are named, and left out."""
    if against is None or not Path(against).is_dir():
        return record_at(against)
    sent = dtmforms.records_sent(against)
    for place, found in sent.problems.items():
        report.findings(place, found)
        report.ends_with(RecordError.exit_code)
    return sent


def _files_of(sources: tuple[str, ...], report: Report) -> list[dtmforms.Paper]:
    """The files that are named, and those of folders that are called like returns; others there are named, not
    read."""
    found: dict[str, dtmforms.Paper] = {}
    for source in sources:
        papers = dtmforms.papers_in(source) if Path(source).is_dir() else []
        for paper in papers:
            if not paper.named_as_return:
                report.warn(say("not_a_return", file=paper.place))
        named = {paper.place: paper for paper in papers if paper.named_as_return}
        found |= named or {source: dtmforms.Paper(source, source)}
    return [*found.values()]


def _write_record(answer: dtmforms.Return, targets: OutputFiles, force: bool) -> str | None:
    """Where the record was written, `None` where there is none."""
    if answer.record is None:
        return None
    target = targets.of(f"{names.stem(answer.record.reference)}-return-{answer.sha256[:8]}", answer.sha256)
    dump = dtmforms.to_json if Path(target).suffix == ".json" else dtmforms.to_yaml
    files.write(target, dump(answer.record), force=force)
    return target


def _write_pictures(answer: dtmforms.Return, folder: str, force: bool) -> None:
    """Write the picture of each field under the field's name, and put where it is into the field's source."""
    for name, picture in answer.pictures.items():
        place = str(Path(folder) / f"{name}.png")
        files.write(place, picture, force=force)
        answer.sources.get(name, {})["picture"] = place


def _result(file: str, answer: dtmforms.Return, written: str | None) -> str:
    if not answer.readable:
        return say("return_not_read", file=file, kind=read_as(answer.kind))
    about = {"file": file, "what": _what(answer)}
    if answer.record is None:
        return say("return_signed_copy" if answer.only_signed else "return_without_record", **about)
    code = "return_valid" if answer.whole else "return_partial"
    return say(f"{code}_written", place=in_a_sentence(written), **about) if written else say(code, **about)


def _what(answer: dtmforms.Return) -> str:
    """What was read, and of which agreement, if it says so."""
    what, of_agreement = _READ_AS.get(answer.kind, ("the_filled_form", "the_filled_form_of"))
    return say(of_agreement, reference=without_contacts(answer.reference)) if answer.reference else say(what)
