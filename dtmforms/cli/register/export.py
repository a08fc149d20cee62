from __future__ import annotations

import dtmforms
from dtmforms import files
from dtmforms.cli.help import command, option
from dtmforms.cli.options import STANDARD, as_json_option, force_option, json_or_standard_output, register_option
from dtmforms.cli.output import Report, in_a_sentence, outcome_word
from dtmforms.language.spoken import say


@command()
@option("-o", "--output", "file", default="-", metavar="FILE")
@force_option
@register_option
@as_json_option
@json_or_standard_output("-o")
def export(file: str, force: bool, place: str, as_json: bool) -> int:
    data = dtmforms.Register(place).export()
    outcome, number = files.write(file, data, force=force), data.count(b"\n")
    report = Report(as_json, "dtmforms/export/1", aside=file == STANDARD)
    report.answer({"file": file, "events": number, "outcome": outcome})
    events = say("events", count=number)
    report.print(say("exported", events=events, file=in_a_sentence(file), outcome=outcome_word(outcome)))
    return 0
