// The trades of a run on the prices they were made at: one instrument at a time, entries linked to exits.
import { createMemo, createSignal, Show } from "solid-js";
import type { BacktestAnswer } from "../../gateway/backtests/protocol.ts";
import type { InstrumentAnswer, Page } from "../../gateway/protocol.ts";
import { ask } from "../api.ts";
import { Candles } from "../chart/candles.tsx";
import { Card } from "../parts/card.tsx";
import { Choice } from "../parts/field.tsx";
import { count } from "../parts/format.ts";
import { createAnswer } from "../parts/poll.ts";
import { Failed, Loading } from "../parts/states.tsx";
import { tradesOf } from "./trades.ts";

/** A card with the chart. */
export const TradesChart = (props: { readonly run: BacktestAnswer }) => {
  const trades = createAnswer(() => props.run.id, tradesOf);
  const instruments = createAnswer(
    () => true,
    async () => (await ask<Page<InstrumentAnswer>>("GET", "/v1/instruments")).data,
  );
  const [asked, setAsked] = createSignal("");
  const names = () => (props.run.result?.["instruments"] ?? {}) as Readonly<Record<string, string>>;
  const all = () => trades.latest() ?? [];
  const shown = createMemo(() => all().find((one) => one.instrumentId === asked()) ?? all()[0]);
  const symbol = () => names()[shown()?.instrumentId ?? ""] ?? `#${shown()?.instrumentId}`;
  /** What a tick is worth; 1 where this server does not know the instrument: then prices are in ticks. */
  const tick = () =>
    Number((instruments.latest() ?? []).find((one) => one.symbol === symbol())?.tick_size ?? 1);
  const decimals = () => Math.max(0, Math.round(-Math.log10(tick())));
  const scaled = createMemo(() => {
    const one = shown();
    if (one === undefined) return undefined;
    const by = tick();
    return {
      candles: one.candles.map((candle) => ({
        ...candle,
        open: candle.open * by,
        high: candle.high * by,
        low: candle.low * by,
        close: candle.close * by,
      })),
      fills: one.fills.map((fill) => ({ ...fill, price: fill.price * by })),
    };
  });
  return (
    <Card
      title="Trades"
      note={
        <>
          <Show when={shown()}>
            {(one) => <span>{count(one().fills.length)} fills, mid prices</span>}
          </Show>
          <Show when={all().length > 1}>
            <span class="backtest-choice">
              <Choice
                label="Instrument of the chart"
                value={shown()?.instrumentId ?? ""}
                options={all().map((one) =>
                  [one.instrumentId, names()[one.instrumentId] ?? `#${one.instrumentId}`] as const
                )}
                onChange={setAsked}
              />
            </span>
          </Show>
        </>
      }
    >
      <Show
        when={trades.error() === undefined}
        fallback={<Failed what="trades" cause={trades.error()} onRetry={trades.again} />}
      >
        <Show when={!trades.loading()} fallback={<Loading what="the trades" rows={6} />}>
          <Show when={scaled()} fallback={<p class="quiet">This run traded nothing.</p>}>
            {(one) => (
              <Candles
                symbol={`${props.run.id} ${symbol()}`}
                candles={one().candles}
                fills={one().fills}
                decimals={decimals()}
                tickSize={tick()}
              />
            )}
          </Show>
        </Show>
      </Show>
    </Card>
  );
};
