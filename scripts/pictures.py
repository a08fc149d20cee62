"""Makes the pictures of the documentation: the page by Chromium, documents by LibreOffice and poppler.

python scripts/pictures.py

They go into `docs/pictures`, in as few colours and bytes as they bear. All people in them are invented.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environment

if __name__ == "__main__" and not environment.inside():
    sys.exit(environment.run_inside(__file__))

import yaml
from PIL import Image

import dtmforms

PICTURES = environment.ROOT / "docs" / "pictures"
SAMPLES = environment.ROOT / "tests" / "samples"
RECORDS = [
    environment.ROOT / "scripts" / "demo_agreement.yaml",
    SAMPLES / "burkina-faso.yaml",
    SAMPLES / "colombia.json",
]
SUCCESSOR = {"name": "Ngozi Eze", "email": "n.eze@harbour-trust.example", "mobile": "+258 84 555 0199"}
SCREEN = (1280, 860)
WIDTH = 1000
COLOURS = 48


def main() -> int:
    missing = [name for name in ("chromium", "soffice", "pdftoppm") if not shutil.which(name)]
    if missing:
        sys.exit(f"Needs {', '.join(missing)}")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with served(begun(place)) as address:
            keep("page", screen(address, place))
        record = dtmforms.load(RECORDS[0])
        (place / "document.docx").write_bytes(dtmforms.fill(record))
        program(
            "soffice",
            f"-env:UserInstallation={place.as_uri()}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(place / "document.docx"),
        )
        keep("document", side_by_side(pages(place / "document.pdf")[:2]))
        (place / "form.pdf").write_bytes(dtmforms.form(record))
        keep("form", side_by_side(pages(place / "form.pdf")[:2]))
    return 0


def begun(folder: Path) -> Path:
    """A register of invented agreements, one of which is signed and has a new focal point since."""
    place = folder / "register.sqlite3"
    register = dtmforms.Register(str(place))
    records = [dtmforms.load(path) for path in RECORDS]
    for record in records:
        register.add(record)
    Image.new("L", (40, 40), 255).save(folder / "signed.png")
    register.sign(records[0].reference, folder / "signed.png", stated_by="DTM Coordinator", why="Both signed before me")
    values = yaml.safe_load(dtmforms.to_yaml(records[0]))
    values["table_c"]["requesting_organization"]["primary"] |= SUCCESSOR
    register.notice(records[0].reference, dtmforms.load(yaml.safe_dump(values).encode()))
    return place


@contextmanager
def served(register: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "dtmforms", "serve", "--register", str(register), "--no-browser"]
    variables = os.environ | {"HOME": str(register.parent), "PYTHONPATH": str(environment.ROOT)}
    with subprocess.Popen(command, cwd=register.parent, env=variables, stdout=subprocess.PIPE, text=True) as page:
        try:
            yield page.stdout.readline().strip() if page.stdout else ""
        finally:
            page.terminate()


def screen(address: str, folder: Path) -> Image.Image:
    made = folder / "screen.png"
    program(
        "chromium",
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        f"--user-data-dir={folder}/browser",
        "--lang=en",
        "--accept-lang=en",
        f"--window-size={SCREEN[0]},{SCREEN[1]}",
        f"--screenshot={made}",
        address,
    )
    return Image.open(io.BytesIO(made.read_bytes()))


def pages(path: Path) -> list[Image.Image]:
    program("pdftoppm", "-r", "80", "-png", str(path), str(path.with_suffix("")))
    return [Image.open(io.BytesIO(made.read_bytes())) for made in sorted(path.parent.glob(f"{path.stem}-*.png"))]


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    gap = 12
    width = sum(one.width for one in pictures) + gap * (len(pictures) + 1)
    whole = Image.new("RGB", (width, max(one.height for one in pictures) + 2 * gap), "#d7dbe0")
    left = gap
    for one in pictures:
        whole.paste(one, (left, gap))
        left += one.width + gap
    return whole


def keep(name: str, picture: Image.Image) -> None:
    small = picture.convert("RGB")
    small.thumbnail((WIDTH, WIDTH))
    path = PICTURES / f"{name}.png"
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(environment.ROOT)}: {small.width} x {small.height}, {path.stat().st_size / 1000:.0f} kB")


def program(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    sys.exit(main())
