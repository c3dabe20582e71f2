// Trading-signal cards: what each strategy wishes, how sure it is, how old that is, and why.
import { For, Show } from "solid-js";
import type { SignalAnswer } from "../../gateway/protocol.ts";
import { age } from "../parts/format.ts";
import "./signals.css";

/** The newest wishes, newest first, with the time that ages count from. */
export interface SignalsProps {
  readonly signals: readonly (SignalAnswer & { readonly seenMs: number })[];
  readonly nowMs: number;
  readonly onSelect: (symbol: string) => void;
}

const sides = {
  long: { mark: "▲", word: "Long", tone: "up" },
  short: { mark: "▼", word: "Short", tone: "down" },
  flat: { mark: "◆", word: "Flat", tone: "plain" },
} as const;

/** A grid of signal cards. */
export const Signals = (props: SignalsProps) => (
  <Show
    when={props.signals.length > 0}
    fallback={
      <p class="quiet">No signal yet. Strategies watch for half a minute before they wish.</p>
    }
  >
    <ul class="signals">
      <For each={props.signals}>
        {(signal) => (
          <li class="signal" data-tone={sides[signal.side].tone}>
            <button type="button" onClick={() => props.onSelect(signal.symbol)}>
              <span class="signal-head">
                <strong>{signal.symbol}</strong>
                <span class="badge" data-tone={sides[signal.side].tone}>
                  {sides[signal.side].mark} {sides[signal.side].word} {signal.target_qty}
                </span>
              </span>
              <span class="signal-reason">{signal.reason}</span>
              <span class="signal-foot">
                <span>{signal.strategy}</span>
                <span class="signal-confidence" title="Confidence">
                  <i style={{ width: `${Math.round(signal.confidence * 100)}%` }} />
                </span>
                <span class="number">{Math.round(signal.confidence * 100)} %</span>
                <span class="number">{age(props.nowMs - signal.seenMs)} ago</span>
              </span>
            </button>
          </li>
        )}
      </For>
    </ul>
  </Show>
);
