// Thousands of random event sequences: no illegal state, no double fill, quantities and cash conserved.
import { expect, it } from "vitest";
import { playSequence } from "./testing/sequences.ts";

it("keeps every order, fill and tick·lot right through any sequence of events", () => {
  for (let seed = 1; seed <= 3_000; seed++) expect(playSequence(seed, 20)).toEqual([]);
}, 180_000);
