// Lines over time or over anything that grows: equity, drawdown, rates. Drawn by uPlot, with the numbers behind it as a table.
import type uPlot from "uplot";
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  on,
  onCleanup,
  onMount,
  Show,
} from "solid-js";
import { exportPicture } from "../parts/export.ts";
import { ExportMenu } from "../parts/export-menu.tsx";
import { clockOf, dateOf, zoneName } from "../parts/format.ts";
import { settings, shownTheme } from "../settings/store.ts";
import { Table } from "../parts/table.tsx";
import "./lines.css";

/** One line. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** What is drawn. */
export interface LinesProps {
  readonly label: string;
  /** Times in milliseconds, or whatever the x axis counts where `plainX` is set; they grow. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly height: number;
  readonly format: (value: number) => string;
  readonly plainX?: boolean;
  /** Fills the area between the first line and zero. */
  readonly area?: boolean;
  /** Draws the area in the colour of losses. */
  readonly tone?: "accent" | "down";
  readonly file?: string;
}

const colours = ["--accent", "--up", "--warn", "--down"] as const;
const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
/** Rows of the table behind a chart. */
const tableRows = 50;

/** A chart that fills its width. */
export const Lines = (props: LinesProps) => {
  let box: HTMLDivElement | undefined;
  let chart: uPlot | undefined;
  const [library, setLibrary] = createSignal<typeof uPlot>();
  const [asTable, setAsTable] = createSignal(false);
  const enough = createMemo(() => props.times.length > 1);
  const data = (): uPlot.AlignedData => [
    props.plainX ? props.times as number[] : props.times.map((one) => one / 1000),
    ...props.lines.map(({ values }) => values as (number | null)[]),
  ];
  const xText = (x: number): string => props.plainX ? String(x) : dateOf(x * 1000);
  onMount(() => {
    void Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]).then(([module]) =>
      setLibrary(() => module.default)
    );
  });
  /** What makes a chart afresh: new lines, another theme, another zone. */
  const shape = createMemo(() => props.lines.map(({ name }) => name).join("\n"));
  createEffect(
    on([library, shape, shownTheme, () => settings.zone, enough, asTable], ([Library]) => {
      chart?.destroy();
      chart = undefined;
      if (Library === undefined || box === undefined || !enough() || asTable()) return;
      chart = new Library(optionsOf(props, box.clientWidth, xText), data(), box);
    }),
  );
  createEffect(on([() => props.times, () => props.lines], () => {
    const columns = data();
    // Other lines make another chart; a chart is only told of lines that it has.
    if (chart?.series.length === columns.length) chart.setData(columns);
  }, { defer: true }));
  const resized = new ResizeObserver(() => {
    if (box !== undefined && box.clientWidth > 0) {
      chart?.setSize({ width: box.clientWidth, height: props.height });
    }
  });
  onMount(() => resized.observe(box!));
  onCleanup(() => {
    resized.disconnect();
    chart?.destroy();
  });
  const ends = () =>
    props.lines.map(({ name, values }) => `${name} ${lastOf(values, props.format)}`);
  return (
    <figure class="lines" data-tone={props.tone}>
      <div class="lines-head">
        <span class="lines-names">
          <Show when={props.lines.length > 1}>
            <For each={props.lines}>
              {(line, i) => (
                <span class="line-name">
                  <i style={{ background: `var(${colours[i() % colours.length]})` }} /> {line.name}
                </span>
              )}
            </For>
          </Show>
        </span>
        <button
          type="button"
          class="lines-switch"
          aria-pressed={asTable()}
          onClick={() => setAsTable(!asTable())}
        >
          {asTable() ? "Chart" : "Table"}
        </button>
        <ExportMenu
          what={props.label}
          table={() => ({
            name: props.file ?? "chart",
            columns: {
              [props.plainX ? "x" : "time"]: props.plainX
                ? props.times
                : props.times.map((one) => new Date(one).toISOString()),
              ...Object.fromEntries(props.lines.map(({ name, values }) => [name, values])),
            },
          })}
          picture={() => {
            if (chart !== undefined) exportPicture(props.file ?? "chart", chart.ctx.canvas);
          }}
        />
      </div>
      <Show when={!enough()}>
        <p class="quiet lines-empty">Nothing to draw yet: a line needs two points.</p>
      </Show>
      <Show when={asTable() && enough()}>
        <Table
          caption={`${props.label}, newest first`}
          rows={props.times.map((_, i) => i).slice(-tableRows).reverse()}
          empty=""
          columns={[
            {
              heading: props.plainX ? "" : `Time ${zoneName()}`,
              cell: (i) => props.plainX ? props.times[i] : `${clockOf(props.times[i]!)}`,
            },
            ...props.lines.map(({ name, values }) => ({
              heading: name,
              number: true,
              cell: (i: number) => values[i] === null ? "–" : props.format(values[i]!),
            })),
          ]}
        />
      </Show>
      <div
        ref={box}
        class="lines-box"
        role="img"
        aria-label={`${props.label}: ${ends().join(", ")}`}
        style={{ "min-height": enough() && !asTable() ? `${props.height}px` : "0" }}
      />
    </figure>
  );
};

const lastOf = (values: Line["values"], format: (value: number) => string): string => {
  const last = values.findLast((one) => one !== null);
  return last === undefined || last === null ? "–" : format(last);
};

const optionsOf = (
  props: LinesProps,
  width: number,
  xText: (x: number) => string,
): uPlot.Options => {
  const [ink, line] = [colourOf("--ink-3"), colourOf("--line")];
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: ink, font, ticks: { show: false }, grid: { stroke: line, width: 1 } };
  const short = (x: number): string => props.plainX ? String(x) : clockOf(x * 1000).slice(0, 5);
  return {
    width,
    height: props.height,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: {
      x: { time: false },
      ...(props.area
        ? { y: { range: (_, low, high) => [Math.min(low, 0), Math.max(high, 0)] } }
        : {}),
    },
    axes: [
      {
        ...axis,
        size: 26,
        grid: { show: false },
        space: 80,
        values: (_, splits) => splits.map(short),
      },
      { ...axis, size: 74, values: (_, splits) => splits.map((one) => props.format(one)) },
    ],
    series: [
      {},
      ...props.lines.map((one, i): uPlot.Series => {
        const stroke = colourOf(props.tone === "down" && i === 0 ? "--down" : colours[i % 4]!);
        return {
          label: one.name,
          stroke,
          width: 1.6,
          points: { show: false },
          ...(props.area && i === 0
            ? { fill: `color-mix(in srgb, ${stroke} 18%, transparent)`, fillTo: 0 }
            : {}),
        };
      }),
    ],
    hooks: { init: [(chart) => addReadout(chart, props, xText)] },
  };
};

/** What the cursor is over, in words. */
const addReadout = (
  chart: uPlot,
  props: LinesProps,
  xText: (x: number) => string,
): void => {
  const readout = document.createElement("div");
  readout.className = "lines-readout";
  chart.over.append(readout);
  chart.hooks.setCursor = [
    (at) => {
      const i = at.cursor.idx;
      readout.hidden = i === null || i === undefined;
      if (i === null || i === undefined) return;
      const values = at.data.slice(1).map((values, n) => {
        const value = (values as (number | null)[])[i];
        const name = props.lines.length > 1 ? `${props.lines[n]?.name} ` : "";
        return `${name}${value === null || value === undefined ? "–" : props.format(value)}`;
      });
      readout.textContent = `${xText(at.data[0]![i]!)}  ${values.join("  ")}`;
    },
  ];
};
