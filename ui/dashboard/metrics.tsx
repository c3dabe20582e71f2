// The figures at the top of the dashboard: what the account is worth and how the machine does.
import { createMemo } from "solid-js";
import type { Live } from "../live/store.ts";
import { arrow, count, decimal, percent, signed, tone } from "../parts/format.ts";
import { MetricCard } from "../parts/metric-card.tsx";

const minuteMs = 60_000;

/** Points of a course that a metric card shows. */
const shown = 120;

/** The key figures. */
export const Metrics = (props: { readonly live: Live }) => {
  const { account, profit, core, state, nowMs } = props.live;
  const recent = createMemo(() =>
    state.signals.reduce((sum, one) => sum + Number(nowMs() - one.seenMs < minuteMs), 0)
  );
  const ticks = () => core()?.actors.find(({ name }) => name === "book")?.receivedPerSecond ?? 0;
  const latency = () => core()?.tickToOrderMs;
  return (
    <section class="metrics" aria-label="Key figures">
      <MetricCard
        title="Equity, paper"
        value={account.known() ? decimal(account.equity()) : "–"}
        unit={account.currency()}
        detail={`began with ${decimal(account.capital(), 0)}`}
        course={account.course().values.slice(-shown)}
      />
      <MetricCard
        title="Profit today"
        value={`${arrow(account.dayProfit())} ${signed(account.dayProfit())}`}
        tone={tone(account.dayProfit())}
        detail={`open ${signed(profit().unrealized)}, all fees ${decimal(profit().fees)}`}
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
        detail={`net ${signed(profit().exposure, 0)}, ${
          percent(account.equity() > 0 ? profit().gross / account.equity() : undefined)
        } of equity`}
      />
      <MetricCard
        title="Signals"
        value={count(recent())}
        unit="/min"
        detail={`from ${count(ticks())} ticks/s`}
      />
      <MetricCard
        title="Tick to order, p99"
        value={latency() === undefined ? "–" : decimal(latency()!.p99)}
        unit="ms"
        detail={latency() === undefined
          ? "no order yet"
          : `p50 ${decimal(latency()!.p50)} ms, ${count(latency()!.orders)} orders`}
      />
    </section>
  );
};
