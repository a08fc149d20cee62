"""Records that differ from the invented agreement, or from each other, in what a test wants."""

from __future__ import annotations

import copy
from typing import Any

from conftest import load_sample
from hypothesis import strategies as st

from dtmforms.agreement.model import Agreement

VALUES = load_sample("en").values()
some_attributes = st.sets(st.sampled_from(sorted(set(Agreement.model_fields) - {"schema_"})), max_size=4)


def changed(**top: Any) -> Agreement:
    """The invented agreement with other values at its top."""
    return Agreement.model_validate(copy.deepcopy(VALUES) | top)


def edited(path: str, value: Any) -> Agreement:
    """The invented agreement with another value at a path, `table_b.low.datasets.0.name`."""
    values = copy.deepcopy(VALUES)
    *steps, last = path.split(".")
    place: Any = values
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return Agreement.model_validate(values)


def mixed(old: Agreement, new: Agreement, attributes: set[str]) -> Agreement:
    """The old record with some attributes of the new one."""
    return old.model_copy(update={name: getattr(new, name) for name in attributes})
