// The simulation: seeds that always ran, seeds nobody ran before, and bugs that it must find.
import { describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { faultNames } from "./faults.ts";
import { type SimulateOptions, simulateOptions } from "./options.ts";
import { type PlantName, plants } from "./plants.ts";
import { simulation } from "./seed.ts";

const campaign = (options: Partial<SimulateOptions>) =>
  runCampaign({ ...simulateOptions([])!, ...options }, () => {});

describe("the live host in a world where everything goes wrong", () => {
  it("makes of every seed what it makes where nothing does", async () => {
    const found = await campaign({ seed: 1, seeds: 250 });
    expect(found.firstBroken).toEqual([]);
    expect(found.processes).toBeGreaterThan(2 * found.seeds);
    expect(found.orders).toBeGreaterThan(5 * found.seeds);
    expect(Object.keys(found.faults).sort()).toEqual([...faultNames].sort());
  }, 240_000);

  it("does so with seeds that nobody ran before", async () => {
    const seed = Math.floor(Date.now() / 1000);
    console.log(`Seeds ${seed} to ${seed + 99}`);
    const found = await campaign({ seed, seeds: 100 });
    expect(found.firstBroken, `npm run simulate -- --seed ${seed} --seeds 100`).toEqual([]);
  }, 240_000);

  it("gives the same bytes for the same seed", async () => {
    const run = simulation({ ticks: 120, faults: new Set(faultNames) });
    const [one, another, again] = [await run(42), await run(43), await run(42)];
    expect(again).toEqual(one);
    expect(another.digest).not.toBe(one.digest);
    const afresh = simulation({ ticks: 120, faults: new Set(faultNames) });
    expect(await afresh(42), "alone as among others").toEqual(one);
  });

  it.each(Object.keys(plants) as PlantName[])("finds a planted bug: %s", async (plant) => {
    const { broken, firstBroken } = await campaign({ seed: 1, seeds: 100, plant });
    expect(broken).toBeGreaterThan(0);
    expect(firstBroken[0]!.what).not.toBe("");
  }, 240_000);

  it("says what is wrong with its arguments", () => {
    const wrong = (...args: string[]) => () => simulateOptions(args);
    expect(wrong("--seeds", "many")).toThrow('--seeds "many": expected a whole number, 1 or more');
    expect(wrong("--faults", "rain")).toThrow('--faults "rain": expected none or some of crash');
    expect(wrong("--plant", "rose")).toThrow('--plant "rose": expected one of ackBeforePublish');
  });
});
