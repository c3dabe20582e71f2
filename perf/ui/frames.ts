// The frame budget: 50 instruments at 5,000 quotes a second arriving, dashboard and trading, beside an empty page.
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { openBrowser, openPage } from "../../ui/testing/system.ts";
import { startFeed } from "./feed.ts";
import { buildScreens, keepResult, percentile } from "./keep.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    instruments: { type: "string", default: "50" },
    rate: { type: "string", default: "5000" },
  },
});
/** Milliseconds between two frames that 95 of 100 may take: one of 60 Hz, and the clock's rounding. */
const goalMs = 17;
/** Milliseconds a page settles in before it is measured. */
const settleMs = 5_000;

/** Frames of a page: the times between them, as the browser tells them, and how long its own work took. */
const measure = async (browser: Browser, url: string, seconds: number) => {
  const { page, complaints } = await openPage(browser);
  await page.goto(url);
  await page.waitForTimeout(settleMs);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const metrics = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return new Map(metrics.map(({ name, value }) => [name, value]));
  };
  const before = await metrics();
  const frames = await page.evaluate((ms) =>
    new Promise<number[]>((resolve) => {
      const times: number[] = [];
      const end = performance.now() + ms;
      let last: number | undefined;
      const frame = (at: number): void => {
        if (last !== undefined) times.push(at - last);
        last = at;
        if (at < end) requestAnimationFrame(frame);
        else resolve(times);
      };
      requestAnimationFrame(frame);
    }), seconds * 1000);
  const after = await metrics();
  await page.close();
  const spent = (name: string) =>
    ((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000 / frames.length;
  const rounded = (value: number) => Number(value.toFixed(2));
  return {
    frames: frames.length,
    p50Ms: rounded(percentile(frames, 0.5)),
    p95Ms: rounded(percentile(frames, 0.95)),
    p99Ms: rounded(percentile(frames, 0.99)),
    lateShare: rounded(frames.filter((one) => one > goalMs).length / frames.length),
    mainThreadMsPerFrame: {
      script: rounded(spent("ScriptDuration")),
      style: rounded(spent("RecalcStyleDuration")),
      layout: rounded(spent("LayoutDuration")),
      all: rounded(spent("TaskDuration")),
    },
    complaints,
  };
};

buildScreens();
const seconds = Number(values.seconds);
const feed = await startFeed({
  instruments: Number(values.instruments),
  updatesPerSecond: Number(values.rate),
});
const browser = await openBrowser();
try {
  const empty = await measure(browser, "about:blank", Math.min(10, seconds));
  const startedMs = performance.now();
  const sentBefore = feed.sent();
  const dashboard = await measure(browser, feed.url, seconds);
  const trading = await measure(browser, `${feed.url}/trading`, seconds);
  const arrived = (feed.sent() - sentBefore) / ((performance.now() - startedMs) / 1000);
  keepResult("ui-frames", {
    method:
      `${values.instruments} instruments, quotes sent one by one at the rate, with predictions, ` +
      `books, trades, signals, fills and bars beside them; ${seconds} s a screen; an empty page in the same run`,
    goal: `p95 of the time between frames at most ${goalMs} ms`,
    quotesPerSecond: Math.round(arrived),
    results: { empty, dashboard, trading },
    overEmptyPage: {
      dashboard: Number((dashboard.p95Ms / empty.p95Ms).toFixed(2)),
      trading: Number((trading.p95Ms / empty.p95Ms).toFixed(2)),
    },
  });
} finally {
  await browser.close();
  feed.stop();
}
