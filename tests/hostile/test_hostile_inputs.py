"""What strangers send ends in values that are certain or in a sentence, in time, and in nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

import pytest

if sys.platform == "win32":
    pytest.skip("limits of a process are those of POSIX", allow_module_level=True)

from harness import Ran, Running, as_a_program, in_this_process, run_on, too_much, wrongs
from inputs import INPUTS, without_fault

TO_WHOLE_PROGRAMS = [name for place, (name, hostile) in enumerate(INPUTS.items()) if place % 5 == 0 or hostile.heavy]
"""Each is read in this process; to start a program for it takes ten times as long, and tells of the program's start."""
Judging = Callable[[str, Running], list[str]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judging:
    """Everything that is wrong with what comes of an input that is run in one way or the other."""

    @cache
    def usual_seconds(command: str, running: Running) -> float:
        """What a command takes of the processor for a file without fault, at best."""
        sound = without_fault(command)
        return min(run_on(sound, tmp_path_factory.mktemp("usual"), running).busy_seconds for _ in range(2))

    def judge(name: str, running: Running) -> list[str]:
        hostile = INPUTS[name]

        def run() -> Ran:
            return run_on(hostile, tmp_path_factory.mktemp("hostile"), running)

        ran = run()
        return [*wrongs(hostile, ran), *too_much(hostile, ran, usual_seconds(hostile.command, running), run)]

    return judge


@pytest.mark.sampled("hostile inputs")
@pytest.mark.parametrize("name", INPUTS)
def test_each_input_ends_as_its_row_of_the_manifest_says(name: str, judged: Judging) -> None:
    assert judged(name, in_this_process) == []


@pytest.mark.sampled("hostile inputs to whole programs")
@pytest.mark.parametrize("name", TO_WHOLE_PROGRAMS)
def test_so_it_does_for_a_program_that_the_system_holds_to_its_limits(name: str, judged: Judging) -> None:
    assert judged(name, as_a_program) == []


def test_hardly_any_input_may_take_more_than_is_usual() -> None:
    assert sum(hostile.heavy for hostile in INPUTS.values()) <= len(INPUTS) / 100


def test_there_are_as_many_inputs_as_are_promised() -> None:
    assert len(INPUTS) >= 150
