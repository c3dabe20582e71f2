// The tear sheet of a run: one page that needs nothing else, in dark and light.
import type { BacktestRun } from "../../../actors/run/backtest/job.ts";
import { periodReturns, totalEquity } from "../../../actors/run/backtest/statistics.ts";
import { caution, figures } from "./summary.ts";

const width = 960;
const points = 1200;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const time = (us: number): string =>
  new Date(us / 1000).toISOString().replace("T", " ").slice(0, 19);

/** At most so many of the values, spread evenly, with the last. */
const thinned = (values: readonly number[]): number[] => {
  const step = Math.max(1, Math.ceil(values.length / points));
  return values.filter((_, i) => i % step === 0 || i === values.length - 1);
};

interface Chart {
  readonly title: string;
  readonly values: readonly number[];
  readonly height: number;
  readonly kind: "line" | "area" | "bars";
  readonly format: (value: number) => string;
  /** Under the left and the right end. */
  readonly ends: readonly [string, string];
}

const chart = ({ title, values: all, height, kind, format, ends }: Chart): string => {
  const values = thinned(all.filter(Number.isFinite));
  if (values.length < 2) return "";
  const zero = kind === "line" ? [] : [0];
  const low = Math.min(...values, ...zero);
  const high = Math.max(...values, ...zero);
  const y = (value: number) =>
    (height - 8 - (value - low) / (high - low || 1) * (height - 16)).toFixed(1);
  const x = (i: number) => (i / (values.length - 1) * width).toFixed(1);
  const line = values.map((value, i) => `${x(i)},${y(value)}`).join(" ");
  const thick = Math.max(1, width / values.length * 0.8).toFixed(1);
  const drawn = kind === "bars"
    ? values.map((value, i) =>
      `<line class="${value < 0 ? "down" : "up"}" stroke-width="${thick}" x1="${x(i)}" x2="${
        x(i)
      }" y1="${y(0)}" y2="${y(value)}"/>`
    ).join("")
    : `${
      kind === "area" ? `<polygon points="0,${y(0)} ${line} ${width},${y(0)}"/>` : ""
    }<polyline points="${line}"/>`;
  return `<section><h2>${escaped(title)}</h2><div class="chart ${kind}">
<span class="top">${format(high)}</span><span class="bottom">${format(low)}</span>
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${
    escaped(title)
  }">${drawn}</svg>
</div><p class="ends"><span>${ends[0]}</span><span>${ends[1]}</span></p></section>`;
};

const style =
  `:root{color-scheme:dark;--ground:#080c16;--ink:#e8edf7;--ink2:#a9b4c9;--line:#27314a;--card:#121a2c;--accent:#7aa2ff;--up:#3fd0a0;--down:#ff8a6b}
@media(prefers-color-scheme:light){:root{color-scheme:light;--ground:#eef2f9;--ink:#121a2c;--ink2:#45516a;--line:#cdd6e6;--card:#fff;--accent:#2f5fe0;--up:#047a55;--down:#c2410c}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.5 Inter,"Segoe UI",system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:32px 24px}h1{font-size:28px;margin:0}h2{font-size:13px;font-weight:600;color:var(--ink2);margin:0 0 8px}
p{margin:4px 0;color:var(--ink2)}section,.figures{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:16px;margin:16px 0}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:14px 24px}.figures div span{display:block;color:var(--ink2);font-size:12px}.figures b{font-size:18px;font-weight:600}
.chart{position:relative}.chart svg{display:block;width:100%;height:auto;overflow:visible}.chart span{position:absolute;left:0;font-size:11px;color:var(--ink2);background:var(--card);padding:0 4px;opacity:.9}.top{top:-4px}.bottom{bottom:-4px}
polyline{fill:none;stroke:var(--accent);stroke-width:1.6;vector-effect:non-scaling-stroke}.area polyline{stroke:var(--down)}.area polygon{fill:var(--down);opacity:.22}.up{stroke:var(--up)}.down{stroke:var(--down)}
.ends{display:flex;justify-content:space-between;font-size:12px}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}td,th{padding:4px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}td:first-child,th:first-child{text-align:left}th{color:var(--ink2);font-weight:600}
.warn{border-color:var(--down)}code{overflow-wrap:anywhere}`;

/** The page. */
export const tearSheet = (run: BacktestRun): string => {
  const { config, statistics: s, result } = run;
  const total = totalEquity(result.curves);
  const equity = total.equity.map((one) => one + config.capital);
  let high = -Infinity;
  const under = equity.map((one) => one / (high = Math.max(high, one)) - 1);
  const returns = periodReturns(total.timeUs, equity, s.periodSeconds);
  const ends = [time(s.fromUs), time(s.toUs)] as const;
  const percent = (value: number) => `${(value * 100).toFixed(3)} %`;
  const money = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });
  const names = Object.values(run.instruments).join(", ") || "no instrument traded";
  const positions = result.curves.slice(0, 8).map((curve) =>
    chart({
      title: `Position in ${run.instruments[curve.instrumentId]}, lots`,
      values: [...curve.positionLots],
      height: 120,
      kind: "bars",
      format: money,
      ends: [time(curve.timeUs[0]!), time(curve.timeUs.at(-1)!)],
    })
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(config.strategy)} · ${run.id}</title><style>${style}</style></head><body><main>
<h1>${escaped(config.strategy)}</h1>
<p>Backtest on ${escaped(names)} · simulated venue${
    run.cancelled ? " · cancelled before the end" : ""
  }</p>
<p>${ends[0]} to ${
    ends[1]
  } UTC · returns of ${s.periodSeconds} s, annualised by the calendar · run <code>${run.id}</code></p>
<p>${caution(run)}</p>
<div class="figures">${
    figures(run).map(([name, text]) => `<div><span>${name}</span><b>${escaped(text)}</b></div>`)
      .join("")
  }</div>
${chart({ title: "Equity", values: equity, height: 260, kind: "line", format: money, ends })}
${
    chart({
      title: "Below the last high",
      values: under,
      height: 140,
      kind: "area",
      format: percent,
      ends,
    })
  }
${
    chart({
      title: `Returns of ${s.periodSeconds} s`,
      values: returns,
      height: 140,
      kind: "bars",
      format: percent,
      ends,
    })
  }
${positions.join("\n")}
${monthTable(total.timeUs, equity)}
${warningList(run)}
<section><h2>How it was run</h2><div class="scroll"><table>${
    Object.entries(run.settings).flatMap(([of, values]) =>
      Object.entries(values).map(([name, value]) =>
        `<tr><td>${escaped(`${of}.${name}`)}</td><td>${value}</td></tr>`
      )
    ).join("")
  }</table></div><p>${
    result.events.toLocaleString("en-US")
  } events · data <code>${run.dataHash}</code> · code <code>${
    escaped(run.codeVersion)
  }</code></p></section>
</main></body></html>
`;
};

const warningList = ({ result: { warnings } }: BacktestRun): string =>
  warnings.length === 0
    ? ""
    : `<section class="warn"><h2>Warnings</h2>${
      warnings.map(({ kind, count, first }) => `<p>${kind} × ${count}: ${escaped(first)}</p>`).join(
        "",
      )
    }</section>`;

/** Returns by month, where there is more than one. */
const monthTable = (timeUs: readonly number[], equity: readonly number[]): string => {
  const ends = new Map<string, number>();
  for (const [i, us] of timeUs.entries()) ends.set(time(us).slice(0, 7), equity[i]!);
  if (ends.size < 2) return "";
  let before = equity[0]!;
  const rows = [...ends].map(([month, end]) => {
    const change = end / before - 1;
    before = end;
    return `<tr><td>${month}</td><td>${(change * 100).toFixed(2)} %</td></tr>`;
  });
  return `<section><h2>Months</h2><div class="scroll"><table><tr><th>Month</th><th>Return</th></tr>${
    rows.join("")
  }</table></div></section>`;
};
