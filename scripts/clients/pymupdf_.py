"""PyMuPDF: MuPDF from Python."""

from __future__ import annotations

import job
import pymupdf


def typed(source: str, values: job.Values) -> pymupdf.Document:
    pdf = pymupdf.open(source)
    for page in pdf:
        for widget in page.widgets():
            name = widget.field_name
            if name in values.texts:
                widget.field_value = values.texts[name]
            elif name in values.ticks:
                widget.field_value = values.ticks[name]
            elif name in values.choices:
                widget.field_value = values.choices[name]["value"]
            else:
                continue
            widget.update()
    return pdf


def fill(source: str, values: job.Values, out: str) -> None:
    typed(source, values).save(out)


def flatten(source: str, values: job.Values, out: str) -> None:
    pdf = typed(source, values)
    pdf.bake()
    pdf.save(out)


job.run(pymupdf.__version__, {"fill": fill, "flatten": flatten})
