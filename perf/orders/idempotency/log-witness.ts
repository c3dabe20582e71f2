// Reads the stream of orders from its beginning while it is written: what the log itself says of each order.
import { Effect, Fiber, Stream } from "effect";
import { recordsOf } from "../../../actors/run/decode.ts";
import type { Endpoints } from "../../../infra/local/endpoints.ts";
import { jetStreamTransport } from "../../../streams/transport/jetstream.ts";
import { Transport } from "../../../streams/transport/transport.ts";

/** What the log holds of one order. */
export interface Logged {
  requested: number;
  approved: number;
  submitted: number;
  denied: number;
  rejected: number;
  readonly venueOrderIds: Set<string>;
}

/** Listens until it is stopped. */
export class LogWitness {
  readonly orders = new Map<string, Logged>();
  private readonly fiber: Fiber.Fiber<void, unknown>;

  constructor({ url, users }: Endpoints["nats"]) {
    const reading = Effect.flatMap(Transport, (transport) =>
      transport.read("ORDERS", 1).pipe(
        Stream.runForEach((messages) =>
          Effect.sync(() => {
            for (const { subject, payload } of messages) this.take(subject, payload);
          })
        ),
      ));
    this.fiber = Effect.runFork(
      Effect.scoped(reading).pipe(
        Effect.provide(jetStreamTransport({ url, ...users.gateway, name: "witness" })),
      ),
    );
  }

  /** Whether an order is known to be at its venue, or to be refused. */
  isSettled(clientOrderId: string): boolean {
    const order = this.orders.get(clientOrderId);
    return order !== undefined && order.denied + order.rejected + order.venueOrderIds.size > 0;
  }

  /** Stops listening. Throws where it could not listen to the end. */
  async stop(): Promise<void> {
    const exit = this.fiber.pollUnsafe();
    if (exit !== undefined) throw new Error(`The log could not be read: ${String(exit)}`);
    await Effect.runPromise(Fiber.interrupt(this.fiber));
  }

  private take(subject: string, payload: Uint8Array): void {
    if (subject !== "orders.commands" && subject !== "orders.events") return;
    for (const record of recordsOf(subject, payload)) {
      if (record._tag === "orderCommand" && record.command === "submit") {
        this.of(record.clientOrderId)[record.stage]++;
      } else if (record._tag === "orderEvent") {
        const order = this.of(record.clientOrderId);
        const { event } = record;
        if (event === "submitted" || event === "denied" || event === "rejected") order[event]++;
        if (record.venueOrderId !== "") order.venueOrderIds.add(record.venueOrderId);
      }
    }
  }

  private of(clientOrderId: string): Logged {
    let order = this.orders.get(clientOrderId);
    if (order === undefined) {
      order = {
        ...{ requested: 0, approved: 0, submitted: 0, denied: 0, rejected: 0 },
        venueOrderIds: new Set(),
      };
      this.orders.set(clientOrderId, order);
    }
    return order;
  }
}
