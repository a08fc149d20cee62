// Firefox: its viewer, pdf.js, is typed into; saved as its button saves it, or printed.
import { writeFileSync } from "node:fs";
import { opened, read, version } from "./browser.mjs";

async function typed(page, { texts, ticks, choices }) {
  await page.waitForSelector("[name='table_c_requesting_organization_secondary_email']");
  for (const [name, text] of Object.entries(texts)) {
    const field = await page.$(`[name='${name}']`);
    await field.click();
    await page.keyboard.down("Control");
    await page.keyboard.press("a");
    await page.keyboard.up("Control");
    await page.keyboard.press("Delete");
    await page.keyboard.type(text);
  }
  for (const [name, on] of Object.entries(ticks)) {
    const box = await page.$(`[name='${name}']`);
    if ((await box.evaluate((element) => element.checked)) !== on) await box.click();
  }
  for (const [name, { value }] of Object.entries(choices)) await page.select(`[name='${name}']`, value);
}

async function fill(page, values) {
  await typed(page, values);
  const saved = await page.evaluate(async () => {
    document.activeElement.blur();
    return Array.from(await PDFViewerApplication.pdfDocument.saveDocument());
  });
  return Uint8Array.from(saved);
}

async function print(page, values) {
  await typed(page, values);
  return page.pdf();
}

const [action, source, values, out] = process.argv.slice(2);
if (action === "version") await version("firefox");
else writeFileSync(out, await opened("firefox", source, (page) => ({ fill, print })[action](page, read(values))));
