"""PyPDFForm."""

from __future__ import annotations

import importlib.metadata

import job
from PyPDFForm import PdfWrapper


def fill(source: str, values: job.Values, out: str) -> None:
    choices = {name: choice["index"] for name, choice in values.choices.items()}
    pdf = PdfWrapper(source).fill(values.texts | values.ticks | choices)
    pdf.write(out)


def flatten(source: str, values: job.Values, out: str) -> None:
    choices = {name: choice["index"] for name, choice in values.choices.items()}
    pdf = PdfWrapper(source).fill(values.texts | values.ticks | choices, flatten=True)
    pdf.write(out)


job.run(importlib.metadata.version("PyPDFForm"), {"fill": fill, "flatten": flatten})
