// The first load: bytes of script before the first screen works, and how long that takes, from the real gateway.
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { chromiumPath } from "../../ui/testing/chromium.ts";
import { openBrowser, openPage, startSystem } from "../../ui/testing/system.ts";
import { keepResult, percentile } from "./keep.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "7" },
    lighthouse: { type: "boolean", default: false },
  },
});
const lighthouseVersion = "13.5.0";

/** One load with an empty cache. The page works when a row of the markets can be opened. */
const loadOnce = async (browser: Browser, url: string) => {
  const { page, complaints } = await openPage(browser);
  const scripts: Promise<number>[] = [];
  let open = true;
  page.on("response", (response) => {
    if (!open || !/\.js$/.test(new URL(response.url()).pathname)) return;
    scripts.push(response.body().then((body) => gzipSync(body).length, () => 0));
  });
  await page.goto(url, { waitUntil: "commit" });
  await page.locator('section[aria-label="Markets"] tbody tr').first().waitFor();
  const at = await page.evaluate(() => ({
    interactiveMs: performance.now(),
    firstPaintMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  }));
  open = false;
  const bytes = (await Promise.all(scripts)).reduce((sum, one) => sum + one, 0);
  await page.close();
  return { ...at, scriptBytes: bytes, complaints };
};

/** Lighthouse's scores, where it can be fetched. */
const lighthouse = (url: string): object => {
  const folder = mkdtempSync(join(tmpdir(), "contrail-lighthouse-"));
  const path = join(folder, "report.json");
  try {
    execFileSync("npx", [
      ...["--yes", `lighthouse@${lighthouseVersion}`, url, "--quiet", "--output=json"],
      ...[`--output-path=${path}`, "--preset=desktop"],
      ...["--only-categories=performance,accessibility,best-practices"],
      "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ], { env: { ...process.env, CHROME_PATH: chromiumPath! }, stdio: "inherit", timeout: 240_000 });
    const { categories, audits } = JSON.parse(readFileSync(path, "utf8")) as {
      readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
      readonly audits: Readonly<Record<string, { readonly displayValue?: string }>>;
    };
    const scores = Object.entries(categories).map(([name, one]) => [
      name,
      one.score === null ? null : Math.round(one.score * 100),
    ]);
    const shown = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time"];
    return {
      ...Object.fromEntries(scores),
      ...Object.fromEntries(shown.map((name) => [name, audits[name]?.displayValue])),
    };
  } catch (cause) {
    return { failed: cause instanceof Error ? cause.message.split("\n")[0] : String(cause) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const system = await startSystem();
const browser = await openBrowser();
try {
  await loadOnce(browser, system.url);
  const loads: Awaited<ReturnType<typeof loadOnce>>[] = [];
  for (let i = 0; i < Number(values.runs); i++) loads.push(await loadOnce(browser, system.url));
  const median = (of: (one: typeof loads[number]) => number) =>
    Math.round(percentile(loads.map(of), 0.5));
  keepResult("ui-load", {
    method: `${values.runs} loads of the dashboard with an empty cache from the running system`,
    goal: "at most 180 kB of gzipped script, works within 1,500 ms",
    scriptKilobytesGzipped: Math.round(median((one) => one.scriptBytes) / 100) / 10,
    firstPaintMs: median((one) => one.firstPaintMs),
    interactiveMs: median((one) => one.interactiveMs),
    complaints: loads.flatMap((one) => one.complaints),
    ...(values.lighthouse ? { lighthouse: lighthouse(system.url) } : {}),
  });
} finally {
  await browser.close();
  await system.stop();
}
