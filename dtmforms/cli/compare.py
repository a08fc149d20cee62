from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dtmforms
from dtmforms import files, names
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import load, policy_of
from dtmforms.cli.options import (
    ByPolicy,
    as_json_option,
    confirmed_by_option,
    force_option,
    needs,
    place_option,
    policy_option,
    takes,
)
from dtmforms.cli.output import OutputFiles, Report, error_json, outcome_word, print_error
from dtmforms.errors import RecordError
from dtmforms.language.paths import path_in_words
from dtmforms.language.spoken import say, spoken

REVISION_NEEDED = 5


@dataclass(frozen=True, kw_only=True)
class CompareRequest(ByPolicy):
    old: str
    new: str
    confirmed_by: str | None
    others: tuple[str, ...]
    splits: bool
    place: str | None
    force: bool
    as_json: bool

    @property
    def records(self) -> tuple[str, ...]:
        return (self.old, self.new, *self.others)


@command()
@argument("old")
@argument("new")
@policy_option
@confirmed_by_option
@option("--beside", "others", multiple=True, metavar="RECORD")
@option("--split", "splits", is_flag=True)
@place_option
@force_option
@as_json_option
@needs("-o", "--split", "place_needs_split")
@takes(CompareRequest)
def compare(asked: CompareRequest) -> int:
    policy = policy_of(asked)
    targets = OutputFiles(asked.place, (".yaml",), asked.records, items=2) if asked.splits else None
    report = Report(asked.as_json, "dtmforms/comparison/1")
    records = _loaded(asked.records, report)
    if records is None:
        return RecordError.exit_code
    old, new, *others = records
    comparison = dtmforms.compare(old, new, policy=policy, beside=others, confirmed_by=asked.confirmed_by)
    written = _write_parts(old, new, comparison, targets, asked.force) if targets else {}
    report.answer(comparison.as_json(spoken()) | ({"split": written} if written else {}))
    print_comparison(report, asked.new, comparison)
    for name, part in written.items():
        _print_part(report, name, part)
    return REVISION_NEEDED if comparison.revision_required else 0


def _loaded(places: Sequence[str], report: Report) -> list[dtmforms.Agreement] | None:
    """The records at the places; `None` where one is invalid, after the problems of all were printed."""
    records, errors = [], []
    for place in places:
        try:
            records.append(load(place)[0])
        except RecordError as error:
            print_error(error)
            errors.append({"file": place} | error_json(error))
    if errors:
        report.answer({"verdict": None, "errors": errors})
        return None
    return records


def _write_parts(
    old: dtmforms.Agreement, new: dtmforms.Agreement, comparison: dtmforms.Comparison, targets: OutputFiles, force: bool
) -> dict[str, dict[str, Any] | None]:
    """Write the parts of a split: for each, the file and the paths that are in it; `None` where there is none."""
    parts = dtmforms.split(old, new, comparison)
    written: dict[str, dict[str, Any] | None] = {}
    for name, record, its_changes in (
        ("notice", parts.notice, parts.taking_effect),
        ("proposed_revision", parts.revision, parts.waiting),
    ):
        written[name] = None
        if record:
            target = targets.of(f"{names.stem(old.reference)}-{name.replace('_', '-')}", name)
            outcome = files.write(target, dtmforms.to_yaml(record), force=force)
            written[name] = {"output": target, "outcome": outcome, "paths": [change.path for change in its_changes]}
    return written


def _print_part(report: Report, name: str, part: dict[str, Any] | None) -> None:
    if part is None:
        report.print(say("no_notice" if name == "notice" else "no_proposed_revision"))
        return
    written = "notice_written" if name == "notice" else "proposed_revision_written"
    report.print(say(written, file=part["output"], outcome=outcome_word(part["outcome"])))
    for path in [] if report.as_json else part["paths"]:
        report.print(f"  {path_in_words(path, spoken())}")


def print_comparison(report: Report, file: str, comparison: dtmforms.Comparison) -> None:
    """A comparison for eyes. It was asked for, so it names people; beside JSON, which has it all, it names none."""
    report.print(_verdict(comparison), bold=True)
    report.findings(file, comparison.findings)
    if report.as_json:
        return
    for change in comparison.changes:
        report.print(f"  {change.told.text(spoken())}")
        why = change.why.text(spoken())
        report.print(f"    {say('why_effect', effect=change.effect, rule=change.rule, reason=why)}")
    for derived in comparison.derived:
        report.print(f"  {say('derived', path=derived.path, follows=derived.follows)}")


def _verdict(comparison: dtmforms.Comparison) -> str:
    verdict, old, new = comparison.verdict, comparison.old_terms, comparison.new_terms
    if comparison.revision_required:
        return say("revision_and_terms_become", verdict=verdict, old=old, new=new)
    return say("terms_stay", verdict=verdict, terms=new)
