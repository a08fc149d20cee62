from __future__ import annotations

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
    from dtmforms.agreement.places import find_country, similar_countries
    from dtmforms.agreement.record import uncarried
    from dtmforms.agreement.starting import new_record

    code = find_country(country)
    if code is None:
        near = similar_countries(country)
        advice = f"Did you mean {', '.join(near)}? " if near else ""
        raise click.UsageError(
            f"{country!r} is no one country. {advice}Write its ISO 3166-1 alpha-3 code, such as NGA."
        )
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
