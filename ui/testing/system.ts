// The whole system and a browser before it, for tests and measurements of the window.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A system that runs, and how to end it. */
export interface TestSystem {
  readonly url: string;
  readonly dataDir: string;
  readonly stop: () => Promise<void>;
}

/** Starts everything as `npm start` does, in a folder of its own. */
export const startSystem = async (options: readonly string[] = []): Promise<TestSystem> => {
  const dataDir = mkdtempSync(join(tmpdir(), "contrail-window-"));
  const args = ["infra/local/main.ts", "--data-dir", dataDir, "--port", "0", ...options];
  const system: ChildProcess = spawn(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  const url = await new Promise<string>((resolve, reject) => {
    system.once("exit", (code) => reject(new Error(`npm start ended with ${code}: ${text}`)));
    system.stdout!.on("data", (part) => {
      text = (text + String(part)).slice(-20_000);
      const found = /Screens\s+(http:\/\/[\w.:]+)/.exec(text);
      if (found !== null && text.includes("Contrail runs")) resolve(found[1]!);
    });
  });
  return {
    url,
    dataDir,
    stop: async () => {
      if (system.exitCode !== null) {
        throw new Error(`npm start had ended with ${system.exitCode}: ${text}`);
      }
      const ended = new Promise((resolve) => system.once("exit", resolve));
      system.kill("SIGTERM");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** Opens the system's Chromium. */
export const openBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
      ...more,
    ],
  });

/** A page whose every complaint is kept: errors, warnings, and requests that the server refused. */
export const openPage = async (
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> => {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 1000 },
    colorScheme: "dark",
    ...options,
  });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (!["error", "warning"].includes(line.type())) return;
    complaints.push(`${line.text()} ${line.location().url}`);
  });
  return { page, complaints };
};
