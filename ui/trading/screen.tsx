// The trading screen: one instrument, its chart and depth, a ticket, and every order with what can be done about it.
import { createMemo, createSignal, Show } from "solid-js";
import { coreOf } from "../../streams/status.ts";
import { isWorking } from "../dashboard/model.ts";
import { Markets } from "../dashboard/markets.tsx";
import type { Dashboard } from "../dashboard/store.ts";
import { Signals } from "../dashboard/signals.tsx";
import { Candles } from "../parts/candles.tsx";
import { Card } from "../parts/card.tsx";
import { arrow, decimal, signed, tone } from "../parts/format.ts";
import { Choice } from "../parts/field.tsx";
import { Table } from "../parts/table.tsx";
import { Blotter } from "./blotter.tsx";
import { Ladder } from "./ladder.tsx";
import { Ticket } from "./ticket.tsx";
import "./screen.css";

const secondOf = (time: string): number => Math.floor(Date.parse(`${time.slice(0, 19)}Z`) / 1000);

/** The trading screen. */
export const TradingScreen = (props: { readonly dashboard: Dashboard; readonly theme: string }) => {
  const { state, nowMs, selected, select } = props.dashboard;
  const [shown, setShown] = createSignal("working");
  const instruments = createMemo(() =>
    Object.values(state.instruments).sort((a, b) => a.symbol.localeCompare(b.symbol))
  );
  const row = () => state.instruments[selected()];
  const orders = createMemo(() => {
    if (shown() === "hand") return state.orders.filter((one) => one.strategy_id === "");
    return shown() === "working" ? state.orders.filter(isWorking) : state.orders;
  });
  const candles = createMemo(() =>
    state.bars.map((bar) => ({
      time: secondOf(bar.t),
      open: Number(bar.o),
      high: Number(bar.h),
      low: Number(bar.l),
      close: Number(bar.c),
    }))
  );
  const marks = createMemo(() =>
    state.fills.filter((fill) => fill.symbol === selected()).map((fill) => ({
      time: secondOf(fill.t),
      side: fill.side,
      label: fill.qty,
    })).reverse()
  );
  const lines = createMemo(() =>
    state.orders.filter((one) => one.symbol === selected() && isWorking(one)).flatMap((one) => {
      const price = one.limit_price ?? one.stop_price;
      return price === null ? [] : [{
        price: Number(price),
        side: one.side,
        label: `${one.side} ${one.qty} ${one.stop_price === null ? "" : "stop"}`.trim(),
      }];
    })
  );
  const positions = createMemo(() =>
    Object.values(state.positions).filter(({ side }) => side !== "flat")
      .sort((a, b) => a.symbol.localeCompare(b.symbol))
  );
  return (
    <main class="trading">
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
        note="fills marked, working orders as lines"
      >
        <Show when={selected() !== ""} fallback={<p class="quiet">Waiting for the first quote.</p>}>
          <Candles
            symbol={selected()}
            candles={candles()}
            marks={marks()}
            lines={lines()}
            decimals={row()?.decimals ?? 2}
            theme={props.theme}
          />
        </Show>
      </Card>
      <Card title="Order ticket" area="ticket" note="paper">
        <Ticket
          row={row()}
          symbol={selected()}
          nowMs={nowMs()}
          state={coreOf(Object.values(state.statuses))?.tradingState}
        />
      </Card>
      <Card title="Depth" area="depth" note="at most once a second">
        <Ladder book={state.book} />
      </Card>
      <Card
        title="Orders"
        area="orders"
        note={
          <Choice
            label="Which orders"
            value={shown()}
            options={[["working", "Working"], ["hand", "By hand"], ["all", "All"]]}
            onChange={setShown}
          />
        }
      >
        <Blotter
          orders={orders().slice(0, 60)}
          empty={shown() === "working" ? "No order works now." : "No order yet."}
        />
      </Card>
      <Card title="Positions" area="positions" note="profit in quote currency">
        <Table
          caption="Positions"
          rows={positions()}
          empty="Nothing is held."
          onOpen={(one) => select(one.symbol)}
          columns={[
            { heading: "Instrument", cell: (one) => <strong>{one.symbol}</strong> },
            {
              heading: "From",
              cell: (one) => <span class="quiet">{one.strategy_id || "by hand"}</span>,
            },
            { heading: "Quantity", number: true, cell: (one) => one.qty },
            { heading: "Average", number: true, cell: (one) => one.avg_entry_price ?? "—" },
            {
              heading: "Open profit",
              number: true,
              cell: (one) => {
                const value = Number(one.unrealized_pl);
                return <span class={tone(value)}>{arrow(value)} {signed(value)}</span>;
              },
            },
          ]}
        />
      </Card>
      <Card
        title="Trading signals"
        area="signals"
        note={`bid ${decimal(row()?.bid ?? 0, row()?.decimals ?? 2)} · ask ${
          decimal(row()?.ask ?? 0, row()?.decimals ?? 2)
        }`}
      >
        <Signals
          signals={state.signals.filter((one) => one.symbol === selected()).slice(0, 12)}
          nowMs={nowMs()}
          onSelect={select}
        />
      </Card>
    </main>
  );
};
