// A recording of the local venue, replayed: the same ticks as were heard while it was made.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { liveSource } from "../../../actors/adapters/source.ts";
import { openSource } from "../../../actors/sources/roster.ts";
import { VenueServer } from "../../venue-server/server.ts";
import { Recording } from "./files.ts";

it("is replayed to the ticks that were heard, over more than one file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "record-"));
  const server = new VenueServer({ port: 0, seed: 3, venues: ["binance-usdm"] });
  try {
    const about = { source: "binance-usdm" };
    const limits = { fileBytes: 20_000, fileMs: 60_000 };
    const recording = new Recording({ folder, prefix: "usdm", about, ...limits });
    const source = await liveSource({
      source: "binance-usdm",
      symbols: ["BTC/USDT"],
      venueUrl: await server.start(),
      raw: (text, receivedUs) => {
        if (text.includes(`"s":"BTCUSDT"`)) recording.add("BTCUSDT", text, receivedUs);
      },
    });
    const stop = new AbortController();
    const heard: string[] = [];
    const told = (tick: object) => {
      const { _tag, eventTimeUs } = tick as { _tag: string; eventTimeUs: number };
      return `${_tag} ${eventTimeUs}`;
    };
    for await (const { ticks } of source.open(undefined, () => {}, stop.signal)) {
      heard.push(...ticks.filter(({ _tag }) => _tag === "trade" || _tag === "quote").map(told));
      if (heard.length > 400) stop.abort();
    }
    const files = await recording.end();
    expect(files.length).toBeGreaterThan(1);
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
      readonly files: readonly { readonly name: string; readonly sha256: string }[];
    };
    for (const { name, sha256 } of manifest.files) {
      const content = readFileSync(join(folder, name));
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
    }
    const replayed: string[] = [];
    const again = await openSource({ source: "replay", files: [folder], speed: 0, seed: 1 });
    for await (const { ticks } of again.open(undefined, () => {}, new AbortController().signal)) {
      replayed.push(...ticks.filter(({ _tag }) => _tag !== "bookDelta").map(told));
    }
    expect(replayed.slice(0, 400)).toEqual(heard.slice(0, 400));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
