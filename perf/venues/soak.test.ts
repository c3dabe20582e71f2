// Every live venue against its local server for some seconds with faults: the small version of `npm run bench:venues`.
import { describe, expect, it } from "vitest";
import { faultPlans } from "../../infra/venue-server/faults.ts";
import { soak } from "./soak.ts";
import { soakedVenues } from "./soaked.ts";

/** Seconds of trading; settling what is unknown at its end takes some more. */
const seconds = 8;

describe.concurrent("a live venue with faults", () => {
  it.each(soakedVenues)("$venue: books equal, gaps seen, no order lost or doubled", async (one) => {
    const result = await soak({ ...one, seconds, faults: faultPlans.rough, seed: 11 });
    expect(result.checkpoints).toBeGreaterThan(20);
    expect(result.orders).toBeGreaterThan(0);
    expect(result).toMatchObject({
      booksThatDiffer: 0,
      gapsNotSeen: 0,
      ordersDoubled: 0,
      ordersLost: 0,
      ordersThatDiffer: 0,
      fillsLost: 0,
      fillsInvented: 0,
    });
  }, 180_000);
});
