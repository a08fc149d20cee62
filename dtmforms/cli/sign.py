from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

import dtmforms
from dtmforms import files
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.inputs import password_of, pin_of
from dtmforms.cli.options import (
    Locked,
    as_json_option,
    exclusive,
    force_option,
    json_or_standard_output,
    needs,
    place_option,
    register_if_any,
    takes,
)
from dtmforms.cli.output import OutputFiles, Report, findings_json, in_a_sentence
from dtmforms.codes.documents import ACCEPTABLE_OF_A_KEY
from dtmforms.errors import UsageError
from dtmforms.language.spoken import say


@dataclass(frozen=True, kw_only=True)
class SignRequest(Locked):
    form: str
    side: str
    key: str | None
    module: str | None
    token: str | None
    pin_prompt: bool
    pin_file: str | None
    timestamp: str | None
    register: str | None
    accepted: tuple[str, ...]
    place: str | None
    force: bool
    as_json: bool


@command()
@argument("form", metavar="FILE.pdf")
@option("--as", "side", type=click.Choice(dtmforms.SIDES), required=True)
@option("--p12", "key", metavar="KEY.p12")
@exclusive("--p12-password-prompt", "--p12-password-file", "two_passwords")
@exclusive("--p12-password-file -", "FILE -", "both_want_standard_input")
@exclusive("--p12", "--pkcs11", "two_keys")
@needs("--p12-password-prompt", "--p12", "goes_with")
@needs("--p12-password-file", "--p12", "goes_with")
@needs("--pkcs11", "--token", "goes_with")
@needs("--token", "--pkcs11", "goes_with")
@needs("--pin-prompt", "--pkcs11", "goes_with")
@needs("--pin-file", "--pkcs11", "goes_with")
@exclusive("--pin-prompt", "--pin-file", "two_passwords")
@exclusive("--pin-file -", "FILE -", "both_want_standard_input")
@json_or_standard_output("-o")
@option("--p12-password-prompt", "password_prompt", is_flag=True)
@option("--p12-password-file", "password_file", metavar="FILE")
@option("--pkcs11", "module", metavar="MODULE")
@option("--token", metavar="LABEL")
@option("--pin-prompt", is_flag=True)
@option("--pin-file", metavar="FILE")
@option("--timestamp", metavar="URL")
@register_if_any
@option("--accept", "accepted", multiple=True, type=click.Choice(ACCEPTABLE_OF_A_KEY))
@place_option
@force_option
@as_json_option
@takes(SignRequest)
def sign(asked: SignRequest) -> int:
    dtmforms.begin_reader()
    report = Report(asked.as_json, "dtmforms/signed/1", aside=asked.place == "-")
    targets = OutputFiles(asked.place, (".pdf",), [asked.form], 1)
    stem = "form" if asked.form == "-" else Path(asked.form).stem
    target = targets.of(f"{stem}-signed-{asked.side.replace('_', '-')}", asked.form)
    made = dtmforms.sign(
        asked.form,
        side=asked.side,
        key=_key(asked),
        timestamp=asked.timestamp,
        accepted=asked.accepted,
        register=dtmforms.Register(asked.register) if asked.register and asked.side == "iom" else None,
    )
    outcome = files.write(target, made.data, force=asked.force)
    report.findings(asked.form, made.findings)
    report.answer(
        {
            "file": asked.form,
            "side": asked.side,
            "output": target,
            "outcome": outcome,
            "accepted": [found.code for found in made.findings],
            "findings": findings_json(made.findings),
        }
    )
    report.print(say("signed_for", file=asked.form, side=asked.side, place=in_a_sentence(target)))
    return report.exit_code


def _key(asked: SignRequest) -> dtmforms.KeyFile | dtmforms.KeyOnToken:
    if asked.module is not None and asked.token is not None:
        return dtmforms.KeyOnToken(asked.module, asked.token, pin_of(asked.pin_prompt, asked.pin_file))
    if asked.key is not None:
        return dtmforms.KeyFile(asked.key, password_of(asked))
    raise UsageError("one_key")
