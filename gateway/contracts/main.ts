// `npm run contracts`: writes what the door promises, from the definitions that keep it: OpenAPI, AsyncAPI and the SDK.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { routesOf } from "../app.ts";
import { asyncApi } from "../asyncapi.ts";
import { Jobs } from "../backtests/jobs.ts";
import { openApiOf } from "../openapi.ts";
import { channelTypes, recordTypes } from "./frames.ts";
import { restClient } from "./rest.ts";

/** A file that follows from the code, by its path from the project's root. */
export interface Contract {
  readonly path: string;
  readonly text: () => string;
}

/** The OpenAPI document of every route. */
export const openApi = () => openApiOf(routesOf(new Jobs("no folder of jobs")));

const root = new URL("../../", import.meta.url);

/** Formats TypeScript as the repository is. */
const formatted = (text: string): string =>
  execFileSync("deno", ["fmt", "--quiet", "--ext", "ts", "-"], {
    cwd: fileURLToPath(root),
    input: text,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${fileURLToPath(new URL("node_modules/.bin", root))}:${process.env["PATH"] ?? ""}`,
    },
  });

/** Every file that follows from the code. */
export const contracts: readonly Contract[] = [
  { path: "gateway/openapi.json", text: () => `${JSON.stringify(openApi(), null, 2)}\n` },
  { path: "gateway/asyncapi.json", text: () => `${JSON.stringify(asyncApi(), null, 2)}\n` },
  { path: "gateway/sdk/rest.ts", text: () => formatted(restClient(openApi())) },
  { path: "gateway/sdk/records.ts", text: () => formatted(recordTypes()) },
  { path: "gateway/sdk/channels.ts", text: () => formatted(channelTypes()) },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, text } of contracts) {
    writeFileSync(new URL(path, root), text());
    console.log(path);
  }
}
