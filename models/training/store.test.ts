// Vectors out of ClickHouse are those of the live feature code, bit for bit, session by session.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Machine } from "../../actors/machine.ts";
import { marketActors } from "../../actors/roster.ts";
import { sessionStarted } from "../../actors/run/session.ts";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import { featureNames } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { FrameWriter, jsonLine, runHeaderBytes } from "../../streams/message.ts";
import { type AnyRecord, definitionOf } from "../../streams/records.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { readNpy } from "./npy.ts";
import { type Session, SessionFile } from "./session-file.ts";
import { exportStore } from "./store.ts";

const instruments = new InstrumentRegistry();
let servers: TestServers;
let folder: string;

/** Two sessions of a simulated market, and what the pipeline made of them. */
const recorded = async (): Promise<{ controls: AnyRecord[]; vectors: AnyRecord[] }> => {
  const [controls, vectors]: AnyRecord[][] = [[], []];
  let position = 0;
  const machine = new Machine(marketActors, instruments, (record) => {
    if (record._tag === "featureVector") vectors!.push({ ...record });
  });
  for (const seed of [4, 5]) {
    const source = simulatedSource({ seed, speed: 0, ticks: 120_000 });
    const control = sessionStarted(source, "a test", position++);
    controls!.push(control);
    machine.receive(control);
    for await (const { ticks } of source.open(undefined, () => {}, new AbortController().signal)) {
      for (const tick of ticks as unknown as AnyRecord[]) {
        tick.position = position++;
        tick.outputIndex = 0;
        machine.receive(tick);
      }
    }
  }
  return { controls: controls!, vectors: vectors! };
};

const insert = Effect.fnUntraced(function* (rows: readonly AnyRecord[], token: string) {
  const definition = definitionOf(rows[0]!._tag);
  const writer = new FrameWriter();
  if (definition.frame !== undefined) { for (const row of rows) writer.append(definition, row); }
  yield* (yield* Store).insert({
    table: definition.table,
    columns: definition.columns.map(({ name }) => name),
    format: definition.frame === undefined ? "JSONEachRow" : "RowBinary",
    parts: [
      definition.frame === undefined
        ? new TextEncoder().encode(rows.map((row) => jsonLine(definition, row)).join("\n"))
        : writer.take().subarray(runHeaderBytes),
    ],
    token,
  });
});

const as = (user: "ingest" | "api") => {
  const { url, users } = servers.endpoints.clickhouse;
  return clickHouseStore({ url, ...users[user], name: "a test" });
};
const exported = (out: string) =>
  Effect.runPromise(exportStore(out, instruments, () => {}).pipe(Effect.provide(as("api"))));

beforeAll(async () => {
  servers = await startTestServers({ nats: false });
  folder = mkdtempSync(join(tmpdir(), "contrail-store-"));
}, 300_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await servers?.stop();
});

describe("an export from the store", () => {
  it("of nothing says so", async () => {
    const empty = Effect.flatMap(Store, migrate).pipe(Effect.provide(as("ingest")));
    await Effect.runPromise(empty);
    await expect(exported(join(folder, "none"))).rejects.toThrow(
      "No instrument has 2000 feature vectors of set 1 in one session: let it run longer",
    );
  }, 120_000);

  it("holds each instrument of each session as the pipeline made it, bit for bit", async () => {
    const { controls, vectors } = await recorded();
    const half = vectors.length >> 1;
    await Effect.runPromise(
      Effect.gen(function* () {
        yield* insert(controls, "controls");
        // What was stored twice counts once.
        yield* insert(vectors.slice(half), "later");
        yield* insert(vectors.slice(0, half + 500), "earlier");
      }).pipe(Effect.provide(as("ingest"))),
    );
    const out = join(folder, "some");
    await exported(out);
    const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
    expect(manifest.features).toEqual(featureNames);
    const sessions: Session[] = manifest.sessions;
    expect(sessions.length).toBeGreaterThan(8);
    expect(new Set(sessions.map(({ part }) => part.slice(-14))).size).toBe(2);
    for (const { file, instrument, part } of sessions) {
      const first = Number(part.slice(-14));
      const next = first === 0 ? controls[1]!.position : Infinity;
      const one = instruments.find(instrument)!;
      const wanted = new SessionFile(join(folder, "wanted"));
      for (const vector of vectors) {
        if (vector._tag !== "featureVector" || vector.instrumentId !== one.instrumentId) continue;
        if (vector.position >= first && vector.position < next) wanted.write(vector, one);
      }
      wanted.close();
      expect(wanted.vectors).toBeGreaterThan(1_999);
      for (const [kind, type] of [["features", "<f4"], ["moments", "<i8"]] as const) {
        const made = readNpy(join(out, `${file}.${kind}.npy`), type);
        expect(made).toEqual(readNpy(join(folder, `wanted.${kind}.npy`), type));
      }
    }
  }, 240_000);
});
