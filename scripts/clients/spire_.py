"""Spire.PDF, a commercial library; without a licence it puts a notice on the pages."""

from __future__ import annotations

import importlib.metadata

import job
from spire import pdf as spire


def typed(source: str, values: job.Values) -> spire.PdfDocument:
    pdf = spire.PdfDocument()
    pdf.LoadFromFile(source)
    fields = spire.PdfFormWidget(pdf.Form.Ptr).FieldsWidget
    for number in range(fields.Count):
        field = fields.get_Item(number)
        name = field.Name
        if name in values.texts:
            spire.PdfTextBoxFieldWidget(field.Ptr).Text = values.texts[name]
        elif name in values.ticks:
            spire.PdfCheckBoxWidgetFieldWidget(field.Ptr).Checked = values.ticks[name]
        elif name in values.choices:
            spire.PdfComboBoxWidgetFieldWidget(field.Ptr).SelectedIndex = [int(values.choices[name]["index"])]
    return pdf


def fill(source: str, values: job.Values, out: str) -> None:
    typed(source, values).SaveToFile(out)


job.run(importlib.metadata.version("spire-pdf"), {"fill": fill})
