// What the door promises is what is committed, and its official parser takes it.
import { Parser } from "@asyncapi/parser";
import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { asyncApi } from "./asyncapi.ts";
import { contracts } from "./contracts.ts";
import { streamsPage } from "./streams-page.ts";

describe("the contracts", () => {
  for (const { path, text } of contracts) {
    it(`${path} is what the code makes: else run npm run contracts`, () => {
      const committed = readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
      expect(committed).toBe(text());
    });
  }
});

describe("the AsyncAPI document", () => {
  it("is valid by the official parser, without a remark", async () => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApi()));
    expect(diagnostics.map(({ code, message, path }) => [code, message, path])).toEqual([]);
    expect(document!.channels().all().length).toBeGreaterThan(7);
  });

  it("makes a page that names every channel and every field of a frame", () => {
    const page = streamsPage(asyncApi());
    for (const words of ["/v1/stream", "ticks.market", "bid_price_ticks", "predictions.all"]) {
      expect(page).toContain(words);
    }
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.apache)/);
  });
});
