"""poppler through GObject, as Evince uses it."""

from __future__ import annotations

from pathlib import Path

import gi
import job

gi.require_version("Poppler", "0.18")
from gi.repository import Poppler  # noqa: E402


def fill(source: str, values: job.Values, out: str) -> None:
    pdf = Poppler.Document.new_from_file(Path(source).resolve().as_uri(), None)
    pages = [pdf.get_page(number) for number in range(pdf.get_n_pages())]
    for page in pages:
        for mapping in page.get_form_field_mapping():
            set_field(mapping.field, values)
    pdf.save(Path(out).resolve().as_uri())


def set_field(field: Poppler.FormField, values: job.Values) -> None:
    name = field.get_name()
    if name in values.texts:
        field.text_set_text(values.texts[name])
    elif name in values.ticks:
        field.button_set_state(values.ticks[name])
    elif name in values.choices:
        field.choice_select_item(values.choices[name]["index"])


job.run(Poppler.get_version(), {"fill": fill})
