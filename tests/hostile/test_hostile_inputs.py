"""What strangers send ends in values that are certain or in a sentence, in time, and in nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("limits of a process are those of POSIX", allow_module_level=True)

from harness import run_on, too_much, wrongs
from inputs import INPUTS, without_fault


@pytest.fixture(scope="session")
def usual_seconds(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], float]:
    """What a command takes of the processor for a file without fault, at best."""

    @cache
    def measured(command: str) -> float:
        runs = [run_on(without_fault(command), tmp_path_factory.mktemp("usual")) for _ in range(2)]
        return min(ran.busy_seconds for ran in runs)

    return measured


@pytest.mark.parametrize("name", INPUTS)
def test_each_input_ends_as_its_row_of_the_manifest_says(
    name: str, tmp_path_factory: pytest.TempPathFactory, usual_seconds: Callable[[str], float]
) -> None:
    hostile = INPUTS[name]
    folders: Iterator[Path] = iter(lambda: tmp_path_factory.mktemp("hostile"), None)
    ran = run_on(hostile, next(folders))
    found = [*wrongs(hostile, ran), *too_much(hostile, ran, folders, usual_seconds(hostile.command))]
    assert not found, "\n".join(found)


def test_hardly_any_input_may_take_more_than_is_usual() -> None:
    assert sum(hostile.heavy for hostile in INPUTS.values()) <= len(INPUTS) / 100


def test_there_are_as_many_inputs_as_are_promised() -> None:
    assert len(INPUTS) >= 150
