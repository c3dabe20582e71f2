// The returns of each calendar month by year, as the tear sheet tells them.
import { createMemo, For, Show } from "solid-js";
import { Card } from "../parts/card.tsx";
import { signed, tone } from "../parts/format.ts";

const numbers = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, "0"));

/** A month and its return. */
export interface Month {
  /** As in 2024-08. */
  readonly month: string;
  readonly totalReturn: number;
}

/** A table of years and months in percent (UTC); nothing while a run lies within one month. */
export const Months = (props: { readonly months: readonly Month[] }) => {
  const of = createMemo(() =>
    new Map(props.months.map(({ month, totalReturn }) => [month, totalReturn]))
  );
  const years = () => [...new Set(props.months.map(({ month }) => month.slice(0, 4)))];
  const most = () =>
    Math.max(...props.months.map(({ totalReturn }) => Math.abs(totalReturn)), 1e-9);
  const whole = (year: string) =>
    numbers.reduce((value, month) => value * (1 + (of().get(`${year}-${month}`) ?? 0)), 1) - 1;
  return (
    <Show when={props.months.length > 1}>
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
