// Named bytes in a key-value bucket: in parts, checksummed, with the one before as a fallback.
import { createHash } from "node:crypto";
import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/transport-node";
import { Effect } from "effect";
import { snapshotBucketBytes, snapshotBytes, snapshotPartBytes } from "./limits.ts";
import { TransportError } from "./transport.ts";

interface Manifest {
  readonly generation: number;
  readonly parts: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Keeps and finds snapshots. */
export interface Snapshots {
  readonly save: (name: string, bytes: Uint8Array) => Effect.Effect<void, TransportError>;
  readonly load: (name: string) => Effect.Effect<Uint8Array | undefined, TransportError>;
}

/** Opens the bucket `snapshots`, and makes it where it is missing and this user may. */
export const openSnapshots = (connection: NatsConnection, replicas: number): Snapshots => {
  let bucket: Promise<KV> | undefined;
  const open = (): Promise<KV> => {
    const manager = new Kvm(connection);
    bucket ??= manager.open("snapshots").then(async (kv) => {
      await kv.status();
      return kv;
    }).catch(() =>
      manager.create("snapshots", { history: 1, max_bytes: snapshotBucketBytes, replicas })
    )
      .catch((cause) => {
        bucket = undefined;
        throw cause;
      });
    return bucket;
  };
  // The revision of each newest manifest as this process knows it; none where its last save is in doubt.
  const seen = new Map<string, number>();
  return {
    save: (name, bytes) =>
      attempt(`save snapshot "${name}"`, async () => {
        const before = seen.get(name);
        seen.delete(name);
        seen.set(name, await save(await open(), { name, before }, bytes));
      }),
    load: (name) =>
      attempt(`load snapshot "${name}"`, async () => {
        const kv = await open();
        seen.set(name, (await kv.get(`${name}.current`))?.revision ?? 0);
        return await load(kv, name);
      }),
  };
};

const attempt = <A>(what: string, run: () => Promise<A>): Effect.Effect<A, TransportError> =>
  Effect.tryPromise({
    try: run,
    catch: (cause) =>
      cause instanceof TransportError ? cause : new TransportError({
        reason: "refused",
        message: `Cannot ${what}: ${(cause as Error).message}`,
        cause,
      }),
  });

const partKey = (name: string, generation: number, part: number): string =>
  `${name}.part.${generation}.${part}`;

/** Keeps a snapshot, unless another process has kept one since `before`; gives its revision. */
const save = async (
  kv: KV,
  { name, before }: { readonly name: string; readonly before: number | undefined },
  bytes: Uint8Array,
): Promise<number> => {
  if (bytes.length > snapshotBytes) {
    const message =
      `Snapshot "${name}" has ${bytes.length} bytes, at most ${snapshotBytes} are kept`;
    throw new TransportError({ reason: "refused", message });
  }
  const entry = await kv.get(`${name}.current`);
  const revision = entry?.revision ?? 0;
  if ((before ?? revision) !== revision) throw takenOver(name);
  const current = manifestIn(entry);
  const previous = await manifestOf(kv, `${name}.previous`);
  const generation = (current?.generation ?? 0) + 1;
  const parts = Math.ceil(bytes.length / snapshotPartBytes);
  for (let part = 0; part < parts; part++) {
    const from = part * snapshotPartBytes;
    await kv.put(partKey(name, generation, part), bytes.subarray(from, from + snapshotPartBytes));
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const manifest: Manifest = { generation, parts, bytes: bytes.length, sha256 };
  // Where this process ends between the two, the one before is older by one, and still whole.
  const kept = await kv.put(`${name}.current`, JSON.stringify(manifest), { previousSeq: revision })
    .catch((cause) => {
      throw isWrongSequence(cause) ? takenOver(name) : cause;
    });
  if (current !== undefined) await kv.put(`${name}.previous`, JSON.stringify(current));
  for (let part = 0; part < (previous?.parts ?? 0); part++) {
    await kv.purge(partKey(name, previous!.generation, part));
  }
  return kept;
};

const takenOver = (name: string): TransportError =>
  new TransportError({
    reason: "mismatch",
    message: `Snapshot "${name}" was kept by another process since this one read it`,
  });

const isWrongSequence = (cause: unknown): boolean =>
  cause instanceof JetStreamApiError &&
  cause.code === JetStreamApiCodes.StreamWrongLastSequence;

const load = async (kv: KV, name: string): Promise<Uint8Array | undefined> => {
  for (const which of ["current", "previous"]) {
    const manifest = await manifestOf(kv, `${name}.${which}`);
    if (manifest === undefined) continue;
    const bytes = await partsOf(kv, name, manifest);
    if (bytes !== undefined) return bytes;
    console.warn(
      `Snapshot "${name}" (${which}, ${manifest.generation}) is damaged: taking the one before`,
    );
  }
  return undefined;
};

const manifestOf = async (kv: KV, key: string): Promise<Manifest | undefined> =>
  manifestIn(await kv.get(key));

const manifestIn = (entry: KvEntry | null): Manifest | undefined =>
  entry === null || entry.operation !== "PUT" ? undefined : entry.json<Manifest>();

const partsOf = async (
  kv: KV,
  name: string,
  manifest: Manifest,
): Promise<Uint8Array | undefined> => {
  const bytes = new Uint8Array(manifest.bytes);
  for (let part = 0; part < manifest.parts; part++) {
    const entry = await kv.get(partKey(name, manifest.generation, part));
    if (entry === null || part * snapshotPartBytes + entry.value.length > bytes.length) {
      return undefined;
    }
    bytes.set(entry.value, part * snapshotPartBytes);
  }
  return createHash("sha256").update(bytes).digest("hex") === manifest.sha256 ? bytes : undefined;
};
