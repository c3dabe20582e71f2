// One seed: the live host in a world where much goes wrong, until its market has come to its end.
import { MemoryStore } from "../../../streams/transport/memory.ts";
import { useClock } from "../clock.ts";
import { type FaultName, timing, Weather } from "./faults.ts";
import { type Cast, type Market, marketOf, simulatedCast } from "./market.ts";
import type { Plant } from "./plants.ts";
import { SimulatedProcess } from "./process.ts";
import { Server } from "./server.ts";
import { World } from "./world.ts";

/** What seeds are run with. */
export interface SimulationOptions {
  /** Ticks of a market. */
  readonly ticks: number;
  readonly faults: ReadonlySet<FaultName>;
  readonly plant?: Plant | undefined;
}

/** What came of a seed. */
export interface SeedResult {
  readonly seed: number;
  /** What was broken, in a sentence; undefined where nothing was. */
  readonly broken: string | undefined;
  readonly steps: number;
  readonly simulatedMs: number;
  readonly processes: number;
  /** Commands that were approved, each to be released. */
  readonly orders: number;
  readonly faults: Readonly<Partial<Record<FaultName, number>>>;
  /** Of everything that happened, and when. */
  readonly digest: string;
}

const startUs = 1_800_000_000_000_000;
const longestMs = 4 * 3_600_000;
const mostSteps = 60_000;

/** Makes a function that runs seeds; the markets they have in common are made once. */
export const simulation = (
  options: SimulationOptions,
): (seed: number) => Promise<SeedResult> => {
  const cache = new Map<number, Market>();
  const cast: Cast = options.plant?.cast?.(simulatedCast) ?? simulatedCast;
  return async (seed) => {
    useClock(() => startUs);
    try {
      const market = await marketOf({ seed, ticks: options.ticks }, cast, cache);
      return await new Seed(seed, { ...options, market, cast }).run();
    } finally {
      useClock();
    }
  };
};

class Seed {
  private readonly seed: number;
  private readonly options: SimulationOptions & { readonly market: Market; readonly cast: Cast };
  private readonly world: World;
  private readonly weather: Weather;
  private readonly server: Server;
  private readonly processes: SimulatedProcess[] = [];
  private finished = false;
  private jumpedMs = 0;

  constructor(seed: number, options: Seed["options"]) {
    this.seed = seed;
    this.options = options;
    this.world = new World({ seed, longestMs, mostSteps });
    this.weather = new Weather(this.world, options.faults);
    this.server = new Server(this.world, {
      weather: this.weather,
      market: options.market,
      store: options.plant?.store?.(this.world) ?? new MemoryStore(),
    });
  }

  async run(): Promise<SeedResult> {
    const { world, server, weather } = this;
    useClock(() => startUs + Math.round((world.nowMs + this.jumpedMs) * 1000));
    this.start();
    const ended = await world.run(() => {
      this.strike();
      return server.broken !== undefined || (this.finished && this.alive().length === 0);
    });
    const broken = server.broken ?? (ended ? server.atEnd() : "It comes to no end");
    for (const process of this.alive()) process.crash();
    return {
      seed: this.seed,
      broken,
      steps: world.steps,
      simulatedMs: world.nowMs,
      processes: this.processes.length,
      orders: this.options.market.orders.size,
      faults: weather.counts,
      digest: world.digest(),
    };
  }

  private alive(): SimulatedProcess[] {
    return this.processes.filter(({ alive }) => alive);
  }

  private start(): void {
    const { server, options: { market, cast, plant } } = this;
    this.processes.push(
      new SimulatedProcess({
        server,
        market,
        cast,
        plant,
        ended: (how) => {
          this.weather.tempt();
          if (how === "finished") this.finished = true;
          else this.startLater();
        },
      }),
    );
  }

  /** A supervisor, or a person: where nobody runs any more and the market is not at its end, someone starts. */
  private startLater(): void {
    this.world.after(this.world.between(timing.restart), () => {
      if (!this.finished && this.alive().length === 0) this.start();
    });
  }

  /** Lets the blow fall that is due. */
  private strike(): void {
    const blow = this.finished ? undefined : this.weather.blow();
    const alive = this.alive();
    const [victim] = alive;
    if (blow === undefined || victim === undefined) return;
    const { world, weather, server } = this;
    const one = world.random.pick(alive);
    switch (blow) {
      case "crash":
        one.crash();
        this.startLater();
        break;
      case "zombie":
        if (alive.length > 1) return;
        victim.freeze(world.between(timing.still));
        this.start();
        break;
      case "pause":
        one.freeze(world.between(timing.still));
        break;
      case "disconnect":
        one.disconnect(world.between(timing.down));
        break;
      case "full": {
        const [name] = world.random.pick([...this.options.market.expected]);
        const ms = world.between(world.chance(0.02) ? timing.fullForGood : timing.full);
        server.fullUntilMs.set(name, world.nowMs + ms);
        break;
      }
      case "clockJump":
        this.jumpedMs += world.between(timing.clockJump);
        break;
      case "purge":
        server.purge();
        break;
    }
    weather.count(blow);
    world.note(alive.length);
  }
}
