// What people see when everything runs: where to look, and what is running.
import { relative } from "node:path";
import { type Endpoints, endpointsPath } from "./endpoints.ts";
import type { StartOptions } from "./start-options.ts";

/** What the banner tells. */
export interface BannerContent {
  readonly options: StartOptions;
  readonly endpoints: Endpoints;
  readonly dataDir: string;
  /** The key of an admin, where this is the first start. */
  readonly adminKey: string | undefined;
  /** Milliseconds from the start to now. */
  readonly tookMs: number;
}

/** The source in a few words, loudest first: nobody may take a simulated market for a real one. */
export const sourceBadge = (options: StartOptions): string => {
  const pace = options.pace === 0 ? "as fast as possible" : `${options.pace} times real speed`;
  if (options.source === "simulated") {
    return `SIMULATED  a market that does not exist, seed ${options.seed}, ${pace}`;
  }
  if (options.source !== "replay") {
    const where = options.venueUrl === "" ? "" : ` at ${options.venueUrl}`;
    return `${options.source.toUpperCase()}  ${options.symbols.join(", ")}${where}, as it happens`;
  }
  const [first, ...more] = options.files.map(shortPath);
  const files = more.length === 0 ? first : `${first} and ${more.length} more`;
  return `REPLAY  ${files}, ${pace}`;
};

/** A path from here where it is below here. */
const shortPath = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
};

/** The lines of the banner. */
export const banner = (content: BannerContent): readonly string[] => {
  const { options, endpoints, dataDir, adminKey, tookMs } = content;
  const web = `http://${endpoints.http.host}:${endpoints.http.port}`;
  return [
    "",
    `Contrail runs (${(tookMs / 1000).toFixed(1)} s)`,
    `  Source      ${sourceBadge(options)}`,
    ...(options.live
      ? [`  Mode        LIVE  orders go to ${options.source}: what they cost is real`]
      : []),
    ...(options.faults === "none"
      ? []
      : [`  Venue       a ${options.faults} line: faults are made`]),
    `  Screens     ${web}`,
    `  API         ${web}/v1/health`,
    ...(adminKey === undefined ? [] : [`  Admin key   ${adminKey}  (shown this once)`]),
    `  NATS        ${endpoints.nats.url}`,
    `  ClickHouse  ${endpoints.clickhouse.url}`,
    `  Passwords   ${shortPath(endpointsPath(dataDir))}`,
    `  Data        ${dataDir}`,
    "  Ctrl-C drains and stops everything",
    "",
  ];
};
