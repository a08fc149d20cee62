// pdf.js, the viewer of Firefox: values go into its annotation storage, the document is saved by an incremental update.
import { run } from "./job.mjs";

async function fill(data, { texts, ticks, choices }) {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const pdf = await getDocument({ data, verbosity: 0 }).promise;
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    for (const { id, fieldName } of await page.getAnnotations()) {
      const value = texts[fieldName] ?? ticks[fieldName] ?? choices[fieldName]?.value;
      if (value !== undefined) pdf.annotationStorage.setValue(id, { value });
    }
  }
  return pdf.saveDocument();
}

run("pdfjs-dist", { fill });
