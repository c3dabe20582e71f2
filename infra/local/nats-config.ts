// The configuration file of the embedded nats-server, and what it can promise by its version.
import type { Credentials, NatsUser } from "./endpoints.ts";
import { messageBytes, streamBytes } from "./limits.ts";
import { natsPermissions } from "./nats-users.ts";

/** Major and minor version of a server: `[2, 12]`. */
export type NatsVersion = readonly [major: number, minor: number];

/** Reads `nats-server: v2.12.15`; undefined for anything else. */
export const parseNatsVersion = (text: string): NatsVersion | undefined => {
  const found = /v(\d+)\.(\d+)\.\d+/.exec(text);
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
};

/** Whether a version is at least another. */
export const atLeast = (version: NatsVersion, [major, minor]: NatsVersion): boolean =>
  version[0] > major || (version[0] === major && version[1] >= minor);

/** The oldest version that is tried at all, and the oldest without a loss that has a name. */
export const oldestNats: NatsVersion = [2, 9];
export const supportedNats: NatsVersion = [2, 10];

/**
 * How soon the server writes to disk. The setting belongs to the server, not to a stream, and `always`
 * costs one fsync a message: too much for ticks. From 2.12 on a stream can be exempt (`persist_mode:
 * async`, which the market streams ask for), so orders get their fsync before the ack. Before that
 * everything waits at most 100 ms, which costs nothing visible and is what a power cut can lose.
 */
const syncInterval = (version: NatsVersion): string | undefined => {
  if (atLeast(version, [2, 12])) return "always";
  return atLeast(version, supportedNats) ? "100ms" : undefined;
};

/** What is lost with an older server, in words; undefined where nothing is. */
export const degradation = (version: NatsVersion): string | undefined => {
  const name = `nats-server ${version.join(".")}`;
  if (atLeast(version, [2, 12])) return undefined;
  return atLeast(version, supportedNats)
    ? `${name} writes orders to disk within 100 ms, not before the ack: 2.12 does`
    : `${name} has no sync_interval: a power cut can lose up to a minute of orders; 2.10 loses 100 ms`;
};

/** What goes into the file. */
export interface NatsSettings {
  readonly version: NatsVersion;
  readonly host: string;
  readonly port: number;
  readonly storeDir: string;
  readonly users: Readonly<Record<NatsUser, Credentials>>;
}

/** The text of the file. It holds passwords: keep it 0600. */
export const natsConfig = (settings: NatsSettings): string => {
  const sync = syncInterval(settings.version);
  const users = (Object.keys(natsPermissions) as NatsUser[]).map((name) => {
    const { publish, subscribe } = natsPermissions[name];
    const { user, password } = settings.users[name];
    return `      { user: ${quoted(user)}, password: ${quoted(password)}, permissions: {
          publish: { allow: ${list(publish)} }
          subscribe: { allow: ${list(subscribe)} } } }`;
  });
  return `server_name: contrail
host: ${quoted(settings.host)}
port: ${settings.port}
max_payload: ${messageBytes}
jetstream {
  store_dir: ${quoted(settings.storeDir)}
  max_file_store: ${streamBytes}
  max_memory_store: 67108864${sync === undefined ? "" : `\n  sync_interval: ${quoted(sync)}`}
}
accounts {
  CONTRAIL {
    jetstream: enabled
    users: [
${users.join("\n")}
    ]
  }
}
`;
};

const quoted = (text: string): string => JSON.stringify(text);
const list = (subjects: readonly string[]): string => `[${subjects.map(quoted).join(", ")}]`;
