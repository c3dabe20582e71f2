// The heat map of a sweep: two settings as axes, a figure as colour and number, the best cell marked.
import { createMemo, createSignal, For, Show } from "solid-js";
import type { BacktestAnswer } from "../../gateway/backtests/protocol.ts";
import { Card } from "../parts/card.tsx";
import { ExportMenu } from "../parts/export-menu.tsx";
import { Choice } from "../parts/field.tsx";
import { createAnswer } from "../parts/poll.ts";
import { Failed, Loading } from "../parts/states.tsx";
import { csvRows } from "./csv.ts";
import { number, percent } from "./figures.ts";

interface Axis {
  readonly name: string;
  readonly values: readonly number[];
}

const metrics = [
  ["sharpe", "Sharpe"],
  ["netProfit", "Net profit"],
  ["maxDrawdown", "Largest drawdown"],
  ["fills", "Fills"],
] as const;
/** Figures of which less is better. */
const less = new Set(["maxDrawdown"]);

/** The mean of a figure where a cell has several trials: those that differ in a third setting. */
const meanOf = (values: readonly number[]): number | undefined => {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0) / known.length;
};

/** A card with the heat map of a sweep. */
export const HeatMap = (
  props: {
    readonly run: BacktestAnswer;
    readonly onPick: (settings: Readonly<Record<string, string>>) => void;
  },
) => {
  const rows = createAnswer(
    () => props.run.id,
    (id) => csvRows(`/v1/backtests/${id}/sweep.csv`),
  );
  const axes = () => (props.run.result?.["axes"] ?? []) as readonly Axis[];
  const [asked, setAsked] = createSignal<{ readonly x?: string; readonly y?: string }>({});
  const [metric, setMetric] = createSignal<string>("sharpe");
  const x = () => axes().find(({ name }) => name === asked().x) ?? axes()[0];
  const y = () =>
    axes().find(({ name }) => name === asked().y && name !== x()?.name) ??
      axes().find(({ name }) => name !== x()?.name);
  const cells = createMemo(() => {
    const found = new Map<string, number>();
    const [across, down] = [x(), y()];
    if (across === undefined || rows.error() !== undefined) return found;
    const groups = new Map<string, number[]>();
    for (const row of rows.latest() ?? []) {
      const key = `${Number(row[across.name])} ${down === undefined ? "" : Number(row[down.name])}`;
      const value = row[metric()] === "null" ? NaN : Number(row[metric()]);
      groups.set(key, [...groups.get(key) ?? [], value]);
    }
    for (const [key, values] of groups) {
      const mean = meanOf(values);
      if (mean !== undefined) found.set(key, mean);
    }
    return found;
  });
  const range = createMemo(() => {
    const values = [...cells().values()];
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  const best = () => less.has(metric()) ? range().low : range().high;
  const text = (value: number | undefined) =>
    value === undefined
      ? "–"
      : metric() === "maxDrawdown"
      ? percent(value)
      : number(value, metric() === "fills" ? 0 : 2);
  const heat = (value: number | undefined) => {
    const { low, high } = range();
    if (value === undefined || high === low) return 0;
    const part = (value - low) / (high - low);
    return less.has(metric()) ? 1 - part : part;
  };
  const names = () => axes().map(({ name }) => [name, name] as const);
  return (
    <Card
      title="Sweep"
      note={
        <>
          <ExportMenu
            what="the sweep"
            table={() => ({
              name: `sweep-${props.run.id}`,
              columns: Object.fromEntries(
                Object.keys(rows.latest()?.[0] ?? {}).map((name) => [
                  name,
                  (rows.latest() ?? []).map((row) => Number(row[name])),
                ]),
              ),
            })}
          />
        </>
      }
    >
      <div class="row heat-tools">
        <Choice label="Figure" value={metric()} options={metrics} onChange={setMetric} />
        <Show when={axes().length > 1}>
          <Choice
            label="Across"
            value={x()?.name ?? ""}
            options={names()}
            onChange={(value) => setAsked({ ...asked(), x: value })}
          />
          <Choice
            label="Down"
            value={y()?.name ?? ""}
            options={names().filter(([name]) => name !== x()?.name)}
            onChange={(value) => setAsked({ ...asked(), y: value })}
          />
        </Show>
      </div>
      <Show
        when={rows.error() === undefined}
        fallback={<Failed what="sweep" cause={rows.error()} onRetry={rows.again} />}
      >
        <Show when={!rows.loading()} fallback={<Loading what="the sweep" rows={5} />}>
          <div class="table-scroll" tabindex="0" role="group" aria-label="Heat map">
            <table class="heat">
              <caption class="visually-hidden">
                {metric()} by {x()?.name} across and {y()?.name} down
              </caption>
              <thead>
                <tr>
                  <th scope="col">
                    {y()?.name ?? ""} ↓ {x()?.name} →
                  </th>
                  <For each={x()?.values ?? []}>{(value) => <th scope="col">{value}</th>}</For>
                </tr>
              </thead>
              <tbody>
                <For each={y()?.values ?? [NaN]}>
                  {(down) => (
                    <tr>
                      <th scope="row">{Number.isNaN(down) ? "" : down}</th>
                      <For each={x()?.values ?? []}>
                        {(across) => {
                          const value = () =>
                            cells().get(`${across} ${Number.isNaN(down) ? "" : down}`);
                          return (
                            <td
                              style={{ "--heat": `${Math.round(heat(value()) * 70)}%` }}
                              data-best={value() !== undefined && value() === best()
                                ? ""
                                : undefined}
                            >
                              <button
                                type="button"
                                title="Put these settings into the form"
                                onClick={() =>
                                  props.onPick({
                                    [x()!.name]: String(across),
                                    ...(y() === undefined ? {} : { [y()!.name]: String(down) }),
                                  })}
                              >
                                {text(value())}
                                <Show when={value() !== undefined && value() === best()}>
                                  <span class="visually-hidden">the best</span>
                                  <span aria-hidden="true">★</span>
                                </Show>
                              </button>
                            </td>
                          );
                        }}
                      </For>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </div>
          <p class="quiet small">
            A cell puts its settings into the form. Where more than two settings were swept, a cell
            is the mean of its trials.
          </p>
        </Show>
      </Show>
    </Card>
  );
};
