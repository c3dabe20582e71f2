// What a first visit loads: the script of the first screen, built and compressed as it is served.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { build, type Rolldown } from "vite";

/** Bytes of compressed script that the first screen may need. */
const mostBytes = 180_000;

describe("the first load", () => {
  let chunks: readonly Rolldown.OutputChunk[];
  /** The entry, and everything it imports before anything is shown. */
  let first: readonly Rolldown.OutputChunk[];

  beforeAll(async () => {
    const built = await build({
      configFile: fileURLToPath(new URL("vite.config.ts", import.meta.url)),
      logLevel: "silent",
      build: { write: false },
    }) as Rolldown.RolldownOutput;
    chunks = built.output.filter((one) => one.type === "chunk");
    const byName = new Map(chunks.map((one) => [one.fileName, one]));
    const needed = new Set<string>();
    const need = (name: string): void => {
      if (needed.has(name)) return;
      needed.add(name);
      for (const one of byName.get(name)?.imports ?? []) need(one);
    };
    need(chunks.find(({ isEntry }) => isEntry)!.fileName);
    first = [...needed].flatMap((name) => byName.get(name) ?? []);
  }, 120_000);

  it("is at most 180 kB of compressed script, charts included", () => {
    // The chart of the first screen comes after its numbers, but it comes.
    const chart = chunks.filter(({ fileName }) => /uplot/i.test(fileName));
    expect(chart.length).toBeGreaterThan(0);
    const bytes = [...first, ...chart].reduce((sum, { code }) => sum + gzipSync(code).length, 0);
    expect(bytes).toBeLessThan(mostBytes);
  });

  it("has neither effect, nor the candles, nor the writer of Parquet in it", () => {
    const modules = first.flatMap(({ moduleIds }) => moduleIds);
    expect(modules.filter((id) => /node_modules\/(effect|lightweight-charts|hyparquet)/.test(id)))
      .toEqual([]);
  });
});
