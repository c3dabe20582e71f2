// Free ports: nobody gets one twice, and none that the system gives to connections that go out.
import { createServer } from "node:net";
import { Effect } from "effect";
import { expect, it } from "vitest";
import { freePort } from "./ports.ts";

const host = "127.0.0.1";
const free = (preferred = 0) => Effect.runPromise(freePort(host, preferred));

it("differ from one look to the next, and lie below those of connections that go out", async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => free()));
  expect(new Set(ports).size).toBe(50);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_768);
  }
});

it("are the preferred one, unless somebody listens there", async () => {
  const wanted = await free();
  expect(await free(wanted)).toBe(wanted);
  const server = createServer();
  await new Promise<void>((listens) => server.listen(wanted, host, listens));
  try {
    expect(await free(wanted)).not.toBe(wanted);
  } finally {
    await new Promise((closed) => server.close(closed));
  }
});
