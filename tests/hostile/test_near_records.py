"""Whatever stands near the shape of a record is a record or has its findings, and never ends in an exception."""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any

from conftest import RECORDS, TODAY, load_sample
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from sampling import examples

from dtmforms.agreement.check import Checked, check, check_values
from dtmforms.changes.compare import compare
from dtmforms.findings import Path, any_error

_ODD_TEXTS = st.sampled_from(
    ["", " ", "\x00", "\x1b[2J", "\ud800", "\uffff", "\u202e", "\u200b", "\n", "null", "~", "=1+1", "9" * 400, "-"]
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(2**63), 2**63])
    | st.floats()
    | st.dates()
    | st.text(st.characters())
    | _ODD_TEXTS
)
_KEYS = st.text(max_size=9) | _ODD_TEXTS | st.sampled_from(["name", "email", "low", "primary", "schema", "datasets"])
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


def places_in(values: Any, path: Path = ()) -> list[Path]:
    """Every place in a record at which something stands."""
    steps = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    return [path, *(place for step, inner in steps for place in places_in(inner, (*path, step)))]


@st.composite
def near_records(draw: st.DrawFn) -> dict[str, Any]:
    """The values of a sample, in up to five places other than they should be."""
    values: Any = copy.deepcopy(load_sample(draw(st.sampled_from(sorted(RECORDS)))).values())
    for _ in range(draw(st.integers(1, 5))):
        places = [place for place in places_in(values) if place]
        if not places:
            break
        *steps, last = draw(st.sampled_from(places))
        inner = values
        for step in steps:
            inner = inner[step]
        change = draw(st.sampled_from(["other", "other", "gone", "more"]))
        if change == "gone":
            del inner[last]
        elif change == "other":
            inner[last] = draw(_VALUES)
        elif isinstance(inner, dict):
            inner[draw(_KEYS)] = draw(_VALUES)
        else:
            inner.append(draw(_VALUES))
    return dict(values)


def judged(checked: Checked) -> None:
    """A record, or errors that can be said and sent."""
    assert (checked.record is None) == any_error(checked.findings)
    for finding in checked.findings:
        assert finding.sentence("agreement.yaml")
        json.dumps(finding.as_json())
    if checked.record:
        compare(load_sample("en"), checked.record)


@examples(300, suppress_health_check=list(HealthCheck))
@given(near_records())
def test_values_near_a_record_are_a_record_or_have_findings(values: dict[str, Any]) -> None:
    judged(check_values(values, today=TODAY))


@examples(300, suppress_health_check=list(HealthCheck))
@given(near_records(), st.sampled_from(["agreement.json", "agreement.yaml", ""]))
def test_files_near_a_record_are_a_record_or_have_findings(values: dict[str, Any], name: str) -> None:
    data = json.dumps(values, default=datetime.date.isoformat).encode()
    judged(check(data, name=name, today=TODAY))


@examples(300, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 3000), st.integers(0, 40), st.binary(max_size=12) | st.text(max_size=12).map(str.encode))
@example(0, 3000, b"")
def test_files_with_a_piece_exchanged_are_a_record_or_have_findings(at: int, length: int, piece: bytes) -> None:
    data = RECORDS["en"].read_bytes()
    judged(check(data[:at] + piece + data[at + length :], name="agreement.yaml", today=TODAY))
