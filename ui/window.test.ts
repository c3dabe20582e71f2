// The window in a real browser over the real system: everything a newcomer should see, and no error.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find(existsSync);
if (executablePath === undefined) console.warn("Skipped: no Chromium is installed on this machine");

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe.skipIf(executablePath === undefined)("the window", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "contrail-window-"));
  const complaints: string[] = [];
  let system: ChildProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const port = await freePort();
    const args = [
      "infra/local/main.ts",
      "--data-dir",
      dataDir,
      "--port",
      String(port),
      "--speed",
      "3",
    ];
    system = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    await new Promise<void>((resolve, reject) => {
      system.once("exit", (code) => reject(new Error(`npm start ended with ${code}`)));
      system.stdout!.on("data", (part) => String(part).includes("Contrail runs") && resolve());
    });
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, colorScheme: "dark" });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (line) => {
      if (["error", "warning"].includes(line.type())) complaints.push(line.text());
    });
    await page.goto(`http://127.0.0.1:${port}`);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    const ended = new Promise((resolve) => system?.once("exit", resolve));
    system?.kill("SIGTERM");
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("says that the market is simulated and the money is paper", async () => {
    await page.getByText("SIMULATED", { exact: false }).first().waitFor();
    await page.getByText("PAPER", { exact: true }).waitFor();
  }, 60_000);

  it("shows quotes, predictions, signals, orders, fills and positions as they come", async () => {
    const rows = (name: string) => page.locator(`section[aria-label="${name}"] tbody tr`);
    await expect.poll(() => rows("Markets").count(), { timeout: 60_000 }).toBe(8);
    for (const name of ["Fills", "Orders", "Positions"]) await rows(name).first().waitFor();
    await page.locator(".probability").first().waitFor();
    await page.locator(".signal").first().waitFor();
    await page.locator(".candles canvas").first().waitFor();
    const actors = page.locator('[aria-label="Actors"] tbody tr');
    expect(await actors.count()).toBeGreaterThan(5);
  }, 120_000);

  it("tells why a fill happened, from its tick on", async () => {
    const fill = page.locator('section[aria-label="Fills"] tbody tr').first();
    await fill.focus();
    await fill.press("Enter");
    const why = page.locator("dialog.why");
    for (const step of ["Tick", "Feature vector", "Risk: approved", "Fill (simulated venue)"]) {
      await why.getByText(step, { exact: true }).waitFor();
    }
    await why.getByLabel("Close").click();
    await why.waitFor({ state: "detached" });
  }, 60_000);

  it("changes its theme, fits a phone, and complains of nothing", async () => {
    await page.getByRole("button", { name: "Light", exact: true }).click();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("light");
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
  }, 30_000);
});
