"""A sample of the tests is the same for one seed and another for another, and in time every test is in one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sampling
from sampling import KINDS, examples, not_chosen, part_of

TESTS = Path(__file__).parent
KIND, COUNT = "scans", KINDS["scans"]


class Item:
    """As much of a test as is looked at when it is chosen."""

    def __init__(self, nodeid: str, kind: str | None) -> None:
        self.nodeid, self.kind = nodeid, kind

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return pytest.Mark(name, (self.kind,), {}, _ispytest=True) if self.kind else None


def left_out(seed: str, items: Mapping[str, str | None]) -> dict[str, str]:
    found: Any = [Item(name, kind) for name, kind in items.items()]
    return {item.nodeid: kind for item, kind in not_chosen(found, seed).items()}


MANY: dict[str, str | None] = {f"test[{number}]": KIND for number in range(20)}


def test_as_many_of_a_kind_run_as_the_table_says() -> None:
    out = left_out("a", MANY)
    assert len(out) == len(MANY) - COUNT
    assert set(out.values()) == {KIND}


def test_one_seed_chooses_the_same_whatever_else_is_there_and_in_any_order() -> None:
    other: dict[str, str | None] = dict.fromkeys(("other", "another"), "damaged forms")
    reversed_ = dict(reversed(MANY.items()))
    assert left_out("a", MANY) == left_out("a", other | reversed_)


def test_in_time_every_test_is_chosen() -> None:
    chosen = [MANY.keys() - left_out(str(seed), MANY) for seed in range(60)]
    assert set().union(*chosen) == MANY.keys()
    assert len({frozenset(names) for names in chosen}) > 50


def test_what_is_of_no_kind_and_has_one_case_always_runs() -> None:
    assert left_out("a", {"plain": None} | MANY).keys() <= MANY.keys()


def test_of_what_is_of_no_kind_a_few_cases_of_each_test_run_and_in_time_all() -> None:
    cases: dict[str, str | None] = {f"{test}[{case}]": None for test in ("one", "other") for case in range(6)}
    chosen = [cases.keys() - left_out(str(seed), cases) for seed in range(60)]
    assert {len([name for name in names if name.startswith("one")]) for names in chosen} == {2}
    assert {len(names) for names in chosen} == {4}
    assert set().union(*chosen) == cases.keys()


def test_a_kind_that_is_in_no_table_is_a_fault() -> None:
    with pytest.raises(KeyError):
        left_out("a", {"test": "what nobody knows"})


def test_a_property_tries_all_its_examples_without_a_sample_and_a_part_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed, expected in (("", 300), ("a", 30)):
        monkeypatch.setattr(sampling._Chosen, "by", seed)
        assert examples(300).max_examples == expected


def test_what_a_test_goes_through_is_all_of_it_without_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling._Chosen, "by", "")
    assert part_of(range(20)) == [*range(20)]


def test_in_a_sample_it_is_a_part_in_order_and_in_time_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    every = set[int]()
    for seed in range(100):
        monkeypatch.setattr(sampling._Chosen, "by", str(seed))
        part = part_of(range(20))
        assert part == part_of(range(20)) == sorted(part)
        assert len(part) == 2
        every |= {*part}
    assert every == {*range(20)}


def test_the_kinds_are_those_of_the_tests() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")]
    assert {kind for text in texts for kind in re.findall(r'mark\.sampled\("([^"]+)"\)', text)} == KINDS.keys()
