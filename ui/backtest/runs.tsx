// The runs: what waits, what runs with its progress, and what is done and can be opened and compared.
import { createMemo, Show } from "solid-js";
import type { BacktestAnswer } from "../../gateway/backtests/protocol.ts";
import { raise } from "../alerts/store.ts";
import { ask, wordsOf } from "../api.ts";
import { age, clock, signed, tone, zoneName } from "../parts/format.ts";
import { Table } from "../parts/table.tsx";
import { number, statisticsOf } from "./figures.ts";

const most = 50;

/** A table of runs, newest first. */
export const Runs = (
  props: {
    readonly runs: readonly BacktestAnswer[];
    readonly open: string;
    readonly chosen: readonly string[];
    readonly onOpen: (id: string) => void;
    readonly onCompare: (id: string) => void;
    readonly onChanged: () => void;
  },
) => {
  // By id, so that a button stays the same button while the progress of its run is told.
  const ids = createMemo(() => props.runs.slice(0, most).map(({ id }) => id));
  const byId = createMemo(() => new Map(props.runs.map((run) => [run.id, run])));
  const of = (id: string): BacktestAnswer => byId().get(id)!;
  const nameOf = (id: string) => String(of(id)?.request["strategy"] ?? "");
  const net = (id: string) => statisticsOf(of(id))?.netProfit;
  return (
    <Table
      caption="Backtests"
      rows={ids()}
      empty="No backtest yet: choose a strategy on the left and run it. It takes some seconds."
      nameOf={(id) => `Open ${nameOf(id)} ${id.slice(0, 4)}`}
      onOpen={(id) => props.onOpen(id)}
      selected={(id) => id === props.open}
      columns={[
        {
          heading: "Compare",
          cell: (id) => (
            <input
              type="checkbox"
              aria-label={`Compare ${nameOf(id)} ${id.slice(0, 4)}`}
              checked={props.chosen.includes(id)}
              disabled={statisticsOf(of(id)) === undefined}
              onClick={(event) => event.stopPropagation()}
              onChange={() => props.onCompare(id)}
            />
          ),
        },
        {
          heading: `Started ${zoneName()}`,
          cell: (id) => <span class="quiet">{clock(of(id).created_at)}</span>,
        },
        {
          heading: "Strategy",
          cell: (id) => (
            <span>
              <strong>{nameOf(id)}</strong> <span class="quiet mono">{id.slice(0, 4)}</span>
            </span>
          ),
        },
        {
          heading: "Data",
          cell: (id) => (
            <span class="quiet">{String(of(id).request["recording"] ?? "simulated market")}</span>
          ),
        },
        {
          heading: "State",
          cell: (id) => <Progress run={of(id)} onChanged={() => props.onChanged()} />,
        },
        {
          heading: "Net profit",
          number: true,
          cell: (id) => (
            <span class={tone(net(id) ?? 0)}>{net(id) === undefined ? "" : signed(net(id)!)}</span>
          ),
        },
        {
          heading: "Sharpe",
          number: true,
          cell: (id) => (
            <span>
              {statisticsOf(of(id)) === undefined ? "" : number(statisticsOf(of(id))?.sharpe)}
            </span>
          ),
        },
      ]}
    />
  );
};

const Progress = (props: { readonly run: BacktestAnswer; readonly onChanged: () => void }) => {
  const runs = () => props.run.state === "running" || props.run.state === "queued";
  const cancel = async (): Promise<void> => {
    try {
      await ask("DELETE", `/v1/backtests/${props.run.id}`);
    } catch (cause) {
      raise({ level: "bad", title: "The backtest goes on", words: wordsOf(cause) });
    }
    props.onChanged();
  };
  return (
    <Show
      when={runs()}
      fallback={
        <span class={props.run.state === "failed" ? "bad" : ""} title={props.run.error}>
          {props.run.state === "done" && props.run.result?.["best"] !== undefined
            ? "sweep done"
            : props.run.state}
        </span>
      }
    >
      <span class="backtest-progress">
        <progress max={1} value={props.run.progress} aria-label="Progress" />
        {props.run.state === "queued" ? "waits" : `${Math.round(props.run.progress * 100)} %`}
        <span class="quiet">
          {props.run.eta_seconds === null ? "" : `${age(props.run.eta_seconds * 1000)} left`}
        </span>
        <button
          type="button"
          class="button button-small"
          aria-label={`Cancel run ${props.run.id.slice(0, 4)}`}
          onClick={(event) => {
            event.stopPropagation();
            void cancel();
          }}
        >
          Cancel
        </button>
      </span>
    </Show>
  );
};
