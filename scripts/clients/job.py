"""What the drivers in Python share: `DRIVER version`, or `DRIVER ACTION IN VALUES OUT`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Values:
    """What the partner types: text by field name, ticks, and for choices the value and its place among the options."""

    texts: dict[str, str]
    ticks: dict[str, bool]
    choices: dict[str, dict[str, str | int]]


Action = Callable[[str, Values, str], object]


def run(version: str, actions: Mapping[str, Action]) -> None:
    """Print the program's version, or do one action: read a file, type the values, write another file."""
    if sys.argv[1] == "version":
        print(version)
        return
    action, source, values, out = sys.argv[1:]
    actions[action](source, Values(**json.loads(Path(values).read_text("utf-8"))), out)
