// The snapshot of the core: the state of every actor at a position of the input log, kept in the transport.
import { deserialize, serialize } from "node:v8";
import { Effect } from "effect";
import { Transport } from "../../streams/transport/transport.ts";
import type { PipelineSnapshot } from "../pipeline.ts";
import type { Outputs } from "./outputs.ts";
import type { Session } from "./session.ts";

/** The state of every actor after everything up to a position of the input log. */
export interface CoreSnapshot {
  readonly inputSequence: number;
  readonly position: number;
  readonly session: Session | undefined;
  readonly pipeline: PipelineSnapshot;
}

/** The newest snapshot, or undefined on a first start. */
export const loadCoreSnapshot = Effect.gen(function* () {
  const transport = yield* Transport;
  const bytes = yield* transport.loadSnapshot("core");
  return bytes === undefined ? undefined : deserialize(bytes) as CoreSnapshot;
});

/**
 * Keeps a snapshot, and after it how far each stream may be purged: what lies behind it is not needed
 * to start again. Everything the pipeline emitted so far must be durable.
 */
export const saveCoreSnapshot = Effect.fnUntraced(
  function* (snapshot: CoreSnapshot, outputs: Outputs) {
    const transport = yield* Transport;
    yield* transport.saveSnapshot("core", serialize(snapshot));
    const sequences: Record<string, number> = { INPUT: snapshot.inputSequence };
    for (const { stream } of Object.values(outputs.writers)) {
      if (stream !== "INPUT") sequences[stream] = (yield* transport.tail(stream)).sequence;
    }
    const bytes = new TextEncoder().encode(JSON.stringify(sequences));
    yield* transport.saveSnapshot("core-positions", bytes);
  },
);
