// The returns of each calendar month by year, as the tear sheet tells them.
import { createMemo, For, Show } from "solid-js";
import type { EquityPoint } from "../../gateway/backtests/protocol.ts";
import { monthsOf } from "../../actors/run/backtest/sheet/analysis.ts";
import { Card } from "../parts/card.tsx";
import { millis, signed, tone } from "../parts/format.ts";

const numbers = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, "0"));

/** A table of years and months in percent (UTC); nothing while a run lies within one month. */
export const Months = (props: { readonly points: readonly EquityPoint[] }) => {
  const months = createMemo(() =>
    monthsOf(
      props.points.map(({ t }) => millis(t) * 1000),
      props.points.map(({ equity }) => equity),
    )
  );
  const of = createMemo(() =>
    new Map(months().map(({ month, totalReturn }) => [month, totalReturn]))
  );
  const years = () => [...new Set(months().map(({ month }) => month.slice(0, 4)))];
  const most = () => Math.max(...months().map(({ totalReturn }) => Math.abs(totalReturn)), 1e-9);
  const whole = (year: string) =>
    numbers.reduce((value, month) => value * (1 + (of().get(`${year}-${month}`) ?? 0)), 1) - 1;
  return (
    <Show when={months().length > 1}>
      <Card title="Months" note="returns in %, UTC">
        <div class="table-scroll" tabindex="0" role="group" aria-label="Returns by month">
          <table class="months">
            <thead>
              <tr>
                <th scope="col">Year</th>
                <For each={numbers}>{(month) => <th scope="col" class="number">{month}</th>}</For>
                <th scope="col" class="number">All</th>
              </tr>
            </thead>
            <tbody>
              <For each={years()}>
                {(year) => (
                  <tr>
                    <th scope="row">{year}</th>
                    <For each={numbers}>
                      {(month) => <Cell value={of().get(`${year}-${month}`)} most={most()} />}
                    </For>
                    <Cell value={whole(year)} most={Infinity} />
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Card>
    </Show>
  );
};

/** A return, on a ground that is the stronger the larger it is. */
const Cell = (props: { readonly value: number | undefined; readonly most: number }) => (
  <td
    class={`number ${props.value === undefined ? "" : tone(props.value)}`}
    style={{ "--share": `${Math.round(Math.abs(props.value ?? 0) / props.most * 30)}%` }}
  >
    {props.value === undefined ? "" : signed(props.value * 100)}
  </td>
);
