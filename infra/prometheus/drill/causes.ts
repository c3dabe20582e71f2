// What makes each alert fire: the causes, on systems of three kinds, and the alerts that must follow.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "../../../gateway/testing-stack.ts";
import { openByteStore } from "../../../streams/transport/clickhouse-bytes.ts";
import { until } from "../../grafana/running.ts";
import { readEndpoints } from "../../local/endpoints.ts";
import { noFaults } from "../../venue-server/faults.ts";
import { VenueServer } from "../../venue-server/server.ts";

/** One thing that goes wrong. */
export interface Cause {
  readonly what: string;
  readonly alerts: readonly string[];
  /** Brings it about; it may go on in the background until `mend`. */
  readonly bring: (stack: Stack) => void | Promise<void>;
  readonly mend: (stack: Stack) => void | Promise<void>;
}

/** A system with what is done to it, in order. */
export interface Scene {
  readonly name: string;
  /** Arguments of `npm start`, once what it needs is there. */
  readonly prepare: (dir: string) => Promise<readonly string[]>;
  readonly causes: readonly Cause[];
  readonly end: () => Promise<void>;
}

/** Processes below the system whose command names something. */
const below = (stack: Stack, part: string): readonly number[] => {
  const parents = new Map<number, number>();
  const commands = new Map<number, string>();
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
      commands.set(Number(name), readFileSync(`/proc/${name}/cmdline`, "utf8"));
    } catch {
      // It ended meanwhile.
    }
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === stack.pid || isBelow(parents.get(pid)));
  return [...commands].filter(([pid, command]) => command.includes(part) && isBelow(pid))
    .map(([pid]) => pid);
};
const signal = (part: string, what: NodeJS.Signals) => (stack: Stack): void => {
  const pids = below(stack, part);
  if (pids.length === 0) throw new Error(`No process of the system is called ${part}`);
  for (const pid of pids) process.kill(pid, what);
};

const processes = {
  core: "actors/run/main.ts",
  gateway: "gateway/main.ts",
  clickhouse: "clickhouse-host.ts",
  nats: "nats-server",
} as const;

const stopped = (
  name: keyof typeof processes,
  what: string,
  alerts: readonly string[],
): Cause => ({
  what,
  alerts,
  bring: signal(processes[name], "SIGSTOP"),
  mend: signal(processes[name], "SIGCONT"),
});

const steer = (path: string) => async ({ url }: Stack): Promise<void> => {
  const answer = await fetch(`${url}/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ reason: "the drill of alerts" }),
  });
  if (!answer.ok) throw new Error(`POST /v1/${path} was answered with ${answer.status}`);
};

const nothing = (): void => {};

/** NATS answers late, again and again, so that orders wait for their stream. */
const lateStream = (): Cause => {
  let going = true;
  let ended: Promise<void> = Promise.resolve();
  return {
    what: "NATS stands still for 0.4 s, again and again",
    alerts: ["ExecutionSlow"],
    bring: (stack) => {
      ended = (async () => {
        while (going) {
          signal(processes.nats, "SIGSTOP")(stack);
          await sleep(400);
          signal(processes.nats, "SIGCONT")(stack);
          await sleep(400);
        }
      })();
    },
    mend: async () => {
      going = false;
      await ended;
    },
  };
};

/** Whether the core has been up for three seconds, and said so just now. */
const isUp = async (stack: Stack): Promise<boolean> => {
  const scrape = await (await fetch(`${stack.url}/metrics`)).text();
  const of = (metric: string): number =>
    Number(new RegExp(`^${metric}{process="core"} (\\S+)$`, "m").exec(scrape)?.[1] ?? "NaN");
  return of("contrail_process_uptime_seconds") > 3 && below(stack, processes.core).length > 0 &&
    of("contrail_process_status_age_seconds") < 2;
};

const killAgain = (): Cause => ({
  what: "the core is killed four times",
  alerts: ["RestartingOften"],
  bring: async (stack) => {
    for (let i = 0; i < 4; i++) {
      // Each time it has said for some seconds how long it is up, so that a scrape has seen it fall.
      await until(async () => await isUp(stack) ? true : undefined, {
        withinMs: 60_000,
        missing: () => "The core did not start again",
      });
      signal(processes.core, "SIGKILL")(stack);
      await sleep(2_000);
    }
  },
  mend: nothing,
});

/** A column that the recorder writes is gone, as after a migration that went wrong: every row is refused. */
const columnGone: Cause = {
  what: "a table has lost a column, so that rows are refused",
  alerts: ["ActorErrors"],
  bring: async (stack) => {
    const { url, users } = readEndpoints(stack.dataDir).clickhouse;
    const store = openByteStore({ url, ...users.ingest, name: "drill" });
    await store.query("ALTER TABLE signals DROP COLUMN reason");
    await store.close();
  },
  mend: nothing,
};

const simulated: Scene = {
  name: "a simulated market, twice as fast",
  prepare: () => Promise.resolve(["--speed=2"]),
  causes: [
    {
      what: "nothing: the simulated market is not what the models learned from",
      alerts: ["FeatureDrifted"],
      bring: nothing,
      mend: nothing,
    },
    lateStream(),
    stopped("core", "the core stands still", ["ContrailDown", "ProcessSilent"]),
    stopped("gateway", "the gateway stands still", ["MetricsMissing"]),
    {
      what: "trading is halted",
      alerts: ["TradingHalted"],
      bring: steer("halt"),
      mend: steer("resume"),
    },
    killAgain(),
    columnGone,
  ],
  end: () => Promise.resolve(),
};

/** Fast enough that a backlog grows while something stands still. */
const fast: Scene = {
  name: "a simulated market, fifteen times as fast",
  prepare: () => Promise.resolve(["--speed=15"]),
  causes: [
    stopped("clickhouse", "ClickHouse stands still", [
      ...["NothingRecorded", "ActorLag", "StreamBacklog"],
    ]),
  ],
  end: () => Promise.resolve(),
};

const tooFast: Scene = {
  name: "a simulated market, a thousand times as fast",
  prepare: () => Promise.resolve(["--speed=1000"]),
  causes: [{
    what: "the market is faster than the machine",
    alerts: ["SourceLate"],
    bring: nothing,
    mend: nothing,
  }],
  end: () => Promise.resolve(),
};

let venues: VenueServer | undefined;
const faults = (shares: Partial<typeof noFaults>) => (): void => {
  venues!.faults.shares = { ...noFaults, ...shares };
};

/** A market of a venue served here, whose faults can be steered. */
export const live: Scene = {
  name: "a live market, of a venue served here",
  prepare: async () => {
    venues = new VenueServer({ port: 0, seed: 1, venues: ["binance"] });
    const url = await venues.start();
    return ["--source=binance", "--symbols=BTC/USDT,ETH/USDT", `--venue-url=${url}`];
  },
  causes: [
    {
      what: "the venue drops one frame in twenty",
      alerts: ["FeedGaps"],
      bring: faults({ gap: 0.05 }),
      mend: faults({}),
    },
    {
      what: "the venue's connection stays and tells nothing",
      alerts: ["FeedSilent"],
      bring: faults({ stall: 1, stallMs: 15_000 }),
      mend: faults({}),
    },
    {
      what: "the venue is gone",
      alerts: ["FeedDown"],
      bring: () => venues!.stop(),
      mend: nothing,
    },
  ],
  end: () => Promise.resolve(),
};

const badRows = 600;

/** A recording of which rows are refused. */
export const replayed: Scene = {
  name: "a recording with bad rows",
  prepare: (dir) => {
    const path = join(dir, "quotes.csv");
    const rows = Array.from({ length: 4 * badRows }, (_, i) => {
      const bid = i % 4 === 3 ? "-1" : "100.00";
      return `ALTO.sim,${1_700_000_000_000_000 + i * 25_000},${bid},100.10,5,5`;
    });
    const head = "instrument,ts_us,bid_px,ask_px,bid_qty,ask_qty";
    writeFileSync(path, [head, ...rows, ""].join("\n"));
    return Promise.resolve([`--file=${path}`, "--speed=1"]);
  },
  causes: [{
    what: "every fourth row of a recording has a negative price",
    alerts: ["InputRefused"],
    bring: nothing,
    mend: nothing,
  }],
  end: () => Promise.resolve(),
};

/** Half a minute of it warms the features, and what is left is longer than the rule waits. */
const wrongWayMoves = 2_400;

/**
 * Quotes 50 ms apart of a market that goes where nobody waits: the side on which more and more is asked for is
 * the one that the next step of the price leaves behind, the opposite of what the models learned.
 */
const wrongWayQuotes = (): string => {
  const rows: string[] = ["instrument,ts_us,bid_px,ask_px,bid_qty,ask_qty"];
  let [state, bidCents, timeUs] = [1, 10_000, 1_700_000_000_000_000];
  for (let move = 0; move < wrongWayMoves; move++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223 >>> 0;
    // It comes back to where it began, so that no price runs away.
    const isUp = state / 2 ** 32 < 0.5 - (bidCents - 10_000) / 200;
    for (let quote = 0; quote < 8; quote++) {
      const [heavy, light] = [20 + 10 * quote, Math.max(1, 10 - quote)];
      const [bid, ask] = isUp ? [light, heavy] : [heavy, light];
      const prices = `${(bidCents / 100).toFixed(2)},${((bidCents + 1) / 100).toFixed(2)}`;
      rows.push(`ALTO.sim,${timeUs += 50_000},${prices},${bid},${ask}`);
    }
    bidCents += isUp ? 1 : -1;
  }
  return [...rows, ""].join("\n");
};

const wrongWay: Scene = {
  name: "a recording that goes the other way",
  prepare: (dir) => {
    const path = join(dir, "quotes.csv");
    writeFileSync(path, wrongWayQuotes());
    return Promise.resolve([`--file=${path}`, "--speed=6"]);
  },
  causes: [{
    what:
      "the price leaves the side that more is asked for on, where models learned that it follows",
    alerts: ["ModelNearACoin"],
    bring: nothing,
    mend: nothing,
  }],
  end: () => Promise.resolve(),
};

/** Every system, with what is done to it. */
export const scenes: readonly Scene[] = [simulated, fast, tooFast, live, replayed, wrongWay];
