// What nats-server is told, by its version.
import { describe, expect, it } from "vitest";
import type { Credentials, NatsUser } from "./endpoints.ts";
import { degradation, natsConfig, type NatsVersion, parseNatsVersion } from "./nats-config.ts";

const secret = (user: NatsUser): Credentials => ({ user, password: `${user}"secret` });
const configOf = (version: NatsVersion) =>
  natsConfig({
    version,
    host: "127.0.0.1",
    port: 4222,
    storeDir: "/tmp/a store",
    users: {
      core: secret("core"),
      recorder: secret("recorder"),
      gateway: secret("gateway"),
      reader: secret("reader"),
    },
  });

describe("the configuration of nats-server", () => {
  it("reads a version and nothing else", () => {
    expect(parseNatsVersion("nats-server: v2.12.15\n")).toEqual([2, 12]);
    expect(parseNatsVersion("nats-server: command not found")).toBeUndefined();
  });

  it.each(
    [
      [[2, 9], undefined, /no sync_interval: a power cut can lose up to a minute of orders/],
      [[2, 10], "100ms", /within 100 ms, not before the ack/],
      [[2, 11], "100ms", /within 100 ms, not before the ack/],
      [[2, 12], "always", undefined],
      [[2, 15], "always", undefined],
      [[3, 0], "always", undefined],
    ] as const,
  )("%j syncs %s", (version, sync, lost) => {
    expect(/sync_interval: "(\w+)"/.exec(configOf(version))?.[1]).toBe(sync);
    if (lost === undefined) expect(degradation(version)).toBeUndefined();
    else expect(degradation(version)).toMatch(lost);
  });

  it("quotes what could end a value", () => {
    expect(configOf([2, 12])).toContain(String.raw`password: "core\"secret"`);
  });
});
