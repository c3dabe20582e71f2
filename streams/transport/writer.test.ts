// The writer on its own: what it does with answers that are lost and refused, as a carrier sees it.
import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import { quoteRow } from "../../actors/testing/rows.ts";
import { ackTimeoutMs, retryMs } from "./limits.ts";
import { FencedWriter } from "./writer.ts";

/** A stream that is full until it has refused so often, on a clock that only sleeping moves. */
const fullStream = (refusals: number) => {
  const slept: number[] = [];
  let nowMs = 0;
  let stored = 0;
  let refused = 0;
  const state = { refuseMore: (more: number) => void (refusals = refused + more) };
  const writer: FencedWriter = new FencedWriter(
    "POSITIONS",
    { sequence: 0, last: undefined, cursor: undefined },
    {
      send: (_message, { token }) =>
        queueMicrotask(() => {
          if (refused < refusals) {
            refused++;
            writer.onAck(token, {
              _tag: "refused",
              code: 10077,
              message: "maximum bytes exceeded",
            });
          } else {
            writer.onAck(token, { _tag: "stored", sequence: ++stored });
          }
        }),
      readTail: () =>
        Promise.resolve({ sequence: stored, last: undefined, cursor: undefined, mine: true }),
      nowMs: () => nowMs,
      sleep: (ms) => {
        slept.push(ms);
        nowMs += ms;
        return new Promise((resolve) => setImmediate(resolve));
      },
    },
  );
  return { writer, slept, ...state };
};

const written = (writer: FencedWriter) =>
  expect.poll(() => writer.shape.pending(), { timeout: 5_000 }).toBe(0);

describe("a writer that lost its connection", () => {
  it("has flushed only when what was lost is stored too", async () => {
    let nowMs = 0;
    let stored = 0;
    let lost = 2;
    const writer: FencedWriter = new FencedWriter(
      "POSITIONS",
      { sequence: 0, last: undefined, cursor: undefined },
      {
        // The first message is stored, but its answer is lost; the second is lost twice.
        send: (_message, { token }) => {
          if (stored === 0) stored++;
          else if (lost > 0) lost--;
          else writer.onAck(token, { _tag: "stored", sequence: ++stored });
        },
        readTail: () =>
          Promise.resolve({
            sequence: stored,
            last: { position: stored, outputIndex: 0 },
            cursor: undefined,
            mine: true,
          }),
        nowMs: () => nowMs,
        sleep: () => Promise.resolve(),
      },
    );
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    let flushed = false;
    for (const position of [1, 2]) {
      writer.shape.append(quoteRow({ position }));
      await turn();
    }
    const flush = Effect.runPromise(writer.shape.flush).then(() => flushed = true);
    writer.onDisconnect();
    await turn();
    expect([lost, writer.shape.pending(), flushed]).toEqual([0, 1, false]);
    nowMs += ackTimeoutMs + 1;
    writer.onTick();
    await flush;
    expect([stored, writer.shape.pending()]).toEqual([2, 0]);
  });
});

describe("a writer of a full stream", () => {
  it("waits longer each time, up to a bound, and begins again when something was taken", async () => {
    const { writer, slept, refuseMore } = fullStream(8);
    writer.shape.append(quoteRow({ position: 1 }));
    await written(writer);
    const doubled = Array.from({ length: 8 }, (_, i) => retryMs.first * 2 ** i);
    expect(slept).toEqual(doubled.map((ms) => Math.min(ms, retryMs.longest)));

    slept.length = 0;
    refuseMore(1);
    writer.shape.append(quoteRow({ position: 2 }));
    await written(writer);
    expect(slept).toEqual([retryMs.first]);
  });
});

describe("a writer whose carrier cannot hold a message to the one before it", () => {
  it("sends the next message when the one before is stored, and names none", async () => {
    const sent: { readonly token: number; readonly after: number | undefined }[] = [];
    const writer = new FencedWriter(
      "POSITIONS",
      { sequence: 0, last: undefined, cursor: undefined },
      {
        alone: true,
        send: (_message, { token, after }) => void sent.push({ token, after }),
        readTail: () => Promise.reject(new Error("not asked for")),
        nowMs: () => 0,
        sleep: () => Promise.resolve(),
      },
    );
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    for (const position of [1, 2, 3]) {
      writer.shape.append(quoteRow({ position }));
      await turn();
    }
    expect(sent).toEqual([{ token: 1, after: undefined }]);
    writer.onAck(1, { _tag: "stored", sequence: 1 });
    await turn();
    expect(sent.slice(1)).toEqual([{ token: 2, after: undefined }]);
    writer.onAck(2, { _tag: "stored", sequence: 2 });
    await turn();
    expect(writer.shape.pending()).toBe(0);
    writer.close();
  });
});
