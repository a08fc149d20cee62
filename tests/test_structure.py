"""The house: imports go one way, and each library stays behind the module that it belongs to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import dtmforms

PACKAGE = Path(__file__).parent.parent / "dtmforms"
FLOORS = [
    "codes",
    "language",
    "contacts",
    "findings",
    "errors",
    "temporary_files",
    "files",
    "opc",
    "contrast",
    "names",
    "passwords",
    "encryption",
    "templates",
    "drawing",
    "sandbox",
    "agreement",
    "form",
    "workbook",
    "changes",
    "word",
    "pdf",
    "returns",
    "signatures",
    "register",
    "batch",
    "public",
    "sentences",
    "page",
    "cli",
]
"""From the ground up: a module imports from its own floor and from those below it."""
OF_THE_TERMINAL = ("language", "codes", "errors", "findings", "files", "names", "passwords", "contacts", "sentences")
"""What the command line and the page may import from, beside the public names and what stands in their own folder."""
OF_THE_SERVER = {"cli/serve.py": {"dtmforms.page.server"}}
"""What one command alone imports: the others load nothing of the page."""
BESIDE = {("word", "changes"), ("pdf", "changes"), ("pdf", "word")}
"""Floors that stand beside each other and know nothing of each other."""
BEHIND = {
    "pypdf": {
        "pdf/read/pypdf_reader.py",
        "pdf/read/pypdf_fields.py",
        "pdf/read/believed_fonts.py",
        "pdf/read/font_encodings.py",
    },
    "reportlab": {"pdf/write/canvas.py"},
    "uharfbuzz": {"pdf/write/shaping.py", "pdf/write/fonts.py", "pdf/read/known_fonts.py"},
    "regex": {"pdf/write/shaping.py"},
    "docxtpl": {"word/write/template.py"},
    "jinja2": {"word/write/template.py", "page/rendering.py"},
    "lxml": {
        "word/markup.py",
        "pdf/read/xfdf.py",
        "workbook/xlsx_parts.py",
    },
    "zxingcpp": {"form/barcode.py"},
    "pypdfium2": {
        "pdf/read/raster.py",
        "pdf/read/pdfium_reader.py",
        "pdf/read/page_looks.py",
        "pdf/read/field_pictures.py",
        "pdf/read/page_pictures.py",
    },
    "psycopg": {"register/databases.py"},
    "sqlite3": {"register/databases.py"},
    "xlsxwriter": {"workbook/xlsx_writer.py"},
    "yaml": {"agreement/record_file.py"},
    "babel": {"agreement/places.py", "language/catalog.py", "language/cldr.py"},
    "email_validator": {"agreement/keys.py"},
    "phonenumbers": {"agreement/telephone.py"},
    "idna": {"agreement/keys.py"},
    "pikepdf": {
        "encryption.py",
        "pdf/read/qpdf_reader.py",
        "pdf/read/actions.py",
        "pdf/read/annotations.py",
        "pdf/read/appearances.py",
        "pdf/read/as_written.py",
        "pdf/read/content_stream.py",
        "pdf/read/believed_fonts.py",
        "pdf/read/composite_fonts.py",
        "pdf/read/font_encodings.py",
        "pdf/read/highlights.py",
        "pdf/read/page_drawings.py",
        "pdf/read/page_fonts.py",
        "pdf/read/variable_text.py",
    },
    "msoffcrypto": {"encryption.py"},
    "distributed": {"batch/dask_pool.py"},
    "pydantic": {"agreement/model.py", "agreement/check.py", "sandbox/answer_types.py"},
    "psutil": {"sandbox/client.py"},
    "starlette": {"page/app.py", "page/asked.py"},
    "uvicorn": {"page/server.py"},
    "pyhanko": {
        "signatures/pyhanko_reader.py",
        "signatures/pyhanko_signer.py",
        "signatures/later_changes.py",
        "signatures/time_stamp_server.py",
        "signatures/token_key.py",
    },
    "pyhanko_certvalidator": {"signatures/pyhanko_reader.py", "signatures/time_stamp_server.py"},
    "asn1crypto": {"signatures/pyhanko_reader.py", "signatures/time_stamp_server.py", "signatures/token_key.py"},
    "pkcs11": {"signatures/token_key.py"},
    "cryptography": {
        "signatures/certificates.py",
        "signatures/pyhanko_reader.py",
        "signatures/pyhanko_signer.py",
        "signatures/token_key.py",
    },
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


@pytest.mark.parametrize("path", [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in ("cli", "page")])
def test_the_command_line_and_the_page_do_all_through_the_public_names(path: Path) -> None:
    relative = path.relative_to(PACKAGE)
    for module in imported(path):
        name = module.removeprefix("dtmforms.")
        inside = name != module and floor(module) not in (*OF_THE_TERMINAL, relative.parts[0])
        allowed = name in dtmforms.__all__ or module in OF_THE_SERVER.get(relative.as_posix(), ())
        assert not inside or allowed, f"{relative} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_each_library_stays_behind_its_module(path: Path) -> None:
    relative = path.relative_to(PACKAGE).as_posix()
    for module in imported(path):
        library = module.split(".")[0]
        assert relative in BEHIND.get(library, {relative}), f"{library} does not belong into {relative}"


def test_files_are_read_and_written_in_one_place() -> None:
    opening = re.compile(
        r"(?<!package\.)(?<!archive\.)(?<!pikepdf\.)(?<!Image\.)(?<!web\.)(?<!token\.)\bopen\(|\.read_bytes\(|\.write_bytes\(|\.read_text\(|(?<!formatter)\.write_text\(|sys\.stdin|stdout\.buffer"
    )
    for path in MODULES:
        relative = path.relative_to(PACKAGE).as_posix()
        found = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if opening.search(line) and "resources.files" not in line and "os.devnull" not in line
        ]
        assert relative in ("files.py", "temporary_files.py", "pdf/write/fonts.py") or not found, (
            f"{relative} opens files itself: {found}"
        )
