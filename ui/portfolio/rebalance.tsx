// The rebalance card: a plan out of weights, with its costs, before anything of it is sent.
import { createSignal, For, Show } from "solid-js";
import type { RebalanceAnswer } from "../../gateway/protocol.ts";
import { raise } from "../alerts/store.ts";
import { ask, wordsOf } from "../api.ts";
import { accountName } from "../live/account.ts";
import { Choice, Field, NumberInput } from "../parts/field.tsx";
import { decimal, percent, wordsOfName } from "../parts/format.ts";
import { Side } from "../parts/orders.tsx";
import { Table } from "../parts/table.tsx";

const path = `/v1/portfolio/${accountName}`;
const ways = [
  ["risk-parity", "Risk parity"],
  ["hierarchical-risk-parity", "Hierarchical risk parity"],
  ["minimum-variance", "Minimum variance"],
  ["mean-variance", "Mean-variance"],
  ["inverse-volatility", "Inverse volatility"],
  ["equal-weight", "Equal weight"],
] as const;

/** Makes a plan, shows what it costs, and sends it when told to. */
export const Rebalance = (props: { readonly onDone: () => void }) => {
  const [way, setWay] = createSignal("risk-parity");
  const [capital, setCapital] = createSignal("20000");
  const [band, setBand] = createSignal("1");
  const [bars, setBars] = createSignal("300");
  const [plan, setPlan] = createSignal<RebalanceAnswer>();
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal("");
  const request = (more: object) =>
    ask<RebalanceAnswer>("POST", `${path}/rebalance`, {
      capital: Number(capital()),
      drift_band: Number(band()) / 100,
      ...more,
    });
  const run = async (more: object): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      const made = await request(more);
      setPlan(made);
      if (made.executed) {
        const words = `${made.orders.length} orders of plan ${made.plan_id}`;
        raise({ level: "good", title: "The plan was sent", words });
      }
      props.onDone();
    } catch (cause) {
      setError(wordsOf(cause));
    }
    setBusy(false);
  };
  const execute = () => {
    const { weights, plan_id } = plan()!;
    const targets = Object.fromEntries(weights.map(({ symbol, target }) => [symbol, target]));
    return run({ targets, plan_id, execute: true });
  };
  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    setPlan(undefined);
  };
  return (
    <div class="rebalance">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void run({ optimiser: way(), bars: Number(bars()) });
        }}
      >
        <div class="form-row">
          <Field label="Weights by" hint="Out of the newest one-second bars">
            {(id) => (
              <Choice
                id={id}
                value={way()}
                options={ways}
                onChange={(value) => {
                  setWay(value);
                  setPlan(undefined);
                }}
              />
            )}
          </Field>
          <Field label="Capital to spread">
            {(id) => <NumberInput id={id} value={capital()} onInput={change(setCapital)} />}
          </Field>
          <Field label="Drift band, %" hint="What is off by less stays as it is">
            {(id) => <NumberInput id={id} value={band()} onInput={change(setBand)} />}
          </Field>
          <Field label="Bars to look back">
            {(id) => <NumberInput id={id} value={bars()} onInput={change(setBars)} />}
          </Field>
        </div>
        <div class="rebalance-buttons">
          <button type="submit" class="button" data-tone="accent" disabled={busy()}>
            {busy() ? "Working…" : "Make a plan"}
          </button>
          <Show when={plan() !== undefined && !plan()!.executed && plan()!.orders.length > 0}>
            <button type="button" class="button" disabled={busy()} onClick={() => void execute()}>
              Send {plan()!.orders.length} orders
            </button>
          </Show>
        </div>
      </form>
      <Show when={error() !== ""}>
        <p class="notice" data-tone="bad" role="alert">{error()}</p>
      </Show>
      <Show when={plan()} keyed>
        {(one) => (
          <>
            <p class="notice" data-tone={one.executed ? "up" : undefined} role="status">
              {one.executed
                ? `${
                  one.sent.filter(({ status }) => status === "filled").length
                } of ${one.orders.length} orders filled at once`
                : one.orders.length === 0
                ? "Everything is within the drift band, or nearer than one lot."
                : `${one.orders.length} orders, turnover ${percent(one.turnover)}, expected cost ${
                  decimal(one.cost)
                }, cash after ${decimal(one.cash_after)}`}
            </p>
            <div class="rebalance-tables">
              <Table
                caption="Weights"
                rows={one.weights}
                empty="No instrument."
                columns={[
                  { heading: "Instrument", cell: (row) => <strong>{row.symbol}</strong> },
                  { heading: "Now", number: true, cell: (row) => percent(row.before) },
                  { heading: "Target", number: true, cell: (row) => percent(row.target) },
                  { heading: "After", number: true, cell: (row) => percent(row.after) },
                  {
                    heading: "",
                    cell: (row) => (
                      <span class="weight-bar" aria-hidden="true">
                        <i style={{ width: `${Math.min(100, Math.abs(row.before) * 100)}%` }} />
                        <i style={{ width: `${Math.min(100, Math.abs(row.target) * 100)}%` }} />
                      </span>
                    ),
                  },
                ]}
              />
              <Table
                caption="Orders of the plan"
                rows={one.orders}
                empty="Nothing to send."
                columns={[
                  {
                    heading: "Order",
                    cell: (row) => (
                      <span>
                        <Side side={row.side} /> {row.qty} {row.symbol}
                      </span>
                    ),
                  },
                  { heading: "Value", number: true, cell: (row) => decimal(row.notional) },
                  { heading: "Cost", number: true, cell: (row) => decimal(row.cost) },
                ]}
              />
            </div>
            <For each={one.sent.filter(({ status }) => status !== "filled")}>
              {(order) => (
                <p class="small quiet">
                  {order.side} {order.qty} {order.symbol}: {wordsOfName(order.status)}{" "}
                  {order.reject_reason}
                </p>
              )}
            </For>
          </>
        )}
      </Show>
    </div>
  );
};
