// The server of a simulation: the streams, which outlive every process, checked with every message they take.
import { deserialize } from "node:v8";
import type { OrderCommand } from "../../../streams/orders.ts";
import { stages } from "../../../streams/status.ts";
import { allStreams } from "../../../streams/subjects.ts";
import { MemoryStore, type StreamSide } from "../../../streams/transport/memory.ts";
import type { OutboxMessage } from "../../../streams/transport/outbox.ts";
import type { StreamMessage } from "../../../streams/transport/transport.ts";
import type { Ack, Expected } from "../../../streams/transport/writer.ts";
import { recordsOf } from "../decode.ts";
import type { CoreSnapshot } from "../core-snapshot.ts";
import { lineOf, StreamCheck } from "./expected.ts";
import type { Weather } from "./faults.ts";
import type { Market } from "./market.ts";
import type { World } from "./world.ts";

/** Streams, snapshots, and what is wrong with them. */
export class Server {
  readonly store: MemoryStore;
  readonly world: World;
  readonly weather: Weather;
  /** Until when a stream is full, in virtual milliseconds. */
  readonly fullUntilMs = new Map<string, number>();
  /** What was found first, in a sentence; undefined where nothing was. */
  broken: string | undefined;
  private readonly market: Market;
  private readonly checks = new Map<string, StreamCheck>();
  private readonly before = new Map<string, Uint8Array>();
  /** Approved commands by client order id that have no trace yet. */
  private readonly untraced = new Map<string, number>();
  private ordinal = 0;

  constructor(
    world: World,
    { weather, market, store }: {
      readonly weather: Weather;
      readonly market: Market;
      readonly store: MemoryStore;
    },
  ) {
    this.store = store;
    this.world = world;
    this.weather = weather;
    this.market = market;
    for (const stream of allStreams) this.store.ensure(stream);
    for (const [name, expected] of market.expected) {
      this.checks.set(name, new StreamCheck(name, expected));
    }
    for (const id of market.orders.values()) {
      this.untraced.set(id, (this.untraced.get(id) ?? 0) + 1);
    }
  }

  /** Stores a message where it follows what is there. */
  publish(side: StreamSide, message: OutboxMessage, expected: Expected): Ack {
    const { world, weather } = this;
    if ((this.fullUntilMs.get(side.stream) ?? 0) > world.nowMs) {
      return { _tag: "refused", code: 10077, message: "maximum bytes exceeded" };
    }
    const ack = side.publish(message, expected);
    world.note(ack._tag === "stored" ? ack.sequence : -1, message.payload.length);
    if (ack._tag === "refused") weather.tempt();
    else this.check(side.stream);
    return ack;
  }

  /** Does what was asked; `what` says what. */
  do<A>(what: string, run: () => A): A {
    const { before, store, weather } = this;
    const [verb, name = ""] = what.split(" ");
    weather.tempt();
    if (verb === "save") {
      const bytes = store.snapshots.get(name);
      if (bytes !== undefined) before.set(name, bytes);
    } else if (what === "load core" && before.has(name) && weather.befalls("oldSnapshot")) {
      run();
      return Uint8Array.from(before.get(name)!) as A;
    }
    return run();
  }

  /** Purges the input log as far as the recorder might: up to what is in a snapshot of every stage. */
  purge(): void {
    const { store } = this;
    const needed = stages.map((stage) => store.snapshots.get(`needed-${stage}`));
    if (needed.includes(undefined)) return;
    const sequences = needed.map((bytes) =>
      (JSON.parse(new TextDecoder().decode(bytes)) as { INPUT: number }).INPUT
    );
    store.stream("INPUT").purge(Math.min(...sequences) + 1);
  }

  /** An order leaves for its venue: at this moment it and its tick must lie in their streams. */
  release(command: OrderCommand): void {
    const name = `Order ${command.clientOrderId} (${command.command})`;
    const row = this.market.rowOf(command);
    const due = this.market.expected.get("ORDERS")?.records[row];
    if (due === undefined) {
      this.broken ??= `${name} left, which is never due`;
    } else if (lineOf(due) !== lineOf(command)) {
      this.broken ??= `${name} left with other content than is due`;
    } else if ((this.checks.get("ORDERS")?.rows ?? 0) <= row) {
      this.broken ??= `${name} left before it was in its stream`;
    } else if ((this.checks.get("INPUT")?.rows ?? 0) <= command.position) {
      this.broken ??= `${name} left before its tick was in the input log`;
    }
  }

  /** What is wrong when everything has come to its end; undefined where nothing is. */
  atEnd(): string | undefined {
    for (const check of this.checks.values()) {
      const missing = check.missing();
      if (missing !== undefined) return missing;
    }
    const bytes = this.store.snapshots.get("core");
    if (bytes === undefined) return "No snapshot was kept";
    const { pipeline, place } = deserialize(bytes) as CoreSnapshot;
    if (place.position !== this.market.ticks.length) {
      return `The last snapshot is of position ${place.position}`;
    }
    if (!this.market.isLast(pipeline)) {
      return "The state at the end is not that of a run undisturbed";
    }
    return undefined;
  }

  private check(stream: string): void {
    const message = this.store.stream(stream).messages.at(-1)!;
    const check = this.checks.get(stream);
    this.broken ??= check === undefined ? this.checkOperations(message) : check.take(message);
  }

  /** The operations log has ordinals of its own, and each order on its way once at most. */
  private checkOperations(message: StreamMessage): string | undefined {
    for (const record of recordsOf(message.subject, message.payload)) {
      if (record.position !== this.ordinal++) {
        return `OPERATIONS has ordinal ${record.position}, not ${this.ordinal - 1}`;
      }
      if (record._tag !== "trace") continue;
      const { clientOrderId: id } = record;
      const left = (this.untraced.get(id) ?? 0) - 1;
      if (left < 0) return `Order ${id} is traced more often than it was approved`;
      this.untraced.set(id, left);
    }
    return undefined;
  }
}
