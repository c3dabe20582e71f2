// The chart of the trading screen: candles, signals, fills linked entry to exit, and orders as lines to move.
import { createMemo, createSignal, For, Show } from "solid-js";
import { type Candle, Candles } from "../chart/candles.tsx";
import type { ChartFill } from "../chart/round-trips.ts";
import type { BarAnswer, FillAnswer } from "../../gateway/protocol.ts";
import { type Timeframe, timeframes } from "../live/bars.ts";
import type { Live } from "../live/store.ts";
import { exportPicture } from "../parts/export.ts";
import { ExportMenu } from "../parts/export-menu.tsx";
import { millis } from "../parts/format.ts";
import { Empty, Loading } from "../parts/states.tsx";
import { linesOf, replacePrice } from "./orders.ts";

const secondOf = (time: string): number => Math.floor(millis(time) / 1000);

const candleOf = (bar: BarAnswer): Candle => ({
  time: secondOf(bar.t),
  open: Number(bar.o),
  high: Number(bar.h),
  low: Number(bar.l),
  close: Number(bar.c),
  volume: Number(bar.v),
});

const fillOf = (fill: FillAnswer): ChartFill => ({
  id: fill.id,
  timeMs: millis(fill.t),
  owner: fill.strategy_id,
  side: fill.side,
  price: Number(fill.price),
  quantity: Number(fill.qty),
});

const layers = ["Links", "Signals", "Orders"] as const;

/** The chart of the selected instrument, with what is drawn to choose. */
export const Chart = (
  props: { readonly live: Live; readonly onPrice: (price: number) => void },
) => {
  const { bars, state, selected } = props.live;
  const [shown, setShown] = createSignal<readonly string[]>(layers);
  const candles = createMemo(() => bars.loaded().map(candleOf));
  const newest = createMemo(() => bars.newest().map(candleOf));
  const fills = createMemo(() =>
    state.fills.filter((fill) => fill.symbol === selected()).map(fillOf).reverse()
  );
  const signals = createMemo(() =>
    shown().includes("Signals")
      ? state.signals.filter((one) => one.symbol === selected())
        .map((one) => ({ time: secondOf(one.t), side: one.side })).reverse()
      : []
  );
  const lines = createMemo(() =>
    shown().includes("Orders") ? linesOf(state.orders, selected()) : []
  );
  const toggle = (layer: string) =>
    setShown((before) =>
      before.includes(layer) ? before.filter((one) => one !== layer) : [...before, layer]
    );
  let picture: (() => HTMLCanvasElement) | undefined;
  return (
    <>
      <div class="row chart-tools">
        <div class="segments" role="group" aria-label="Length of a candle">
          <For each={timeframes}>
            {(one: Timeframe) => (
              <button
                type="button"
                aria-pressed={bars.timeframe() === one}
                onClick={() => bars.setTimeframe(one)}
              >
                {one}
              </button>
            )}
          </For>
        </div>
        <div class="segments" role="group" aria-label="What is drawn">
          <For each={layers}>
            {(one) => (
              <button
                type="button"
                aria-pressed={shown().includes(one)}
                onClick={() => toggle(one)}
              >
                {one}
              </button>
            )}
          </For>
        </div>
        <span class="bar-space" />
        <ExportMenu
          what="the candles"
          table={() => ({
            name: `${selected()}-${bars.timeframe()}`,
            columns: {
              time: candles().map(({ time }) => new Date(time * 1000).toISOString()),
              open: candles().map(({ open }) => open),
              high: candles().map(({ high }) => high),
              low: candles().map(({ low }) => low),
              close: candles().map(({ close }) => close),
              volume: candles().map(({ volume }) => volume),
            },
          })}
          picture={() => {
            if (picture !== undefined) exportPicture(selected(), picture());
          }}
        />
      </div>
      <Show when={selected() !== ""} fallback={<Loading what="the first quote" rows={5} />}>
        <Show when={bars.state() === "failed"}>
          <Empty title="The older candles did not load">
            The store does not answer now. New candles appear as they come.
          </Empty>
        </Show>
        <Candles
          symbol={`${selected()} ${bars.timeframe()}`}
          candles={candles()}
          newest={newest()}
          fills={fills()}
          signals={signals()}
          lines={lines()}
          linked={shown().includes("Links")}
          decimals={props.live.row()?.decimals ?? 2}
          tickSize={props.live.row()?.tickSize ?? 0.01}
          onPrice={props.onPrice}
          onMove={async (id, price) => {
            const order = state.orders.find((one) => one.client_order_id === id);
            if (order === undefined) return;
            await replacePrice(order, price.toFixed(props.live.row()?.decimals ?? 2));
          }}
          ref={(take) => picture = take}
        />
      </Show>
    </>
  );
};
