"""pypdf."""

from __future__ import annotations

import job
import pypdf


def typed(source: str, values: job.Values) -> pypdf.PdfWriter:
    pdf = pypdf.PdfWriter(clone_from=source)
    texts = values.texts | {name: "/Yes" if on else "/Off" for name, on in values.ticks.items()}
    texts |= {name: str(choice["value"]) for name, choice in values.choices.items()}
    for page in pdf.pages:
        pdf.update_page_form_field_values(page, texts, auto_regenerate=False)
    return pdf


def fill(source: str, values: job.Values, out: str) -> None:
    typed(source, values).write(out)


job.run(pypdf.__version__, {"fill": fill})
