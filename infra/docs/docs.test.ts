// The documents are true: every link leads somewhere, every command and route exists, and the example strategy trades.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { marketActors } from "../../actors/roster.ts";
import { Machine } from "../../actors/machine.ts";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { reversal } from "./reversal.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const scripts = Object.keys(JSON.parse(read("package.json")).scripts as object);

describe.each(pages)("%s", (page) => {
  const text = read(page);

  it("links only to what is there", () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!)
      .filter((link) => !/^[a-z]+:/.test(link));
    const missing = links.filter((link) =>
      !existsSync(join(root, normalize(join(dirname(page), link))))
    );
    expect(missing).toEqual([]);
  });

  it("names only tests and results that there are", () => {
    const named = [
      ...text.matchAll(/\b([\w.-]+\/[\w./-]+\.test\.ts|perf\/results\/[\w-]+\.json)\b/g),
    ]
      .map((match) => match[1]!.replace(/^(\.\.\/)+/, ""));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("names only commands that there are", () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

describe("the example of docs/STRATEGIES.md", () => {
  it("is the file that it names", () => {
    const [, code] = /```ts\n([\s\S]*?)```/.exec(read("docs/STRATEGIES.md")) ?? [];
    expect(code).toBe(read("infra/docs/reversal.ts"));
  });

  it("buys after falls and sells after rises", async () => {
    const signals: AnyRecord[] = [];
    const machine = new Machine([...marketActors, reversal], new InstrumentRegistry(), (record) => {
      if (record._tag === "signal") signals.push(record);
    });
    let position = 0;
    const source = simulatedSource({ seed: 2, speed: 0, ticks: 60_000 });
    for await (const { ticks } of source.open(undefined, () => {}, new AbortController().signal)) {
      for (const tick of ticks) {
        machine.receive({ ...tick, position: ++position, outputIndex: 0 } as unknown as AnyRecord);
      }
    }
    const entries = signals.flatMap((signal) =>
      signal._tag === "signal" && signal.targetPositionLots !== 0 ? [signal] : []
    );
    expect(entries.length).toBeGreaterThan(5);
    for (const { reason, targetPositionLots } of entries) {
      const moved = Number(/moved (\S+) bps/.exec(reason)![1]);
      expect(Math.sign(targetPositionLots)).toBe(-Math.sign(moved));
    }
  });
});
