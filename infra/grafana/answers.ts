// What a system that runs answers to a panel, asked as Grafana asks it: lines of Prometheus, or rows of ClickHouse.
import type { Prometheus } from "../prometheus/running.ts";
import { openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import { readEndpoints } from "../local/endpoints.ts";
import { dashboards } from "./dashboards.ts";
import type { Panel, Source, Target } from "./panels.ts";
import { expanded } from "./running.ts";

/** Every panel, with the name of its page. */
export const panels: readonly { readonly name: string; readonly panel: Panel }[] = dashboards
  .flatMap(({ uid, panels }) => panels.map((panel) => ({ name: `${uid}: ${panel.title}`, panel })));

/** Panels that may have nothing to tell on a system to which everything happens, and why. */
export const mayBeEmpty: Readonly<Record<string, string>> = {
  "stores: Merges under way": "a merge of so few rows takes milliseconds",
  "pipeline: Dead letters":
    "no actor of the roster fails on a message; one that does is in dead-letters.test.ts",
};

/**
 * Labels that Prometheus leaves out where they are empty: the instrument of a drift is, of all instruments
 * together that a model has no reference of their own for.
 */
const mayBeLeftOut: ReadonlySet<string> = new Set(["instrument"]);

type Row = Readonly<Record<string, unknown>>;

/** Rows of ClickHouse, as the user `analyst` reads them. */
export interface Analyst {
  readonly rowsOf: (sql: string) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

/** The analyst of the system in a data folder. */
export const analystOf = (dataDir: string): Analyst => {
  const { url, users } = readEndpoints(dataDir).clickhouse;
  const store = openByteStore({ url, ...users.analyst, name: "grafana" });
  return {
    rowsOf: async (sql) => {
      const bytes = await store.query(`${expanded(sql)} FORMAT JSON`, {});
      return JSON.parse(new TextDecoder().decode(bytes)).data;
    },
    close: () => store.close(),
  };
};

/** Whom panels are asked of. */
export interface Asked {
  readonly prometheus: Pick<Prometheus, "lines">;
  readonly analyst: Pick<Analyst, "rowsOf">;
}

/** What came of a panel. */
export interface Answer {
  readonly panel: string;
  readonly from: Source;
  readonly queries: number;
  /** Lines or rows of all its queries; 0 where one of them had none. */
  readonly rows: number;
}

const labels = (legend: string): readonly string[] =>
  [...legend.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!);

/** Lines or rows of one query. Throws where they are not what the panel draws. */
const rowsOf = async (target: Target, panel: Panel, asked: Asked): Promise<number> => {
  const rows: readonly Row[] = "expr" in target
    ? await asked.prometheus.lines(target.expr)
    : await asked.analyst.rowsOf(target.rawSql);
  if (rows.length === 0) return 0;
  const wanted = "expr" in target
    ? labels(target.legendFormat)
    : [...panel.type === "timeseries" ? ["time"] : [], ...Object.keys(panel.links ?? {})];
  const missing = wanted.filter((column) =>
    !mayBeLeftOut.has(column) && !rows.some((row) => column in row)
  );
  if (missing.length === 0) return rows.length;
  throw new Error(`"${panel.title}" is answered without ${missing.join(", ")}`);
};

/** Asks every query of a panel. Throws where one is refused, or answered with other columns than are drawn. */
export const answerOf = async (name: string, panel: Panel, asked: Asked): Promise<Answer> => {
  const counts: number[] = [];
  for (const target of panel.targets) counts.push(await rowsOf(target, panel, asked));
  return {
    panel: name,
    from: "expr" in panel.targets[0]! ? "prometheus" : "clickhouse",
    queries: counts.length,
    rows: counts.includes(0) ? 0 : counts.reduce((sum, count) => sum + count, 0),
  };
};
