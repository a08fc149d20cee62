"""A returned PDF form in the making: honest ones, and what the lies are drawn with."""

from __future__ import annotations

import io
import subprocess
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import pypdfium2
from claims import Claim, Way, record_sent
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth

import dtmforms

SIZE = 9
BASE = 4.86
EDGE = 2.0
BOTH = ("pdfium", "poppler")


@cache
def blank(language: str, level: str = "site") -> bytes:
    """The form that was sent."""
    return dtmforms.form(record_sent(language, level))


class PdfReturn:
    """A form in which the claim's field stores what the claim says, and honestly shows it as well."""

    def __init__(self, language: str, claim: Claim) -> None:
        self.language, self.claim = language, claim
        self.pdf = pikepdf.open(io.BytesIO(blank(language)))
        self.form = self.pdf.Root.AcroForm
        self.field = self.field_of(claim.field)
        self.page, self.place = self._page_of(self.field)
        x0, y0, x1, y1 = (float(edge) for edge in self.field.Rect)
        self.rect, self.width, self.height = (x0, y0, x1, y1), x1 - x0, y1 - y0
        self.store(claim.stored)

    def field_of(self, name: str) -> Any:
        return next(field for field in self.form.Fields if str(field.T) == name)

    def _page_of(self, widget: Any) -> tuple[Any, int]:
        for number, page in enumerate(self.pdf.pages):
            for annotation in page.Annots:
                if annotation.objgen == widget.objgen:
                    return page, number
        raise LookupError(widget)

    def store(self, value: str) -> None:
        """The value is stored, and drawn as an honest program draws it."""
        kind = str(self.field.FT)
        if kind == "/Btn":
            state = Name.Yes if value else Name.Off
            self.field.V, self.field.AS = state, state
        elif kind == "/Ch":
            self.field.V = pikepdf.String(value)
            self.field.AP = Dictionary(N=self.as_chosen(value))
        else:
            self.field.V = pikepdf.String(value)
            self.draw(self.text(value))

    def as_chosen(self, level: str) -> Any:
        """The appearance of a level, as the program itself draws it."""
        with pikepdf.open(io.BytesIO(blank(self.language, level))) as other:
            field = next(field for field in other.Root.AcroForm.Fields if str(field.T) == self.claim.field)
            return self.pdf.copy_foreign(field.AP.N)

    # What is drawn.

    def x(self, value: str) -> float:
        """Where a text begins, at the side where the field has it."""
        return self.width - EDGE - width(value) if self.field.get("/Q") == 2 else EDGE

    def xs(self, value: str) -> list[float]:
        """Where each of its characters begins."""
        return [self.x(value) + width(value[:place]) for place in range(len(value))]

    @property
    def tail_x(self) -> float:
        """Where the texts begin to differ."""
        return self.x(self.claim.shown) + width(self.claim.head)

    def text(self, value: str, *, font: str = "Helv") -> str:
        return self.at(self.x(value), value, font=font)

    def at(self, x: float, value: str, *, font: str = "Helv", size: float = SIZE) -> str:
        return f"BT /{font} {size} Tf 1 0 0 1 {x:.3f} {BASE} Tm ({value}) Tj ET "

    @property
    def head(self) -> str:
        return self.at(self.x(self.claim.shown), self.claim.head)

    @property
    def tail_shown(self) -> str:
        return self.at(self.tail_x, self.claim.tails[0])

    @property
    def tail_stored(self) -> str:
        return self.at(self.tail_x, self.claim.tails[1])

    @property
    def sevens(self) -> str:
        """The last two digits of the mobile that is shown, as outlines and no letters."""
        outline = "46 709 m 520 709 l 520 635 l 354 400 263 170 238 0 c 144 0 l 170 240 250 440 426 622 c 46 622 l f "
        scaled = f"{SIZE / 1000} 0 0 {SIZE / 1000}"
        places = (self.tail_x, self.tail_x + width("7"))
        return "".join(f"q 0 g {scaled} {x:.3f} {BASE} cm {outline}Q " for x in places)

    def box(self, x: float = 1, colour: str = "1 g") -> str:
        """A rectangle over the field from there on."""
        return f"q {colour} {x:.3f} 1.5 {self.width - x - 1.5:.3f} {self.height - 3} re f Q "

    def stream(self, content: str, **resources: Any) -> Any:
        """A form XObject of the field's size, with the fonts of the form and what else is named."""
        resources["Font"] = {"/Helv": self.form.DR.Font.Helv, **resources.get("Font", {})}
        found = Dictionary({f"/{kind}": Dictionary(named) for kind, named in resources.items()})
        box = Array([0, 0, round(self.width, 2), round(self.height, 2)])
        made = Stream(self.pdf, content.encode("cp1252"), Type=Name.XObject, Subtype=Name.Form, BBox=box)
        made.Resources = found
        return self.pdf.make_indirect(made)

    def draw(self, content: str, **resources: Any) -> Any:
        """Gives the field an appearance of its own; the stream."""
        made = self.stream(f"/Tx BMC q 0 g {content}Q EMC", **resources)
        self.field.AP = Dictionary(N=made)
        return made

    def picture(self, *, claim: Claim | None = None) -> Any:
        """What an honest return that stores what is shown looks like there, as an image."""
        image = render(honest(self.language, claim or self.claim), "pdfium", self.place, 432)
        x0, y0, x1, y1 = self.rect
        pixels = image.height / float(self.page.MediaBox[3])
        top = image.height - y1 * pixels
        box = (round(x0 * pixels), round(top), round(x1 * pixels), round(top + (y1 - y0) * pixels))
        part = image.crop(box)
        return self.image(part.convert("RGB"))

    def image(self, picture: Image.Image) -> Any:
        colours = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB
        made = Stream(self.pdf, picture.tobytes(), Type=Name.XObject, Subtype=Name.Image, ColorSpace=colours)
        made.Width, made.Height, made.BitsPerComponent = picture.width, picture.height, 8
        return self.pdf.make_indirect(made)

    @property
    def put_picture(self) -> str:
        return f"q {self.width:.2f} 0 0 {self.height:.2f} 0 0 cm /Picture Do Q "

    def on_page(self, content: str, **resources: Any) -> None:
        """Draws at the field's place in the page, after all else; fonts and others get names of their own."""
        stream = self.stream(content, **resources)
        if Name.XObject not in self.page.Resources:
            self.page.Resources.XObject = Dictionary()
        xobjects = self.page.Resources.XObject
        xobjects[Name(f"/Place{len(xobjects)}")] = stream
        drawn = f"q 1 0 0 1 {self.rect[0]} {self.rect[1]} cm /Place{len(xobjects) - 1} Do Q"
        self.page.contents_add(Stream(self.pdf, drawn.encode()), prepend=False)

    def annotate(self, subtype: str, appearance: Any, **more: Any) -> Any:
        """An annotation over the field, the last of the page."""
        made = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=self.field.Rect, F=4, **more)
        if appearance is not None:
            made.AP = Dictionary(N=appearance)
        made = self.pdf.make_indirect(made)
        self.page.Annots.append(made)
        return made

    def bytes(self, **options: Any) -> bytes:
        target = io.BytesIO()
        self.pdf.save(target, deterministic_id=True, **options)
        return target.getvalue()


Lie = Callable[[PdfReturn], bytes | None]
WAYS: list[Way[PdfReturn]] = []


def lie(family: str, claim: Claim, seen_in: tuple[str, ...] = BOTH) -> Callable[[Lie], Lie]:
    """Registers a way by the name of its function. A way gives the file, or nothing where the return holds it."""

    def register(make: Lie) -> Lie:
        WAYS.append(Way(make, make.__name__.strip("_").replace("_", " "), family, claim, seen_in))
        return make

    return register


def told(way: Way[PdfReturn], language: str) -> bytes:
    """The file of a lie."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pikepdf warns of what it is asked to do here
        made = PdfReturn(language, way.claim)
        return way.make(made) or made.bytes()


@cache
def honest(language: str, claim: Claim, *, stored: bool = False) -> bytes:
    """A return that stores and shows what the claim shows; or both what it stores."""
    made = PdfReturn(language, claim)
    made.store(claim.stored if stored else claim.shown)
    return made.bytes()


def width(value: str) -> float:
    return float(stringWidth(value, "Helvetica", SIZE))


def render(data: bytes, program: str, page: int, dpi: int = 100) -> Image.Image:
    """A page as a program shows it, in shades of grey."""
    if program == "poppler":
        return _by_poppler(data, page, dpi)
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        bitmap = document[page].render(scale=dpi / 72, may_draw_forms=True)
        picture: Image.Image = bitmap.to_pil().convert("L")
        return picture
    finally:
        document.close()


def _by_poppler(data: bytes, page: int, dpi: int) -> Image.Image:
    numbers = ["-f", str(page + 1), "-l", str(page + 1), "-r", str(dpi)]
    command = ["pdftoppm", "-gray", "-cropbox", *numbers, "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    return Image.open(io.BytesIO(done.stdout)).convert("L")
