// What the door promises is what is committed, and its official parser takes it.
import SwaggerParser from "@apidevtools/swagger-parser";
import { Parser } from "@asyncapi/parser";
import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { asyncApi } from "../asyncapi.ts";
import { contracts, openApi } from "./main.ts";
import { referencePage } from "../reference-page.ts";
import { streamsPage } from "../streams-page.ts";

describe("the contracts", () => {
  for (const { path, text } of contracts) {
    it(`${path} is what the code makes: else run npm run contracts`, () => {
      const committed = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
      expect(committed).toBe(text());
    });
  }
});

describe("the OpenAPI document", () => {
  const document = openApi() as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  interface Operation {
    readonly operationId: string;
    readonly summary: string;
    readonly security: readonly object[];
  }
  const operations = Object.values(document.paths).flatMap((one) => Object.values(one));

  it("is valid by the official parser, 3.1", async () => {
    const read = await SwaggerParser.validate(structuredClone(openApi()) as never);
    expect((read as { readonly openapi: string }).openapi).toBe("3.1.0");
  });

  it("names every operation once, with a summary and what it needs", () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { summary, security } of operations) {
      expect(summary.length).toBeGreaterThan(10);
      expect(security).toBeInstanceOf(Array);
    }
  });

  it("makes a page with every operation, without a script or the internet", () => {
    const page = referencePage(openApi() as never);
    for (const { operationId } of operations) expect(page).toContain(`id="${operationId}"`);
    expect(page).not.toMatch(/<script|https?:\/\//);
  });
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
