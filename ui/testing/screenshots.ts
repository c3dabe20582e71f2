// Makes the gallery: every screen in both themes at three widths, out of the running system, and the page that shows it.
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { screens } from "../shell/screens.ts";
import { openBrowser, openPage, startSystem } from "./system.ts";

const { values } = parseArgs({
  options: {
    /** A system that runs already; else one is started. */
    url: { type: "string" },
    "warm-seconds": { type: "string", default: "75" },
  },
});
const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
const images = join(docs, "images");
/** Pictures are taken aside: a run that fails leaves the gallery as it was. */
const folder = mkdtempSync(join(tmpdir(), "contrail-pictures-"));
/** Pixels of a picture: a page that is higher is cut. */
const sizes = [
  { width: 1440, height: 1000, most: 1500, quality: 58 },
  { width: 1024, height: 1100, most: 1700, quality: 52 },
  { width: 390, height: 844, most: 1900, quality: 52 },
] as const;
const themes = ["dark", "light"] as const;
/** Milliseconds a screen has to draw itself. */
const drawMs = 3_000;

const post = async (url: string, path: string, body: object): Promise<void> => {
  await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
};

/** What makes the screens worth looking at: backtests, a sweep, an order of our own that waits. */
const prepare = async (url: string): Promise<void> => {
  const backtest = (body: object) => post(url, "/v1/backtests", body);
  await backtest({ strategy: "prediction-follower", seed: 2, ticks: 60_000 });
  await backtest({
    ...{ strategy: "imbalance-taker", seed: 2, ticks: 25_000 },
    sweep: { holdMs: "2000:10000:2000", enterImbalance: "0.3:0.7:0.1" },
  });
  await backtest({ strategy: "imbalance-taker", seed: 2, ticks: 60_000 });
  const { data } = await (await fetch(`${url}/v1/quotes/latest?symbol=ALTO.sim`)).json() as {
    readonly data: readonly { readonly bp: string; readonly ap: string }[];
  };
  const bid = Number(data[0]?.bp ?? 100);
  const order = { symbol: "ALTO.sim", qty: "12", time_in_force: "gtc" };
  await post(url, "/v1/orders", { ...order, side: "buy", limit_price: (bid * 0.9992).toFixed(2) });
  await post(url, "/v1/orders", { ...order, side: "sell", limit_price: (bid * 1.001).toFixed(2) });
};

const nameOf = (path: string): string => path === "/" ? "dashboard" : path.slice(1);

const shoot = async (page: Page, name: string, size: typeof sizes[number]): Promise<void> => {
  // The window is as high as the page, so that what is fixed stands where it belongs.
  const full = await page.evaluate(() => document.documentElement.scrollHeight);
  const height = Math.max(size.height, Math.min(full, size.most));
  await page.setViewportSize({ width: size.width, height });
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(folder, `${name}.jpg`), type: "jpeg", quality: size.quality });
  await page.setViewportSize({ width: size.width, height: size.height });
};

const gallery = (): string => {
  const rows = screens.flatMap(({ path, name }) => {
    const picture = (theme: string, width: number) =>
      `![${name}, ${theme}, ${width} wide](images/${nameOf(path)}-${theme}-${width}.jpg)`;
    return [
      `## ${name}`,
      "",
      `| Dark | Light |`,
      "|---|---|",
      ...sizes.map(({ width }) => `| ${picture("dark", width)} | ${picture("light", width)} |`),
      "",
    ];
  });
  return [
    "# The screens",
    "",
    "Every screen of the running system on the simulated market, in both themes at 1440, 1024 and 390 " +
    "pixels. `npm run screenshots` makes them anew.",
    "",
    "![Why a fill happened](images/dashboard-why.jpg)",
    "",
    ...rows,
  ].join("\n");
};

const system = values.url === undefined ? await startSystem() : undefined;
const url = values.url ?? system!.url;
const browser = await openBrowser();
try {
  if (system !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    await prepare(url);
    await new Promise((resolve) => setTimeout(resolve, Number(values["warm-seconds"]) * 1000));
  }
  for (const theme of themes) {
    for (const size of sizes) {
      const { width, height } = size;
      const { page } = await openPage(browser, { viewport: { width, height } });
      await page.addInitScript(
        (chosen) =>
          localStorage.setItem(
            "contrail.settings",
            JSON.stringify({ theme: chosen, toasts: "none" }),
          ),
        theme,
      );
      await page.goto(url);
      await page.locator(".signal").first().waitFor({ timeout: 60_000 });
      for (const { path } of screens) {
        await page.locator(`.rail a[href="${path}"]`).last().click();
        await page.waitForTimeout(drawMs);
        await shoot(page, `${nameOf(path)}-${theme}-${width}`, size);
      }
      await page.close();
    }
  }
  const { page } = await openPage(browser);
  await page.goto(url);
  await page.locator('section[aria-label="Fills"] tbody tr').last().click({ timeout: 60_000 });
  await page.locator(".why-step").first().waitFor({ timeout: 180_000 });
  await page.screenshot({ path: join(folder, "dashboard-why.jpg"), type: "jpeg", quality: 60 });
  for (const file of readdirSync(images)) if (file.endsWith(".jpg")) rmSync(join(images, file));
  cpSync(folder, images, { recursive: true });
  writeFileSync(join(docs, "gallery.md"), gallery());
  const bytes = readdirSync(folder).reduce((sum, one) => sum + statSync(join(folder, one)).size, 0);
  console.log(`${readdirSync(folder).length} pictures, ${(bytes / 1e6).toFixed(1)} MB`);
} finally {
  await browser.close();
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
}
