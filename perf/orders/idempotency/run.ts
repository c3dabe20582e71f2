// Many submits of few orders while the system is killed: waves of them, each with kills in its middle, then the count.
import { setTimeout as sleep } from "node:timers/promises";
import { type Random, randomFrom } from "../../../actors/testing/random.ts";
import { goesOn } from "../../torture/goes-on.ts";
import { System } from "../../torture/system.ts";
import { countOrders, type Counts } from "./count.ts";
import { LogWitness } from "./log-witness.ts";
import { type KeyedOrder, Submits } from "./submit.ts";
import { VenueProcess } from "./venue-process.ts";

/** What is run. */
export interface IdempotencyOptions {
  /** Orders, and how often each is submitted. */
  readonly keys: number;
  readonly submitsPerKey: number;
  /** Parts in which they are submitted; each is hurt by one or two kills. */
  readonly waves: number;
  readonly seed: number;
  /** `paper`: the simulated venue, inside the core. `binance`: the local venue server, over ccxt. */
  readonly venue: "paper" | "binance";
  readonly progress?: (words: string) => void;
}

/** What became of it. */
export interface IdempotencyResult extends Counts {
  readonly kills: Readonly<Record<string, number>>;
  readonly submits: number;
  readonly tries: number;
  /** Tries without an answer, by HTTP status. */
  readonly failures: Readonly<Record<string, number>>;
  readonly peakInFlight: number;
  readonly seconds: number;
}

type Victim = "gateway" | "core" | "venue" | "recorder" | "nats-server";

/** Who is killed, as often as they are named; the venue of paper orders is in the core. */
const victims = {
  paper: ["gateway", "gateway", "core", "core", "core", "recorder", "nats-server"],
  binance: ["gateway", "gateway", "core", "core", "venue", "venue", "recorder", "nats-server"],
} as const;

/** Milliseconds in which the first kill of a wave falls, and the second one where there is one. */
const killWithinMs = [300, 1_200] as const;
/** Orders are sent after every kill of the venue, and once it is certain that it never took them. */
export const sendWithinSeconds = 600;
/** Milliseconds in which every order has to be at its venue, or refused, after the last answer. */
const settledWithinMs = 120_000;
/** Milliseconds in which every submit has to have its answer. */
const answersWithinMs = 900_000;

/** Runs it. Throws where a submit is refused, or has no answer in time. */
export const submitUnderKills = async (options: IdempotencyOptions): Promise<IdempotencyResult> => {
  const { seed, keys, submitsPerKey } = options;
  const outside = options.venue === "paper" ? undefined : await VenueProcess.start();
  const venue = outside === undefined ? {} : {
    venue: {
      source: outside.name,
      symbols: outside.symbols,
      venueUrl: outside.url,
      live: true,
      sendWithinMs: sendWithinSeconds * 1_000,
    } as const,
  };
  const system = await System.start({ seed, speed: 1, ...venue });
  let keepFolder = true;
  try {
    const beganMs = performance.now();
    await system.core.until((status) => (status.source?.records ?? 0) > 0);
    await goesOn(system, "gateway");
    const witness = new LogWitness(system.nats);
    await widenLimits(system.url);
    const submits = new Submits(system.url, performance.now() + answersWithinMs);
    const orders = await ordersOf(system.url, options);
    const kills = await wavesOf({ system, outside, submits, orders, options });
    const named = orders.map(({ key }) => key);
    await recorded(system, named.at(-1)!);
    await settled(witness, named);
    const seconds = Math.round((performance.now() - beganMs) / 1000);
    await system.drainPipeline();
    await witness.stop();
    const counts = await countOrders({
      answers: submits.answers,
      keys: named,
      log: witness.orders,
      store: system.store(),
      ...(outside === undefined ? {} : { venue: outside.orders() }),
    });
    keepFolder = false;
    return {
      kills,
      submits: keys * submitsPerKey,
      tries: submits.tries,
      failures: submits.failures,
      peakInFlight: submits.peakInFlight,
      ...counts,
      seconds,
    };
  } finally {
    await system.end(keepFolder);
    await outside?.stop();
  }
};

interface Waves {
  readonly system: System;
  readonly outside: VenueProcess | undefined;
  readonly submits: Submits;
  readonly orders: readonly KeyedOrder[];
  readonly options: IdempotencyOptions;
}

/** Submits in waves; gives the kills. Resolves when every submit has its answer. */
const wavesOf = async ({ system, outside, submits, orders, options }: Waves) => {
  const random = randomFrom(options.seed);
  const kills: Partial<Record<Victim, number>> = {};
  const all: Promise<void>[] = [];
  let refused: unknown;
  for (let wave = 0; wave < options.waves && refused === undefined; wave++) {
    const part = orders.filter((_, i) => i % options.waves === wave);
    const tries = part.flatMap((order) =>
      Array.from({ length: options.submitsPerKey }, (_, i) => [order, i % 2 === 1] as const)
    );
    for (const [order, asHeader] of shuffled(tries, random)) {
      const one = submits.submit(order, asHeader);
      one.catch((cause) => refused ??= cause);
      all.push(one);
    }
    const hit = Array.from(
      { length: random.between(1, 2) },
      () => random.pick<Victim>(victims[options.venue]),
    );
    for (const [i, victim] of hit.entries()) {
      await sleep(random.next() * killWithinMs[i]!);
      const done = victim === "venue" ? outside!.kill() : system.signal(victim, "SIGKILL");
      if (done) kills[victim] = (kills[victim] ?? 0) + 1;
    }
    await outside?.answers();
    await goesOn(system, "gateway");
    options.progress?.(
      `wave ${wave + 1} of ${options.waves}: ${hit.join(" and ")} killed, ` +
        `${submits.answers.length} answers, ${submits.inFlight} in flight; tries without: ` +
        JSON.stringify(submits.failures),
    );
  }
  await Promise.all(all);
  return kills;
};

const shuffled = <T>(values: readonly T[], random: Random): readonly T[] => {
  const all = [...values];
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.between(0, i);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
};

/** Opens every limit: what is tried is not risk. Throws where that was refused. */
export const widenLimits = async (url: string): Promise<void> => {
  const limits = {
    ...{ max_open_orders: 100_000, max_orders_per_second: 20_000, max_messages_per_second: 40_000 },
    ...{ max_order_notional: 1e9, max_position_notional: 1e9, max_gross_exposure: 1e12 },
    ...{ max_net_exposure: 1e12, max_leverage: 1_000, max_concentration: 1_000 },
    ...{ prevent_self_trade: 0, max_quote_age_ms: 600_000 },
  };
  const response = await fetch(`${url}/v1/risk/limits`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ limits, reason: "Submits under kills" }),
  });
  if (!response.ok) throw new Error(`The limits are as they were: ${await response.text()}`);
};

/** Half of the orders take at once, half rest far below the market. */
const ordersOf = async (
  url: string,
  { venue, keys, seed }: IdempotencyOptions,
): Promise<readonly KeyedOrder[]> => {
  const quotes = await newestQuotes(url);
  return Array.from({ length: keys }, (_, i) => {
    const { symbol, bp } = quotes[i % quotes.length]!;
    const qty = venue === "paper" ? "10" : "0.01";
    const side = i % 4 < 2 ? "buy" : "sell";
    const rests = i % 2 === 0;
    const body = rests
      ? { symbol, qty, side: "buy", limit_price: String(Math.floor(Number(bp) / 2)) }
      : { symbol, qty, side, type: "market" };
    return { key: `idem-${seed}-${i}`, body: { ...body, reason: "Submits under kills" } };
  });
};

interface NewestQuote {
  readonly symbol: string;
  readonly bp: string;
}

const newestQuotes = async (url: string): Promise<readonly NewestQuote[]> => {
  for (const endMs = Date.now() + 30_000; Date.now() < endMs; await sleep(200)) {
    const response = await fetch(`${url}/v1/quotes/latest`);
    const { data } = await response.json() as { readonly data: readonly NewestQuote[] };
    const usable = data.filter(({ bp }) => Number(bp) > 4);
    if (usable.length > 1) return usable;
  }
  throw new Error("Nothing is quoted");
};

/** Waits until the venue has told what became of each order: an answer may say that nobody knows yet. */
const settled = async (witness: LogWitness, keys: readonly string[]): Promise<void> => {
  for (const endMs = Date.now() + settledWithinMs; Date.now() < endMs; await sleep(200)) {
    if (keys.every((key) => witness.isSettled(key))) return;
  }
  const open = keys.filter((key) => !witness.isSettled(key));
  throw new Error(`Nobody knows of ${open.length} orders: ${open.slice(0, 5).join(", ")}`);
};

/** Waits until the recorder has an order in the tables. */
const recorded = async (system: System, key: string): Promise<void> => {
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; await sleep(200)) {
    const response = await fetch(`${system.url}/v1/orders/${key}`).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    if (response?.ok === true) return;
  }
  throw new Error(`The order "${key}" does not appear`);
};
