"""pikepdf, with the form module of its own."""

from __future__ import annotations

import job
import pikepdf
from pikepdf.form import DefaultAppearanceStreamGenerator, Form


def fill(source: str, values: job.Values, out: str) -> None:
    with pikepdf.open(source) as pdf:
        form = Form(pdf, DefaultAppearanceStreamGenerator)
        for name, text in values.texts.items():
            form[name].value = text
        for name, on in values.ticks.items():
            form[name].checked = on
        for name, choice in values.choices.items():
            form[name].options[choice["index"]].select()
        pdf.save(out)


job.run(pikepdf.__version__, {"fill": fill})
