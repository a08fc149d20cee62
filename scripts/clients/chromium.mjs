// Chromium: its viewer, PDFium, is clicked and typed into; saved as its button saves the edited file.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { opened, read, type, version } from "./browser.mjs";

const OPTIONS = 8;

// Where each field is: its page and box in points, as pdf.js reads them.
async function places(source) {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const pdf = await getDocument({ data: new Uint8Array(readFileSync(source)), verbosity: 0 }).promise;
  const found = {};
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const [, , width, height] = page.view;
    let before = "";
    for (const { fieldName, rect } of await page.getAnnotations()) {
      found[fieldName] = { number, rect, width, height, before };
      before = fieldName;
    }
  }
  return found;
}

async function viewer(page) {
  const frame = await page.waitForFrame((one) => one.url().startsWith("chrome-extension:"));
  await new Promise((done) => setTimeout(done, 2500)); // the plug-in draws the pages; no event tells when
  return frame;
}

async function click(page, frame, { number, rect, width, height }) {
  const on = await frame.evaluate((index) => {
    const { x, y, width, height } = document.querySelector("pdf-viewer").viewport.getPageScreenRect(index);
    return { x, y, width, height };
  }, number - 1);
  const across = on.x + ((rect[0] + 6) / width) * on.width;
  await page.mouse.click(across, on.y + (1 - (rect[1] + rect[3]) / 2 / height) * on.height);
  await new Promise((done) => setTimeout(done, 150));
}

async function fill(page, source, { texts, ticks, choices }) {
  const at = await places(source);
  const frame = await viewer(page);
  for (const [name, text] of Object.entries(texts)) {
    await click(page, frame, at[name]);
    await type(page, text);
  }
  for (const name of Object.keys(ticks)) await click(page, frame, at[name]);
  for (const [name, { index }] of Object.entries(choices)) {
    await click(page, frame, at[at[name].before]);
    await page.keyboard.press("Tab");
    for (let up = 0; up < OPTIONS; up++) await page.keyboard.press("ArrowUp");
    for (let down = 0; down < index; down++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
  }
  await page.mouse.click(2, 2);
  const saved = await frame.evaluate(async () => {
    const { dataToSave } = await document.querySelector("pdf-viewer").pluginController_.save("EDITED");
    return Array.from(new Uint8Array(dataToSave));
  });
  return Uint8Array.from(saved);
}

// Its print preview with "Save as PDF", which needs a screen. Headless, it would print the viewer's own frame.
async function print(source) {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const printed = join(profile, "printed");
  mkdirSync(join(profile, "Default"));
  mkdirSync(printed);
  const destination = { id: "Save as PDF", origin: "local", account: "" };
  const appState = JSON.stringify({ version: 2, recentDestinations: [destination], isHeaderFooterEnabled: false });
  const preferences = {
    savefile: { default_directory: printed },
    printing: { print_preview_sticky_settings: { appState } },
  };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1200x1600x24"], { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise((told) => screen.stdout.once("data", (data) => told(String(data).trim())));
  try {
    const browser = {
      args: ["--no-sandbox", "--kiosk-printing"],
      env: { ...process.env, DISPLAY: `:${number}` },
      headless: false,
      userDataDir: profile,
    };
    return await opened("chrome", source, (page) => pressPrint(page, printed), browser);
  } finally {
    screen.kill();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function pressPrint(page, printed) {
  const frame = await viewer(page);
  await frame.evaluate(() => document.querySelector("pdf-viewer").onPrint_());
  for (let waited = 0; waited < 60; waited++) {
    await new Promise((done) => setTimeout(done, 500));
    const [file] = readdirSync(printed).filter((name) => name.endsWith(".pdf"));
    if (file) return readFileSync(join(printed, file));
  }
  throw new Error("nothing was printed");
}

const [action, source, values, out] = process.argv.slice(2);
if (action === "version") await version("chrome");
else if (action === "print") writeFileSync(out, await print(source));
else writeFileSync(out, await opened("chrome", source, (page) => fill(page, source, read(values))));
