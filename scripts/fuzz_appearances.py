"""Look for appearances of fields that our judge explains, and in which a person sees something else.

    python scripts/fuzz_appearances.py --minutes 60 --found FOLDER [--seed WORD]

Appearance streams as programs draw them are changed at random, in every text field of a form at once. Where the judge
finds nothing odd about a field, PDFium and poppler draw it, and the picture is held against one of the same text as we
draw it: first the ink alone, brought to one size; where that differs, as it does for another font, the words as
Tesseract reads them. What differs in both is written into the folder: the stream and the pictures. Keep it as a named
test.

The values are digits, in which no reading of a picture is misled by a dictionary. Needs poppler and Tesseract.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environment

if TYPE_CHECKING:
    from PIL.Image import Image

    from dtmforms.agreement.model import Agreement

RECORD = environment.ROOT / "scripts" / "demo_agreement.yaml"
POPPLER, TESSERACT = "pdftoppm", "tesseract"
DPI, CLOSE_DPI = 200, 600
"""How fine pages are drawn; and those of a field that is read otherwise at first, as small or pale letters are."""
LIKE = 0.75
"""The part of their ink that two pictures of one text in one font have in common, at least."""
INK = 170
EDGE = 2
"""How much of a field is its border, in pixels; letters within it are seen whole."""
MODES = ("7", "8", "13", "6")
"""How Tesseract may take a picture: as a line, a word, as it stands, a block."""
READABLE = 48
"""The height to which letters are brought before they are read: small ones are no lie."""
SHAPE = (240, 40)

Chance = random.Random
Piece = list[str]
"""Lines of a content stream."""


# Streams as programs draw them


def as_one_line(text: str, chance: Chance, height: float) -> Piece:
    size = chance.choice([7, 8, 9, 9, 10, 12])
    return ["BT", f"/{chance.choice(FONTS)} {size} Tf", "0 g", f"2 {(height - size) / 2 + 2:.2f} Td", shown(text), "ET"]


def in_pieces(text: str, chance: Chance, height: float) -> Piece:
    cut = chance.randrange(1, len(text))
    line = as_one_line(text[:cut], chance, height)
    return [*line[:-1], shown(text[cut:]), "ET"]


def spaced(text: str, chance: Chance, height: float) -> Piece:
    cut = chance.randrange(1, len(text))
    line = as_one_line(text, chance, height)
    line[-2] = f"[({text[:cut]}) {chance.choice(AMOUNTS)} ({text[cut:]})] TJ"
    return line


def placed(text: str, chance: Chance, height: float) -> Piece:
    line = as_one_line(text, chance, height)
    line[3] = f"1 0 0 1 {chance.choice([1, 2, 3])} {height / 3:.2f} Tm"
    return line


SHAPES: tuple[Callable[[str, Chance, float], Piece], ...] = (as_one_line, in_pieces, spaced, placed)
FONTS = ("Helv", "Helv", "Helv", "TiRo", "Cour")
STANDARD = {"Helv": "Helvetica", "TiRo": "Times-Roman", "Cour": "Courier"}
AMOUNTS = (-9000, -3000, -1200, -600, -560, -250, -80, -20, 0, 20, 80, 250, 560, 600, 1200, 3000, 9000)
SMALL = (-40, -12, -9, -5, -3, -1, -0.5, 0, 0.01, 0.1, 0.5, 0.9, 1, 1.1, 2, 3, 5, 9, 12, 20, 40, 90, 150)


def shown(text: str) -> str:
    return f"({text}) Tj"


def one_line_more(chance: Chance, text: str) -> str:
    """An instruction that may change what is seen, or may not."""

    def some(number: int) -> str:
        return " ".join(str(chance.choice(SMALL)) for _ in range(number))

    def grey() -> str:
        return str(chance.choice([0, 0.2, 0.5, 0.7, 0.8, 0.9, 1]))

    other = "".join(chance.sample("0123456789", 3))
    changes: list[Callable[[], str]] = [
        lambda: f"{some(1)} {chance.choice(['Tc', 'Tw', 'Ts', 'TL', 'w', 'i'])}",
        lambda: f"{chance.choice([-100, 1, 10, 50, 90, 100, 110, 200])} Tz",
        lambda: f"{chance.randrange(8)} Tr",
        lambda: f"{some(2)} {chance.choice(['Td', 'TD'])}",
        lambda: f"1 0 0 1 {some(2)} {chance.choice(['Tm', 'cm'])}",
        lambda: f"{some(6)} {chance.choice(['Tm', 'cm'])}",
        lambda: f"{chance.choice([1, -1, 0.1, 0.01])} 0 0 {chance.choice([1, -1, 0.1, 0.01])} 0 0 cm",
        lambda: f"{grey()} {chance.choice(['g', 'G'])}",
        lambda: f"{grey()} {grey()} {grey()} {chance.choice(['rg', 'RG'])}",
        lambda: f"{grey()} {grey()} {grey()} {grey()} {chance.choice(['k', 'K'])}",
        lambda: f"/DeviceGray {chance.choice(['cs', 'CS'])} {grey()} {chance.choice(['sc', 'SC', 'scn', 'SCN'])}",
        lambda: f"{some(4)} re {chance.choice(['f', 'f*', 'B', 'S', 'n', 'W n', 'W* n', 'b'])}",
        lambda: f"{some(2)} m {some(2)} l {some(2)} l {chance.choice(['f', 'S', 'W n', 'h S', 's'])}",
        lambda: f"{some(2)} m {some(6)} c {chance.choice(['S', 'f'])}",
        lambda: chance.choice(["q", "Q", "T*", "BT", "ET", "EMC", "/Span BMC", "/Tx BMC", "/P MP", "BX", "EX", "W n"]),
        lambda: f"/{chance.choice(['Clear', 'Light', 'Plain'])} gs",
        lambda: f"({other}) {chance.choice(['Tj', chr(39)])}",
        lambda: f"{some(2)} Td ({other}) Tj",
        lambda: f"[({other}) {chance.choice(AMOUNTS)} ({text[:3]})] TJ",
        lambda: f"/{chance.choice(list(STANDARD))} {chance.choice([0, 0.5, 1, 4, 9, 20, -9])} Tf",
        lambda: "/Span <</ActualText (0)>> BDC",
    ]  # fmt: skip
    return chance.choice(changes)()


def changed(lines: Piece, chance: Chance, text: str) -> Piece:
    """A stream after one to three changes: something put in, taken away, doubled, exchanged."""
    lines = ["/Tx BMC", "q", "1 1 {width} {height} re W n", *lines, "Q", "EMC"]
    for _ in range(chance.choice([1, 1, 2, 3])):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        change = chance.random()
        if change < 0.75:
            lines.insert(at + 1, one_line_more(chance, text))
        elif change < 0.85:
            lines[at], lines[other] = lines[other], lines[at]
        elif change < 0.95:
            lines.insert(at, lines[other])
        else:
            del lines[at]
    return lines


# A form full of them


class Form:
    """The form of an invented agreement, and the text fields in it that a partner fills in, on one line."""

    def __init__(self) -> None:
        from dtmforms.agreement.check import check
        from dtmforms.changes.fingerprint import fingerprint
        from dtmforms.form.fields import Rows, fields
        from dtmforms.pdf.write.form import draw

        record = check(RECORD.read_bytes()).record
        assert record  # noqa: S101 - the sample is ours
        self.record: Agreement = record
        self.sent = draw(record, record.language, fingerprint(record))
        self.names = [entry.name for entry in fields(Rows.of(record)) if entry.kind == "line" and not entry.ours]

    def with_streams(self, streams: dict[str, tuple[str, Piece | None]]) -> bytes:
        """The form in which these fields have other values, and appearances with these lines; where there are none, as
        we draw that value."""
        import pikepdf

        with pikepdf.open(io.BytesIO(self.sent)) as pdf:
            fonts = {
                f"/{name}": pdf.make_indirect(pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(f"/{base}"),
                    Encoding=pikepdf.Name.WinAnsiEncoding,
                ))
                for name, base in STANDARD.items()
            }  # fmt: skip
            states = {"/Clear": {"/ca": 0.05}, "/Light": {"/ca": 0.3}, "/Plain": {"/SA": True}}
            resources = pikepdf.Dictionary({"/Font": fonts, "/ExtGState": states})
            for widget in (field for field in pdf.Root.AcroForm.Fields if str(field.get("/T")) in streams):
                text, lines = streams[str(widget.T)]
                left, low, right, top = map(float, widget.Rect)
                widget.V = pikepdf.String(text)
                clip = {"{width}": f"{right - left - 2:.2f}", "{height}": f"{top - low - 2:.2f}"}
                content = "\n".join(lines if lines is not None else plain(text, top - low))
                for name, amount in clip.items():
                    content = content.replace(name, amount)
                widget.AP.N = pdf.make_stream(
                    content.encode("latin-1"), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                    BBox=[0, 0, right - left, top - low], Resources=resources,
                )  # fmt: skip
            written = io.BytesIO()
            pdf.save(written)
        return written.getvalue()

    def flagged(self, data: bytes) -> set[str]:
        """The fields about which the judge says anything."""
        from dtmforms.codes.documents import RETURNS
        from dtmforms.returns.answer import Basis
        from dtmforms.returns.ingest import judged
        from dtmforms.returns.read import read_file

        answer = judged(read_file(data, None), "return.pdf", Basis(self.record))
        said = " ".join(f"{found.values} {found.place}" for found in answer.findings if found.code in RETURNS)
        return set(re.findall(r"\w+", said))


def plain(text: str, height: float) -> Piece:
    return [
        "/Tx BMC",
        "q",
        "BT",
        "/Helv 9 Tf",
        "0 g",
        f"2 {(height - 9) / 2 + 2:.2f} Td",
        shown(text),
        "ET",
        "Q",
        "EMC",
    ]


# What a person sees


def places(data: bytes) -> dict[str, tuple[int, tuple[float, ...]]]:
    """The page, counted from 0, and the corners of every field."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {
            str(widget.T): (number, tuple(map(float, widget.Rect)))
            for number, page in enumerate(pdf.pages)
            for widget in page.get("/Annots", [])
            if "/T" in widget
        }


def drawn_by_pdfium(data: bytes, dpi: int) -> list[Image]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    pages: list[Image] = [page.render(scale=dpi / 72, may_draw_forms=True).to_pil().convert("L") for page in document]
    document.close()
    return pages


def drawn_by_poppler(data: bytes, dpi: int) -> list[Image]:
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "form.pdf"
        place.write_bytes(data)
        subprocess.run([POPPLER, "-r", str(dpi), "-gray", "-q", place, place.with_suffix("")], check=True)
        return [Image.open(page).convert("L") for page in sorted(Path(folder).glob("*.pgm"))]


ENGINES: dict[str, Callable[[bytes, int], list[Image]]] = {"PDFium": drawn_by_pdfium, "poppler": drawn_by_poppler}


def cut_out(page: Image, corners: tuple[float, ...], dpi: int = DPI) -> Image:
    scale, edge = dpi / 72, EDGE * dpi // DPI
    left, low, right, top = corners
    return page.crop((
        int(left * scale) + edge, page.height - int(top * scale) + edge,
        int(right * scale) - edge, page.height - int(low * scale) - edge,
    ))  # fmt: skip


def shape_of(picture: Image) -> Image | None:
    """The ink alone, brought to one size; `None` where there is none."""
    ink = picture.point(lambda light: 255 if light < INK else 0)
    box = ink.getbbox()
    return ink.crop(box).resize(SHAPE).point(lambda light: 255 if light > 127 else 0) if box else None


def are_alike(one: Image, other: Image) -> bool:
    from PIL import ImageChops

    first, second = shape_of(one), shape_of(other)
    if first is None or second is None:
        return False
    both, either = ImageChops.multiply(first, second), ImageChops.lighter(first, second)
    return both.histogram()[255] >= LIKE * either.histogram()[255]


def words_in(picture: Image, mode: str) -> str:
    from PIL import ImageOps

    ink = picture.point(lambda light: 255 if light < INK else 0).getbbox() or (0, 0, 1, 1)
    enlarged = ImageOps.scale(picture.crop(ink), max(READABLE / (ink[3] - ink[1]), 1))
    enlarged = ImageOps.expand(enlarged, 40, fill=255)
    written = io.BytesIO()
    enlarged.save(written, "png")
    command = [TESSERACT, "-", "-", "-c", "tessedit_char_whitelist=0123456789", "--psm", mode]
    read = subprocess.run(command, input=written.getvalue(), capture_output=True, check=False)
    return re.sub(r"\D", "", read.stdout.decode())


def says(picture: Image, text: str) -> bool:
    return any(words_in(picture, mode) == text for mode in MODES)


# The search


def one_round(form: Form, chance: Chance) -> Iterator[tuple[str, str, Piece, dict[str, tuple[Image, Image]]]]:
    """The fields of one form that the judge explains and that look otherwise to a person: the name of the engine's
    field, its text, its stream, and both pictures by engine. Raises nothing for what a stream holds."""
    corners = places(form.sent)
    streams: dict[str, tuple[str, Piece | None]] = {}
    for name in form.names:
        text = "".join(chance.choice("0123456789") for _ in range(9))
        height = corners[name][1][3] - corners[name][1][1]
        streams[name] = text, changed(chance.choice(SHAPES)(text, chance, height), chance, text)
    data, honest = (
        form.with_streams(streams),
        form.with_streams({name: (one[0], None) for name, one in streams.items()}),
    )
    flagged = form.flagged(data)
    explained = [name for name in form.names if name not in flagged]
    COUNTED.update(fields=len(form.names), explained=len(explained))
    if not explained:
        return
    drawn = {engine: (draw(data, DPI), draw(honest, DPI)) for engine, draw in ENGINES.items()}
    closely: dict[str, list[Image]] = {}
    for name in explained:
        number, box = corners[name]
        pictures = {
            engine: (cut_out(pages[number], box), cut_out(plain_pages[number], box))
            for engine, (pages, plain_pages) in drawn.items()
        }
        text, lines = streams[name]
        if all(are_alike(*two) or says(two[0], text) for two in pictures.values()):
            continue
        closely = closely or {engine: draw(data, CLOSE_DPI) for engine, draw in ENGINES.items()}
        if not all(says(cut_out(pages[number], box, CLOSE_DPI), text) for pages in closely.values()):
            yield name, text, lines or [], pictures


COUNTED: Counter[str] = Counter()


def keep(folder: Path, number: int, text: str, lines: Piece, pictures: dict[str, Any]) -> None:
    stem = folder / f"{number:04d}-{text}"
    stem.with_suffix(".txt").write_text("\n".join(lines), encoding="utf-8")
    for engine, (seen, plain_one) in pictures.items():
        seen.save(f"{stem}-{engine}-seen.png")
        plain_one.save(f"{stem}-{engine}-stored.png")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--found", type=Path, required=True)
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    if missing := [name for name in (POPPLER, TESSERACT) if not shutil.which(name)]:
        sys.exit(f"{' and '.join(missing)} must be installed for this.")
    asked.found.mkdir(parents=True, exist_ok=True)
    form, chance = Form(), random.Random(asked.seed)  # noqa: S311 - no secrets in it
    ends = time.monotonic() + 60 * asked.minutes
    while time.monotonic() < ends:
        for _, text, lines, pictures in one_round(form, chance):
            COUNTED["found"] += 1
            keep(asked.found, COUNTED["found"], text, lines, pictures)
    print(dict(COUNTED))
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))
