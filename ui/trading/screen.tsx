// The trading screen: one instrument, its chart and depth, a ticket, and every order with what can be done about it.
import { createMemo, createSignal, Show } from "solid-js";
import { Why } from "../dashboard/why.tsx";
import { isWorking } from "../live/model.ts";
import type { Live } from "../live/store.ts";
import { Card } from "../parts/card.tsx";
import { columnsOf } from "../parts/export.ts";
import { ExportMenu } from "../parts/export-menu.tsx";
import { Choice } from "../parts/field.tsx";
import { decimal } from "../parts/format.ts";
import { Markets } from "../parts/markets.tsx";
import { Fills, Money } from "../parts/orders.tsx";
import { Signals } from "../parts/signals.tsx";
import { Table } from "../parts/table.tsx";
import { queryValue, setQuery } from "../router.tsx";
import { choose, settings } from "../settings/store.ts";
import { Blotter } from "./blotter.tsx";
import { Chart } from "./chart.tsx";
import { createHotKeys } from "./hot-keys.ts";
import { Ladder } from "./ladder.tsx";
import { Tape } from "./tape.tsx";
import { createTicket } from "./ticket-store.ts";
import { TicketForm } from "./ticket.tsx";
import "./screen.css";

const views = [
  ["working", "Working"],
  ["hand", "By hand"],
  ["all", "All"],
  ["fills", "Fills"],
] as const;
const most = { orders: 60, fills: 60, signals: 12 } as const;

/** The trading screen. */
export const TradingScreen = (props: { readonly live: Live }) => {
  const { state, selected } = props.live;
  const ticket = createTicket(props.live);
  createHotKeys(props.live, ticket);
  const [shown, setShown] = createSignal("working");
  const select = (symbol: string): void => {
    props.live.select(symbol);
    setQuery({ symbol });
  };
  const row = () => props.live.row();
  const orders = createMemo(() => {
    if (shown() === "hand") return state.orders.filter((one) => one.strategy_id === "");
    return shown() === "working" ? state.orders.filter(isWorking) : state.orders;
  });
  const mine = createMemo(() =>
    state.orders.filter((one) => one.symbol === selected() && isWorking(one))
  );
  const positions = createMemo(() =>
    Object.values(state.positions).filter(({ side }) => side !== "flat")
      .sort((a, b) => a.symbol.localeCompare(b.symbol))
  );
  const signals = createMemo(() =>
    state.signals.filter((one) => one.symbol === selected()).slice(0, most.signals)
  );
  const takePrice = (price: number, side?: "buy" | "sell"): void =>
    ticket.setFields({
      limit: price.toFixed(ticket.decimals()),
      ...(ticket.limited() ? {} : { type: "limit" }),
      ...(side === undefined ? {} : { side }),
    });
  const dims = () => row()?.stale ? "stale" : "";
  return (
    <main class="screen trading">
      <Card
        title={selected() || "No instrument yet"}
        area="chart"
        note={
          <span class={`trading-touch ${dims()}`}>
            <span class="up">{decimal(row()?.bid ?? 0, row()?.decimals)}</span>
            <span class="quiet">×</span>
            <span class="down">{decimal(row()?.ask ?? 0, row()?.decimals)}</span>
          </span>
        }
      >
        <Chart live={props.live} onPrice={(price) => takePrice(price)} />
      </Card>
      <Card
        title="Order ticket"
        area="ticket"
        note={
          <label>
            <input
              type="checkbox"
              checked={settings.hotKeys}
              onChange={(event) => choose({ hotKeys: event.currentTarget.checked })}
            />{" "}
            Hot keys
          </label>
        }
      >
        <TicketForm live={props.live} ticket={ticket} />
      </Card>
      <Card title="Depth" area="depth">
        <Ladder
          book={state.book}
          orders={mine()}
          decimals={row()?.decimals ?? 2}
          tickSize={row()?.tickSize ?? 0.01}
          stale={row()?.stale ?? false}
          onPrice={takePrice}
        />
      </Card>
      <Card title="Tape" area="tape">
        <Tape prints={state.tape} />
      </Card>
      <Card
        title="Orders"
        area="orders"
        note={
          <>
            <Choice label="Which orders" value={shown()} options={views} onChange={setShown} />
            <ExportMenu
              what="the list"
              table={() => ({
                name: shown() === "fills" ? "fills" : "orders",
                columns: columnsOf(shown() === "fills" ? state.fills : orders()),
              })}
            />
          </>
        }
      >
        <Show
          when={shown() === "fills"}
          fallback={
            <Blotter
              orders={orders().slice(0, most.orders)}
              empty={shown() === "working" ? "No order works now." : "No order yet."}
            />
          }
        >
          <Fills
            fills={state.fills.slice(0, most.fills)}
            onOpen={(fill) => setQuery({ fill: fill.id })}
          />
        </Show>
      </Card>
      <Card title="Positions" area="positions" note={`${positions().length} held`}>
        <Table
          caption="Positions"
          rows={positions()}
          empty="Nothing is held. What fills appears here."
          nameOf={(one) => `Show ${one.symbol}`}
          onOpen={(one) => select(one.symbol)}
          columns={[
            {
              heading: "Instrument",
              cell: (one) => (
                <>
                  <strong>{one.symbol}</strong>
                  <div class="quiet small">{one.strategy_id || "by hand"}</div>
                </>
              ),
            },
            {
              heading: "Quantity",
              number: true,
              cell: (one) => (
                <>
                  {one.qty}
                  <div class="quiet small">at {one.avg_entry_price ?? "–"}</div>
                </>
              ),
            },
            {
              heading: "Open profit",
              number: true,
              cell: (one) => <Money value={Number(one.unrealized_pl)} />,
            },
          ]}
        />
      </Card>
      <Card
        title="Markets"
        area="markets"
        note={`${props.live.instruments().length} instruments`}
      >
        <Markets
          instruments={props.live.instruments()}
          courses={props.live.courses}
          selected={selected()}
          onSelect={select}
        />
      </Card>
      <Card title="Trading signals" area="signals" note={selected()}>
        <Signals signals={signals()} nowMs={props.live.nowMs()} onSelect={select} />
      </Card>
      <Show when={queryValue("fill")} keyed>
        {(fillId) => <Why fillId={fillId} onClose={() => setQuery({ fill: undefined })} />}
      </Show>
    </main>
  );
};
