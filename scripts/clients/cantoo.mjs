// @cantoo/pdf-lib, a fork of pdf-lib. Appearances need a font that has the letters, which a partner does not have: they are left to the viewer.
import { run } from "./job.mjs";

async function typed(data, { texts, ticks, choices }) {
  const { PDFDocument } = await import("@cantoo/pdf-lib");
  const pdf = await PDFDocument.load(data);
  const form = pdf.getForm();
  for (const [name, text] of Object.entries(texts)) form.getTextField(name).setText(text);
  for (const [name, on] of Object.entries(ticks)) form.getCheckBox(name)[on ? "check" : "uncheck"]();
  for (const [name, { index }] of Object.entries(choices)) {
    const field = form.getDropdown(name);
    field.select(field.getOptions()[index]);
  }
  return { pdf, form };
}

async function fill(data, values) {
  const { pdf } = await typed(data, values);
  return pdf.save({ updateFieldAppearances: false });
}

async function flatten(data, values) {
  const { pdf, form } = await typed(data, values);
  form.flatten();
  return pdf.save();
}

run("@cantoo/pdf-lib", { fill, flatten });
