from __future__ import annotations

from dataclasses import dataclass

import dtmforms
from dtmforms.cli.help import argument, command, option
from dtmforms.cli.options import (
    ByPolicy,
    Locked,
    accept_option,
    as_json_option,
    exclusive,
    force_option,
    jobs_option,
    json_or_standard_output,
    needs,
    password_options,
    policy_option,
    record_in_register,
    takes,
    together,
    trust_option,
)
from dtmforms.cli.output import check_workbook


@dataclass(frozen=True, kw_only=True)
class IngestRequest(ByPolicy, Locked):
    """`workbook` is `None` where each return becomes a record, `register` where none is to judge, or to record;
    `judge_only`: it does not record."""

    returns: tuple[str, ...]
    against: str | None
    place: str | None
    workbook: str | None
    register: str | None
    judge_only: bool
    jobs: int | None
    pictures: str | None
    trust: str | None
    accepted: tuple[str, ...]
    force: bool
    as_json: bool


_rules = together(
    exclusive("--xlsx", "-o", "xlsx_and_records"),
    exclusive("--xlsx", "--pictures", "xlsx_and_pictures"),
    exclusive("--xlsx", "--trust", "xlsx_and_trust"),
    exclusive("--xlsx", "FILE -", "xlsx_of_standard_input"),
    json_or_standard_output("-o"),
    json_or_standard_output("--xlsx"),
    exclusive("--password-file -", "FILE -", "both_want_standard_input"),
    needs("--register", "--xlsx", "register_needs_xlsx"),
    needs("--judge-only", "--register", "judge_only_needs_register"),
    needs("--jobs", "--xlsx", "jobs_need_xlsx"),
    exclusive("--register", "--against", "judged_twice"),
    exclusive("--register", "--policy", "policy_of_register"),
    exclusive("--register", "--password-prompt", "register_and_password"),
    exclusive("--register", "--password-file", "register_and_password"),
)


@command()
@argument("returns", nargs=-1, required=True, metavar="FILE|FOLDER...")
@option("--against", metavar="RECORD|FOLDER")
@option("-o", "--output", "place", metavar="PLACE")
@option("--xlsx", "workbook", metavar="FILE.xlsx")
@record_in_register
@option("--judge-only", is_flag=True)
@jobs_option
@option("--pictures", metavar="FOLDER")
@trust_option
@password_options
@policy_option
@accept_option
@force_option
@as_json_option
@_rules
@takes(IngestRequest)
def ingest(asked: IngestRequest) -> int:
    check_workbook(asked.workbook)
    if asked.workbook is not None:
        from dtmforms.cli import ingest_workbook  # as below

        return ingest_workbook.run(asked)
    dtmforms.begin_reader()
    from dtmforms.cli import ingest_records  # one return and many are told differently

    return ingest_records.run(asked)
