// Every NATS credential against every subject there is: each user reaches what is its own and nothing else.
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allRecords } from "../../streams/records.ts";
import { allStreams, streamOf, subjectOf } from "../../streams/subjects.ts";
import type { Tag } from "../../streams/records.ts";
import type { NatsUser } from "./endpoints.ts";
import { startTestServers, type TestServers } from "./testing.ts";

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers({ clickhouse: false });
}, 300_000);
afterAll(() => servers?.stop());

const tags = allRecords.map(({ tag }) => tag as Tag);
const market: readonly Tag[] = [
  ...["quote", "trade", "bookDelta", "bookSnapshot", "bar", "featureVector"] as const,
  ...["prediction", "signal"] as const,
];
const outside = ["MARKET", "FEATURES", "PREDICTIONS", "SIGNALS"];

interface Subject {
  readonly name: string;
  /** Who may send to it, and who may listen to it. */
  readonly send: readonly NatsUser[];
  readonly hear: readonly NatsUser[];
}
const ours: readonly NatsUser[] = ["core", "recorder", "gateway"];
const nobody: readonly NatsUser[] = [];

/** Records: one process writes each, ours read all, an outside reader what is no account's. */
const ofRecords = tags.map((tag): Subject => ({
  name: subjectOf(tag),
  send: streamOf(tag).writer === "gateway" ? ["gateway"] : ["core"],
  hear: market.includes(tag) ? [...ours, "reader"] : ours,
}));

/** What may be asked of JetStream, of each stream. */
const ofStreams = allStreams.flatMap(({ name, subjects }): Subject[] => {
  const shown: readonly NatsUser[] = outside.includes(name) ? [...ours, "reader"] : ours;
  const asked = (verb: string, send: readonly NatsUser[]): Subject => ({
    name: `$JS.API.${verb}`,
    send,
    hear: nobody,
  });
  return [
    asked(`STREAM.CREATE.${name}`, ["core", "recorder"]),
    asked(`STREAM.UPDATE.${name}`, ["core", "recorder"]),
    asked(`STREAM.PURGE.${name}`, ["core", "recorder"]),
    asked(`STREAM.DELETE.${name}`, nobody),
    asked(`STREAM.MSG.DELETE.${name}`, nobody),
    asked(`STREAM.SNAPSHOT.${name}`, nobody),
    asked(`STREAM.RESTORE.${name}`, nobody),
    asked(`STREAM.PEER.REMOVE.${name}`, nobody),
    asked(`STREAM.INFO.${name}`, name === "INPUT" ? [...ours, "reader"] : shown),
    asked(`STREAM.MSG.GET.${name}`, shown),
    asked(`DIRECT.GET.${name}`, ours),
    asked(`CONSUMER.CREATE.${name}.one`, shown),
    asked(`CONSUMER.CREATE.${name}.one.${subjects.at(-1)!}`, shown),
    asked(`CONSUMER.DELETE.${name}.one`, ours),
    asked(`CONSUMER.LIST.${name}`, ours),
    asked(`CONSUMER.NAMES.${name}`, ours),
  ];
});

const others: readonly Subject[] = [
  { name: "status.core", send: ["core"], hear: ours },
  { name: "status.recorder", send: ["recorder"], hear: ours },
  { name: "status.gateway", send: ["gateway"], hear: ours },
  { name: "requests.input", send: ["gateway"], hear: ["core"] },
  { name: "$KV.snapshots.core", send: ["core", "recorder"], hear: nobody },
  { name: "$O.models.M.a", send: ["core"], hear: nobody },
  { name: "$JS.API.ACCOUNT.PURGE.CONTRAIL", send: nobody, hear: nobody },
  { name: "$JS.API.META.LEADER.STEPDOWN", send: nobody, hear: nobody },
  { name: "$JS.API.STREAM.LIST", send: ours, hear: nobody },
  { name: "$SYS.REQ.SERVER.PING", send: nobody, hear: nobody },
  { name: "$SYS.ACCOUNT.CONTRAIL.CONNECT", send: nobody, hear: nobody },
  { name: "$JS.EVENT.ADVISORY.API", send: nobody, hear: nobody },
  { name: "anything.else", send: nobody, hear: nobody },
];
const subjects = [
  ...new Map([...ofRecords, ...ofStreams, ...others].map((one) => [one.name, one])).values(),
];

/** What nats-server refuses a user of some protocol lines. */
const refusals = (who: NatsUser, lines: readonly string[]): Promise<ReadonlySet<string>> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(servers.endpoints.nats.url);
    const { user, password: pass } = servers.endpoints.nats.users[who];
    const socket = connect({ host: hostname, port: Number(port) });
    let answer = "";
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`The server hung up: ${answer.slice(-200)}`)));
    socket.on("data", (bytes) => {
      answer += bytes.toString();
      if (!/\bPONG\b/.test(answer)) return;
      socket.removeAllListeners("close").destroy();
      resolve(
        new Set(
          [...answer.matchAll(/Permissions Violation for \w+ to "([^"]+)"/g)].map(([, name]) =>
            name!
          ),
        ),
      );
    });
    const hello = JSON.stringify({ verbose: false, pedantic: false, user, pass, lang: "test" });
    socket.write([`CONNECT ${hello}`, ...lines, "PING", ""].join("\r\n"));
  });

const users: readonly NatsUser[] = ["core", "recorder", "gateway", "reader"];

describe.each(users)("the credential of the %s", (who) => {
  const wrongly = (refused: ReadonlySet<string>, allowed: (one: Subject) => boolean) =>
    subjects.filter((one) => allowed(one) === refused.has(one.name)).map(({ name }) => name);

  it("sends to its own subjects, and to no other of all there are", async () => {
    const refused = await refusals(who, subjects.flatMap(({ name }) => [`PUB ${name} 0`, ""]));
    expect(wrongly(refused, ({ send }) => send.includes(who))).toEqual([]);
  });

  it("hears what it may, and nothing else of all there is", async () => {
    const refused = await refusals(who, subjects.map(({ name }, i) => `SUB ${name} ${i + 1}`));
    expect(wrongly(refused, ({ hear }) => hear.includes(who))).toEqual([]);
  });

  it("hears not everything at once", async () => {
    const all = [">", "*.>", "*.*", "$JS.>", "$SYS.>", "$KV.>", "$O.>", "requests.>", "audit.>"];
    const refused = await refusals(who, all.map((name, i) => `SUB ${name} ${i + 1}`));
    const may = who === "reader" ? [] : ["audit.>"];
    expect(all.filter((name) => !refused.has(name))).toEqual(may);
  });

  it("is refused with the password of another", async () => {
    const { users: known } = servers.endpoints.nats;
    const other = users[(users.indexOf(who) + 1) % users.length]!;
    const { hostname, port } = new URL(servers.endpoints.nats.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect({ host: hostname, port: Number(port) });
      socket.on("data", (bytes) => /-ERR/.test(bytes.toString()) && resolve(bytes.toString()));
      const pass = known[other].password;
      socket.write(`CONNECT ${JSON.stringify({ user: known[who].user, pass })}\r\nPING\r\n`);
    });
    expect(answer).toContain("Authorization Violation");
  });
});

it("covers every user, every stream and every record", () => {
  expect([...users].sort()).toEqual(Object.keys(servers.endpoints.nats.users).sort());
  for (const { name } of allStreams) {
    expect(subjects.some((one) => one.name.endsWith(`STREAM.DELETE.${name}`))).toBe(true);
  }
  expect(subjects.length).toBeGreaterThan(120);
});
