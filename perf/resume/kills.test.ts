// The proof of `npm run resume`, with few kills.
import { expect, it } from "vitest";
import { killAndCompare } from "./kills.ts";

it("tells a consumer each fill once and in order, whoever is killed meanwhile", async () => {
  const { fills, ...result } = await killAndCompare({ kills: 5, seed: 11 });
  expect(result).toMatchObject({ seen: fills, lost: 0, doubled: 0, outOfOrder: 0, snapshots: 0 });
}, 240_000);
