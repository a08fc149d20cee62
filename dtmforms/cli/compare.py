from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from dtmforms.cli.grounds import correcting, judging
from dtmforms.cli.output import (
    Places,
    Report,
    as_json_option,
    error_json,
    force_option,
    load,
    place_option,
    tell_error,
)
from dtmforms.errors import RecordError

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement
    from dtmforms.versions.comparing import Change, Comparison, Correction, Grounds, Typed

REVISION_NEEDED = 5


@click.command(short_help="What changed, and whether it takes a revision.")
@click.argument("old")
@click.argument("new")
@correcting
@judging
@click.option(
    "--beside",
    "others",
    multiple=True,
    metavar="RECORD",
    help="Another agreement of the same partner, for datasets that are sensitive together. May be repeated.",
)
@click.option("--split", "splits", is_flag=True, help="Write what takes no revision, and what waits, as two records.")
@place_option
@force_option
@as_json_option
def compare(
    old: str,
    new: str,
    others: tuple[str, ...],
    splits: bool,
    place: str | None,
    force: bool,
    as_json: bool,
    corrections: list[Correction],
    grounds: Grounds,
) -> int:
    """What changed from the record OLD to the record NEW, and whether it takes a revision of the agreement.

    Ends with 0 where no revision is needed and with 5 where one is.

    \b
    Examples:
      dtmforms compare agreement.yaml returned.yaml
      dtmforms compare agreement.yaml - --json < returned.yaml
      dtmforms compare agreement.yaml returned.yaml --split -o parts/
      dtmforms compare old.yaml new.yaml --correction purpose --stated-by "DTM Coordinator" --why "A letter was missing"
      dtmforms compare agreement.yaml returned.yaml --policy ours.toml
    """
    from dtmforms.versions import comparing

    if place and not splits:
        raise click.UsageError("-o is for the records that --split writes; add --split")
    places = Places(place, (".yaml",), (old, new, *others), items=2) if splits else None
    report = Report(as_json, comparing.SCHEMA)
    records = _loaded((old, new, *others), report)
    if records is None:
        return RecordError.exit_code
    comparison = comparing.compare(
        records[0], records[1], replace(grounds, corrections=corrections, others=records[2:])
    )
    written = _split(records[0], records[1], comparison, places, force) if places else None
    report.answer(comparison.as_json() | ({"split": written} if written else {}))
    tell(report, new, comparison)
    for part in written or {}:
        _tell_part(report, part, written[part] if written else None)
    return REVISION_NEEDED if comparison.revision_required else 0


def _loaded(places: Sequence[str], report: Report) -> list[Agreement] | None:
    """The records at the places; `None` where one is invalid, after the problems of all were told."""
    records, errors = [], []
    for place in places:
        try:
            records.append(load(place)[0])
        except RecordError as error:
            tell_error(error)
            errors.append({"file": place} | error_json(error))
    if errors:
        report.answer({"verdict": None, "errors": errors})
        return None
    return records


def _split(
    old: Agreement, new: Agreement, comparison: Comparison, places: Places, force: bool
) -> dict[str, dict[str, Any] | None]:
    """Write the parts of a split: for each, the file and the paths that are in it; `None` where there is none."""
    from dtmforms import files, names
    from dtmforms.agreement.reading import dump_yaml
    from dtmforms.versions.splitting import split

    parts = split(old, new, comparison)
    written: dict[str, dict[str, Any] | None] = {}
    for name, record, changes in (
        ("notice", parts.notice, parts.taking_effect),
        ("proposed_revision", parts.revision, parts.waiting),
    ):
        written[name] = None
        if record:
            stem = f"{names.stem(old.reference)}-{name.replace('_', '-')}"
            target = places.of(stem, name)
            outcome = files.write(target, dump_yaml(record.values()), force=force)
            written[name] = {"output": target, "outcome": outcome, "paths": [change.path for change in changes]}
    return written


def _tell_part(report: Report, name: str, part: dict[str, Any] | None) -> None:
    words = name.replace("_", " ")
    if part is None:
        report.say(f"{words}: nothing of that kind changed, so no file is written")
        return
    effect = "can take effect now" if name == "notice" else "waits until both sides have signed it"
    report.say(f"{words} -> {part['output']} ({part['outcome']}): {effect}")
    for path in [] if report.as_json else part["paths"]:
        report.say(f"  {path}")


def tell(report: Report, file: str, comparison: Comparison) -> None:
    """A comparison for eyes. It was asked for, so it names people; beside JSON, which has it all, it names none."""
    needed = "a revision is needed" if comparison.revision_required else "no revision is needed"
    terms = (
        f"terms {comparison.new_terms} stay"
        if comparison.old_terms == comparison.new_terms
        else f"terms {comparison.old_terms} become {comparison.new_terms}"
    )
    report.say(f"{comparison.verdict}: {needed} ({terms})", bold=True)
    report.findings(file, comparison.findings)
    if report.as_json:
        return
    for change in comparison.changes:
        report.say(f"  {change.path}: {_typed(change)}")
        report.say(f"    {change.effect} (rule {change.rule}): {change.reason}")
    for derived in comparison.derived:
        report.say(f"  {derived.path} follows {derived.follows}; no change of its own")


def _typed(change: Change) -> str:
    kinds = {"renamed": "renamed, ", "another_level": "another level, "}
    return f"{kinds.get(change.kind, '')}{_text(change.old)} -> {_text(change.new)}"


def _text(typed: Typed) -> str:
    if typed is None:
        return "nothing"
    return repr(typed) if isinstance(typed, str) else ", ".join(typed)
