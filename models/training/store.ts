// The feature vectors that an installation recorded, out of ClickHouse into the matrices that Python reads.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Effect } from "effect";
import {
  type FeatureName,
  featureNames,
  featureSet,
  featureVector,
} from "../../streams/features.ts";
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import { Store } from "../../streams/transport/clickhouse.ts";
import { writeManifest } from "./export.ts";
import { TrainingFailed } from "./python.ts";
import { type ExportedVector, type Session, SessionFile } from "./session-file.ts";

/** Vectors of one instrument in one session below which nothing can be learned of it. */
const leastVectors = 2_000;

/** Bytes of a row before its features: position, output index, time, bid, ask and marks. */
const headBytes = 8 + 2 + 8 + 8 + 8 + 1;
const rowBytes = headBytes + 4 * featureNames.length;

interface Found {
  readonly instrument_id: number;
  readonly first_position: number;
  readonly next_position: string;
  readonly day: string;
  readonly vectors: number;
}

/** Instruments of sessions, with as many vectors of our feature set as can teach. */
const sessionsSql = `
SELECT f.instrument_id AS instrument_id, s.first_position AS first_position,
  toString(any(s.next_position)) AS next_position, toString(toDate(min(f.event_time))) AS day,
  count() AS vectors
FROM (SELECT 1 AS one, position, instrument_id, event_time FROM features WHERE set = {set:UInt16}) AS f
ASOF INNER JOIN (SELECT 1 AS one, first_position, next_position FROM v_sessions) AS s
  ON f.one = s.one AND f.position >= s.first_position
GROUP BY instrument_id, first_position
HAVING vectors >= {least:UInt32}
ORDER BY first_position, instrument_id`;

/** The column of a feature: the record says how it is called in its table. */
const columnOf = (feature: FeatureName): string =>
  featureVector.columns.find(({ key }) => key === feature)!.name;

const vectorsSql = `
SELECT position, output_index, toUnixTimestamp64Micro(event_time), bid_price_ticks, ask_price_ticks,
  flags, ${featureNames.map(columnOf).join(", ")}
FROM features
WHERE instrument_id = {instrument:UInt32} AND set = {set:UInt16}
  AND position >= {first:UInt64} AND position < {next:UInt64}
ORDER BY position, output_index
FORMAT RowBinary`;

/**
 * Writes every session that the store holds, instrument by instrument, into a folder. Fails with
 * `StoreError`, and with `TrainingFailed` where there is none with vectors enough.
 */
export const exportStore = Effect.fnUntraced(function* (
  out: string,
  instruments: InstrumentRegistry,
  say: (text: string) => void,
) {
  const store = yield* Store;
  const wanted = { set: featureSet, least: leastVectors };
  const found = yield* store.query<Found>(sessionsSql, wanted);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const sessions: Session[] = [];
  for (const { instrument_id: id, first_position: first, next_position: next, day } of found) {
    const instrument = instruments.require(id);
    const part = `${day}-${String(first).padStart(14, "0")}`;
    const file = `${instrument.name}-${part}`;
    const written = new SessionFile(join(out, file));
    const bytes = yield* store.bytes(vectorsSql, { instrument: id, set: featureSet, first, next });
    yield* Effect.promise(async () => {
      for await (const vector of vectorsOf(bytes, id)) written.write(vector, instrument);
    });
    written.close();
    say(`${file}: ${written.vectors} vectors`);
    // Hours of exchanges count only where recorded stocks are replayed.
    const regularHours = instrument.assetClass === "equity";
    sessions.push({ instrument: instrument.name, part, file, regularHours });
  }
  if (sessions.length === 0) {
    return yield* Effect.fail(
      new TrainingFailed(
        `No instrument has ${leastVectors} feature vectors of set ${featureSet} in one session: let it run longer`,
      ),
    );
  }
  writeManifest(out, sessions);
});

/** Reads rows of `vectorsSql`; one that was stored twice counts once. */
async function* vectorsOf(
  bytes: AsyncIterable<Uint8Array>,
  instrumentId: number,
): AsyncGenerator<ExportedVector> {
  let rest = Buffer.alloc(0);
  let last = "";
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let at = 0;
    for (; rest.length - at >= rowBytes; at += rowBytes) {
      const key = rest.toString("latin1", at, at + 10);
      if (key === last) continue;
      last = key;
      const features = Object.fromEntries(
        featureNames.map((name, i) => [name, rest.readFloatLE(at + headBytes + 4 * i)]),
      ) as Record<FeatureName, number>;
      yield {
        instrumentId,
        eventTimeUs: Number(rest.readBigInt64LE(at + 10)),
        bidPriceTicks: Number(rest.readBigInt64LE(at + 18)),
        askPriceTicks: Number(rest.readBigInt64LE(at + 26)),
        flags: rest.readUInt8(at + 34),
        ...features,
      };
    }
    rest = rest.subarray(at);
  }
}
