"""A form of ours that was damaged a little on its way gives the values that were sent, or none, or says itself what it
gives: never a wrong value in silence."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("limits of a process are those of POSIX", allow_module_level=True)

from harness import MOST_MEGABYTES, limited
from mutations import mutated

MUTATIONS, PORTION = 2000, 100
_MOST_SECONDS = 300
"""For a portion of them, each of which has seconds of its own."""
_READER = Path(__file__).with_name("read_mutations.py")
_RIGHT = {"same", "refused", "flagged", "as the file says"}


@pytest.mark.parametrize("first", range(0, MUTATIONS, PORTION))
def test_no_mutation_gives_a_wrong_value_in_silence(first: int, tmp_path: Path) -> None:
    command = [sys.executable, str(_READER), str(first), str(first + PORTION)]
    ran = limited(command, tmp_path, _MOST_SECONDS, MOST_MEGABYTES)
    lines = [json.loads(line) for line in ran.out.splitlines()]
    ended = {line["seed"]: line["outcome"] for line in lines if "outcome" in line}
    begun = [f"{line['seed']}: it ended the reader" for line in lines if line["seed"] not in ended]
    wrong = [f"{seed}: {outcome}" for seed, outcome in ended.items() if outcome not in _RIGHT]
    assert not begun + wrong, "\n".join(begun + wrong)
    assert len(ended) == PORTION, ran.err[-500:]
    assert Counter(ended.values())["same"] < 0.8 * PORTION, "these mutations hardly change anything"


def test_a_mutation_is_the_same_each_time() -> None:
    assert [mutated(seed) for seed in range(20)] == [mutated(seed) for seed in range(20)]
