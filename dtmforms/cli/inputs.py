"""What a command was given, read before it does anything: records, passwords, grounds."""

from __future__ import annotations

from collections.abc import Sequence

import click

import dtmforms
from dtmforms import files
from dtmforms.cli.options import ByPolicy, JudgedRecording, Locked, Recording
from dtmforms.errors import FileError, RecordError
from dtmforms.findings import Finding
from dtmforms.language.spoken import say


def load(place: str) -> tuple[dtmforms.Agreement, Sequence[Finding]]:
    """The record at a place, and its warnings. Raises `RecordError` with all findings where it is invalid."""
    checked = dtmforms.check(place)
    if checked.record is None:
        raise RecordError("record_invalid", checked.findings, place=place)
    return checked.record, checked.findings


def record_at(place: str | None) -> dtmforms.Agreement | None:
    """The record at a place, `None` where none is named. Raises `RecordError` as `load` does."""
    return dtmforms.load(place) if place else None


def policy_of(asked: ByPolicy) -> dtmforms.Policy | None:
    return dtmforms.read_policy(asked.policy_file) if asked.policy_file else None


def trust_at(place: str | None) -> dtmforms.TrustFile | None:
    """The certificates that the mission knows, `None` where no file of them is named: then nobody is known."""
    return dtmforms.read_trust(place) if place else None


def dates_of(asked: Recording) -> dtmforms.Dates:
    return {"on": asked.on, "received": asked.received, "by": asked.by}


def judging_of(asked: JudgedRecording) -> dtmforms.Judging:
    return {**dates_of(asked), "confirmed_by": asked.confirmed_by}


def password_of(asked: Locked, *, twice: bool = False) -> str | None:
    """The password as it was given, `None` for none; a new one is asked for `twice`. Raises `FileError` for a file that
    cannot be read."""
    if asked.password_prompt:
        again = say("password_again") if twice else False
        return str(click.prompt(say("password"), hide_input=True, confirmation_prompt=again, err=True))
    return _first_line(asked.password_file) if asked.password_file is not None else None


def pin_of(prompt: bool, file: str | None) -> str | None:
    """The same of a token's PIN."""
    if prompt:
        return str(click.prompt(say("pin"), hide_input=True, err=True))
    return _first_line(file) if file is not None else None


def _first_line(file: str) -> str:
    """Whole: spaces at its beginning and end are part of a password."""
    data = files.read(file)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise FileError("password_not_utf8", place=file) from None
    return text.split("\n", 1)[0].removesuffix("\r")
