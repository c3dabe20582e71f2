// The risk screen: what may be sent, the switch that stops it with its proof, limits and how much of each is used.
import { createMemo } from "solid-js";
import { isWorking } from "../live/model.ts";
import type { Live } from "../live/store.ts";
import { Card } from "../parts/card.tsx";
import { arrow, clock, count, decimal, percent, signed, tone, zoneName } from "../parts/format.ts";
import { MetricCard } from "../parts/metric-card.tsx";
import { Side } from "../parts/orders.tsx";
import { Table } from "../parts/table.tsx";
import { Deadman } from "./deadman.tsx";
import { Limits } from "./limits.tsx";
import { Stop } from "./stop.tsx";
import "./screen.css";

const shownRefused = 30;

/** The risk screen. */
export const RiskScreen = (props: { readonly live: Live }) => {
  const { state, account, profit } = props.live;
  const working = createMemo(() => state.orders.filter(isWorking));
  const refused = createMemo(() =>
    state.orders.filter(({ status }) => status === "denied" || status === "rejected")
      .slice(0, shownRefused)
  );
  const trading = () => props.live.core()?.tradingState;
  return (
    <main class="screen risk">
      <section class="metrics" aria-label="Key figures">
        <MetricCard
          title="Trading state"
          value={trading() ?? "–"}
          tone={trading() === "active" ? "up" : trading() === undefined ? "plain" : "bad"}
          detail={trading() === "active"
            ? "orders may be sent"
            : trading() === "halted"
            ? "nothing may be sent"
            : trading() === "reducing"
            ? "only what reduces a position"
            : "waiting for the core"}
        />
        <MetricCard
          title="Profit today"
          value={`${arrow(account.dayProfit())} ${signed(account.dayProfit())}`}
          tone={tone(account.dayProfit())}
          detail={`of ${decimal(account.equity(), 0)} ${account.currency()}`}
        />
        <MetricCard
          title="Drawdown"
          value={percent(account.drawdown(), 3)}
          detail="from the high of the last day"
        />
        <MetricCard
          title="Exposure"
          value={decimal(profit().gross, 0)}
          unit={account.currency()}
          detail={`${
            decimal(account.equity() > 0 ? profit().gross / account.equity() : 0, 3)
          } times equity`}
        />
        <MetricCard
          title="Working orders"
          value={count(working().length)}
          detail={`${working().filter((one) => one.strategy_id === "").length} of them by hand`}
        />
        <MetricCard
          title="Refused"
          value={count(refused().length)}
          tone={refused().length > 0 ? "warn" : "plain"}
          detail="of the newest orders"
        />
      </section>
      <Card title="Kill switch" area="stop" tone={trading() === "active" ? "plain" : "bad"}>
        <Stop live={props.live} working={working().length} />
      </Card>
      <Card title="Dead-man's switch" area="deadman" note="halts by itself when this page is gone">
        <Deadman />
      </Card>
      <Limits />
      <Card title="Refused orders" area="refused" note="by risk, or by the venue">
        <Table
          caption="Refused orders"
          rows={refused()}
          empty="None of the newest orders was refused."
          columns={[
            { heading: `Time ${zoneName()}`, cell: (one) => clock(one.created_at) },
            { heading: "Instrument", cell: (one) => <strong>{one.symbol}</strong> },
            { heading: "Side", cell: (one) => <Side side={one.side} /> },
            { heading: "Quantity", number: true, cell: (one) => one.qty },
            {
              heading: "From",
              cell: (one) => <span class="quiet">{one.strategy_id || "by hand"}</span>,
            },
            { heading: "By", cell: (one) => one.status === "denied" ? "risk" : "venue" },
            { heading: "Why", cell: (one) => <span class="bad">{one.reject_reason}</span> },
          ]}
        />
      </Card>
    </main>
  );
};
