"""How the house is built, in figures: modules, functions, names, imports. `python scripts/house.py [FOLDER]`

Counts the package `dtmforms` of this checkout, or of another one beside it, and holds each figure against its aim.
Modules are those that hold code: a package's `__init__` with nothing but a docstring is none.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Imported: TypeAlias = ast.Import | ast.ImportFrom
Imports: TypeAlias = dict[str, set[str]]
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class House:
    """What was counted. Names are `folder/module:name`."""

    modules: dict[str, int] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)
    parameters: dict[str, int] = field(default_factory=dict)
    classes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    inner_imports: dict[str, int] = field(default_factory=dict)
    imports: Imports = field(default_factory=dict)


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    for line in figures(counted(root / "dtmforms")):
        print(line)
    return 0


def counted(package: Path) -> House:
    house = House()
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(package).with_suffix("").as_posix()
        if all(isinstance(node, ast.Expr | ast.ImportFrom) for node in tree.body) and path.stem == "__init__":
            continue
        house.modules[name] = len(path.read_text(encoding="utf-8").splitlines())
        house.imports[name] = set(imported(tree, package))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                house.classes[node.name].add(name)
            if isinstance(node, Function):
                place = f"{name}:{node.name}:{node.lineno}"
                house.functions[place] = lines(node)
                house.parameters[place] = parameters(node)
                house.inner_imports[place] = sum(
                    isinstance(part, ast.Import | ast.ImportFrom) for part in ast.walk(node)
                )
    return house


def figures(house: House) -> Iterator[str]:
    """Each figure as a line, with its aim behind it."""
    lengths = sorted(house.functions.values())
    half, most = statistics.median(lengths), lengths[int(len(lengths) * 0.99)]
    inner = {place: count for place, count in house.inner_imports.items() if count}
    doubled = [f"{name} ({len(places)})" for name, places in sorted(house.classes.items()) if len(places) > 1]
    yield row("modules", len(house.modules), "at most 120")
    yield row("lines", sum(house.modules.values()), "at most 20000")
    yield row("modules over 400 lines", over(house.modules, 400), "none")
    yield row(
        "functions", len(lengths), f"median {half:g} lines, 99th {most}, longest {lengths[-1]}; 6, and none over 40"
    )
    yield row("over 6 parameters", over(house.parameters, 6), "none")
    yield row("classes with two meanings", doubled, "none")
    yield row("module names twice", names_within_reach(house), "none within a folder's reach")
    yield row("imports in functions", sum(inner.values()), f"in {len(inner)} functions; one lazy step a command")
    yield row("circles of imports", [" -> ".join(circle) for circle in circles(house.imports)], "none")


def row(name: str, found: int | list[str], aim: str) -> str:
    if isinstance(found, int):
        return f"{name:27}{found:6}   aim: {aim}"
    return "\n".join([f"{name:27}{len(found):6}   aim: {aim}", *(f"    {what}" for what in found)])


def over(counts: dict[str, int], most: int) -> list[str]:
    found = sorted(((count, place) for place, count in counts.items() if count > most), reverse=True)
    return [f"{place} ({count})" for count, place in found]


def lines(node: Function) -> int:
    """The lines of its body, without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(node: Function) -> int:
    """Those that a caller gives: `self` and `cls` are none of them."""
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return sum(argument.arg not in ("self", "cls") for argument in named)


def imported(tree: ast.Module, package: Path) -> Iterator[str]:
    """The modules of the package that are imported when this one is, but for those that only types need."""
    for node in at_import(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package.name:
            steps = (node.module or "").split(".")[1:]
            for alias in node.names:
                inside = package.joinpath(*steps, alias.name).with_suffix(".py")
                yield "/".join([*steps, alias.name] if inside.is_file() else steps)


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function) or (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            continue
        yield child
        yield from at_import(child)


def names_within_reach(house: House) -> list[str]:
    """Modules of one name in one top folder, or on the way down to it, that somebody who looks for it may mix up."""
    stems: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in house.modules:
        folder, _, _ = name.rpartition("/")
        stem = name.rsplit("/", 1)[-1]
        if stem != "__init__":
            stems[folder.split("/")[0], stem].append(name)
    return [", ".join(places) for places in stems.values() if len(places) > 1]


def circles(imports: Imports) -> list[list[str]]:
    """Each circle once, as the way around it."""
    found: dict[frozenset[str], list[str]] = {}

    def follow(way: list[str], done: set[str]) -> None:
        for module in sorted(imports.get(way[-1], ())):
            if module in way:
                circle = way[way.index(module) :]
                found.setdefault(frozenset(circle), [*circle, module])
            elif module not in done:
                follow([*way, module], done)
        done.add(way[-1])

    done: set[str] = set()
    for module in imports:
        follow([module], done)
    return list(found.values())


if __name__ == "__main__":
    sys.exit(main())
