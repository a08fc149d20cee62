"""The policy of changes: which effect a change at a path has, by which rule, for which reason.

The table is data (`policy.toml`). What no row names, or more than one, takes a revision.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

Effect = Literal["unchanged", "administrative", "focal_point_notice", "revision"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)
"""From the weakest to the strictest; a comparison's verdict is the strictest of its changes."""


@dataclass(frozen=True, slots=True)
class Row:
    path: str
    effect: Effect
    rule: str
    reason: str

    def covers(self, steps: Sequence[str]) -> bool:
        """Whether the row's pattern names this path, given as its steps."""
        return _pattern(self.path).fullmatch("\x00".join(steps)) is not None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    parts = [r"[^\x00]+" if part == "*" else re.escape(part) for part in path.split(".")]
    if parts[-1] == re.escape("**"):
        parts[-1] = r".+"
    return re.compile("\x00".join(parts), re.DOTALL)


UNNAMED = Row("", "revision", "D5", "No rule says that this may change without a revision.")


@cache
def rows() -> tuple[Row, ...]:
    text = resources.files("dtmforms.versions").joinpath("policy.toml").read_text(encoding="utf-8")
    return tuple(Row(**row) for row in tomllib.loads(text)["row"])


def row_for(steps: Sequence[str]) -> Row:
    """The one row that covers a path; `UNNAMED`, a revision, where none or several do."""
    covering = [row for row in rows() if row.covers(steps)]
    return covering[0] if len(covering) == 1 else UNNAMED


def strictest(effects: Sequence[Effect]) -> Effect:
    """The strictest of the effects; `unchanged` where there is none."""
    return max(effects, key=EFFECTS.index, default="unchanged")
