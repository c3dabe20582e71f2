// What nats-server is told, by its version.
import { describe, expect, it } from "vitest";
import type { Credentials, NatsUser } from "./endpoints.ts";
import {
  degradation,
  natsConfig,
  type NatsVersion,
  parseNatsVersion,
  type Sync,
} from "./nats-config.ts";

const secret = (user: NatsUser): Credentials => ({ user, password: `${user}"secret` });
const configOf = (version: NatsVersion, sync: Sync = "100ms") =>
  natsConfig({
    version,
    sync,
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

  it.each([[[2, 10]], [[2, 12]], [[3, 0]]] as const)("%j syncs within 100 ms", (version) => {
    expect(configOf(version)).toMatch(/sync_interval: "100ms"/);
    expect(degradation(version)).toBeUndefined();
  });

  it("syncs before it acknowledges where that is asked for", () => {
    expect(configOf([2, 12], "always")).toMatch(/sync_interval: "always"/);
  });

  it("asks 2.9 for nothing it does not know, and says what that loses", () => {
    expect(configOf([2, 9])).not.toMatch(/sync_interval/);
    expect(degradation([2, 9])).toMatch(/^nats-server 2\.9 has no sync_interval: a power cut/);
  });

  it("quotes what could end a value", () => {
    expect(configOf([2, 12])).toContain(String.raw`password: "core\"secret"`);
  });
});
