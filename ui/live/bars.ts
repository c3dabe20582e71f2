// Bars of the selected instrument: loaded once, then continued by what comes over the socket.
import { createEffect, createSignal, on } from "solid-js";
import type { BarAnswer, Page } from "../../gateway/protocol.ts";
import { ask } from "../api.ts";
import { queryValue, setQuery } from "../router.tsx";

/** The lengths of a bar. */
export const timeframes = ["1s", "1m"] as const;
/** The length of a bar. */
export type Timeframe = typeof timeframes[number];

/** Bars that are loaded, and at most kept. */
const most = { loaded: 900, kept: 3_000 } as const;

/** Follows the bars of an instrument. */
export const createBars = (selected: () => string) => {
  const asked = queryValue("timeframe");
  const [timeframe, setTimeframe] = createSignal<Timeframe>(asked === "1m" ? "1m" : "1s");
  const [loaded, setLoaded] = createSignal<readonly BarAnswer[]>([]);
  const [newest, setNewest] = createSignal<readonly BarAnswer[]>([], { equals: false });
  const [state, setState] = createSignal<"loading" | "ready" | "failed">("loading");
  /** What came since the loading began. */
  let live: BarAnswer[] = [];

  const load = (): void => {
    const symbol = selected();
    const length = timeframe();
    if (symbol === "") return;
    live = [];
    setLoaded([]);
    setState("loading");
    const path = `/v1/bars?symbol=${encodeURIComponent(symbol)}&timeframe=${length}`;
    const stale = () => selected() !== symbol || timeframe() !== length;
    ask<Page<BarAnswer>>("GET", `${path}&limit=${most.loaded}`).then(({ data }) => {
      if (stale()) return;
      const last = data[0]?.t ?? "";
      setLoaded([...data.toReversed(), ...live.filter(({ t }) => t > last)]);
      setState("ready");
    }, () => stale() || setState("failed"));
  };
  createEffect(on(timeframe, load, { defer: true }));
  return {
    timeframe,
    setTimeframe: (length: Timeframe) => {
      setTimeframe(length);
      setQuery({ timeframe: length === "1s" ? undefined : length });
    },
    /** Bars as they were loaded, oldest first; `newest` are those that came after. */
    loaded,
    newest,
    state,
    load,
    /** Takes bars of the socket. */
    add: (bars: readonly BarAnswer[]): void => {
      const mine = bars.filter((bar) => bar.symbol === selected() && bar.timeframe === timeframe());
      if (mine.length === 0) return;
      live = [...live, ...mine].slice(-most.kept);
      if (state() === "ready") setNewest(mine);
    },
  };
};

/** The bars of the selected instrument. */
export type Bars = ReturnType<typeof createBars>;
