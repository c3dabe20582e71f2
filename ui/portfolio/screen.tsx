// The portfolio screen: what the account is worth, what it holds, who earned it, and the plan that rebalances it.
import { createMemo, createSignal, For, Show } from "solid-js";
import { Equity } from "../dashboard/equity.tsx";
import type { Live } from "../live/store.ts";
import { Card } from "../parts/card.tsx";
import { columnsOf } from "../parts/export.ts";
import { ExportMenu } from "../parts/export-menu.tsx";
import { arrow, decimal, percent, signed, tone } from "../parts/format.ts";
import { MetricCard } from "../parts/metric-card.tsx";
import { Money } from "../parts/orders.tsx";
import { Table } from "../parts/table.tsx";
import { navigate } from "../router.tsx";
import { Rebalance } from "./rebalance.tsx";
import { attributionOf, holdingsOf } from "./sums.ts";
import "../dashboard/screen.css";
import "./screen.css";

const ways = [["strategy", "By strategy"], ["symbol", "By instrument"]] as const;

/** The portfolio screen. */
export const PortfolioScreen = (props: { readonly live: Live }) => {
  const { state, account, profit } = props.live;
  const [way, setWay] = createSignal<"strategy" | "symbol">("strategy");
  const holdings = createMemo(() => holdingsOf(Object.values(state.positions)));
  const earned = createMemo(() => attributionOf(Object.values(state.positions), way()));
  const most = () => earned().reduce((high, { net }) => Math.max(high, Math.abs(net)), 1e-9);
  const total = () => account.equity() - account.capital();
  return (
    <main class="screen portfolio">
      <section class="metrics" aria-label="Key figures">
        <MetricCard
          title="Equity, paper"
          value={account.known() ? decimal(account.equity()) : "–"}
          unit={account.currency()}
          detail={`began with ${decimal(account.capital(), 0)}`}
          course={account.course().values.slice(-120)}
        />
        <MetricCard
          title="Profit after fees"
          value={`${arrow(total())} ${signed(total())}`}
          tone={tone(total())}
          detail={`realized ${signed(profit().realized)}, open ${signed(profit().unrealized)}`}
        />
        <MetricCard
          title="Profit today"
          value={`${arrow(account.dayProfit())} ${signed(account.dayProfit())}`}
          tone={tone(account.dayProfit())}
          detail="since midnight UTC"
        />
        <MetricCard
          title="Drawdown"
          value={percent(account.drawdown(), 3)}
          detail="from the high of the last day"
        />
        <MetricCard
          title="Cash"
          value={decimal(account.equity() - profit().exposure)}
          unit={account.currency()}
          detail={`fees paid ${decimal(profit().fees)}`}
        />
        <MetricCard
          title="Exposure, gross"
          value={decimal(profit().gross)}
          unit={account.currency()}
          detail={`net ${signed(profit().exposure)}`}
        />
      </section>
      <Card title="Equity" area="equity" note="of the last day, with what was lost from the high">
        <Equity account={account} height={210} under />
      </Card>
      <Card
        title="Exposure"
        area="exposure"
        note={`long ${decimal((profit().gross + profit().exposure) / 2, 0)}, short ${
          decimal((profit().gross - profit().exposure) / 2, 0)
        }`}
      >
        <Exposure holdings={holdings()} equity={account.equity()} />
      </Card>
      <Card
        title="Positions"
        area="holdings"
        note={
          <>
            all strategies together
            <ExportMenu
              what="the positions"
              table={() => ({
                name: "positions",
                columns: columnsOf(Object.values(state.positions)),
              })}
            />
          </>
        }
      >
        <Table
          caption="Positions by instrument"
          rows={holdings()}
          empty="Nothing is held. Strategies open positions when their edge is large enough; you can trade by hand too."
          nameOf={(one) => `Trade ${one.symbol}`}
          onOpen={(one) => navigate(`/trading?symbol=${encodeURIComponent(one.symbol)}`)}
          columns={[
            { heading: "Instrument", cell: (one) => <strong>{one.symbol}</strong> },
            {
              heading: "Quantity",
              number: true,
              cell: (one) => signed(one.quantity, 3).replace(/\.?0+$/, ""),
            },
            { heading: "Value", number: true, cell: (one) => signed(one.value) },
            {
              heading: "Open profit",
              number: true,
              cell: (one) => <Money value={one.open} />,
            },
            { heading: "From", cell: (one) => <span class="quiet">{one.from.join(", ")}</span> },
          ]}
        />
      </Card>
      <Card
        title="Attribution"
        area="attribution"
        note={
          <div class="segments" role="group" aria-label="Who earned it">
            <For each={ways}>
              {([value, text]) => (
                <button
                  type="button"
                  aria-pressed={way() === value}
                  onClick={() => setWay(value)}
                >
                  {text}
                </button>
              )}
            </For>
          </div>
        }
      >
        <Table
          caption="Profit after fees"
          rows={earned()}
          empty="Nothing was traded yet."
          columns={[
            { heading: way() === "strategy" ? "Strategy" : "Instrument", cell: (one) => one.name },
            { heading: "Realized", number: true, cell: (one) => signed(one.realized) },
            { heading: "Open", number: true, cell: (one) => signed(one.open) },
            { heading: "Fees", number: true, cell: (one) => decimal(one.fees) },
            { heading: "Net", number: true, cell: (one) => <Money value={one.net} /> },
            {
              heading: "",
              cell: (one) => (
                <span class={`earned ${tone(one.net)}`} aria-hidden="true">
                  <i style={{ width: `${Math.abs(one.net) / most() * 100}%` }} />
                </span>
              ),
            },
          ]}
        />
      </Card>
      <Card
        title="Rebalance"
        area="rebalance"
        note="a plan first; nothing is sent before you say so"
      >
        <Rebalance onDone={() => undefined} />
      </Card>
    </main>
  );
};

const Exposure = (
  props: { readonly holdings: ReturnType<typeof holdingsOf>; readonly equity: number },
) => {
  const most = () =>
    props.holdings.reduce((high, { value }) => Math.max(high, Math.abs(value)), 1e-9);
  return (
    <Show when={props.holdings.length > 0} fallback={<p class="quiet">Nothing is held now.</p>}>
      <ul class="exposure">
        <For each={props.holdings}>
          {(one) => (
            <li>
              <strong>{one.symbol}</strong>
              <span class="exposure-bar" aria-hidden="true">
                <i
                  class={tone(one.value)}
                  data-side={one.value < 0 ? "short" : "long"}
                  style={{ width: `${Math.abs(one.value) / most() * 50}%` }}
                />
              </span>
              <span class="number">
                {arrow(one.value)} {signed(one.value, 0)}
              </span>
              <span class="number quiet">
                {percent(props.equity > 0 ? Math.abs(one.value) / props.equity : undefined)}
              </span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
};
