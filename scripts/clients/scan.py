"""A scanner: the pages, drawn at 300 dpi by one of four programs, as pictures in a PDF."""

from __future__ import annotations

import io
import itertools
import random
import subprocess
import tempfile
from pathlib import Path

import img2pdf
import job
from PIL import Image, ImageFilter

POPPLER = ["pdftoppm", "-r", "300", "-jpeg", "-jpegopt", "quality=75"]
MUTOOL = ["mutool", "draw", "-q", "-r", "300", "-c", "gray"]
GHOSTSCRIPT = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-r300", "-sDEVICE=tiffg4"]
TIFF2PDF = ["tiff2pdf", "-o"]
ASKEW_DEGREES = (0.7, -0.5, 1.1)


def poppler(source: str, _: job.Values, out: str) -> None:
    """Colour, JPEG."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*POPPLER, source, f"{folder}/page"], check=True)
        Path(out).write_bytes(img2pdf.convert(sorted(Path(folder).iterdir())))


def askew(source: str, _: job.Values, out: str) -> None:
    """Drawn by MuPDF; put on the glass by hand: turned a little, soft, with dust."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*MUTOOL, "-o", f"{folder}/page%d.png", source], check=True)
        pages = [Image.open(page) for page in sorted(Path(folder).iterdir())]
        pictures = [jpeg(by_hand(*turned)) for turned in zip(pages, itertools.cycle(ASKEW_DEGREES), strict=False)]
    Path(out).write_bytes(img2pdf.convert(pictures, layout_fun=img2pdf.get_fixed_dpi_layout_fun((300, 300))))


def by_hand(page: Image.Image, degrees: float) -> Image.Image:
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=245)
    soft = turned.filter(ImageFilter.GaussianBlur(0.6))
    dust = random.Random(7)  # noqa: S311 - the same dust on every run
    for _ in range(2000):
        soft.putpixel((dust.randrange(soft.width), dust.randrange(soft.height)), dust.choice((90, 150, 200)))
    return soft


def jpeg(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=70)
    return made.getvalue()


def fax(source: str, _: job.Values, out: str) -> None:
    """Drawn by Ghostscript: black and white, G4, put into a PDF by tiff2pdf."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*GHOSTSCRIPT, f"-sOutputFile={folder}/pages.tif", source], check=True)
        subprocess.run([*TIFF2PDF, out, f"{folder}/pages.tif"], check=True)


def upside_down(source: str, _: job.Values, out: str) -> None:
    """Put into the scanner the other way round."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*POPPLER, source, f"{folder}/page"], check=True)
        pages = [jpeg(Image.open(page).rotate(180)) for page in sorted(Path(folder).iterdir())]
    Path(out).write_bytes(img2pdf.convert(pages, layout_fun=img2pdf.get_fixed_dpi_layout_fun((300, 300))))


job.run(img2pdf.__version__, {"poppler": poppler, "askew": askew, "fax": fax, "upside_down": upside_down})
