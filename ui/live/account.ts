// What the account was and is worth: its course out of the store, continued by what comes over the socket.
import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { PortfolioAnswer } from "../../gateway/portfolio/protocol.ts";
import type { Page } from "../../gateway/protocol.ts";
import type { AccountPoint } from "../../gateway/watch/protocol.ts";
import { ask } from "../api.ts";
import { millis } from "../parts/format.ts";
import type { SocketState } from "../socket.ts";

/** A course: times in milliseconds and what the account was worth then. */
export interface Course {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The account whose orders a person gives here. */
export const accountName = "paper";
const path = `/v1/portfolio/${accountName}`;
/** Points that are loaded, and at most kept before every second one goes. */
const most = { loaded: 600, kept: 1_800 } as const;
const sampleMs = 1_000;

/** How far each value is below the highest before it, as a share. */
export const underwater = (values: readonly number[]): number[] => {
  let high = -Infinity;
  return values.map((one) => one / (high = Math.max(high, one)) - 1);
};

/** Follows the account. `net` is what it has earned after fees. */
export const createAccount = (net: () => number, socket: () => SocketState) => {
  const [capital, setCapital] = createSignal<number>();
  const [currency, setCurrency] = createSignal("USD");
  const [course, setCourse] = createSignal<Course>({ times: [], values: [] });
  /** What the clock of the market is ahead of ours: a replay has the times of its recording. */
  let aheadMs = 0;

  const load = async (): Promise<void> => {
    const now = await ask<PortfolioAnswer>("GET", path);
    setCapital(now.capital);
    setCurrency(now.currency);
    const { data } = await ask<Page<AccountPoint>>("GET", `${path}/equity?points=${most.loaded}`);
    const times = data.map(({ t }) => millis(t));
    aheadMs = times.length === 0 ? 0 : times.at(-1)! - Date.now();
    setCourse({ times, values: data.map(({ equity }) => equity) });
  };
  // Both the course and what it goes on from begin anew with every connection.
  createEffect(on(socket, (state) => void (state === "open" && load().catch(() => undefined))));
  const sampling = setInterval(() => {
    const began = capital();
    if (began === undefined || socket() !== "open") return;
    setCourse(({ times, values }) => {
      const added = {
        times: [...times, Math.max(Date.now() + aheadMs, (times.at(-1) ?? 0) + 1)],
        values: [...values, began + net()],
      };
      if (added.times.length <= most.kept) return added;
      // Of the older half every second point goes, so that the newest stay dense.
      const dense = (_: number, i: number) => i % 2 === 0 || i > most.kept / 2;
      return { times: added.times.filter(dense), values: added.values.filter(dense) };
    });
  }, sampleMs);
  onCleanup(() => clearInterval(sampling));

  const equity = () => (capital() ?? 0) + net();
  const high = createMemo(() => course().values.reduce((most, one) => Math.max(most, one), 0));
  /** What the account was worth when the UTC day of the newest point began. */
  const dayStart = createMemo(() => {
    const { times, values } = course();
    const newest = times.at(-1);
    if (newest === undefined) return capital() ?? 0;
    const midnight = newest - newest % 86_400_000;
    const before = times.findLastIndex((one) => one < midnight);
    // Without a point of the day before, the account began today.
    return before >= 0 ? values[before]! : capital() ?? values[0]!;
  });
  return {
    known: () => capital() !== undefined,
    capital: () => capital() ?? 0,
    currency,
    equity,
    course,
    dayProfit: () => capital() === undefined ? 0 : equity() - dayStart(),
    /** Share of the highest worth that is lost now; zero or below. */
    drawdown: () => high() > 0 ? Math.min(0, equity() / Math.max(high(), equity()) - 1) : 0,
  };
};

/** The account. */
export type Account = ReturnType<typeof createAccount>;
