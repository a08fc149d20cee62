from __future__ import annotations

import difflib

import click

from dtmforms.cli.output import Report, as_json_option, force_option


@click.command(short_help="A commented record to fill in.")
@click.argument("country")
@click.argument("organization")
@click.option(
    "-o", "--output", "file", metavar="FILE", default="-", help="Where to write it. [default: standard output]"
)
@force_option
@as_json_option
def new(country: str, organization: str, file: str, force: bool, as_json: bool) -> int:
    """A commented record to fill in, for a COUNTRY (code or name) and a requesting ORGANIZATION.

    \b
    Examples:
      dtmforms new NGA UNICEF -o agreement.yaml
      dtmforms new "Côte d'Ivoire" "Alliance Femmes & Santé" > agreement.yaml
    """
    from dtmforms import files
    from dtmforms.agreement.places import country_names, find_country
    from dtmforms.agreement.record import uncarried
    from dtmforms.agreement.starting import new_record

    code = find_country(country)
    if code is None:
        known = {name: alpha3 for alpha3, name in country_names().items()}
        near = difflib.get_close_matches(country, known, n=1) or difflib.get_close_matches(
            country.upper(), known.values(), n=1
        )
        advice = f"Did you mean {near[0]}?" if near else "Write its name or its ISO 3166-1 code, for example NGA."
        raise click.UsageError(f"No country is called {country!r}. {advice}")
    if not organization.strip() or "\n" in organization or uncarried(organization):
        raise click.UsageError("The organization's name is one line of text without control characters.")
    record = new_record(code, organization)
    report = Report(as_json, "dtmforms/new/1", aside=file == "-")
    if as_json and file == "-":
        report.answer({"file": None, "country": code, "text": record.decode()})
        return 0
    outcome = files.write(file, record, force=force)
    report.answer({"file": file, "country": code, "outcome": outcome})
    if file != "-":
        report.say(f"{file}: {outcome}; fill it in, then run: dtmforms check {file}")
    return 0
