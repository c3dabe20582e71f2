// Reads the input log from behind a place on: what has been purged there is an error, not a hole in the state.
import { Effect, Stream } from "effect";
import { Transport, TransportError } from "../../streams/transport/transport.ts";

/**
 * Every message after a sequence, for ever. Fails with `damaged` where the next one is no longer there:
 * the state before it belongs to a snapshot that is too old, and would go on without what is missing.
 */
export const inputAfter = (sequence: number) =>
  Stream.unwrap(Effect.map(Transport, (transport) => {
    let next = sequence + 1;
    return transport.read("INPUT", next).pipe(
      Stream.mapEffect((messages) => {
        const first = messages[0]!.sequence;
        if (first !== next) {
          const message = `The input log begins at sequence ${first}, but the snapshot needs ` +
            `${next}: it is too old; start with an empty data folder, or from a backup`;
          return Effect.fail(new TransportError({ reason: "damaged", message }));
        }
        next = messages.at(-1)!.sequence + 1;
        return Effect.succeed(messages);
      }),
    );
  }));

/** Whether reading failed because what comes next has been purged. */
export const isHole = (cause: unknown): cause is TransportError =>
  cause instanceof TransportError && cause.reason === "damaged";
