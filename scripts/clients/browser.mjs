// Browsers, started by puppeteer: their own PDF viewer opens the form and a person's hands are played.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const PROGRAMS = { chrome: "/usr/bin/chromium", firefox: "/usr/bin/firefox-esr" };
const WINDOW = { width: 1000, height: 3200 }; // all pages of the form at once, so that each is drawn

export async function opened(browser, source, work, settings = {}) {
  const args = browser === "chrome" ? ["--no-sandbox"] : [];
  const executablePath = PROGRAMS[browser];
  const started = await puppeteer.launch({ browser, executablePath, args, defaultViewport: WINDOW, ...settings });
  try {
    const page = await started.newPage();
    await page.goto(`${pathToFileURL(source)}${browser === "chrome" ? "#toolbar=0&navpanes=0" : ""}`);
    return await work(page);
  } finally {
    await started.close();
  }
}

export async function version(browser) {
  const started = await puppeteer.launch({ browser, executablePath: PROGRAMS[browser], args: ["--no-sandbox"] });
  console.log(await started.version());
  await started.close();
}

// Keys and text go to the viewer by different ways; a person is slower than the difference.
const breath = () => new Promise((done) => setTimeout(done, 150));

export async function type(page, text) {
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await breath();
  if (!text) await page.keyboard.press("Delete");
  for (const [number, line] of text.split("\n").entries()) {
    if (number) {
      await page.keyboard.press("Enter");
      await breath();
    }
    await page.keyboard.sendCharacter(line);
    await breath();
  }
}

export const read = (values) => JSON.parse(readFileSync(values));
