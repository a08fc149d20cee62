from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dtmforms.cli.output import Report, as_json_option, error_json, load, tell_error
from dtmforms.errors import RecordError

if TYPE_CHECKING:
    from dtmforms.versions.comparing import Comparison, Typed

REVISION_NEEDED = 5


@click.command(short_help="What changed, and whether it takes a revision.")
@click.argument("old")
@click.argument("new")
@as_json_option
def compare(old: str, new: str, as_json: bool) -> int:
    """What changed from the record OLD to the record NEW, and whether it takes a revision of the agreement.

    Ends with 0 where no revision is needed and with 5 where one is.

    \b
    Examples:
      dtmforms compare agreement.yaml returned.yaml
      dtmforms compare agreement.yaml - --json < returned.yaml
    """
    from dtmforms.versions import comparing

    report = Report(as_json, comparing.SCHEMA)
    records, errors = [], []
    for place in (old, new):
        try:
            records.append(load(place)[0])
        except RecordError as error:
            tell_error(error)
            errors.append({"file": place} | error_json(error))
    if errors:
        report.answer({"verdict": None, "errors": errors})
        return RecordError.exit_code
    comparison = comparing.compare(*records)
    report.answer(comparison.as_json())
    tell(report, new, comparison)
    return REVISION_NEEDED if comparison.revision_required else 0


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
        report.say(f"  {change.path}: {_typed(change.old)} -> {_typed(change.new)}")
        report.say(f"    {change.effect} (rule {change.rule}): {change.reason}")
    for derived in comparison.derived:
        report.say(f"  {derived.path} follows {derived.follows}; no change of its own")


def _typed(typed: Typed) -> str:
    if typed is None:
        return "nothing"
    return repr(typed) if isinstance(typed, str) else ", ".join(typed)
