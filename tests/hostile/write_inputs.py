"""Write all inputs and their manifest into a folder, to try other programs on them.

python tests/hostile/write_inputs.py FOLDER

Each input has a folder of its own, numbered as in `manifest.json`. Some of them are bombs, and some are no files.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "hostile")]
INPUTS = importlib.import_module("inputs").INPUTS


def main(target: Path) -> None:
    rows = []
    for number, (name, hostile) in enumerate(INPUTS.items(), start=1):
        folder = target / f"{number:03}"
        folder.mkdir(parents=True)
        place = hostile.make(folder)
        told = {"name": name, "place": str(place.relative_to(target)), "command": hostile.command}
        rows.append(told | hostile.expected.as_json())
    text = json.dumps(rows, indent=1, ensure_ascii=True)
    (target / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
