// Both real servers: started, killed, back with their data, and stopped.
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClickHouseUser, NatsUser } from "./endpoints.ts";
import { natsPermissions } from "./nats-users.ts";
import { startTestServers, type TestServers } from "./testing.ts";

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers();
}, 300_000);
afterAll(() => servers?.stop());

const sql = async (query: string, who: ClickHouseUser = "ingest", path = "/", method = "POST") => {
  const { user, password } = servers.endpoints.clickhouse.users[who];
  const authorization = `Basic ${btoa(`${user}:${password}`)}`;
  const answer = await fetch(`${servers.endpoints.clickhouse.url}${path}`, {
    method,
    ...(method === "POST" ? { body: query } : {}),
    headers: { authorization, connection: "close" },
  });
  return { status: answer.status, text: (await answer.text()).trim() };
};

/** Asks again until the server is back: what any client with a retry sees. */
const insistently = async <A>(ask: () => Promise<A>): Promise<A> => {
  for (;;) {
    try {
      return await ask();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};

/** Says protocol lines to nats-server as a user, and gives every answer up to the last PONG. */
const nats = (who: NatsUser, lines: readonly string[], until = /PONG/): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(servers.endpoints.nats.url);
    const { user, password } = servers.endpoints.nats.users[who];
    const socket = connect({ host: hostname, port: Number(port) });
    let answer = "";
    socket.on("data", (bytes) => {
      answer += bytes.toString();
      if (!until.test(answer)) return;
      socket.destroy();
      resolve(answer);
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`closed: ${answer}`)));
    const hello = JSON.stringify({ verbose: false, user, pass: password, lang: "test" });
    socket.write([`CONNECT ${hello}`, ...lines, "PING", ""].join("\r\n"));
  });

const refused = (answer: string) => /Permissions Violation|Authorization Violation/.test(answer);
const request = async (who: NatsUser, subject: string, body: string) => {
  const lines = ["SUB _INBOX.a 1", `PUB ${subject} _INBOX.a ${body.length}`, body];
  return await nats(who, lines, /MSG [^\r]*\r\n[^\r]*\r\n|-ERR/);
};

describe("nats-server", () => {
  it("lets nobody in without a password", async () => {
    const { nats: { users } } = servers.endpoints;
    const real = users.core.password;
    (users.core as { password: string }).password = "guess";
    expect(await nats("core", [], /-ERR|PONG/)).toMatch(/Authorization Violation/);
    (users.core as { password: string }).password = real;
  });

  const table: readonly (readonly [NatsUser, "PUB" | "SUB", string, "yes" | "no"])[] = [
    ["core", "PUB", "ticks.market", "yes"],
    ["core", "PUB", "orders.commands", "yes"],
    ["core", "PUB", "status.core", "yes"],
    ["core", "PUB", "$JS.API.STREAM.CREATE.INPUT", "yes"],
    ["core", "PUB", "$JS.API.STREAM.PURGE.INPUT", "yes"],
    ["recorder", "PUB", "$JS.API.STREAM.PURGE.INPUT", "yes"],
    ["gateway", "PUB", "$JS.API.STREAM.PURGE.INPUT", "no"],
    ["core", "PUB", "$JS.API.STREAM.DELETE.INPUT", "no"],
    ["core", "PUB", "anything.else", "no"],
    ["core", "SUB", "requests.input", "yes"],
    ["core", "SUB", ">", "no"],
    ["core", "SUB", "$SYS.>", "no"],
    ["recorder", "PUB", "ticks.market", "no"],
    ["recorder", "PUB", "orders.commands", "no"],
    ["recorder", "PUB", "status.recorder", "yes"],
    ["recorder", "PUB", "$KV.snapshots.recorder", "yes"],
    ["recorder", "PUB", "$JS.API.CONSUMER.CREATE.ORDERS.one", "yes"],
    ["recorder", "PUB", "$JS.API.STREAM.DELETE.ORDERS", "no"],
    ["gateway", "PUB", "status.gateway", "yes"],
    ["gateway", "PUB", "status.core", "no"],
    ["gateway", "PUB", "requests.input", "yes"],
    ["gateway", "PUB", "control.log", "no"],
    ["gateway", "PUB", "orders.commands", "no"],
    ["gateway", "PUB", "$JS.API.STREAM.CREATE.MINE", "no"],
    ["gateway", "SUB", "status.>", "yes"],
    ["gateway", "SUB", "orders.>", "yes"],
    ["reader", "SUB", "features.>", "yes"],
    ["reader", "SUB", "predictions.all", "yes"],
    ["reader", "SUB", "ticks.>", "yes"],
    ["reader", "SUB", "orders.>", "no"],
    ["reader", "SUB", "positions.>", "no"],
    ["reader", "SUB", "control.>", "no"],
    ["reader", "SUB", "status.>", "no"],
    ["reader", "SUB", "_INBOX.>", "yes"],
    ["reader", "SUB", "$JS.>", "no"],
    ["reader", "PUB", "predictions.all", "no"],
    ["reader", "PUB", "$JS.API.CONSUMER.CREATE.FEATURES.one", "yes"],
    ["reader", "PUB", "$JS.API.CONSUMER.CREATE.INPUT.one.ticks.>", "yes"],
    ["reader", "PUB", "$JS.API.CONSUMER.CREATE.INPUT.one.control.>", "no"],
    ["reader", "PUB", "$JS.API.CONSUMER.CREATE.INPUT.one", "no"],
    ["reader", "PUB", "$JS.API.CONSUMER.CREATE.ORDERS.one", "no"],
    ["reader", "PUB", "$JS.API.CONSUMER.DELETE.FEATURES.one", "no"],
    ["reader", "PUB", "$JS.API.STREAM.CREATE.MINE", "no"],
    ["reader", "PUB", "$JS.API.STREAM.PURGE.FEATURES", "no"],
    ["reader", "PUB", "$JS.API.STREAM.MSG.GET.ORDERS", "no"],
    ["reader", "PUB", "$KV.snapshots.core", "no"],
  ];
  it.each(table)("%s may %s %s: %s", async (who, operation, subject, allowed) => {
    const lines = operation === "PUB" ? [`PUB ${subject} 0`, ""] : [`SUB ${subject} 1`];
    expect(refused(await nats(who, lines))).toBe(allowed === "no");
  });

  it("gives every user of the endpoints a row of permissions", () => {
    expect(Object.keys(natsPermissions)).toEqual(Object.keys(servers.endpoints.nats.users));
  });

  it("lets no reader write by asking for an answer on a subject of ours", async () => {
    const stream = JSON.stringify({ name: "ORDERS", subjects: ["orders.>"], storage: "file" });
    await request("core", "$JS.API.STREAM.CREATE.ORDERS", stream);
    const ask = ["PUB $JS.API.INFO orders.commands 0", ""];
    expect(refused(await nats("reader", ask))).toBe(false);
    // In the account of the streams the answer would be stored: that is what the other account is for.
    expect(refused(await nats("gateway", ask))).toBe(false);
    const info = await insistently(async () => {
      const answer = await request("core", "$JS.API.STREAM.INFO.ORDERS", "");
      if (/"messages":0,/.test(answer)) throw new Error("not there yet");
      return answer;
    });
    expect(info).toMatch(/"messages":1,/);
  });

  it("comes back after kill -9 with its streams, its address and its passwords", async () => {
    const stream = JSON.stringify({ name: "SIGNALS", subjects: ["signals.>"], storage: "file" });
    expect(await request("core", "$JS.API.STREAM.CREATE.SIGNALS", stream)).toMatch(
      /"did_create":true/,
    );
    expect(await request("core", "signals.all", "kept")).toMatch(/"seq":1/);
    servers.killNats();
    const read = () => request("reader", "$JS.API.STREAM.INFO.SIGNALS", "");
    const after = await insistently(async () => {
      const answer = await read();
      if (servers.restarts().nats !== 1) throw new Error("the old one");
      return answer;
    });
    expect(after).toMatch(/"messages":1/);
  });
});

describe("ClickHouse", () => {
  it("lets in nobody without one of its passwords", async () => {
    const { url } = servers.endpoints.clickhouse;
    expect((await fetch(`${url}/?query=SELECT+1`)).status).toBe(404);
    expect((await fetch(url, { headers: { "x-clickhouse-user": "default" } })).status).toBe(404);
  });

  it("shows no table to a reader who names the user without a password", async () => {
    await sql("CREATE TABLE secret (a UInt64) ENGINE = MergeTree ORDER BY a");
    const as = (query: string) =>
      sql("", "api", `/?user=default&query=${encodeURIComponent(query)}`, "GET");
    expect((await as("SELECT currentUser()")).text).toBe("default");
    for (const query of ["SELECT * FROM secret", "INSERT INTO secret VALUES (1)"]) {
      expect((await as(query)).text, query).toMatch(/ACCESS_DENIED|READONLY/);
    }
  });

  it("lets ingest write and the readers only read", async () => {
    await sql("CREATE TABLE kept (a UInt64) ENGINE = MergeTree ORDER BY a");
    expect((await sql("INSERT INTO kept SELECT number FROM numbers(1000)")).status).toBe(200);
    for (const who of ["api", "analyst"] as const) {
      expect(await sql("SELECT count() FROM kept", who)).toEqual({ status: 200, text: "1000" });
      for (const write of ["INSERT INTO kept VALUES (1)", "DROP TABLE kept", "SYSTEM SHUTDOWN"]) {
        expect((await sql(write, who)).text, `${who}: ${write}`).toMatch(/ACCESS_DENIED|READONLY/);
      }
      expect((await sql("SELECT * FROM file('/etc/passwd', 'RawBLOB')", who)).status).not.toBe(200);
    }
  });

  it("comes back after kill -9 with its tables, its address and its passwords", async () => {
    servers.killClickHouse();
    const count = await insistently(async () => {
      const answer = await sql("SELECT count() FROM kept", "api");
      if (servers.restarts().clickhouse !== 1) throw new Error("the old one");
      return answer;
    });
    expect(count).toEqual({ status: 200, text: "1000" });
  });
});
