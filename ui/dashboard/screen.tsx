// The dashboard: what it earns, what it sees, what it wishes, what it did, and how the pipeline does.
import { createMemo, createSignal, Show } from "solid-js";
import type { FillAnswer, OrderAnswer, PositionAnswer } from "../../gateway/protocol.ts";
import { coreOf } from "../../streams/status.ts";
import { Candles } from "../parts/candles.tsx";
import { Card } from "../parts/card.tsx";
import { arrow, clock, count, decimal, signed, tone } from "../parts/format.ts";
import { MetricCard } from "../parts/metric-card.tsx";
import { Table } from "../parts/table.tsx";
import { Health } from "./health.tsx";
import { Markets } from "./markets.tsx";
import { Signals } from "./signals.tsx";
import type { Dashboard } from "./store.ts";
import { Why } from "./why.tsx";
import "./screen.css";

/** The dashboard screen. */
export const DashboardScreen = (
  props: { readonly dashboard: Dashboard; readonly theme: string },
) => {
  const { state, nowMs, selected, select } = props.dashboard;
  const [asked, setAsked] = createSignal<string>();
  const instruments = createMemo(() =>
    Object.values(state.instruments).sort((a, b) => a.symbol.localeCompare(b.symbol))
  );
  // What is held comes first, then what was traded; a replay of other instruments shows its own.
  const positions = createMemo(() =>
    Object.values(state.positions)
      .filter((one) => state.instruments[one.symbol] !== undefined || one.side !== "flat")
      .sort((a, b) =>
        Number(a.side === "flat") - Number(b.side === "flat") || a.symbol.localeCompare(b.symbol)
      )
  );
  const marks = createMemo(() =>
    state.fills.filter((fill) => fill.symbol === selected()).map((fill) => ({
      time: Math.floor(Date.parse(`${fill.t.slice(0, 19)}Z`) / 1000),
      side: fill.side,
      label: fill.qty,
    })).reverse()
  );
  const candles = createMemo(() =>
    state.bars.map((bar) => ({
      time: Math.floor(Date.parse(`${bar.t.slice(0, 19)}Z`) / 1000),
      open: Number(bar.o),
      high: Number(bar.h),
      low: Number(bar.l),
      close: Number(bar.c),
    }))
  );
  return (
    <main class="dashboard">
      <Metrics dashboard={props.dashboard} />
      <Card title="Markets" area="markets" note={`${instruments().length} instruments`}>
        <Markets
          instruments={instruments()}
          selected={selected()}
          nowMs={nowMs()}
          onSelect={select}
        />
      </Card>
      <Card
        title={`${selected() || "No instrument yet"}, one second`}
        area="chart"
        note="UTC · fills marked"
      >
        <Show when={selected() !== ""} fallback={<p class="quiet">Waiting for the first quote.</p>}>
          <Candles
            symbol={selected()}
            candles={candles()}
            marks={marks()}
            decimals={state.instruments[selected()]?.decimals ?? 2}
            theme={props.theme}
          />
        </Show>
      </Card>
      <Card title="Trading signals" area="signals" note="newest first">
        <Signals signals={state.signals.slice(0, 24)} nowMs={nowMs()} onSelect={select} />
      </Card>
      <Card title="Positions" area="positions" note="profit in quote currency">
        <Positions positions={positions()} />
      </Card>
      <Card title="Fills" area="fills" note="open one to see why">
        <Fills fills={state.fills} onOpen={(fill) => setAsked(fill.id)} />
      </Card>
      <Card title="Orders" area="orders" note={`${state.orders.length} newest`}>
        <Orders orders={state.orders} />
      </Card>
      <Card title="Pipeline" area="health">
        <Health statuses={state.statuses} nowMs={nowMs()} />
      </Card>
      <Show when={asked()} keyed>
        {(fillId) => <Why fillId={fillId} onClose={() => setAsked(undefined)} />}
      </Show>
    </main>
  );
};

const Metrics = (props: { readonly dashboard: Dashboard }) => {
  const { state, profit, nowMs } = props.dashboard;
  const core = () => coreOf(Object.values(state.statuses));
  const recorder = () => state.statuses["recorder"];
  const ticks = () => core()?.actors.find((actor) => actor.name === "book")?.receivedPerSecond ?? 0;
  const recent = createMemo(() =>
    state.signals.filter((one) => nowMs() - one.seenMs < 60_000).length
  );
  const rows = () => Object.values(recorder()?.tables ?? {}).reduce((sum, n) => sum + n, 0);
  return (
    <section class="metrics" aria-label="Key figures">
      <MetricCard
        title="Net profit, paper"
        value={`${arrow(profit().net)} ${signed(profit().net)}`}
        unit="USD"
        tone={tone(profit().net)}
        detail={`realized ${signed(profit().realized)}, open ${signed(profit().unrealized)}, fees ${
          decimal(profit().fees)
        }`}
        course={state.equity}
      />
      <MetricCard
        title="Ticks"
        value={count(ticks())}
        unit="/s"
        detail={`${count(core()?.source?.records ?? 0)} so far`}
      />
      <MetricCard
        title="Signals"
        value={count(recent())}
        unit="/min"
        detail={`${state.fills.length} fills shown`}
      />
      <MetricCard
        title="Tick to order, p50"
        value={decimal(core()?.tickToOrderMs?.p50 ?? 0)}
        unit="ms"
        detail={`p99 ${decimal(core()?.tickToOrderMs?.p99 ?? 0)} ms, durable, ${
          count(core()?.tickToOrderMs?.orders ?? 0)
        } orders`}
      />
      <MetricCard
        title="Recorded"
        value={count(rows())}
        unit="rows"
        detail="in ClickHouse since the start"
      />
    </section>
  );
};

const Positions = (props: { readonly positions: readonly PositionAnswer[] }) => (
  <Table
    caption="Positions"
    rows={props.positions}
    empty="Nothing was traded yet."
    columns={[
      {
        heading: "Instrument",
        cell: (row) => (
          <>
            <strong>{row.symbol}</strong>
            <div class="quiet small">{row.strategy_id || "by hand"}</div>
          </>
        ),
      },
      {
        heading: "Quantity",
        number: true,
        cell: (row) => `${row.side === "flat" ? "" : arrow(Number(row.qty))} ${row.qty}`,
      },
      { heading: "Entry", number: true, cell: (row) => row.avg_entry_price ?? "–" },
      { heading: "Open", number: true, cell: (row) => <Money value={row.unrealized_pl} /> },
      { heading: "Realized", number: true, cell: (row) => <Money value={row.realized_pl} /> },
    ]}
  />
);

const Money = (props: { readonly value: string }) => (
  <span class={tone(Number(props.value))}>{signed(Number(props.value))}</span>
);

const Side = (props: { readonly side: "buy" | "sell" }) => (
  <span class={props.side === "buy" ? "up" : "down"}>
    {props.side === "buy" ? "▲ buy" : "▼ sell"}
  </span>
);

const Fills = (
  props: { readonly fills: readonly FillAnswer[]; readonly onOpen: (fill: FillAnswer) => void },
) => (
  <Table
    caption="Fills"
    rows={props.fills.slice(0, 40)}
    empty="No fill yet."
    onOpen={(fill) => props.onOpen(fill)}
    columns={[
      { heading: "Time UTC", cell: (row) => clock(row.t) },
      { heading: "Instrument", cell: (row) => <strong>{row.symbol}</strong> },
      { heading: "Side", cell: (row) => <Side side={row.side} /> },
      { heading: "Quantity", number: true, cell: (row) => row.qty },
      { heading: "Price", number: true, cell: (row) => row.price },
      { heading: "", cell: (row) => <span class="quiet">{row.liquidity}</span> },
    ]}
  />
);

const Orders = (props: { readonly orders: readonly OrderAnswer[] }) => (
  <Table
    caption="Orders"
    rows={props.orders.slice(0, 40)}
    empty="No order yet."
    columns={[
      { heading: "Time UTC", cell: (row) => clock(row.created_at) },
      { heading: "Instrument", cell: (row) => <strong>{row.symbol}</strong> },
      { heading: "Side", cell: (row) => <Side side={row.side} /> },
      { heading: "Quantity", number: true, cell: (row) => row.qty },
      { heading: "Filled", number: true, cell: (row) => row.filled_qty },
      { heading: "Limit", number: true, cell: (row) => row.limit_price ?? "market" },
      {
        heading: "State",
        cell: (row) => <span title={row.reject_reason}>{row.status.replaceAll("_", " ")}</span>,
      },
    ]}
  />
);
