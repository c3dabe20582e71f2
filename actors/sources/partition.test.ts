// Partitions: every tick in exactly one, in order, and each goes on where it stopped.
import { describe, expect, it } from "vitest";
import { parsePartition, type Partition, partitioned, partitionOf } from "./partition.ts";
import { simulatedSource } from "./simulated/source.ts";
import type { SourceResume, TickBatch, TickSource } from "./source.ts";

const whole = (ticks: number) => simulatedSource({ seed: 7, speed: 0, ticks });

const batchesOf = async (source: TickSource, resume?: SourceResume): Promise<TickBatch[]> => {
  const batches: TickBatch[] = [];
  for await (const batch of source.open(resume, () => {}, new AbortController().signal)) {
    batches.push({ ...batch, ticks: structuredClone(batch.ticks) });
  }
  return batches;
};
const ticksOf = (batches: readonly TickBatch[]) => batches.flatMap(({ ticks }) => ticks);

describe("a partitioned source", () => {
  it("gives every tick in one partition, in the order of the whole", async () => {
    const all = ticksOf(await batchesOf(whole(20_000)));
    let together = 0;
    for (let index = 0; index < 3; index++) {
      const ours = ticksOf(await batchesOf(partitioned(whole(20_000), { index, count: 3 })));
      const expected = all.filter(({ instrumentId }) => partitionOf(instrumentId, 3) === index);
      expect(ours).toEqual(expected);
      expect(ours.length).toBeGreaterThan(0);
      together += ours.length;
    }
    expect(together).toBe(all.length);
  });

  it("goes on where it stopped, with and without a checkpoint", async () => {
    const partition: Partition = { index: 1, count: 2 };
    const open = () => partitioned(whole(250_000), partition);
    const batches = await batchesOf(open());
    const all = ticksOf(batches);
    const checkpoint = batches.findLast((batch) => batch.checkpoint !== undefined)!.checkpoint!;
    const records = checkpoint.records + 777;
    const rest = all.slice(records);
    expect(rest.length).toBeGreaterThan(1_000);
    const resume = { records, startedUs: 0 };
    expect(ticksOf(await batchesOf(open(), { ...resume, checkpoint }))).toEqual(rest);
    expect(ticksOf(await batchesOf(open(), resume))).toEqual(rest);
  });

  it("is asked for as the second of four", () => {
    expect(parsePartition("2/4")).toEqual({ index: 1, count: 4 });
    for (const text of ["0/4", "5/4", "2", "a/b", "1/0", "-1/4"]) {
      expect(parsePartition(text), text).toBeUndefined();
    }
  });
});
