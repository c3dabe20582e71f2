// A journal: what is kept, and how what was missed is told again.
import { describe, expect, it } from "vitest";
import {
  behindBytes,
  journalBytes,
  messageItems,
  snapshotBytes,
  snapshotItems,
} from "../limits.ts";
import type { Place } from "../parameters.ts";
import type { Channels } from "../protocol.ts";
import { Journal, type Part } from "./journal.ts";
import type { Cut } from "./message.ts";
import { beginning } from "./places.ts";

const refusalOf = (position: number, letters: number): Channels["refusals"] => ({
  ...{ position, t: "2026-01-05T00:00:00.000000Z", source: "test", field: "price" },
  ...{ value: "x".repeat(letters), expected: "a number", place: "", count: 1 },
});

const journalOf = (count: number, letters: number): Journal<"refusals"> => {
  const journal = new Journal("refusals");
  for (let position = 0; position < count; position++) {
    journal.add(refusalOf(position, letters), { position, outputIndex: 0 });
    if (position % 7 === 0) journal.flush();
  }
  journal.flush();
  return journal;
};

const everything: Cut = { group: "", keeps: undefined };

const partsAfter = (journal: Journal, from: Place, cut = everything): readonly Part[] => {
  const parts: Part[] = [];
  for (let sent = from;;) {
    const part = journal.part(cut, sent);
    if (part === undefined) return parts;
    parts.push(part);
    sent = part.end;
  }
};

const positionsOf = (parts: readonly Part[]): readonly number[] =>
  parts.flatMap(({ message }) =>
    message === undefined
      ? []
      : (JSON.parse(message.text) as { readonly data: readonly { readonly position: number }[] })
        .data.map(({ position }) => position)
  );

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe("what was missed", () => {
  it.each([[3_000, 10], [100, 60_000], [1_000, 900]])(
    "is told once and in order, wherever one stands: %i items of %i letters",
    (count, letters) => {
      const journal = journalOf(count, letters);
      for (const from of [-1, 0, 1, 17, count - 2, count - 1]) {
        const parts = partsAfter(journal, { position: from, outputIndex: 0 });
        expect(positionsOf(parts)).toEqual(range(from + 1, count));
        for (const { message } of parts) {
          expect(message!.text.length).toBeLessThan(behindBytes + letters + 1_000);
          expect(positionsOf([{ message, end: beginning }]).length).toBeLessThanOrEqual(
            messageItems,
          );
        }
      }
    },
  );

  it("is the same text for all who missed it, also where they began at different places", () => {
    const journal = journalOf(60, 60_000);
    const [first, second] = [-1, 1].map((position) =>
      partsAfter(journal, { position, outputIndex: 0 })
    );
    expect(second!.length).toBeGreaterThan(15);
    second!.slice(1).forEach(({ message }, i) => expect(message).toBe(first![i + 1]!.message));
  });

  it("is cut for who may see some of it only", () => {
    const journal = journalOf(2_000, 10);
    const even: Cut = {
      group: "even",
      keeps: (item) => "position" in item && item.position % 2 === 0,
    };
    expect(positionsOf(partsAfter(journal, beginning, even)))
      .toEqual(range(0, 1_000).map((one) => 2 * one));
    const none: Cut = { group: "none", keeps: () => false };
    const parts = partsAfter(journal, beginning, none);
    expect(positionsOf(parts)).toEqual([]);
    expect(parts.at(-1)!.end.position).toBe(1_999);
    expect(positionsOf(partsAfter(journal, beginning))).toEqual(range(0, 2_000));
  });
});

describe("what is kept", () => {
  it("has an end, also where few items are long", () => {
    const letters = 60_000;
    const count = Math.ceil(2.5 * journalBytes / letters);
    const journal = journalOf(count, letters);
    expect(journal.reaches(beginning)).toBe(false);
    expect(journal.dropped).toBe(true);
    const kept = positionsOf(partsAfter(journal, journal.since));
    expect(kept).toEqual(range(journal.since.position + 1, count));
    expect(kept.length * letters).toBeGreaterThan(journalBytes / 2);
    expect(kept.length * letters).toBeLessThan(2 * journalBytes + letters);
  });

  it("begins for a newcomer with the newest of it, in a message that is not long", () => {
    expect(journalOf(1_000, 10).newest()).toHaveLength(snapshotItems);
    const few = journalOf(100, 60_000).newest();
    expect(few.at(-1)!.position).toBe(99);
    expect(few).toHaveLength(Math.floor(snapshotBytes / 60_100));
  });
});
