// The configuration file of the embedded nats-server, and what it can promise by its version.
import type { Credentials, NatsUser } from "./endpoints.ts";
import { messageBytes, streamBytes } from "./limits.ts";
import { natsPermissions, openRequests, openSubjects } from "./nats-users.ts";

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

/** How soon the server writes to disk: within 100 ms, or before it acknowledges a message. */
export const syncs = ["100ms", "always"] as const;
/**
 * How soon the server writes to disk. A killed server loses nothing either way; a power cut loses up to
 * 100 ms, or nothing. The setting belongs to the server, so `always` costs one fsync for every message
 * of every stream: see `infra/decisions/0009-what-a-power-cut-loses.md`.
 */
export type Sync = typeof syncs[number];

/** What is lost with an older server, in words; undefined where nothing is. */
export const degradation = (version: NatsVersion): string | undefined =>
  atLeast(version, supportedNats)
    ? undefined
    : `nats-server ${
      version.join(".")
    } has no sync_interval: a power cut can lose up to a minute; ` +
      "2.10 loses 100 ms";

/** What goes into the file. */
export interface NatsSettings {
  readonly version: NatsVersion;
  readonly host: string;
  readonly port: number;
  readonly storeDir: string;
  readonly sync: Sync;
  readonly users: Readonly<Record<NatsUser, Credentials>>;
}

/**
 * The text of the file. It holds passwords: keep it 0600.
 *
 * Outside readers are in an account of their own. In the account of the streams they could write
 * without the right to: whoever may send a request chooses the subject of the answer, and an answer to
 * `orders.commands` would be stored as one. Between accounts the server keeps the two apart.
 */
export const natsConfig = (settings: NatsSettings): string => {
  const sync = atLeast(settings.version, supportedNats) ? settings.sync : undefined;
  const ours = (["core", "recorder", "gateway"] as const).map((name) => userOf(settings, name));
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
${ours.join("\n")}
    ]
    exports: [
${
    openSubjects.map((subject) => `      { stream: ${quoted(subject)}, accounts: [READERS] }`).join(
      "\n",
    )
  }
${openRequests.map(exportOf).join("\n")}
    ]
  }
  READERS {
    users: [
${userOf(settings, "reader")}
    ]
    imports: [
${openSubjects.map((subject) => importOf("stream", subject)).join("\n")}
${openRequests.map((subject) => importOf("service", subject)).join("\n")}
    ]
  }
}
`;
};

const userOf = (settings: NatsSettings, name: NatsUser): string => {
  const { publish, subscribe } = natsPermissions[name];
  const { user, password } = settings.users[name];
  return `      { user: ${quoted(user)}, password: ${quoted(password)}, permissions: {
          publish: { allow: ${list(publish)} }
          subscribe: { allow: ${list(subscribe)} } } }`;
};

/** One request for messages is answered by many. */
const exportOf = (subject: string): string => {
  const many = subject.includes("CONSUMER.MSG.NEXT") ? ", response_type: stream" : "";
  return `      { service: ${quoted(subject)}, accounts: [READERS]${many} }`;
};

const importOf = (kind: "stream" | "service", subject: string): string =>
  `      { ${kind}: { account: CONTRAIL, subject: ${quoted(subject)} } }`;

const quoted = (text: string): string => JSON.stringify(text);
const list = (subjects: readonly string[]): string => `[${subjects.map(quoted).join(", ")}]`;
