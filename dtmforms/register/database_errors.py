"""What a database has said, as an error of ours with what to do about the usual; and no password in it.

Known by the number of the error where there is one (SQLSTATE, PostgreSQL Appendix A): the words are in the language of
the server.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from dtmforms.codes.errors import ERRORS
from dtmforms.errors import FileError

Wanted = Literal["read", "written"]

_REASONS = {
    "locked": "held",
    "lock timeout": "held",
    "statement timeout": "slow",
    "timeout": "silent",
    "full": "full",
    "malformed": "damaged",
    "not a database": "no_database",
    "unable to open": "unopened",
    "readonly": "read_only",
    "password": "password",
    "connection": "unreached",
}
"""By a word of what databases say how the code of an error ends."""
_NUMBERS = {
    "55P03": "held",
    "57014": "slow",
    "53100": "full",
    "25006": "read_only",
    "28P01": "password",
    "42501": "no_right",
}
_UNCERTAIN = ("", "08", "57")
"""How the numbers begin of errors after which nobody knows whether the database has done what was asked: none, where
its answer was lost; connection exception; operator intervention."""


def refusal(register: str, wanted: Wanted, error: Exception, secrets: Iterable[str] = ()) -> FileError:
    """The error with what the database says, in its first line, and without any of the secrets."""
    said = str(error).strip().partition("\n")[0]
    if "decode" in said:  # the driver repeats the whole text, which may name people (rule D1)
        return FileError(f"register_not_{wanted}_malformed", register=register)
    for secret in filter(None, secrets):
        said = said.replace(secret, "…")
    reasons = [_NUMBERS.get(_number(error), ""), *(reason for word, reason in _REASONS.items() if word in said)]
    codes = (f"register_not_{wanted}_{reason}" for reason in reasons)
    code = next((code for code in codes if code in ERRORS), f"register_not_{wanted}_otherwise")
    values = {"register": register, "said": said}
    return FileError(code, **{name: values[name] for name in ERRORS[code]})


def is_uncertain(error: Exception) -> bool:
    """Whether what was asked last may have been done all the same."""
    return _number(error)[:2] in _UNCERTAIN


def _number(error: Exception) -> str:
    """The SQLSTATE; empty for an error without one, as those of the driver itself."""
    return str(getattr(error, "sqlstate", None) or "")
