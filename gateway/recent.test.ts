// What memory answers is what the store answers: over a simulated day, half of it from before the streams begin.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marketActors, tradingActors } from "../actors/roster.ts";
import { replay } from "../actors/run/replay.ts";
import { simulatedSource } from "../actors/sources/simulated/source.ts";
import { openInference } from "../models/inference.ts";
import { InstrumentRegistry } from "../streams/instruments.ts";
import type { OrderEvent } from "../streams/orders.ts";
import type { AnyRecord, Tag } from "../streams/records.ts";
import { recentSeeded } from "./limits.ts";
import { isAfter } from "./live/places.ts";
import { orderAnswer, ordersOf } from "./orders.ts";
import { heldPositions } from "./positions.ts";
import { Presenter } from "./present.ts";
import { Recent, type RecentTag } from "./recent.ts";
import { newestRecords, type RowFilter } from "./rows.ts";
import { startTestGateway, type TestGateway } from "./testing.ts";

const kept: ReadonlySet<Tag> = new Set<Tag>([
  ...["signal", "prediction", "bar", "fill", "position"] as const,
  ...["orderCommand", "orderEvent", "riskDecision"] as const,
]);

/** Everything that a simulated market makes the pipeline say. */
const day = async (): Promise<readonly AnyRecord[]> => {
  const inference = await openInference();
  const records: AnyRecord[] = [];
  try {
    await replay({
      source: simulatedSource({ seed: 11, speed: 0, ticks: 40_000 }),
      instruments: new InstrumentRegistry(),
      market: marketActors,
      trading: tradingActors,
      predict: inference.predict,
      deliver: (record) => void (kept.has(record._tag) && records.push(record)),
    });
  } finally {
    await inference.close();
  }
  return [...records, ...refusals(records)].sort((a, b) => isAfter(a, b) ? 1 : -1);
};

/** A refused request for some orders of a day: strategies seldom ask for what is refused. */
const refusals = (day: readonly AnyRecord[]): readonly OrderEvent[] =>
  day.filter((one) => one._tag === "orderEvent").filter(({ position }) => position % 5 === 0)
    .map((one) => ({
      ...one,
      outputIndex: one.outputIndex + 1_000,
      event: one.position % 2 === 0 ? "cancelRejected" : "replaceRejected",
      reason: "priceCollar",
    }));

let gateway: TestGateway;
let records: readonly AnyRecord[];
beforeAll(async () => {
  records = await day();
  const middle = records[Math.floor(records.length / 2)]!.position;
  gateway = await startTestGateway(records.filter((one) => one.position >= middle), {
    access: "local",
    older: records.filter((one) => one.position < middle),
  });
}, 300_000);
afterAll(() => gateway?.stop());

const ofTag = (tag: Tag) => records.filter((one) => one._tag === tag);
/** Filters of every kind, with places from all over the day. */
const filters = (tag: Tag): readonly RowFilter[] => {
  const all = ofTag(tag);
  const somewhere = [0.99, 0.7, 0.5, 0.3].map((share) => all[Math.floor(all.length * share)]!);
  return [
    ...[1, 20, 1_001].map((limit) => ({ limit })),
    ...[1, 2, 3].map((instrumentId) => ({ limit: 20, instrumentId })),
    ...somewhere.map((before) => ({ limit: 50, before })),
    { limit: 20, instrumentId: 4_000 },
  ];
};
const owned: readonly RowFilter[] = [
  { limit: 20, owner: { accounts: ["paper"], strategies: [] } },
  { limit: 20, owner: { accounts: ["nobody"], strategies: [] } },
  { limit: 20, owner: { accounts: [], strategies: ["grid-maker", "imbalance-taker"] } },
];
const byStrategy = { limit: 30, equal: { strategy: "imbalance-taker" } };

/** What memory and the store answer must be the same; gives how many filters memory answered. */
const compared = async <A>(
  all: readonly RowFilter[],
  memory: (filter: RowFilter) => readonly A[] | undefined,
  store: (filter: RowFilter) => Promise<readonly A[]>,
): Promise<number> => {
  let answered = 0;
  for (const filter of all) {
    const known = memory(filter);
    if (known === undefined) continue;
    answered++;
    expect(known, JSON.stringify(filter)).toEqual(await store(filter));
  }
  return answered;
};

const recorded = (tag: RecentTag) => (filter: RowFilter) =>
  gateway.asStore((store) => newestRecords(store, tag, filter));

describe("a list out of memory", () => {
  it.each<[RecentTag, readonly RowFilter[]]>([
    ["signal", [...owned, byStrategy]],
    ["fill", [...owned, byStrategy]],
    ["riskDecision", [owned[0]!, owned[1]!]],
    ["bar", [{ limit: 300, instrumentId: 1, equal: { interval_seconds: 1 } }]],
    ["prediction", []],
  ])("of %ss is the store's", async (tag, more) => {
    const { recent } = gateway.memory;
    const all = [...filters(tag), ...more];
    await expect.poll(() => recent.newest(tag, { limit: 20 })?.[0], { timeout: 60_000 })
      .toEqual(ofTag(tag).at(-1));
    const answered = await compared(all, (filter) => recent.newest(tag, filter), recorded(tag));
    expect(answered).toBeGreaterThan(4);
  }, 120_000);

  it("of orders is the store's, and tells each order as the store does", async () => {
    const { orders } = gateway.memory;
    const presenter = new Presenter(new InstrumentRegistry());
    const newest = ofTag("orderCommand").findLast((one) =>
      one._tag === "orderCommand" && one.command === "submit" && one.stage === "requested"
    )!;
    await expect.poll(() => orders.newest({ limit: 1 })?.[0]?.position, { timeout: 60_000 })
      .toBe(newest.position);
    const all = [...filters("orderCommand"), ...owned].map((one) => ({ ...one, limit: 1_001 }));
    const answered = await compared(
      all,
      (filter) => orders.newest(filter)?.map((row) => orderAnswer(presenter, row)),
      async (filter) =>
        (await gateway.asStore((store) => ordersOf(store, filter)))
          .map((row) => orderAnswer(presenter, row)),
    );
    expect(answered).toBe(all.length);
    const requests = orders.newest({ limit: 1_001 })!
      .map((row) => orderAnswer(presenter, row).cancel_reject?.request);
    expect(new Set(requests)).toEqual(new Set([undefined, "cancel", "replace"]));
  }, 120_000);

  it("of positions is the store's", async () => {
    const { recent } = gateway.memory;
    await expect.poll(() => recent.held({ limit: 1 })?.[0], { timeout: 60_000 })
      .toEqual(ofTag("position").at(-1));
    const all = [...filters("position"), ...owned, byStrategy];
    const answered = await compared(
      all,
      (filter) => recent.held(filter),
      (filter) => gateway.asStore((store) => heldPositions(store, filter)),
    );
    expect(answered).toBe(all.length);
  }, 120_000);
});

describe("what memory does not know whole", () => {
  const fill = (position: number) => ({ ...ofTag("fill")[0]!, position });
  const reading = () => {
    const recent = new Recent();
    for (const stream of ["ORDERS", "POSITIONS"] as const) recent.caughtUp(stream, true);
    return recent;
  };
  const places = (recent: Recent, limit: number) =>
    recent.newest("fill", { limit })?.map(({ position }) => position);

  it("is left to the store", () => {
    const recent = reading();
    recent.take(fill(10));
    expect(places(recent, 1)).toEqual([10]);
    expect(places(recent, 2)).toBeUndefined();
    expect(recent.held({ limit: 1 })).toBeUndefined();
    recent.seed("fill", [fill(8), fill(7)], recentSeeded);
    expect(places(recent, 9)).toEqual([10, 8, 7]);
    recent.seed("fill", [fill(8), fill(7)], 2);
    expect(places(recent, 9)).toBeUndefined();
  });

  it("is everything while a stream is still read up to its end", () => {
    const recent = reading();
    recent.seed("fill", [fill(8)], recentSeeded);
    recent.seedPositions([], 10);
    expect(places(recent, 1)).toEqual([8]);
    expect(recent.held({ limit: 1 })).toEqual([]);
    recent.caughtUp("ORDERS", false);
    recent.caughtUp("POSITIONS", false);
    expect(places(recent, 1)).toBeUndefined();
    expect(recent.held({ limit: 1 })).toBeUndefined();
  });

  it("is what came after messages went by unseen", () => {
    const recent = reading();
    recent.seed("fill", [fill(8)], recentSeeded);
    recent.seedPositions([], 10);
    recent.missed("ORDERS");
    recent.missed("POSITIONS");
    recent.take(fill(20));
    expect(places(recent, 1)).toEqual([20]);
    expect(places(recent, 2)).toBeUndefined();
    expect(recent.held({ limit: 1 })).toBeUndefined();
  });
});
