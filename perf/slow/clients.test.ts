// The comparison of `npm run bench:slow`, with few clients: quick ones stay, and go on being told.
import { expect, it } from "vitest";
import { measureSlow } from "./clients.ts";

it(
  "lets slow and dead clients cost quick ones neither their connection nor their messages",
  async () => {
    const { before, during, after, lost } = await measureSlow({ quick: 10, slow: 20, seconds: 2 });
    expect(lost).toBe(0);
    for (const part of [before, during, after]) expect(part.messages).toBeGreaterThan(0);
    // 20 clients that are each owed some megabytes: nothing of it is kept for them.
    expect(during.gatewayMebibytes - before.gatewayMebibytes).toBeLessThan(200);
  },
  240_000,
);
