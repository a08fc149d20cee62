// What the drivers in JavaScript share: `DRIVER version`, or `DRIVER ACTION IN VALUES OUT`.
import { readFileSync, writeFileSync } from "node:fs";

export async function run(name, actions) {
  const [action, source, values, out] = process.argv.slice(2);
  if (action === "version") {
    const about = new URL(`node_modules/${name}/package.json`, import.meta.url);
    console.log(JSON.parse(readFileSync(about)).version);
    return;
  }
  const made = await actions[action](new Uint8Array(readFileSync(source)), JSON.parse(readFileSync(values)));
  writeFileSync(out, made);
  process.exit(0);
}
