// The backtest screen: a form made of the strategy's own settings, runs with their progress, and what came of them.
import { createEffect, createMemo, createResource, createSignal, onCleanup, Show } from "solid-js";
import type { BacktestAnswer, EquityPoint } from "../../gateway/backtests/protocol.ts";
import type { Page } from "../../gateway/protocol.ts";
import { ask } from "../api.ts";
import { Card } from "../parts/card.tsx";
import { clock, decimal, signed, tone } from "../parts/format.ts";
import { Lines } from "../parts/lines.tsx";
import { Table } from "../parts/table.tsx";
import { number, statisticsOf } from "./figures.ts";
import { Form } from "./form.tsx";
import { Result } from "./result.tsx";
import "./screen.css";

const compared = 4;
const list = async <A,>(path: string) => (await ask<Page<A>>("GET", path)).data;

/** The backtest screen. */
export const BacktestScreen = () => {
  const [runs, { refetch }] = createResource(() => list<BacktestAnswer>("/v1/backtests"));
  const all = () => runs.error === undefined ? runs.latest ?? [] : [];
  const timer = setInterval(() => {
    if (all().some(({ state }) => state === "running" || state === "queued")) void refetch();
  }, 500);
  onCleanup(() => clearInterval(timer));
  const [chosen, setChosen] = createSignal<readonly string[]>([]);
  const [open, setOpen] = createSignal("");
  const opened = createMemo(() => all().find(({ id }) => id === open()));
  // The newest run is opened when it is done, unless another one was chosen.
  createEffect(() => {
    const newest = all().find((run) => statisticsOf(run) !== undefined);
    if (open() === "" && newest !== undefined) setOpen(newest.id);
  });
  const shown = createMemo(() => {
    const ids = chosen().length > 0 ? chosen() : open() === "" ? [] : [open()];
    return all().filter((run) => ids.includes(run.id) && statisticsOf(run) !== undefined);
  });
  const [curves] = createResource(
    () => shown().map(({ id }) => id).join(),
    async (ids) =>
      await Promise.all(
        ids.split(",").filter((id) => id !== "").map(async (id) => ({
          id,
          points: await list<EquityPoint>(`/v1/backtests/${id}/equity?points=600`).catch(() => []),
        })),
      ),
  );
  const nameOf = (run: BacktestAnswer) => String(run.request["strategy"] ?? "");
  const lines = () =>
    (curves.latest ?? []).map(({ id, points }) => {
      const run = all().find((one) => one.id === id);
      return {
        name: `${run === undefined ? "" : nameOf(run)} ${id.slice(0, 4)}`,
        values: points.map(({ equity }) => equity),
      };
    });
  const ends = (): readonly [string, string] => {
    const points = curves.latest?.[0]?.points ?? [];
    return [points[0]?.t.slice(0, 19) ?? "", points.at(-1)?.t.slice(0, 19) ?? ""];
  };
  const toggle = (id: string) =>
    setChosen((before) =>
      before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-compared)
    );
  return (
    <main class="backtest">
      <Card title="New backtest" area="form" note="simulated venue">
        <Form
          onStarted={(id) => {
            setOpen(id);
            setChosen([]);
            void refetch();
          }}
        />
      </Card>
      <Card title="Equity" area="equity" note={`compare up to ${compared}`}>
        <Lines
          label="Equity of the chosen backtests"
          lines={lines()}
          height={240}
          format={(value) => decimal(value)}
          ends={ends()}
        />
      </Card>
      <Card title="Runs" area="runs" note={`${all().length} kept`}>
        <Table
          caption="Backtests"
          rows={all().slice(0, 50)}
          empty="No backtest yet: start one on the left."
          onOpen={(run) => setOpen(run.id)}
          selected={(run) => run.id === open()}
          columns={[
            {
              heading: "",
              cell: (run) => (
                <input
                  type="checkbox"
                  aria-label={`Compare ${run.id}`}
                  checked={chosen().includes(run.id)}
                  disabled={statisticsOf(run) === undefined}
                  onClick={(event) => event.stopPropagation()}
                  onChange={() => toggle(run.id)}
                />
              ),
            },
            { heading: "Started", cell: (run) => clock(run.created_at) },
            { heading: "Strategy", cell: (run) => <strong>{nameOf(run)}</strong> },
            {
              heading: "Data",
              cell: (run) => (
                <span class="quiet">{String(run.request["recording"] ?? "simulated market")}</span>
              ),
            },
            {
              heading: "State",
              cell: (run) => <Progress run={run} onDone={() => void refetch()} />,
            },
            {
              heading: "Net profit",
              number: true,
              cell: (run) => {
                const net = statisticsOf(run)?.netProfit;
                return net === undefined ? "" : <span class={tone(net)}>{signed(net)}</span>;
              },
            },
            {
              heading: "Sharpe",
              number: true,
              cell: (run) => number(statisticsOf(run)?.sharpe),
            },
          ]}
        />
      </Card>
      <div class="backtest-result">
        <Show
          when={opened()}
          fallback={<p class="notice">Open a run to see its figures.</p>}
        >
          {(run) => <Result run={run()} />}
        </Show>
      </div>
    </main>
  );
};

const Progress = (props: { readonly run: BacktestAnswer; readonly onDone: () => void }) => (
  <Show
    when={props.run.state === "running" || props.run.state === "queued"}
    fallback={
      <span class={props.run.state === "failed" ? "bad" : ""} title={props.run.error}>
        {props.run.state}
      </span>
    }
  >
    <span class="backtest-progress">
      <progress max={1} value={props.run.progress} aria-label="Progress" />
      {props.run.state === "queued" ? "waits" : `${Math.round(props.run.progress * 100)} %`}
      <Show when={props.run.eta_seconds !== null}>
        <span class="quiet">{props.run.eta_seconds} s left</span>
      </Show>
      <button
        type="button"
        class="button button-small"
        onClick={(event) => {
          event.stopPropagation();
          void ask("DELETE", `/v1/backtests/${props.run.id}`).finally(props.onDone);
        }}
      >
        Cancel
      </button>
    </span>
  </Show>
);
