from __future__ import annotations

import click

import dtmforms
from dtmforms.cli.help import argument, command
from dtmforms.cli.options import answering_options
from dtmforms.cli.output import Report
from dtmforms.language.spoken import say, usage


@command()
@argument("email")
@answering_options
def who(email: str, place: str, as_json: bool) -> int:
    if "@" not in email:
        raise click.UsageError(usage("no_address_of_person"))
    posts = dtmforms.Register(place).who(email)
    report = Report(as_json, "dtmforms/who/1")
    report.answer({"posts": [post.as_json() for post in posts]})
    for post in posts:
        about = {"reference": post.reference, "post": post.place, "since": post.since}
        report.print(say("held_until", until=post.until, **about) if post.until else say("held_now", **about))
    if not posts:
        report.print(say("never_focal_point"))
    return report.exit_code
