"""Prints which packages are used, for what, with licence and last release: `docs/dependencies.md`, made anew.

python scripts/dependencies.py

The day of each version in the lock, and the last version that there is, are asked of the index. Known vulnerabilities
are told by `pip-audit --requirement requirements.lock`, which asks a data base of its own.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import environment

if __name__ == "__main__" and not environment.inside():
    sys.exit(environment.run_inside(__file__))

PAGE = environment.ROOT / "docs" / "dependencies.md"
REASONS = Path(__file__).with_suffix(".toml")
INDEX = "https://pypi.org/pypi"
HEADINGS = {
    "needed": "What the program needs",
    "extra": "What some of its commands need",
    "development": "What building and testing need",
}
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Release:
    """A version of a package, the day on which it was released, its licence, and the last version that there is."""

    version: str
    day: str
    licence: str
    last: str

    def __str__(self) -> str:
        return self.version if self.version == self.last else f"{self.version} (last: {self.last})"


def reasons() -> dict[str, dict[str, str]]:
    """What each package is used for: those that are needed, of extras, of development."""
    return tomllib.loads(REASONS.read_text(encoding="utf-8"))


def named() -> dict[str, set[str]]:
    """The packages that `pyproject.toml` names, in lower case, in the same three groups."""
    project = tomllib.loads((environment.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = [one for group in project["project"]["optional-dependencies"].values() for one in group]
    needed, development = map(_names, (project["project"]["dependencies"], project["dependency-groups"]["dev"]))
    return {"needed": needed, "extra": _names(extras), "development": development - _names(extras)}


def _names(requirements: list[str]) -> set[str]:
    return {found.group().lower() for one in requirements if (found := _NAME.match(one))}


def imported() -> dict[str, list[str]]:
    """The folders and modules of the program that import a package, by its name in lower case."""
    distributions = packages_distributions()
    found: dict[str, set[str]] = defaultdict(set)
    package = environment.ROOT / "dtmforms"
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package).with_suffix("")
        for module in _imports(ast.parse(path.read_bytes())):
            for distribution in distributions.get(module, ()):
                found[distribution.lower().replace("_", "-")].add("/".join(place.parts[:-1]) or place.name)
    return {name: sorted(places) for name, places in found.items()}


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def locked() -> dict[str, str]:
    """The version of each package of the lock, by its name in lower case."""
    text = environment.LOCK.read_text(encoding="utf-8")
    return {name.lower(): version for name, version in _LOCKED.findall(text)}


def release(name: str, version: str | None) -> Release:
    """What the index says of a version, of the last one where none is asked for. Raises `OSError` without a network."""
    with urlopen(f"{INDEX}/{name}/json", timeout=60) as answer:  # noqa: S310 - always the index
        found: dict[str, Any] = json.load(answer)
    info = found["info"]
    asked = version or info["version"]
    return Release(asked, found["releases"][asked][0]["upload_time"][:10], licence(info), info["version"])


def licence(info: dict[str, Any]) -> str:
    classifiers = [one.rpartition(" :: ")[2] for one in info["classifiers"] if one.startswith("License")]
    return info.get("license_expression") or ", ".join(classifiers) or (info["license"] or "").partition("\n")[0]


def page(releases: dict[str, Release]) -> str:
    """The whole page, as Markdown."""
    newest = max(found.day for found in releases.values())
    parts = [
        "# Dependencies\n",
        "Made by `python scripts/dependencies.py`: versions of the lock, licences and days by the index. "
        f"The lock has {len(releases)} packages, with those that these need; the newest is of {newest}.\n",
    ]
    places = imported()
    for group, rows in reasons().items():
        head = [
            "Package",
            "Version",
            "Released",
            "Licence",
            "What for",
            *(["Imported in"] if group == "needed" else []),
        ]
        parts += [f"## {HEADINGS[group]}\n", _row(head), _row(["---"] * len(head))]
        for name, reason in rows.items():
            found = releases[name.lower()]
            where = [", ".join(f"`{one}`" for one in places.get(name.lower(), ()))] if group == "needed" else []
            parts.append(_row([name, str(found), found.day, found.licence, reason, *where]))
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    lock = locked()
    names = [*lock, *(name for rows in reasons().values() for name in rows if name.lower() not in lock)]
    releases = {name: release(name, lock.get(name)) for name in names}
    PAGE.write_text(page(releases), encoding="utf-8")
    behind = [f"{name} {found}" for name, found in releases.items() if found.version != found.last]
    print(f"{len(releases)} packages. Behind: {', '.join(behind) or 'none'}")


if __name__ == "__main__":
    main()
