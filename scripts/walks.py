"""Through which modules three walks lead, and how often each library opens a file on them. `python scripts/walks.py
[FOLDER]`

The walks are those of a user: a returned PDF by `ingest`, a record to .docx by `fill`, and `register return`. A module
counts where one of its functions is called, in the program or in the process apart; what a process does before it has
a file to read counts too. The code is that of this checkout, or of another one in FOLDER, each with its own `.venv`.
"""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "scripts" / "demo_agreement.yaml"
_OPENINGS = {
    ("pypdf/_reader.py", "PdfReader.__init__"): "pypdf",
    ("pikepdf/_methods.py", "Extend_Pdf.open"): "qpdf",
    ("pypdfium2/_helpers/document.py", "PdfDocument.__init__"): "PDFium",
    ("/zipfile.py", "ZipFile.__init__"): "zipfile",
    ("PIL/Image.py", "open"): "Pillow",
}
"""What opens a file, by the end of its module's path and its name; where code of this package calls it."""
_TRACE = "DTMFORMS_WALK"
_ROOM = 1 << 20
_HEAD = 8
_PACKAGE = f"{os.sep}dtmforms{os.sep}"
_SITE = "import sys; sys.path.insert(0, {scripts!r}); import walks; walks.record(); sys.path.pop(0)"


def main() -> int:
    root = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Path(folder, "sitecustomize.py").write_text(_SITE.format(scripts=str(ROOT / "scripts")))
        for title, before, walk in walks():
            for command in before:
                run(root, folder, command)
            print(f"{title}: dtmforms {' '.join(map(shown, walk))}")
            for line in figures(walked(root, folder, walk)):
                print(f"  {line}")
    return 0


def walks() -> Iterator[tuple[str, list[list[str]], list[str]]]:
    """What each is called, the commands that make it ready, and its own command."""
    form = ["form", str(RECORD), "-o", "form.pdf"]
    yield "A returned PDF", [form], ["ingest", "form.pdf", "--against", str(RECORD), "-o", "returned.yaml"]
    yield "A record to .docx", [], ["fill", str(RECORD), "-o", "filled.docx"]
    add = ["register", "add", str(RECORD), "--register", "register.sqlite3"]
    yield "A return into the register", [add], ["register", "return", "form.pdf", "--register", "register.sqlite3"]


def shown(argument: str) -> str:
    return Path(argument).name if os.sep in argument else argument


def run(root: Path, folder: Path, command: list[str], **more: str) -> None:
    python = root / ".venv" / "bin" / "python"
    environment = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{root}"} | more
    subprocess.run([python, "-m", "dtmforms", *command], cwd=folder, env=environment, check=True, capture_output=True)


def walked(root: Path, folder: Path, command: list[str]) -> Iterator[str]:
    """A line for each module that was entered, and for each opening."""
    traces = Path(tempfile.mkdtemp(dir=folder))
    run(root, folder, command, **{_TRACE: str(traces)})
    for trace in traces.iterdir():
        data = trace.read_bytes()
        yield from data[_HEAD : _HEAD + int.from_bytes(data[:_HEAD])].decode().splitlines()


def figures(lines: Iterator[str]) -> Iterator[str]:
    found = Counter(lines)
    rooms = sorted(line.removeprefix("room ") for line in found if line.startswith("room "))
    files = [room for room in rooms if room.startswith(_OF_A_FILE)]
    yield f"{len(rooms)} modules, of which {len(files)} read a file from outside and compare it"
    for folder in dict.fromkeys(room.partition("/")[0] for room in rooms):
        inside = [room for room in rooms if room.partition("/")[0] == folder]
        yield f"  {len(inside):3} {', '.join(inside)}"
    openings = [f"{count} by {line[8:]}" for line, count in sorted(found.items()) if line.startswith("opening ")]
    yield f"openings: {', '.join(openings) or 'none'}"


_OF_A_FILE = ("returns/", "pdf/read/", "word/read/", "sandbox/", "gate/")


# In the processes that are watched


def record() -> None:
    """From here on, note each module of the package that is entered, and each opening, in memory that outlives this
    process and its copies: they may write no file."""
    if folder := os.environ.get(_TRACE):
        sys.setprofile(Recorder(Path(folder) / str(os.getpid())).profile)


class Recorder:
    def __init__(self, place: Path) -> None:
        place.write_bytes(bytes(_ROOM))
        with place.open("r+b") as file:
            self.memory = mmap.mmap(file.fileno(), _ROOM)
        self.known: dict[CodeType, str] = {}
        self.noted: set[str] = set()

    def profile(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        code = frame.f_code
        if code not in self.known:
            self.known[code] = what(code)
        line = self.known[code]
        if line.startswith("opening ") and not (frame.f_back and _PACKAGE in frame.f_back.f_code.co_filename):
            return
        if line and (line.startswith("opening ") or line not in self.noted):
            self.noted.add(line)
            self.note(f"{line}\n".encode())

    def note(self, line: bytes) -> None:
        """Behind what is there already, which may be from a copy of this process."""
        begins = _HEAD + int.from_bytes(self.memory[:_HEAD])
        self.memory[begins : begins + len(line)] = line
        self.memory[:_HEAD] = (begins - _HEAD + len(line)).to_bytes(_HEAD)


def what(code: CodeType) -> str:
    """What a call of it is: an opening, the entering of a module, or nothing. Loading a module does not enter it."""
    path = code.co_filename.replace(os.sep, "/")
    for (place, name), library in _OPENINGS.items():
        if path.endswith(place) and code.co_qualname == name:
            return f"opening {library}"
    _, inside, module = path.rpartition("/dtmforms/")
    if not inside or not code.co_flags & 0x02:  # CO_NEWLOCALS: a body of a module or of a class has none
        return ""
    return f"room {module.removesuffix('.py')}"


if __name__ == "__main__":
    sys.exit(main())
