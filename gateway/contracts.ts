// `npm run contracts`: writes what the door promises, from the definitions that keep it: the AsyncAPI document.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { asyncApi } from "./asyncapi.ts";

/** A file that follows from the code, by its path from the project's root. */
export interface Contract {
  readonly path: string;
  readonly text: () => string;
}

/** Every file that follows from the code. */
export const contracts: readonly Contract[] = [
  { path: "gateway/asyncapi.json", text: () => `${JSON.stringify(asyncApi(), null, 2)}\n` },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL("../", import.meta.url);
  for (const { path, text } of contracts) {
    writeFileSync(new URL(path, root), text());
    console.log(path);
  }
  const formatted = contracts.map(({ path }) => path).filter((path) => path.endsWith(".ts"));
  if (formatted.length > 0) execFileSync("deno", ["fmt", "--quiet", ...formatted], { cwd: root });
}
