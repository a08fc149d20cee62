// @libpdf/core.
import { run } from "./job.mjs";

async function typed(data, { texts, ticks, choices }) {
  const { PDF } = await import("@libpdf/core");
  const pdf = await PDF.load(data);
  const form = pdf.getForm();
  for (const [name, text] of Object.entries(texts)) form.getTextField(name).setValue(text);
  for (const [name, on] of Object.entries(ticks)) form.getCheckbox(name)[on ? "check" : "uncheck"]();
  for (const [name, { value }] of Object.entries(choices)) form.getDropdown(name).setValue(value);
  return { pdf, form };
}

async function fill(data, values) {
  return (await typed(data, values)).pdf.save();
}

async function flatten(data, values) {
  const { pdf, form } = await typed(data, values);
  form.flatten();
  return pdf.save();
}

run("@libpdf/core", { fill, flatten });
