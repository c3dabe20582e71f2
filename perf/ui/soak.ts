// A long run: is memory flat, and does the page complain? Against the feed, or with --system against everything.
import { parseArgs } from "node:util";
import { openBrowser, openPage, startSystem } from "../../ui/testing/system.ts";
import { startFeed } from "./feed.ts";
import { buildScreens, keepResult } from "./keep.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    system: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes);
/** Samples of a run at least, and milliseconds between them at most. */
const samples = { least: 10, everyMs: 30_000 } as const;
/** Part of the run in which the page may still grow: its lists fill up. */
const warmShare = 0.3;
/** Growth of the heap, in MiB an hour, from which memory does not count as flat. */
const flatMibPerHour = 12;
const screens = ["/", "/trading", "/portfolio", "/pipeline", "/risk", "/models", "/alerts"];

/** Slope of the least-squares line through points, per unit of x. */
const slopeOf = (points: readonly (readonly [x: number, y: number])[]): number => {
  const mean = (i: 0 | 1) => points.reduce((sum, one) => sum + one[i], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const down = points.reduce((sum, one) => sum + (one[0] - x) ** 2, 0);
  return down === 0 ? 0 : points.reduce((sum, one) => sum + (one[0] - x) * (one[1] - y), 0) / down;
};

if (!values.system) buildScreens();
const source = values.system
  ? await startSystem()
  : await startFeed({ instruments: 50, updatesPerSecond: 5_000 });
const browser = await openBrowser();
try {
  const { page, complaints } = await openPage(browser);
  await page.goto(source.url);
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  const taken: { minute: number; heapMib: number; nodes: number }[] = [];
  const startedMs = performance.now();
  const everyMs = Math.min(samples.everyMs, minutes * 60_000 / samples.least);
  for (let i = 0; performance.now() - startedMs < minutes * 60_000; i++) {
    await page.waitForTimeout(everyMs);
    // With the whole system every screen is looked at in turn; the feed is for two of them.
    if (values.system) {
      const path = screens[i % screens.length]!;
      await page.locator(`.rail-link[href="${path}"]`).click();
    }
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    const minute = (performance.now() - startedMs) / 60_000;
    taken.push({
      minute: Number(minute.toFixed(2)),
      heapMib: Number((usedSize / 1048576).toFixed(2)),
      nodes,
    });
    console.error(JSON.stringify(taken.at(-1)));
  }
  const warm = taken.filter(({ minute }) => minute >= minutes * warmShare);
  const slope = slopeOf(warm.map(({ minute, heapMib }) => [minute / 60, heapMib]));
  keepResult(values.system ? "ui-run" : "ui-soak", {
    method: values.system
      ? `npm start, every screen in turn, ${minutes} minutes`
      : `dashboard, 50 instruments, 5,000 quotes/s, ${minutes} minutes, heap after a collection`,
    goal: `heap grows by less than ${flatMibPerHour} MiB an hour once lists are full; no complaint`,
    heapMibPerHour: Number(slope.toFixed(2)),
    flat: slope < flatMibPerHour,
    firstMib: warm[0]?.heapMib,
    lastMib: warm.at(-1)?.heapMib,
    complaints,
    samples: taken,
  });
} finally {
  await browser.close();
  await source.stop();
}
