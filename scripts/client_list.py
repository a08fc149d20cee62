"""The programs that scripts/clients.py puts the form through, and what each of them does to it.

A program has a driver in scripts/clients/, in its own language, or a command line here. Drivers are called as
`DRIVER version` and as `DRIVER ACTION IN VALUES OUT`. In a command, {in} is what the step before wrote, {out} what this
one is to write, {form} the form as it was sent, {values} the values without the suffix of their format.
"""

from __future__ import annotations

from dataclasses import dataclass

import environment

PLACE = environment.ROOT / ".clients"
DRIVERS = environment.ROOT / "scripts" / "clients"

NODE = ("nodejs", "npm")
"""Where another version is there already, these would not go with it."""
APT = [
    *("chromium", "firefox-esr", "ghostscript", "gir1.2-poppler-0.18", "libcommons-logging-java"),
    *("libitext5-java", "libpdfbox2-java", "libreoffice-draw-nogui", "libtiff-tools", "mupdf-tools", *NODE),
    *("openjdk-17-jdk-headless", "pdftk-java", "poppler-utils", "python3-gi", "qpdf", "tesseract-ocr"),
    *("tesseract-ocr-script-latn", "unpaper", "xvfb"),
    *("fonts-noto-cjk", "fonts-sil-abyssinica", "fonts-sil-padauk", "poppler-data"),
]
"""The fonts are those that come with Debian's desktops in Chinese, Amharic and Burmese; DejaVu has Arabic."""
PIP = ["img2pdf", "ocrmypdf", "pdf-oxide", "pikepdf", "pymupdf", "pypdf", "pypdfform", "pypdfium2"]
NPM = ["@cantoo/pdf-lib", "@libpdf/core", "mupdf", "pdf-lib", "pdfjs-dist", "puppeteer-core"]
JARS = ":".join(f"/usr/share/java/{jar}.jar" for jar in ("pdfbox2", "fontbox2", "commons-logging", "itext5"))

Command = tuple[str, ...]


@dataclass(frozen=True)
class Client:
    """What a program does to the form, step by step. `version` is a command that ends well, and tells a version,
    only where the program is there. `why` says why a person has to see what it returns, where that is so."""

    name: str
    does: str
    version: Command
    steps: tuple[Command, ...]
    suffix: str = ".pdf"
    why: str = ""


def driver(file: str, python: str = f"{PLACE}/venv/bin/python") -> Command:
    """How a driver is started. Those in JavaScript are copied to where their packages are looked for."""
    starts = {
        ".mjs": ("node", f"{PLACE}/{file}"),
        ".java": ("java", "-cp", JARS, f"{DRIVERS}/{file}"),
        ".py": (python, f"{DRIVERS}/{file}"),
    }
    return next(start for suffix, start in starts.items() if file.endswith(suffix))


def command(line: str) -> Command:
    return tuple(line.split())


def step(started: Command, action: str) -> Command:
    return (*started, action, "{in}", "{values}.json", "{out}")


def driven(name: str, does: str, started: Command, action: str, *, after: Command = (), **more: str) -> Client:
    """A client that is a driver, alone or after a step of another one."""
    steps = (after, step(started, action)) if after else (step(started, action),)
    return Client(name, does, (*started, "version"), steps, **more)


def program(name: str, does: str, version: str, *steps: str | Command, **more: str) -> Client:
    """A client that is a command line."""
    return Client(name, does, command(version), tuple(command(s) if isinstance(s, str) else s for s in steps), **more)


CHROMIUM, FIREFOX, LIBREOFFICE = driver("chromium.mjs"), driver("firefox.mjs"), driver("libreoffice.py")
PDFIUM, POPPLER = driver("pdfium.py"), driver("poppler.py", "/usr/bin/python3")
PDFLIB, CANTOO, LIBPDF = driver("pdflib.mjs"), driver("cantoo.mjs"), driver("libpdf.mjs")
PYMUPDF, PYPDFFORM, OXIDE = driver("pymupdf_.py"), driver("pypdfform_.py"), driver("pdf_oxide_.py")
PDFBOX, ITEXT, SCAN = driver("PdfBox.java"), driver("Itext.java"), driver("scan.py")

BY_PDFIUM, BY_POPPLER = step(PDFIUM, "fill"), step(POPPLER, "fill")
QPDF_UPDATE = step(driver("qpdf_json.py"), "update")
BY_QPDF = command("qpdf {form} --update-from-json={in} {out}")

TYPED = (
    driven("Chromium", "its viewer is clicked and typed into; saved", CHROMIUM, "fill"),
    driven("Firefox", "its viewer is clicked and typed into; saved", FIREFOX, "fill"),
    driven("PDFium", "types into each field, clicks the boxes", PDFIUM, "fill"),
    driven("pdf.js", "annotation storage, incremental save", driver("pdfjs.mjs"), "fill"),
    driven(
        "poppler",
        "through GObject, as in Evince",
        POPPLER,
        "fill",
        why="Some viewers draw Burmese digits of it over each other, so that 5 may be seen for 50; and an Arabic level "
        "has no room for its number where letters do not join.",
    ),
)
"""What a person types into: browsers, viewers, and the engines beneath them."""

NO_PICTURE = "It writes the value where the picture of a field stands, which is no picture then."

SET = (
    driven("MuPDF.js", "sets the widgets, incremental save", driver("mupdf.mjs"), "fill"),
    driven("PyMuPDF", "sets the widgets", PYMUPDF, "fill"),
    program(
        "mutool",
        "run, sets the widgets",
        "mutool -v",
        f"mutool run {DRIVERS}/mutool.js {{in}} {{values}}.json {{out}}",
        why="It draws a dot for « and », and by a font that the field does not have.",
    ),
    driven("pdf-lib", "sets the fields", PDFLIB, "fill"),
    driven("@cantoo/pdf-lib", "sets the fields", CANTOO, "fill"),
    driven(
        "@libpdf/core",
        "sets the fields",
        LIBPDF,
        "fill",
        why="It draws letters beyond ASCII by codes of other letters, and a choice where it is cut off.",
    ),
    driven("PDFBox", "sets the fields", PDFBOX, "fill"),
    driven("iText 5", "setField", ITEXT, "fill"),
    program("pdftk, FDF", "fill_form", "pdftk --version", "pdftk {in} fill_form {values}.fdf output {out}"),
    program("pdftk, XFDF", "fill_form", "pdftk --version", "pdftk {in} fill_form {values}.xfdf output {out}"),
    program("qpdf", "--update-from-json", "qpdf --version", QPDF_UPDATE, BY_QPDF),
    program(
        "qpdf, rewriting",
        "after PDFium: appearances generated, object streams, linearized",
        "qpdf --version",
        BY_PDFIUM,
        "qpdf {in} --generate-appearances --object-streams=generate --linearize {out}",
    ),
    driven(
        "pypdf",
        "update_page_form_field_values",
        driver("pypdf_.py"),
        "fill",
        why="It draws question marks in one field for letters that it draws in another.",
    ),
    driven(
        "pikepdf",
        "its form module",
        driver("pikepdf_.py"),
        "fill",
        why="It draws two lines as one, with the code of no letter between them.",
    ),
    driven("PyPDFForm", "fill", PYPDFFORM, "fill", why=NO_PICTURE),
    driven(
        "PyPDFForm, flatten",
        "fill, flatten, which keeps the fields and locks them",
        PYPDFFORM,
        "flatten",
        why=NO_PICTURE,
    ),
    driven("pdf_oxide", "sets the fields", OXIDE, "fill"),
    program(
        "pdftk, data alone",
        "generate_fdf; the FDF file is returned",
        "pdftk --version",
        "pdftk {in} fill_form {values}.xfdf output {out}",
        "pdftk {in} generate_fdf output {out}",
        suffix=".fdf",
    ),
    driven("PDFBox, data alone", "exportFDF; the FDF file is returned", PDFBOX, "fdf", suffix=".fdf"),
    driven("PDFBox, data as XML", "saveXFDF; the XFDF file is returned", PDFBOX, "xfdf", suffix=".xfdf"),
)

FLATTENED = (
    driven("Chromium", "after PDFium: print preview, Save as PDF", CHROMIUM, "print", after=BY_PDFIUM),
    driven("Firefox", "typed into; printed to PDF", FIREFOX, "print"),
    driven("PDFium", "FPDFPage_Flatten", PDFIUM, "flatten", after=BY_PDFIUM),
    program("poppler", "pdftocairo", "pdftocairo -v", BY_POPPLER, "pdftocairo -pdf {in} {out}"),
    program(
        "print queue",
        "poppler's pdftops, ps2pdf",
        "gs --version",
        BY_POPPLER,
        "pdftops {in} {out}",
        "ps2pdf {in} {out}",
    ),
    program(
        "Ghostscript",
        "after PDFium: pdfwrite",
        "gs --version",
        BY_PDFIUM,
        "gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -sOutputFile={out} {in}",
    ),
    program(
        "qpdf",
        "appearances generated, flattened",
        "qpdf --version",
        QPDF_UPDATE,
        BY_QPDF,
        "qpdf {in} --generate-appearances --flatten-annotations=all {out}",
    ),
    program(
        "pdftk", "fill_form, flatten", "pdftk --version", "pdftk {in} fill_form {values}.xfdf output {out} flatten"
    ),
    driven("pdf-lib", "flatten", PDFLIB, "flatten"),
    driven("@cantoo/pdf-lib", "flatten", CANTOO, "flatten"),
    driven("@libpdf/core", "flatten", LIBPDF, "flatten"),
    driven("PyMuPDF", "bake", PYMUPDF, "flatten"),
    driven("PDFBox", "flatten", PDFBOX, "flatten"),
    driven("iText 5", "setFormFlattening", ITEXT, "flatten"),
    driven("pdf_oxide", "flatten_forms", OXIDE, "flatten"),
    driven("LibreOffice Draw", "after PDFium: opened as a drawing, exported", LIBREOFFICE, "flatten", after=BY_PDFIUM),
)

SCANNED = (
    program("poppler", "colour, JPEG; img2pdf", "pdftoppm -v", BY_POPPLER, step(SCAN, "poppler")),
    program("poppler, upside down", "colour, JPEG; img2pdf", "pdftoppm -v", BY_POPPLER, step(SCAN, "upside_down")),
    program("MuPDF", "grey, JPEG; turned by hand, soft, dusty; img2pdf", "mutool -v", BY_POPPLER, step(SCAN, "askew")),
    program("Ghostscript", "black and white, G4; tiff2pdf", "gs --version", BY_POPPLER, step(SCAN, "fax")),
    driven("PDFium", "colour, JPEG", PDFIUM, "scan", after=BY_POPPLER),
    program(
        "OCRmyPDF",
        "as the first, with its text layer",
        f"{PLACE}/venv/bin/ocrmypdf --version",
        BY_POPPLER,
        step(SCAN, "poppler"),
        f"{PLACE}/venv/bin/ocrmypdf -q --output-type pdf {{in}} {{out}}",
    ),
)

FIELDS = {"typed": TYPED, "set": SET}
"""Those that leave fields with values."""
CLIENTS = FIELDS | {"flattened": FLATTENED, "scanned": SCANNED}
