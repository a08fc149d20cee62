from __future__ import annotations

import dtmforms
from dtmforms.cli.help import argument, command
from dtmforms.cli.options import answering_options
from dtmforms.cli.output import Report, findings_json
from dtmforms.language.spoken import say, spoken


@command("import")
@argument("file")
@answering_options
def import_(file: str, place: str, as_json: bool) -> int:
    merged = dtmforms.Register(place).import_(file)
    report = Report(as_json, "dtmforms/import/1")
    told = [conflict.text(spoken()) for conflict in merged.conflicts]
    found = findings_json(merged.conflicts)
    report.answer({"file": file, "added": merged.added, "known": merged.known, "conflicts": told, "found": found})
    report.findings("", merged.conflicts)
    conflicts = say("conflicts", count=len(told))
    report.print(say("imported", file=file, added=merged.added, known=merged.known, conflicts=conflicts))
    return 3 if merged.conflicts else 0
