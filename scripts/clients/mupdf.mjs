// MuPDF as WebAssembly.
import { run } from "./job.mjs";

async function fill(data, { texts, ticks, choices }) {
  const mupdf = await import("mupdf");
  const pdf = mupdf.Document.openDocument(data, "application/pdf").asPDF();
  for (let number = 0; number < pdf.countPages(); number++) {
    for (const widget of pdf.loadPage(number).getWidgets()) {
      const name = widget.getName();
      if (name in texts) widget.setTextValue(texts[name]);
      else if (name in choices) widget.setChoiceValue(widget.getOptions()[choices[name].index]);
      else if (name in ticks && (widget.getValue() !== "Off") !== ticks[name]) widget.toggle();
      widget.update();
    }
  }
  return pdf.saveToBuffer("incremental").asUint8Array();
}

run("mupdf", { fill });
