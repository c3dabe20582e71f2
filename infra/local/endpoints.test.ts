// The file that holds the servers' places and passwords.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Endpoints, endpointsPath, readEndpoints, writeEndpoints } from "./endpoints.ts";

const secret = (user: string) => ({ user, password: `${user}-secret` });
const endpoints: Endpoints = {
  nats: {
    url: "nats://127.0.0.1:4222",
    users: {
      core: secret("core"),
      recorder: secret("recorder"),
      gateway: secret("gateway"),
      reader: secret("reader"),
    },
  },
  clickhouse: {
    url: "http://127.0.0.1:8123",
    users: { ingest: secret("ingest"), api: secret("api"), analyst: secret("analyst") },
  },
  http: { host: "127.0.0.1", port: 8080, access: "local" },
};

describe("endpoints", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "contrail-endpoints-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it("reads back what was written", () => {
    writeEndpoints(dir, endpoints);
    expect(readEndpoints(dir)).toEqual(endpoints);
  });

  it("lets nobody but the owner read the passwords, even over an older file", () => {
    writeEndpoints(dir, endpoints);
    writeFileSync(endpointsPath(dir), "{}", { mode: 0o644 });
    writeEndpoints(dir, endpoints);
    expect(statSync(endpointsPath(dir)).mode & 0o777).toBe(0o600);
  });

  it("says what to do where nothing runs", () => {
    expect(() => readEndpoints(dir)).toThrow(/endpoints\.json": is `npm start` running\?/);
    expect(() => readEndpoints("")).toThrow(/CONTRAIL_DATA_DIR is not set/);
  });

  it("names a damaged file, and shows no password of it", () => {
    writeEndpoints(dir, endpoints);
    writeFileSync(endpointsPath(dir), JSON.stringify({ ...endpoints, http: { port: "x" } }));
    expect(() => readEndpoints(dir)).toThrow(/is damaged: start again with `npm start`$/);
  });
});
