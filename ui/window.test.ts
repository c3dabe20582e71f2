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

  const open = (name: string) => page.getByRole("link", { name, exact: true }).click();

  it("submits an order by hand, moves and cancels another", async () => {
    await open("Trading");
    const ticket = page.locator(".ticket");
    const submit = ticket.locator("button[type=submit]");
    await ticket.getByLabel("Type").selectOption("market");
    await ticket.getByLabel("Quantity").fill("3");
    await expect.poll(() => submit.isEnabled(), { timeout: 20_000 }).toBe(true);
    await submit.click();
    await ticket.getByRole("status").filter({ hasText: /filled|new/ }).waitFor({ timeout: 20_000 });
    await ticket.getByLabel("Type").selectOption("limit");
    const limit = ticket.getByLabel("Limit price");
    const touch = Number(await limit.getAttribute("placeholder"));
    await limit.fill((touch * 0.98).toFixed(2));
    await submit.click();
    const orders = page.locator('section[aria-label="Orders"]');
    await orders.getByRole("combobox").selectOption("hand");
    const working = orders.locator("tbody tr").filter({ hasText: "limit" }).first();
    await working.getByRole("button", { name: "Move" }).click();
    await working.locator("input").fill((touch * 0.97).toFixed(2));
    await working.getByRole("button", { name: "Replace" }).click();
    await working.filter({ hasText: "replaced" }).waitFor({ timeout: 20_000 });
    await working.getByRole("button", { name: "Cancel" }).click();
    await working.filter({ hasText: "canceled" }).waitFor({ timeout: 20_000 });
  }, 90_000);

  it("says which field of an order is wrong", async () => {
    const ticket = page.locator(".ticket");
    await ticket.getByLabel("Quantity").fill("-1");
    await ticket.locator("button[type=submit]").click();
    await ticket.getByRole("alert").filter({ hasText: 'is "-1", expected a decimal' }).waitFor();
    await ticket.getByLabel("Quantity").fill("3");
    // What the API refuses, the browser tells too; that is no fault of the page.
    complaints.splice(
      0,
      complaints.length,
      ...complaints.filter((one) => !/status of 400/.test(one)),
    );
  }, 30_000);

  it("plans a rebalance and sends it", async () => {
    await open("Portfolio");
    await page.getByText("Equity, paper").waitFor();
    const make = page.getByRole("button", { name: "Make a plan" });
    const send = page.getByRole("button", { name: /^Send \d+ orders$/ });
    await page.getByLabel("Weights by").selectOption("inverse-volatility");
    await expect.poll(async () => {
      await make.click();
      await page.waitForTimeout(500);
      return send.count();
    }, { timeout: 40_000 }).toBe(1);
    await send.click();
    await page.getByText(/\d+ of \d+ orders filled at once/).waitFor({ timeout: 20_000 });
    complaints.splice(
      0,
      complaints.length,
      ...complaints.filter((one) => !/status of 503/.test(one)),
    );
  }, 90_000);

  it("runs a backtest to its figures and its tear sheet", async () => {
    await open("Backtest");
    await page.getByLabel("Strategy").selectOption("grid-maker");
    await page.getByLabel("halfSpread").fill("2");
    await page.getByLabel("interval").fill("1");
    await page.getByLabel("Ticks").fill("30000");
    await page.getByRole("button", { name: "Run backtest" }).click();
    await page.locator('section[aria-label="Performance"] dd').first().waitFor({ timeout: 60_000 });
    await page.locator(".lines polyline").first().waitFor();
    const [sheet] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "Tear sheet" }).click(),
    ]);
    await sheet.getByText("Largest drawdown").waitFor();
    await sheet.close();
  }, 90_000);

  it("halts trading when the switch is held, and asks why it may go on", async () => {
    await open("Dashboard");
    const halt = page.getByRole("button", { name: "Hold to halt" });
    await halt.click();
    expect(await page.getByText("HALTED", { exact: true }).count()).toBe(0);
    await halt.focus();
    await page.keyboard.down("Enter");
    await page.getByText("HALTED", { exact: true }).waitFor({ timeout: 20_000 });
    await page.keyboard.up("Enter");
    await page.getByRole("button", { name: "Resume…" }).click();
    await page.getByLabel("Why may trading go on?").fill("the drill is over");
    await page.getByRole("button", { name: "Resume trading" }).click();
    await halt.waitFor({ timeout: 20_000 });
  }, 60_000);

  it.each(["Trading", "Portfolio", "Backtest"])("fits %s on a phone", async (name) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(name);
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    await page.setViewportSize({ width: 1440, height: 1000 });
    await open("Dashboard");
  }, 30_000);

  it("changes its theme, fits a phone, and complains of nothing", async () => {
    await page.getByRole("button", { name: "Light", exact: true }).click();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("light");
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
  }, 30_000);
});
