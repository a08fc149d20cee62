from __future__ import annotations

from dataclasses import dataclass

import click

import dtmforms
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import judging_of
from dtmforms.cli.options import JudgedRecording, confirmed_by_option, recording_options, takes
from dtmforms.cli.output import Report
from dtmforms.cli.register.acts import SCHEMA, report_act


@dataclass(frozen=True, kw_only=True)
class ReplacePersonRequest(JudgedRecording):
    email: str
    successor: str
    posts: tuple[str, ...]


@command("replace-person")
@argument("email")
@option("--successor", required=True, metavar="FILE")
@option(
    "--role",
    "posts",
    multiple=True,
    type=click.Choice(["primary", "secondary", "field"]),
    default=("primary", "secondary", "field"),
)
@confirmed_by_option
@recording_options
@takes(ReplacePersonRequest)
def replace_person(asked: ReplacePersonRequest) -> int:
    register = dtmforms.Register(asked.place)
    acts = register.replace_person(asked.email, asked.successor, asked.posts, **judging_of(asked))
    report = Report(asked.as_json, SCHEMA)
    for act in acts:
        report_act(report, act)
    return report.exit_code
