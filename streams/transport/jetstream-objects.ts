// Named files in a JetStream object store: in chunks, with a digest that is checked when one is read.
import type { NatsConnection } from "@nats-io/transport-node";
import { type ObjectInfo, type ObjectStore, Objm, StorageType } from "@nats-io/obj";
import { Effect } from "effect";
import { objectBucketBytes, objectBytes } from "./limits.ts";
import { type Objects, type StoredObject, TransportError } from "./transport.ts";

/** The bucket that holds the files of models. */
const bucketName = "models";

/** Opens the bucket, and makes it where it is missing and this user may. */
export const openObjects = (connection: NatsConnection, replicas: number): Objects => {
  let bucket: Promise<ObjectStore> | undefined;
  const open = (): Promise<ObjectStore> => {
    const manager = new Objm(connection);
    bucket ??= manager.open(bucketName).catch(() =>
      manager.create(bucketName, {
        storage: StorageType.File,
        max_bytes: objectBucketBytes,
        replicas,
      })
    ).catch((cause) => {
      bucket = undefined;
      throw cause;
    });
    return bucket;
  };
  return {
    put: (name, bytes) =>
      attempt(`keep "${name}"`, async () => {
        if (bytes.length > objectBytes) {
          const message = `"${name}" has ${bytes.length} bytes, at most ${objectBytes} are kept`;
          throw new TransportError({ reason: "refused", message });
        }
        await (await open()).putBlob({ name }, bytes);
      }),
    get: (name) =>
      attempt(`read "${name}"`, async () => {
        const store = await open();
        const known = await store.info(name);
        if (known === null || known.deleted) return undefined;
        const bytes = await store.getBlob(name);
        return bytes === null ? undefined : new Uint8Array(bytes);
      }),
    list: attempt("list the files of models", async () => {
      const all = await (await open()).list();
      return all.filter(({ deleted }) => !deleted).map(objectOf);
    }),
  };
};

const objectOf = ({ name, size, digest, mtime }: ObjectInfo): StoredObject => ({
  name,
  bytes: size,
  digest,
  storedTimeUs: Date.parse(mtime) * 1000,
});

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
