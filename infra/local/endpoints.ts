// Where the servers of this data folder listen, and with which credentials: the file every child reads.
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Data, Schema } from "effect";

const Credentials = Schema.Struct({ user: Schema.String, password: Schema.String });

/** A user name and its password. */
export type Credentials = typeof Credentials.Type;

const Endpoints = Schema.Struct({
  nats: Schema.Struct({
    /** Without credentials: `nats://127.0.0.1:4222`; with commas between, the servers of a cluster. */
    url: Schema.NonEmptyString,
    /** Servers of the cluster that keep each stream; 1 where it is not given. */
    replicas: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))),
    users: Schema.Struct({
      core: Credentials,
      recorder: Credentials,
      gateway: Credentials,
      reader: Credentials,
    }),
  }),
  clickhouse: Schema.Struct({
    /** Without credentials: `http://127.0.0.1:8123`; the path names the database, where one is meant. */
    url: Schema.NonEmptyString,
    users: Schema.Struct({ ingest: Credentials, api: Credentials, analyst: Credentials }),
  }),
  http: Schema.Struct({
    host: Schema.NonEmptyString,
    port: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 })),
    /** Who may ask without a credential: programs and pages of this machine, or nobody. */
    access: Schema.Literals(["local", "keys"]),
  }),
});

/** Everything a child process needs to find the servers. Holds passwords: never log it. */
export type Endpoints = typeof Endpoints.Type;

/** The users of the NATS account. What each may do is in `nats-users.ts`. */
export type NatsUser = keyof Endpoints["nats"]["users"];
/** The users of ClickHouse. What each may do is in `clickhouse-config.ts`. */
export type ClickHouseUser = keyof Endpoints["clickhouse"]["users"];

/** The file is missing, unreadable or not what it should be. */
export class EndpointsError extends Data.TaggedError("EndpointsError")<{
  readonly message: string;
  readonly cause?: unknown;
}> {}

/** Where the file is in a data folder. */
export const endpointsPath = (dataDir: string): string => join(dataDir, "run", "endpoints.json");

/** Writes the file, readable by its owner only (0600), in one step: a reader never sees half of it. */
export const writeEndpoints = (dataDir: string, endpoints: Endpoints): void => {
  const path = endpointsPath(dataDir);
  mkdirSync(join(dataDir, "run"), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(endpoints, undefined, 2), { mode: 0o600 });
  // The mode above counts only where the file is new.
  chmodSync(draft, 0o600);
  renameSync(draft, path);
};

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Endpoints));

/**
 * Reads the file of a data folder, by default the one in `CONTRAIL_DATA_DIR`.
 * Throws an `EndpointsError` that says what to do where there is none.
 */
export const readEndpoints = (dataDir = process.env.CONTRAIL_DATA_DIR): Endpoints => {
  if (dataDir === undefined || dataDir === "") {
    throw new EndpointsError({
      message: "CONTRAIL_DATA_DIR is not set: it names the data folder of a running `npm start`",
    });
  }
  const path = endpointsPath(dataDir);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new EndpointsError({
      message: `Cannot read "${path}": is \`npm start\` running?`,
      cause,
    });
  }
  try {
    return decode(text);
  } catch (cause) {
    throw new EndpointsError({
      message: `"${path}" is damaged: start again with \`npm start\``,
      cause,
    });
  }
};
