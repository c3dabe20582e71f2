// A simulated process: the live host on a wire of its own, which can be stopped at once, or stand still.
import { Cause, Clock, Duration, Effect, type Exit, Scheduler } from "effect";
import { Fenced, Transport, TransportError } from "../../../streams/transport/transport.ts";
import { memoryShape } from "../../../streams/transport/memory.ts";
import { accountActors } from "../../roster.ts";
import type { TickBatch } from "../../sources/source.ts";
import { DeadLetters } from "../dead-letters.ts";
import { live } from "../live.ts";
import { noProgress } from "../progress.ts";
import { timing } from "./faults.ts";
import { type Cast, instruments, type Market, predict, settings, sourceOf } from "./market.ts";
import type { Plant } from "./plants.ts";
import type { Server } from "./server.ts";
import { SimulatedWire } from "./wire.ts";
import type { Owner } from "./world.ts";

/** What a process runs. */
export interface ProcessOptions {
  readonly server: Server;
  readonly market: Market;
  readonly cast: Cast;
  readonly plant: Plant | undefined;
  /** Told when it has ended by itself. */
  readonly ended: (how: "finished" | "fenced") => void;
}

/**
 * One life of a process. A crash stops everything at once: no finalizer runs and nothing is flushed,
 * because everything the process waits for just never comes, and what it sends goes nowhere.
 */
export class SimulatedProcess implements Owner {
  alive = true;
  frozenUntilMs = 0;
  private readonly options: ProcessOptions;
  private readonly wire: SimulatedWire;
  private readonly deadLetters = new DeadLetters(accountActors);

  constructor(options: ProcessOptions) {
    this.options = options;
    this.wire = new SimulatedWire(options.server, this, options.plant);
    this.run();
  }

  /** Stops it. What it has sent may still arrive, up to some message. */
  crash(): void {
    this.wire.cut(Infinity);
    this.alive = false;
  }

  /** Lets it stand still for some time, without its knowledge. */
  freeze(ms: number): void {
    this.frozenUntilMs = this.options.server.world.nowMs + ms;
  }

  /** Loses its connection for some time. */
  disconnect(ms: number): void {
    this.wire.cut(ms);
  }

  private run(): void {
    const { server, cast, plant } = this.options;
    const shape = memoryShape(server.store, this.wire);
    const hosting = live({
      ...cast,
      source: sourceOf((from) => this.feed(from)),
      runId: "simulation",
      stop: new AbortController().signal,
      instruments,
      predict: async (vectors) => {
        const slow = server.weather.befalls("slowModel");
        await this.delay(slow ? timing.slowModel : [0.05, 2]);
        return predict(vectors);
      },
      models: 1,
      settings,
      release: (record) => record._tag === "orderCommand" && server.release(record),
      progress: noProgress(),
      deadLetters: this.deadLetters,
    }).pipe(
      Effect.provideService(Transport, plant?.transport?.(shape) ?? shape),
      Effect.provideService(Clock.Clock, this.clock),
    );
    Effect.runFork(hosting, { scheduler: this.scheduler })
      .addObserver((exit) => this.alive && this.end(exit));
  }

  /** As the core's own restarts and its supervisor do: only whoever was fenced leaves. */
  private end(exit: Exit.Exit<void, unknown>): void {
    const { server, ended } = this.options;
    if (exit._tag === "Success") {
      this.crash();
      return ended("finished");
    }
    const cause = Cause.squash(exit.cause);
    if (cause instanceof Fenced) {
      this.crash();
      return ended("fenced");
    }
    if (!(cause instanceof TransportError)) {
      server.broken ??= `The core failed: ${cause instanceof Error ? cause.stack : cause}`;
    } else if (cause.reason === "damaged") {
      server.broken ??= `The core cannot go on: ${cause.message}`;
    }
    server.world.after(server.world.between(timing.restart), () => this.run(), this);
  }

  /** Ticks as they come: often close together, sometimes after seconds. */
  private async *feed(from: number): AsyncGenerator<TickBatch> {
    const { server: { world, weather }, market: { ticks } } = this.options;
    for (let given = from; given < ticks.length;) {
      await this.delay(world.chance(0.3) ? weather.quiet : [0.05, 20]);
      const some = ticks.slice(given, given + world.random.between(1, 24));
      given += some.length;
      // The host stamps what it is given, so it gets objects of its own.
      const copies = some.map((tick) => ({ ...tick })) as unknown as TickBatch["ticks"];
      yield {
        ticks: copies,
        ...(world.chance(0.5) ? { checkpoint: { records: given, state: "" } } : {}),
      };
    }
  }

  private delay(bounds: readonly [number, number]): Promise<void> {
    const { world } = this.options.server;
    return new Promise((resolve) => world.after(world.between(bounds), resolve, this));
  }

  /** Effect's own turns, as promises: there is nothing else to wait for between two happenings. */
  private readonly scheduler = new Scheduler.MixedScheduler("async", (turn) => {
    queueMicrotask(() => this.alive && turn());
    return () => {};
  });

  private readonly clock: Clock.Clock = virtualClock(
    () => this.options.server.world.nowMs,
    (ms) =>
      Effect.callback<void>((resume) =>
        this.options.server.world.after(ms, () => resume(Effect.void), this)
      ),
  );
}

const virtualClock = (
  nowMs: () => number,
  sleep: (ms: number) => Effect.Effect<void>,
): Clock.Clock => {
  const nanos = (): bigint => BigInt(Math.round(nowMs() * 1e6));
  return {
    currentTimeMillisUnsafe: nowMs,
    currentTimeMillis: Effect.sync(nowMs),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) => sleep(Duration.toMillis(duration)),
  };
};
