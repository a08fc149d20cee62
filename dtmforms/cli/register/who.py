from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import dtmforms
from dtmforms.cli.help import argument, command
from dtmforms.cli.options import answering_options, as_of_option
from dtmforms.cli.output import Report
from dtmforms.cli.register.answers import rows
from dtmforms.language.shown import day_in_words, post_in_words
from dtmforms.language.spoken import say, spoken


@command()
@argument("asked", metavar="EMAIL|NAME|ORGANIZATION")
@as_of_option
@answering_options
def who(asked: str, as_of: datetime.date | None, place: str, as_json: bool) -> int:
    posts = dtmforms.Register(place).who(asked, as_of=as_of)
    report = Report(as_json, "dtmforms/who/1")
    report.answer({"posts": [post.as_json() for post in posts]})
    for line in () if as_json else _lines(posts):
        report.print(line)
    return report.exit_code


def _lines(posts: Sequence[dtmforms.PostHeld]) -> Iterator[str]:
    if not posts:
        yield say("never_focal_point")
        return
    headings = ["column_agreement", "column_post", "column_since", "column_until"]
    named = ["column_name", "column_organization"] if posts[0].name else []
    yield from rows([*named, *headings], [[*_whose(post), *_row(post)] for post in posts])


def _whose(post: dtmforms.PostHeld) -> list[str]:
    return [post.name, post.organization or ""] if post.name else []


def _row(post: dtmforms.PostHeld) -> list[str]:
    until = day_in_words(post.until, spoken()) if post.until else say("until_now")
    return [post.reference, post_in_words(post.place, spoken()), day_in_words(post.since, spoken()), until]
