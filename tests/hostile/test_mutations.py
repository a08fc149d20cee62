"""A form of ours that was damaged a little on its way gives the values that were sent, or none, or says itself what it
gives: never a wrong value in silence."""

from __future__ import annotations

import sys

import pytest

if sys.platform == "win32":
    pytest.skip("limits of a process are those of POSIX", allow_module_level=True)

from harness import MOST_SECONDS, hanging_ends
from mutations import mutated
from outcomes import RIGHT, outcome
from usage import measured

MUTATIONS = 2000


@pytest.mark.sampled("damaged forms")
@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_no_mutation_gives_a_wrong_value_in_silence(seed: int) -> None:
    with measured() as used, hanging_ends():
        assert outcome(seed) in RIGHT
    assert used.busy_seconds < MOST_SECONDS


def test_mutations_change_what_is_read() -> None:
    outcomes = [outcome(seed) for seed in range(25)]
    assert outcomes.count("same") < 0.8 * len(outcomes)


def test_a_mutation_is_the_same_each_time() -> None:
    assert [mutated(seed) for seed in range(20)] == [mutated(seed) for seed in range(20)]
