from __future__ import annotations

import dtmforms
from dtmforms import files
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.options import STANDARD, as_json_option, force_option
from dtmforms.cli.output import Report, outcome_word
from dtmforms.language.spoken import say, spoken


@command()
@argument("country")
@argument("organization")
@option("-o", "--output", "file", metavar="FILE", default="-")
@force_option
@as_json_option
def new(country: str, organization: str, file: str, force: bool, as_json: bool) -> int:
    code = dtmforms.country_code(country)
    record = dtmforms.new_record(code, organization, spoken())
    report = Report(as_json, "dtmforms/new/1", aside=file == STANDARD)
    if as_json and file == STANDARD:
        report.answer({"file": None, "country": code, "text": record.decode()})
        return 0
    outcome = files.write(file, record, force=force)
    report.answer({"file": file, "country": code, "outcome": outcome})
    if file != STANDARD:
        report.print(say("new_record_made", file=file, outcome=outcome_word(outcome)))
        if (language := dtmforms.country_language(code)) != spoken():
            report.print(f"  {say('new_record_in', language=language)}")
    return 0
