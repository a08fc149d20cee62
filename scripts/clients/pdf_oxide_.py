"""pdf_oxide, a PDF library in Rust."""

from __future__ import annotations

import job
import pdf_oxide


def typed(source: str, values: job.Values) -> pdf_oxide.PdfDocument:
    pdf = pdf_oxide.PdfDocument(source)
    choices = {name: choice["value"] for name, choice in values.choices.items()}
    for name, value in (values.texts | values.ticks | choices).items():
        pdf.set_form_field_value(name, value)
    return pdf


def fill(source: str, values: job.Values, out: str) -> None:
    typed(source, values).save(out)


def flatten(source: str, values: job.Values, out: str) -> None:
    pdf = typed(source, values)
    pdf.flatten_forms()
    pdf.save(out)


job.run(pdf_oxide.VERSION, {"fill": fill, "flatten": flatten})
