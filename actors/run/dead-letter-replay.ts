// Dead letters out of the store, and one of them through its actor again, with the code of today.
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import type { ByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import type { AnyActor } from "../actor.ts";
import { ActorFailed, deliveryOf } from "../machine.ts";
import { Pipeline, type Predict } from "../pipeline.ts";
import { marketActors, tradingActors } from "../roster.ts";
import { batchTicks } from "./limits.ts";
import { positionsAtOnce } from "./parity/limits.ts";
import { Recording } from "./parity/recording.ts";

/** A dead letter. */
export interface Letter {
  /** Its number in the operations log. */
  readonly ordinal: number;
  readonly actor: string;
  readonly stream: string;
  /** Position of the record that the actor failed on. */
  readonly position: number;
  readonly error: string;
  readonly attempts: number;
}

/** What a letter is run with. */
export interface LetterOptions {
  readonly store: ByteStore;
  /** All letters: the others are passed over as they were. */
  readonly letters: readonly Letter[];
  readonly instruments: InstrumentRegistry;
  readonly predict: Predict;
  readonly market?: readonly AnyActor[];
  readonly trading?: readonly AnyActor[];
}

/** The letters of a store, oldest first. Throws `StoreError`. */
export const readLetters = async (store: ByteStore): Promise<Letter[]> => {
  const bytes = await store.query(
    "SELECT letters.position AS ordinal, actor, stream, letters.sequence AS position, error, attempts " +
      "FROM dead_letters AS letters ORDER BY letters.position FORMAT JSONEachRow",
  );
  return new TextDecoder().decode(bytes).split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Letter);
};

/**
 * Runs the recorded log from its beginning to the letter's position and tells whether its actor takes
 * the record now. Throws `ParityFailed`, `StoreError`, and `ActorFailed` where another actor fails on
 * a record that it took before.
 */
export const runLetter = async (
  letter: Letter,
  options: LetterOptions,
): Promise<{ readonly taken: boolean; readonly error: string }> => {
  const skipped = new Set<string>();
  for (;;) {
    try {
      await runTo(letter.position, skipped, options);
      return { taken: true, error: "" };
    } catch (cause) {
      if (!(cause instanceof ActorFailed)) throw cause;
      const { actor, record } = cause;
      if (actor === letter.actor && record.position === letter.position) {
        const { message } = cause.cause as Error;
        return { taken: false, error: message };
      }
      const known = options.letters.some((one) =>
        one.actor === actor && one.position === record.position
      );
      if (!known) throw cause;
      skipped.add(deliveryOf(actor, record));
    }
  }
};

const runTo = async (
  position: number,
  skipped: ReadonlySet<string>,
  options: LetterOptions,
): Promise<void> => {
  const recording = new Recording(options.store);
  const pipeline = new Pipeline({
    instruments: options.instruments,
    market: options.market ?? marketActors,
    trading: options.trading ?? tradingActors,
    predict: options.predict,
    deliver: () => {},
  });
  pipeline.skip(skipped);
  for (let from = 0; from <= position; from += positionsAtOnce) {
    const to = Math.min(from + positionsAtOnce, position + 1);
    const records = await recording.input({ from, to });
    for (let at = 0; at < records.length; at += batchTicks) {
      await pipeline.run(records.slice(at, at + batchTicks));
    }
  }
};
