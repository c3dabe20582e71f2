// Whether a message lies where its writer put it.
import { headers } from "@nats-io/transport-node";
import { expect, it } from "vitest";
import { isInPlace } from "./tails.ts";

const after = (sequence: string) => {
  const header = headers();
  header.set("Nats-Expected-Last-Sequence", sequence);
  return header;
};

it("tells a copy of a stream that has lost messages by the sequence that the writer named", () => {
  expect(isInPlace(after("25283"), 25284)).toBe(true);
  expect(isInPlace(after("25283"), 25276)).toBe(false);
  expect(isInPlace(after("0"), 1)).toBe(true);
  expect(isInPlace(after("0"), 2)).toBe(false);
});

it("says nothing of a message whose writer named none", () => {
  expect(isInPlace(undefined, 7)).toBe(true);
  expect(isInPlace(headers(), 7)).toBe(true);
});
