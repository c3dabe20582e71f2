// The tear sheet: one page that needs nothing else, in dark and light, of a backtest, of paper or of live.
import type { BacktestResult } from "../result.ts";
import { periodReturns, type Statistics, totalEquity } from "../statistics.ts";
import type { Analysis, Trip } from "./analysis.ts";
import { amounts, type Chart, chart, escaped, scatter, table, time } from "./charts.ts";
import { caution, count, figures, money, percent, ratio, someNames } from "./figures.ts";

/** What a tear sheet is of. */
export interface Sheet {
  readonly kind: "backtest" | "paper" | "live";
  /** The strategy, or the account. */
  readonly title: string;
  readonly id: string;
  readonly cancelled: boolean;
  readonly instruments: Readonly<Record<number, string>>;
  readonly statistics: Statistics;
  readonly result: BacktestResult;
  readonly analysis: Analysis;
  /** How it was run: name and value. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

const style =
  `:root{color-scheme:dark;--ground:#080c16;--ink:#e8edf7;--ink2:#a9b4c9;--line:#27314a;--card:#121a2c;--accent:#7aa2ff;--up:#3fd0a0;--down:#ff8a6b}
@media(prefers-color-scheme:light){:root{color-scheme:light;--ground:#eef2f9;--ink:#121a2c;--ink2:#45516a;--line:#cdd6e6;--card:#fff;--accent:#2f5fe0;--up:#047a55;--down:#c2410c}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.5 Inter,"Segoe UI",system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:32px 24px}h1{font-size:28px;margin:0}h2{font-size:13px;font-weight:600;color:var(--ink2);margin:0 0 8px}h2 small{font-weight:400;margin-left:10px}
p{margin:4px 0;color:var(--ink2)}section,.figures{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:16px;margin:16px 0}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:14px 24px}.figures div span{display:block;color:var(--ink2);font-size:12px}.figures b{font-size:18px;font-weight:600}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:0 16px}
.chart{position:relative}.chart svg{display:block;width:100%;height:auto;overflow:visible}.chart span{position:absolute;left:0;font-size:11px;color:var(--ink2);background:var(--card);padding:0 4px;opacity:.9}.top{top:-4px}.bottom{bottom:-4px}
polyline{fill:none;stroke:var(--accent);stroke-width:1.6;vector-effect:non-scaling-stroke}.area polyline{stroke:var(--down)}.area polygon{fill:var(--down);opacity:.22}.up{stroke:var(--up)}.down{stroke:var(--down)}.zero{stroke:var(--line);vector-effect:non-scaling-stroke}
circle{fill:none;stroke-width:1.4;opacity:.8}.amount{width:60%}.amount i{display:block;height:10px;border-radius:3px;min-width:1px}.amount i.up{background:var(--up)}.amount i.down{background:var(--down)}
.ends{display:flex;justify-content:space-between;font-size:12px}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}td,th{padding:4px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}td:first-child,th:first-child{text-align:left}th{color:var(--ink2);font-weight:600}
.warn{border-color:var(--down)}code{overflow-wrap:anywhere}.gain{color:var(--up)}.loss{color:var(--down)}`;

const ground = {
  backtest: "Backtest on",
  paper: "Paper trading of",
  live: "Live trading of",
} as const;

/** The page. */
export const tearSheet = (sheet: Sheet): string => {
  const { statistics: s, analysis, id, cancelled } = sheet;
  const names = someNames(Object.values(sheet.instruments));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(sheet.title)} · ${id}</title><style>${style}</style></head><body><main>
<h1>${escaped(sheet.title)}</h1>
<p>${ground[sheet.kind]} ${escaped(names)}${sheet.kind === "live" ? "" : " · simulated venue"}${
    cancelled ? " · cancelled before the end" : ""
  }</p>
<p>${time(s.fromUs)} to ${
    time(s.toUs)
  } UTC · returns of ${s.periodSeconds} s, annualised by the calendar · <code>${id}</code></p>
<p>${caution(sheet)}</p>
<div class="figures">${
    figures(sheet).map(([name, text]) => `<div><span>${name}</span><b>${escaped(text)}</b></div>`)
      .join("")
  }</div>
${warningList(sheet)}
${chartsOf(sheet)}
<div class="two">${costsOf(s)}${excursionsOf(analysis.trips)}</div>
${monthGrid(analysis)}
${fallTable(analysis)}
${tripTable(analysis.trips)}
<section><h2>How it was run</h2><div class="scroll"><table>${
    sheet.settings.map(([name, value]) =>
      `<tr><td>${escaped(name)}</td><td><code>${escaped(value)}</code></td></tr>`
    ).join("")
  }</table></div></section>
</main></body></html>
`;
};

const chartsOf = (sheet: Sheet): string => {
  const { statistics: s, result, analysis: { rolling, exposure }, instruments } = sheet;
  const total = totalEquity(result.curves);
  const equity = total.equity.map((one) => one + s.capital);
  let high = -Infinity;
  const under = equity.map((one) => one / (high = Math.max(high, one)) - 1);
  const returns = periodReturns(total.timeUs, equity, s.periodSeconds);
  const ends = [time(s.fromUs), time(s.toUs)] as const;
  const from = rolling.timeUs[0];
  const rollingEnds = [from === undefined ? "" : time(from), ends[1]] as const;
  const of = `of ${rolling.window} periods of ${s.periodSeconds} s`;
  const charts: readonly Chart[] = [
    { title: "Equity", values: equity, height: 260, kind: "line", format: money, ends },
    {
      title: "Below the last high",
      values: under,
      height: 140,
      kind: "area",
      format: percent,
      ends,
    },
    {
      ...{ title: `Returns of ${s.periodSeconds} s`, values: returns, height: 140 },
      ...{ kind: "bars", format: percent, ends },
    },
    {
      ...{ title: "Exposure", about: "positions at the mid price / capital" },
      ...{ values: exposure.share, height: 120, kind: "line", format: percent, ends },
    },
    {
      ...{ title: "Rolling Sharpe", about: of, values: rolling.sharpe, height: 120 },
      ...{ kind: "line", format: ratio, ends: rollingEnds },
    },
    {
      ...{ title: "Rolling volatility", about: of, values: rolling.volatility, height: 120 },
      ...{ kind: "line", format: percent, ends: rollingEnds },
    },
  ];
  const positions = result.curves.filter(({ positionLots }) =>
    positionLots.some((one) => one !== 0)
  )
    .slice(0, 8).map((curve) =>
      chart({
        title: `Position in ${instruments[curve.instrumentId]}, lots`,
        values: [...curve.positionLots],
        height: 120,
        kind: "bars",
        format: money,
        ends: [time(curve.timeUs[0]!), time(curve.timeUs.at(-1)!)],
      })
    );
  return [...charts.map(chart), ...positions].join("\n");
};

const costsOf = ({ costs, netProfit }: Statistics): string =>
  amounts("Costs", `of a net profit of ${money(netProfit)}; below zero is earned`, [
    ["Fees", costs.fees],
    ["Spread", costs.spread],
    ["Slippage", costs.slippage],
    ["Impact", costs.impact],
  ], money);

const excursionsOf = (trips: readonly Trip[]): string =>
  scatter({
    title: "Excursions of round trips",
    about: "the worst each stood at against the best",
    values: trips.map(({ worst, best, profit }) => [-worst, best, profit > 0] as const),
    height: 360,
    format: money,
    axes: ["adverse (MAE)", "favourable (MFE)"],
  });

const warningList = ({ result: { warnings } }: Sheet): string =>
  warnings.length === 0
    ? ""
    : `<section class="warn"><h2>Warnings</h2>${
      warnings.map(({ kind, count: times, first }) =>
        `<p>${kind} × ${count(times)}: ${escaped(first)}</p>`
      ).join("")
    }</section>`;

const coloured = (value: number): string =>
  `<span class="${value < 0 ? "loss" : "gain"}">${(value * 100).toFixed(2)}</span>`;

/** Returns by year and month. */
const monthGrid = ({ months }: Analysis): string => {
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
  const of = new Map(months.map(({ month, totalReturn }) => [month, totalReturn]));
  const numbers = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, "0"));
  const rows = years.map((year) => {
    const cells = numbers.map((number) => of.get(`${year}-${number}`));
    const whole = cells.reduce<number>((value, one) => value * (1 + (one ?? 0)), 1) - 1;
    return [year, ...cells.map((one) => one === undefined ? "" : coloured(one)), coloured(whole)];
  });
  return table("Months, in %", ["", ...numbers, "Year"], rows);
};

const fallTable = ({ falls }: Analysis): string =>
  table(
    "Deepest drawdowns",
    ["From", "Low", "Seen again", "Depth"],
    falls.map(({ fromUs, lowUs, toUs, depth }) => [
      ...[time(fromUs), time(lowUs), toUs === null ? "not yet" : time(toUs), percent(depth)],
    ]),
  );

const tripsShown = 20;

const tripTable = (trips: readonly Trip[]): string => {
  const largest = trips.toSorted((a, b) => Math.abs(b.profit) - Math.abs(a.profit))
    .slice(0, tripsShown);
  return table(
    "Round trips that counted most",
    ["Instrument", "From", "To", "Profit", "Worst", "Best"],
    largest.map((trip) => [
      ...[escaped(trip.instrument), time(trip.fromUs), time(trip.toUs)],
      ...[money(trip.profit), money(trip.worst), money(trip.best)],
    ]),
  );
};
