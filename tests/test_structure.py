"""The house: imports go one way, and each library stays behind the module that it belongs to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "dtmforms"
FLOORS = [
    "findings",
    "errors",
    "files",
    "archives",
    "names",
    "passwords",
    "templates",
    "gate",
    "agreement",
    "form",
    "workbooks",
    "versions",
    "word",
    "pdf",
    "returns",
    "register",
    "batch",
    "cli",
]
"""From the ground up: a module imports from its own floor and from those below it."""
BESIDE = {("word", "versions"), ("pdf", "versions"), ("pdf", "word")}
"""Floors that stand beside each other and know nothing of each other."""
BEHIND = {
    "pypdf": {"pdf/reading.py", "pdf/acroform.py", "pdf/tightening.py"},
    "reportlab": {"pdf/sheet.py"},
    "uharfbuzz": {"pdf/lettering.py", "pdf/fonts.py"},
    "regex": {"pdf/lettering.py"},
    "docxtpl": {"word/template.py"},
    "jinja2": {"word/template.py"},
    "lxml": {"word/reading.py", "word/placeholders.py", "word/package.py", "pdf/xfdf.py", "workbooks/cells.py"},
    "zxingcpp": {"form/code.py", "pdf/codes.py"},
    "pypdfium2": {"pdf/pages.py", "pdf/overwriting.py", "pdf/likeness.py"},
    "sqlalchemy": {"register/store.py", "register/tables.py"},
    "xlsxwriter": {"workbooks/tables.py"},
    "yaml": {"agreement/reading.py"},
    "babel": {"agreement/places.py"},
    "email_validator": {"agreement/normal.py"},
    "phonenumbers": {"agreement/normal.py", "agreement/starting.py"},
    "pikepdf": {
        *("pdf/locking.py", "pdf/second.py", "pdf/actions.py", "pdf/appearances.py", "pdf/encodings.py"),
        *("pdf/laid.py", "pdf/streams.py"),
    },
    "msoffcrypto": {"word/locking.py"},
    "distributed": {"batch/distributing.py"},
    "pydantic": {"agreement/record.py", "agreement/checking.py", "gate/answers.py"},
    "psutil": {"gate/reader.py"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The modules that a file imports, but for those that only types need."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def floor(module: str) -> str:
    return module.split(".")[1] if "." in module else module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    relative = path.relative_to(PACKAGE)
    own = relative.parts[0].removesuffix(".py")
    if own not in FLOORS:
        assert own in ("__init__", "__main__"), f"{own} stands on no floor; give it one in FLOORS"
        return
    for module in imported(path):
        if module.startswith("dtmforms.") and floor(module) in FLOORS:
            below = floor(module)
            assert FLOORS.index(below) <= FLOORS.index(own), f"{relative} imports upwards from {module}"
            assert (own, below) not in BESIDE, f"{relative} imports from {module}, which stands beside it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_each_library_stays_behind_its_module(path: Path) -> None:
    relative = path.relative_to(PACKAGE).as_posix()
    for module in imported(path):
        library = module.split(".")[0]
        assert relative in BEHIND.get(library, {relative}), f"{library} does not belong into {relative}"


def test_files_are_read_and_written_in_one_place() -> None:
    opening = re.compile(
        r"(?<!package\.)(?<!archive\.)(?<!pikepdf\.)(?<!Image\.)\bopen\(|\.read_bytes\(|\.write_bytes\(|\.read_text\(|\.write_text\(|sys\.stdin|stdout\.buffer"
    )
    for path in MODULES:
        relative = path.relative_to(PACKAGE).as_posix()
        found = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if opening.search(line) and "resources.files" not in line and "os.devnull" not in line
        ]
        assert relative in ("files.py", "pdf/fonts.py") or not found, f"{relative} opens files itself: {found}"
