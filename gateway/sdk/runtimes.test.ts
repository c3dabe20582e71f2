// The SDK where people run it: the examples under Node, Deno and Bun, and the built module in a browser.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Stack, startStack } from "../testing-stack.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const bin = (name: string) => join(root, "node_modules/.bin", name);
const run = promisify(execFile);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ args: ["--access=keys"] });
}, 300_000);
afterAll(() => stack?.stop(), 300_000);

/** Bun's own package, without its install script: the binary of this platform. */
const bun = join(root, `node_modules/@oven/bun-${platform()}-${arch()}/bin/bun`);
const runtimes: readonly {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly skip?: string | undefined;
}[] = [
  { name: "Node", command: [bin("node")] },
  { name: "Deno", command: [bin("deno"), "run", "--allow-net", "--no-config"] },
  {
    name: "Bun",
    command: [bun, "run"],
    skip: existsSync(bun)
      ? undefined
      : `there is no Bun for ${platform()} ${arch()} in its package`,
  },
];

for (const { name, command: [file, ...args], skip } of runtimes) {
  describe(`the examples under ${name}${skip === undefined ? "" : ` (skipped: ${skip})`}`, () => {
    const example = async (of: string): Promise<readonly string[]> => {
      const call = [...args, join(here, "examples", of), stack.url, stack.adminKey];
      const { stdout } = await run(file, call, { timeout: 100_000, cwd: here });
      return stdout.trim().split("\n");
    };

    it.skipIf(skip !== undefined)("watch quotes with a ticket for the socket", async () => {
      const lines = await example("quotes.ts");
      expect(lines.length).toBeGreaterThanOrEqual(10);
      for (const line of lines) {
        expect(line).toMatch(/^\d{4}-\S+Z \w+\.sim \d+\.\d+ \d+\.\d+$/);
      }
    });

    it.skipIf(skip !== undefined)("buy, and see each fill once", async () => {
      const ids = await example("orders.ts");
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^sim\//);
    });
  });
}

/** The SDK as one module, as a page loads it. */
const bundled = async (): Promise<string> => {
  const made = await build({
    configFile: false,
    logLevel: "error",
    root: here,
    build: {
      write: false,
      lib: { entry: join(here, "mod.ts"), formats: ["es"], fileName: "sdk" },
    },
  });
  const [first] = Array.isArray(made) ? made : [made];
  if (first === undefined || !("output" in first)) throw new Error("The build gave nothing");
  return first.output[0].code;
};

/** What the page does, as text: what runs tests would replace the import of its own by another. */
const inPage = `async ({ url, key }) => {
  const { contrail } = await import("/sdk-under-test.js");
  const client = contrail({ url, key });
  const { data } = await client.getInstruments();
  const live = client.stream();
  const quoted = await new Promise((done) =>
    live.listen("quotes", { on: ({ items }) => items.length > 0 && done(items.length) })
  );
  live.close();
  const file = await client.getExport("quotes", { limit: 2 });
  return { instruments: data.length, quoted, file: file instanceof Uint8Array };
}`;

const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find((one) => existsSync(one));

describe(`a page${browser === undefined ? " (skipped: no Chromium is installed)" : ""}`, () => {
  it.skipIf(browser === undefined)("reads, and hears quotes, with the same module", async () => {
    const code = await bundled();
    const open = await chromium.launch({ executablePath: browser!, args: ["--no-sandbox"] });
    try {
      const page = await open.newPage();
      // Pages of other origins are refused, so the module comes from the gateway's own.
      await page.route(
        "**/sdk-under-test.js",
        (route) => route.fulfill({ contentType: "text/javascript", body: code }),
      );
      await page.goto(`${stack.url}/sign-in`);
      const told = await page.evaluate<{ instruments: number; quoted: number; file: boolean }>(
        `(${inPage})(${JSON.stringify({ url: stack.url, key: stack.adminKey })})`,
      );
      expect(told.instruments).toBeGreaterThan(5);
      expect(told.quoted).toBeGreaterThan(0);
      expect(told.file).toBe(true);
    } finally {
      await open.close();
    }
  });
});
