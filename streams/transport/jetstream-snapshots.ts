// Named bytes in a key-value bucket: in parts, checksummed, with the one before as a fallback.
import { createHash } from "node:crypto";
import { type KV, Kvm } from "@nats-io/kv";
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
export const openSnapshots = (connection: NatsConnection): Snapshots => {
  let bucket: Promise<KV> | undefined;
  const open = (): Promise<KV> => {
    const manager = new Kvm(connection);
    bucket ??= manager.open("snapshots").then(async (kv) => {
      await kv.status();
      return kv;
    }).catch(() => manager.create("snapshots", { history: 1, max_bytes: snapshotBucketBytes }))
      .catch((cause) => {
        bucket = undefined;
        throw cause;
      });
    return bucket;
  };
  return {
    save: (name, bytes) =>
      attempt(`save snapshot "${name}"`, async () => save(await open(), name, bytes)),
    load: (name) => attempt(`load snapshot "${name}"`, async () => load(await open(), name)),
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

const save = async (kv: KV, name: string, bytes: Uint8Array): Promise<void> => {
  if (bytes.length > snapshotBytes) {
    const message =
      `Snapshot "${name}" has ${bytes.length} bytes, at most ${snapshotBytes} are kept`;
    throw new TransportError({ reason: "refused", message });
  }
  const current = await manifestOf(kv, `${name}.current`);
  const previous = await manifestOf(kv, `${name}.previous`);
  const generation = (current?.generation ?? 0) + 1;
  const parts = Math.ceil(bytes.length / snapshotPartBytes);
  for (let part = 0; part < parts; part++) {
    const from = part * snapshotPartBytes;
    await kv.put(partKey(name, generation, part), bytes.subarray(from, from + snapshotPartBytes));
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (current !== undefined) await kv.put(`${name}.previous`, JSON.stringify(current));
  const manifest: Manifest = { generation, parts, bytes: bytes.length, sha256 };
  await kv.put(`${name}.current`, JSON.stringify(manifest));
  for (let part = 0; part < (previous?.parts ?? 0); part++) {
    await kv.purge(partKey(name, previous!.generation, part));
  }
};

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

const manifestOf = async (kv: KV, key: string): Promise<Manifest | undefined> => {
  const entry = await kv.get(key);
  return entry === null || entry.operation !== "PUT" ? undefined : entry.json<Manifest>();
};

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
