// Creates and checks the JetStream streams. The server's answer is compared with what was asked.
import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from "@nats-io/jetstream";
import { Effect } from "effect";
import type { StreamDefinition } from "../subjects.ts";
import { TransportError } from "./transport.ts";

/** What is asked of the server for a stream. */
export const configurationOf = (stream: StreamDefinition, replicas = 1) => ({
  name: stream.name,
  subjects: [...stream.subjects],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.New,
  max_bytes: stream.maxBytes,
  max_age: 0,
  max_msgs: -1,
  num_replicas: replicas,
  // Deduplication by message id is not used; a short window keeps no ids in memory.
  duplicate_window: 1_000_000_000,
});

const compared = [
  ...["subjects", "storage", "retention", "discard", "max_bytes", "max_age"] as const,
  "num_replicas" as const,
];

/** Creates a stream or checks the one there is. Fails with `mismatch` where it is another. */
export const ensureStream = (
  manager: JetStreamManager,
  stream: StreamDefinition,
  replicas: number,
): Effect.Effect<void, TransportError> => {
  const asked = configurationOf(stream, replicas);
  return Effect.tryPromise({
    try: async () => {
      const found = await manager.streams.info(stream.name).catch(() => undefined);
      const { config } = found ?? await manager.streams.add(asked as unknown as StreamConfig);
      check(stream.name, asked, config);
    },
    catch: (cause) =>
      cause instanceof TransportError ? cause : new TransportError({
        reason: "refused",
        message: `Cannot create stream ${stream.name}: ${(cause as Error).message}`,
        cause,
      }),
  });
};

const check = (
  name: string,
  asked: ReturnType<typeof configurationOf>,
  got: StreamConfig,
): void => {
  for (const key of compared) {
    const [wanted, found] = [JSON.stringify(asked[key]), JSON.stringify(got[key])];
    if (wanted === found) continue;
    const message = `Stream ${name} has ${key} ${found}, expected ${wanted}: ` +
      "it was made by another version; use another data folder or edit the stream";
    throw new TransportError({ reason: "mismatch", message });
  }
};
