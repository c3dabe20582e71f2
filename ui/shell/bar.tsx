// The bar above every screen: what runs, whether it is connected, how old the data is, and the switch that halts.
import { Show } from "solid-js";
import type { Live } from "../live/store.ts";
import { age, clockOf, zoneName } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { choose, settings, shownTheme } from "../settings/store.ts";
import { Halt } from "./halt.tsx";

const kinds = { simulated: "SIMULATED", replay: "REPLAY", live: "LIVE DATA" } as const;
const sockets = {
  connecting: { words: "Connecting…", tone: "warn" },
  open: { words: "Connected", tone: "up" },
  closed: { words: "Connection lost", tone: "bad" },
  "signed out": { words: "Signed out", tone: "bad" },
} as const;
const data = {
  waiting: { words: "No data yet", tone: "warn" },
  live: { words: "Live", tone: "up" },
  delayed: { words: "Delayed", tone: "warn" },
  stale: { words: "Stale", tone: "bad" },
} as const;

/** The bar. */
export const Bar = (
  props: {
    readonly live: Live;
    readonly title: string;
    readonly onPalette: () => void;
    readonly onHelp: () => void;
  },
) => {
  const source = () => props.live.core()?.source;
  const late = () => source()?.behindMs ?? 0;
  const dark = () => shownTheme() !== "light";
  return (
    <header class="bar">
      <h1>{props.title}</h1>
      <Show
        when={props.live.core()?.mode === "live"}
        fallback={
          <span class="badge" data-tone="accent" title="Orders go to a simulated venue">PAPER</span>
        }
      >
        <span class="badge" data-tone="bad" title="Orders go to a real venue, with real money">
          LIVE
        </span>
      </Show>
      <Show when={source()} fallback={<span class="badge">NO SOURCE YET</span>}>
        {(running) => (
          <span class="badge" data-tone="warn" title={running().name}>
            {kinds[running().kind]}
            <span class="bar-source">{running().name}</span>
            <Show when={late() >= 1_000}>
              <span>{age(late())} behind its pace</span>
            </Show>
          </span>
        )}
      </Show>
      <span class="bar-space" />
      <span
        class="chip"
        data-tone={data[props.live.dataState()].tone}
        title="Age of the newest market data on this page"
      >
        <i aria-hidden="true" />
        <span class="bar-words">Data</span> {props.live.dataState() === "live"
          ? data.live.words
          : `${data[props.live.dataState()].words} ${
            props.live.dataAgeMs() === undefined ? "" : age(props.live.dataAgeMs()!)
          }`}
      </span>
      <span
        class="chip"
        role="status"
        data-tone={sockets[props.live.socket()].tone}
        data-socket={props.live.socket()}
        title={sockets[props.live.socket()].words}
      >
        <i aria-hidden="true" />
        <span class="bar-words">{sockets[props.live.socket()].words}</span>
      </span>
      <button
        type="button"
        class="bar-button bar-clock"
        title="Times in UTC or in local time"
        onClick={() => choose({ zone: settings.zone === "utc" ? "local" : "utc" })}
      >
        {clockOf(props.live.nowMs())} {zoneName()}
      </button>
      <button
        type="button"
        class="bar-button"
        aria-label="Find a command, Ctrl K"
        title="Find a screen, an instrument or an action"
        onClick={() => props.onPalette()}
      >
        <Icon name="search" size={16} />
        <kbd class="bar-desk">Ctrl K</kbd>
      </button>
      <button
        type="button"
        class="bar-button bar-desk"
        aria-label="Keys and help"
        title="Keys and help"
        onClick={() => props.onHelp()}
      >
        <Icon name="help" size={16} />
      </button>
      <button
        type="button"
        class="bar-button bar-desk"
        aria-label={dark() ? "Light" : "Dark"}
        title={dark() ? "Light" : "Dark"}
        onClick={() => choose({ theme: dark() ? "light" : "dark" })}
      >
        <Icon name={dark() ? "sun" : "moon"} size={16} />
      </button>
      <Halt state={props.live.core()?.tradingState} />
    </header>
  );
};
