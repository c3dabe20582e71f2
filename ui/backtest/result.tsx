// What came of a backtest: its figures, files and warnings, its trades, and the best of a sweep.
import { createMemo, For, Show } from "solid-js";
import type { BacktestAnswer } from "../../gateway/backtests/protocol.ts";
import { Card } from "../parts/card.tsx";
import { count, signed } from "../parts/format.ts";
import { PerformanceCard } from "../parts/performance-card.tsx";
import { Table } from "../parts/table.tsx";
import { cautionOf, figuresOf, number, percent } from "./figures.ts";
import { HeatMap } from "./heat-map.tsx";
import { type Month, Months } from "./months.tsx";
import { TradesChart } from "./trades-chart.tsx";

interface SweepTrial {
  readonly settings: Readonly<Record<string, number>>;
  readonly sharpe: number | null;
  readonly netProfit: number;
  readonly maxDrawdown: number;
  readonly fills: number;
}
interface Warning {
  readonly kind: string;
  readonly count: number;
  readonly first: string;
}

/** The result of a run. */
export const Result = (
  props: {
    readonly run: BacktestAnswer;
    readonly onPick: (settings: Readonly<Record<string, string>>) => void;
  },
) => {
  const warnings = () => (props.run.result?.["warnings"] ?? []) as readonly Warning[];
  const months = () => (props.run.result?.["months"] ?? []) as readonly Month[];
  const best = () => props.run.result?.["best"] as readonly SweepTrial[] | undefined;
  const chance = (name: string) =>
    (props.run.result?.[name] as { readonly probability: number | null } | undefined)?.probability;
  const base = () => `/v1/backtests/${props.run.id}`;
  const figures = createMemo(() => figuresOf(props.run));
  const hashes = () => `data ${String(props.run.result?.["dataHash"] ?? "").slice(0, 8)}`;
  return (
    <>
      <Show when={props.run.error !== ""}>
        <p class="notice" data-tone="bad" role="alert">{props.run.error}</p>
      </Show>
      <Show when={figures().length > 0}>
        <Show when={cautionOf(props.run)} keyed>
          {(words) => <p class="notice">{words}</p>}
        </Show>
        <PerformanceCard
          title="Performance"
          note={`run ${String(props.run.result?.["id"] ?? "")}, ${hashes()}`}
          figures={figures()}
        />
        <p class="backtest-links">
          <a href={`${base()}/tear-sheet`} target="_blank" rel="noopener">Tear sheet</a>
          <a href={`${base()}/fills.csv`} download="">fills.csv</a>
          <a href={`${base()}/orders.csv`} download="">orders.csv</a>
          <a href={`${base()}/equity.csv`} download="">equity.csv</a>
        </p>
        <Months months={months()} />
        <TradesChart run={props.run} />
      </Show>
      <Show when={best()} keyed>
        {(trials) => (
          <>
            <p class="notice">
              Chance that the best is better than luck:{" "}
              {percent(chance("deflated"))}. Chance that it is overfit:{" "}
              {percent(chance("overfitting"))}. The more settings are tried, the better the best of
              them looks.
            </p>
            <HeatMap run={props.run} onPick={props.onPick} />
            <Card title="The best combinations" note="a row puts its settings into the form">
              <Table
                caption="The best combinations"
                rows={trials}
                empty="No combination traded."
                nameOf={(one) => `Use ${JSON.stringify(one.settings)}`}
                onOpen={(one) =>
                  props.onPick(
                    Object.fromEntries(
                      Object.entries(one.settings).map(([name, value]) => [name, String(value)]),
                    ),
                  )}
                columns={[
                  {
                    heading: "Settings",
                    cell: (one) =>
                      Object.entries(one.settings).map(([name, value]) => `${name} ${value}`)
                        .join(", "),
                  },
                  { heading: "Sharpe", number: true, cell: (one) => number(one.sharpe) },
                  { heading: "Net profit", number: true, cell: (one) => signed(one.netProfit) },
                  { heading: "Drawdown", number: true, cell: (one) => percent(one.maxDrawdown) },
                  { heading: "Fills", number: true, cell: (one) => count(one.fills) },
                ]}
              />
            </Card>
          </>
        )}
      </Show>
      <For each={warnings()}>
        {(one) => (
          <p class="notice">
            <strong>{one.kind} × {count(one.count)}</strong> {one.first}
          </p>
        )}
      </For>
    </>
  );
};
