// docs/PERFORMANCE.md: every result of perf/results with its command and machine, as tables.
import { readdirSync, readFileSync } from "node:fs";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Fields = { readonly [key: string]: Json };

const folder = new URL("../../perf/results/", import.meta.url);

/** What each result is about; another one is told by the name of its file. */
const titles: Readonly<Record<string, string>> = {
  "actors-machine": "Market actors, alone and together",
  alerts: "Alerts: from their cause until they fire",
  dashboards: "Dashboards: what each panel answered",
  analysts: "Questions of analysts, over many rows",
  "backtest-bars": "Backtest over bars, many settings",
  "backtest-l1": "Backtest over quotes",
  "backtest-l2": "Backtest over books, beside hftbacktest",
  "backtest-memory": "Memory of backtests",
  "backtest-nautilus": "Backtest over bars, beside nautilus_trader",
  capacity: "Lag and recovery of many machines, simulated",
  cluster: "A cluster of NATS: everything killed and cut off in turn",
  recovery: "Disaster recovery: into an empty installation",
  fuzz: "Fuzzing of the API",
  k6: "The API under load",
  latency: "From a tick to its order",
  "models-inference": "Predictions",
  "models-paper": "Published models, trained here",
  "order-states": "The order state machine under random sequences",
  "orders-commit": "Order events, durable",
  overload: "More than it can take",
  parity: "A live run and its replay",
  rebalance: "Portfolio optimisers, beside others",
  "recorder-insert": "The recorder",
  "replay-recorded": "Recordings, replayed into tables",
  resume: "Clients that come back",
  risk: "The risk check, and the kill switch",
  simulation: "The live host under simulated faults",
  "sources-read": "Reading sources",
  "throughput-profile": "Where the core's time goes",
  throughput: "Ticks to features to tables, sustained",
  torture: "Real processes killed, paused and cut off",
  venues: "Live adapters against bad venues",
};

/** Rows, columns and letters that a page can be read with; what is more is in the file. */
const most = { rows: 20, columns: 9, figures: 40, letters: 120 } as const;

const isFields = (value: Json): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const words = (key: string): string =>
  key.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();

const text = (value: Json): string =>
  typeof value === "number" && !Number.isInteger(value)
    ? String(Number(value.toPrecision(4)))
    : String(value).replaceAll("|", "\\|").replaceAll("\n", " ");

/** Numbers, truths and short texts of an object, those of objects in it by a path. */
const scalarsOf = (fields: Fields, path = ""): readonly (readonly [string, string])[] =>
  Object.entries(fields).flatMap(([key, value]) => {
    const name = path === "" ? words(key) : `${path}, ${words(key)}`;
    if (isFields(value)) return scalarsOf(value, name);
    if (value === null || Array.isArray(value)) return [];
    return typeof value === "string" && value.length > most.letters
      ? []
      : [[name, text(value)] as const];
  });

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");

/** A list of objects as a table: the columns that they have, a row each. */
const tableOf = (items: readonly Fields[]): string => {
  const rows = items.slice(0, most.rows).map((item) => new Map(scalarsOf(item)));
  const all = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const columns = all.slice(0, most.columns);
  if (columns.length === 0) return "";
  const left = items.length > most.rows || all.length > columns.length
    ? `\n\nMore of it (${items.length} rows, ${all.length} columns) is in the file.`
    : "";
  return table(columns, rows.map((row) => columns.map((column) => row.get(column) ?? ""))) + left;
};

const lists = (fields: Fields): readonly string[] =>
  Object.entries(fields).flatMap(([key, value]): readonly string[] => {
    if (isFields(value)) return lists(value);
    if (!Array.isArray(value) || value.length === 0 || !value.every(isFields)) return [];
    const made = tableOf(value);
    return made === "" ? [] : [`${words(key)}:\n\n${made}`];
  });

const machineOf = ({ machine = null, node = null, loadAverage = null }: Fields): string => {
  const told = isFields(machine)
    ? [
      `${text(machine["cores"] ?? "?")} × ${text(machine["cpu"] ?? machine["model"] ?? "?")}`,
      ...["node", "python"].flatMap((key) =>
        machine[key] === undefined ? [] : [`${key} ${text(machine[key])}`]
      ),
    ]
    : [...machine === null ? [] : [text(machine)], ...node === null ? [] : [`node ${text(node)}`]];
  return [...told, ...loadAverage === null ? [] : [`load ${text(loadAverage)}`]].join(", ") ||
    "any: it is arithmetic";
};

const notFigures = new Set(["command", "machine", "method", "node", "loadAverage"]);

const sectionOf = (name: string): string => {
  const result = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Fields;
  const figures = Object.fromEntries(
    Object.entries(result).filter(([key]) => !notFigures.has(key)),
  );
  const scalars = scalarsOf(figures).slice(0, most.figures);
  const { command = null, method = null } = result;
  return [
    `## ${titles[name] ?? words(name.replaceAll("-", " "))}`,
    `\`${text(command)}\` · ${machineOf(result)} · [${name}.json](../perf/results/${name}.json)`,
    ...method === null ? [] : [text(method) + "."],
    ...scalars.length === 0 ? [] : [table(["figure", "value"], scalars)],
    ...lists(figures),
  ].join("\n\n");
};

/** The page. */
export const performancePage = (): string => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length)).sort();
  return `# Performance: every figure

Written by \`npm run docs\` from [perf/results](../perf/results), which the commands below write. A figure
holds for the machine beside it: two cores that are shared, so that a load above two means others were at
work. The promises are in [perf/budgets.ts](../perf/budgets.ts), what follows for larger machines in
[CAPACITY.md](CAPACITY.md).

${names.map(sectionOf).join("\n\n")}

Read on: [quickstart](QUICKSTART.md) · [architecture](ARCHITECTURE.md) · [analysts](ANALYSTS.md) ·
[operations](OPERATIONS.md) · [capacity](CAPACITY.md)
`;
};
