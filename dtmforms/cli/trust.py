"""`trust`: the certificates that a mission knows, in its trust file."""

from __future__ import annotations

import datetime
import re
from typing import Any

import click

import dtmforms
from dtmforms import files
from dtmforms.cli.help import argument, group, option
from dtmforms.cli.options import Day, as_json_option, not_blank
from dtmforms.cli.output import Report
from dtmforms.language.spoken import say, usage

_PARTIES = (*dtmforms.SIDES, "time_stamps")
_file_option = option("--trust", "file", metavar="FILE.toml", envvar="DTMFORMS_TRUST", required=True)


def _fingerprint(_: click.Context, parameter: click.Parameter, typed: str) -> str:
    """64 digits, however a program writes them: with colons, in capitals."""
    digits = typed.replace(":", "").lower()
    if not re.fullmatch("[0-9a-f]{64}", digits):
        raise click.BadParameter(usage("no_fingerprint", typed=typed), param=parameter)
    return digits


@group()
def trust() -> None:
    """The commands of the trust file."""


@trust.command()
@argument("certificate", metavar="CERT.pem")
@option("--party", type=click.Choice(_PARTIES), required=True)
@option("--organization", callback=not_blank, required=True, metavar="NAME")
@option("--name", callback=not_blank, required=True, metavar="NAME")
@option("--subject", callback=not_blank, metavar="NAME")
@option("--confirmed-by", type=click.Choice(dtmforms.ON_FILE), required=True)
@option("--channel", callback=not_blank, required=True, metavar="TEXT")
@option("--from", "begins", type=Day(), metavar="DATE")
@_file_option
@as_json_option
def add(file: str, as_json: bool, certificate: str, **said: Any) -> int:
    report = Report(as_json, "dtmforms/trust/1")
    row = dtmforms.pin_certificate(file, certificate, **said)
    report.answer({"file": file, "sha256": row.sha256, "from": row.begins, "until": None})
    report.print(say("trust_added", sha256=row.sha256, day=row.begins.isoformat()))
    return report.exit_code


@trust.command()
@argument("sha256", metavar="HASH", callback=_fingerprint)
@option("--on", type=Day(), required=True, metavar="DATE")
@_file_option
@as_json_option
def end(file: str, as_json: bool, sha256: str, on: datetime.date) -> int:
    report = Report(as_json, "dtmforms/trust/1")
    dtmforms.end_certificate(file, sha256, on)
    report.answer({"file": file, "sha256": sha256, "until": on})
    report.print(say("trust_ended", sha256=sha256, day=on.isoformat()))
    return report.exit_code


@trust.command("list")
@_file_option
@as_json_option
def list_(file: str, as_json: bool) -> int:
    report = Report(as_json, "dtmforms/trust-list/1")
    rows = dtmforms.read_trust(files.read(file)).rows
    listed = [
        {
            "party": row.party,
            "organization": row.organization,
            "name": row.name,
            "sha256": row.sha256,
            "subject": row.subject or None,
            "from": row.begins,
            "until": row.ends,
        }
        for row in rows
    ]
    report.answer({"file": file, "certificates": listed})
    for row in rows:
        values = {
            "party": row.party,
            "organization": row.organization,
            "sha256": row.sha256,
            "begins": row.begins.isoformat(),
        }
        ended = say("trust_row_ended", **values, ends=row.ends.isoformat()) if row.ends else say("trust_row", **values)
        report.print(ended)
    return report.exit_code
