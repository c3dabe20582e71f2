// The depth ladder: what rests at the best prices of both sides, and where our own orders wait among it.
import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import type { BookAnswer, OrderAnswer } from "../../gateway/protocol.ts";
import { Choice } from "../parts/field.tsx";
import { decimal } from "../parts/format.ts";

const groups = [["1", "1 tick"], ["5", "5 ticks"], ["10", "10 ticks"]] as const;
const depths = [["5", "5 deep"], ["10", "10 deep"]] as const;

interface Level {
  readonly price: number;
  readonly quantity: number;
  /** What of ours waits there. */
  readonly own: number;
}

/** What the ladder shows, and what a click at a price does. */
export interface LadderProps {
  readonly book: BookAnswer | undefined;
  readonly orders: readonly OrderAnswer[];
  readonly decimals: number;
  readonly tickSize: number;
  readonly stale: boolean;
  readonly onPrice: (price: number, side: "buy" | "sell") => void;
}

/** A book, best prices in the middle; the bars show how much rests. */
export const Ladder = (props: LadderProps) => {
  let box: HTMLDivElement | undefined;
  const [ticks, setTicks] = createSignal("1");
  const [depth, setDepth] = createSignal("10");
  const levels = (side: "bids" | "asks") => {
    const step = Number(ticks()) * props.tickSize;
    const sums = new Map<number, number>();
    const grouped = (price: number) => {
      const part = price / step;
      return (side === "bids" ? Math.floor(part + 1e-6) : Math.ceil(part - 1e-6)) * step;
    };
    for (const [price, quantity] of props.book?.[side] ?? []) {
      const at = Number(grouped(Number(price)).toFixed(props.decimals));
      sums.set(at, (sums.get(at) ?? 0) + Number(quantity));
    }
    return [...sums].slice(0, Number(depth())).map(([price, quantity]): Level => ({
      price,
      quantity,
      own: props.orders.reduce((sum, one) => {
        const waits = Number(one.limit_price ?? one.stop_price ?? NaN);
        const here = (one.side === "buy") === (side === "bids") &&
          Number(grouped(waits).toFixed(props.decimals)) === price;
        return sum + (here ? Number(one.qty) - Number(one.filled_qty) : 0);
      }, 0),
    }));
  };
  const bids = createMemo(() => levels("bids"));
  const asks = createMemo(() => levels("asks").toReversed());
  const most = createMemo(() =>
    [...bids(), ...asks()].reduce((high, { quantity }) => Math.max(high, quantity), 1)
  );
  const centre = (): void => {
    if (box === undefined) return;
    const middle = box.querySelector<HTMLElement>(".ladder-middle");
    if (middle !== null) box.scrollTop = middle.offsetTop - box.clientHeight / 2;
  };
  createEffect(on([() => props.book?.symbol, depth], centre));
  const row = (side: "bid" | "ask", level: () => Level | undefined) => (
    <Show when={level()} fallback={<div class="ladder-row" />}>
      {(one) => (
        <button
          type="button"
          class={`ladder-row ladder-${side}`}
          title="Put this price on the ticket"
          onClick={() => props.onPrice(one().price, side === "bid" ? "buy" : "sell")}
        >
          <i style={{ transform: `scaleX(${one().quantity / most()})` }} aria-hidden="true" />
          <span class={side === "bid" ? "up" : "down"}>
            <span class="visually-hidden">{side === "bid" ? "Bid" : "Offer"}</span>
            {decimal(one().price, props.decimals)}
          </span>
          <Show when={one().own > 0}>
            <span class="ladder-own" title="Ours">
              {one().own}
              <span class="visually-hidden">ours</span>
            </span>
          </Show>
          <span>{one().quantity}</span>
        </button>
      )}
    </Show>
  );
  const places = () => Array.from({ length: Number(depth()) }, (_, i) => i);
  return (
    <>
      <div class="row ladder-tools">
        <Choice label="Price step" value={ticks()} options={groups} onChange={setTicks} />
        <Choice label="Levels a side" value={depth()} options={depths} onChange={setDepth} />
      </div>
      <Show when={props.book} fallback={<p class="quiet">No depth of this instrument yet.</p>}>
        <div
          ref={box}
          class={`ladder ${props.stale ? "stale" : ""}`}
          role="group"
          aria-label="Depth"
          tabindex="0"
          onKeyDown={(event) => {
            if (event.key !== " " || event.target !== event.currentTarget) return;
            event.preventDefault();
            centre();
          }}
        >
          <For each={places()}>
            {(i) => row("ask", () => asks()[asks().length - Number(depth()) + i])}
          </For>
          <div class="ladder-middle">
            <span class="quiet">spread</span>
            <span>
              {decimal((asks().at(-1)?.price ?? 0) - (bids()[0]?.price ?? 0), props.decimals)}
            </span>
          </div>
          <For each={places()}>{(i) => row("bid", () => bids()[i])}</For>
        </div>
      </Show>
    </>
  );
};
