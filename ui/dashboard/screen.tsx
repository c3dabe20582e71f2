// The dashboard: what it earns, what it sees, what it wishes, what it did, and how the pipeline does.
import { createMemo, Show } from "solid-js";
import { log } from "../alerts/store.ts";
import { AlertList } from "../alerts/list.tsx";
import type { Live } from "../live/store.ts";
import { arrow } from "../parts/format.ts";
import { Card } from "../parts/card.tsx";
import { Markets } from "../parts/markets.tsx";
import { Fills, Money } from "../parts/orders.tsx";
import { Signals } from "../parts/signals.tsx";
import { Table } from "../parts/table.tsx";
import { Link, navigate, queryValue, setQuery } from "../router.tsx";
import { Equity } from "./equity.tsx";
import { Health } from "./health.tsx";
import { Metrics } from "./metrics.tsx";
import { Why } from "./why.tsx";
import "./screen.css";

const shown = { signals: 16, fills: 30, alerts: 6 } as const;

/** The dashboard screen. */
export const DashboardScreen = (props: { readonly live: Live }) => {
  const { state } = props.live;
  const positions = createMemo(() =>
    Object.values(state.positions).filter(({ side }) => side !== "flat")
      .sort((a, b) => a.symbol.localeCompare(b.symbol))
  );
  const open = (symbol: string) => navigate(`/trading?symbol=${encodeURIComponent(symbol)}`);
  const signals = createMemo(() => state.signals.slice(0, shown.signals));
  return (
    <main class="screen dashboard">
      <Metrics live={props.live} />
      <Card
        title="Equity"
        area="equity"
        note={<Link to="/portfolio">Portfolio</Link>}
      >
        <Equity account={props.live.account} height={286} />
      </Card>
      <Card
        title="Markets"
        area="markets"
        note={`${props.live.instruments().length} instruments; open one to trade it`}
      >
        <Markets
          instruments={props.live.instruments()}
          courses={props.live.courses}
          selected={props.live.selected()}
          onSelect={open}
        />
      </Card>
      <Card title="Trading signals" area="signals" note="newest first">
        <Signals signals={signals()} nowMs={props.live.nowMs()} onSelect={open} />
      </Card>
      <Card title="Positions" area="positions" note={`${positions().length} held`}>
        <Table
          caption="Positions"
          rows={positions()}
          empty="Nothing is held now."
          nameOf={(one) => `Trade ${one.symbol}`}
          onOpen={(one) => open(one.symbol)}
          columns={[
            { heading: "Instrument", cell: (one) => <strong>{one.symbol}</strong> },
            {
              heading: "Quantity",
              number: true,
              cell: (one) => `${arrow(Number(one.qty))} ${one.qty}`,
            },
            { heading: "Entry", number: true, cell: (one) => one.avg_entry_price ?? "–" },
            {
              heading: "Open profit",
              number: true,
              cell: (one) => <Money value={Number(one.unrealized_pl)} />,
            },
            {
              heading: "From",
              cell: (one) => <span class="quiet">{one.strategy_id || "by hand"}</span>,
            },
          ]}
        />
      </Card>
      <Card title="Fills" area="fills" note="open one to see why">
        <Fills
          brief
          fills={state.fills.slice(0, shown.fills)}
          onOpen={(fill) => setQuery({ fill: fill.id })}
        />
      </Card>
      <Card title="Pipeline" area="health" note={<Link to="/pipeline">Topology</Link>}>
        <Health live={props.live} />
      </Card>
      <Card title="Alerts" area="alerts" note={<Link to="/alerts">All of them</Link>}>
        <AlertList alerts={log().slice(0, shown.alerts)} />
      </Card>
      <Show when={queryValue("fill")} keyed>
        {(fillId) => <Why fillId={fillId} onClose={() => setQuery({ fill: undefined })} />}
      </Show>
    </main>
  );
};
