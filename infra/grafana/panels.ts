// What a panel of a dashboard is made of, and Grafana's JSON of it.

/** Where a panel asks. */
export type Source = "prometheus" | "clickhouse";

/** A question to Prometheus (`expr`, with the name of each line) or to ClickHouse (`rawSql`). */
export type Target =
  | { readonly expr: string; readonly legendFormat: string }
  | { readonly rawSql: string };

/** A panel as the roster tells it. */
export interface Panel {
  readonly title: string;
  readonly type: "timeseries" | "stat" | "table";
  /** Grafana's name of a unit: `short`, `ms`, `s`, `bytes`, `percentunit`. */
  readonly unit: string;
  readonly targets: readonly Target[];
  /** Columns that lead somewhere: the column, and the address with Grafana's `${__value.text}` in it. */
  readonly links?: Readonly<Record<string, string>>;
  /** Cells of 24 that it is wide; half the page where nothing is said. */
  readonly width?: number;
}

/** A dashboard as the roster tells it. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A chart over one or more expressions, each with the name of its lines. */
export const chart = (
  title: string,
  unit: string,
  ...lines: readonly (readonly [expr: string, legend: string])[]
): Panel => ({
  title,
  type: "timeseries",
  unit,
  targets: lines.map(([expr, legendFormat]) => ({ expr, legendFormat })),
});

/** A chart of rows: a column `time`, and one or more of numbers; a column of text names the lines. */
export const chartOf = (title: string, unit: string, rawSql: string): Panel => ({
  title,
  type: "timeseries",
  unit,
  targets: [{ rawSql }],
});

/** A table of rows over the whole width. */
export const tableOf = (
  title: string,
  rawSql: string,
  links: Readonly<Record<string, string>> = {},
): Panel => ({ title, type: "table", unit: "short", targets: [{ rawSql }], links, width: 24 });

const uids = { prometheus: "prometheus", clickhouse: "clickhouse" } as const;
const types = { prometheus: "prometheus", clickhouse: "grafana-clickhouse-datasource" } as const;
const datasourceOf = (source: Source) => ({ type: types[source], uid: uids[source] });

/** Where the collector of traces and the API are, as the browser sees them. */
const variables = [
  ["jaeger", "Jaeger", "http://127.0.0.1:16686"],
  ["contrail", "Contrail", "http://127.0.0.1:8080"],
] as const;

const height = 8;

const targetJson = (target: Target, index: number, type: Panel["type"]) => {
  const refId = String.fromCharCode(65 + index);
  return "expr" in target ? { refId, ...target } : {
    refId,
    datasource: datasourceOf("clickhouse"),
    editorType: "sql",
    queryType: type === "table" ? "table" : "timeseries",
    format: type === "table" ? 1 : 0,
    rawSql: target.rawSql,
  };
};

const override = ([column, url]: readonly [string, string]) => ({
  matcher: { id: "byName", options: column },
  properties: [{ id: "links", value: [{ title: column, url, targetBlank: true }] }],
});

/** The file that Grafana reads. Panels lie from left to right, and below where the row is full. */
export const dashboardJson = ({ uid, title, panels }: Dashboard) => {
  let x = 0;
  let y = 0;
  const place = (w: number) => {
    if (x + w > 24) [x, y] = [0, y + height];
    const gridPos = { x, y, w, h: height };
    x += w;
    return gridPos;
  };
  return {
    uid,
    title: `Contrail: ${title}`,
    schemaVersion: 41,
    version: 1,
    tags: ["contrail"],
    timezone: "utc",
    refresh: "5s",
    time: { from: "now-15m", to: "now" },
    templating: {
      list: variables.map(([name, label, query]) => ({
        ...{ name, label, query, type: "textbox" },
        current: { text: query, value: query },
      })),
    },
    panels: panels.map(({ title, type, unit, targets, links = {}, width = 12 }, index) => ({
      id: index + 1,
      title,
      type,
      datasource: datasourceOf("expr" in targets[0]! ? "prometheus" : "clickhouse"),
      gridPos: place(width),
      fieldConfig: { defaults: { unit }, overrides: Object.entries(links).map(override) },
      options: {},
      targets: targets.map((target, i) => targetJson(target, i, type)),
    })),
  };
};
