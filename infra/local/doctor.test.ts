// The doctor on this machine, and on a folder that is in the way.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const doctor = (...args: string[]) =>
  new Promise<{ code: number; out: string }>((resolve) =>
    execFile(
      process.execPath,
      [join(import.meta.dirname, "doctor.ts"), ...args],
      (error, out) => resolve({ code: Number(error?.code ?? 0), out }),
    )
  );

it("finds what the tests need, and tells it as JSON", async () => {
  const { code, out } = await doctor("--data-dir", "/tmp/contrail-nowhere", "--json");
  const { findings } = JSON.parse(out) as {
    readonly findings: readonly { readonly what: string; readonly state: string }[];
  };
  const stateOf = (name: string) => findings.find(({ what }) => what === name)?.state;
  for (const name of ["Node", "Packages", "nats-server", "ClickHouse", "Models"]) {
    expect(stateOf(name), name).toBe("ok");
  }
  expect(code).toBe(0);
}, 180_000);

it("says what to do where nothing runs", async () => {
  const { out } = await doctor("--data-dir", "/tmp/contrail-nowhere", "--port", "1");
  expect(out).toMatch(/! Running +nothing answers at http:\/\/127\.0\.0\.1:1: npm start/);
}, 180_000);
