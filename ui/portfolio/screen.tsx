// The portfolio screen: what the account is worth, what it holds, and the plan that rebalances it before it is sent.
import { createMemo, createResource, createSignal, For, onCleanup, Show } from "solid-js";
import type { PortfolioAnswer, RebalanceAnswer } from "../../gateway/protocol.ts";
import { ask, wordsOf } from "../api.ts";
import type { Dashboard } from "../dashboard/store.ts";
import { Card } from "../parts/card.tsx";
import { Choice, Field, NumberInput } from "../parts/field.tsx";
import { arrow, decimal, signed, tone } from "../parts/format.ts";
import { Lines } from "../parts/lines.tsx";
import { MetricCard } from "../parts/metric-card.tsx";
import { Table } from "../parts/table.tsx";
import "./screen.css";

const path = "/v1/portfolio/paper";
const ways = [
  ["risk-parity", "Risk parity"],
  ["hierarchical-risk-parity", "Hierarchical risk parity"],
  ["minimum-variance", "Minimum variance"],
  ["mean-variance", "Mean-variance"],
  ["inverse-volatility", "Inverse volatility"],
  ["equal-weight", "Equal weight"],
] as const;

/** The portfolio screen. */
export const PortfolioScreen = (props: { readonly dashboard: Dashboard }) => {
  const { state } = props.dashboard;
  const [portfolio, { refetch }] = createResource(() => ask<PortfolioAnswer>("GET", path));
  const timer = setInterval(() => void refetch(), 2_000);
  onCleanup(() => clearInterval(timer));
  const now = () => portfolio.error === undefined ? portfolio.latest : undefined;
  const curve = createMemo(() => state.equity.map((one) => (now()?.capital ?? 0) + one));
  const under = createMemo(() => {
    let high = -Infinity;
    return curve().map((one) => one / (high = Math.max(high, one)) - 1);
  });
  const bySymbol = createMemo(() => {
    const sums = new Map<string, { qty: number; value: number; profit: number; from: string[] }>();
    for (const one of now()?.positions ?? []) {
      const sum = sums.get(one.symbol) ?? { qty: 0, value: 0, profit: 0, from: [] };
      sum.qty += Number(one.qty);
      sum.value += Number(one.qty) * Number(one.current_price);
      sum.profit += Number(one.unrealized_pl);
      sum.from.push(one.strategy_id || "by hand");
      sums.set(one.symbol, sum);
    }
    return [...sums].map(([symbol, sum]) => ({ symbol, ...sum }))
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  });
  const byStrategy = createMemo(() => {
    const sums = new Map<string, number>();
    for (const one of Object.values(state.positions)) {
      const name = one.strategy_id || "by hand";
      const net = Number(one.realized_pl) + Number(one.unrealized_pl) - Number(one.fees);
      sums.set(name, (sums.get(name) ?? 0) + net);
    }
    return [...sums].map(([name, net]) => ({ name, net })).sort((a, b) => b.net - a.net);
  });
  const most = () => bySymbol().reduce((high, one) => Math.max(high, Math.abs(one.value)), 1);
  return (
    <main class="portfolio">
      <section class="metrics" aria-label="Key figures">
        <MetricCard
          title="Equity, paper"
          value={decimal(now()?.equity ?? 0)}
          unit={now()?.currency ?? ""}
          detail={`began with ${decimal(now()?.capital ?? 0, 0)}`}
          course={curve()}
        />
        <MetricCard
          title="Profit after fees"
          value={`${arrow((now()?.equity ?? 0) - (now()?.capital ?? 0))} ${
            signed((now()?.equity ?? 0) - (now()?.capital ?? 0))
          }`}
          tone={tone((now()?.equity ?? 0) - (now()?.capital ?? 0))}
          detail={`realized ${signed(now()?.realized_pl ?? 0)}, open ${
            signed(now()?.unrealized_pl ?? 0)
          }, fees ${decimal(now()?.fees ?? 0)}`}
        />
        <MetricCard title="Cash" value={decimal(now()?.cash ?? 0)} unit={now()?.currency ?? ""} />
        <MetricCard
          title="Exposure, gross"
          value={decimal(now()?.gross_exposure ?? 0)}
          unit={now()?.currency ?? ""}
          detail={`net ${signed(now()?.net_exposure ?? 0)}`}
        />
      </section>
      <Show when={portfolio.error}>
        <p class="notice" data-tone="bad" role="alert">{wordsOf(portfolio.error)}</p>
      </Show>
      <Card title="Equity" area="equity" note="since this page was opened">
        <Lines
          label="Equity over the last seconds"
          lines={[{ name: "Equity", values: curve() }]}
          height={170}
          format={(value) => decimal(value)}
        />
        <h3 class="portfolio-under">Below its high</h3>
        <Lines
          label="How far equity is below its high"
          lines={[{ name: "Below its high", values: under() }]}
          height={80}
          format={(value) => `${(value * 100).toFixed(3)} %`}
          area
        />
      </Card>
      <Card title="Positions" area="holdings" note="all strategies together">
        <Table
          caption="Positions by instrument"
          rows={bySymbol()}
          empty="Nothing is held."
          columns={[
            { heading: "Instrument", cell: (one) => <strong>{one.symbol}</strong> },
            { heading: "Quantity", number: true, cell: (one) => decimal(one.qty, 0) },
            {
              heading: "Value",
              number: true,
              cell: (one) => (
                <span class="portfolio-value">
                  <i
                    class={tone(one.value)}
                    style={{ width: `${Math.abs(one.value) / most() * 60}px` }}
                    aria-hidden="true"
                  />
                  {signed(one.value)}
                </span>
              ),
            },
            {
              heading: "Open profit",
              number: true,
              cell: (one) => (
                <span class={tone(one.profit)}>{arrow(one.profit)} {signed(one.profit)}</span>
              ),
            },
            { heading: "From", cell: (one) => <span class="quiet">{one.from.join(", ")}</span> },
          ]}
        />
      </Card>
      <Card title="Who earned it" area="attribution" note="after fees">
        <Table
          caption="Profit by strategy"
          rows={byStrategy()}
          empty="Nothing was traded yet."
          columns={[
            { heading: "Strategy", cell: (one) => one.name },
            {
              heading: "Net",
              number: true,
              cell: (one) => <span class={tone(one.net)}>{arrow(one.net)} {signed(one.net)}</span>,
            },
          ]}
        />
      </Card>
      <Card
        title="Rebalance"
        area="rebalance"
        note="a plan first; nothing is sent before you say so"
      >
        <Rebalance onDone={() => void refetch()} />
      </Card>
    </main>
  );
};

const Rebalance = (props: { readonly onDone: () => void }) => {
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
      setPlan(await request(more));
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
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
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
                      <span class={row.side === "buy" ? "up" : "down"}>
                        {arrow(row.side === "buy" ? 1 : -1)} {row.side} {row.qty} {row.symbol}
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
                  {order.side} {order.qty} {order.symbol}: {order.status.replaceAll("_", " ")}{" "}
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
