// `npm run contracts`: writes what the door promises, from the definitions that keep it: the OpenAPI and AsyncAPI documents.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { routesOf } from "./app.ts";
import { asyncApi } from "./asyncapi.ts";
import { Jobs } from "./backtests/jobs.ts";
import { openApiOf } from "./openapi.ts";

/** A file that follows from the code, by its path from the project's root. */
export interface Contract {
  readonly path: string;
  readonly text: () => string;
}

/** The OpenAPI document of every route. */
export const openApi = () => openApiOf(routesOf(new Jobs("no folder of jobs")));

/** Every file that follows from the code. */
export const contracts: readonly Contract[] = [
  { path: "gateway/openapi.json", text: () => `${JSON.stringify(openApi(), null, 2)}\n` },
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
