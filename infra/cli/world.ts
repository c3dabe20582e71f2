// Where a command finds the gateway, and how it says what it found: lines for people, one JSON text with --json.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Effect, Option } from "effect";
import { Command, Flag } from "effect/cli";
import { ApiError, type Contrail, contrail } from "../../gateway/sdk/mod.ts";
import { endpointsPath, readEndpoints } from "../local/endpoints.ts";
import { CommandFailed } from "../local/command.ts";

/** The root: what every command may be told. */
export const root = Command.make("contrail").pipe(
  Command.withDescription(
    "Autonomous trading on a durable stream. `contrail start` runs everything; the other commands " +
      "talk to what runs, by its API and its streams.",
  ),
  Command.withSharedFlags({
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Print JSON, for programs"),
      Flag.withDefault(false),
    ),
    url: Flag.String("url").pipe(
      Flag.withDescription("Where the gateway is; else CONTRAIL_URL, else that of the data folder"),
      Flag.optional,
    ),
    key: Flag.String("key").pipe(
      Flag.withDescription("An API key; else CONTRAIL_KEY. Not needed on the gateway's machine"),
      Flag.optional,
    ),
    dataDir: Flag.String("data-dir").pipe(
      Flag.withDescription("Folder of a system that runs here"),
      Flag.withDefault(".contrail"),
    ),
  }),
);

/** What a command works with. */
export interface World {
  readonly client: Contrail;
  readonly json: boolean;
  readonly dataDir: string;
  readonly url: string;
  readonly key: string | undefined;
}

/** The world of this command. */
export const world = Effect.flatMap(
  root,
  ({ json, url, key, dataDir }) =>
    Effect.try({
      try: (): World => {
        const folder = resolve(dataDir);
        const address = Option.getOrElse(
          url,
          () => process.env["CONTRAIL_URL"] ?? addressIn(folder),
        );
        const secret = Option.getOrElse(key, () => process.env["CONTRAIL_KEY"]);
        mustBeAddress(address);
        const client = contrail({ url: address, ...(secret === undefined ? {} : { key: secret }) });
        return { client, json, dataDir: folder, url: address, key: secret };
      },
      catch: (cause) => new CommandFailed({ message: (cause as Error).message }),
    }),
);

const mustBeAddress = (text: string): void => {
  if (/^https?:\/\/[^/]+/.test(text) && URL.canParse(text)) return;
  throw new Error(`--url "${text}": expected an address, such as http://127.0.0.1:8080`);
};

const addressIn = (folder: string): string => {
  if (!existsSync(endpointsPath(folder))) return "http://127.0.0.1:8080";
  const { host, port } = readEndpoints(folder).http;
  return `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`;
};

/** Asks the gateway; a problem is told in its words, and a gateway that is away by what to do. */
export const asked = <A>(here: World, ask: (client: Contrail) => Promise<A>) =>
  Effect.tryPromise({
    try: () => ask(here.client),
    catch: (cause) => failure(here, cause),
  });

interface Inner {
  readonly code: string;
  readonly message: string;
}

const failure = ({ url }: World, cause: unknown): CommandFailed => {
  if (cause instanceof ApiError) {
    return new CommandFailed({ message: `${cause.message} (${cause.status} ${cause.code})` });
  }
  const { message, cause: inner } = cause as Error & { readonly cause?: Partial<Inner> };
  const words = inner?.code === "ECONNREFUSED"
    ? "nothing listens there"
    : inner?.message ?? message;
  return new CommandFailed({
    message: `Cannot ask ${url}: ${words}. Is it running? contrail start, or give --url`,
  });
};

const cellOf = (value: unknown): string =>
  value === null || value === undefined
    ? "-"
    : typeof value === "object"
    ? JSON.stringify(value)
    : String(value);

/** Rows as a table with aligned columns. */
export const table = (rows: readonly object[], columns: readonly string[]): string => {
  const cells = rows.map((row) =>
    columns.map((name) => cellOf((row as Readonly<Record<string, unknown>>)[name]))
  );
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...cells.map((row) => row[i]!.length))
  );
  const line = (row: readonly string[]) =>
    row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd();
  return [line(columns), ...cells.map(line)].join("\n");
};

/** Prints a list. */
export const printList = (
  { json }: World,
  rows: readonly object[],
  columns: readonly string[],
): void => {
  if (json) console.log(JSON.stringify(rows));
  else console.log(rows.length === 0 ? "None" : table(rows, columns));
};

/** Prints one thing, field by field. */
export const printOne = ({ json }: World, one: object): void => {
  if (json) return console.log(JSON.stringify(one));
  const fields = Object.entries(one);
  const width = Math.max(...fields.map(([name]) => name.length));
  for (const [name, value] of fields) console.log(`${name.padEnd(width)}  ${cellOf(value)}`);
};
