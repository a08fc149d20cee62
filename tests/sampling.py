"""Of tests of which there are hundreds, or that take long, `--sample SEED` runs a few, chosen by the seed.

A test says so itself: `@pytest.mark.sampled(KIND)` has as many of all tests of that kind run as the table says,
wherever they stand; of any other test that is tried with several cases, a few cases run. `@examples(300)` has a
property try a part of so many, and `part_of` has a test look at a part of what it goes through. Another seed chooses
others, so that in time each one runs; one seed always chooses the same.
Without the option, all run.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

KINDS = {
    "damaged forms": 40,
    "mutated signed files": 15,
    "public signed files": 8,
    "signed forms": 12,
    "sizes of forms": 40,
    "signed forms, by others": 3,
    "what others call valid": 1,
    "forms signed by other programs": 2,
    "forms signed in Java": 0,
    "useless servers of time stamps": 2,
    "time stamps": 2,
    "keys on tokens": 2,
    "signed forms in every language": 2,
    "signed notices": 12,
    "notices that do not fit": 4,
    "notices in a register": 3,
    "chains in every language": 1,
    "hostile inputs": 25,
    "hostile inputs to whole programs": 4,
    "hostile files sent to the page": 4,
    "registers in PostgreSQL": 8,
    "files read in both processes": 10,
    "flags that are accepted": 6,
    "forms that lie": 12,
    "forms that lie, as programs show them": 5,
    "documents that lie": 4,
    "documents that lie, in LibreOffice": 1,
    "flattened forms": 3,
    "flattened forms in other scripts": 2,
    "pages that lie elsewhere": 2,
    "pages whose code is gone": 1,
    "scans": 3,
    "scans of other kinds": 2,
    "boxes that something is put over": 3,
    "scripts drawn by three programs": 3,
    "documents in LibreOffice": 2,
    "documents that a validator reads": 1,
    "prints that fail": 1,
    "acts whose calls are broken": 1,
    "commands whose calls are broken": 1,
    "runs that are killed": 2,
    "runs that are killed after some documents": 4,
    "runs on a full disk": 2,
    "runs on a small disk": 0,
    "runs with a scheduler": 0,
    "bundles": 0,
    "a register that an office shares": 3,
    "pairs of keys": 3,
    "programs that write at once": 0,
    "ways to lie in Word": 10,
    "faults of workbooks": 20,
    "letters that nobody reads": 12,
    "forms with a flag": 24,
    "honest twins of forms with a flag": 15,
    "honest twins of forms that lie": 3,
    "forms with other metadata": 4,
    "wrong returns": 20,
    "wrong returns, for contact data": 20,
    "outputs with every attribute": 6,
    "labelled names of datasets": 4,
    "days that cannot be": 5,
    "questions": 10,
    "questions in every language": 1,
    "answers in every language": 6,
    "records on the page in every language": 1,
    "answers that load little": 4,
    "answers that cannot be written": 3,
    "programs whose reader may not be held apart": 2,
    "the job in a browser": 1,
    "screens in a browser": 0,
    "pictures of pages at the command line": 0,
    "commands whose calls are read": 0,
    "types of examples": 0,
    "what takes seconds": 5,
    "languages that are added": 0,
    "texts longer than any form": 0,
}
"""How many of each run in a sample; 0 of what only all tests together are to find."""
_CASES = 2
"""So many cases of one test run in a sample, where it is of no kind."""
_MORE_CASES = "further cases of one test"
_PART = 10
"""One of so many examples is tried in a sample."""
_EXAMPLES = 60
_LEFT_OUT = pytest.StashKey[Counter[str]]()


Example = TypeVar("Example")


def part_of(items: Iterable[Example]) -> list[Example]:
    """All of them; a part, in their order, in a sample."""
    found = list(items)
    drawn = sorted(range(len(found)), key=lambda place: _draw(_Chosen.by, str(place)))
    return [found[place] for place in sorted(drawn[: _share(len(found))])]


def examples(count: int, **more: Any) -> settings:
    """Settings of a property that is tried with so many examples; with a part of them in a sample."""
    return settings(max_examples=_share(count), **more)


def _share(count: int) -> int:
    return max(count // _PART, 1) if _Chosen.by else count


class _Chosen:
    by = ""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sample", metavar="SEED", help="run a sample, chosen by this word, of tests marked `sampled`")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    seed = config.getoption("sample")
    _Chosen.by = seed or ""
    config.stash[_LEFT_OUT] = Counter()
    # Of all, the examples are always the same in CI, so that a change is judged by itself; elsewhere new on each run.
    chosen: dict[str, Any] = {"database": None} if seed else {"derandomize": bool(os.environ.get("CI"))}
    suppressed = [HealthCheck.too_slow]
    settings.register_profile(
        "tests", max_examples=_share(_EXAMPLES), deadline=None, suppress_health_check=suppressed, **chosen
    )
    settings.load_profile("tests")
    if seed:
        config.option.hypothesis_seed = str(int.from_bytes(_draw(seed, "examples")[:4]))


def pytest_report_header(config: pytest.Config) -> str | None:
    seed = config.getoption("sample")
    return seed and f"sample: {seed}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    seed = config.getoption("sample")
    if not seed:
        return
    left_out = not_chosen(items, seed)
    config.stash[_LEFT_OUT].update(left_out.values())
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def not_chosen(items: list[pytest.Item], seed: str) -> dict[pytest.Item, str]:
    """The tests that a seed leaves out, each with its kind."""
    groups: dict[tuple[str, str], list[pytest.Item]] = defaultdict(list)
    for item in items:
        mark = item.get_closest_marker("sampled")
        groups[(mark.args[0], "") if mark else (_MORE_CASES, item.nodeid.partition("[")[0])].append(item)
    most = KINDS | {_MORE_CASES: _CASES}
    return {
        item: kind
        for (kind, _), members in groups.items()
        for item in sorted(members, key=lambda item: _draw(seed, item.nodeid))[most[kind] :]
    }


def _draw(seed: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed} {name}".encode()).digest()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of pytest-xdist tells what it left out; each of them leaves out the same."""
    if hasattr(session.config, "workeroutput"):
        left_out = session.config.stash[_LEFT_OUT]
        session.config.workeroutput["left out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hook of pytest-xdist."""
    node.config.stash[_LEFT_OUT] |= Counter(getattr(node, "workeroutput", {}).get("left out"))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    left_out = config.stash[_LEFT_OUT]
    if not left_out:
        return
    terminalreporter.section(
        f"left out: {left_out.total()} tests, and of the examples of a property all but one in {_PART}"
    )
    for kind, count in left_out.most_common():
        terminalreporter.write_line(f"{count:5} {kind}")
    terminalreporter.write_line(f"This sample again: pytest --sample {config.getoption('sample')}")
    terminalreporter.write_line("All of them: python scripts/check.py --all")
