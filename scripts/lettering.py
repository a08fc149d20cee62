"""Show that values print right: in twelve scripts, drawn by three programs, beside HarfBuzz's own drawing.

python scripts/lettering.py     writes docs/lettering.png and says how alike the pictures are

Needs hb-view (libharfbuzz-bin), pdftoppm (poppler-utils) and mutool (mupdf-tools); PDFium comes with the program.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import environment

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 300
FIELD = "table_c_requesting_organization_primary_title"
FONTS = environment.ROOT / "dtmforms" / "pdf" / "write" / "fonts"
SAMPLES = {
    "Latin": ("NotoSans-Regular", "Żaneta Łukasz-Ştefănescu"),
    "Cyrillic": ("NotoSans-Regular", "Координатор із захисту дітей"),
    "Greek": ("NotoSans-Regular", "Υπεύθυνος προστασίας παιδιών"),
    "Arabic": ("NotoSansArabic-Regular", "منسق حماية الطفل"),
    "Ethiopic": ("NotoSansEthiopic-Regular", "የሕፃናት ጥበቃ ባለሙያ"),
    "Burmese": ("NotoSansMyanmar-Regular", "ကလေးသူငယ် ကာကွယ်စောင့်ရှောက်ရေး"),
    "Devanagari": ("NotoSansDevanagari-Regular", "बाल संरक्षण अधिकारी"),
    "Bengali": ("NotoSansBengali-Regular", "শিশু সুরক্ষা কর্মকর্তা"),
    "Khmer": ("NotoSansKhmer-Regular", "មន្ត្រីការពារកុមារ"),
    "Georgian": ("NotoSansGeorgian-Regular", "ბავშვთა დაცვის ოფიცერი"),
    "Armenian": ("NotoSansArmenian-Regular", "Երեխաների պաշտպանություն"),
    "Chinese": ("DroidSansFallbackFull", "儿童保护官员"),
}
MIXED = "محمد علي UNICEF (+964) 770 555 0101"
"""Text in both directions, which hb-view does not order; it is only shown."""


def form_with(title: str) -> bytes:
    """The form of the demo's record with a title in it."""
    from dtmforms.agreement.check import check
    from dtmforms.pdf.write import form

    record = check((environment.ROOT / "scripts" / "demo_agreement.yaml").read_bytes()).record
    if record is None:
        sys.exit("The demo's record is invalid.")
    values = record.values()
    values["table_c"]["requesting_organization"]["primary"]["title"] = title
    return form.draw(type(record).model_validate(values), "en", "TERM-0000")


def drawn_by_harfbuzz(font: str, text: str, folder: Path) -> Image:
    import PIL.Image

    out = folder / "harfbuzz.png"
    size = str(round(9 * DPI / 72 * 4))
    said = ["hb-view", f"--font-file={FONTS / font}.ttf", f"--font-size={size}", "--margin=60"]
    subprocess.run([*said, "--output-format=png", f"--output-file={out}", f"--text={text}"], check=True)
    return PIL.Image.open(out).convert("L")


def pictures(form: bytes, folder: Path) -> dict[str, Image]:
    """The field as each program draws it, without its borders."""
    from dtmforms.pdf.geometry import FormLayout
    from dtmforms.pdf.read.pypdf_reader import read_by_pypdf
    from dtmforms.pdf.write import form as pdf_form

    layout = FormLayout.parse(read_by_pypdf(form).fields.texts["form_rows"])
    if layout is None:
        sys.exit("The form does not say its layout.")
    geometry = pdf_form.geometry("en", layout)
    place = next(place for place in geometry.fields if place.name == FIELD)
    x, y, width, height = place.box
    top = geometry.height_pt - y - height
    left, upper, right, lower = (
        round(edge * DPI / 72) for edge in (x + 1.5, top + 1.5, x + width - 1.5, top + height - 1.5)
    )
    (folder / "form.pdf").write_bytes(form)
    pages = {
        "poppler": by_poppler(folder, place.page),
        "PDFium": by_pdfium(form, place.page),
        "MuPDF": by_mupdf(folder, place.page),
    }
    return {name: page.convert("L").crop((left, upper, right, lower)) for name, page in pages.items()}


def by_poppler(folder: Path, page: int) -> Image:
    import PIL.Image

    at = ["-r", str(DPI), "-f", str(page), "-l", str(page), "-singlefile", "-png"]
    draw = ["pdftoppm", *at, str(folder / "form.pdf"), str(folder / "poppler")]
    subprocess.run(draw, check=True)
    return PIL.Image.open(folder / "poppler.png")


def by_mupdf(folder: Path, page: int) -> Image:
    import PIL.Image

    out = folder / "mupdf.png"
    draw = ["mutool", "draw", "-q", "-r", str(DPI), "-o", str(out), str(folder / "form.pdf"), str(page)]
    subprocess.run(draw, check=True, stderr=subprocess.DEVNULL)
    return PIL.Image.open(out)


def by_pdfium(form: bytes, page: int) -> Image:
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(form))
    document.init_forms()
    picture: Image = document[page - 1].render(scale=DPI / 72, may_draw_forms=True).to_pil()
    document.close()
    return picture


def ink(picture: Image) -> Image:
    """A picture cut down to what is drawn in it, at one height."""
    import PIL.Image
    import PIL.ImageOps

    dark = PIL.ImageOps.invert(picture)
    drawn = picture.crop(dark.point(lambda grey: 255 if grey > 100 else 0).getbbox())
    return drawn.resize((max(1, round(drawn.width * 60 / drawn.height)), 60), PIL.Image.Resampling.LANCZOS)


def likeness(one: Image, other: Image) -> float:
    """How alike two pictures are, after they are made equally large: 1 for the same, about 0 for unrelated ones
    (the correlation of their greys)."""
    other = other.resize(one.size)
    a, b = list(one.tobytes()), list(other.tobytes())
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    above = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    below = (sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)) ** 0.5
    return above / below if below else 0.0


def alike(name: str, folder: Path) -> tuple[dict[str, Image], dict[str, float]]:
    """The pictures of a script's sample, HarfBuzz's own first, and how alike each is to that one."""
    font, text = SAMPLES[name]
    expected = ink(drawn_by_harfbuzz(font, text, folder))
    found = {program: ink(picture) for program, picture in pictures(form_with(text), folder).items()}
    return {"HarfBuzz": expected, **found}, {program: likeness(expected, found[program]) for program in found}


def main() -> int:
    import PIL.Image

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows: list[dict[str, Image]] = []
        print(f"{'script':12} {'poppler':>8} {'PDFium':>8} {'MuPDF':>8}   likeness to HarfBuzz's own drawing")
        for name in SAMPLES:
            drawn, numbers = alike(name, folder)
            print(f"{name:12} " + " ".join(f"{number:8.3f}" for number in numbers.values()))
            rows.append(drawn)
        mixed = pictures(form_with(MIXED), folder)
        rows.append({"HarfBuzz": PIL.Image.new("L", (1, 60), 255), **{name: ink(mixed[name]) for name in mixed}})
    widths = [max(row[column].width for row in rows) + 30 for column in rows[0]]
    sheet = PIL.Image.new("L", (sum(widths), 90 * len(rows)), 255)
    for number, row in enumerate(rows):
        for column, picture in enumerate(row.values()):
            sheet.paste(picture, (sum(widths[:column]) + 15, number * 90 + 15))
    out = environment.ROOT / "docs" / "lettering.png"
    out.parent.mkdir(exist_ok=True)
    sheet.quantize(8).save(out, optimize=True)
    print("-> docs/lettering.png: HarfBuzz, poppler, PDFium, MuPDF, from left to right")
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))
