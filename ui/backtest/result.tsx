// What came of a backtest: its figures, files and warnings, and the best of a sweep.
import { For, Show } from "solid-js";
import type { BacktestAnswer } from "../../gateway/backtests/protocol.ts";
import { Card } from "../parts/card.tsx";
import { count, signed } from "../parts/format.ts";
import { PerformanceCard } from "../parts/performance-card.tsx";
import { Table } from "../parts/table.tsx";
import { cautionOf, figuresOf, number, percent } from "./figures.ts";

interface SweepTrial {
  readonly settings: Readonly<Record<string, number>>;
  readonly sharpe: number | null;
  readonly netProfit: number;
  readonly maxDrawdown: number;
  readonly fills: number;
}

/** The result of a run. */
export const Result = (props: { readonly run: BacktestAnswer }) => {
  const warnings = () =>
    (props.run.result?.["warnings"] ?? []) as readonly {
      readonly kind: string;
      readonly count: number;
      readonly first: string;
    }[];
  const best = () => props.run.result?.["best"] as readonly SweepTrial[] | undefined;
  const luck = () =>
    props.run.result?.["deflated"] as { readonly probability: number | null } | undefined;
  const over = () =>
    props.run.result?.["overfitting"] as { readonly probability: number | null } | undefined;
  const base = () => `/v1/backtests/${props.run.id}`;
  return (
    <>
      <Show when={props.run.error !== ""}>
        <p class="notice" data-tone="bad" role="alert">{props.run.error}</p>
      </Show>
      <Show when={figuresOf(props.run).length > 0}>
        <Show when={cautionOf(props.run)} keyed>
          {(words) => <p class="notice">{words}</p>}
        </Show>
        <PerformanceCard
          title="Performance"
          note={`run ${String(props.run.result?.["id"] ?? "")}`}
          figures={figuresOf(props.run)}
        />
        <p class="backtest-links">
          <a href={`${base()}/tear-sheet`} target="_blank" rel="noopener">Tear sheet</a>
          <a href={`${base()}/fills.csv`} download="">fills.csv</a>
          <a href={`${base()}/orders.csv`} download="">orders.csv</a>
          <a href={`${base()}/equity.csv`} download="">equity.csv</a>
        </p>
      </Show>
      <Show when={best()} keyed>
        {(trials) => (
          <Card
            title="Sweep"
            note={`better than luck ${percent(luck()?.probability)} · overfit ${
              percent(over()?.probability)
            }`}
          >
            <Table
              caption="The best combinations"
              rows={trials}
              empty="No combination traded."
              columns={[
                {
                  heading: "Settings",
                  cell: (one) =>
                    Object.entries(one.settings).map(([name, value]) => `${name}=${value}`)
                      .join(" "),
                },
                { heading: "Sharpe", number: true, cell: (one) => number(one.sharpe) },
                { heading: "Net profit", number: true, cell: (one) => signed(one.netProfit) },
                { heading: "Drawdown", number: true, cell: (one) => percent(one.maxDrawdown) },
                { heading: "Fills", number: true, cell: (one) => count(one.fills) },
              ]}
            />
            <a href={`${base()}/sweep.csv`} download="">sweep.csv</a>
          </Card>
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
