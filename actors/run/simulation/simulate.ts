// One seed: the live host in a world where everything goes wrong, until its market is at its end.
import { Cause, Effect, Exit, Fiber, Layer } from "effect";
import { InstrumentRegistry } from "../../../streams/instruments.ts";
import type { Tick } from "../../../streams/market.ts";
import type { OrderCommand } from "../../../streams/orders.ts";
import type { Unstamped } from "../../../streams/record.ts";
import { allStreams } from "../../../streams/subjects.ts";
import { Fenced, Transport } from "../../../streams/transport/transport.ts";
import { accountActors, marketActors } from "../../roster.ts";
import { useClock } from "../clock.ts";
import { DeadLetters } from "../dead-letters.ts";
import { live } from "../live.ts";
import { noProgress } from "../progress.ts";
import { type FaultName, Faults, timing } from "./faults.ts";
import { predictIn, simulatedSettings, simulatedTrading, sourceOf, ticksOf } from "./market.ts";
import { type Plant, plantedActors } from "./plants.ts";
import { Server, transportIn } from "./transport.ts";
import { differenceOf, digestOf, truthOf } from "./truth.ts";
import { World } from "./world.ts";

/** What a seed is run with. */
export interface SeedOptions {
  readonly seed: number;
  /** Ticks of the market. */
  readonly ticks: number;
  readonly faults: readonly FaultName[];
  readonly plant?: Plant | undefined;
}

/** What came of a seed. */
export interface SeedResult {
  /** What was broken, in a sentence; undefined where nothing was. */
  readonly broken: string | undefined;
  readonly steps: number;
  readonly simulatedMs: number;
  readonly processes: number;
  readonly orders: number;
  readonly faults: ReadonlyMap<FaultName, number>;
  /** Of every byte of every stream: the same for the same seed. */
  readonly digest: string;
}

/** Happenings after which a seed that has not come to its end never will. */
const mostSteps = 30_000;

/** Runs one seed. */
export const simulateSeed = async (options: SeedOptions): Promise<SeedResult> => {
  const ticks = ticksOf(options.seed, options.ticks);
  const trading = [...simulatedTrading, ...plantedActors(options.plant)];
  useClock(() => 1_800_000_000_000_000);
  const { truth, orders } = await truthOf(ticks, trading);
  const run = new Run(options, ticks);
  useClock(run.clock);
  try {
    const ended = await run.toTheEnd();
    const broken = run.broken ??
      (ended ? differenceOf(truth, run.server.store) : "It came to no end");
    return {
      broken,
      steps: run.world.steps,
      simulatedMs: run.world.nowMs,
      processes: run.started,
      orders,
      faults: run.faults.counts,
      digest: digestOf(run.server.store),
    };
  } finally {
    useClock();
  }
};

/** The processes of one seed, and what befalls them. */
class Run {
  readonly world: World;
  readonly faults: Faults;
  readonly server = new Server();
  broken: string | undefined;
  /** Processes started so far. */
  started = 0;
  private readonly options: SeedOptions;
  private readonly ticks: readonly Unstamped<Tick>[];
  private readonly running = new Set<
    { alive: boolean; kill: () => void; disconnect: () => void }
  >();
  private readonly released = new Map<string, string>();
  private finished = false;
  private jumpedMs = 0;

  constructor(options: SeedOptions, ticks: readonly Unstamped<Tick>[]) {
    this.options = options;
    this.ticks = ticks;
    // Anything but the seed itself, so that faults and market do not go together.
    this.world = new World(options.seed * 2_654_435_761 + 1);
    this.faults = new Faults(options.faults);
    for (const stream of allStreams) this.server.store.ensure(stream);
  }

  /** The wall clock of the processes, which may jump. */
  readonly clock = (): number =>
    1_800_000_000_000_000 + Math.round((this.world.nowMs + this.jumpedMs) * 1000);

  /** Runs until a process has taken the market to its end. False where none ever does. */
  async toTheEnd(): Promise<boolean> {
    this.start();
    this.trouble();
    return await this.world.run(() => this.finished || this.broken !== undefined, mostSteps);
  }

  private start(): void {
    const { world, faults, server } = this;
    this.started++;
    const link = { alive: true };
    const { plant } = this.options;
    const { shape, disconnect } = transportIn({ world, faults, server, link, plant });
    const hosting = live({
      source: sourceOf(this.ticks, { world, faults, isAlive: () => link.alive }),
      runId: "simulation",
      stop: new AbortController().signal,
      instruments: new InstrumentRegistry(),
      market: marketActors,
      trading: [...simulatedTrading, ...plantedActors(plant)],
      predict: predictIn(world),
      models: 1,
      settings: simulatedSettings,
      release: (command) => this.release(command),
      progress: noProgress(),
      deadLetters: new DeadLetters(accountActors),
    });
    const fiber = Effect.runFork(hosting.pipe(Effect.provide(Layer.succeed(Transport, shape))));
    const process = {
      alive: true,
      disconnect,
      kill: () => {
        link.alive = process.alive = false;
        this.running.delete(process);
        Effect.runFork(Fiber.interrupt(fiber));
      },
    };
    this.running.add(process);
    fiber.addObserver((exit) => {
      if (!process.alive) return;
      link.alive = process.alive = false;
      this.running.delete(process);
      this.ended(exit);
    });
  }

  private ended(exit: Exit.Exit<void, unknown>): void {
    if (Exit.isSuccess(exit)) {
      this.finished = true;
      return;
    }
    const cause = Cause.squash(exit.cause);
    // A fenced process leaves its streams to the other; where that died meanwhile, someone starts one.
    if (cause instanceof Fenced && this.running.size > 0) return;
    if (!(cause instanceof Error) || !("_tag" in cause)) this.broken ??= `It fails: ${cause}`;
    this.startLater();
  }

  private startLater(): void {
    this.world.after(this.world.ms(...timing.restart), () => {
      if (this.running.size === 0 && !this.finished) this.start();
    });
  }

  /** Faults that hit a whole process or stream, one after the other. */
  private trouble(): void {
    const { world, faults } = this;
    world.after(world.ms(...timing.trouble), () => {
      if (this.finished) return;
      const victim = world.random.pick([...this.running, undefined]);
      const kind = world.random.between(0, 9);
      if (kind < 4 && victim !== undefined && faults.comes("crash", () => true)) {
        victim.kill();
        if (this.running.size === 0) this.startLater();
      } else if (kind < 6 && victim !== undefined && faults.comes("disconnect", () => true)) {
        victim.disconnect();
      } else if (kind < 7 && this.running.size === 1) {
        if (faults.comes("secondInstance", () => true)) this.start();
      } else if (kind < 9) {
        const stream = world.random.pick(allStreams).name;
        const full = faults.comes("fullStream", () => true);
        if (full) this.server.fullUntilMs.set(stream, world.nowMs + world.ms(...timing.full));
      } else if (faults.comes("clockJump", () => true)) {
        this.jumpedMs += world.ms(...timing.clockJump);
      }
      this.trouble();
    });
  }

  /** An order leaves for its venue: now its tick and the order itself must be in their streams. */
  private release(command: OrderCommand): void {
    const { store } = this.server;
    for (const name of ["INPUT", "ORDERS"] as const) {
      const last = store.stream(name).tail().last?.position ?? -1;
      if (last >= command.position) continue;
      this.broken ??= `Order ${command.clientOrderId} left when ${name} ended at ${last}, ` +
        `before position ${command.position}`;
    }
    // The venue knows an order by its id, so it may be told twice, but never something else.
    const text = JSON.stringify(command);
    const before = this.released.get(command.clientOrderId) ?? text;
    this.released.set(command.clientOrderId, text);
    if (before !== text) this.broken ??= `Order ${command.clientOrderId} left twice, and changed`;
  }
}
