from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

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
    from dtmforms.versions.comparing import Change, Comparison, Correction, Typed
    from dtmforms.versions.policy import Policy

REVISION_NEEDED = 5
COUNTERPARTS = tuple(f"requesting_organization.{place}" for place in ("primary", "secondary", "signatory"))


@click.command(short_help="What changed, and whether it takes a revision.")
@click.argument("old")
@click.argument("new")
@click.option("--policy", "policy_file", metavar="FILE.toml", help="The mission's own rows, stricter than ours.")
@click.option(
    "--correction",
    "paths",
    multiple=True,
    metavar="PATH",
    help="This change only puts right a slip in agreed text. May be repeated; with --stated-by and --why.",
)
@click.option("--stated-by", metavar="ROLE", help="Who states the correction, by role and never by name.")
@click.option("--why", metavar="TEXT", help="Why it is a correction.")
@click.option(
    "--confirmed-by",
    type=click.Choice(COUNTERPARTS),
    help="Who of those on file in OLD confirmed the new focal point by another channel.",
)
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
    policy_file: str | None,
    paths: tuple[str, ...],
    stated_by: str | None,
    why: str | None,
    confirmed_by: str | None,
    others: tuple[str, ...],
    splits: bool,
    place: str | None,
    force: bool,
    as_json: bool,
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
    corrections = _corrections(paths, stated_by, why)
    places = Places(place, (".yaml",), (old, new, *others), items=2) if splits else None
    report = Report(as_json, comparing.SCHEMA)
    records = _loaded((old, new, *others), report)
    if records is None:
        return RecordError.exit_code
    policy = _policy(policy_file)
    comparison = comparing.compare(
        records[0],
        records[1],
        policy=policy,
        corrections=corrections,
        others=records[2:],
        confirmed_by=confirmed_by,
    )
    written = _split(records[0], records[1], comparison, places, force) if places else None
    report.answer(comparison.as_json() | ({"split": written} if written else {}))
    tell(report, new, comparison)
    for part in written or {}:
        _tell_part(report, part, written[part] if written else None)
    return REVISION_NEEDED if comparison.revision_required else 0


def _corrections(paths: Sequence[str], stated_by: str | None, why: str | None) -> list[Correction]:
    from dtmforms.versions.comparing import Correction

    if not paths:
        if stated_by or why:
            raise click.UsageError("--stated-by and --why belong to a --correction; name its PATH")
        return []
    if not stated_by or not why:
        raise click.UsageError("A --correction is stated by somebody, for a reason: give --stated-by and --why.")
    return [Correction(path, stated_by, why) for path in paths]


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


def _policy(file: str | None) -> Policy | None:
    from dtmforms import files
    from dtmforms.versions.policy import tightened

    return tightened(files.read(file), file) if file else None


def _split(
    old: Agreement, new: Agreement, comparison: Comparison, places: Places, force: bool
) -> dict[str, dict[str, Any] | None]:
    """Write the parts of a split: for each, the file and the paths that are in it; `None` where there is none."""
    from dtmforms import files
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
            stem = f"{files.stem(old.reference)}-{name.replace('_', '-')}"
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
