// A stop of the running system: orders over NATS as fast as asked, the stop over HTTP, times out of the log.
import { setTimeout as sleep } from "node:timers/promises";
import { Effect, Fiber, Stream } from "effect";
import { recordsOf } from "../../../actors/run/decode.ts";
import { plainHandOrder } from "../../../streams/hand-order.ts";
import { jetStreamTransport } from "../../../streams/transport/jetstream.ts";
import { Transport } from "../../../streams/transport/transport.ts";
import { goesOn } from "../../torture/goes-on.ts";
import { System } from "../../torture/system.ts";
import { widenLimits } from "../idempotency/run.ts";

/** What is run. */
export interface SystemStopOptions {
  readonly perSecond: number;
  /** Seconds of load before the stop; it goes on until the stop has answered. */
  readonly seconds: number;
}

/** The proof, as the API gives it. */
interface Proof {
  readonly position: number;
  readonly complete: boolean;
  readonly working: number;
  readonly waited_ms: number;
  readonly acknowledgements: readonly { readonly actor: string; readonly position: number }[];
}

/** Requests that wait for their place in the log at most: beyond that the rate is not held. */
const mostWaiting = 5_000;
/** Milliseconds after which an order that still works counts as not stopped. */
const stopsWithinMs = 60_000;
const instrumentIds = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** What the log tells, with the times at which the server stored it. */
const watch = () => {
  const submits = new Map<string, number>();
  const ended = new Map<string, number>();
  const accepted = new Set<string>();
  const denied = new Set<string>();
  const acknowledged: number[] = [];
  const take = (subject: string, payload: Uint8Array, storedUs: number): void => {
    if (subject === "orders.acknowledgements") acknowledged.push(storedUs);
    if (subject !== "orders.commands" && subject !== "orders.events") return;
    for (const record of recordsOf(subject, payload)) {
      if (record._tag === "orderCommand") {
        const { command, stage, clientOrderId, position } = record;
        if (command === "submit" && stage === "approved") submits.set(clientOrderId, position);
      } else if (record._tag === "orderEvent") {
        if (record.event === "accepted") accepted.add(record.clientOrderId);
        if (record.event === "denied") denied.add(record.clientOrderId);
        if (record.event === "canceled") ended.set(record.clientOrderId, storedUs);
      }
    }
  };
  return { submits, ended, accepted, denied, acknowledged, take };
};

/** Runs it. */
export const stopSystem = async ({ perSecond, seconds }: SystemStopOptions) => {
  const system = await System.start({ seed: 1, speed: 1 });
  let keepFolder = true;
  try {
    await system.core.until((status) => (status.source?.records ?? 0) > 0);
    await goesOn(system, "gateway");
    await widenLimits(system.url);
    const { url, users } = system.nats;
    const run = <A>(program: Effect.Effect<A, unknown, Transport>) =>
      program.pipe(
        Effect.provide(jetStreamTransport({ url, ...users.gateway, name: "load" })),
      );
    const log = watch();
    const reader = Effect.runFork(
      run(
        Effect.flatMap(
          Transport,
          (transport) =>
            Stream.runForEach(transport.read("ORDERS", 1), (messages) =>
              Effect.sync(() => {
                for (const one of messages) {
                  log.take(one.subject, one.payload, one.storedTimeUs);
                }
              })),
        ),
      ),
    );
    let [sent, waiting, loading] = [0, 0, true];
    const beganMs = performance.now();
    const loader = Effect.runPromise(run(Effect.gen(function* () {
      const { request } = yield* Transport;
      while (loading) {
        const due = Math.floor((performance.now() - beganMs) / 1_000 * perSecond);
        while (sent < due && waiting < mostWaiting) {
          waiting++;
          yield* Effect.forkChild(
            request(orderOf(sent++), { timeoutMs: 60_000 }).pipe(
              Effect.ensuring(Effect.sync(() => waiting--)),
            ),
          );
        }
        yield* Effect.sleep("1 millis");
      }
      while (waiting > 0) yield* Effect.sleep("5 millis");
    })));
    await sleep(seconds * 1_000);
    const ordersPerSecond = Math.round((sent - waiting) / (performance.now() - beganMs) * 1_000);
    const haltedUs = (performance.timeOrigin + performance.now()) * 1_000;
    const response = await fetch(`${system.url}/v1/halt`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ reason: "A drill at 10,000 orders a second" }),
    });
    const proof = await response.json() as Proof;
    loading = false;
    await loader;
    const left = (): number => [...log.accepted].filter((id) => !log.ended.has(id)).length;
    for (const untilMs = Date.now() + stopsWithinMs; left() > 0 && Date.now() < untilMs;) {
      await sleep(100);
    }
    await system.drainPipeline();
    await Effect.runPromise(Fiber.interrupt(reader));
    const times = [...log.ended.values()];
    keepFolder = false;
    return {
      ordersPerSecond,
      resting: log.accepted.size,
      actorsAcknowledged: proof.acknowledgements.length,
      proofComplete: proof.complete,
      workingByTheProof: proof.working,
      canceled: log.ended.size,
      notCanceled: left(),
      deniedAfter: log.denied.size,
      approvedAfter: [...log.submits.values()].filter((at) => at > proof.position).length,
      millisecondsUntilLastOrderStopped: Math.round(
        (times.reduce((a, b) => Math.max(a, b), 0) - haltedUs) / 1_000,
      ),
      // In the log, whether or not the gateway had read it by then.
      millisecondsUntilEveryActorAcknowledged: Math.round(
        (Math.max(...log.acknowledged, 0) - haltedUs) / 1_000,
      ),
      millisecondsUntilTheProof: proof.waited_ms,
    };
  } finally {
    await system.end(keepFolder);
  }
};

const orderOf = (i: number): string =>
  JSON.stringify({
    control: "order",
    instrumentId: instrumentIds[i % instrumentIds.length],
    name: "paper",
    value: JSON.stringify({
      ...plainHandOrder,
      ...{ clientOrderId: `stop-${i}`, side: "buy", timeInForce: "gtc" },
      // Far below every market, so that all of them rest.
      ...{ quantityLots: 1, priceTicks: 100 + 10 * (i % 50) },
    }),
    reason: "Load",
  });
